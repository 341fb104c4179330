// Package simulator is a faithful stand-in for the platform's API, for the demo, for
// `xiansuo simulate` and for tests. It is as strict as the platform's document, has the document's
// quirks, makes up leads that look real, remembers what was reported to it, and fails in every way
// it is told to. With the same seed, clock and calls it answers with the same bytes.
//
// Every person, phone number, token and address it makes up is invented: phones lie in the range
// 1740, which belongs to satellite terminals, and links lead to example.com.
//
// # The platform's addresses
//
// Under /api/mv1/, as on the real platform (so the base URL of a client is http://host/api/mv1/):
//
//	GET  leads/list                     §2
//	POST leads/report                   §3
//	POST leads/set_leads_status_system  §4
//	POST leads/report_personal_wechat   §5
//
// # The control address
//
// For people and scripts beside a stand-alone simulator; JSON in and out, HTTP status 400 and
// {"error": …} for what it does not understand. It takes no signature and must not be reachable
// from a network that is not trusted.
//
//	GET    /simulator/                  accounts with their numbers of leads, and the counts of calls
//	GET    /simulator/faults            the faults in force
//	POST   /simulator/faults            add one, see Fault: {"kind":"http","status":502,"times":3}
//	DELETE /simulator/faults            forget all
//	DELETE /simulator/faults/{id}       forget one
//	POST   /simulator/leads             {"account_id":1,"count":5} makes leads up now;
//	                                    {"account_id":1,"fields":{…}} adds one as given
//	PATCH  /simulator/leads/{leads_id}  {"call_duration":"63"} changes fields of a lead; null removes
//	POST   /simulator/push              {"url":…,"account_id":1,"leads_id":"…"} pushes a lead (§1)
//	GET    /simulator/reports           what was reported and accepted, oldest first; ?account_id=
//	GET    /simulator/wechat_reports    the accepted reports of §5, oldest first
package simulator
