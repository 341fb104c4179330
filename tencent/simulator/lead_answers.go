package simulator

import "strings"

func hasNoPhone(kind string) bool {
	switch kind {
	case "LEADS_TYPE_PROMOTION_FOLLOW", "LEADS_TYPE_PAGE_SCAN_CODE",
		"LEADS_TYPE_LANDING_PAGE_CLICK", "LEADS_TYPE_APPLY_WECHAT_AUTH":
		return true
	}
	return false
}

func hasChat(kind string) bool {
	return kind == "LEADS_TYPE_ONLINE_CONSULT" || kind == "LEADS_TYPE_INTELLIGENT_TOOL"
}

// subType is leads_sub_type (7.11), which only some types have.
func (c chance) subType(kind string) string {
	switch kind {
	case "LEADS_TYPE_FORM":
		return "FORM_SUBMIT__FORM_SUBMIT"
	case "LEADS_TYPE_ONLINE_CONSULT":
		return pick(c, []string{"FORM_SUBMIT__LEAVE_MESSAGE_CONSULT", "FORM_SUBMIT__LEAVE_INFORMATION_CONSULT"})
	case "LEADS_TYPE_ONE_CLICK_AUTHORIZE":
		return pick(c, []string{"ONE_CLICK_AUTHORIZE__FORM_SUBMIT", "ONE_CLICK_AUTHORIZE__CLICK_FORM", "ONE_CLICK_AUTHORIZE__CLICK_CALL"})
	case "LEADS_TYPE_INTELLIGENT_TOOL":
		return pick(c, []string{"INTELLIGENT_TOOL__FIRST_TALK", "INTELLIGENT_TOOL__LEAVE_INFORMATION"})
	}
	return ""
}

// tags are up to three, separated by an ASCII semicolon.
func (c chance) tags(t *trade) string {
	var tags []string
	for _, i := range c.Perm(len(t.tags))[:c.IntN(4)] {
		tags = append(tags, t.tags[i])
	}
	return strings.Join(tags, ";")
}

// bundle is the form as filled in: a JSON object in a string.
func (c chance) bundle(t *trade, topic, kind string) string {
	form := c.answered(append([]question{{t.topic, []string{topic}, 90}}, t.form...))
	if hasNoPhone(kind) || kind == "LEADS_TYPE_MAKE_PHONE_CALL" || len(form) == 0 {
		return "{}"
	}
	return string(form.appendJSON(nil))
}

// list is questions and answers as a JSON array in a string.
func (c chance) list(questions []question) string {
	b := []byte{'['}
	for _, q := range c.answered(questions) {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = fields{{"question", q.name}, {"answer", q.value}}.appendJSON(b)
	}
	return string(append(b, ']'))
}
