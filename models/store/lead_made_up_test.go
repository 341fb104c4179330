package store

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
)

// madeUp makes the leads of the benchmarks: the nth is the same for the same seed and size. Names,
// phones, campaigns and sources are as unevenly spread as real ones, because that is what makes
// searches and filters slow. No one of them lives.
type madeUp struct {
	seed  uint64
	total int // leads over which the year is spread
}

const (
	madeUpYear      = 365 * 24 * time.Hour
	madeUpCampaigns = 200
	madeUpPage      = 200 // leads a page, as many as the platform gives
)

// madeUpEnd is the moment of the newest lead.
var madeUpEnd = models.At(time.Date(2026, 11, 23, 18, 0, 0, 0, models.Beijing))

// weighted is a choice whose weights need not add up to anything round.
type weighted struct {
	names []string
	upTo  []int
	sum   int
}

// weights reads "name weight name weight …".
func weights(list string) weighted {
	var w weighted
	fields := strings.Fields(list)
	for i := 0; i+1 < len(fields); i += 2 {
		n, err := strconv.Atoi(fields[i+1])
		if err != nil {
			panic(err)
		}
		w.sum += n
		w.names = append(w.names, fields[i])
		w.upTo = append(w.upTo, w.sum)
	}
	return w
}

func (w weighted) pick(dice *rand.Rand) string {
	n := dice.IntN(w.sum)
	for i, upTo := range w.upTo {
		if n < upTo {
			return w.names[i]
		}
	}
	return ""
}

// Surnames by their share of the population in hundredths of a per cent, the given names'
// characters by how often they are given.
var (
	madeUpSurnames = weights(`王 710 李 701 张 674 刘 531 陈 445 杨 308 黄 223 赵 205 吴 205 周 190 徐 145 孙 138 马 129
		朱 126 胡 117 郭 115 何 112 高 103 林 103 罗 86 郑 82 梁 79 谢 72 宋 70 唐 68 许 65 韩 65 冯 62 邓 61 曹 60 彭 57
		曾 56 肖 55 田 53 董 52 袁 51 潘 50 于 48 蒋 47 蔡 46 余 45 杜 44 叶 43 程 43 苏 42 魏 41 吕 40 丁 40 任 39 沈 38
		姚 36 卢 35 姜 34 崔 34 钟 33 谭 33 陆 32 汪 31 范 31 金 30 石 30 廖 29 贾 28 夏 27 韦 27 付 26 方 25 白 25 邹 24
		孟 23 熊 22 秦 22 邱 21 江 20 尹 20 薛 19 闫 18 段 18 雷 17 侯 17 龙 16 史 16 陶 15 黎 15 贺 14 顾 13 毛 13 郝 12
		龚 12 邵 11 万 11 钱 10 严 10 覃 9 武 9 戴 8 莫 8 孔 8 向 7 汤 7 温 6 欧阳 5 上官 1 司马 1 诸葛 1`)
	madeUpGiven = weights(`文 320 明 300 华 290 伟 280 国 260 建 250 晓 240 丽 230 志 225 小 220 春 215 海 210 玉 205 红 200
		金 195 平 190 英 188 军 185 秀 183 芳 180 强 178 敏 175 俊 172 永 170 东 168 林 165 梅 163 燕 160 杰 158 霞 155 云 152
		艳 150 涛 148 辉 145 静 143 超 140 荣 138 子 135 雪 133 宇 130 德 128 新 125 磊 123 波 120 成 118 庆 115 佳 113 婷 110
		鹏 108 慧 105 欣 103 浩 100 娟 98 飞 95 琴 93 兰 90 勇 88 萍 86 家 84 雨 82 梦 80 思 78 嘉 76 天 74 泽 72 梓 70 涵 68
		怡 66 洋 64 凤 62 宏 60 斌 58 峰 56 龙 54 刚 52 倩 50 莉 48 洁 46 玲 44 丹 42 琳 40 瑞 38 然 36 轩 34 诗 32 彤 30 晨 28
		萱 26 博 24 航 22 逸 20 睿 18 瑶 16 珊 14 楠 12 彬 10 璐 8 煜 6 懿 4 翀 2 喆 1 骞 1`)
	madeUpPhones = weights(`138 60 139 60 137 55 136 55 135 55 134 40 130 35 131 40 132 35 133 35 150 45 151 45 152 45 153 30
		155 35 156 35 157 35 158 50 159 50 166 15 170 10 171 6 172 8 173 20 175 20 176 25 177 30 178 30 180 30 181 25 182 40
		183 40 184 15 185 35 186 40 187 45 188 45 189 35 191 10 193 5 195 8 198 12 199 10 145 4 147 8`)
	madeUpSources = weights(`XJ 520 WECHAT_CANVAS 210 XJ_GUANFANG_H5 120 OUTER_TRAFFIC 60 XJ_GUANFANG_CANVAS 40 CMS 20
		INTERACTIVEPAGE 15 XUNDA 8 AD_PREVIEW 5 YOUJU 1 AITUI 1`)
	madeUpTypes = weights(`LEADS_TYPE_FORM 70 LEADS_TYPE_ONLINE_CONSULT 8 LEADS_TYPE_PHONE 8 LEADS_TYPE_PAGE_SCAN_CODE 5
		LEADS_TYPE_INTELLIGENT_TOOL 5 LEADS_TYPE_LOTTERY 4`)
	madeUpAccounts = weights(`25610 50 25611 25 25612 15 25613 7 25614 3`)
	madeUpCities   = strings.Fields(`北京市朝阳区 上海市浦东新区 广东省广州市天河区 广东省深圳市龙岗区 浙江省杭州市余杭区 江苏省苏州市吴江区
		四川省成都市武侯区 湖北省武汉市洪山区 湖南省长沙市岳麓区 河南省郑州市金水区 山东省青岛市城阳区 陕西省西安市雁塔区`)
	madeUpTopics = strings.Fields(`植发 口腔 医美 眼科 体检 整装 全屋定制 旧房翻新 软装 橱柜 新盘 二手房 写字楼 奶茶加盟 火锅加盟 早教`)
	madeUpWords  = strings.Fields(`春季 夏日 秋季 双十一 年终 周末 新客 老客 周年 限时`)
)

// lead is the nth lead, n from 0, oldest first.
func (m madeUp) lead(n int) models.Lead {
	dice := rand.New(rand.NewPCG(m.seed, uint64(n)))
	step := madeUpYear / time.Duration(m.total)
	at := madeUpEnd.Add(-madeUpYear + time.Duration(n+1)*step)
	at -= at % 1000
	account, err := strconv.ParseInt(madeUpAccounts.pick(dice), 10, 64)
	if err != nil {
		panic(err)
	}
	l := models.Lead{
		AccountID: account, IngestedAt: at, SubmittedAt: at.Add(-time.Duration(1+dice.IntN(90)) * time.Second),
		// Like the platform's: long decimal numbers that grow, but not one by one.
		LeadsID: strconv.FormatInt(9_007_199_254_000_000_000+(int64(n)+dice.Int64N(40))*2_000_000+int64(n)%2_000_000, 10),
	}
	f := &l.PlatformFields
	m.person(dice, f)
	m.origin(dice, f, account)
	m.answers(dice, f)
	f.LeadsActionTime, f.LeadsCreateTime = l.SubmittedAt.String(), l.IngestedAt.String()
	return l
}

func (m madeUp) person(dice *rand.Rand, f *models.PlatformFields) {
	surname := madeUpSurnames.pick(dice)
	switch kind := dice.IntN(100); {
	case kind < 8:
		f.LeadsName = surname + "先生"
	case kind < 15:
		f.LeadsName = surname + "女士"
	case kind < 30:
		f.LeadsName = surname + madeUpGiven.pick(dice)
	default:
		f.LeadsName = surname + madeUpGiven.pick(dice) + madeUpGiven.pick(dice)
	}
	if dice.IntN(100) < 96 { // some kinds of leads have no phone
		f.LeadsTel = madeUpPhones.pick(dice) + fmt.Sprintf("%08d", dice.IntN(100_000_000))
		f.TelLocation = madeUpCities[dice.IntN(len(madeUpCities))]
	}
	f.LeadsArea = madeUpCities[dice.IntN(len(madeUpCities))]
	f.Address = f.LeadsArea + "幸福路" + strconv.Itoa(1+dice.IntN(300)) + "号"
	f.LeadsWechat = "wx_made_up_" + strconv.Itoa(dice.IntN(1e8))
	f.NickName = madeUpWords[dice.IntN(len(madeUpWords))] + "的" + surname
	f.LeadsEmail = "user" + strconv.Itoa(dice.IntN(1e6)) + "@example.com"
	f.LeadsQQ = "0" + strconv.Itoa(dice.IntN(1e9))
	f.LeadsGender = []string{"GENDER_TYPE_UNKNOWN", "GENDER_TYPE_FEMALE", "GENDER_TYPE_MALE"}[dice.IntN(3)]
	f.Age = strconv.Itoa(20 + dice.IntN(40))
	f.Nationality, f.Profession, f.WorkingYears = "中国", "自由职业", strconv.Itoa(1+dice.IntN(20))
}

// origin is the ad: an account has its own campaigns, of which few bring most leads.
func (m madeUp) origin(dice *rand.Rand, f *models.PlatformFields, account int64) {
	perAccount := madeUpCampaigns / len(madeUpAccounts.names)
	n := min(dice.IntN(perAccount), dice.IntN(perAccount), dice.IntN(perAccount))
	number := (account-25610)*int64(perAccount) + int64(n)
	topic := madeUpTopics[int(number)%len(madeUpTopics)]
	f.CampaignName = topic + "-" + madeUpWords[int(number)%len(madeUpWords)] + "推广-" + strconv.FormatInt(number, 10)
	id := func(kind int64) string { return strconv.FormatInt(kind*1_000_000_000+number*1000+int64(n%9), 10) }
	f.CampaignID, f.AdgroupID, f.AdID, f.AdcreativeID = id(1), id(2), id(3), id(4)
	f.DynamicCreativeID, f.CreativeID, f.PageID, f.ComponentID = id(5), id(6), id(7), id(8)
	f.AdgroupName, f.AdName, f.AdcreativeName = topic+"-广告组-信息流", topic+"-竖版视频", topic+"-创意-1080x1920"
	f.DynamicCreativeName, f.CreativeName = topic+"-动态创意", topic+"-旧创意"
	f.PageName, f.ComponentName, f.PageTools = topic+"预约页", "预约表单", "XJ"
	f.PageURL = "https://page.example.com/landing/" + id(7) + "?gdt_vid=wx0" + strconv.FormatUint(dice.Uint64(), 36) + "&weixinadinfo=" + id(3) + ".wx0.0.1"
	f.ClickID = "wx0" + strconv.FormatUint(dice.Uint64(), 36)
	f.AccountType, f.AdvertiserID = "ACCOUNT_TYPE_GDT", strconv.FormatInt(account, 10)
	f.ClaimAdvertiserID, f.WechatAppID, f.WechatSPID = f.AdvertiserID, "wx7a1b2c3d4e5f", "sp100200300"
	f.AgencyName, f.AgencyID = "云帆数字营销有限公司", "100234"
	f.LeadsSource, f.LeadsSubSource = madeUpSources.pick(dice), "LEADS_SUB_SOURCE_DEFAULT"
	f.LeadsComeFrom = "LEADS_SOURCE_TYPE_INTERNAL_TRAFFIC"
	f.IsBroadCastLeads = []string{"是", "否", "否", "否"}[dice.IntN(4)]
}

func (m madeUp) answers(dice *rand.Rand, f *models.PlatformFields) {
	f.LeadsType, f.LeadsSubType = madeUpTypes.pick(dice), "FORM_SUBMIT__FORM_SUBMIT"
	f.LeadsTags, f.LeadsPotentialScore = "高意向;本地;首次咨询", strconv.Itoa(20+dice.IntN(80))
	f.Bundle = fmt.Sprintf(`{"您的预算":"%d 万","期望到店时间":"%s","备注":"请下午联系, 谢谢"}`, 1+dice.IntN(20), madeUpWords[dice.IntN(len(madeUpWords))])
	f.LayerFormContent = `[{"question":"是否有房","answer":"有"},{"question":"面积","answer":"89 平"}]`
	f.CustomQA = fmt.Sprintf(`{"想了解什么":"%s","方便联系吗":"可以"}`, madeUpTopics[dice.IntN(len(madeUpTopics))])
	f.ChatID, f.LeadsPoolID = strconv.Itoa(dice.IntN(1e9)), strconv.Itoa(dice.IntN(1e5))
	f.ShopName, f.ShopAddress = "天河旗舰店", "广东省广州市天河区体育西路88号"
	if f.LeadsType == "LEADS_TYPE_PHONE" {
		f.CallMiddleNum, f.CallConsumerHotline, f.CallTouchTag = "00001234567", "400-000-1234", "已接通"
		f.CallDuration = strconv.Itoa(5 + dice.IntN(300))
		f.CallRecordURL = "https://record.example.com/" + strconv.Itoa(dice.IntN(1e9)) + ".mp3"
	}
	f.LeadsFollowTag, f.LeadsTouchTag = "LEADS_FOLLOW_TAG_ASSIGNED", "LEADS_TOUCH_TAG_RESPONSED"
	f.OwnerName, f.LeadsResponseDuration = "陈晨", strconv.Itoa(60+dice.IntN(7200))
	f.AllFollowRecords = "2026-11-20 10:00:00 陈晨: 已电话联系, 客户说周末到店"
}

// pages are the leads from..to in pages of one account each, as they are pulled. A page's leads
// are newest first.
func (m madeUp) pages(from, to int, full func(account int64, page []models.Lead) error) error {
	waiting := map[int64][]models.Lead{}
	flush := func(account int64) error {
		page := waiting[account]
		for i, j := 0, len(page)-1; i < j; i, j = i+1, j-1 {
			page[i], page[j] = page[j], page[i]
		}
		err := full(account, page)
		waiting[account] = waiting[account][:0]
		return err
	}
	for n := from; n < to; n++ {
		lead := m.lead(n)
		waiting[lead.AccountID] = append(waiting[lead.AccountID], lead)
		if len(waiting[lead.AccountID]) == madeUpPage {
			if err := flush(lead.AccountID); err != nil {
				return err
			}
		}
	}
	for account := range int64(len(madeUpAccounts.names)) {
		if account += 25610; len(waiting[account]) > 0 {
			if err := flush(account); err != nil {
				return err
			}
		}
	}
	return nil
}
