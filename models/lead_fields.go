package models

// PlatformFields are what the platform says of a lead (§6), all as text, because the platform's
// own examples send numbers for strings and the reverse. Ids are exact decimal text. Columns
// bear the wire's names. Nobody but AcceptLeads writes them; what our sellers say is Work.
type PlatformFields struct {
	LeadsName             string `gorm:"column:leads_name"`
	LeadsTel              string `gorm:"column:leads_tel"`
	TelLocation           string `gorm:"column:tel_location"`
	LeadsArea             string `gorm:"column:leads_area"`
	LeadsWechat           string `gorm:"column:leads_wechat"`
	NickName              string `gorm:"column:nick_name"`
	LeadsQQ               string `gorm:"column:leads_qq"`
	LeadsEmail            string `gorm:"column:leads_email"`
	LeadsGender           string `gorm:"column:leads_gender"`
	Age                   string `gorm:"column:age"`
	Nationality           string `gorm:"column:nationality"`
	Profession            string `gorm:"column:profession"`
	WorkingYears          string `gorm:"column:working_years"`
	IDNumber              string `gorm:"column:id_number"`
	Address               string `gorm:"column:address"`
	LeadsType             string `gorm:"column:leads_type"`
	LeadsSubType          string `gorm:"column:leads_sub_type"`
	LeadsTags             string `gorm:"column:leads_tags"`
	LeadsPotentialScore   string `gorm:"column:leads_potential_score"`
	Bundle                string `gorm:"column:bundle"`
	LayerFormContent      string `gorm:"column:layer_form_content"`
	CustomQA              string `gorm:"column:custom_qa"`
	ChatID                string `gorm:"column:chat_id"`
	ShopName              string `gorm:"column:shop_name"`
	ShopAddress           string `gorm:"column:shop_address"`
	LeadsPoolID           string `gorm:"column:leads_pool_id"`
	CallTouchTag          string `gorm:"column:call_touch_tag"`
	CallDuration          string `gorm:"column:call_duration"`
	CallMiddleNum         string `gorm:"column:call_middle_num"`
	CallConsumerHotline   string `gorm:"column:call_consumer_hotline"`
	CallRecordURL         string `gorm:"column:call_record_url"`
	LeadsSource           string `gorm:"column:leads_source"`
	LeadsSubSource        string `gorm:"column:leads_sub_source"`
	LeadsComeFrom         string `gorm:"column:leads_come_from"`
	CampaignName          string `gorm:"column:campaign_name"`
	CampaignID            string `gorm:"column:campaign_id"`
	AdgroupName           string `gorm:"column:adgroup_name"`
	AdgroupID             string `gorm:"column:adgroup_id"`
	AdName                string `gorm:"column:ad_name"`
	AdID                  string `gorm:"column:ad_id"`
	AdcreativeName        string `gorm:"column:adcreative_name"`
	AdcreativeID          string `gorm:"column:adcreative_id"`
	DynamicCreativeName   string `gorm:"column:dynamic_creative_name"`
	DynamicCreativeID     string `gorm:"column:dynamic_creative_id"`
	CreativeName          string `gorm:"column:creative_name"`
	CreativeID            string `gorm:"column:creative_id"`
	PageName              string `gorm:"column:page_name"`
	PageID                string `gorm:"column:page_id"`
	PageURL               string `gorm:"column:page_url"`
	PageTools             string `gorm:"column:page_tools"`
	ComponentName         string `gorm:"column:component_name"`
	ComponentID           string `gorm:"column:component_id"`
	ClickID               string `gorm:"column:click_id"`
	AccountType           string `gorm:"column:account_type"`
	AdvertiserID          string `gorm:"column:advertiser_id"`
	ClaimAdvertiserID     string `gorm:"column:claim_advertiser_id"`
	WechatAppID           string `gorm:"column:wechat_appid"`
	AgencyName            string `gorm:"column:agency_name"`
	AgencyID              string `gorm:"column:agency_id"`
	WechatSPID            string `gorm:"column:wechat_spid"`
	IsBroadCastLeads      string `gorm:"column:is_broad_cast_leads"`
	LeadsActionTime       string `gorm:"column:leads_action_time"`
	LeadsCreateTime       string `gorm:"column:leads_create_time"`
	LeadsResponseDuration string `gorm:"column:leads_response_duration"`
	LeadsFollowTag        string `gorm:"column:leads_follow_tag"`
	LeadsTouchTag         string `gorm:"column:leads_touch_tag"`
	OwnerName             string `gorm:"column:owner_name"`
	AllFollowRecords      string `gorm:"column:all_follow_records"`
}

// FieldGroup is where a seller looks for a field.
type FieldGroup int

const (
	Who      FieldGroup = iota + 1 // the person
	Asked                          // what they asked
	Call                           // the smart call's record
	From                           // the ad they came from
	Times                          // when
	Platform                       // what the platform's own staff pages say
)

// Secrecy says how a field is hidden until somebody reveals it.
type Secrecy int

const (
	Open         Secrecy = iota
	NameSecret           // shown; counts as personal in logs and exports
	PhoneSecret          // 138****5678
	TextSecret           // first character, then stars
	AlwaysSecret         // the same, and nobody is shown more of it
)

// LeadField describes one of the PlatformFields.
type LeadField struct {
	Name    string // on the wire and in the database
	Group   FieldGroup
	Label   Text
	Enum    Enum // nil for free text
	Secrecy Secrecy
	At      func(*PlatformFields) *string
}

// IsTyped reports whether the field holds what people typed into a form, where a phone may stand in
// any answer.
func (f *LeadField) IsTyped() bool {
	return f.Name == "bundle" || f.Name == "layer_form_content" || f.Name == "custom_qa"
}

// LeadFields is every field of §6 but leads_id and account_id, in the order a seller reads them.
// Whoever walks a lead's fields (decoder, store, pages, exports) walks this table.
var LeadFields = []LeadField{
	{"leads_name", Who, Text{"姓名", "Name"}, nil, NameSecret, func(f *PlatformFields) *string { return &f.LeadsName }},
	{"leads_tel", Who, Text{"电话", "Phone"}, nil, PhoneSecret, func(f *PlatformFields) *string { return &f.LeadsTel }},
	{"tel_location", Who, Text{"号码归属地", "Number registered in"}, nil, Open, func(f *PlatformFields) *string { return &f.TelLocation }},
	{"leads_area", Who, Text{"所在地", "Region"}, nil, Open, func(f *PlatformFields) *string { return &f.LeadsArea }},
	{"leads_wechat", Who, Text{"微信号", "WeChat id"}, nil, TextSecret, func(f *PlatformFields) *string { return &f.LeadsWechat }},
	{"nick_name", Who, Text{"微信昵称", "WeChat nickname"}, nil, Open, func(f *PlatformFields) *string { return &f.NickName }},
	{"leads_qq", Who, Text{"QQ 号", "QQ number"}, nil, TextSecret, func(f *PlatformFields) *string { return &f.LeadsQQ }},
	{"leads_email", Who, Text{"邮箱", "Email"}, nil, TextSecret, func(f *PlatformFields) *string { return &f.LeadsEmail }},
	{"leads_gender", Who, Text{"性别", "Gender"}, Genders, Open, func(f *PlatformFields) *string { return &f.LeadsGender }},
	{"age", Who, Text{"年龄", "Age"}, nil, Open, func(f *PlatformFields) *string { return &f.Age }},
	{"nationality", Who, Text{"国籍", "Nationality"}, nil, Open, func(f *PlatformFields) *string { return &f.Nationality }},
	{"profession", Who, Text{"职业", "Profession"}, nil, Open, func(f *PlatformFields) *string { return &f.Profession }},
	{"working_years", Who, Text{"工作年限", "Years of work"}, nil, Open, func(f *PlatformFields) *string { return &f.WorkingYears }},
	{"id_number", Who, Text{"身份证号码", "ID number"}, nil, AlwaysSecret, func(f *PlatformFields) *string { return &f.IDNumber }},
	{"address", Who, Text{"详细地址", "Address"}, nil, AlwaysSecret, func(f *PlatformFields) *string { return &f.Address }},
	{"leads_type", Asked, Text{"线索类型", "Lead type"}, LeadsTypes, Open, func(f *PlatformFields) *string { return &f.LeadsType }},
	{"leads_sub_type", Asked, Text{"二级线索类型", "Lead subtype"}, LeadsSubTypes, Open, func(f *PlatformFields) *string { return &f.LeadsSubType }},
	{"leads_tags", Asked, Text{"线索标签", "Tags"}, nil, Open, func(f *PlatformFields) *string { return &f.LeadsTags }},
	{"leads_potential_score", Asked, Text{"系统评分", "System score"}, nil, Open, func(f *PlatformFields) *string { return &f.LeadsPotentialScore }},
	{"bundle", Asked, Text{"其他字段信息", "Other answers"}, nil, Open, func(f *PlatformFields) *string { return &f.Bundle }},
	{"layer_form_content", Asked, Text{"意向表单内容", "Intention form"}, nil, Open, func(f *PlatformFields) *string { return &f.LayerFormContent }},
	{"custom_qa", Asked, Text{"互动内容", "Interactive answers"}, nil, Open, func(f *PlatformFields) *string { return &f.CustomQA }},
	{"chat_id", Asked, Text{"会话 ID", "Chat id"}, nil, Open, func(f *PlatformFields) *string { return &f.ChatID }},
	{"shop_name", Asked, Text{"门店名称", "Store"}, nil, Open, func(f *PlatformFields) *string { return &f.ShopName }},
	{"shop_address", Asked, Text{"门店地址", "Store address"}, nil, Open, func(f *PlatformFields) *string { return &f.ShopAddress }},
	{"leads_pool_id", Asked, Text{"楼盘 / 门店 ID", "Property or store id"}, nil, Open, func(f *PlatformFields) *string { return &f.LeadsPoolID }},
	{"call_touch_tag", Call, Text{"智能电话接通状态", "Smart call result"}, nil, Open, func(f *PlatformFields) *string { return &f.CallTouchTag }},
	{"call_duration", Call, Text{"智能电话通话时长", "Smart call duration"}, nil, Open, func(f *PlatformFields) *string { return &f.CallDuration }},
	{"call_middle_num", Call, Text{"智能电话中间号", "Smart call relay number"}, nil, Open, func(f *PlatformFields) *string { return &f.CallMiddleNum }},
	{"call_consumer_hotline", Call, Text{"智能电话客服电话", "Smart call hotline"}, nil, Open, func(f *PlatformFields) *string { return &f.CallConsumerHotline }},
	{"call_record_url", Call, Text{"通话录音", "Call recording"}, nil, Open, func(f *PlatformFields) *string { return &f.CallRecordURL }},
	{"leads_source", From, Text{"线索来源", "Source"}, LeadsSources, Open, func(f *PlatformFields) *string { return &f.LeadsSource }},
	{"leads_sub_source", From, Text{"线索二级来源", "Subsource"}, LeadsSubSources, Open, func(f *PlatformFields) *string { return &f.LeadsSubSource }},
	{"leads_come_from", From, Text{"来源类型", "Traffic"}, ComeFroms, Open, func(f *PlatformFields) *string { return &f.LeadsComeFrom }},
	{"campaign_name", From, Text{"推广计划", "Campaign"}, nil, Open, func(f *PlatformFields) *string { return &f.CampaignName }},
	{"campaign_id", From, Text{"推广计划 ID", "Campaign id"}, nil, Open, func(f *PlatformFields) *string { return &f.CampaignID }},
	{"adgroup_name", From, Text{"广告组", "Ad group"}, nil, Open, func(f *PlatformFields) *string { return &f.AdgroupName }},
	{"adgroup_id", From, Text{"广告组 ID", "Ad group id"}, nil, Open, func(f *PlatformFields) *string { return &f.AdgroupID }},
	{"ad_name", From, Text{"广告", "Ad"}, nil, Open, func(f *PlatformFields) *string { return &f.AdName }},
	{"ad_id", From, Text{"广告 ID", "Ad id"}, nil, Open, func(f *PlatformFields) *string { return &f.AdID }},
	{"adcreative_name", From, Text{"广告创意 (MKT API)", "Ad creative (MKT API)"}, nil, Open, func(f *PlatformFields) *string { return &f.AdcreativeName }},
	{"adcreative_id", From, Text{"广告创意 ID (MKT API)", "Ad creative id (MKT API)"}, nil, Open, func(f *PlatformFields) *string { return &f.AdcreativeID }},
	{"dynamic_creative_name", From, Text{"动态创意", "Dynamic creative"}, nil, Open, func(f *PlatformFields) *string { return &f.DynamicCreativeName }},
	{"dynamic_creative_id", From, Text{"动态创意 ID", "Dynamic creative id"}, nil, Open, func(f *PlatformFields) *string { return &f.DynamicCreativeID }},
	{"creative_name", From, Text{"创意 (旧)", "Creative (old)"}, nil, Open, func(f *PlatformFields) *string { return &f.CreativeName }},
	{"creative_id", From, Text{"创意 ID (旧)", "Creative id (old)"}, nil, Open, func(f *PlatformFields) *string { return &f.CreativeID }},
	{"page_name", From, Text{"落地页", "Landing page"}, nil, Open, func(f *PlatformFields) *string { return &f.PageName }},
	{"page_id", From, Text{"落地页 ID", "Landing page id"}, nil, Open, func(f *PlatformFields) *string { return &f.PageID }},
	{"page_url", From, Text{"落地页链接", "Landing page address"}, nil, Open, func(f *PlatformFields) *string { return &f.PageURL }},
	{"page_tools", From, Text{"落地页工具", "Landing page tool"}, nil, Open, func(f *PlatformFields) *string { return &f.PageTools }},
	{"component_name", From, Text{"组件", "Component"}, nil, Open, func(f *PlatformFields) *string { return &f.ComponentName }},
	{"component_id", From, Text{"组件 ID", "Component id"}, nil, Open, func(f *PlatformFields) *string { return &f.ComponentID }},
	{"click_id", From, Text{"广告点击 ID", "Click id"}, nil, Open, func(f *PlatformFields) *string { return &f.ClickID }},
	{"account_type", From, Text{"账号类型", "Account type"}, AccountTypes, Open, func(f *PlatformFields) *string { return &f.AccountType }},
	{"advertiser_id", From, Text{"广告主 ID", "Advertiser id"}, nil, Open, func(f *PlatformFields) *string { return &f.AdvertiserID }},
	{"claim_advertiser_id", From, Text{"归因广告主 ID", "Attributed advertiser id"}, nil, Open, func(f *PlatformFields) *string { return &f.ClaimAdvertiserID }},
	{"wechat_appid", From, Text{"微信账户 APPID", "WeChat APPID"}, nil, Open, func(f *PlatformFields) *string { return &f.WechatAppID }},
	{"agency_name", From, Text{"服务商", "Agency"}, nil, Open, func(f *PlatformFields) *string { return &f.AgencyName }},
	{"agency_id", From, Text{"服务商 ID", "Agency id"}, nil, Open, func(f *PlatformFields) *string { return &f.AgencyID }},
	{"wechat_spid", From, Text{"微信服务商 ID", "WeChat agency id"}, nil, Open, func(f *PlatformFields) *string { return &f.WechatSPID }},
	{"is_broad_cast_leads", From, Text{"多发线索", "Sent to several advertisers"}, nil, Open, func(f *PlatformFields) *string { return &f.IsBroadCastLeads }},
	{"leads_action_time", Times, Text{"提交时间", "Submitted"}, nil, Open, func(f *PlatformFields) *string { return &f.LeadsActionTime }},
	{"leads_create_time", Times, Text{"入库时间", "Ingested"}, nil, Open, func(f *PlatformFields) *string { return &f.LeadsCreateTime }},
	{"leads_response_duration", Times, Text{"平台响应时长 (秒)", "Platform response time (s)"}, nil, Open, func(f *PlatformFields) *string { return &f.LeadsResponseDuration }},
	{"leads_follow_tag", Platform, Text{"平台线索状态", "Status on the platform"}, FollowTags, Open, func(f *PlatformFields) *string { return &f.LeadsFollowTag }},
	{"leads_touch_tag", Platform, Text{"平台接通状态", "Connection on the platform"}, TouchTags, Open, func(f *PlatformFields) *string { return &f.LeadsTouchTag }},
	{"owner_name", Platform, Text{"平台归属人", "Owner on the platform"}, nil, Open, func(f *PlatformFields) *string { return &f.OwnerName }},
	{"all_follow_records", Platform, Text{"平台跟进记录", "Follow-ups on the platform"}, nil, Open, func(f *PlatformFields) *string { return &f.AllFollowRecords }},
}
