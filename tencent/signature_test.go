package tencent

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
)

// The vectors of §9.
var (
	vectorCredentials = models.Credentials{AccountID: 25610, Token: "123456789", Secret: "0123456789abcdef"}
	vectorTime        = time.Unix(1700000000, 0)
)

const vectorNonce = "n0nce"

var signatureVectors = []struct {
	algorithm models.Algorithm
	old       bool
	header    string
}{
	{models.SHA1, false, "MTIzNDU2Nzg5LDE3MDAwMDAwMDAsbjBuY2UsYWE3Y2UwZWRmYTk5NmMzMTY0NzdhYjgxODVmMWEwMDJhYzM1MWQ2Ng=="},
	{models.SHA1, true, "MTIzNDU2Nzg5LDE3MDAwMDAwMDAsYWE3Y2UwZWRmYTk5NmMzMTY0NzdhYjgxODVmMWEwMDJhYzM1MWQ2Ng=="},
	{models.SHA256, false, "MTIzNDU2Nzg5LDE3MDAwMDAwMDAsbjBuY2UsNDU2NDg0ZjY1NjljMjg1ZDI1NjA5ZjA2MDM4MzJmNjcyNjdmMmFkZWU0NjIyY2IyZTYxY2I1ZDc4Njc0YWZjMw=="},
	{models.SHA256, true, "MTIzNDU2Nzg5LDE3MDAwMDAwMDAsNDU2NDg0ZjY1NjljMjg1ZDI1NjA5ZjA2MDM4MzJmNjcyNjdmMmFkZWU0NjIyY2IyZTYxY2I1ZDc4Njc0YWZjMw=="},
}

func credentialsFor(a models.Algorithm, old bool) models.Credentials {
	c := vectorCredentials
	c.Algorithm, c.OldSignature = a, old
	return c
}

func TestSignMakesTheVectorsOfTheDocument(t *testing.T) {
	for _, v := range signatureVectors {
		if got := Sign(credentialsFor(v.algorithm, v.old), vectorTime, vectorNonce); got != v.header {
			t.Errorf("%s, old form %v: got %s", v.algorithm, v.old, got)
		}
	}
}

func TestVerifyAcceptsTheVectorsInBothFormsAndWithoutAnAlgorithmHeader(t *testing.T) {
	for _, v := range signatureVectors {
		for _, algorithm := range []string{string(v.algorithm), "", strings.ToLower(string(v.algorithm)), " " + string(v.algorithm)} {
			for _, off := range []time.Duration{0, 5 * time.Minute, -5 * time.Minute} {
				err := Verify(v.header, algorithm, vectorCredentials, vectorTime.Add(off), models.MaxSkew)
				if err != nil {
					t.Errorf("%s, old form %v, header %q, off %v: %v", v.algorithm, v.old, algorithm, off, err)
				}
			}
		}
		s, err := ParseSignature(v.header)
		if err != nil || !s.Time().Equal(vectorTime) || s.Algorithm() != v.algorithm || s.IsOld() != v.old {
			t.Errorf("%s, old form %v: parsed as %+v, %v", v.algorithm, v.old, s, err)
		}
		if !v.old && s.Nonce != vectorNonce {
			t.Errorf("nonce %q", s.Nonce)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	const hex1 = "aa7ce0edfa996c316477ab8185f1a002ac351d66"
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	good := encode("123456789,1700000000," + hex1)
	other := vectorCredentials
	other.Secret = "another"
	tests := []struct {
		name, header, algorithm string
		credentials             models.Credentials
		off                     time.Duration
		want                    error
	}{
		{"nothing", "", "", vectorCredentials, 0, ErrSignatureMalformed},
		{"no base64", "***", "", vectorCredentials, 0, ErrSignatureMalformed},
		{"two fields", encode("123456789,1700000000"), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"five fields", encode("123456789,1700000000,a,b," + hex1), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"empty token", encode(",1700000000," + hex1), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"empty nonce", encode("123456789,1700000000,," + hex1), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"long nonce", encode("123456789,1700000000," + strings.Repeat("n", 33) + "," + hex1), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"timestamp in words", encode("123456789,now,n," + hex1), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"timestamp in milliseconds", encode("123456789,1700000000000," + hex1), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"timestamp with a sign", encode("123456789,+170000000," + hex1), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"upper-case digest", encode("123456789,1700000000," + strings.ToUpper(hex1)), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"short digest", encode("123456789,1700000000," + hex1[2:]), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"digest of no hex", encode("123456789,1700000000," + strings.Repeat("g", 40)), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"huge", strings.Repeat("A", 1<<16), "", vectorCredentials, 0, ErrSignatureMalformed},
		{"loose padding bits", good[:len(good)-3] + "h==", "", vectorCredentials, 0, ErrSignatureMalformed},
		{"another token", encode("123456780,1700000000," + hex1), "", vectorCredentials, 0, ErrSignatureToken},
		{"account without credentials", good, "", models.Credentials{}, 0, ErrSignatureToken},
		{"another secret", good, "", other, 0, ErrSignatureDigest},
		{"another second", encode("123456789,1700000001," + hex1), "", vectorCredentials, 0, ErrSignatureDigest},
		{"digest of the other algorithm", good, "SHA256", vectorCredentials, 0, ErrSignatureDigest},
		{"unknown algorithm", good, "MD5", vectorCredentials, 0, ErrSignatureDigest},
		{"too old", good, "SHA1", vectorCredentials, 5*time.Minute + time.Second, ErrSignatureClock},
		{"too new", good, "SHA1", vectorCredentials, -5*time.Minute - time.Second, ErrSignatureClock},
		{"too old and of another secret", good, "SHA1", other, time.Hour, ErrSignatureDigest},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := Verify(test.header, test.algorithm, test.credentials, vectorTime.Add(test.off), models.MaxSkew)
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestNoncesFitAndNeverRepeat(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		nonce := NewNonce()
		if len(nonce) != MaxNonce || seen[nonce] || strings.Contains(nonce, ",") {
			t.Fatalf("nonce %q", nonce)
		}
		seen[nonce] = true
	}
}

func FuzzVerify(f *testing.F) {
	for _, v := range signatureVectors {
		f.Add(v.header, string(v.algorithm))
		f.Add(v.header, "")
	}
	f.Add("", "SHA1")
	f.Add(base64.StdEncoding.EncodeToString([]byte("123456789,1700000000,,,")), "SHA256")
	f.Fuzz(func(t *testing.T, header, algorithm string) {
		if Verify(header, algorithm, vectorCredentials, vectorTime, models.MaxSkew) != nil {
			return
		}
		s, err := ParseSignature(header)
		if err != nil {
			t.Fatalf("accepted, but does not parse: %v", err)
		}
		c := credentialsFor(s.Algorithm(), s.IsOld())
		if again := Sign(c, s.Time(), s.Nonce); again != strings.TrimSpace(header) {
			t.Fatalf("accepted %q, which nobody with the secret would have made", header)
		}
	})
}
