package models

// IntentionScores is leads_intention_score, §7.9, with the short words that lists show.
var IntentionScores = Enum{
	{"LEADS_INTENTION_SCORE_LEVEL_1", Text{"0 分", "0 points"}},
	{"LEADS_INTENTION_SCORE_LEVEL_2", Text{"0~20 分", "0–20 points"}},
	{"LEADS_INTENTION_SCORE_LEVEL_3", Text{"20~40 分", "20–40 points"}},
	{"LEADS_INTENTION_SCORE_LEVEL_4", Text{"40~60 分", "40–60 points"}},
	{"LEADS_INTENTION_SCORE_LEVEL_5", Text{"60~80 分", "60–80 points"}},
	{"LEADS_INTENTION_SCORE_LEVEL_6", Text{"80~100 分", "80–100 points"}},
}

// ScoreRubric is what each score means in the platform's own words (§7.9).
var ScoreRubric = Enum{
	{"LEADS_INTENTION_SCORE_LEVEL_1", Text{"默认值或号码无效、空号、暂停服务、与资料不符、二次拨打仍未接通", "default, or invalid, dead or suspended number, details do not match, still not reached at the second call"}},
	{"LEADS_INTENTION_SCORE_LEVEL_2", Text{"关机、来电提醒、无人接听、未接通等、需再次拨打", "phone off, call reminder, no answer or not connected: call again"}},
	{"LEADS_INTENTION_SCORE_LEVEL_3", Text{"匆匆挂断电话、QQ/微信等不联系、或强硬抵触", "hung up quickly, no contact by QQ or WeChat, or strongly resists"}},
	{"LEADS_INTENTION_SCORE_LEVEL_4", Text{"没有感兴趣的话语、不排斥但意愿不强烈、或没时间细谈但可以再约", "nothing of interest said; not averse but not keen, or no time now but can be called again"}},
	{"LEADS_INTENTION_SCORE_LEVEL_5", Text{"较有兴趣、但需要进一步了解产品情况", "quite interested, wants to know more about the product"}},
	{"LEADS_INTENTION_SCORE_LEVEL_6", Text{"很感兴趣、也觉得平台可以、或可以来公司约谈", "very interested and convinced, or can come to talk"}},
}
