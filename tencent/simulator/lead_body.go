package simulator

import (
	"fmt"
	"strconv"
	"strings"

	"xiansuo/models"
)

// leadFields is about how many fields a lead has.
const leadFields = 76

// makeUp is a lead as it came: the same for the same seed, serial and entry. Every field has the
// documented type and, where two are known, the name it has in push.
func (a *account) makeUp(serial uint32, e entry) fields {
	c := newChance(a.seed, streamPerson, uint64(serial))
	p := c.person(a.city)
	at := a.placements[min(c.IntN(len(a.placements)), c.IntN(len(a.placements)))] // some ads do better
	kind := c.weighted(a.trade.types)
	lead := make(fields, 0, leadFields)
	put := func(name string, value any) { lead = append(lead, field{name, value}) }

	put("leads_id", strconv.FormatUint(a.numberOf(serial), 10))
	put("click_id", "wx0"+strings.ToLower(strconv.FormatUint(c.Uint64(), 36)))
	a.putOrigin(put, at)
	put("leads_type", kind)
	put("leads_sub_type", c.subType(kind))
	put("chat_id", c.when(hasChat(kind), c.digits(12)))
	put("leads_tags", c.tags(a.trade))
	put("leads_source", at.source)
	put("leads_sub_source", at.subSource)
	put("leads_come_from", "LEADS_SOURCE_TYPE_INTERNAL_TRAFFIC")
	put("leads_potential_score", strconv.Itoa(20+c.IntN(80)))
	a.putFollowing(c, put, e)
	c.putPerson(put, a.trade, p, kind)
	put("bundle", c.bundle(a.trade, at.topic, kind))
	put("leads_create_time", models.Instant(e.created*1000).String())
	put("leads_action_time", models.Instant(e.submitted()*1000).String())
	a.putShop(c, put)
	c.putCall(put, kind)
	put("layer_form_content", c.when(c.percent(25), c.list(a.trade.layers)))
	put("nick_name", c.when(c.percent(45), pick(c, nickSeed)))
	put("is_broad_cast_leads", pickYes(c.percent(4)))
	put("custom_qa", c.when(hasChat(kind) || c.percent(10), c.list(a.trade.talk)))
	return lead
}

type putter func(name string, value any)

// putOrigin writes the account and the ad.
func (a *account) putOrigin(put putter, at placement) {
	id := strconv.FormatInt(a.ID, 10)
	put("account_id", a.ID)
	if a.isWechat() {
		appID := "wx" + strconv.FormatUint(a.seed, 16)
		put("account_type", "ACCOUNT_TYPE_WECHAT")
		put("advertiser_id", appID)
		put("wechat_appid", appID)
		put("wechat_spid", "sp"+strconv.FormatUint(a.seed%1e9, 10))
	} else {
		put("account_type", "ACCOUNT_TYPE_GDT")
		put("advertiser_id", id)
		put("wechat_appid", "")
		put("wechat_spid", "")
	}
	put("agency_id", strconv.FormatUint(100000+a.seed%900000, 10))
	put("agency_name", agencies[a.seed%uint64(len(agencies))])
	put("claim_advertiser_id", a.ID)
	for _, part := range []struct {
		prefix string
		named
	}{
		{"campaign", at.campaign}, {"adgroup", at.group}, {"creative", named{}}, {"ad", at.ad},
		{"adcreative", at.creative}, {"dynamic_creative", at.dynamic}, {"page", at.page}, {"component", at.component},
	} {
		put(part.prefix+"_id", part.id)
		put(part.prefix+"_name", part.name)
	}
	put("page_url", at.url)
	put("page_tools", "")
}

// isWechat tells the two kinds of accounts apart (7.1).
func (a *account) isWechat() bool { return a.seed%3 == 0 }

// putFollowing writes what the platform's own staff pages say.
func (a *account) putFollowing(c chance, put putter, e entry) {
	tag, touch, owner, records := "LEADS_FOLLOW_TAG_DEFAULT", "LEADS_TOUCH_TAG_NEVER_CONTACT", "", ""
	if e.seeded && c.percent(35) {
		owner = pick(c, staff)
		tag = a.workedTag(c)
		touch = pick(c, models.TouchTags).Value
		wait := 60 + c.Int64N(7200)
		put("leads_response_duration", wait) // absent while nobody has responded
		records = models.Instant((e.created+wait)*1000).String() + " " + owner + ": " +
			pick(c, []string{"已电话联系", "未接通, 稍后再拨", "已加微信", "客户说再考虑", "约了周末"})
	}
	put("leads_touch_tag", touch)
	put("leads_follow_tag", tag)
	put("owner_name", owner)
	put("all_follow_records", records)
}

// workedTag is the tag of a lead that somebody worked on, by the account's status system (§8.8).
func (a *account) workedTag(c chance) string {
	if c.percent(60) {
		return pick(c, []string{"LEADS_FOLLOW_TAG_ASSIGNED", "LEADS_FOLLOW_TAG_FOLLOWING"})
	}
	status := pick(c, a.rules().Statuses()).Value
	return followTag(a.StatusSystem, status, pick(c, a.rules().Reasons()).Value)
}

// putPerson writes who it is. The kinds of leads without a form have no phone (§8.13).
func (c chance) putPerson(put putter, t *trade, p person, kind string) {
	phone := !hasNoPhone(kind)
	put("leads_name", c.when(phone || c.percent(30), p.name))
	put("leads_tel", c.when(phone, p.phone))
	put("tel_location", c.when(phone, p.registered))
	put("leads_area", c.when(c.percent(88), p.home))
	put("leads_email", c.when(c.percent(4), "user"+c.digits(6)+"@example.com"))
	put("leads_qq", c.when(c.percent(4), "0"+c.digits(8)))
	put("leads_wechat", c.when(!phone || c.percent(15), "wx_demo_"+c.digits(7)))
	put("leads_gender", p.gender)
	put("nationality", c.when(c.percent(3), "中国"))
	put("working_years", c.when(c.percent(6), strconv.Itoa(1+c.IntN(20))))
	put("age", c.when(c.percent(35), strconv.Itoa(p.age)))
	put("profession", c.when(c.percent(20), pick(c, t.professions)))
	put("id_number", c.when(c.percent(1), fmt.Sprintf("000000%d0101%s", 2025-p.age, c.anyDigits(4))))
	put("address", c.when(c.percent(12), p.home+pick(c, streets)+strconv.Itoa(1+c.IntN(300))+"号"))
}

func (a *account) putShop(c chance, put putter) {
	here := c.percent(55)
	shop := pick(c, a.trade.shops)
	put("shop_name", c.when(here, strings.TrimSuffix(cities[a.city].name, "市")+shop))
	put("shop_address", c.when(here, area(cities[a.city])+cities[a.city].districts[0]+pick(c, streets)+"88号"))
	put("leads_pool_id", c.when(here && a.trade.pools, strconv.FormatUint(70000+mix(a.seed, uint64(len(shop)))%9999, 10)))
}

// putCall writes the smart call's record.
func (c chance) putCall(put putter, kind string) {
	called := kind == "LEADS_TYPE_PHONE"
	connected := called && c.percent(70)
	put("call_middle_num", c.when(called, "0000"+c.digits(7)))
	put("call_consumer_hotline", c.when(called, "400-000-"+c.digits(4)))
	put("call_touch_tag", c.when(called, map[bool]string{true: "已接通", false: "未接通"}[connected]))
	put("call_duration", c.when(connected, strconv.Itoa(5+c.IntN(300))))
	put("call_record_url", c.when(connected, "https://record.example.com/"+c.digits(12)+".mp3"))
}

// when is the text where it applies. The text is made in any case, so that chance goes on alike.
func (c chance) when(applies bool, text string) string {
	if applies {
		return text
	}
	return ""
}

func pickYes(yes bool) string {
	if yes {
		return "是"
	}
	return "否"
}
