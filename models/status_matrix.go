package models

// The status systems of §7.5 and §7.6 as one table of data. Forms, validation, labels, filters,
// encoding and tests all ask this table; there is no other list of statuses or reasons.

const (
	StatusDeprecated            ConvertStatus = "LEADS_CONVERT_STATUS_DEPRECATED"
	StatusPotentialCustomer     ConvertStatus = "LEADS_CONVERT_STATUS_POTENTIAL_CUSTOMER"
	StatusHighIntentionCustomer ConvertStatus = "LEADS_CONVERT_STATUS_HIGH_INTENTION_CUSTOMER"
	StatusVisitStore            ConvertStatus = "LEADS_CONVERT_STATUS_VISIT_STORE"
	StatusTransCompleted        ConvertStatus = "LEADS_CONVERT_STATUS_TRANS_COMPLETED"
	StatusLoseVisitStore        ConvertStatus = "LEADS_CONVERT_STATUS_LOSE_VISIT_STORE"
	StatusLosePurchase          ConvertStatus = "LEADS_CONVERT_STATUS_LOSE_PURCHASE"
	StatusLoseIntention         ConvertStatus = "LEADS_CONVERT_STATUS_LOSE_INTENTION"
	StatusLongtermIntention     ConvertStatus = "LEADS_CONVERT_STATUS_LONGTERM_INTENTION"
	StatusAddWeixin             ConvertStatus = "LEADS_CONVERT_STATUS_ADD_WEIXIN"
	StatusHighIntention         ConvertStatus = "LEADS_CONVERT_STATUS_HIGH_INTENTION"
)

const (
	ReasonEmpty                    IneffectReason = "LEADS_INEFFECT_REASON_EMPTY"
	ReasonSuspended                IneffectReason = "LEADS_INEFFECT_REASON_SUSPENDED"
	ReasonOffline                  IneffectReason = "LEADS_INEFFECT_REASON_OFFLINE"
	ReasonTelNotConnected          IneffectReason = "LEADS_INEFFECT_REASON_TEL_NOT_CONNECTED"
	ReasonAbusive                  IneffectReason = "LEADS_INEFFECT_REASON_ABUSIVE"
	ReasonVicious                  IneffectReason = "LEADS_INEFFECT_REASON_VICIOUS"
	ReasonCompetitor               IneffectReason = "LEADS_INEFFECT_REASON_COMPETITOR"
	ReasonIdentityMismatched       IneffectReason = "LEADS_INEFFECT_REASON_IDENTITY_MISMATCHED"
	ReasonNoIntention              IneffectReason = "LEADS_INEFFECT_REASON_NO_INTENTION"
	ReasonProductMismatched        IneffectReason = "LEADS_INEFFECT_REASON_PRODUCT_MISMATCHED"
	ReasonLongterm                 IneffectReason = "LEADS_INEFFECT_REASON_LONGTERM"
	ReasonRegionMismatched         IneffectReason = "LEADS_INEFFECT_REASON_REGION_MISMATCHED"
	ReasonDataDuplication          IneffectReason = "LEADS_INEFFECT_REASON_DATA_DUPLICATION"
	ReasonOther                    IneffectReason = "LEADS_INEFFECT_REASON_OTHER"
	ReasonDataDuplicationInTencent IneffectReason = "LEADS_INEFFECT_REASON_DATA_DUPLICATION_IN_TENCENT"
	ReasonUnkown                   IneffectReason = "LEADS_INEFFECT_REASON_UNKOWN" // spelt so on the wire (§8.2)
)

// column is a column of the matrix: the standard system, or the industry system of one industry.
type column int

const (
	inStandard column = iota
	inEstate
	inHome
	inMedical
	inFranchise
	columns
)

// Tone is the colour and icon of a status: where the lead stands, whatever its industry calls it.
type Tone string

const (
	ToneNew    Tone = "new"
	ToneActive Tone = "active"
	ToneWeChat Tone = "wechat"
	ToneVisit  Tone = "visit"
	ToneHigh   Tone = "high"
	ToneWon    Tone = "won"
	ToneLost   Tone = "lost"
)

// An empty label means ×: not offered in that column and never sent.
var statusMatrix = []struct {
	value  ConvertStatus
	tone   Tone
	labels [columns]Text
}{
	{StatusDeprecated, ToneLost, [columns]Text{{"无效线索", "Invalid"}, {"无效线索", "Invalid"}, {"无效线索", "Invalid"}, {"无效线索", "Invalid"}, {"无效线索", "Invalid"}}},
	{StatusPotentialCustomer, ToneActive, [columns]Text{{"潜在客户", "Potential customer"}, {"有效", "Valid"}, {"有效", "Valid"}, {"潜在用户", "Potential user"}, {"有效", "Valid"}}},
	{StatusHighIntentionCustomer, ToneHigh, [columns]Text{{"高意向客户", "High intention"}, {}, {}, {}, {}}},
	{StatusVisitStore, ToneVisit, [columns]Text{{}, {"约看", "Viewing arranged"}, {"见面", "Met"}, {"到店未成单", "Visited, no deal"}, {"到访", "Visited"}}},
	{StatusTransCompleted, ToneWon, [columns]Text{{"已经成单", "Deal closed"}, {"成交", "Deal closed"}, {"成单", "Deal closed"}, {"到店已成单", "Visited, deal closed"}, {"成交", "Deal closed"}}},
	{StatusLoseVisitStore, ToneLost, [columns]Text{{}, {"战败-有效未约带看", "Lost: valid, no viewing"}, {"战败-有效未见面", "Lost: valid, never met"}, {}, {}}},
	{StatusLosePurchase, ToneLost, [columns]Text{{}, {"战败-成交失败", "Lost: deal failed"}, {"战败-见面未成单", "Lost: met, no deal"}, {}, {}}},
	{StatusLoseIntention, ToneLost, [columns]Text{{}, {"战败-带看无意向", "Lost: viewed, no intention"}, {}, {}, {}}},
	{StatusLongtermIntention, ToneActive, [columns]Text{{}, {}, {}, {"长期有意向", "Long-term intention"}, {}}},
	{StatusAddWeixin, ToneWeChat, [columns]Text{{}, {}, {}, {"已加微", "Added on WeChat"}, {}}},
	{StatusHighIntention, ToneHigh, [columns]Text{{}, {}, {}, {"高意向用户", "High-intention user"}, {"高意向", "High intention"}}},
}

// The labels leave out the document's prefix 无效-, which the form's other half already says.
var reasonMatrix = []struct {
	value  IneffectReason
	labels [columns]Text
}{
	{ReasonEmpty, [columns]Text{{"无效空", "No reason given"}, {"空号", "Dead number"}, {"空号", "Dead number"}, {"空号", "Dead number"}, {"空号", "Dead number"}}},
	{ReasonSuspended, [columns]Text{{}, {"停机", "Suspended number"}, {"停机", "Suspended number"}, {"停机", "Suspended number"}, {"停机", "Suspended number"}}},
	{ReasonOffline, [columns]Text{{}, {"关机", "Phone off"}, {"关机", "Phone off"}, {"关机", "Phone off"}, {"关机", "Phone off"}}},
	{ReasonTelNotConnected, [columns]Text{{"电话未接通", "Phone not connected"}, {"多次未接通", "Repeatedly not connected"}, {"多次未接通", "Repeatedly not connected"}, {"多次未接通", "Repeatedly not connected"}, {"多次未接通", "Repeatedly not connected"}}},
	{ReasonAbusive, [columns]Text{{}, {"恶意辱骂", "Abusive"}, {"恶意辱骂", "Abusive"}, {"恶意辱骂", "Abusive"}, {"恶意辱骂", "Abusive"}}},
	{ReasonVicious, [columns]Text{{}, {"恶意留资", "Malicious enquiry"}, {"恶意留资", "Malicious enquiry"}, {"恶意留资", "Malicious enquiry"}, {}}},
	{ReasonCompetitor, [columns]Text{{}, {"同行留资", "Competitor"}, {"同行留资", "Competitor"}, {"同行留资", "Competitor"}, {}}},
	{ReasonIdentityMismatched, [columns]Text{{"不是本人/否认留资", "Not the person / denies enquiring"}, {"非本人", "Not the person"}, {"非本人", "Not the person"}, {"非本人", "Not the person"}, {"否认留资", "Denies enquiring"}}},
	{ReasonNoIntention, [columns]Text{{"没有意向", "No intention"}, {"接通无需求", "Connected, no need"}, {"接通无需求", "Connected, no need"}, {"接通无需求", "Connected, no need"}, {"接通无需求", "Connected, no need"}}},
	{ReasonProductMismatched, [columns]Text{{"需求不匹配", "Need does not match"}, {"需求不适配", "Need does not fit"}, {"需求不适配", "Need does not fit"}, {"需求不适配", "Need does not fit"}, {"需求不适配", "Need does not fit"}}},
	{ReasonLongterm, [columns]Text{{}, {"需求周期过长", "Need too far off"}, {"需求周期过长", "Need too far off"}, {"需求周期过长", "Need too far off"}, {}}},
	{ReasonRegionMismatched, [columns]Text{{"地域外定向", "Outside the target region"}, {"定向外", "Outside the target region"}, {"定向外", "Outside the target region"}, {"定向外", "Outside the target region"}, {"定向外", "Outside the target region"}}},
	{ReasonDataDuplication, [columns]Text{{"重复数据", "Duplicate"}, {"重复", "Duplicate"}, {"重复", "Duplicate"}, {"其他渠道重复", "Duplicate of another channel"}, {"重复", "Duplicate"}}},
	{ReasonOther, [columns]Text{{}, {"其他", "Other"}, {"其他", "Other"}, {"其他", "Other"}, {"其他", "Other"}}},
	{ReasonDataDuplicationInTencent, [columns]Text{{}, {}, {}, {"腾讯渠道重复", "Duplicate within Tencent"}, {}}},
	{ReasonUnkown, [columns]Text{{"未知原因", "Unknown reason"}, {}, {}, {}, {}}},
}
