package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store/storetest"
	"xiansuo/tencent"
)

var hookForm = regexp.MustCompile(`/hooks/tencent/[a-z0-9]{40}`)

// pushURL is the address that the account's page shows.
func (b *browser) pushURL(account int64) string {
	b.p.t.Helper()
	path := hookForm.FindString(b.get(fmt.Sprintf("/settings/accounts/%d", account)).body)
	if path == "" {
		b.p.t.Fatal("the account's page shows no push address")
	}
	return b.p.address + path
}

// TestAPushedLeadIsSeenWithinTwoSecondsAndConfirmedByAPull is P5 of pushes, in the whole program.
func TestAPushedLeadIsSeenWithinTwoSecondsAndConfirmedByAPull(t *testing.T) {
	onBoth(t, func(t *testing.T, prepare func(*program)) {
		p := mustRun(t, prepare)
		b := p.setUp()
		b.addAccount(standardAccount)
		if got := b.post(fmt.Sprintf("/settings/accounts/%d/pause", standardAccount.ID), url.Values{"paused": {"true"}}); got.status != http.StatusSeeOther {
			t.Fatalf("pausing answered %d", got.status)
		}
		hook := b.pushURL(standardAccount.ID)
		leadsID, err := p.sim.AddRaw(standardAccount.ID, map[string]any{"leads_name": "王建国", "leads_tel": "17400001234", "id_number": "110101199001011234"})
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		status, body, err := p.sim.Push(t.Context(), hook, standardAccount.ID, leadsID)
		if err != nil || status != http.StatusOK || strings.TrimSpace(string(body)) != `{"code":0,"message":"success","data":[{}]}` {
			t.Fatalf("HTTP %d %s %v", status, body, err)
		}
		row := b.find(leadsID)
		took := time.Since(begun)
		t.Logf("seen in the list after %v (limit 2s)", took.Round(time.Millisecond))
		if took > 2*time.Second {
			t.Errorf("seen after %v", took)
		}
		if page := b.get("/leads/" + row.id); !strings.Contains(page.body, "未核验") {
			t.Error("the page does not say that nobody confirmed the lead")
		}
		if status, body, err := p.sim.Push(t.Context(), hook, standardAccount.ID, leadsID); err != nil || status != http.StatusOK {
			t.Errorf("the same again: HTTP %d %s %v", status, body, err)
		}
		raw := b.get("/leads/" + row.id + "/raw")
		if !strings.Contains(raw.body, "174****1234") || strings.Contains(raw.body, "17400001234") || strings.Contains(raw.body, "110101199001011234") {
			t.Error("the raw form is not there or not masked")
		}
		if n := strings.Count(raw.body, "raw-event"); n != 1 {
			t.Errorf("%d raw events", n)
		}
		if got := b.post(fmt.Sprintf("/settings/accounts/%d/pause", standardAccount.ID), url.Values{"paused": {"false"}}); got.status != http.StatusSeeOther {
			t.Fatalf("resuming answered %d", got.status)
		}
		p.wait("a pull to confirm the lead", func() string {
			if !strings.Contains(b.get("/leads/"+row.id).body, "未核验") {
				return "confirmed"
			}
			return ""
		})
		if logs := p.logged.String(); strings.Contains(logs, "17400001234") || strings.Contains(logs, "王建国") || strings.Contains(logs, hookForm.FindString(hook)) {
			t.Error("the log holds personal data or the push address")
		}
	})
}

func TestASignedSampleGoesTheWholeWayAndLeavesNothing(t *testing.T) {
	p := mustRun(t)
	b := p.setUp()
	b.addAccount(standardAccount)
	path := fmt.Sprintf("/settings/accounts/%d", standardAccount.ID)
	got := b.post(path+"/push/sample", nil)
	if !strings.Contains(text(got.body), "测试成功") {
		t.Errorf("%d: %s", got.status, text(got.body))
	}
	if left := rows(b.get("/leads").body); len(left) != 0 {
		t.Errorf("%d leads are left", len(left))
	}
	old := b.pushURL(standardAccount.ID)
	b.post(path+"/push/rotate", nil)
	if now := b.pushURL(standardAccount.ID); now == old {
		t.Error("the address is the same")
	}
	if got := b.post(path+"/push/sample", nil); !strings.Contains(text(got.body), "测试成功") {
		t.Errorf("to the new address: %s", text(got.body))
	}
	b.post(path+"/push", url.Values{"push_algorithm": {"SHA1"}, "push_window": {"300"}})
	if got := b.post(path+"/push/sample", nil); !strings.Contains(text(got.body), "测试成功") {
		t.Errorf("with the other digest: %s", text(got.body))
	}
}

func TestThePushAddressIsPrintedForScripts(t *testing.T) {
	dir := t.TempDir()
	do := func(args ...string) (int, string) {
		var out, err strings.Builder
		status := run(t.Context(), append(args, "--data", dir), terminal{strings.NewReader("a-secret\n"), &out, &err})
		return status, out.String() + err.String()
	}
	if status, said := do("account", "push-url", "--account-id", "25611"); status == 0 || !strings.Contains(said, "25611") {
		t.Errorf("no such account: %d %s", status, said)
	}
	if status, said := do("account", "set", "--account-id", "25611", "--name", "标准", "--token", "123"); status != 0 {
		t.Fatal(said)
	}
	form := regexp.MustCompile(`^https://leads\.example\.com/hooks/tencent/[a-z0-9]{40}\n$`)
	_, first := do("account", "push-url", "--account-id", "25611", "--public-url", "https://leads.example.com/")
	_, again := do("account", "push-url", "--account-id", "25611", "--public-url", "https://leads.example.com")
	_, rotated := do("account", "push-url", "--account-id", "25611", "--public-url", "https://leads.example.com", "--rotate")
	if !form.MatchString(first) || again != first || !form.MatchString(rotated) || rotated == first {
		t.Errorf("%q %q %q", first, again, rotated)
	}
}

// malformedPush is one way in which a push is wrong; it never stores anything.
type malformedPush struct {
	name string
	make func(r *rand.Rand, h *hook) (body []byte, signature, algorithm string)
}

// sign is a true signature of now.
func (h *hook) sign() string { return tencent.Sign(h.pair, time.Now(), "") }

// malformedPushes are the kinds of P3. Those that say body have a true signature and a body that
// is no lead of the account; the others have a good body and no true signature.
var malformedPushes = []malformedPush{
	body("nothing", func(*rand.Rand) string { return "" }),
	body("spaces", func(*rand.Rand) string { return " \n\t " }),
	body("random bytes", func(r *rand.Rand) string { return randomBytes(r, 1+r.IntN(2000)) }),
	body("NULs", func(r *rand.Rand) string { return strings.Repeat("\x00", 1+r.IntN(100)) }),
	body("a list", func(*rand.Rand) string { return `[{"leads_id":"1"}]` }),
	body("a string", func(*rand.Rand) string { return `"leads_id"` }),
	body("null", func(*rand.Rand) string { return "null" }),
	body("a cut object", func(r *rand.Rand) string {
		whole := string(pushedLead(medicalAccount.ID, 1))
		return whole[:1+r.IntN(len(whole)-1)]
	}),
	body("two objects", func(*rand.Rand) string { return `{"leads_id":"1"}{"leads_id":"2"}` }),
	body("no leads_id", func(*rand.Rand) string { return `{"leads_name":"a"}` }),
	body("an empty leads_id", func(*rand.Rand) string { return `{"leads_id":""}` }),
	body("a null leads_id", func(*rand.Rand) string { return `{"leads_id":null}` }),
	body("a nested leads_id", func(*rand.Rand) string { return `{"leads_id":{"$gt":""}}` }),
	body("a true leads_id", func(*rand.Rand) string { return `{"leads_id":true}` }),
	body("a long leads_id", func(r *rand.Rand) string { return `{"leads_id":"` + strings.Repeat("9", 65+r.IntN(1000)) + `"}` }),
	body("a leads_id with a space", func(*rand.Rand) string { return `{"leads_id":"1 2"}` }),
	body("a leads_id with escapes", func(*rand.Rand) string { return `{"leads_id":"\u0000\ud800"}` }),
	body("leads_id twice", func(*rand.Rand) string { return `{"leads_id":"1","leads_id":"2"}` }),
	body("leads_id in another case too", func(*rand.Rand) string { return `{"leads_id":"1","LEADS_ID":"2"}` }),
	body("only in another case", func(*rand.Rand) string { return `{"Leads_Id":"1"}` }),
	body("another account", func(r *rand.Rand) string { return fmt.Sprintf(`{"leads_id":"1","account_id":%d}`, 1+r.IntN(9999)) }),
	body("another account as a string", func(*rand.Rand) string { return `{"leads_id":"1","account_id":"99999999999"}` }),
	body("deep nesting", func(r *rand.Rand) string {
		depth := 33 + r.IntN(20000)
		return `{"leads_id":"1","a":` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + "}"
	}),
	body("unclosed nesting", func(r *rand.Rand) string { return `{"leads_id":"1","a":` + strings.Repeat(`{"a":`, r.IntN(40000)) }),
	body("too big", func(r *rand.Rand) string {
		return `{"leads_id":"1","leads_name":"` + strings.Repeat("x", models.MaxPushBody+r.IntN(100_000)) + `"}`
	}),
	body("not UTF-8", func(*rand.Rand) string { return "\xff\xfe{\x00\"\x00" }),
	body("a form", func(*rand.Rand) string { return "leads_id=1&account_id=25610" }),
	body("XML", func(*rand.Rand) string { return `<?xml version="1.0"?><lead id="1"/>` }),
	signed("no signature", func(*rand.Rand, *hook) (string, string) { return "", "" }),
	signed("random signature", func(r *rand.Rand, _ *hook) (string, string) {
		return base64.StdEncoding.EncodeToString([]byte(randomBytes(r, r.IntN(300)))), "SHA1"
	}),
	signed("no base64", func(*rand.Rand, *hook) (string, string) { return "***", "SHA256" }),
	signed("a huge signature", func(*rand.Rand, *hook) (string, string) { return strings.Repeat("A", 8000), "" }),
	signed("another secret", func(_ *rand.Rand, h *hook) (string, string) {
		other := h.pair
		other.Secret = "guess"
		return tencent.Sign(other, time.Now(), ""), "SHA256"
	}),
	signed("another token", func(_ *rand.Rand, h *hook) (string, string) {
		other := h.pair
		other.Token = "1"
		return tencent.Sign(other, time.Now(), ""), "SHA256"
	}),
	signed("an old timestamp", func(r *rand.Rand, h *hook) (string, string) {
		return tencent.Sign(h.pair, time.Now().Add(-time.Hour-time.Duration(r.IntN(1000))*time.Hour), ""), "SHA256"
	}),
	signed("a coming timestamp", func(_ *rand.Rand, h *hook) (string, string) {
		return tencent.Sign(h.pair, time.Now().Add(time.Hour), ""), "SHA256"
	}),
	signed("another algorithm than the digest", func(_ *rand.Rand, h *hook) (string, string) { return h.sign(), "SHA1" }),
	signed("an unknown algorithm", func(_ *rand.Rand, h *hook) (string, string) { return h.sign(), "MD5" }),
	signed("a cut signature", func(r *rand.Rand, h *hook) (string, string) { s := h.sign(); return s[:r.IntN(len(s)-4)], "" }),
}

func body(name string, text func(*rand.Rand) string) malformedPush {
	return malformedPush{"body: " + name, func(r *rand.Rand, h *hook) ([]byte, string, string) { return []byte(text(r)), h.sign(), "SHA256" }}
}

func signed(name string, signature func(*rand.Rand, *hook) (signature, algorithm string)) malformedPush {
	return malformedPush{"signature: " + name, func(r *rand.Rand, h *hook) ([]byte, string, string) {
		s, algorithm := signature(r, h)
		return pushedLead(h.pair.AccountID, r.IntN(1000)), s, algorithm
	}}
}

func randomBytes(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

// TestTenThousandMalformedPushesStoreNothing is P3: no panic, no answer of 500 or more, no row,
// bounded memory, and each is counted.
func TestTenThousandMalformedPushesStoreNothing(t *testing.T) {
	const pushes, limitMB = 10_000, 64
	s := storetest.New(t, time.Now)
	h := openHook(t, s, time.Now)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	defer client.CloseIdleConnections()
	r := rand.New(rand.NewPCG(1, 2))
	heap := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	before := heap()
	answers := map[int]int{}
	refused := 0
	for n := range pushes {
		kind := malformedPushes[n%len(malformedPushes)]
		text, signature, algorithm := kind.make(r, h)
		status, code, err := h.sendAs(client, text, signature, algorithm)
		if err != nil { // the connection of what is too big is cut
			if kind.name == "body: too big" {
				continue
			}
			t.Fatalf("%s: %v", kind.name, err)
		}
		answers[status]++
		refused++
		if status < 400 || status >= 500 || code == 0 {
			t.Fatalf("%s: HTTP %d, code %d", kind.name, status, code)
		}
	}
	grown := heap() - before
	t.Logf("%d malformed pushes of %d kinds: answers %v, 0 of 500 or more (limit 0), heap grew by %.1f MB (limit %d)", pushes, len(malformedPushes), answers, grown, limitMB)
	if grown > limitMB {
		t.Errorf("the heap grew by %.1f MB", grown)
	}
	if leads, err := s.CountLeads(models.AsSystem(t.Context()), models.LeadQuery{}); err != nil || leads != 0 {
		t.Errorf("%d leads stored, %v", leads, err)
	}
	if events, err := s.CountRawLeads(t.Context(), 0); err != nil || events != 0 {
		t.Errorf("%d raw events stored, %v", events, err)
	}
	counts, err := s.PushCounts(t.Context(), h.pair.AccountID)
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, c := range counts {
		if c.Outcome.IsAccepted() {
			t.Errorf("%d were %s", c.Count, c.Outcome)
		}
		counted += int(c.Count)
	}
	if counted < refused || counted > pushes {
		t.Errorf("%d counted of %d", counted, refused)
	}
	if status, code, err := h.send(client, pushedLead(h.pair.AccountID, 1), h.sign()); err != nil || status != http.StatusOK || code != 0 {
		t.Errorf("a good push after them: HTTP %d, code %d, %v", status, code, err)
	}
}

// FuzzPush looks for a body with a true signature that is answered as an error of ours, or with
// success though it is no lead of the account.
func FuzzPush(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, kind := range malformedPushes {
		if text, found := strings.CutPrefix(kind.name, "body: "); found && text != "too big" {
			seed, _, _ := kind.make(r, &hook{})
			f.Add(seed[:min(len(seed), 4096)])
		}
	}
	f.Add(pushedLead(medicalAccount.ID, 1))
	s := storetest.New(f, time.Now)
	h := openHook(f, s, time.Now)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	f.Cleanup(client.CloseIdleConnections)
	f.Fuzz(func(t *testing.T, text []byte) {
		status, code, err := h.send(client, text, h.sign())
		if err != nil || status >= 500 || (status == http.StatusOK) != (code == 0) {
			t.Fatalf("HTTP %d, code %d, %v", status, code, err)
		}
		var object map[string]json.RawMessage
		err = json.Unmarshal(bytes.ToValidUTF8(text, nil), &object)
		if _, hasID := object["leads_id"]; code == 0 && (err != nil || !hasID) {
			t.Fatalf("taken: %q", text)
		}
	})
}
