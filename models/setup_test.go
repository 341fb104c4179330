package models

import (
	"errors"
	"testing"
)

func TestWhatIsSetUpIsReadFromWhatThereIs(t *testing.T) {
	admin := User{ID: 1, Role: Admin, PasswordHash: "x"}
	account := Account{ID: 7, Pull: CredentialsSummary{ChangedAt: 100}, ReportMode: ReportDryRun}
	tested := func(at Instant) map[SetupMark]Instant { return map[SetupMark]Instant{{MarkTested, 7}: at} }
	for name, c := range map[string]struct {
		item  SetupItem
		facts SetupFacts
		want  bool
	}{
		"nobody":                           {SetupAdmin, SetupFacts{}, false},
		"an admin who never came":          {SetupAdmin, SetupFacts{Users: []User{{Role: Admin}}}, false},
		"an admin":                         {SetupAdmin, SetupFacts{Users: []User{admin}}, true},
		"one person":                       {SetupTeam, SetupFacts{Users: []User{admin}}, false},
		"a second one is kept out":         {SetupTeam, SetupFacts{Users: []User{admin, {Disabled: true}}}, false},
		"a second one is invited":          {SetupTeam, SetupFacts{Users: []User{admin, {Role: Sales}}}, true},
		"an untested account":              {SetupAccount, SetupFacts{Accounts: []Account{account}}, false},
		"tested before the secret changed": {SetupAccount, SetupFacts{Accounts: []Account{account}, Marks: tested(99)}, false},
		"tested since":                     {SetupAccount, SetupFacts{Accounts: []Account{account}, Marks: tested(100)}, true},
		"pulled since":                     {SetupAccount, SetupFacts{Accounts: []Account{account}, Pulls: []PullState{{AccountID: 7, SucceededAt: 101}}}, true},
		"without credentials":              {SetupAccount, SetupFacts{Accounts: []Account{{ID: 7}}, Marks: tested(100)}, false},
		"another account's pull":           {SetupPull, SetupFacts{Accounts: []Account{account}, Pulls: []PullState{{AccountID: 8, SucceededAt: 101}}}, false},
		"a pull":                           {SetupPull, SetupFacts{Accounts: []Account{account}, Pulls: []PullState{{AccountID: 7, SucceededAt: 101}}}, true},
		"no push":                          {SetupPush, SetupFacts{Accounts: []Account{account}}, false},
		"a push":                           {SetupPush, SetupFacts{Accounts: []Account{account}, Pushed: map[int64]Instant{7: 5}}, true},
		"no account to decide on":          {SetupReports, SetupFacts{}, false},
		"a dry run by default":             {SetupReports, SetupFacts{Accounts: []Account{account}}, false},
		"a dry run by choice":              {SetupReports, SetupFacts{Accounts: []Account{account}, Marks: map[SetupMark]Instant{{MarkDecided, 7}: 1}}, true},
		"one on and one undecided":         {SetupReports, SetupFacts{Accounts: []Account{{ID: 8, ReportMode: ReportOn}, account}}, false},
		"switched off":                     {SetupReports, SetupFacts{Accounts: []Account{{ID: 8, ReportMode: ReportOff}}}, true},
		"plain HTTP":                       {SetupHTTPS, SetupFacts{}, false},
		"HTTPS":                            {SetupHTTPS, SetupFacts{HTTPS: true}, true},
		"the key is in one place":          {SetupKey, SetupFacts{}, false},
		"the key is copied":                {SetupKey, SetupFacts{Marks: map[SetupMark]Instant{{Kind: MarkKeyCopied}: 1}}, true},
	} {
		if got := c.facts.Has(c.item); got != c.want {
			t.Errorf("%s: %s is done: %v", name, c.item, got)
		}
	}
}

func TestTheSetUpGoesOnAtTheFirstStepThatIsLeft(t *testing.T) {
	facts := SetupFacts{Users: []User{{Role: Admin, PasswordHash: "x"}}}
	if got := facts.Next(); got != SetupAccount {
		t.Errorf("a new desk goes on at %q", got)
	}
	facts.Accounts = []Account{{ID: 7, CreatedAt: 1, Pull: CredentialsSummary{ChangedAt: 1}, ReportMode: ReportOn}, {ID: 8, CreatedAt: 2, ReportMode: ReportOn}}
	facts.Pulls = []PullState{{AccountID: 7, SucceededAt: 2}}
	if got := facts.Next(); got != SetupPush || facts.Newest().ID != 8 || facts.Done() != 4 {
		t.Errorf("goes on at %q, newest %d, %d done", got, facts.Newest().ID, facts.Done())
	}
	facts.Pushed = map[int64]Instant{7: 3}
	facts.Users = append(facts.Users, User{Role: Sales})
	if got := facts.Next(); got != "" {
		t.Errorf("goes on at %q though no step is left", got)
	}
}

func TestSeveralInvitationsAreJudgedTogether(t *testing.T) {
	var bad *Invalid
	err := CheckInvitations([]Invitation{{Username: "Li ", Role: Sales}, {Username: "li", Role: Sales}, {Username: "!", Role: "janitor"}})
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	for field, word := range map[string]string{"username_1": "invalid.username_twice", "username_2": "invalid.username", "role_2": "invalid.choice"} {
		if got, _ := bad.Of(field); got.Word != word {
			t.Errorf("%s: %q, want %q", field, got.Word, word)
		}
	}
	if len(bad.Fields) != 3 {
		t.Errorf("%v", bad)
	}
	if err := CheckInvitations(nil); err == nil {
		t.Error("nobody is invited, and all is well")
	}
	if err := CheckInvitations(make([]Invitation, MaxInvitations+1)); err == nil {
		t.Error("there is no limit")
	}
}
