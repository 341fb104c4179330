package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"xiansuo/models"
)

// fakeDesk is the store, the jobs and the platform in memory, as far as the pages need them.
type fakeDesk struct {
	mu       sync.Mutex
	now      func() time.Time
	users    []models.User
	accounts []models.Account
	leads    map[int64]models.Lead
	changes  map[int64][]models.Change
	reports  map[int64]*models.OutgoingReport
	sessions map[string]models.Session
	states   []models.PullState

	queueAsked []models.QueueQuery
	queries    []models.LeadQuery
	counted    int
	reveals    []int64
	edits      []models.AccountEdit
	pulled     []int64
	pullErr    error
	ran        []string
	runErr     error
	elsewhere  bool
	past       []models.PastRun
	applied    []models.StatusSystem
	applyErr   error
	pingErr    error

	breakers  []models.Breaker
	rows      []models.ReportRow
	strange   []models.StrangeAnswer
	acted     []string // acts on reports
	actErr    error
	replayed  []int64
	discarded map[int64]string

	checks    []models.DayCheck
	backfills []models.Backfill
	ranged    int64
	countErr  error
	fakePushes
	fakeMore
	fakeBackups
	fakePeople
	fakeAudit
	fakeOwners
	fakeRetention
	fakeSetup
	fakeTokens
}

func (f *fakeDesk) Accounts(context.Context) ([]models.Account, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.accounts), nil
}

func (f *fakeDesk) Account(_ context.Context, id int64) (models.Account, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, account := range f.accounts {
		if account.ID == id {
			return account, nil
		}
	}
	return models.Account{}, models.ErrNotFound
}

func (f *fakeDesk) SaveAccount(_ context.Context, edit models.AccountEdit, by models.User) (models.Account, error) {
	if err := edit.Check(); err != nil {
		return models.Account{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.edits = append(f.edits, edit)
	at := slices.IndexFunc(f.accounts, func(a models.Account) bool { return a.ID == edit.ID })
	if edit.Version == 0 && at >= 0 {
		return models.Account{}, models.ErrConflict
	}
	if edit.Version == 0 {
		f.accounts = append(f.accounts, models.Account{ID: edit.ID})
		at = len(f.accounts) - 1
	}
	account := &f.accounts[at]
	if account.Version != edit.Version {
		return models.Account{}, models.ErrConflict
	}
	account.Name, account.Industry, account.StatusSystem = edit.Name, edit.Industry, edit.StatusSystem
	account.Algorithm, account.Paused, account.Version = edit.Algorithm, edit.Paused, edit.Version+1
	account.ReportMode, account.ReportDeadlineDays, account.ConfirmReports = edit.ReportMode, edit.ReportDeadlineDays, !edit.NoConfirm
	return *account, nil
}

func (f *fakeDesk) PauseAccount(_ context.Context, id int64, paused bool, _ models.User) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.accounts {
		if f.accounts[i].ID == id {
			f.accounts[i].Paused = paused
			return nil
		}
	}
	return models.ErrNotFound
}

func (f *fakeDesk) Credentials(_ context.Context, id int64, _ models.Purpose) (models.Credentials, error) {
	return models.Credentials{AccountID: id, Token: "token-canary", Secret: "secret-canary"}, nil
}

func (f *fakeDesk) LeadPage(_ context.Context, query models.LeadQuery) (models.LeadPage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queries = append(f.queries, query)
	var page models.LeadPage
	for _, lead := range f.leads {
		if (query.AccountID == 0 || lead.AccountID == query.AccountID) && strings.Contains(lead.LeadsName, query.Text) {
			page.Leads = append(page.Leads, lead)
		}
	}
	slices.SortFunc(page.Leads, func(a, b models.Lead) int { return int(b.ID - a.ID) })
	return page, nil
}

func (f *fakeDesk) QueueCounts(_ context.Context, user int64, _ models.Instant) ([]models.QueueCount, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var counts []models.QueueCount
	for _, part := range models.QueueParts {
		count := models.QueueCount{Part: models.QueuePart(part.Value)}
		if count.Part == models.PartOverdue {
			for _, lead := range f.leads {
				if lead.OwnerID == user {
					count.Count++
				}
			}
		}
		counts = append(counts, count)
	}
	return counts, nil
}

func (f *fakeDesk) QueuePage(_ context.Context, q models.QueueQuery) (models.QueuePage, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queueAsked = append(f.queueAsked, q)
	var page models.QueuePage
	for _, lead := range f.leads {
		if lead.OwnerID == q.User && q.Part == models.PartOverdue {
			page.Leads = append(page.Leads, lead)
		}
	}
	return page, nil
}

func (f *fakeDesk) CountLeads(context.Context, models.LeadQuery) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counted++
	return len(f.leads), nil
}

func (f *fakeDesk) Lead(_ context.Context, id int64) (models.Lead, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	lead, ok := f.leads[id]
	if !ok {
		return lead, models.ErrNotFound
	}
	return lead, nil
}

func (f *fakeDesk) Changes(_ context.Context, id int64) ([]models.Change, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.changes[id]), nil
}

func (f *fakeDesk) Report(_ context.Context, id int64) (*models.OutgoingReport, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reports[id], nil
}

func (f *fakeDesk) SetStatus(ctx context.Context, wish models.StatusWish, by models.User) (models.Lead, error) {
	lead, err := f.Lead(ctx, wish.LeadID)
	if err != nil {
		return lead, err
	}
	account, err := f.Account(ctx, lead.AccountID)
	if err != nil {
		return lead, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	old := lead.Work
	changed, err := lead.SetStatus(&account, wish, &by, models.At(f.now()))
	if err != nil && !errors.Is(err, models.ErrConflict) {
		return models.Lead{}, err
	}
	if changed {
		f.leads[lead.ID] = lead
		f.changes[lead.ID] = slices.Insert(f.changes[lead.ID], 0, models.Change{
			Kind: models.ChangeStatus, UserID: by.ID, UserName: by.Name, Status: &models.StatusChange{Old: old, New: lead.Work},
		})
	}
	return lead, err
}

func (f *fakeDesk) RevealLead(_ context.Context, id int64, _ models.User) error {
	if f.revealErr != nil {
		return f.revealErr
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.leads[id]; !ok {
		return models.ErrNotFound
	}
	f.reveals = append(f.reveals, id)
	return nil
}

func (f *fakeDesk) PullStates(context.Context) ([]models.PullState, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.states, nil
}

func (f *fakeDesk) ReportCounts(context.Context) ([]models.ReportCount, error) { return nil, nil }

func (f *fakeDesk) Breakers(context.Context) ([]models.Breaker, error) { return f.breakers, nil }

func (f *fakeDesk) act(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.acted = append(f.acted, name)
	return f.actErr
}

func (f *fakeDesk) CancelReport(context.Context, int64, int64, models.User) error {
	return f.act("cancel")
}
func (f *fakeDesk) KeepOurs(context.Context, int64, int64, models.User) error   { return f.act("keep") }
func (f *fakeDesk) TakeTheirs(context.Context, int64, int64, models.User) error { return f.act("take") }

func (f *fakeDesk) ReportPage(_ context.Context, q models.ReportQuery) (models.ReportPage, error) {
	page := models.ReportPage{Earlier: !q.After.IsZero()}
	for _, row := range f.rows {
		if row.State != q.State || q.AccountID != 0 && row.AccountID != q.AccountID || row.LeadID <= q.After.LeadID {
			continue
		}
		if len(page.Rows) == q.Limit {
			page.Later = true
			break
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

func (f *fakeDesk) ReplayReports(_ context.Context, leads []int64, accountID int64, _ models.User) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, row := range f.rows {
		if len(leads) == 0 && (accountID == 0 || row.AccountID == accountID) || slices.Contains(leads, row.LeadID) {
			f.replayed = append(f.replayed, row.LeadID)
		}
	}
	return len(f.replayed), nil
}

func (f *fakeDesk) DiscardReports(_ context.Context, leads []int64, reason string, _ models.User) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.discarded = map[int64]string{}
	for _, id := range leads {
		f.discarded[id] = reason
	}
	return len(leads), nil
}

func (f *fakeDesk) StrangeAnswers(context.Context) ([]models.StrangeAnswer, error) {
	return f.strange, nil
}

func (f *fakeDesk) ReportBody(reports []models.OutgoingReport) ([]byte, error) {
	return []byte(`{"list":[{"leads_id":"` + reports[0].LeadsID + `"}]}`), nil
}

func (f *fakeDesk) Users(context.Context) ([]models.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.users), nil
}

func (f *fakeDesk) user(is func(models.User) bool) (models.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, user := range f.users {
		if is(user) {
			return user, nil
		}
	}
	return models.User{}, models.ErrNotFound
}

func (f *fakeDesk) User(_ context.Context, id int64) (models.User, error) {
	return f.user(func(u models.User) bool { return u.ID == id })
}

func (f *fakeDesk) UserByName(_ context.Context, name string) (models.User, error) {
	return f.user(func(u models.User) bool { return u.Username == name })
}

func (f *fakeDesk) HasUsers(context.Context) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.users) > 0, nil
}

func (f *fakeDesk) CreateFirstAdmin(_ context.Context, user models.User) (models.User, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.users) > 0 {
		return models.User{}, models.ErrConflict
	}
	user.ID = 1
	f.users = append(f.users, user)
	return user, nil
}

func (f *fakeDesk) Ping(context.Context) error { return f.pingErr }

func (f *fakeDesk) StartSession(_ context.Context, s models.Session, former []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, string(former))
	f.sessions[string(s.Hash)] = s
	f.forgive(f.users, s.UserID)
	return nil
}

func (f *fakeDesk) Session(_ context.Context, hash []byte) (models.Session, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, ok := f.sessions[string(hash)]
	if !ok {
		return s, models.ErrNotFound
	}
	return s, nil
}

func (f *fakeDesk) TouchSession(context.Context, []byte, models.Instant) error { return nil }

func (f *fakeDesk) DeleteSession(_ context.Context, hash []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, string(hash))
	return nil
}

func (f *fakeDesk) PullNow(_ context.Context, id int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pulled = append(f.pulled, id)
	return f.pullErr
}

func (f *fakeDesk) DayChecks(_ context.Context, since models.Instant) ([]models.DayCheck, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.checks), func(d models.DayCheck) bool { return d.Day < since }), nil
}

func (f *fakeDesk) CountRange(context.Context, int64, models.PullWindow) (int64, error) {
	return f.ranged, f.countErr
}

func (f *fakeDesk) Backfill(_ context.Context, id int64) (models.Backfill, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, b := range f.backfills {
		if b.ID == id {
			return b, nil
		}
	}
	return models.Backfill{}, models.ErrNotFound
}

func (f *fakeDesk) Backfills(_ context.Context, account int64) ([]models.Backfill, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.backfills), func(b models.Backfill) bool { return b.AccountID != account }), nil
}

func (f *fakeDesk) AddBackfill(_ context.Context, b models.Backfill) (models.Backfill, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b.ID = int64(len(f.backfills)) + 10
	f.backfills = slices.Insert(f.backfills, 0, b)
	return b, nil
}

func (f *fakeDesk) MoveBackfill(ctx context.Context, id int64, to models.BackfillState) (models.Backfill, error) {
	b, err := f.Backfill(ctx, id)
	switch {
	case err != nil:
		return b, err
	case !b.Can(to):
		return b, models.ErrConflict
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.backfills {
		if f.backfills[i].ID == id {
			f.backfills[i].State = to
		}
	}
	b.State = to
	return b, nil
}

func (f *fakeDesk) Runs() []models.JobRun { return []models.JobRun{{Name: "pull"}} }

func (f *fakeDesk) RunNow(_ context.Context, job string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ran = append(f.ran, job)
	return !f.elsewhere, f.runErr
}

func (f *fakeDesk) PastRuns(context.Context) ([]models.PastRun, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.past, nil
}

func (f *fakeDesk) CheckConnection(context.Context, models.Credentials) models.ConnectionCheck {
	if f.connects {
		return models.ConnectionCheck{Steps: []models.CheckStep{{Step: models.StepDNS, Result: models.StepPassed}}}
	}
	return models.ConnectionCheck{Steps: []models.CheckStep{{Step: models.StepDNS, Result: models.StepFailed,
		Error: &models.PlatformError{Kind: models.FailedDNS, Message: "no such host"}}}}
}

func (f *fakeDesk) SetStatusSystem(_ context.Context, _ models.Credentials, system models.StatusSystem) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.applied = append(f.applied, system)
	return f.applyErr
}

// counter is a list of so many leads.
type counter int

func (n counter) CountLeads(context.Context, models.LeadQuery) (int, error) { return int(n), nil }
