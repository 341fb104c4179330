// Package models says what leads, accounts, users, statuses and reports are, and the rules they
// follow. It is pure: no I/O, no database, no HTTP. The tags on struct fields name the columns
// that models/store keeps them in.
//
// "§" in this project's comments means a section of the platform's interface document
// (Tencent Ads Leads Management Platform, version 2024-12-19).
package models
