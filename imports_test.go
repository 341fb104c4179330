package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room says what a package may import besides the standard library: packages of ours, and the
// modules of others. A new package adds its row here, with its reason.
type room struct{ ours, others []string }

var house = map[string]room{
	"static":                 {},
	"models":                 {},
	"models/store":           {[]string{"models"}, []string{"gorm.io/", "github.com/jackc/pgx", "github.com/pressly/goose", "modernc.org/sqlite", "golang.org/x/sys"}},
	"models/store/storetest": {[]string{"models/store"}, []string{"github.com/jackc/pgx"}},
	"tencent":                {[]string{"models"}, nil},
	"tencent/simulator":      {[]string{"models", "tencent"}, nil},
	"jobs":                   {[]string{"models"}, []string{"github.com/go-co-op/gocron"}},
	"templates":              {[]string{"models", "static"}, []string{"github.com/a-h/templ", "github.com/nicksnyder/go-i18n", "golang.org/x/text", "github.com/boombuler/barcode"}},
	"web":                    {[]string{"models", "static", "templates"}, []string{"github.com/gin-gonic/gin", "github.com/gorilla/sessions", "github.com/a-h/templ", "golang.org/x/crypto", "golang.org/x/time"}},
	"handlers":               {[]string{"models", "templates", "web"}, []string{"github.com/gin-gonic/gin"}},
	".":                      {[]string{"*"}, []string{"github.com/alecthomas/kong", "golang.org/x/sync", "golang.org/x/term"}},
}

// TestEachPackageImportsOnlyWhatItsRoomMay holds the table. Tests may import more.
func TestEachPackageImportsOnlyWhatItsRoomMay(t *testing.T) {
	eachFile(t, ".go", func(name string, _ []byte) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		dir := path.Dir(name)
		may, ok := house[dir]
		if !ok {
			t.Errorf("%s: the package %s has no row in the table", name, dir)
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(name), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !may.allows(imported) {
				t.Errorf("%s may not import %s", name, imported)
			}
		}
	})
}

func (r room) allows(imported string) bool {
	if ours, is := strings.CutPrefix(imported, "xiansuo/"); is {
		return slices.Contains(r.ours, ours) || slices.Contains(r.ours, "*")
	}
	if host, _, _ := strings.Cut(imported, "/"); !strings.Contains(host, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(r.others, func(module string) bool { return strings.HasPrefix(imported, module) })
}

// TestNoTextHoldsLookAlikeRadicals: the platform's document holds radicals (U+2E80 to U+2FDF)
// that look like characters and equal none; copied labels would never be found.
func TestNoTextHoldsLookAlikeRadicals(t *testing.T) {
	eachFile(t, "", func(name string, content []byte) {
		for i, r := range string(content) {
			if r >= 0x2E80 && r <= 0x2FDF {
				t.Errorf("%s holds %U at byte %d", name, r, i)
				return
			}
		}
	})
}

// TestNoPageGetsAnUntypedMap: pages take props structs.
func TestNoPageGetsAnUntypedMap(t *testing.T) {
	eachFile(t, ".go", func(name string, content []byte) {
		if strings.Contains(string(content), "gin."+"H{") {
			t.Errorf("%s hands an untyped map on", name)
		}
	})
}

// eachFile visits the files of the tree whose names end so, except binaries, history and data.
func eachFile(t *testing.T, suffix string, visit func(name string, content []byte)) {
	t.Helper()
	visited := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); base != "." && (strings.HasPrefix(base, ".") && base != ".ci" || base == "data" || base == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || !strings.HasSuffix(name, suffix) || slices.Contains([]string{".png", ".db", ".gz"}, filepath.Ext(name)) {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		visited++
		visit(filepath.ToSlash(name), content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if visited == 0 {
		t.Fatal("no file was visited")
	}
}
