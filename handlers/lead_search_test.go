package handlers

import (
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

// SealSearch of the fake desk only hides the text.
func (d *fakeDesk) SealSearch(text string) (string, error) {
	return "sealed-" + hex.EncodeToString([]byte(text)), nil
}

func (d *fakeDesk) OpenSearch(sealed string) (string, error) {
	text, err := hex.DecodeString(strings.TrimPrefix(sealed, "sealed-"))
	if err != nil || !strings.HasPrefix(sealed, "sealed-") {
		return "", models.ErrNotFound
	}
	return string(text), nil
}

func TestASearchIsInNoAddress(t *testing.T) {
	b := newBench(t)
	b.as(sales)
	sent := b.post("/leads/search", url.Values{"q": {"  陈小雨 "}})
	b.expect(sent, 303)
	address := sent.header.Get("Location")
	if !strings.HasPrefix(address, "/leads?s=sealed-") {
		t.Fatalf("leads to %s", address)
	}
	for _, path := range []string{address, "/leads?q=" + url.QueryEscape("陈小雨")} { // the second as typed by hand
		got := b.get(path)
		b.expect(got, 200)
		b.shows(got, `value="陈小雨"`, `name="s" value="sealed-`)
		if text := b.desk.queries[len(b.desk.queries)-1].Text; text != "陈小雨" {
			t.Errorf("%s searches %q", path, text)
		}
		for _, part := range strings.Split(got.body, `href="`)[1:] {
			if link, _, _ := strings.Cut(part, `"`); strings.Contains(link, "q=") || strings.Contains(link, url.QueryEscape("陈小雨")) {
				t.Errorf("the page links %s", link)
			}
		}
	}
	b.goes(b.post("/leads/search", url.Values{"q": {"  "}}), "/leads")
	got := b.get("/leads?s=forged")
	b.expect(got, 200)
	b.shows(got, "搜索")
	if text := b.desk.queries[len(b.desk.queries)-1].Text; text != "" {
		t.Errorf("a forged address searches %q", text)
	}
}
