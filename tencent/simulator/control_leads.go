package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"xiansuo/models"
)

type controlAccount struct {
	ID           int64               `json:"id"`
	Name         string              `json:"name"`
	Industry     models.Industry     `json:"industry"`
	StatusSystem models.StatusSystem `json:"status_system"`
	Leads        int                 `json:"leads"`
}

func (s *Simulator) controlOverview(w http.ResponseWriter, _ *http.Request) {
	overview := struct {
		Accounts []controlAccount   `json:"accounts"`
		Calls    map[Call]CallCount `json:"calls"`
	}{Calls: s.Calls()}
	s.mu.RLock()
	for _, a := range s.accounts {
		overview.Accounts = append(overview.Accounts,
			controlAccount{a.ID, a.Name, a.Industry, a.StatusSystem, len(a.leads.entries)})
	}
	s.mu.RUnlock()
	respond(w, overview)
}

// maxAdded bounds what one request may add.
const maxAdded = 1000

func (s *Simulator) controlAdd(w http.ResponseWriter, r *http.Request) {
	var wish struct {
		AccountID int64          `json:"account_id"`
		Count     int            `json:"count"`
		Fields    map[string]any `json:"fields"`
	}
	if !readBody(w, r, &wish) {
		return
	}
	var ids []string
	var err error
	switch {
	case wish.Fields != nil:
		var id string
		id, err = s.AddRaw(wish.AccountID, wish.Fields)
		ids = append(ids, id)
	case wish.Count < 0 || wish.Count > maxAdded:
		err = fmt.Errorf("simulator: count must be 1 to %d", maxAdded)
	default:
		for range max(1, wish.Count) {
			var id string
			if id, err = s.AddLead(wish.AccountID); err != nil {
				break
			}
			ids = append(ids, id)
		}
	}
	if err != nil {
		reject(w, err)
		return
	}
	respond(w, map[string][]string{"leads_ids": ids})
}

func (s *Simulator) controlChange(w http.ResponseWriter, r *http.Request) {
	var changed map[string]any
	if !readBody(w, r, &changed) {
		return
	}
	id := r.PathValue("leads_id")
	if err := s.ChangeLead(id, changed); err != nil {
		reject(w, err)
		return
	}
	lead, err := s.Lead(id)
	if err != nil {
		reject(w, err)
		return
	}
	respond(w, lead)
}

func (s *Simulator) controlPush(w http.ResponseWriter, r *http.Request) {
	var wish struct {
		URL       string `json:"url"`
		AccountID int64  `json:"account_id"`
		LeadsID   string `json:"leads_id"`
	}
	if !readBody(w, r, &wish) {
		return
	}
	if wish.URL == "" {
		reject(w, errors.New("simulator: push needs a url"))
		return
	}
	status, body, err := s.Push(r.Context(), wish.URL, wish.AccountID, wish.LeadsID)
	if err != nil {
		reject(w, err)
		return
	}
	respond(w, struct {
		Status int    `json:"status"`
		Body   string `json:"body"`
	}{status, string(body)})
}

func (s *Simulator) controlReports(w http.ResponseWriter, r *http.Request) {
	var accountID int64
	if text := r.URL.Query().Get("account_id"); text != "" {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			reject(w, fmt.Errorf("simulator: account_id: %w", err))
			return
		}
		accountID = id
	}
	respond(w, listOf(s.Reports(accountID)))
}
