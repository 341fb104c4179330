package templates

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiansuo/models"
	"xiansuo/static"
)

func TestZZPreview(t *testing.T) {
	want := os.Getenv("SHOTS") // name:lang:theme:width:height[:js],...
	if want == "" {
		t.Skip()
	}
	pages := map[string]page{}
	for _, p := range samplePages() {
		pages[p.name] = p
	}
	full := sampleList(50)
	full.Filter = LeadFilter{}
	pages["list50"] = page{"list50", LeadList(full), false}
	long := sampleList(9)
	for i := range long.Rows {
		l := &long.Rows[i].Lead
		l.LeadsName = "一个特别特别长的名字用来测试截断效果 Bartholomew Longfellow"
		l.CampaignName = strings.Repeat("超长计划名称", 10)
		l.Bundle = `{"需求":"` + strings.Repeat("很长的回答", 30) + `"}`
		long.Rows[i].Owner = "亚历山大·谢尔盖耶维奇"
	}
	pages["long"] = page{"long", LeadList(long), false}
	d := sampleDetail()
	d.Lead.LeadsName = strings.Repeat("很长的名字", 12)
	d.Lead.PageURL = "https://page.example.com/" + strings.Repeat("abcdefghij", 30)
	d.Lead.Bundle = `{"` + strings.Repeat("很长的问题", 30) + `":"` + strings.Repeat("x", 300) + `"}`
	d.Lead.CampaignName = strings.Repeat("W", 90)
	pages["longdetail"] = page{"longdetail", LeadDetail(d), false}
	rv := sampleDetail()
	rv.Revealed, rv.Lead.LeadsTel = true, "13810005678"
	pages["revealed"] = page{"revealed", LeadDetail(rv), false}
	wf := sampleDetail()
	for _, p := range []string{"conflict", "wrong"} {
		x := sampleDetail()
		if p == "conflict" {
			x.Status.Conflict = &StatusConflict{Theirs: models.Work{ConvertStatus: models.StatusAddWeixin}, By: "周涛", At: ago(time.Minute)}
		} else {
			x.Status.Errors = invalid("leads_ineffect_reason", "invalid.reason_required", "outer_leads_convert_type", "invalid.too_many_bytes")
		}
		pages[p] = page{p, LeadDetail(x), false}
	}
	_ = wf
	var theme Theme
	var lang models.Language
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	shell := func(demo bool) Page {
		s := samplePage(lang, theme)
		s.Demo = demo
		return s
	}
	mux.HandleFunc("/p/", func(w http.ResponseWriter, r *http.Request) {
		p := pages[strings.TrimPrefix(r.URL.Path, "/p/")]
		s := shell(p.name == "lead_list")
		if p.name == "sync" {
			s.Notices = []Notice{NoticePullStarted}
		}
		if p.signedOut {
			s.User = nil
		}
		var b bytes.Buffer
		_ = p.component.Render(WithPage(r.Context(), s), &b)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		_, _ = w.Write(b.Bytes())
	})
	mux.HandleFunc("/leads/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		ctx := WithPage(r.Context(), shell(false))
		if r.Method == "POST" {
			_ = r.ParseForm()
			f := sampleStatusForm()
			f.InDialog = true
			row := sampleRows(2)[1]
			if r.Form.Get("leads_convert_type") == "" {
				f.Work = models.Work{}
				f.Errors = invalid("leads_convert_type", "invalid.nothing_to_report")
				w.WriteHeader(422)
				_ = StatusForm(f).Render(ctx, w)
				return
			}
			row.Lead.Work.ConvertStatus = models.ConvertStatus(r.Form.Get("leads_convert_type"))
			row.Lead.Work.IneffectReason = models.IneffectReason(r.Form.Get("leads_ineffect_reason"))
			_ = StatusSaved(row, NoticeStatusSaved).Render(ctx, w)
			return
		}
		f := sampleStatusForm()
		f.InDialog = true
		_ = StatusForm(f).Render(ctx, w)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	dir, _ := os.MkdirTemp("", "chrome")
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.UserDataDir(dir), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	ac, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	defer cancel()
	ctx, cancel2 := chromedp.NewContext(ac, chromedp.WithErrorf(t.Logf))
	defer cancel2()
	if want == "axe" {
		axe, _ := os.ReadFile("/tmp/npm/package/axe.min.js")
		var names []string
		for n := range pages {
			names = append(names, n)
		}
		seen := map[string]int{}
		for _, phone := range []bool{false, true} {
			for _, th := range []Theme{LightTheme, DarkTheme} {
				for _, l := range models.Languages {
					lang, theme = l, th
					if phone {
						_ = chromedp.Do(ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
					} else {
						_ = chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900))
					}
					for _, n := range names {
						if pages[n].name == "" || strings.HasPrefix(n, "lead_row") || n == "list50" {
							continue
						}
						_ = chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/p/"+n), chromedp.Sleep(60*time.Millisecond))
						open := "document.querySelectorAll('details').forEach(d=>{if(!d.dataset.menu)d.open=true});"
						if n == "lead_list" || n == "lead_list_empty" {
							open += "document.querySelectorAll('details').forEach(d=>{d.open=true});document.querySelector('.pill-act')&&document.querySelector('.pill-act').click();"
						}
						_, _ = chromedp.Run(ctx, chromedp.Evaluate[string](string(axe)+";"+open+"setTimeout(()=>axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>{document.title='AXE'+r.violations.map(v=>v.id+': '+v.nodes.slice(0,2).map(x=>x.target+' '+(x.any[0]?x.any[0].message:'')).join(' ; ')).join(' || ')}),150);''"))
						for i := 0; i < 60; i++ {
							title, _ := chromedp.Run(ctx, chromedp.Title())
							if strings.HasPrefix(title, "AXE") {
								if title != "AXE" && seen[title] == 0 {
									t.Log(n, phone, th, l, title)
								}
								seen[title]++
								break
							}
							_ = chromedp.Do(ctx, chromedp.Sleep(100*time.Millisecond))
						}
					}
				}
			}
		}
		return
	}
	for _, shot := range strings.Fields(want) {
		f := strings.SplitN(shot, ":", 6)
		lang, theme = models.Language(f[1]), Theme(f[2])
		phone := f[3] == "phone"
		var png []byte
		var err error
		if phone {
			err = chromedp.Do(ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2)))
		} else if f[3] == "tablet" {
			err = chromedp.Do(ctx, chromedp.EmulateViewport(820, 900))
		} else {
			err = chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900))
		}
		if err == nil {
			err = chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/p/"+f[0]), chromedp.Sleep(250*time.Millisecond))
		}
		if err != nil {
			t.Fatal(shot, err)
		}
		if len(f) == 6 && f[5] != "" {
			res, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(()=>{let r='';"+strings.ReplaceAll(f[5], "~", " ")+";return String(r)})()"))
			t.Log(shot, res, err)
			_ = chromedp.Do(ctx, chromedp.Sleep(1600*time.Millisecond))
			title, _ := chromedp.Run(ctx, chromedp.Title())
			t.Log("TITLE", title)
		}
		over, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[...document.querySelectorAll('body *')].filter(e=>{const r=e.getBoundingClientRect();return r.width>0&&r.right>innerWidth+1&&!e.closest('.toolbar,.chips,.sheet')}).slice(0,5).map(e=>e.tagName+'.'+e.className).join(' | ')+' sw='+document.documentElement.scrollWidth`))
		if f[4] == "full" {
			png, err = chromedp.Run(ctx, chromedp.FullScreenshot(100))
		} else {
			png, err = chromedp.Run(ctx, chromedp.CaptureScreenshot())
		}
		if err != nil {
			t.Fatal(shot, err)
		}
		t.Log(shot, "overflow:", over)
		name := "/tmp/shots/" + f[0] + "-" + f[1] + "-" + f[2] + "-" + f[3]
		if len(f) == 6 {
			name += "-js"
		}
		_ = os.WriteFile(name+".png", png, 0o644)
	}
}
