package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// pushAddressKeeper keeps the push addresses and what came to them.
type pushAddressKeeper interface {
	PushAddress(ctx context.Context, accountID int64) (models.PushAddress, error)
	RotatePushAddress(ctx context.Context, accountID int64, by models.User) (models.PushAddress, error)
	SavePushRules(ctx context.Context, accountID int64, rules models.PushRules) error
	PushCounts(ctx context.Context, accountID int64) ([]models.PushCount, error)
	DropSample(ctx context.Context, accountID int64, leadsID string) (found bool, err error)
}

// sampleSender pushes a made-up lead to an address as the platform does.
type sampleSender interface {
	SendSample(ctx context.Context, address string, c models.Credentials, pinned models.Algorithm) (models.PushSample, error)
}

// pushPanel shows an account's push address; nil when the program has none to offer.
func (a accountPages) pushPanel(c *web.Context, account *models.Account) (*templates.PushProps, error) {
	if a.base == "" {
		return nil, nil
	}
	address, err := a.pushes.PushAddress(c.Ctx(), account.ID)
	if err != nil {
		return nil, err
	}
	counts, err := a.pushes.PushCounts(c.Ctx(), account.ID)
	if err != nil {
		return nil, err
	}
	return &templates.PushProps{
		AccountID: account.ID, Address: address, URL: a.base + templates.HookPath(address.Secret), Counts: counts,
		Rules: models.PushRules{Algorithm: address.Algorithm, WindowSeconds: int64(address.Window().Seconds())},
	}, nil
}

// accountPush changes an account's push address and tries it.
type accountPush struct {
	accountPages
	platform sampleSender
}

// rules changes how pushes are judged: 303 to the account, 422 with what was typed.
func (a accountPush) rules(c *web.Context) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	rules := models.PushRules{Algorithm: models.Algorithm(form.Get("push_algorithm"))}
	// What is no number is out of range.
	rules.WindowSeconds, _ = strconv.ParseInt(strings.TrimSpace(form.Get("push_window")), 10, 64)
	err = a.pushes.SavePushRules(c.Ctx(), account.ID, rules)
	var invalid *models.Invalid
	switch {
	case err == nil:
		c.Notify(templates.NoticePushSaved)
		return c.SeeOther(a.frame.path(account.ID))
	case !errors.As(err, &invalid):
		return err
	}
	props, err := a.formOf(c, account)
	if err != nil || props.Push == nil {
		return errors.Join(err, invalid)
	}
	props.Push.Rules, props.Push.Errors = rules, invalid
	return a.frame.render(c, http.StatusUnprocessableEntity, props)
}

// rotate gives the account a new address; the one before stays good for a day.
func (a accountPush) rotate(c *web.Context) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	if _, err := a.pushes.RotatePushAddress(c.Ctx(), account.ID, c.User); err != nil {
		return err
	}
	c.Notify(templates.NoticePushRotated)
	return c.SeeOther(a.frame.path(account.ID))
}

// sample sends a signed sample out to the public address and says what came back. What it finds
// is its answer, not its failure: the status is 200 either way.
func (a accountPush) sample(c *web.Context) error {
	account, err := a.account(c)
	if err != nil {
		return err
	}
	props, err := a.formOf(c, account)
	if err != nil {
		return err
	}
	if props.Push == nil {
		return models.ErrNotFound
	}
	credentials, err := a.accounts.Credentials(c.Ctx(), account.ID, models.ForPush)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), platformPatience)
	defer cancel()
	sample, err := a.platform.SendSample(ctx, props.Push.URL, credentials, props.Push.Address.Algorithm)
	if err != nil {
		return err
	}
	sample.URL = props.Push.URL
	if sample.Arrived, err = a.pushes.DropSample(c.Ctx(), account.ID, sample.LeadsID); err != nil {
		return err
	}
	if c.IsHTMX() {
		return c.Render(http.StatusOK, templates.PushSampled(sample))
	}
	props.Push.Sample = &sample
	return a.frame.render(c, http.StatusOK, props)
}
