package models

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
)

// rfcSecret is the secret of RFC 6238, appendix B.
var rfcSecret = []byte("12345678901234567890")

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	for seconds, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		at := Instant(seconds * 1000)
		if got := TOTPCode(rfcSecret, TOTPStepOf(at)); got != want {
			t.Errorf("at %d: %s, want %s", seconds, got, want)
		}
		if _, ok := MatchTOTP(rfcSecret, " "+want[:3]+" "+want[3:], at, 0); !ok {
			t.Errorf("at %d the code is refused", seconds)
		}
	}
}

func TestCodesAreGoodOnceAndForAMinuteAndAHalf(t *testing.T) {
	at := Instant(1_234_567_890_000)
	now := TOTPStepOf(at)
	for drift, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		step, ok := MatchTOTP(rfcSecret, TOTPCode(rfcSecret, now+drift), at, 0)
		if ok != want || ok && step != now+drift {
			t.Errorf("%d steps off: %v at %d", drift, ok, step)
		}
	}
	if _, ok := MatchTOTP(rfcSecret, TOTPCode(rfcSecret, now), at, now); ok {
		t.Error("a code is good twice")
	}
	if _, ok := MatchTOTP(rfcSecret, TOTPCode(rfcSecret, now-1), at, now); ok {
		t.Error("an older code is good after a newer one")
	}
	for _, typed := range []string{"", "28708", "2870822", "abcdef"} {
		if _, ok := MatchTOTP(rfcSecret, typed, 59_000, 0); ok {
			t.Errorf("%q is good", typed)
		}
	}
}

func TestAppsCanReadTheAddress(t *testing.T) {
	address, err := url.Parse(TOTPAddress(rfcSecret, "线索台 A&B", "li"))
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	if address.Scheme != "otpauth" || address.Host != "totp" || address.Path != "/线索台 A&B:li" ||
		query.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || query.Get("issuer") != "线索台 A&B" {
		t.Errorf("%s", address)
	}
}

func TestRecoveryCodesAreManyAndRandom(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range NewRecoveryCodes() {
		if len(code) != 19 || strings.Count(code, "-") != 3 || seen[code] {
			t.Errorf("code %q", code)
		}
		seen[code] = true
		loose := " " + strings.ToLower(strings.ReplaceAll(code, "-", " "))
		if !bytes.Equal(RecoveryHash(7, code), RecoveryHash(7, loose)) || bytes.Equal(RecoveryHash(7, code), RecoveryHash(8, code)) {
			t.Errorf("the hash of %q", code)
		}
	}
	if len(seen) != RecoveryCodes {
		t.Errorf("%d codes", len(seen))
	}
}
