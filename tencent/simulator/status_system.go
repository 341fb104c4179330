package simulator

import (
	"bytes"
	"encoding/json"
	"strconv"

	"xiansuo/models"
)

// setStatusSystem is §4: 1 the standard statuses, 2 the industry's.
func (s *Simulator) setStatusSystem(req *request) answer {
	body, bad := decodeObject(req.body)
	if bad != nil {
		return *bad
	}
	for _, name := range []string{"account_id", "leads_status_system_option"} {
		if body[name] == "" {
			return *refuse(codeMissing, "请求参数错误: 缺少必填参数 %s", name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := req.account
	if body["account_id"] != strconv.FormatInt(a.ID, 10) {
		return *refuse(codeWrongAccount, "权限校验失败: token 与广告主 account_id 不匹配")
	}
	switch body["leads_status_system_option"] {
	case "1":
		a.StatusSystem = models.StandardSystem
	case "2":
		if a.Industry == models.NoIndustry {
			return *refuse(codeNoIndustry, "该账户所属行业暂不支持行业线索状态体系")
		}
		a.StatusSystem = models.IndustrySystem
	default:
		return *refuse(codeRange, "请求参数错误: leads_status_system_option 取值应为 1 或 2")
	}
	return success
}

// StatusSystem is the status system that an account is on now; empty for an unknown account.
func (s *Simulator) StatusSystem(accountID int64) models.StatusSystem {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if a := s.byID[accountID]; a != nil {
		return a.StatusSystem
	}
	return ""
}

// decodeObject reads a flat JSON object, every value as text; null and absence are empty.
func decodeObject(body []byte) (map[string]string, *answer) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil || object == nil || decoder.More() {
		return nil, refuse(codeFormat, "请求参数错误: 请求体不是合法的 JSON")
	}
	texts := make(map[string]string, len(object))
	for name, value := range object {
		switch v := value.(type) {
		case nil:
		case string:
			texts[name] = v
		case json.Number:
			texts[name] = v.String()
		default:
			return nil, refuse(codeFormat, "请求参数错误: %s 类型错误", name)
		}
	}
	return texts, nil
}
