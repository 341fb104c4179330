// Package tencent speaks the API of the Tencent Ads Leads Management Platform (腾讯广告线索管理平台):
// signatures, the client, and the wire's shapes in and out. Nothing of the wire leaves it: callers
// see models only. Section signs (§) name the sections of the platform's document.
package tencent
