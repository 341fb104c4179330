package tencent

import (
	"net/http"
	"strconv"
	"strings"

	"xiansuo/models"
)

// The codes of an answer ("Response body").
const (
	codeSuccess         = 0
	codeInternalFirst   = 1100
	codeInternalLast    = 1199
	codePermissionFirst = 2000
	codePermissionLast  = 2099
	codeParameterFirst  = 2100 // the document counts it twice; it is a parameter error
	codeParameterLast   = 2199
	codeNotVerified     = 10000 // 用户身份验证未通过, from an example
)

// classify tells the kind of refusal from an answer's code. A report that comes too late (§8.20)
// never succeeds either.
func classify(code int) models.Refusal {
	switch {
	case code >= codeInternalFirst && code <= codeInternalLast:
		return models.RefusedInternal
	case code >= codePermissionFirst && code <= codePermissionLast, code == codeNotVerified:
		return models.RefusedPermission
	case code >= codeParameterFirst && code <= codeParameterLast, code == models.CodeTooLate:
		return models.RefusedParameter
	}
	return models.RefusedUnknown
}

// answer is the body of every answer.
type answer struct {
	hasCode bool
	code    int
	message string // as it came: clean it before showing it
	data    value
	whole   value // the object that it was read from
}

// readAnswer takes a body apart; ok is false when it is not the platform's JSON object.
func readAnswer(body []byte) (a answer, ok bool) {
	object, err := parse(body)
	if err != nil || !object.isObject() {
		return answer{}, false
	}
	a.whole = object
	for name, member := range object.members() {
		switch name {
		case `"code"`:
			code, isNumber := member.int()
			a.code, a.hasCode = int(code), isNumber
		case `"message"`:
			a.message = member.text()
		case `"data"`:
			a.data = member
		}
	}
	return a, true
}

// judge turns an answer into the error that it stands for, or nil. Credentials and the signature
// are masked in what the error says. An answer that nobody documented is kept with it.
func judge(status int, body []byte, secrets []string) (answer, *models.PlatformError) {
	a, refused := judgeAnswer(status, body, secrets)
	if refused != nil && (refused.Kind == models.RefusedUnknown || refused.Kind == models.FailedHTTP) {
		refused.Answer = keptAnswer(a, body, secrets)
	}
	return a, refused
}

// keptAnswer is an answer as it came, for people to read: without secrets, and without what belongs
// to a person as far as its fields tell.
func keptAnswer(a answer, body []byte, secrets []string) string {
	shown := string(body)
	if a.whole != "" {
		var b strings.Builder
		maskPersonal(&b, a.whole, 0)
		shown = b.String()
	}
	return clean(shown, secrets, maxAnswer)
}

func judgeAnswer(status int, body []byte, secrets []string) (answer, *models.PlatformError) {
	a, isJSON := readAnswer(body)
	message := cleanMessage(a.message, secrets)
	switch {
	case status != http.StatusOK:
		if message == "" {
			message = "HTTP " + strconv.Itoa(status) + " " + http.StatusText(status)
		}
		return a, &models.PlatformError{Kind: models.FailedHTTP, Status: status, Code: a.code, Message: message}
	case !isJSON:
		return a, &models.PlatformError{Kind: models.FailedHTTP, Status: status, Message: "the answer is not the platform's JSON"}
	case !a.hasCode:
		return a, unknownAnswer("the answer has no code")
	case a.code != codeSuccess:
		return a, &models.PlatformError{Kind: classify(a.code), Status: status, Code: a.code, Message: message}
	}
	return a, nil
}

// unknownAnswer is for an answer with status 200 and code 0 that still makes no sense.
func unknownAnswer(why string) *models.PlatformError {
	return &models.PlatformError{Kind: models.RefusedUnknown, Status: http.StatusOK, Message: why}
}
