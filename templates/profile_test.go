package templates

import (
	"context"
	"image"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"

	"xiansuo/models"
)

func TestBrowsersAreCalledByTheirNames(t *testing.T) {
	in := WithPage(context.Background(), Page{Language: models.English})
	for agent, want := range map[string]string{
		"": "Another browser", "curl/8": "Another browser",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/109.0 Safari/537.36":              "Chrome · Windows",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0":    "Edge · Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/15.4 Safari/605.1.15":             "Safari · Mac",
		"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0":                   "Firefox · Linux",
		"Mozilla/5.0 (Linux; Android 13) Chrome/110 Mobile Safari/537.36 MicroMessenger/8.0":       "WeChat · Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 wxwork/4.1.0 MicroMessenger/7.0.1": "WeCom · iPhone",
		"<script>alert(1)</script> Chrome/1 Android":                                               "Chrome · Android",
	} {
		if got := agentWords(in, agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

// TestThePictureIsTheCode draws the path again and compares it with the library's picture.
func TestThePictureIsTheCode(t *testing.T) {
	side, path := qrPath(sampleSecret, "线索台", strings.Repeat("w", models.MaxUsername))
	code, err := qr.Encode(models.TOTPAddress(sampleSecret, "线索台", strings.Repeat("w", models.MaxUsername)), qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	black := 0
	bounds := code.Bounds()
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			red, _, _, _ := code.At(x, y).RGBA()
			drawn := strings.Contains(path, "M"+inWords(x+quiet)+" "+inWords(y+quiet)+"h1v1h-1z")
			if drawn != (red == 0) {
				t.Fatalf("module %v is %v", image.Pt(x, y), drawn)
			}
			if drawn {
				black++
			}
		}
	}
	if black < 100 || !strings.HasPrefix(side, "0 0 "+inWords(bounds.Dx()+8)) {
		t.Errorf("%d black modules in %s", black, side)
	}
}
