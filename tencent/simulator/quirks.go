package simulator

import (
	"encoding/json"
	"strconv"
	"strings"
)

// distort changes what a lead says, in the ways that real ones surprise: test leads, masked
// phones, forms that are no JSON, values and fields that no document lists (§8.10 to §8.14).
func (c chance) distort(lead *fields) {
	if c.percent(2) {
		c.makePreview(lead)
	}
	if tel := lead.text("leads_tel"); tel != "" && c.percent(3) {
		lead.set("leads_tel", tel[:len(tel)-1]+"x")
	}
	lead.set("bundle", c.distortForm(lead.text("bundle")))
	switch c.IntN(60) {
	case 0:
		lead.set("leads_source", pick(c, []string{"FY", "YUNQUE", "QUNYOU", "VIDEOCHANNEL", "PERSONAL_WECHAT"})) // §8.27
	case 1:
		lead.set("leads_type", "LEADS_TYPE_LIVE_ROOM_CARD")
	case 2:
		lead.set("leads_sub_type", strings.Replace(lead.text("leads_sub_type"), "__", "_", 1)) // §7.11
	case 3:
		tag := strings.Replace(lead.text("leads_follow_tag"), "_INEFFECT_REASON_", "_INEFFECT_REASION_", 1) // §8.1
		lead.set("leads_follow_tag", tag)
	case 4:
		lead.set("ad_id", "0") // none, §8.10
		lead.set("adcreative_id", "0")
		lead.set("dynamic_creative_id", "0")
	case 5:
		lead.set("leads_live_room_id", c.digits(10))
		lead.set("leads_ext", json.RawMessage(`{"scene":"直播间","depth":`+strconv.Itoa(c.IntN(9))+`}`))
	case 6:
		lead.set("leads_tags", lead.text("leads_tags")+";;"+" 复访 ;")
	}
}

// makePreview turns a lead into the test lead of an ad's preview (§8.14).
func (c chance) makePreview(lead *fields) {
	lead.set("leads_name", "预览测试")
	lead.set("click_id", "")
	if c.percent(50) {
		lead.set("leads_source", "AD_PREVIEW")
	}
	lead.set("leads_come_from", "LEADS_SOURCE_TYPE_AD_PREVIEW")
}

// distortForm writes a form in one of the ways forms have been seen: most as valid JSON.
func (c chance) distortForm(form string) string {
	if form == "{}" {
		return pick(c, []string{"{}", ""})
	}
	switch n := c.IntN(100); {
	case n < 4: // the document's own sample: full-width colons between name and value
		return strings.ReplaceAll(form, `":"`, `"："`)
	case n < 6:
		return strings.NewReplacer(`":"`, `"："`, `","`, `"，"`).Replace(form)
	case n < 8: // not JSON at all
		return strings.NewReplacer(`":"`, "：", `","`, "；", "{", "", "}", "", `"`, "").Replace(form)
	case n < 9: // cut off by somebody's column limit
		return string([]rune(form)[:len([]rune(form))*2/3])
	case n < 11:
		return strings.Replace(form, "{", `{"到店时间":"14：30","人数":2,`, 1)
	case n < 13:
		return `{"表单":` + form + `,"多选":["A","B"],"同意隐私协议":true}`
	}
	return form
}

// misspell uses the misspelt and the other known names of some fields (§6).
func (c chance) misspell(lead fields) {
	if c.percent(40) {
		lead.rename("leads_come_from", "leads_come_form")
	}
	if !c.percent(20) {
		return
	}
	for _, name := range prefixed {
		if lead.find("leads_"+name) >= 0 {
			lead.rename("leads_"+name, name)
		} else {
			lead.rename(name, "leads_"+name)
		}
	}
}

// drifting are the fields whose values come as string or as number, as in the document's examples.
var drifting = []string{
	"leads_id", "account_id", "advertiser_id", "agency_id", "claim_advertiser_id", "campaign_id", "adgroup_id",
	"ad_id", "adcreative_id", "dynamic_creative_id", "page_id", "component_id", "leads_potential_score",
	"age", "leads_age", "working_years", "leads_working_years", "call_duration", "leads_pool_id",
	"leads_response_duration", "leads_tel",
}

// drift changes types: numbers for strings and the reverse, and null or nothing for what is empty.
func (c chance) drift(lead *fields) {
	for _, name := range drifting {
		if i := lead.find(name); i >= 0 && c.percent(25) {
			(*lead)[i].value = otherType((*lead)[i].value)
		}
	}
	kept := (*lead)[:0]
	for _, f := range *lead {
		if f.value == nil || f.value == "" {
			switch n := c.IntN(100); {
			case n < 30:
				continue
			case n < 60:
				f.value = nil
			default:
				f.value = ""
			}
		}
		kept = append(kept, f)
	}
	*lead = kept
}

func otherType(value any) any {
	switch v := value.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		number, err := strconv.ParseInt(v, 10, 64)
		if err == nil && strconv.FormatInt(number, 10) == v {
			return number
		}
	}
	return value
}
