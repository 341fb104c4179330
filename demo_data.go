package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"xiansuo/jobs"
	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
	"xiansuo/web"
)

// demoPassword is every demo user's. The demo listens on this machine only, and holds nothing.
const demoPassword = "demo-demo-demo"

var demoUsers = []models.User{
	{Username: "admin", Name: "王管理", Role: models.Admin},
	{Username: "manager", Name: "陈主管", Role: models.Manager},
	{Username: "lixy", Name: "李晓燕", Role: models.Sales},
	{Username: "zhout", Name: "周涛", Role: models.Sales},
	{Username: "viewer", Name: "赵投手", Role: models.Viewer},
}

// demoClock lets the history of the demo happen in the past. Zero means now.
type demoClock struct{ at atomic.Int64 }

func (c *demoClock) now() time.Time {
	if at := models.Instant(c.at.Load()); at != 0 {
		return at.Time()
	}
	return time.Now()
}

func (c *demoClock) travel(to models.Instant) { c.at.Store(int64(to)) }

// arrive comes back to the present.
func (c *demoClock) arrive() { c.at.Store(0) }

// fillDemo makes the demo's users and accounts, pulls two weeks of leads and lets the sellers
// work most of them, each act at its own time.
func fillDemo(ctx context.Context, s *store.Store, clock *demoClock, sim *simulator.Simulator, platformURL string, seed uint64) error {
	ctx = models.AsSystem(ctx)
	users, err := makeDemoUsers(ctx, s)
	if err != nil {
		return err
	}
	accounts, err := makeDemoAccounts(ctx, s)
	if err != nil {
		return err
	}
	// Nobody needs to set a demo up; the checklist is still there under the settings.
	if err := s.MarkSetup(ctx, models.SetupMark{Kind: models.MarkDismissed}, true); err != nil {
		return err
	}
	platform, err := tencent.New(platformURL, tencent.Options{})
	if err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler)
	puller := &jobs.Puller{Store: s, Platform: platform, Log: quiet, Now: time.Now, Base: ctx}
	if err := puller.PullAll(ctx); err != nil {
		return fmt.Errorf("pull the made-up leads: %w", err)
	}
	if err := pushHistory(ctx, s, clock, sim, accounts); err != nil {
		return fmt.Errorf("push the made-up leads: %w", err)
	}
	w := &demoWork{
		store: s, clock: clock, sim: sim, accounts: accounts, users: users, dice: rand.New(rand.NewPCG(seed, 2)),
		reporter: &jobs.Reporter{Store: s, Platform: platform, Log: quiet, Now: clock.now},
	}
	if err := w.run(ctx); err != nil {
		return fmt.Errorf("work the made-up leads: %w", err)
	}
	sender := &jobs.WechatSender{Store: s, Platform: platform, Log: quiet, Now: clock.now}
	if err := addDemoWechat(ctx, s, clock, sim, sender); err != nil {
		return fmt.Errorf("make up WeChat authorisations: %w", err)
	}
	return nil
}

func makeDemoUsers(ctx context.Context, s *store.Store) (sellers []models.User, err error) {
	hash := web.HashPassword(demoPassword) // one for all: hashing is slow on purpose
	team := models.TeamEdit{Name: "销售一组"}
	for _, user := range demoUsers {
		user.PasswordHash = hash
		if user, err = s.CreateUser(ctx, user); err != nil {
			return nil, err
		}
		if user.Role == models.Sales {
			sellers = append(sellers, user)
		}
		if user.Role == models.Sales || user.Role == models.Manager {
			team.Members = append(team.Members, user.ID)
		}
	}
	if _, err := s.SaveTeam(ctx, team); err != nil {
		return nil, err
	}
	return sellers, nil
}

func makeDemoAccounts(ctx context.Context, s *store.Store) (map[int64]models.Account, error) {
	accounts := make(map[int64]models.Account)
	for _, a := range madeUpAccounts {
		account, err := s.SaveAccount(ctx, models.AccountEdit{
			ID: a.ID, Name: a.Name, Industry: a.Industry, StatusSystem: a.StatusSystem, Algorithm: models.SHA256,
			Pull: models.Pair{Token: a.Token, Secret: a.Secret},
		}, models.System)
		if err != nil {
			return nil, err
		}
		accounts[a.ID] = account
		began := models.At(time.Now().Add(-madeUpHistory))
		if err := s.SavePullState(ctx, models.PullState{AccountID: a.ID, Watermark: began}); err != nil {
			return nil, err
		}
	}
	return accounts, nil
}

// demoWork lets sellers set statuses as time went by.
type demoWork struct {
	store    *store.Store
	clock    *demoClock
	sim      *simulator.Simulator
	reporter *jobs.Reporter
	accounts map[int64]models.Account
	users    []models.User
	dice     *rand.Rand
}

func (w *demoWork) run(ctx context.Context) error {
	query := models.LeadQuery{Limit: 200}
	for {
		page, err := w.store.LeadPage(ctx, query)
		if err != nil {
			return err
		}
		for _, lead := range page.Leads {
			if err := w.work(ctx, lead); err != nil {
				return err
			}
		}
		if !page.Older {
			return nil
		}
		query.After = page.Leads[len(page.Leads)-1].ListKey
	}
}

// freshSpan is for how long the newest leads stay untouched: somebody should have them to call.
const freshSpan = 3 * time.Hour

func (w *demoWork) work(ctx context.Context, lead models.Lead) error {
	age := time.Since(lead.IngestedAt.Time())
	if lead.Preview || age < freshSpan || w.dice.IntN(10) == 0 {
		return nil
	}
	if lead.ID%refusedShare == 0 {
		if err := w.refuse(lead.LeadsID); err != nil {
			return err
		}
	}
	seller := w.users[w.dice.IntN(len(w.users))]
	called := lead.IngestedAt.Add(time.Duration(3+w.dice.IntN(90)) * time.Minute)
	account := w.accounts[lead.AccountID]
	for _, work := range w.story(account.Rules()) {
		w.clock.travel(called)
		wish := w.followUp(lead, work, called)
		var err error
		if _, lead, err = w.store.SaveFollowUp(models.ActingAs(ctx, seller.Actor("", models.LeadsOf(seller.ID))), wish, seller); err != nil {
			return err
		}
		w.clock.travel(called.Add(models.ReportSettle))
		if err := w.reporter.SendAll(ctx); err != nil {
			return err
		}
		called = called.Add(time.Duration(2+w.dice.IntN(20)) * time.Hour)
		if called.Time().After(time.Now()) {
			return nil
		}
	}
	return nil
}

// followUp is what a seller sends after a call: of one lead in five that is not done with, a promise to
// call again about now, so that every part of the queue holds some.
func (w *demoWork) followUp(lead models.Lead, work models.Work, called models.Instant) models.FollowUpWish {
	wish := models.FollowUpWish{
		StatusWish: models.StatusWish{LeadID: lead.ID, Version: lead.WorkVersion, Work: work},
		Outcome:    models.OutcomeInterested, FormKey: fmt.Sprintf("demo-%d-%d", lead.ID, lead.WorkVersion),
	}
	switch work.ConvertStatus {
	case models.StatusDeprecated:
		wish.Outcome = models.OutcomeNoAnswer
		if work.IneffectReason == models.ReasonNoIntention {
			wish.Outcome = models.OutcomeUninterested
		}
	case models.StatusVisitStore:
		wish.Outcome = models.OutcomeAppointment
	case models.StatusAddWeixin:
		wish.Outcome = models.OutcomeAddedWechat
	}
	if !work.IsDone() && lead.ID%5 == 0 {
		next := models.At(time.Now()).Add(time.Duration(w.dice.IntN(60)-6) * time.Hour)
		wish.NextAt = max(next, called.Add(time.Hour))
		wish.Note = demoNotes[w.dice.IntN(len(demoNotes))]
	}
	return wish
}

// demoNotes are what sellers write down.
var demoNotes = []string{"在开会，让晚点再打", "想先看资料，已发微信", "和家人商量后再定", "问了价格，觉得偏高，约好再聊", "周末有空，想来看看"}

// refusedShare: one lead in so many has a report that the platform refuses, to show what that
// looks like.
const refusedShare = 97

func (w *demoWork) refuse(leadsID string) error {
	_, err := w.sim.Fail(simulator.Fault{
		Kind: simulator.RefuseParameter, Call: simulator.CallReport, LeadsIDs: []string{leadsID}, Code: 2103, Message: "线索不存在或已被删除",
	})
	return err
}

// story makes up what a seller says of a lead, once or twice.
func (w *demoWork) story(rules models.StatusRules) []models.Work {
	statuses, reasons := rules.Statuses(), rules.Reasons()
	pick := func(of models.Enum) string { return of[w.dice.IntN(len(of))].Value }
	first := models.Work{ConvertStatus: models.StatusPotentialCustomer, IntentionScore: models.IntentionScore(models.IntentionScores[3].Value)}
	switch w.dice.IntN(10) {
	case 0, 1, 2, 3:
		return []models.Work{{
			ConvertStatus: models.StatusDeprecated, IneffectReason: models.IneffectReason(pick(reasons)),
			IntentionScore: models.IntentionScore(pick(models.IntentionScores[:3])),
		}}
	case 4, 5, 6:
		return []models.Work{first}
	case 7:
		first.OuterConvertType = "已发报价"
		return []models.Work{first}
	}
	second := models.Work{ConvertStatus: models.ConvertStatus(pick(statuses[1:])), IntentionScore: models.IntentionScore(pick(models.IntentionScores[4:]))}
	return []models.Work{first, second}
}
