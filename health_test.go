package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xiansuo/tencent/simulator"
)

// with adds arguments to the program's start.
func with(args ...string) func(*program) {
	return func(p *program) { p.args = append(p.args, args...) }
}

func TestAnAdminSeesTheWholeHealthAndNobodyElse(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.addAccount(medicalAccount)
		if got := p.browser().get("/healthz?full"); got.status != http.StatusForbidden || strings.Contains(got.body, "signs") {
			t.Errorf("a guest: %d %s", got.status, got.body)
		}
		got := b.get("/healthz?full")
		var full struct {
			Status, Light, Version string
			At                     int64
			Signs                  []struct{ Name, Light string }
		}
		if err := json.Unmarshal([]byte(got.body), &full); err != nil || got.status != 200 || full.Status != "ok" || len(full.Signs) < 5 || full.At == 0 {
			t.Errorf("%d %s %v", got.status, got.body, err)
		}
		if page := b.get("/health"); page.status != 200 || !strings.Contains(page.body, `data-sign="database" data-light="green"`) {
			t.Errorf("%d %s", page.status, text(page.body))
		}
		if got := b.get("/metrics"); got.status != http.StatusNotFound {
			t.Errorf("metrics without a token: %d", got.status)
		}
	})
}

var metricForm = regexp.MustCompile(`^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+\n$`)

func TestMetricsWantTheirTokenAndHoldNobody(t *testing.T) {
	p := mustRun(t, with("--metrics-token", "scrape-me-9", "--metrics-addr", "127.0.0.1:0"))
	b := p.setUp()
	b.addAccount(medicalAccount)
	leadsID, err := p.sim.AddRaw(medicalAccount.ID, map[string]any{"leads_name": "王建国", "leads_tel": "17400001234"})
	if err != nil {
		t.Fatal(err)
	}
	b.find(leadsID)
	own := p.wait("the metrics' own address", func() string {
		_, rest, _ := strings.Cut(p.logged.String(), "for=--metrics-addr address=")
		address, _, _ := strings.Cut(rest, "\n")
		return address
	})
	scrape := func(base, token string) (int, string) {
		t.Helper()
		r, err := http.NewRequest("GET", base+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(body)
	}
	for _, base := range []string{p.address, "http://" + own} {
		if status, _ := scrape(base, ""); status != http.StatusUnauthorized {
			t.Errorf("without a token: %d", status)
		}
		if status, _ := scrape(base, "wrong"); status != http.StatusUnauthorized {
			t.Errorf("with a wrong token: %d", status)
		}
		status, metrics := scrape(base, "scrape-me-9")
		if status != 200 || !strings.Contains(metrics, "\nxiansuo_database_bytes ") || !strings.Contains(metrics, "# TYPE xiansuo_sign gauge\n") {
			t.Errorf("%d %s", status, metrics)
		}
		for _, personal := range []string{"王建国", "17400001234", "晨光医美", medicalAccount.Secret, medicalAccount.Token} {
			if strings.Contains(metrics, personal) {
				t.Errorf("the metrics hold %s", personal)
			}
		}
		for line := range strings.Lines(metrics) {
			if !strings.HasPrefix(line, "#") && !metricForm.MatchString(line) {
				t.Errorf("not the text format: %q", line)
			}
		}
	}
	if strings.Contains(p.logged.String(), "scrape-me-9") {
		t.Error("the log holds the token")
	}
}

var wechatForm = url.Values{
	"account_id": {"25610"}, "app_id": {"wx0123456789abcdef"}, "open_id": {"o6_bmjrPTlm6_2sgVt7hMZOPfL2M"}, "nickname": {"小雨点"},
	"avatar_url": {"https://thirdwx.example.com/132"}, "click_id": {"wx0abcdef"}, "action_time": {"2026-01-02 09:30"},
}

func TestAWechatAuthorisationIsReportedOnceThoughTheAnswerWasLost(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.addAccount(medicalAccount)
		if _, err := p.sim.Fail(simulator.Fault{Kind: simulator.LostAnswer, Call: simulator.CallWechat, Times: 1}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second is a double click
			if got := b.post("/wechat", wechatForm); got.status != http.StatusSeeOther {
				t.Fatalf("%d %s", got.status, text(got.body))
			}
		}
		p.wait("the report to arrive", func() string {
			if len(p.sim.WechatReports()) > 0 {
				return "yes"
			}
			return ""
		})
		body := b.get("/wechat").body
		if strings.Count(body, "data-report=") != 1 || strings.Contains(body, wechatForm.Get("open_id")) || strings.Contains(body, "小雨点") {
			t.Error("the list doubles the report or shows the person")
		}
		bad := url.Values{"account_id": {"25610"}, "nickname": {"小雨点"}, "avatar_url": {"javascript:alert(1)"}}
		if got := b.post("/wechat", bad); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "小雨点") {
			t.Errorf("a wrong form: %d", got.status)
		}
		if logs := p.logged.String(); strings.Contains(logs, "小雨点") || strings.Contains(logs, wechatForm.Get("open_id")) {
			t.Error("the log holds the person")
		}
		reports := p.sim.WechatReports()
		if len(reports) != 1 || reports[0].Fields["open_id"] != wechatForm.Get("open_id") || reports[0].Fields["action_time"] != "2026-01-02 09:30:00" || len(reports[0].Fields["uuid"]) < 26 {
			t.Errorf("%+v", reports)
		}
	})
}

func TestWechatReportsFromJSONLines(t *testing.T) {
	sim, platform := newPlatform(t)
	dir := t.TempDir()
	do := func(in string, args ...string) (status int, out, errs string) {
		var o, e strings.Builder
		status = run(t.Context(), append(args, "--data", dir), terminal{strings.NewReader(in), &o, &e})
		return status, o.String(), e.String()
	}
	report := []string{"wechat", "report", "--account-id", "25610", "--platform-url", platform}
	if status, _, errs := do("{}", report...); status == 0 || !strings.Contains(errs, "no account 25610") {
		t.Errorf("an unknown account: %d %s", status, errs)
	}
	if status, _, errs := do(medicalAccount.Secret+"\n", "account", "set", "--account-id", "25610", "--name", "晨光", "--token", medicalAccount.Token); status != 0 {
		t.Fatal(errs)
	}
	line := func(n int, more string) string {
		return fmt.Sprintf(`{"app_id":"wx1","open_id":"person-%d","avatar_url":"https://a.example.com/1","nickname":"某人","click_id":"c","action_time":"2026-01-02 09:30:00"%s}`, n, more)
	}
	good := line(1, "") + "\n\n" + line(2, `,"uuid":"mine-2","login_name_type":12,"login_name":"w","account_id":25610`) + "\n"
	for round := range 2 { // giving it again changes nothing
		status, out, errs := do(good, report...)
		if status != 0 || !strings.Contains(out, "line 1: sent") || !strings.Contains(out, "line 3: sent mine-2") || !strings.Contains(out, "2 sent, 0 waiting") {
			t.Errorf("round %d: %d %s %s", round, status, out, errs)
		}
	}
	if got := len(sim.WechatReports()); got != 2 {
		t.Errorf("%d reports arrived", got)
	}
	bad := strings.Join([]string{
		line(3, ""), `{"app_id":`, line(4, `,"colour":"red"`), line(5, `,"account_id":7`), line(6, `,"login_name_type":2`),
		line(7, `,"uuid":"mine-2"`), `{"nickname":5}`, `["x"]`, line(8, "") + line(9, ""), strings.Replace(line(10, ""), "2026-01-02", "gestern", 1),
		line(11, `,"13812345678":"x","某人":1`),
	}, "\n")
	status, out, errs := do("\ufeff"+bad, report...)
	if status != 1 || !strings.Contains(out, "line 1: sent") {
		t.Errorf("%d %s", status, out)
	}
	for number, says := range map[int]string{2: "JSON", 3: "colour", 4: "account_id", 5: "login_name_type", 6: "uuid", 7: "nickname", 8: "no JSON object", 9: "more than one", 10: "action_time", 11: "unknown field"} {
		if !strings.Contains(errs, fmt.Sprintf("line %d: ", number)) || !strings.Contains(errs, says) {
			t.Errorf("line %d does not say %q:\n%s", number, says, errs)
		}
	}
	if strings.Contains(out+errs, "13812345678") || strings.Contains(out+errs, "person-") || strings.Contains(out+errs, "某人") {
		t.Errorf("the output holds a person:\n%s%s", out, errs)
	}
	if _, err := sim.Fail(simulator.Fault{Kind: simulator.RefuseParameter, Call: simulator.CallWechat, Times: 1, Message: "click_id 无效"}); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := do(line(13, ""), report...); status != 1 || !strings.Contains(out, "line 1: failed") || !strings.Contains(out, "click_id 无效") {
		t.Errorf("refused: %d %s", status, out)
	}
	if _, err := sim.Fail(simulator.Fault{Kind: simulator.LostAnswer, Call: simulator.CallWechat, Times: 1}); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := do(line(12, ""), report...); status != 0 || !strings.Contains(out, "line 1: waiting") {
		t.Errorf("a lost answer: %d %s", status, out)
	}
}

// TestPlainHTTPIsSaidToBePlain listens where others can reach it.
func TestPlainHTTPIsSaidToBePlain(t *testing.T) {
	d := &desk{}
	for name, c := range map[string]struct {
		address string
		flags   serveFlags
		want    string
	}{
		"loopback":                  {"127.0.0.1:0", serveFlags{}, "loopback"},
		"every address":             {"0.0.0.0:0", serveFlags{}, "plain"},
		"behind a proxy":            {"127.0.0.1:0", serveFlags{PublicURL: "https://leads.example.com"}, "proxy"},
		"behind a trusted proxy":    {"0.0.0.0:0", serveFlags{PublicURL: "https://leads.example.com", TrustedProxy: []string{"10.0.0.1"}}, "proxy"},
		"an https address, no wall": {"0.0.0.0:0", serveFlags{PublicURL: "https://leads.example.com"}, "plain"},
	} {
		listener, err := net.Listen("tcp", c.address)
		if err != nil {
			t.Fatal(err)
		}
		d.flags = c.flags
		if got := d.plainTransport(listener); string(got) != c.want {
			t.Errorf("%s: %s", name, got)
		}
		listener.Close()
	}
}
