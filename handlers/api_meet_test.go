package handlers

import (
	"fmt"
	"strings"
	"testing"

	"xiansuo/models"
)

// TestATokenThatMayNotReadLearnsNothingOfThePersonByWriting: neither by a status that changes the lead nor
// by one that it has already.
func TestATokenThatMayNotReadLearnsNothingOfThePersonByWriting(t *testing.T) {
	s := newScriptBench(t)
	writer := s.token(t, admin, models.WriteStatus)
	version := s.lead.WorkVersion
	for range 2 {
		body := fmt.Sprintf(`{"version":%d,"leads_convert_type":%q}`, version, models.StatusAddWeixin)
		got := s.script(writer, "POST", fmt.Sprintf("/api/v1/leads/%d/status", s.lead.ID), body)
		if got.Code != 200 || !strings.Contains(got.Body.String(), string(models.StatusAddWeixin)) {
			t.Fatal(got.Code, got.Body)
		}
		s.hides(answer{body: got.Body.String()}, personal...)
		s.hides(answer{body: got.Body.String()}, "138****5678")
	}
}

// TestTheAPISaysThatALeadIsAnonymous in the list and alone, and that it takes no status.
func TestTheAPISaysThatALeadIsAnonymous(t *testing.T) {
	s := newScriptBench(t)
	path := fmt.Sprintf("/api/v1/leads/%d", s.lead.ID)
	got := s.script(s.tokens["admin"], "GET", path, "")
	s.shows(answer{body: got.Body.String()}, `"erased_at":""`)
	if _, err := s.store.ErasePerson(models.AsSystem(t.Context()), s.lead.ID, 1); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{path, "/api/v1/leads"} {
		got := s.script(s.tokens["admin"], "GET", address, "")
		s.shows(answer{body: got.Body.String()}, `"erased_at":"20`)
		s.hides(answer{body: got.Body.String()}, personal...)
	}
	body := fmt.Sprintf(`{"version":%d,"leads_convert_type":%q}`, s.lead.WorkVersion, models.StatusAddWeixin)
	got = s.script(s.tokens["admin"], "POST", path+"/status", body)
	if got.Code != 422 {
		t.Error(got.Code)
	}
	s.shows(answer{body: got.Body.String()}, `"rule":"lead_erased"`)
}
