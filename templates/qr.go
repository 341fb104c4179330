package templates

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"

	"xiansuo/models"
)

// quiet is the white edge that readers need around a code, in modules.
const quiet = 4

// qrPath draws a secret for an authenticator app: the view box and the path of its black modules.
func qrPath(secret []byte, issuer, username string) (side, path string) {
	code, err := qr.Encode(models.TOTPAddress(secret, issuer, username), qr.M, qr.Auto)
	if err != nil {
		panic("templates: an address of bounded length fits no QR code: " + err.Error())
	}
	bounds := code.Bounds()
	var b strings.Builder
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	size := bounds.Dx() + 2*quiet
	return fmt.Sprintf("0 0 %d %d", size, size), b.String()
}

// secretText is the secret in groups that can be typed.
func secretText(secret []byte) string {
	text := models.TOTPText(secret)
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

func afterRecovery(forced bool) string {
	if forced {
		return HomePath()
	}
	return ProfilePath()
}

// fromFragment has the script fill in the form.
func fromFragment(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"data-from-fragment": true}
	}
	return nil
}
