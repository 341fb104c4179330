package simulator

import (
	"encoding/json"
	"fmt"
)

// Codes of the answers ("Response body"). The document gives ranges; the numbers inside them are
// this simulator's own.
const (
	codeInternal = 1100

	codeNoSignature  = 2001
	codeBadSignature = 2002
	codeBadToken     = 2003
	codeBadDigest    = 2004
	codeBadClock     = 2005
	codeBadNonce     = 2006
	codeWrongAccount = 2007
	codeOldSignature = 2008

	codeParameter   = 2100
	codeMissing     = 2101
	codeFormat      = 2102
	codeRange       = 2103
	codeUnknownLead = 2110
	codeRepeated    = 2111
	codeNotOffered  = 2112
	codeTooLong     = 2113

	codeTooOld     = 60060 // of the sibling API (§8.20)
	codeNoIndustry = 60080 // of the sibling API (§8.9)
)

// answer is what the platform says in an HTTP 200.
type answer struct {
	code    int
	message string
	data    []byte // JSON; nil: an empty object
}

var success = answer{message: "success"}

func refuse(code int, format string, args ...any) *answer {
	return &answer{code: code, message: fmt.Sprintf(format, args...)}
}

func (a answer) body() []byte {
	b := fmt.Appendf(nil, `{"code":%d,"message":`, a.code)
	b = appendString(b, a.message)
	b = append(b, `,"data":`...)
	if a.data == nil {
		b = append(b, "{}"...)
	}
	return append(append(b, a.data...), '}')
}

// refusedItem is one wrong item of a batch.
type refusedItem struct {
	Index   int    `json:"index"`
	LeadsID string `json:"leads_id"`
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// refuseBatch is the answer to a batch with wrong items: nothing of it was applied. What `data`
// holds then is undocumented (§8.19), so named decides whether it says anything.
func refuseBatch(items []refusedItem, named bool) (*answer, error) {
	refused := refuse(items[0].Code, "请求参数错误，共 %d 条线索上报失败: %s", len(items), items[0].Message)
	if !named {
		return refused, nil
	}
	data, err := json.Marshal(map[string]any{"error_list": items})
	if err != nil {
		return nil, fmt.Errorf("simulator: refused items: %w", err)
	}
	refused.data = data
	return refused, nil
}
