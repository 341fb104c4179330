package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// skeleton is a page without its text: elements with the names of their attributes, in order.
// trouble lists addresses that lead where nothing of ours leads.
func skeleton(t *testing.T, body string) (elements, trouble []string) {
	t.Helper()
	document, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for node := range document.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		names := make([]string, 0, len(node.Attr))
		for _, a := range node.Attr {
			names = append(names, a.Key)
			if !harmlessAttribute(node, a) {
				trouble = append(trouble, fmt.Sprintf("<%s %s=%q>", node.Data, a.Key, a.Val))
			}
		}
		slices.Sort(names)
		elements = append(elements, node.Data+" "+strings.Join(names, " "))
	}
	return elements, trouble
}

func harmlessAttribute(node *html.Node, a html.Attribute) bool {
	switch a.Key {
	case "style", "srcdoc", "srcset", "background", "data":
		return false
	case "href", "src", "action", "formaction", "hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch":
		return isOwnPath(a.Val) || strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "tel:") || a.Key == "href" && isGuardedLink(node, a.Val)
	}
	return !strings.HasPrefix(a.Key, "on") && !strings.HasPrefix(a.Key, "hx-on")
}

func isOwnPath(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "\\\t\r\n")
}

// isGuardedLink: a lead's own address, opened apart and told nothing.
func isGuardedLink(node *html.Node, address string) bool {
	attributes := map[string]string{}
	for _, a := range node.Attr {
		attributes[a.Key] = a.Val
	}
	return attributes["rel"] == "noopener noreferrer" && attributes["target"] == "_blank" &&
		(strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://"))
}

// sameSkeleton compares a page with payloads to the same page with harmless text.
func sameSkeleton(t *testing.T, where, hostile, harmless string) {
	t.Helper()
	got, trouble := skeleton(t, hostile)
	want, _ := skeleton(t, harmless)
	for _, one := range trouble {
		t.Errorf("%s has %s", where, one)
	}
	if slices.Equal(got, want) {
		return
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%s: payloads changed its structure: element %d is %q, with harmless text %q", where, i,
				strings.Join(got[min(i, len(got)):min(i+2, len(got))], " | "), strings.Join(want[min(i, len(want)):min(i+2, len(want))], " | "))
			return
		}
	}
}

// TestTheSkeletonTellsEveryPayloadThatIsNotEscaped does the same for what needs no script to run.
func TestTheSkeletonTellsEveryPayloadThatIsNotEscaped(t *testing.T) {
	told := 0
	for _, payload := range hostileTexts(t) {
		careless, _ := skeleton(t, `<p title="`+payload+`">`+payload+`</p>`)
		calm, _ := skeleton(t, `<p title="`+harmless.Replace(payload)+`">`+harmless.Replace(payload)+`</p>`)
		if strings.Join(careless, "\n") != strings.Join(calm, "\n") {
			told++
		}
	}
	if told < 120 { // the others are addresses and text, dangerous elsewhere
		t.Errorf("of all payloads only %d change a careless page's structure", told)
	}
}
