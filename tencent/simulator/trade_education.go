package simulator

// educationTrade stands for every industry that has only the standard statuses.
var educationTrade = trade{
	topic: "想学的课程",
	campaigns: []campaign{
		{"少儿编程体验课-朋友圈", "少儿编程", []string{"9.9元领4节编程课", "孩子的第一个小游戏"}},
		{"成人英语0元试听", "成人英语", []string{"测测你的英语水平", "每天30分钟开口说"}},
		{"公考笔试冲刺", "公务员考试", []string{"真题讲义免费领", "冲刺班最后一周报名"}},
		{"考研全程班-视频号", "考研数学", []string{"名师直播大课", "从零到强化全程带学"}},
		{"会计初级报名季", "初级会计", []string{"零基础三个月拿证", "报名条件一键查询"}},
		{"书法美术周末班", "硬笔书法", []string{"孩子坐不住？试试书法", "周末小班，一师六生"}},
	},
	groups: []string{"本地-家长与学员", "20-35岁-在职提升", "兴趣定向-学习", "相似人群-付费课", "同城5公里", "再营销-试听未到"},
	pages:  []string{"试听课预约", "资料包领取", "水平测试", "校区到访预约"},
	form: []question{
		{"给谁报名", []string{"自己", "孩子", "家人", "替朋友问"}, 70},
		{"目前基础", []string{"零基础", "学过一点", "有基础想提高", "备考第二次"}, 75},
		{"上课方式", []string{"线上直播", "线下校区", "都可以"}, 65},
		{"方便上课时间", []string{"周末上午", "工作日晚上", "寒暑假", "都可以"}, 60},
		{"备注", []string{"周三晚上有空", "学费多少？", "在职，只能晚上", "可以退费吗", "离地铁站近不近"}, 30},
	},
	layers: []question{
		{"学习目标", []string{"打好基础", "提高成绩", "系统学一遍", "先看看效果"}, 100},
		{"计划何时开始", []string{"本周", "本月", "下学期", "先试听"}, 100},
	},
	talk: []question{
		{"之前上过类似的课吗？", []string{"没有", "上过别家", "自学过"}, 90},
		{"每周能学几小时？", []string{"2小时", "3-5小时", "5小时以上", "不一定"}, 80},
	},
	tags:        []string{"高意向", "家长", "在职", "学生", "试听未到", "同城", "号码实名", "价格敏感"},
	shops:       []string{"中心校区", "学习体验馆", "城北校区", "万象校区"},
	professions: []string{"公司职员", "学生", "教师", "全职妈妈", "会计", "公务员", "程序员"},
	types: []weighted{
		{"LEADS_TYPE_FORM", 58}, {"LEADS_TYPE_ONE_CLICK_AUTHORIZE", 12}, {"LEADS_TYPE_PAGE_SCAN_CODE", 10},
		{"LEADS_TYPE_INTELLIGENT_TOOL", 7}, {"LEADS_TYPE_PROMOTION_FOLLOW", 4}, {"LEADS_TYPE_PHONE", 5},
		{"LEADS_TYPE_LOTTERY", 2}, {"LEADS_TYPE_PROMOTION_COUPON", 2},
	},
}
