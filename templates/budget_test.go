package templates

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http/httptest"
	"testing"

	"xiansuo/models"
	"xiansuo/static"
)

// firstLoad is the most that the first visit of the list may transfer, in bytes.
const firstLoad = 120_000

func TestFirstLoadOfTheListIsSmall(t *testing.T) {
	var html bytes.Buffer
	w := gzip.NewWriter(&html)
	if _, err := io.WriteString(w, render(t, page{component: LeadList(sampleList(models.PageSize))}, samplePage(models.Chinese, AutoTheme))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	total := html.Len()
	for _, name := range []string{"vendor/bootstrap.min.css", "app.css", "vendor/htmx.min.js", "app.js", "favicon.svg"} {
		answer := httptest.NewRecorder()
		r := httptest.NewRequest("GET", static.URL(name), nil)
		r.Header.Set("Accept-Encoding", "gzip")
		static.Handler().ServeHTTP(answer, r)
		total += answer.Body.Len()
	}
	if total > firstLoad {
		t.Errorf("%d bytes, at most %d", total, firstLoad)
	}
	t.Logf("%d bytes", total)
}

// BenchmarkList renders a full page of the list.
func BenchmarkList(b *testing.B) {
	props := sampleList(models.PageSize)
	ctx := WithPage(context.Background(), samplePage(models.Chinese, AutoTheme))
	var page bytes.Buffer
	for b.Loop() {
		page.Reset()
		if err := LeadList(props).Render(ctx, &page); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(page.Len()), "bytes/page")
}
