package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// control serves the control address described with the package. A web page of another origin may
// read but not change anything.
func (s *Simulator) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /simulator/{$}", s.controlOverview)
	mux.HandleFunc("GET /simulator/faults", s.controlFaults)
	mux.HandleFunc("POST /simulator/faults", s.controlFail)
	mux.HandleFunc("DELETE /simulator/faults", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearAll()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /simulator/faults/{id}", s.controlClear)
	mux.HandleFunc("POST /simulator/leads", s.controlAdd)
	mux.HandleFunc("PATCH /simulator/leads/{leads_id}", s.controlChange)
	mux.HandleFunc("POST /simulator/push", s.controlPush)
	mux.HandleFunc("GET /simulator/reports", s.controlReports)
	mux.HandleFunc("GET /simulator/wechat_reports", func(w http.ResponseWriter, _ *http.Request) {
		respond(w, listOf(s.WechatReports()))
	})
	return http.NewCrossOriginProtection().Handler(mux)
}

// controlFault is a Fault as the control address writes it: durations as "1.5s".
type controlFault struct {
	ID          int       `json:"id,omitempty"`
	Kind        FaultKind `json:"kind"`
	Call        Call      `json:"call,omitempty"`
	AccountID   int64     `json:"account_id,omitempty"`
	Times       int       `json:"times,omitempty"`
	Probability float64   `json:"probability,omitempty"`
	Code        int       `json:"code,omitempty"`
	Message     string    `json:"message,omitempty"`
	Status      int       `json:"status,omitempty"`
	Location    string    `json:"location,omitempty"`
	Delay       duration  `json:"delay,omitzero"`
	Skew        duration  `json:"skew,omitzero"`
	Delta       int       `json:"delta,omitempty"`
	LeadsIDs    []string  `json:"leads_ids,omitempty"`
}

type duration time.Duration

func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = duration(parsed)
	return err
}

func (s *Simulator) controlFaults(w http.ResponseWriter, _ *http.Request) {
	shown := []controlFault{}
	for id, f := range s.Faults() {
		shown = append(shown, controlFault{
			id, f.Kind, f.Call, f.AccountID, f.Times, f.Probability, f.Code, f.Message, f.Status,
			f.Location, duration(f.Delay), duration(f.Skew), f.Delta, f.LeadsIDs,
		})
	}
	slices.SortFunc(shown, func(a, b controlFault) int { return a.ID - b.ID })
	respond(w, shown)
}

func (s *Simulator) controlFail(w http.ResponseWriter, r *http.Request) {
	var f controlFault
	if !readBody(w, r, &f) {
		return
	}
	id, err := s.Fail(Fault{
		f.Kind, f.Call, f.AccountID, f.Times, f.Probability, f.Code, f.Message, f.Status,
		f.Location, time.Duration(f.Delay), time.Duration(f.Skew), f.Delta, f.LeadsIDs,
	})
	if err != nil {
		reject(w, err)
		return
	}
	respond(w, map[string]int{"id": id})
}

func (s *Simulator) controlClear(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		reject(w, fmt.Errorf("simulator: fault number: %w", err))
		return
	}
	s.Clear(id)
	w.WriteHeader(http.StatusNoContent)
}

func respond(w http.ResponseWriter, what any) {
	body, err := json.Marshal(what)
	if err != nil {
		reject(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	writeAll(w, append(body, '\n'))
}

func reject(w http.ResponseWriter, cause error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	writeAll(w, append(fields{{"error", cause.Error()}}.appendJSON(nil), '\n'))
}

// readBody reads a body that must hold known fields only, so that a slip of the pen is noticed.
func readBody(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		reject(w, fmt.Errorf("simulator: body: %w", err))
		return false
	}
	return true
}

// listOf makes an empty list [] and not null.
func listOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
