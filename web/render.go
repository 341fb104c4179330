package web

import (
	"bytes"
	"compress/gzip"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"xiansuo/models"
	"xiansuo/templates"
)

// worthCompressing is the size in bytes under which an answer fits into one packet anyway.
const worthCompressing = 1400

// keptBuffer is the largest buffer that is kept for the next page.
const keptBuffer = 1 << 20

// renderer keeps buffers and compressors between pages.
type renderer struct{ buffers, compressors *sync.Pool }

func newRenderer() renderer {
	return renderer{
		buffers: &sync.Pool{New: func() any { return new(bytes.Buffer) }},
		compressors: &sync.Pool{New: func() any {
			w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
			if err != nil {
				panic("gzip does not know its own level: " + err.Error())
			}
			return w
		}},
	}
}

func (r renderer) buffer() *bytes.Buffer { return r.buffers.Get().(*bytes.Buffer) }

func (r renderer) release(b *bytes.Buffer) {
	if b.Cap() <= keptBuffer {
		b.Reset()
		r.buffers.Put(b)
	}
}

// compress writes the page's compressed form into another buffer.
func (r renderer) compress(page []byte) (*bytes.Buffer, error) {
	packed := r.buffer()
	w := r.compressors.Get().(*gzip.Writer)
	defer r.compressors.Put(w)
	w.Reset(packed)
	if _, err := w.Write(page); err != nil {
		return packed, err
	}
	return packed, w.Close()
}

// Render answers with a page or fragment, rendered whole before the first byte leaves: an error
// on the way becomes an error page, never half a page.
func (c *Context) Render(status int, component templ.Component) error {
	r := c.site.render
	page := r.buffer()
	defer func() { r.release(page) }()
	ctx := templates.WithPage(c.Ctx(), c.page())
	if err := component.Render(ctx, page); err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "HX-Request, Accept-Encoding")
	if page.Len() >= worthCompressing && acceptsGzip(c.GetHeader("Accept-Encoding")) {
		packed, err := r.compress(page.Bytes())
		if err != nil {
			r.release(packed)
			return err
		}
		r.release(page)
		page = packed
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	c.Status(status)
	_, _ = c.Writer.Write(page.Bytes()) // it fails when the visitor went away; nobody is there to be told
	return nil
}

// acceptsGzip reads an Accept-Encoding header.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return quality(parameters) > 0
		}
	}
	return false
}

// quality reads the "q=0.8" of a header's part; absent or broken means 1.
func quality(parameters string) float64 {
	value, found := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
	if !found {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 1
	}
	return q
}

// page is what the shell around this answer shows. Notices are said once: by the next whole page.
func (c *Context) page() templates.Page {
	page := templates.Page{
		User:      c.user(),
		Language:  c.Language(),
		Theme:     c.Theme(),
		Demo:      c.site.demo,
		RequestID: requestID(c.Context),
		Path:      c.back(),
		Now:       models.At(c.site.now()),
	}
	if c.mustEnrol {
		page.User = nil // nothing of the desk before the second step is set up
	}
	if c.IsHTMX() {
		return page
	}
	page.Notices = c.takeNotices()
	if page.User != nil && c.site.SyncLight != nil {
		page.Sync = c.site.SyncLight(c.Ctx())
	}
	if page.User != nil && c.User.CanAdminister() && c.site.Alarm != nil {
		page.Alarm = c.site.Alarm()
	}
	return page
}
