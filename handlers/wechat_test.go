package handlers

import (
	"net/url"
	"testing"

	"xiansuo/models"
)

func TestAWechatFormThatIsWrongComesBackAsTyped(t *testing.T) {
	b := newBench(t).as(manager)
	form := url.Values{"account_id": {"25610"}, "nickname": {"小雨点"}, "avatar_url": {"ftp://x"}, "action_time": {"2026-13-01"}, "login_name_type": {"3"}}
	got := b.post("/wechat", form)
	b.expect(got, 422)
	b.shows(got, `value="小雨点"`, `id="open_id-error"`, `id="avatar_url-error"`, `id="action_time-error"`, `id="login_name_type-error"`, `id="click_id-error"`)
	b.desk.wechatErr = models.ErrFull
	good := url.Values{"account_id": {"25610"}, "nickname": {"小雨点"}, "avatar_url": {"https://a.example.com/1"}, "action_time": {"2026-03-01 09:00"},
		"app_id": {"wx1"}, "open_id": {"o6_bmjrPTlm6_2sgVt7hMZOPfL2M"}, "click_id": {"c"}}
	got = b.post("/wechat", good)
	b.expect(got, 507)
	b.shows(got, "磁盘已满，没有保存")
	b.desk.wechatErr = nil
	for _, notice := range []string{"已放入发送队列", "没有重复添加"} {
		b.goes(b.post("/wechat", good), "/wechat")
		page := b.get("/wechat")
		b.shows(page, notice, "o6****fL2M", "小****")
		b.hides(page, "o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "小雨点")
	}
	b.goes(b.post("/wechat/1/retry", nil), "/wechat")
	b.desk.retryErr = models.ErrConflict
	b.expect(b.post("/wechat/1/retry", nil), 409)
}

func TestTheAlarmIsOnEveryPageOfAdminsOnly(t *testing.T) {
	b := newBench(t)
	figures := models.HealthFigures{At: models.At(b.now()), Database: models.DatabaseFigures{Free: 1 << 20}, Serving: models.ServingFigures{Transport: models.TransportTLS}}
	b.desk.health = figures.Judge()
	b.shows(b.as(admin).get("/leads"), "1 项故障：磁盘剩余")
	b.hides(b.get("/health"), "1 项故障：磁盘剩余")
	b.shows(b.get("/health"), "1 项故障，需要马上处理", "请腾出空间或扩容")
	b.hides(b.as(manager).get("/leads"), "项故障")
}
