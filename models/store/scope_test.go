package store_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/models/store/storetest"
)

// staff is a desk with people of every role: the manager's team has the first seller in it.
type staff struct {
	*desk
	admin, manager, viewer models.User
	first, second, third   models.User // sellers
}

func newStaff(t *testing.T, open func(func() time.Time) *store.Store) *staff {
	t.Helper()
	s := &staff{desk: newDesk(t, open)}
	s.first = s.seller
	for _, hire := range []struct {
		into     *models.User
		username string
		role     models.Role
	}{
		{&s.second, "second", models.Sales}, {&s.third, "third", models.Sales}, {&s.manager, "manager", models.Manager},
		{&s.viewer, "viewer", models.Viewer}, {&s.admin, "admin", models.Admin},
	} {
		user, err := s.CreateUser(t.Context(), models.User{Username: hire.username, Name: "人 " + hire.username, Role: hire.role, PasswordHash: "x"})
		if err != nil {
			t.Fatal(err)
		}
		*hire.into = user
	}
	if _, err := s.SaveTeam(t.Context(), models.TeamEdit{Name: "一组", Members: []int64{s.manager.ID, s.first.ID}}); err != nil {
		t.Fatal(err)
	}
	return s
}

// as is the context of a request of the user.
func (s *staff) as(t *testing.T, user models.User) context.Context {
	t.Helper()
	scope, err := s.ScopeOf(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	return models.ActingAs(t.Context(), user.Actor("192.0.2.1", scope))
}

// give makes somebody the owner of a lead.
func (s *staff) give(t *testing.T, lead models.Lead, owner int64) {
	t.Helper()
	wish := models.AssignWish{LeadID: lead.ID, From: lead.OwnerID, To: owner}
	if err := s.AssignLead(models.AsSystem(t.Context()), wish, s.admin); err != nil {
		t.Fatal(err)
	}
}

// mixed stores leads of all owners, sources and statuses.
func (s *staff) mixed(t *testing.T, n int) {
	t.Helper()
	var leads []models.Lead
	for i := range n {
		l := lead(i/3, []string{"王建国", "陈思雨", "王小雨"}[i%3], fmt.Sprintf("138%08d", i*7919))
		l.LeadsID, l.LeadsSource, l.CampaignName = fmt.Sprintf("id-%03d", i), []string{"XJ", "YOUJU"}[i%2], []string{"春季", "夏季 13"}[i/2%2]
		leads = append(leads, l)
	}
	s.accept(t, models.Pulled, leads...)
	owners := []int64{models.Nobody, s.first.ID, s.second.ID, s.third.ID, s.manager.ID}
	for i, l := range s.list(t, models.LeadQuery{Limit: n}) {
		if i%4 == 1 {
			wish := models.StatusWish{LeadID: l.ID, Work: models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonEmpty, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_1"}}
			if _, err := s.SetStatus(models.AsSystem(t.Context()), wish, s.admin); err != nil {
				t.Fatal(err)
			}
		}
		if owner := owners[(i*i+i/5)%len(owners)]; owner != models.Nobody {
			s.give(t, l, owner)
		}
	}
}

// TestEveryListHoldsExactlyTheLeadsOfTheScope compares each page and count of each role with what an admin
// sees, for every filter, search and direction.
func TestEveryListHoldsExactlyTheLeadsOfTheScope(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		s.mixed(t, 90)
		all := s.list(t, models.LeadQuery{Limit: 90})
		middle := all[45].ListKey
		filters := []models.LeadQuery{
			{}, {AccountID: 25610}, {Status: string(models.StatusDeprecated)}, {Status: models.NoneSet}, {Reason: string(models.ReasonEmpty)},
			{Score: "LEADS_INTENTION_SCORE_LEVEL_1"}, {Source: "XJ"}, {Report: "waiting"}, {Report: models.NoneSet}, {Report: models.ReportDue, DueAt: models.At(noon).Add(5 * 24 * time.Hour)},
			{OwnerID: s.first.ID}, {OwnerID: s.second.ID}, {Nobodys: true}, {From: all[80].IngestedAt, To: all[10].IngestedAt},
			{Text: "王"}, {Text: "小雨"}, {Text: "13"}, {Text: "1"}, {Text: "id-031"}, {Text: "夏季"}, {Text: "王", Source: "XJ"}, {Status: string(models.StatusDeprecated), Source: "XJ"},
		}
		for _, user := range []models.User{s.first, s.manager, s.viewer, s.admin} {
			ctx := s.as(t, user)
			scope := models.ScopeOf(ctx)
			for _, filter := range filters {
				for _, cursor := range []models.LeadQuery{{Limit: 90}, {After: middle, Limit: 90}, {Before: middle, Limit: 90}, {Limit: 7}, {Before: middle, Limit: 4}} {
					filter.After, filter.Before, filter.Limit = cursor.After, cursor.Before, 90
					want := slices.DeleteFunc(s.list(t, filter), func(l models.Lead) bool { return !scope.Sees(l.OwnerID) })
					if cursor.Limit < len(want) && filter.Before == 0 {
						want = want[:cursor.Limit]
					} else if cursor.Limit < len(want) {
						want = want[len(want)-cursor.Limit:]
					}
					filter.Limit = cursor.Limit
					page, err := s.LeadPage(ctx, filter)
					if err != nil {
						t.Fatal(err)
					}
					if !slices.EqualFunc(page.Leads, want, sameLead) {
						t.Errorf("%s, %+v: %d leads, want %d", user.Username, filter, len(page.Leads), len(want))
					}
				}
				filter.After, filter.Before, filter.Limit = 0, 0, 90
				want := -1
				if filter.Text == "" {
					want = len(slices.DeleteFunc(s.list(t, filter), func(l models.Lead) bool { return !scope.Sees(l.OwnerID) }))
				}
				if n, err := s.CountLeads(ctx, filter); err != nil || n != want && (want != -1 || n > 0) {
					t.Errorf("%s counts %d of %+v, want %d (%v)", user.Username, n, filter, want, err)
				}
			}
		}
	})
}

// notTheirs does with somebody's lead whatever the store can do with one, as somebody who may not see it: each
// must answer as if it were not there.
func (s *staff) notTheirs(ctx context.Context, lead models.Lead, by models.User) map[string]func() error {
	none := func(n int, err error) error {
		if err == nil && n == 0 {
			return models.ErrNotFound
		}
		return err
	}
	id, version := lead.ID, lead.WorkVersion
	return map[string]func() error{
		"Lead":      func() error { _, err := s.Lead(ctx, id); return err },
		"FollowUps": func() error { _, err := s.FollowUps(ctx, id); return err },
		"SaveFollowUp": func() error {
			_, _, err := s.SaveFollowUp(ctx, models.FollowUpWish{StatusWish: models.StatusWish{LeadID: id, Version: version, Work: lead.Work},
				Outcome: models.OutcomeNoAnswer, FormKey: "stranger"}, by)
			return err
		},
		"Changes":    func() error { _, err := s.Changes(ctx, id); return err },
		"Report":     func() error { _, err := s.Report(ctx, id); return err },
		"RawEvents":  func() error { _, err := s.RawEvents(ctx, id); return err },
		"RevealLead": func() error { return s.RevealLead(ctx, id, by) },
		"SetStatus": func() error {
			_, err := s.SetStatus(ctx, models.StatusWish{LeadID: id, Version: version, Work: models.Work{ConvertStatus: models.StatusAddWeixin}}, by)
			return err
		},
		"CancelReport": func() error { return s.CancelReport(ctx, id, version, by) },
		"KeepOurs":     func() error { return s.KeepOurs(ctx, id, version, by) },
		"TakeTheirs":   func() error { return s.TakeTheirs(ctx, id, version, by) },
		"TakeLead":     func() error { return s.TakeLead(ctx, id, by) },
		"AssignLead": func() error {
			return s.AssignLead(ctx, models.AssignWish{LeadID: id, From: lead.OwnerID, To: by.ID}, by)
		},
		"ReplayReports":  func() error { return none(s.ReplayReports(ctx, []int64{id}, 0, by)) },
		"DiscardReports": func() error { return none(s.DiscardReports(ctx, []int64{id}, "不用", by)) },
		"LeadPage": func() error {
			page, err := s.LeadPage(ctx, models.LeadQuery{OwnerID: lead.OwnerID})
			return none(len(page.Leads), err)
		},
		"CountLeads": func() error { return none(s.CountLeads(ctx, models.LeadQuery{OwnerID: lead.OwnerID})) },
		"ReportPage": func() error {
			page, err := s.ReportPage(ctx, models.ReportQuery{State: models.ReportFailed, Limit: 10})
			return none(len(page.Rows), err)
		},
		"Person":       func() error { _, err := s.Person(ctx, id); return err },
		"PersonRecord": func() error { _, err := s.PersonRecord(ctx, id); return err },
		"ErasePerson":  func() error { _, err := s.ErasePerson(ctx, id, 1); return err },
		"SeenReportCounts": func() error {
			counts, err := s.SeenReportCounts(ctx)
			return none(len(counts), err)
		},
	}
}

// unscoped are the methods that take a lead and ask nobody, with their reason.
var unscoped = map[string]string{
	"AcceptLeads": "the platform brings them",
	"CreateLead":  "a script brings a new one; the same again is read in the scope",
	"DropSample":  "takes a made-up lead of a connection test out again",
}

var leadParameter = regexp.MustCompile(`(?i)^leads?(id|s)?$`)

// TestEveryWayToALeadAsksTheScope fails when the store gets a new method that takes a lead's id or a query of leads and
// nobody wrote down here how it answers to strangers.
func TestEveryWayToALeadAsksTheScope(t *testing.T) {
	tried := (&staff{desk: &desk{}}).notTheirs(t.Context(), models.Lead{}, models.User{})
	methods := leadMethods(t)
	if len(methods) < 15 {
		t.Fatalf("only %v take a lead: the pattern is wrong", methods)
	}
	for _, method := range methods {
		if tried[method] == nil && unscoped[method] == "" {
			t.Errorf("Store.%s takes a lead: does it ask the scope? Add it to notTheirs", method)
		}
	}
}

// leadMethods are the exported methods of the Store that take a lead or a query of leads.
func leadMethods(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var methods []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			f, is := declared.(*ast.FuncDecl)
			if !is || f.Recv == nil || !f.Name.IsExported() || !takesLead(f.Name.Name, f.Type.Params) {
				continue
			}
			if pointer, is := f.Recv.List[0].Type.(*ast.StarExpr); is && pointer.X.(*ast.Ident).Name == "Store" && !strings.HasSuffix(name, "_test.go") {
				methods = append(methods, f.Name.Name)
			}
		}
	}
	return methods
}

func takesLead(method string, parameters *ast.FieldList) bool {
	for _, parameter := range parameters.List {
		if of, is := parameter.Type.(*ast.SelectorExpr); is && slices.Contains([]string{"LeadQuery", "StatusWish", "AssignWish"}, of.Sel.Name) {
			return true
		}
		for _, name := range parameter.Names {
			if leadParameter.MatchString(name.Name) || name.Name == "id" && strings.Contains(method, "Lead") {
				return true
			}
		}
	}
	return false
}

func TestSomebodyElsesLeadIsNotThere(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		s.mixed(t, 12)
		system := models.AsSystem(t.Context())
		l := s.list(t, models.LeadQuery{Nobodys: true})[0]
		wish := models.StatusWish{LeadID: l.ID, Version: l.WorkVersion, Work: models.Work{ConvertStatus: models.StatusPotentialCustomer}}
		l, err := s.SetStatus(system, wish, s.admin)
		if err != nil {
			t.Fatal(err)
		}
		s.clock.advance(time.Minute)
		reports, err := s.ClaimReports(system, l.AccountID, 50)
		if err != nil || len(reports) == 0 {
			t.Fatal(len(reports), err)
		}
		for _, report := range reports { // parked, all of the second seller
			s.conclude(t, report, &models.PlatformError{Kind: models.RefusedParameter, Code: 2100, Message: "x"})
			current, err := s.Lead(system, report.LeadID)
			if err != nil {
				t.Fatal(err)
			}
			s.give(t, current, s.second.ID)
		}
		s.clock.advance(models.TakenRecently)
		if l, err = s.Lead(system, l.ID); err != nil {
			t.Fatal(err)
		}
		before, err := s.Changes(system, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		for name, ctx := range map[string]context.Context{
			"another seller": s.as(t, s.first), "a manager of another team": s.as(t, s.manager), "nobody": t.Context(),
			"a guest": models.ActingAs(t.Context(), models.Actor{Kind: models.ActorGuest}),
		} {
			by := s.first
			if strings.Contains(name, "manager") {
				by = s.manager
			}
			for method, do := range s.notTheirs(ctx, l, by) {
				if method == "AssignLead" && by.Role == models.Sales {
					continue // refused by role before anything is read
				}
				if err := do(); !errors.Is(err, models.ErrNotFound) {
					t.Errorf("%s by %s: %v", method, name, err)
				}
			}
		}
		after, err := s.Lead(system, l.ID)
		if err != nil || after.Work != l.Work || after.WorkVersion != l.WorkVersion || after.OwnerID != s.second.ID || after.ReportState != models.ReportFailed {
			t.Errorf("the lead was changed: %+v, owner %d, %v", after.Work, after.OwnerID, err)
		}
		if changes, err := s.Changes(system, l.ID); err != nil || len(changes) != len(before) {
			t.Errorf("%d entries in the history, before %d (%v)", len(changes), len(before), err)
		}
		mine := s.notTheirs(s.as(t, s.second), l, s.second)
		last := []string{"ReplayReports", "DiscardReports", "ErasePerson"} // take away what the others find
		for method, do := range mine {                                     // and all of it is there for its owner
			if slices.Contains(last, method) {
				continue
			}
			if err := do(); errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s by its owner: %v", method, err)
			}
		}
		if err := mine["ErasePerson"](); errors.Is(err, models.ErrNotFound) {
			t.Errorf("ErasePerson by its owner: %v", err)
		}
	})
}

// TestBulkActsTouchOnlyWhatIsInScope replays and discards a mixed choice.
func TestBulkActsTouchOnlyWhatIsInScope(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		s.mixed(t, 60)
		system := models.AsSystem(t.Context())
		s.clock.advance(time.Minute)
		reports, err := s.ClaimReports(system, s.account.ID, 50)
		if err != nil {
			t.Fatal(err)
		}
		scope := models.ScopeOf(s.as(t, s.manager))
		var chosen []int64
		seen := 0
		for _, report := range reports {
			s.conclude(t, report, &models.PlatformError{Kind: models.RefusedParameter, Code: 2100, Message: "x"})
			chosen = append(chosen, report.LeadID)
			if l, err := s.Lead(system, report.LeadID); err == nil && scope.Sees(l.OwnerID) {
				seen++
			}
		}
		if seen == 0 || seen == len(chosen) {
			t.Fatalf("%d of %d are in scope", seen, len(chosen))
		}
		manager := s.as(t, s.manager)
		if page, err := s.ReportPage(manager, models.ReportQuery{State: models.ReportFailed, Limit: 100}); err != nil || len(page.Rows) != seen {
			t.Errorf("the page shows %d of %d (%v)", len(page.Rows), seen, err)
		}
		if counts, err := s.SeenReportCounts(manager); err != nil || len(counts) != 1 || counts[0].Failed != int64(seen) {
			t.Errorf("counts %+v, want %d (%v)", counts, seen, err)
		}
		if n, err := s.ReplayReports(manager, chosen, 0, s.manager); err != nil || n != seen {
			t.Errorf("replayed %d of %d (%v)", n, seen, err)
		}
		if n, err := s.ReplayReports(manager, nil, 0, s.manager); err != nil || n != 0 {
			t.Errorf("replayed %d of others (%v)", n, err)
		}
		if n, err := s.DiscardReports(system, chosen, "不用", s.admin); err != nil || n != len(chosen)-seen {
			t.Errorf("%d were left parked, want %d (%v)", n, len(chosen)-seen, err)
		}
	})
}

func TestAManagerSeesTheirTeamsAndLosesThemWithIt(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, open func(func() time.Time) *store.Store) {
		s := newStaff(t, open)
		sees := func(user models.User) []int64 { return models.ScopeOf(s.as(t, user)).Owners() }
		if got := sees(s.manager); !slices.Equal(got, []int64{models.Nobody, s.first.ID, s.manager.ID}) {
			t.Errorf("of one team: %v", got)
		}
		if got := sees(s.first); !slices.Equal(got, []int64{models.Nobody, s.first.ID}) {
			t.Errorf("a seller: %v", got)
		}
		if !models.ScopeOf(s.as(t, s.admin)).IsAll() || !models.ScopeOf(s.as(t, s.viewer)).IsAll() {
			t.Error("admins and viewers see all")
		}
		second, err := s.SaveTeam(t.Context(), models.TeamEdit{Name: "二组", Members: []int64{s.manager.ID, s.third.ID, s.third.ID}})
		if err != nil {
			t.Fatal(err)
		}
		if got := sees(s.manager); !slices.Equal(got, []int64{models.Nobody, s.first.ID, s.third.ID, s.manager.ID}) {
			t.Errorf("of two teams: %v", got)
		}
		var bad *models.Invalid
		if _, err := s.SaveTeam(t.Context(), models.TeamEdit{Name: " 二组 "}); !errors.As(err, &bad) {
			t.Errorf("a name twice: %v", err)
		}
		if _, err := s.SaveTeam(t.Context(), models.TeamEdit{Name: "三组", Members: []int64{4711}}); !errors.As(err, &bad) {
			t.Errorf("an unknown member: %v", err)
		}
		if _, err := s.SaveTeam(t.Context(), models.TeamEdit{ID: second.ID, Version: second.Version + 1, Name: "x"}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old form: %v", err)
		}
		if _, err := s.SaveTeam(t.Context(), models.TeamEdit{ID: second.ID, Version: second.Version, Name: "夜班", Members: []int64{s.manager.ID}}); err != nil {
			t.Fatal(err)
		}
		if got := sees(s.manager); slices.Contains(got, s.third.ID) {
			t.Errorf("a member who left: %v", got)
		}
		teams, err := s.Teams(t.Context())
		if err != nil || len(teams) != 2 {
			t.Fatalf("%+v %v", teams, err)
		}
		for _, team := range teams {
			if err := s.DeleteTeam(t.Context(), team.ID); err != nil {
				t.Fatal(err)
			}
		}
		if got := sees(s.manager); !slices.Equal(got, []int64{models.Nobody, s.manager.ID}) {
			t.Errorf("without a team: %v", got)
		}
		if err := s.DeleteTeam(t.Context(), second.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("deleting it again: %v", err)
		}
	})
}
