//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"xiansuo/models"
)

// crashLoads is what goes on while the program is killed.
var crashLoads = []struct {
	name    string
	clients int
	every   time.Duration // on average, of each client
	push    bool          // wants a push address
	act     func(*crashClient)
}{
	{"arrival", 1, 10 * time.Millisecond, false, (*crashClient).arrive},
	{"status", 4, 8 * time.Millisecond, false, (*crashClient).setStatus},
	{"page", 1, 50 * time.Millisecond, false, (*crashClient).look},
	{"push", 2, 10 * time.Millisecond, true, (*crashClient).push},
}

// crashClient is one source of load.
type crashClient struct {
	*crashDesk
	chance *rand.Rand
	name   string
	acts   int
	own    []*story // leads that only this client works
	looked int      // acts when the list was last read
}

// story is what one client did to one lead, in order.
type story struct {
	leadsID, id string
	version     int64 // as the client knows it; -1: it must look
	acts        []statusAct
}

// statusAct is one status that a client sent.
type statusAct struct {
	words        string // the advertiser's own status: unique, and sorts by time
	version      int64  // the lead's version that it was based on
	acknowledged bool
}

// arrive lets the platform have a new lead, which a pull finds.
func (c *crashClient) arrive() {
	account := []int64{medicalAccount.ID, standardAccount.ID}[c.chance.IntN(2)]
	leadsID, err := c.sim.AddLead(account)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.arrived[leadsID] = account
}

// beyondPulls is older than any pull reads: only the push brings such a lead.
const beyondPulls = 60 * 24 * time.Hour

// push pushes a lead that no pull would find, and half of the time pushes it again.
func (c *crashClient) push() {
	l := c.life.Load()
	if l == nil {
		return
	}
	leadsID, err := c.sim.AddLeadAt(standardAccount.ID, time.Now().Add(-beyondPulls))
	if err != nil {
		c.t.Error(err)
		return
	}
	for range 1 + c.chance.IntN(2) {
		status, body, err := c.sim.Push(context.Background(), l.address+c.pushURL, standardAccount.ID, leadsID)
		if err == nil && status == http.StatusOK && codeZero.Match(body) {
			c.acknowledged(l)
			c.mu.Lock()
			c.pushed[leadsID] = standardAccount.ID
			c.mu.Unlock()
		}
	}
}

var codeZero = regexp.MustCompile(`"code"\s*:\s*0\b`)

// look reads pages, as people do all the time.
func (c *crashClient) look() {
	for _, path := range []string{"/leads", "/sync", "/leads?report=waiting", "/healthz"} {
		status, _, err := c.ask(http.MethodGet, path, nil)
		if err == nil && status >= http.StatusInternalServerError && c.life.Load() != nil {
			c.t.Logf("%s answered %d", path, status) // a program that stops may
		}
	}
}

// setStatus works one of the client's leads.
func (c *crashClient) setStatus() {
	if len(c.own) == 0 || c.acts-c.looked > 30 {
		c.findLeads()
	}
	c.acts++
	if len(c.own) == 0 {
		return
	}
	s := c.pick()
	if s.version < 0 && !c.readVersion(s) {
		return
	}
	statuses := models.RulesFor(models.StandardSystem, models.NoIndustry).Statuses()
	act := statusAct{words: fmt.Sprintf("%s-%07d", c.name, c.acts), version: s.version}
	form := url.Values{
		"version": {strconv.FormatInt(s.version, 10)}, "outer_leads_convert_type": {act.words},
		"leads_convert_type": {statuses[1+c.chance.IntN(len(statuses)-1)].Value}, // all but 无效, which wants a reason
	}
	l := c.life.Load()
	status, _, err := c.ask(http.MethodPost, "/leads/"+s.id+"/status", form)
	switch {
	case err == nil && status == http.StatusSeeOther:
		act.acknowledged = true
		c.acknowledged(l)
		s.version++
	case err == nil && (status == http.StatusUnprocessableEntity || status == http.StatusForbidden):
		c.t.Errorf("a good status was answered with %d", status)
	default: // nobody knows, or an act of which nobody knew was done: look again
		s.version = -1
	}
	s.acts = append(s.acts, act)
}

// pick prefers a lead that nobody worked: one that is changed every second is never reported.
func (c *crashClient) pick() *story {
	if c.chance.IntN(3) > 0 {
		for _, s := range c.own {
			if len(s.acts) == 0 {
				return s
			}
		}
	}
	return c.own[c.chance.IntN(len(c.own))]
}

// findLeads takes leads from the list that no other client works.
func (c *crashClient) findLeads() {
	c.looked = c.acts
	status, body, err := c.ask(http.MethodGet, "/leads?account="+strconv.FormatInt(standardAccount.ID, 10), nil)
	if err != nil || status != http.StatusOK {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, row := range rows(string(body)) {
		if len(c.own) < 2000 && c.stories[row.leadsID] == nil && row.accountID == strconv.FormatInt(standardAccount.ID, 10) && c.chance.IntN(3) == 0 {
			s := &story{leadsID: row.leadsID, id: row.id, version: -1}
			c.stories[row.leadsID], c.own = s, append(c.own, s)
		}
	}
}

var versionForm = regexp.MustCompile(`name="version" value="(\d+)"`)

func (c *crashClient) readVersion(s *story) bool {
	status, body, err := c.ask(http.MethodGet, "/leads/"+s.id, nil)
	if err != nil || status != http.StatusOK {
		return false
	}
	found := versionForm.FindSubmatch(body)
	if found == nil {
		c.t.Errorf("the page of lead %s has no version", s.id)
		return false
	}
	version, err := strconv.ParseInt(string(found[1]), 10, 64)
	s.version = version
	return err == nil
}

// ask sends a request to whichever process is there. An answer counts as read with its header:
// that is the moment from which a person relies on it.
func (c *crashClient) ask(method, path string, form url.Values) (status int, body []byte, err error) {
	l := c.life.Load()
	if l == nil {
		return 0, nil, errDown
	}
	request, err := http.NewRequest(method, l.address+path, bytes.NewReader([]byte(form.Encode())))
	if err != nil {
		return 0, nil, err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := c.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusSeeOther {
		return answer.StatusCode, nil, nil
	}
	body, err = io.ReadAll(answer.Body)
	return answer.StatusCode, body, err
}
