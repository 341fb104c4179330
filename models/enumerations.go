package models

// The enumerations of §7 that are shown but not decided on. The ones with rules of their own
// are in status_matrix.go.

// AccountTypes is account_type, §7.1.
var AccountTypes = Enum{
	{"ACCOUNT_TYPE_GDT", Text{"广点通", "Tencent Ads (GDT)"}},
	{"ACCOUNT_TYPE_WECHAT", Text{"微信", "WeChat"}},
}

// LeadsTypes is leads_type, §7.2.
var LeadsTypes = Enum{
	{"LEADS_TYPE_FORM", Text{"表单预约", "Form"}},
	{"LEADS_TYPE_ONLINE_CONSULT", Text{"在线咨询", "Online consultation"}},
	{"LEADS_TYPE_MAKE_PHONE_CALL", Text{"普通电话", "Phone call"}},
	{"LEADS_TYPE_PHONE", Text{"智能电话", "Smart call"}},
	{"LEADS_TYPE_PROMOTION_COUPON", Text{"发券", "Coupon"}},
	{"LEADS_TYPE_INTELLIGENT_TOOL", Text{"智能咨询", "Smart consultation"}},
	{"LEADS_TYPE_LOTTERY", Text{"抽奖", "Lottery"}},
	{"LEADS_TYPE_LANDING_PAGE_CLICK", Text{"落地页点击", "Landing page click"}},
	{"LEADS_TYPE_ONE_CLICK_AUTHORIZE", Text{"一键授权", "One-tap authorisation"}},
	{"LEADS_TYPE_PAGE_SCAN_CODE", Text{"加企业微信客服", "Added WeCom agent"}},
	{"LEADS_TYPE_PROMOTION_FOLLOW", Text{"公众号关注", "Official account follow"}},
	{"LEADS_TYPE_APPLY_WECHAT_AUTH", Text{"个人微信加好友授权", "Personal WeChat friend authorisation"}},
}

// Genders is leads_gender, §7.3.
var Genders = Enum{
	{"GENDER_TYPE_UNKNOWN", Text{"未知", "Unknown"}},
	{"GENDER_TYPE_FEMALE", Text{"女性", "Female"}},
	{"GENDER_TYPE_MALE", Text{"男性", "Male"}},
}

// ComeFroms is leads_come_from, §7.4.
var ComeFroms = Enum{
	{"LEADS_SOURCE_TYPE_OUTER_TRAFFIC", Text{"外部流量", "Outside traffic"}},
	{"LEADS_SOURCE_TYPE_INTERNAL_TRAFFIC", Text{"广告投放", "Ad delivery"}},
	{"LEADS_SOURCE_TYPE_AD_PREVIEW", Text{"广告预览", "Ad preview"}},
}

// LeadsSources is leads_source, §7.7.
var LeadsSources = Enum{
	{"OUTER_TRAFFIC", Text{"其他", "Other"}},
	{"OFFLINE", Text{"外部导入", "Imported"}},
	{"AD_PREVIEW", Text{"广告创意", "Ad creative (preview)"}},
	{"XJ", Text{"蹊径落地页", "Xijing landing page"}},
	{"ONE_LEAF", Text{"一叶智能", "One Leaf"}},
	{"WECHAT_CANVAS", Text{"微信原生推广页", "WeChat native page"}},
	{"XUNDA", Text{"讯达小程序", "Xunda mini program"}},
	{"INTERACTIVEPAGE", Text{"互动落地页", "Interactive page"}},
	{"JIAOPEITONG", Text{"教培通", "Jiaopeitong"}},
	{"YOUJU", Text{"优居", "Youju"}},
	{"YIXIN", Text{"亦芯", "Yixin"}},
	{"AITUI", Text{"艾推", "Aitui"}},
	{"CMS", Text{"CMS落地页", "CMS landing page"}},
	{"XJ_GUANFANG_H5", Text{"官方落地页 (H5)", "Official landing page (H5)"}},
	{"XJ_GUANFANG_CANVAS", Text{"官方落地页 (原生)", "Official landing page (canvas)"}},
}

// FollowTags is leads_follow_tag of the standard system, §7.8.
var FollowTags = Enum{
	{"LEADS_FOLLOW_TAG_DEFAULT", Text{"未分配", "Unassigned"}},
	{"LEADS_FOLLOW_TAG_ASSIGNED", Text{"已分配待跟进", "Assigned, to follow up"}},
	{"LEADS_FOLLOW_TAG_FOLLOWING", Text{"跟进中", "Following up"}},
	{"LEADS_FOLLOW_TAG_VALID", Text{"已转换-潜在客户", "Converted: potential customer"}},
	{"LEADS_FOLLOW_TAG_VALID_HIGH_INTENTION", Text{"已转换-高意向客户", "Converted: high intention"}},
	{"LEADS_FOLLOW_TAG_VALID_CONVERTED", Text{"已转换-已成单", "Converted: deal closed"}},
	{"LEADS_FOLLOW_TAG_INVALID_REPEAT", Text{"无效-重复", "Invalid: duplicate"}},
	{"LEADS_FOLLOW_TAG_INVALID_NOTSELF", Text{"无效-非本人", "Invalid: not the person"}},
	{"LEADS_FOLLOW_TAG_INVALID_NOTTOUCH", Text{"无效-未接通", "Invalid: not reached"}},
	{"LEADS_FOLLOW_TAG_INVALID_NOTINTENTION", Text{"已转换-无意向", "Converted: no intention"}},
	{"LEADS_FOLLOW_TAG_INVALID_REGION_MISMATCHED", Text{"无效-定向外", "Invalid: outside the target region"}},
	{"LEADS_FOLLOW_TAG_INVALID_OTHER", Text{"无效-其他", "Invalid: other"}},
}

// TouchTags is leads_touch_tag, §7.10.
var TouchTags = Enum{
	{"LEADS_TOUCH_TAG_NEVER_CONTACT", Text{"待联系", "To be contacted"}},
	{"LEADS_TOUCH_TAG_LOST_CALL_OTHERS", Text{"未接通-其他", "Not connected: other"}},
	{"LEADS_TOUCH_TAG_NO_RESPONSE", Text{"未回应", "No response"}},
	{"LEADS_TOUCH_TAG_RESPONSED", Text{"已回应", "Responded"}},
	{"LEADS_TOUCH_TAG_LOST_CALL_INVALIDNUM", Text{"未接通-无效号码", "Not connected: invalid number"}},
}

// LeadsSubTypes is leads_sub_type, §7.11.
var LeadsSubTypes = Enum{
	{"FORM_SUBMIT__UNKNOWN", Text{"未知", "Unknown"}},
	{"FORM_SUBMIT__FORM_SUBMIT", Text{"提交表单", "Form submitted"}},
	{"FORM_SUBMIT__LEAVE_MESSAGE_CONSULT", Text{"离线留言", "Offline message"}},
	{"FORM_SUBMIT__LEAVE_INFORMATION_CONSULT", Text{"在线咨询", "Online consultation"}},
	{"FORM_SUBMIT__PHONE_CONSULT", Text{"电话咨询", "Phone consultation"}},
	{"ONE_CLICK_AUTHORIZE__UNKNOWN", Text{"未知", "Unknown"}},
	{"ONE_CLICK_AUTHORIZE__FORM_SUBMIT", Text{"提交表单", "Form submitted"}},
	{"ONE_CLICK_AUTHORIZE__PHONE_CONSULT", Text{"开口咨询", "Spoke first"}},
	{"ONE_CLICK_AUTHORIZE__CLICK_FORM", Text{"点击表单", "Tapped the form"}},
	{"ONE_CLICK_AUTHORIZE__CLICK_CONSULT", Text{"点击咨询", "Tapped consult"}},
	{"ONE_CLICK_AUTHORIZE__CLICK_CALL", Text{"点击拨打", "Tapped call"}},
	{"INTELLIGENT_TOOL__FIRST_TALK", Text{"开口咨询", "Spoke first"}},
	{"INTELLIGENT_TOOL__LEAVE_INFORMATION", Text{"咨询留咨", "Left contact details"}},
}

// LeadsSubSources is leads_sub_source, §7.12.
var LeadsSubSources = Enum{
	{"OFFLINE_LEADS_PLATFORM", Text{"外部导入-线索平台", "Imported: leads platform"}},
	{"OFFLINE_MARKETING_API", Text{"外部导入-MKTapi", "Imported: Marketing API"}},
	{"OFFLINE_DEFEAT_LEADS", Text{"外部导入-战败线索", "Imported: lost leads"}},
	{"OFFLINE_CRAWLER_WEDDING_PHOTO", Text{"外部导入-爬虫婚摄", "Imported: wedding photography"}},
	{"OFFLINE_CRAWLER_EDUCATION", Text{"外部导入-爬虫教育", "Imported: education"}},
	{"OFFLINE_CRAWLER_TRAVEL", Text{"外部导入-爬虫旅游", "Imported: travel"}},
	{"OFFLINE_CRAWLER_YUJIAN_INCREASE", Text{"外部导入-爬虫域见增长", "Imported: Yujian growth"}},
	{"OFFLINE_CRAWLER_DAILY_CLOTHING", Text{"外部导入-爬虫日化服饰", "Imported: daily goods and clothing"}},
	{"OFFLINE_CRAWLER_VIDEO_NUMBER", Text{"外部导入-视频号", "Imported: Channels"}},
	{"OFFLINE_EXTERNAL_API", Text{"外部导入-Externalapi", "Imported: external API"}},
	{"OFFLINE_XUANJING_QCC", Text{"外部导入-玄镜QCC", "Imported: Xuanjing QCC"}},
	{"OFFLINE_XUANJING_DD_AD", Text{"外部导入-玄镜DD-AD", "Imported: Xuanjing DD-AD"}},
	{"OFFLINE_XUANJING_DD_DH", Text{"外部导入-玄镜DD-DH", "Imported: Xuanjing DD-DH"}},
	{"OFFLINE_XUANJING_DD_POI", Text{"外部导入-玄镜DD-POI", "Imported: Xuanjing DD-POI"}},
	{"OFFLINE_XUANJING_MM", Text{"外部导入-玄镜MM", "Imported: Xuanjing MM"}},
	{"OFFLINE_XUANJING_DT", Text{"外部导入-玄镜DT", "Imported: Xuanjing DT"}},
	{"OFFLINE_XUANJING_HX", Text{"外部导入-玄镜-厚学网", "Imported: Xuanjing Houxue"}},
	{"OFFLINE_XUANJING_GDDT", Text{"外部导入-玄镜-高德地图", "Imported: Xuanjing Gaode maps"}},
	{"OFFLINE_XUANJING_GZ", Text{"外部导入-玄镜-公众号", "Imported: Xuanjing official accounts"}},
	{"OFFLINE_XUANJING_CM1", Text{"外部导入-玄镜-预存1", "Imported: Xuanjing reserve 1"}},
	{"OFFLINE_XUANJING_CM2", Text{"外部导入-玄镜-预存2", "Imported: Xuanjing reserve 2"}},
	{"OFFLINE_XUANJING_CM3", Text{"外部导入-玄镜-预存3", "Imported: Xuanjing reserve 3"}},
	{"XUNDA_UNKNOWN", Text{"讯达小程序-未知", "Xunda mini program: unknown"}},
	{"XUNDA_CHEXUNDA", Text{"讯达小程序-车讯达", "Xunda mini program: cars"}},
	{"XUNDA_FANGXUNDA", Text{"讯达小程序-房讯达", "Xunda mini program: real estate"}},
	{"XUNDA_JIAXUNDA", Text{"讯达小程序-家讯达", "Xunda mini program: home"}},
	{"ZIJIX_CHENGZIJIANZHAN", Text{"字节-橙子建站", "ByteDance: Chengzi sites"}},
	{"ZIJIX_EXTERNAL", Text{"字节-外部导入", "ByteDance: imported"}},
	{"ZIJIX_DOUYIN", Text{"字节-抖音企业号", "ByteDance: Douyin business account"}},
	{"ZIJIX_JULIANG", Text{"字节-巨量线索", "ByteDance: Ocean Engine leads"}},
	{"ZIJIX_YUNDIAN", Text{"字节-云店", "ByteDance: cloud store"}},
	{"ZIJIX_XINGTU", Text{"字节-星图", "ByteDance: Star Map"}},
	{"ZIJIX_HUOKEBAO", Text{"字节-获客宝", "ByteDance: Huokebao"}},
	{"ZIJIX_ZHUXIAOBANG", Text{"字节-住小帮", "ByteDance: Zhuxiaobang"}},
}
