package tencent

import (
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
)

// The headers of a signed request ("Headers").
const (
	HeaderSignature = "X-Signature"
	HeaderAlgorithm = "X-Signature-Algorithm"
)

// Limits of a signature ("Signatures"). The header's own limit leaves room for the longest token
// that an account may have.
const (
	MaxNonce           = 32 // characters
	timestampDigits    = 10
	maxSignatureHeader = 1024
)

// What may be wrong with a signature. A clock error is only ever told of a signature whose digest
// is right, so nobody without the secret can make us believe that a clock is off.
var (
	ErrSignatureMalformed = errors.New("tencent: signature: malformed")
	ErrSignatureToken     = errors.New("tencent: signature: wrong token")
	ErrSignatureDigest    = errors.New("tencent: signature: wrong digest")
	ErrSignatureClock     = errors.New("tencent: signature: timestamp too far off")
)

// Sign makes the X-Signature of one attempt of a call: token, timestamp, nonce and digest, or
// without the nonce for accounts on the old scheme ("Signatures"). The digest covers neither the
// nonce nor the body.
func Sign(c models.Credentials, at time.Time, nonce string) string {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	fields := []string{c.Token, timestamp, nonce, hex.EncodeToString(digest(c, timestamp, c.Algorithm))}
	if c.OldSignature {
		fields = append(fields[:2], fields[3])
	}
	return base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, ",")))
}

// NewNonce is a string that was never used before: 128 random bits as 32 hex characters.
func NewNonce() string {
	var random [MaxNonce / 2]byte
	rand.Read(random[:]) // never fails: the runtime ends the program instead
	return hex.EncodeToString(random[:])
}

func digest(c models.Credentials, timestamp string, a models.Algorithm) []byte {
	text := []byte(c.Token + "." + timestamp + "." + c.Secret)
	if a == models.SHA256 {
		sum := sha256.Sum256(text)
		return sum[:]
	}
	sum := sha1.Sum(text) // the platform's default
	return sum[:]
}

// Signature is an X-Signature header taken apart; nothing of it is verified yet.
type Signature struct {
	Token string
	Nonce string // empty in the old form

	timestamp string
	digest    []byte
}

// ParseSignature takes a header of either form apart, or fails with ErrSignatureMalformed.
func ParseSignature(header string) (Signature, error) {
	header = strings.TrimSpace(header)
	if len(header) > maxSignatureHeader {
		return Signature{}, ErrSignatureMalformed
	}
	text, err := base64.StdEncoding.Strict().DecodeString(header)
	if err != nil {
		return Signature{}, ErrSignatureMalformed
	}
	fields := strings.Split(string(text), ",")
	if len(fields) != 3 && len(fields) != 4 {
		return Signature{}, ErrSignatureMalformed
	}
	s := Signature{Token: fields[0], timestamp: fields[1]}
	if len(fields) == 4 {
		if s.Nonce = fields[2]; s.Nonce == "" || len(s.Nonce) > MaxNonce {
			return Signature{}, ErrSignatureMalformed
		}
	}
	last := fields[len(fields)-1]
	s.digest, err = hex.DecodeString(last)
	wellFormed := err == nil && (len(s.digest) == sha1.Size || len(s.digest) == sha256.Size) &&
		last == strings.ToLower(last) && s.Token != "" && isTimestamp(s.timestamp)
	if !wellFormed {
		return Signature{}, ErrSignatureMalformed
	}
	return s, nil
}

func isTimestamp(s string) bool {
	return len(s) == timestampDigits && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

// Time is when the sender says it signed, to the second.
func (s Signature) Time() time.Time {
	seconds, err := strconv.ParseInt(s.timestamp, 10, 64)
	if err != nil {
		return time.Time{} // of the zero Signature alone
	}
	return time.Unix(seconds, 0)
}

// IsOld reports whether this is the form without a nonce.
func (s Signature) IsOld() bool { return s.Nonce == "" }

// Algorithm is the one that makes digests of this length.
func (s Signature) Algorithm() models.Algorithm {
	if len(s.digest) == sha256.Size {
		return models.SHA256
	}
	return models.SHA1
}

// Verify checks the signature against the credentials it must have been made with. algorithm is
// the X-Signature-Algorithm header; when it is missing, the digest's length decides (§8.15).
// window is how far the timestamp may be from now, either way. The comparisons take the same time
// wherever they fail.
func (s Signature) Verify(algorithm string, c models.Credentials, now time.Time, window time.Duration) error {
	algorithm = strings.TrimSpace(algorithm)
	if algorithm != "" && !strings.EqualFold(algorithm, string(s.Algorithm())) {
		return ErrSignatureDigest
	}
	if c.Token == "" || c.Secret == "" {
		return ErrSignatureToken // an account without credentials accepts nothing
	}
	expected := digest(c, s.timestamp, s.Algorithm())
	tokenIsRight := subtle.ConstantTimeCompare([]byte(s.Token), []byte(c.Token)) == 1
	digestIsRight := subtle.ConstantTimeCompare(s.digest, expected) == 1
	switch {
	case !tokenIsRight:
		return ErrSignatureToken
	case !digestIsRight:
		return ErrSignatureDigest
	case now.Sub(s.Time()).Abs() > window:
		return ErrSignatureClock
	}
	return nil
}

// Verify takes a header apart and checks it, see Signature.Verify.
func Verify(header, algorithm string, c models.Credentials, now time.Time, window time.Duration) error {
	s, err := ParseSignature(header)
	if err != nil {
		return err
	}
	return s.Verify(algorithm, c, now, window)
}
