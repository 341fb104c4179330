package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

// BenchmarkListPage is a page of 50 leads without the database: session, masking, templates and
// compression.
func BenchmarkListPage(b *testing.B) {
	desk := newBench(b)
	for id := range int64(models.PageSize) {
		lead := patient()
		lead.ID, lead.ListKey = id+1, id+1
		desk.desk.leads[id+1] = lead
	}
	desk.as(sales)
	home, err := url.Parse(desk.server.URL)
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/leads", strings.NewReader(""))
	r.Header.Set("Accept-Encoding", "gzip")
	for _, cookie := range desk.client.Jar.Cookies(home) {
		r.AddCookie(cookie)
	}
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		desk.site.ServeHTTP(w, r.Clone(b.Context()))
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
