package models

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238: what every authenticator app computes
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The second step of the login is a code of an authenticator app (TOTP, RFC 6238) with what all apps
// take for granted: HMAC-SHA-1, six digits, thirty seconds.
const (
	totpStep   = 30 * time.Second
	totpSecret = 20 // bytes
	totpDigits = 6
	totpDrift  = 1 // how many steps the phone's clock may be early or late
)

// RecoveryCodes is how many codes somebody gets for the day on which the phone is gone.
const RecoveryCodes = 10

const recoveryBytes = 10

// SecondFactor is the second step of a user's login.
type SecondFactor struct {
	UserID   int64 `gorm:"primaryKey"`
	Secret   []byte
	LastStep int64 // of the newest code that was used
}

// NewTOTPSecret is a random secret.
func NewTOTPSecret() []byte {
	secret := make([]byte, totpSecret)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the program instead
	return secret
}

// TOTPText is the secret as an app takes it by hand.
func TOTPText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// ParseTOTPText reads what TOTPText wrote, with any spaces between.
func ParseTOTPText(text string) ([]byte, error) {
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, fmt.Errorf("read a secret: %w", err)
	}
	return secret, nil
}

// TOTPAddress is the secret as an app reads it from a picture.
func TOTPAddress(secret []byte, issuer, username string) string {
	label := url.PathEscape(issuer) + ":" + url.PathEscape(username)
	query := "secret=" + TOTPText(secret) + "&issuer=" + url.QueryEscape(issuer)
	return "otpauth://totp/" + label + "?" + query
}

// MatchTOTP looks for the step whose code was typed: now, one earlier or one later, but after the
// last one used, so that nobody who looks over a shoulder can use a code again.
func MatchTOTP(secret []byte, typed string, at Instant, last int64) (step int64, ok bool) {
	typed = strings.Join(strings.Fields(typed), "")
	now := int64(at) / totpStep.Milliseconds()
	for candidate := now - totpDrift; candidate <= now+totpDrift; candidate++ {
		right := subtle.ConstantTimeCompare([]byte(TOTPCode(secret, candidate)), []byte(typed)) == 1
		if right && candidate > last && !ok {
			step, ok = candidate, true
		}
	}
	return step, ok
}

// TOTPStepOf is the step that a moment falls in.
func TOTPStepOf(at Instant) int64 { return int64(at) / totpStep.Milliseconds() }

// TOTPCode is the code of a step (RFC 4226 §5.3).
func TOTPCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xF
	number := binary.BigEndian.Uint32(sum[offset:]) & 0x7FFFFFFF
	return fmt.Sprintf("%0*d", totpDigits, number%1_000_000)
}

// NewRecoveryCodes are codes of 80 random bits, in groups of four: ABCD-EFGH-IJKL-MNOP.
func NewRecoveryCodes() []string {
	codes := make([]string, RecoveryCodes)
	for i := range codes {
		random := make([]byte, recoveryBytes)
		_, _ = rand.Read(random)
		text := TOTPText(random)
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
	}
	return codes
}

// RecoveryHash is what is kept of a recovery code. Case, spaces and dashes do not matter.
func RecoveryHash(userID int64, code string) []byte {
	code = strings.ToUpper(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, code))
	hash := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, uint64(userID)), code...))
	return hash[:]
}
