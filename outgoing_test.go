package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// callers may speak to other machines, each to one that the command line names: the platform, the
// certificate authority, and the desk itself. A new caller adds itself here, with a guard where a
// user gives the address: an allow-list of hosts, the resolved IP judged at dial time, no redirects,
// a time and a size limit.
var callers = map[string]string{
	"tencent/call.go":           "the platform: --platform-url",
	"tencent/client.go":         "its client: follows no redirects",
	"tencent/push_sample.go":    "the desk's own push address: --public-url",
	"tencent/simulator/push.go": "a desk under test",
	"web/acme.go":               "the certificate authority: --acme-directory",
}

// outgoing are the names by which Go code reaches other machines.
var outgoing = map[string][]string{
	"net/http": {
		"Client", "DefaultClient", "Transport", "DefaultTransport", "Get", "Head", "Post", "PostForm", "NewRequest", "NewRequestWithContext",
	},
	"net":                      {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer"},
	"net/http/httputil":        {"ReverseProxy", "NewSingleHostReverseProxy"},
	"net/smtp":                 {"SendMail", "Dial", "NewClient"},
	"net/rpc":                  {"Dial", "DialHTTP"},
	"crypto/tls":               {"Dial", "DialWithDialer", "Dialer"},
	"os/exec":                  {"Command", "CommandContext"},
	"golang.org/x/crypto/acme": {"Client"},
}

func reachesOut(t *testing.T, name string, content []byte) (found []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	as := map[string]string{} // a package's name in the file, to its path
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		short := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			short = spec.Name.Name
		}
		as[short] = path
	}
	ast.Inspect(file, func(node ast.Node) bool {
		selector, is := node.(*ast.SelectorExpr)
		if !is {
			return true
		}
		if of, is := selector.X.(*ast.Ident); is && slices.Contains(outgoing[as[of.Name]], selector.Sel.Name) {
			found = append(found, of.Name+"."+selector.Sel.Name)
		}
		return true
	})
	return found
}

// TestOnlyTheKnownCallersReachOtherMachines: whoever adds a call to an address that a user gives
// has to come by here.
func TestOnlyTheKnownCallersReachOtherMachines(t *testing.T) {
	reached := map[string]bool{}
	eachFile(t, ".go", func(name string, content []byte) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		found := reachesOut(t, name, content)
		reached[name] = len(found) > 0
		if _, may := callers[name]; len(found) > 0 && !may {
			t.Errorf("%s uses %s: name it among the callers, with its guard", name, strings.Join(found, ", "))
		}
	})
	for name := range callers {
		if !reached[name] {
			t.Errorf("%s calls nobody: take it out of the list", name)
		}
	}
	for _, careless := range []string{
		"package x\nimport \"net/http\"\nvar _, _ = http.Get(given)", "package x\nimport web \"net/http\"\nvar c web.Client", "package x\nimport \"net\"\nvar _, _ = net.Dial(\"tcp\", given)",
	} {
		if len(reachesOut(t, "careless.go", []byte(careless))) == 0 {
			t.Errorf("not found: %s", careless)
		}
	}
}
