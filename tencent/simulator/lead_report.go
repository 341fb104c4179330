package simulator

import (
	"bytes"
	"encoding/json"

	"xiansuo/models"
)

// reportItem is one element of a report's list, as sent: every field as text (§3).
type reportItem struct {
	leadsID string
	fields  map[string]string
	raw     json.RawMessage
	bad     *answer // why it could not even be read
}

// The fields of a report.
const (
	fieldStatus      = "leads_convert_type"
	fieldScore       = "leads_intention_score"
	fieldOuterStatus = "outerLeadsConvertType"
	fieldReason      = "leads_ineffect_reason"
	fieldOuterReason = "outerLeadsIneffectReason"
)

var reportFields = []string{fieldStatus, fieldScore, fieldOuterStatus, fieldReason, fieldOuterReason}

// acceptReport is §3. A batch is applied as a whole or not at all.
func (s *Simulator) acceptReport(req *request) answer {
	items, bad := decodeReport(req.body)
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	refused := s.judgeBatch(req, items)
	if len(refused) > 0 {
		said, err := refuseBatch(refused, s.options.NameRefusedItems)
		if err != nil {
			return *refuse(codeInternal, "系统内部错误")
		}
		return *said
	}
	for _, item := range items {
		s.apply(req, item)
	}
	return success
}

func decodeReport(body []byte) ([]reportItem, *answer) {
	var batch struct {
		List []json.RawMessage `json:"list"`
	}
	if json.Unmarshal(body, &batch) != nil {
		return nil, refuse(codeFormat, "请求参数错误: 请求体不是合法的 JSON")
	}
	switch n := len(batch.List); {
	case n == 0:
		return nil, refuse(codeMissing, "请求参数错误: list 不能为空")
	case n > models.MaxReportBatch:
		return nil, refuse(codeRange, "请求参数错误: 单次最多上报 %d 条线索", models.MaxReportBatch)
	}
	items := make([]reportItem, len(batch.List))
	for i, raw := range batch.List {
		items[i] = decodeItem(raw)
	}
	return items, nil
}

// decodeItem reads one item. leads_id may be a number, as in the document's examples.
func decodeItem(raw json.RawMessage) reportItem {
	item := reportItem{fields: map[string]string{}, raw: raw}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		item.bad = refuse(codeFormat, "list 的元素应为对象")
		return item
	}
	if item.leadsID = idText(object["leads_id"]); item.leadsID == "" {
		item.bad = refuse(codeMissing, "缺少必填参数 leads_id")
		return item
	}
	for _, name := range reportFields {
		value, ok := object[name]
		if !ok {
			continue
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			item.bad = refuse(codeFormat, "%s 应为字符串", name)
			return item
		}
		if text != "" {
			item.fields[name] = text
		}
	}
	return item
}

// idText is a string, or a number with all its digits; empty for anything else.
func idText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}

// judgeBatch lists the items that keep the batch from being accepted.
func (s *Simulator) judgeBatch(req *request, items []reportItem) []refusedItem {
	var refused []refusedItem
	seen := map[string]bool{}
	for i, item := range items {
		bad := s.judge(req, item)
		if bad == nil && seen[item.leadsID] {
			bad = refuse(codeRepeated, "同一批次中 leads_id 重复")
		}
		seen[item.leadsID] = true
		if bad != nil {
			refused = append(refused, refusedItem{i, item.leadsID, bad.code, bad.message})
		}
	}
	return refused
}

func (s *Simulator) judge(req *request, item reportItem) *answer {
	if item.bad != nil {
		return item.bad
	}
	for _, f := range req.faults {
		if f.Kind == RefuseParameter && f.names(item.leadsID) {
			return refuse(f.code(codeParameter), "%s", f.message("线索状态不合法"))
		}
	}
	serial, ok := req.account.serialOf(item.leadsID)
	if !ok || req.account.leads.entries[serial].created > req.now.Unix() {
		return refuse(codeUnknownLead, "线索不存在")
	}
	created := req.account.leads.entries[serial].created
	if limit := s.options.ReportDeadline; limit > 0 && req.now.Unix()-created > int64(limit.Seconds()) {
		return refuse(codeTooOld, "线索创建时间超过 %d 天，不支持回传", int(limit.Hours()/24))
	}
	return judgeFields(req.account.rules(), item.fields)
}

// judgeFields holds the values against the account's status system (§3, §7, §8.7, §8.21).
func judgeFields(rules models.StatusRules, f map[string]string) *answer {
	status, reason, score := f[fieldStatus], f[fieldReason], f[fieldScore]
	outer, outerReason := f[fieldOuterStatus], f[fieldOuterReason]
	switch {
	case status == "" && score == "" && outer == "":
		return refuse(codeMissing, "leads_convert_type、leads_intention_score、outerLeadsConvertType 至少填写一个")
	case status != "" && !rules.Statuses().Has(status):
		return refuse(codeNotOffered, "leads_convert_type 不属于当前线索状态体系")
	case score != "" && !models.IntentionScores.Has(score):
		return refuse(codeNotOffered, "leads_intention_score 取值不合法")
	case reason != "" && status == "":
		return refuse(codeMissing, "leads_ineffect_reason 需与 leads_convert_type 同时填写")
	case reason != "" && !rules.Reasons().Has(reason):
		return refuse(codeNotOffered, "leads_ineffect_reason 不属于当前线索状态体系")
	case reason != "" && !rules.NeedsReason(models.ConvertStatus(status)):
		return refuse(codeNotOffered, "leads_ineffect_reason 仅适用于无效线索")
	case outerReason != "" && outer == "":
		return refuse(codeMissing, "outerLeadsIneffectReason 需与 outerLeadsConvertType 同时填写")
	case len(outer) > models.MaxOuterStatusBytes:
		return refuse(codeTooLong, "outerLeadsConvertType 不能超过 %d 字节", models.MaxOuterStatusBytes)
	case len(outerReason) > models.MaxOuterReasonBytes:
		return refuse(codeTooLong, "outerLeadsIneffectReason 不能超过 %d 字节", models.MaxOuterReasonBytes)
	}
	return nil
}

// apply keeps an accepted report and shows it on the lead; the caller holds mu.
func (s *Simulator) apply(req *request, item reportItem) {
	a := req.account
	s.received.addReport(Received{
		At: req.now, AccountID: a.ID, LeadsID: item.leadsID, Fields: item.fields, Raw: bytes.Clone(item.raw),
	})
	serial, ok := a.serialOf(item.leadsID)
	if tag := followTag(a.StatusSystem, item.fields[fieldStatus], item.fields[fieldReason]); ok && tag != "" {
		a.change(serial, "leads_follow_tag", tag)
	}
}

// followTag is what the platform shows for a reported status: on the standard system a tag of
// §7.8, on the industry's the status itself, or for an invalid lead its reason (§8.8).
func followTag(system models.StatusSystem, status, reason string) string {
	if status == "" {
		return ""
	}
	invalid := models.ConvertStatus(status) == models.StatusDeprecated
	if system == models.IndustrySystem {
		switch {
		case !invalid:
			return status
		case reason == "":
			return string(models.ReasonOther)
		}
		return reason
	}
	if tag, ok := standardTags[status]; ok && !invalid {
		return tag
	}
	if tag, ok := standardTags[reason]; ok {
		return tag
	}
	return "LEADS_FOLLOW_TAG_INVALID_OTHER"
}

// standardTags is which tag of §7.8 a status, or the reason of an invalid lead, turns into.
var standardTags = map[string]string{
	string(models.StatusPotentialCustomer):     "LEADS_FOLLOW_TAG_VALID",
	string(models.StatusHighIntentionCustomer): "LEADS_FOLLOW_TAG_VALID_HIGH_INTENTION",
	string(models.StatusTransCompleted):        "LEADS_FOLLOW_TAG_VALID_CONVERTED",
	string(models.ReasonDataDuplication):       "LEADS_FOLLOW_TAG_INVALID_REPEAT",
	string(models.ReasonIdentityMismatched):    "LEADS_FOLLOW_TAG_INVALID_NOTSELF",
	string(models.ReasonTelNotConnected):       "LEADS_FOLLOW_TAG_INVALID_NOTTOUCH",
	string(models.ReasonNoIntention):           "LEADS_FOLLOW_TAG_INVALID_NOTINTENTION",
	string(models.ReasonRegionMismatched):      "LEADS_FOLLOW_TAG_INVALID_REGION_MISMATCHED",
}

// mentions reports whether a report's body holds a lead, without judging the body.
func mentions(body []byte, leadsIDs []string) bool {
	items, bad := decodeReport(body)
	if bad != nil {
		return false
	}
	for _, item := range items {
		for _, id := range leadsIDs {
			if id == item.leadsID {
				return true
			}
		}
	}
	return false
}
