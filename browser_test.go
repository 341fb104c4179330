package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The browser tests need a Chromium. Without one they are skipped, unless browserEnv is
// "required". Where screenshotEnv names a folder, they leave pictures of what they saw there.
const (
	browserEnv    = "XIANSUO_TEST_BROWSER"
	screenshotEnv = "XIANSUO_TEST_SCREENSHOTS"
)

type step = chromedp.Action[chromedp.Void]

// The two sizes that the pages are made for.
var (
	onDesk  = chromedp.EmulateViewport(1440, 900)
	onPhone = chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
)

// window is a browser window with scripts.
type window struct {
	t   *testing.T
	ctx context.Context
	p   *program
}

func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv(browserEnv) == "required" {
		t.Fatal("no browser was found")
	}
	t.Skip("no browser was found")
	return ""
}

// newTab opens a browser of its own.
func newTab(t *testing.T, size step) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(findBrowser(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	tab, stopTab := chromedp.NewContext(allocator)
	t.Cleanup(func() { stopTab(); stopAllocator() })
	if err := chromedp.Do(tab, size); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return tab
}

// window opens a browser of its own. A script that fails, and anything that a page does against
// its own security policy, fails the test.
func (p *program) window(t *testing.T, size step) *window {
	t.Helper()
	tab := newTab(t, size)
	ctx, stop := context.WithTimeout(tab, 90*time.Second)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for message, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			if message.IsException() || message.Source == "security" || message.Source == "javascript" {
				t.Errorf("the page did what it must not: %s", message)
			}
		}
	}()
	t.Cleanup(func() { stop(); <-watched })
	return &window{t, ctx, p}
}

func (w *window) do(steps ...step) {
	w.t.Helper()
	for i, step := range steps {
		ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
		err := chromedp.Do(ctx, step)
		cancel()
		if err != nil {
			w.picture("failed")
			w.t.Fatalf("step %d: %v at %s\n%s", i+1, err, w.address(), w.p.logged.tail())
		}
	}
}

func (w *window) address() string {
	address, err := chromedp.Run(w.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return address
}

// text is what a person reads there.
func (w *window) text(selector string) string {
	w.t.Helper()
	text, err := chromedp.Run(w.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		w.t.Fatalf("read %s: %v", selector, err)
	}
	return text
}

// picture keeps what the window shows, where somebody asked for it.
func (w *window) picture(name string) {
	folder := os.Getenv(screenshotEnv)
	if folder == "" {
		return
	}
	png, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Logf("no picture: %v", err)
		return
	}
	file := strings.NewReplacer("/", "_", " ", "_").Replace(w.t.Name() + "-" + name + ".png")
	if err := os.WriteFile(filepath.Join(folder, file), png, 0o600); err != nil {
		w.t.Error(err)
	}
}

func (w *window) open(path string) step { return chromedp.Navigate(w.p.address + path) }

func click(selector string) step { return chromedp.Click(chromedp.CSS(selector)) }
func see(selector string) step   { return chromedp.WaitVisible(chromedp.CSS(selector)) }
func gone(selector string) step  { return chromedp.WaitNotVisible(chromedp.CSS(selector)) }
func write(selector, text string) step {
	return chromedp.SendKeys(chromedp.CSS(selector), text)
}

// choose picks an option of a select as a person does: the page's scripts hear of it.
func choose(selector, value string) step {
	script := fmt.Sprintf(`(() => { const s = document.querySelector(%q); s.value = %q; if (s.value !== %q) throw new Error("not offered");
		s.dispatchEvent(new Event("input", {bubbles: true})); s.dispatchEvent(new Event("change", {bubbles: true})); })()`, selector, value, value)
	return chromedp.Evaluate[chromedp.Void](script)
}

// says waits until an element holds a text, through whatever pages come meanwhile.
func says(selector, text string) step {
	condition := fmt.Sprintf(`!!document.querySelector(%q)?.textContent.includes(%q)`, selector, text)
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		for {
			// A page that is just going away cannot answer; the next one will.
			if held, err := chromedp.Evaluate[bool](condition)(ctx, t); err == nil && held {
				return chromedp.Void{}, nil
			}
			select {
			case <-ctx.Done():
				return chromedp.Void{}, fmt.Errorf("%s never says %q: %w", selector, text, ctx.Err())
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
}

func (w *window) login() {
	w.t.Helper()
	w.do(w.open("/login"), write(`input[name=username]`, "boss"), write(`input[name=password]`, "correct horse battery\r"), see(`.search`))
}

// deskWithALead is a running program with a medical account and one lead of it.
func deskWithALead(t *testing.T) (p *program, leadsID, id string) {
	t.Helper()
	findBrowser(t)
	p = mustRun(t)
	b := p.setUp()
	b.addAccount(medicalAccount)
	leadsID, err := p.sim.AddRaw(medicalAccount.ID, map[string]any{
		"leads_name": "王建国", "leads_tel": "17400001234", "leads_source": "XJ", "leads_type": "LEADS_TYPE_FORM",
		"bundle": `{"想改善"："发际线","预算"："1-2万"}`, "campaign_name": "植发秋季", "campaign_id": 77,
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, leadsID, b.find(leadsID).id
}

// heard waits for the platform to hear of a lead and returns what it heard.
func (p *program) heard(leadsID string) map[string]string {
	p.t.Helper()
	p.wait("the report", func() string {
		if _, ok := p.sim.LastReport(leadsID); ok {
			return "yes"
		}
		return ""
	})
	report, _ := p.sim.LastReport(leadsID)
	return report.Fields
}

const (
	invalid   = "LEADS_CONVERT_STATUS_DEPRECATED"
	duplicate = "LEADS_INEFFECT_REASON_DATA_DUPLICATION_IN_TENCENT"
)

func expectInvalid(t *testing.T, heard map[string]string) {
	t.Helper()
	want := map[string]string{"leads_convert_type": invalid, "leads_ineffect_reason": duplicate}
	if fmt.Sprint(heard) != fmt.Sprint(want) {
		t.Errorf("the platform heard %v, want %v", heard, want)
	}
}

// onBothSizes walks a journey on a desk and on a phone.
func onBothSizes(t *testing.T, journey func(t *testing.T, w *window, leadsID, id string)) {
	for name, size := range map[string]step{"desk": onDesk, "phone": onPhone} {
		t.Run(name, func(t *testing.T) {
			p, leadsID, id := deskWithALead(t)
			w := p.window(t, size)
			w.login()
			journey(t, w, leadsID, id)
		})
	}
}

// TestASellerSetsAStatusOnTheLeadsPage walks the main job: log in, see the lead that arrived,
// open it, set 无效 with a reason, and the platform hears exactly that.
func TestASellerSetsAStatusOnTheLeadsPage(t *testing.T) {
	onBothSizes(t, func(t *testing.T, w *window, leadsID, id string) {
		row := fmt.Sprintf(`[data-lead="%s"]`, id)
		w.do(w.open("/leads"), see(row))
		w.picture("list")
		w.do(click(row+` .lead-link`), see(`form[data-status-form]`))
		if body := w.text("main"); !strings.Contains(body, "发际线") || strings.Contains(body, "17400001234") {
			t.Errorf("the lead's page: %s", body)
		}
		w.do(gone(`[data-reason]`), choose(`[name=leads_convert_type]`, invalid), see(`[data-reason]`))
		w.do(choose(`[name=leads_ineffect_reason]`, duplicate), says(`[data-preview-words]`, "腾讯渠道重复"))
		w.picture("filled in")
		w.do(click(`form[data-status-form] button[type=submit]`), says("main", "腾讯渠道重复"))
		expectInvalid(t, w.p.heard(leadsID))
		w.p.wait("the row to say that it was sent", func() string { // a pull confirms it within a second
			w.do(w.open("/leads"), see(row))
			if body := w.text(row); strings.Contains(body, "已发") || strings.Contains(body, "已确认") {
				return body
			}
			return ""
		})
		w.picture("sent")
	})
}

// TestASellerSetsAStatusWithoutLeavingTheList does the same over the list.
func TestASellerSetsAStatusWithoutLeavingTheList(t *testing.T) {
	onBothSizes(t, func(t *testing.T, w *window, leadsID, id string) {
		row := fmt.Sprintf(`[data-lead="%s"]`, id)
		w.do(w.open("/leads?status=none"), see(row), click(row+` .pill-act`), see(`#status-dialog form`))
		w.picture("open")
		w.do(choose(`#status-dialog [name=leads_convert_type]`, invalid), see(`#status-dialog [data-reason]`))
		w.do(click(`#status-dialog button[type=submit]`), see(`#status-dialog .field-error`)) // the reason is missing
		w.picture("refused")
		w.do(choose(`#status-dialog [name=leads_ineffect_reason]`, duplicate), click(`#status-dialog button[type=submit]`))
		w.do(gone(`#status-dialog`), says(row, "腾讯渠道重复"))
		w.picture("saved")
		if address := w.address(); !strings.HasSuffix(address, "/leads?status=none") {
			t.Errorf("the list was left for %s", address)
		}
		expectInvalid(t, w.p.heard(leadsID))
	})
}

// TestTwoSellersSeeEachOthersChange: the second one is shown both values before saving over.
func TestTwoSellersSeeEachOthersChange(t *testing.T) {
	p, leadsID, id := deskWithALead(t)
	w := p.window(t, onDesk)
	w.login()
	w.do(w.open("/leads/"+id), see(`form[data-status-form]`))
	other := p.browser()
	other.post("/login", map[string][]string{"username": {"boss"}, "password": {"correct horse battery"}})
	other.post("/leads/"+id+"/status", map[string][]string{"leads_convert_type": {"LEADS_CONVERT_STATUS_ADD_WEIXIN"}, "version": {"0"}})
	w.do(choose(`[name=leads_convert_type]`, invalid), choose(`[name=leads_ineffect_reason]`, duplicate))
	w.do(click(`form[data-status-form] button[type=submit]`), says(`.conflict`, "已加微"), says(`.conflict`, "腾讯渠道重复"))
	w.picture("conflict")
	w.do(click(`form[data-status-form] button[type=submit]`), says(".pill", "无效"))
	p.wait("the newest report", func() string {
		if report, ok := p.sim.LastReport(leadsID); ok && report.Fields["leads_convert_type"] == invalid {
			return "yes"
		}
		return ""
	})
}

// TestThePagesSpeakEnglishAndTurnDark: the two switches of the user menu.
func TestThePagesSpeakEnglishAndTurnDark(t *testing.T) {
	p, _, _ := deskWithALead(t)
	w := p.window(t, onDesk)
	w.login()
	w.do(w.open("/leads"), click(`.user-menu summary`), click(`button[name=language][value=en]`), says(`.page-title`, "Leads"))
	w.do(click(`.user-menu summary`), click(`button[name=theme][value=dark]`), see(`html[data-theme=dark] .search`))
	w.picture("english dark")
}
