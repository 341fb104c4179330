package simulator

import (
	"io"
	"net/http"
	"net/url"
	"time"
)

const basePath = "/api/mv1/"

// Call is one of the platform's operations, by its path under the base URL.
type Call string

const (
	CallList         Call = "leads/list"
	CallReport       Call = "leads/report"
	CallStatusSystem Call = "leads/set_leads_status_system"
	CallWechat       Call = "leads/report_personal_wechat"
)

// maxBody is far more than 50 reports need.
const maxBody = 1 << 20

// request is a call as an operation sees it: who calls is known and may.
type request struct {
	call    Call
	account *account
	query   url.Values
	body    []byte
	now     time.Time // the platform's clock
	faults  []Fault   // to be shown in the answer
}

type operation func(*request) answer

// serve carries an operation through its faults: those that keep it from happening, the checks
// that every call must pass, the operation, and the faults that spoil its answer.
func (s *Simulator) serve(call Call, operate operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "request body: "+err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		req := &request{call: call, query: r.URL.Query(), body: body, now: s.now()}
		req.faults = s.faults.take(call, s.accountOf(r), body)
		s.calls.count(call, len(req.faults) > 0)
		date := req.now
		for _, f := range req.faults {
			switch f.Kind {
			case WrongClock:
				req.now = req.now.Add(f.Skew)
				date = req.now
			case WrongDate:
				date = date.Add(f.Skew)
			}
		}
		w.Header().Set("Date", date.UTC().Format(http.TimeFormat))
		if prevent(w, r, req.faults) {
			return
		}
		said := s.answer(r, req, operate)
		if said.code == 0 {
			s.calls.accepted(call)
		}
		deliver(w, said.body(), req.faults)
	}
}

func (s *Simulator) answer(r *http.Request, req *request, operate operation) answer {
	if refused := forcedRefusal(req.faults); refused != nil {
		return *refused
	}
	if refused := s.authenticate(r, req); refused != nil {
		return *refused
	}
	if r.Method == http.MethodPost {
		if refused := checkMediaTypes(r.Header); refused != nil {
			return *refused
		}
	}
	return operate(req)
}
