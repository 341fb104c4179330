package handlers

import (
	"net/http"

	"xiansuo/models"
	"xiansuo/web"
)

// pushAnswer is the body of every answer to a push ("Response body").
type pushAnswer struct {
	Code    int        `json:"code"`
	Message string     `json:"message"`
	Data    []struct{} `json:"data"`
}

// Codes of an answer, in the ranges of the platform's document.
const (
	pushDone       = 0
	pushTryAgain   = 1100
	pushNotAllowed = 2001
	pushWrong      = 2101
)

// pushSays are the answers to a refusal: true HTTP status codes, and words that help whoever set
// the push up without telling a stranger which half of the credentials was wrong.
var pushSays = map[models.PushOutcome]struct {
	status, code int
	message      string
}{
	models.PushUnsigned:      {http.StatusUnauthorized, pushNotAllowed, "X-Signature is missing"},
	models.PushBadSignature:  {http.StatusUnauthorized, pushNotAllowed, "X-Signature is malformed"},
	models.PushWrongToken:    {http.StatusUnauthorized, pushNotAllowed, "wrong signature"},
	models.PushWrongDigest:   {http.StatusUnauthorized, pushNotAllowed, "wrong signature"},
	models.PushOtherDigest:   {http.StatusUnauthorized, pushNotAllowed, "another signature algorithm than agreed"},
	models.PushWrongTime:     {http.StatusUnauthorized, pushNotAllowed, "the signature's timestamp is too far off"},
	models.PushTooBig:        {http.StatusRequestEntityTooLarge, pushWrong, "the body is too big"},
	models.PushCutOff:        {http.StatusBadRequest, pushWrong, "the body did not come whole"},
	models.PushNoLead:        {http.StatusBadRequest, pushWrong, "the body is not a JSON object"},
	models.PushNoID:          {http.StatusBadRequest, pushWrong, "no usable leads_id"},
	models.PushOtherAccount:  {http.StatusBadRequest, pushWrong, "account_id is not this address's"},
	models.PushTooFast:       {http.StatusTooManyRequests, pushTryAgain, "too many requests"},
	models.PushNotStored:     {http.StatusInternalServerError, pushTryAgain, "not stored, try again"},
	models.PushUnknownReason: {http.StatusBadRequest, pushWrong, "refused"},
}

// answerPush tells the platform what became of a push: code 0 means that it is durable.
func answerPush(c *web.Context, outcome models.PushOutcome) error {
	answer := pushAnswer{Code: pushDone, Message: "success", Data: []struct{}{{}}}
	status := http.StatusOK
	if !outcome.IsAccepted() {
		says, known := pushSays[outcome]
		if !known {
			says = pushSays[models.PushNotStored]
		}
		status, answer.Code, answer.Message = says.status, says.code, says.message
	}
	if status == http.StatusTooManyRequests {
		c.Header("Retry-After", "1")
	}
	c.JSON(status, answer)
	return nil
}
