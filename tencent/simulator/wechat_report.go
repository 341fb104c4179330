package simulator

import (
	"strconv"
	"time"

	"xiansuo/models"
)

// WechatReport is an accepted report of a personal-WeChat friend authorisation (§5).
type WechatReport struct {
	At        time.Time         `json:"at"`
	AccountID int64             `json:"account_id"`
	Fields    map[string]string `json:"fields"`
}

var wechatRequired = []string{
	"uuid", "account_id", "app_id", "open_id", "avatar_url", "nickname", "click_id", "action_time",
}

// acceptWechat is §5. A uuid works once.
func (s *Simulator) acceptWechat(req *request) answer {
	body, bad := decodeObject(req.body)
	if bad != nil {
		return *bad
	}
	for _, name := range wechatRequired {
		if body[name] == "" {
			return *refuse(codeMissing, "请求参数错误: 缺少必填参数 %s", name)
		}
	}
	if body["account_id"] != strconv.FormatInt(req.account.ID, 10) {
		return *refuse(codeWrongAccount, "权限校验失败: token 与广告主 account_id 不匹配")
	}
	if _, err := time.ParseInLocation(time.DateTime, body["action_time"], models.Beijing); err != nil {
		return *refuse(codeFormat, "请求参数错误: action_time 格式应为 yyyy-mm-dd HH:MM:SS")
	}
	if kind := body["login_name_type"]; kind != "" && kind != "1" && kind != "12" {
		return *refuse(codeRange, "请求参数错误: login_name_type 取值应为 1 或 12")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.received.wechatUUIDs[body["uuid"]] {
		return *refuse(codeRepeated, "请求参数错误: uuid 重复上报")
	}
	s.received.wechatUUIDs[body["uuid"]] = true
	s.received.wechat = append(s.received.wechat, WechatReport{req.now, req.account.ID, body})
	return success
}

// WechatReports are the accepted reports of §5, oldest first.
func (s *Simulator) WechatReports() []WechatReport {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]WechatReport(nil), s.received.wechat...)
}
