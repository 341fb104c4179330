package tencent

import (
	"errors"
	"net/http"
	"time"

	"xiansuo/models"
)

// Pushes reads what the platform pushes to us (§1): whose signature it bears, and which lead it is.
type Pushes struct{}

// Verify judges the signature of a push against the account behind its address: 3 or 4 fields,
// either digest, the timestamp within the door's window, and the digest that is pinned. It fails
// with a *models.PushRefusal.
func (Pushes) Verify(h http.Header, door *models.PushDoor, now time.Time) (models.PushSignature, error) {
	header := h.Get(HeaderSignature)
	if header == "" {
		return models.PushSignature{}, &models.PushRefusal{Cause: models.PushUnsigned}
	}
	s, err := ParseSignature(header)
	if err == nil {
		err = s.Verify(h.Get(HeaderAlgorithm), door.Credentials, now, door.Window)
	}
	if err != nil {
		return models.PushSignature{}, &models.PushRefusal{Cause: signatureCause(err)}
	}
	if door.Pinned != "" && s.Algorithm() != door.Pinned {
		return models.PushSignature{}, &models.PushRefusal{Cause: models.PushOtherDigest}
	}
	signature := models.PushSignature{Algorithm: s.Algorithm(), Fields: 4, SignedAt: models.At(s.Time())}
	if s.IsOld() {
		signature.Fields = 3
	}
	return signature, nil
}

func signatureCause(err error) models.PushOutcome {
	switch {
	case errors.Is(err, ErrSignatureMalformed):
		return models.PushBadSignature
	case errors.Is(err, ErrSignatureToken):
		return models.PushWrongToken
	case errors.Is(err, ErrSignatureDigest):
		return models.PushWrongDigest
	case errors.Is(err, ErrSignatureClock):
		return models.PushWrongTime
	}
	return models.PushUnknownReason
}

// Signed is the header that tells one signature from another, for models.PushKey.
func (Pushes) Signed(h http.Header) string { return h.Get(HeaderSignature) }

// Decode reads the lead of a push, which must belong to the account of the address. It fails with
// a *models.PushRefusal.
func (Pushes) Decode(body []byte, accountID int64) (models.Lead, error) {
	lead, _, err := DecodeLead(body, accountID)
	switch {
	case errors.Is(err, ErrNoLead):
		return lead, &models.PushRefusal{Cause: models.PushNoLead}
	case errors.Is(err, ErrLeadsID):
		return lead, &models.PushRefusal{Cause: models.PushNoID}
	case err != nil:
		return lead, &models.PushRefusal{Cause: models.PushUnknownReason}
	case lead.AccountID != accountID:
		return lead, &models.PushRefusal{Cause: models.PushOtherAccount}
	}
	return lead, nil
}

// DecodeLead is DecodeLead, for who decodes kept raw events anew.
func (Pushes) DecodeLead(body []byte, accountID int64) (models.Lead, error) {
	lead, _, err := DecodeLead(body, accountID)
	return lead, err
}

// MaskedLead is MaskedLead, for pages.
func (Pushes) MaskedLead(body []byte) string { return MaskedLead(body) }
