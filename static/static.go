// Package static is what browsers fetch: the built libraries in vendor/ and our own style, script
// and icon. Every file is served under a name that bears its hash, so that browsers may keep it
// for ever and a new version is never mixed with an old one.
package static

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where the handler is mounted.
const Prefix = "/static/"

//go:embed style/*.css script/*.js favicon.svg vendor/*.css vendor/*.js
var files embed.FS

// Our own style and script are written in several files each and served as one, in the order of
// the numbers that their names begin with. Later styles override earlier ones; the scripts share one function, so that nothing
// of theirs is global.
var joined = map[string]joint{
	"app.css": {folder: "style"},
	"app.js":  {folder: "script", before: "(function () {\n\"use strict\";\n", after: "})();\n"},
}

type joint struct{ folder, before, after string }

func join(name string) ([]byte, error) {
	j := joined[name]
	parts, err := fs.ReadDir(files, j.folder)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(parts, func(a, b fs.DirEntry) int { return cmp.Compare(place(a.Name()), place(b.Name())) })
	whole := []byte(j.before)
	for _, part := range parts {
		plain, err := files.ReadFile(path.Join(j.folder, part.Name()))
		if err != nil {
			return nil, err
		}
		whole = append(whole, plain...)
	}
	return append(whole, j.after...), nil
}

// place is the number that a part's name begins with.
func place(name string) int {
	number, _, _ := strings.Cut(name, "_")
	n, err := strconv.Atoi(number)
	if err != nil {
		panic("static: " + name + " does not begin with its place")
	}
	return n
}

// isPart reports whether a file is served only as a part of a joined one.
func isPart(name string) bool {
	for _, j := range joined {
		if path.Dir(name) == j.folder {
			return true
		}
	}
	return false
}

// asset is one file as it is served.
type asset struct {
	url     string
	kind    string // Content-Type
	plain   []byte
	zipped  []byte // nil when compressing does not pay
	version string // the hash: also the ETag
}

// assets are read and compressed once, when the first address is asked for.
var assets = sync.OnceValue(func() map[string]*asset {
	byName := map[string]*asset{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || isPart(name) {
			return err
		}
		plain, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		byName[name], err = newAsset(name, plain)
		return err
	})
	for name := range joined {
		if err == nil {
			byName[name], err = newJoined(name)
		}
	}
	if err != nil {
		panic("static: embedded files cannot be read: " + err.Error())
	}
	return byName
})

// served finds an asset by its address.
var served = sync.OnceValue(func() map[string]*asset {
	byURL := map[string]*asset{}
	for _, a := range assets() {
		byURL[a.url] = a
	}
	return byURL
})

func newJoined(name string) (*asset, error) {
	plain, err := join(name)
	if err != nil {
		return nil, err
	}
	return newAsset(name, plain)
}

func newAsset(name string, plain []byte) (*asset, error) {
	sum := sha256.Sum256(plain)
	version := hex.EncodeToString(sum[:6])
	extension := path.Ext(name)
	kind, ok := kinds[extension]
	if !ok {
		return nil, fmt.Errorf("%s: no content type for %q", name, extension)
	}
	zipped, err := compress(plain)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &asset{
		url:     Prefix + strings.TrimSuffix(name, extension) + "." + version + extension,
		kind:    kind,
		plain:   plain,
		zipped:  zipped,
		version: version,
	}, nil
}

// kinds are spelt out because the machine's own table differs from machine to machine.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func compress(plain []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(plain) {
		return nil, nil
	}
	return b.Bytes(), nil
}

// URL is the address of a file of this folder, such as "app.css". It panics for a name that is
// not here: that is a slip in a template, and the first test that renders it says so.
func URL(name string) string {
	a, ok := assets()[name]
	if !ok {
		panic("static: no file " + name)
	}
	return a.url
}

// Files are the files of this folder at their addresses.
type Files struct{}

// Handler serves the files at their addresses and answers 404 to every other path.
func Handler() Files { return Files{} }

// Has reports whether there is a file at the path.
func (Files) Has(path string) bool { return served()[path] != nil }

func (Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := served()[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	a.write(w, r)
}

func (a *asset) write(w http.ResponseWriter, r *http.Request) {
	etag, body := `"`+a.version+`"`, a.plain
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if a.zipped != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		etag, body = `"`+a.version+`-gzip"`, a.zipped
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the browser went away: nobody is left to tell
	}
}

// acceptsGzip reads an Accept-Encoding header: gzip or *, unless its weight is zero.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "gzip" && coding != "*" {
			continue
		}
		weight, weighted := strings.CutPrefix(strings.TrimSpace(weight), "q=")
		if q, err := strconv.ParseFloat(weight, 64); !weighted || err != nil || q > 0 {
			return true
		}
	}
	return false
}
