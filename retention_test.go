package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// TestAnErasedPersonStaysAway erases somebody by the pages, while the platform goes on sending them.
func TestAnErasedPersonStaysAway(t *testing.T) {
	const phone, name, wechat = "17455556666", "欧阳若兰", "ruolan_1990"
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.addAccount(standardAccount)
		var leadsIDs, ids []string
		for range 2 {
			leadsID, err := p.sim.AddRaw(standardAccount.ID, map[string]any{"leads_name": name, "leads_tel": phone, "leads_wechat": wechat, "campaign_name": "秋季"})
			if err != nil {
				t.Fatal(err)
			}
			leadsIDs, ids = append(leadsIDs, leadsID), append(ids, b.find(leadsID).id)
		}
		person := b.get("/leads/" + ids[0] + "/person")
		if !strings.Contains(person.body, "找到 2 条线索") || strings.Contains(person.body, phone) {
			t.Fatalf("HTTP %d: %s", person.status, text(person.body))
		}
		secret := url.Values{"password": {"correct horse battery"}, "leads": {"2"}}
		file := b.post("/leads/"+ids[0]+"/person/export", secret)
		if file.status != http.StatusOK || strings.Count(file.body, phone) < 4 || !strings.Contains(file.body, wechat) {
			t.Errorf("the export: HTTP %d, %s", file.status, file.body)
		}
		if got := b.post("/leads/"+ids[0]+"/person/erase", secret); got.status != http.StatusSeeOther {
			t.Fatalf("erasing answered %d: %s", got.status, text(got.body))
		}
		p.platformGoesOn(b, leadsIDs)
		for i, id := range ids {
			for _, path := range []string{"/leads/" + id, "/leads/" + id + "/raw", "/leads?q=" + leadsIDs[i]} {
				got := b.get(path)
				if !strings.Contains(got.body, "已匿名") || strings.Contains(got.body, name) || strings.Contains(got.body, wechat) || strings.Contains(got.body, "6666") {
					t.Errorf("%s: HTTP %d: %s", path, got.status, text(got.body))
				}
			}
		}
		if found := rows(b.get("/leads?q=" + phone).body); len(found) != 0 {
			t.Errorf("%d leads with the phone", len(found))
		}
		if logs := p.logged.String(); strings.Contains(logs, phone) || strings.Contains(logs, name) || strings.Contains(logs, wechat) {
			t.Error("the log holds personal data")
		}
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		if p.database != "" {
			return
		}
		for _, file := range []string{"xiansuo.db", "xiansuo.db-wal"} {
			content, err := os.ReadFile(filepath.Join(p.dir, file))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte(phone)) || bytes.Contains(content, []byte(wechat)) {
				t.Errorf("%s holds the person", file)
			}
		}
	})
}

// platformGoesOn changes the leads, pushes them, and waits until a later lead was pulled: what is
// pulled with it was read again too.
func (p *program) platformGoesOn(b *browser, leadsIDs []string) {
	p.t.Helper()
	hook := b.pushURL(standardAccount.ID)
	for _, id := range leadsIDs {
		if err := p.sim.ChangeLead(id, map[string]any{"leads_name": "欧阳若兰", "leads_tags": "高意向"}); err != nil {
			p.t.Fatal(err)
		}
		if status, body, err := p.sim.Push(models.AsSystem(p.t.Context()), hook, standardAccount.ID, id); err != nil || status != http.StatusOK || !strings.Contains(string(body), `"code":0`) {
			p.t.Errorf("a push of an erased person: HTTP %d %s %v", status, body, err)
		}
	}
	later, err := p.sim.AddRaw(standardAccount.ID, map[string]any{"leads_name": "后来者"})
	if err != nil {
		p.t.Fatal(err)
	}
	b.find(later)
}

func TestARuleIsSavedPreviewedAndApplied(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.addAccount(standardAccount)
		old, err := p.sim.AddRaw(standardAccount.ID, map[string]any{"leads_name": "旧人", "leads_create_time": time.Now().AddDate(0, 0, -40).In(models.Beijing).Format(time.DateTime)})
		if err != nil {
			t.Fatal(err)
		}
		if status, body, err := p.sim.Push(models.AsSystem(t.Context()), b.pushURL(standardAccount.ID), standardAccount.ID, old); err != nil || status != http.StatusOK {
			t.Fatalf("HTTP %d %s %v", status, body, err)
		}
		row := b.find(old)
		rule := url.Values{"account": {fmt.Sprint(standardAccount.ID)}, "status": {"none"}, "days": {"7"}, "active": {"true"}}
		asked := b.post("/settings/retention", rule)
		if asked.status != http.StatusUnprocessableEntity || !strings.Contains(asked.body, "立即使 1 条线索匿名") {
			t.Fatalf("HTTP %d: %s", asked.status, text(asked.body))
		}
		rule.Set("confirm", "1")
		if got := b.post("/settings/retention", rule); got.status != http.StatusSeeOther {
			t.Fatalf("HTTP %d: %s", got.status, text(got.body))
		}
		if got := b.post("/settings/retention/apply", nil); got.status != http.StatusSeeOther {
			t.Fatalf("HTTP %d", got.status)
		}
		p.wait("the lead to be anonymous", func() string {
			if strings.Contains(b.get("/leads/"+row.id).body, "按数据保留规则") {
				return "gone"
			}
			return ""
		})
	})
}
