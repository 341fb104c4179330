package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"xiansuo/models"
	"xiansuo/models/store"
	"xiansuo/templates"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
)

// pulledShare: one lead in so many is not pushed and comes by the next pull alone, as it happens.
const pulledShare = 3

// historyPulledShare is the same for the demo's past, in which pushing works better.
const historyPulledShare = 12

// pushHistory makes a past in which most of the demo's leads came by a push, each at its own time.
// They were pulled already, so that nothing is doubted or changed: they count as pushed, no more.
func pushHistory(ctx context.Context, s *store.Store, clock *demoClock, sim *simulator.Simulator, accounts map[int64]models.Account) error {
	for _, made := range madeUpAccounts {
		if _, err := s.PushAddress(ctx, made.ID); err != nil {
			return err
		}
		for place := 0; ; place++ {
			body, ingested, ok := sim.PushForm(made.ID, place)
			if !ok {
				break
			}
			if place%historyPulledShare == 0 {
				continue
			}
			clock.travel(models.At(ingested.Add(time.Second)))
			if err := pushPast(ctx, s, accounts[made.ID], body, models.At(ingested)); err != nil {
				return err
			}
		}
	}
	return nil
}

func pushPast(ctx context.Context, s *store.Store, account models.Account, body []byte, at models.Instant) error {
	lead, err := tencent.Pushes{}.Decode(body, account.ID)
	if err != nil {
		return err
	}
	_, err = s.AcceptPush(ctx, models.Push{
		Account: account, Lead: lead, Key: models.PushKey(account.ID, at.String(), body),
		Signature: models.PushSignature{Algorithm: models.SHA1, Fields: 3, SignedAt: at},
	})
	if err == nil {
		s.CountPush(account.ID, models.PushNew)
	}
	return err
}

// demoPushes send leads that arrive to the desk's own push addresses, signed as the platform does.
type demoPushes struct {
	sim     *simulator.Simulator
	store   *store.Store
	address string // of the desk
	log     *slog.Logger
	seen    int
}

// arrived hears of each lead that arrives.
func (p *demoPushes) arrived(ctx context.Context) func(accountID int64, leadsID string) {
	return func(accountID int64, leadsID string) {
		if p.seen++; p.seen%pulledShare == 0 {
			return
		}
		if err := p.push(ctx, accountID, leadsID); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "the simulated platform could not push a lead", "account", accountID, "error", err)
		}
	}
}

func (p *demoPushes) push(ctx context.Context, accountID int64, leadsID string) error {
	to, err := p.store.PushAddress(ctx, accountID)
	if err != nil {
		return err
	}
	status, _, err := p.sim.Push(ctx, p.address+templates.HookPath(to.Secret), accountID, leadsID)
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err // without the address, which is a secret
	}
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("HTTP %d", status)
	}
	return nil
}
