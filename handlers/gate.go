package handlers

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// peopleKeeper is what the pages about people need of the store.
type peopleKeeper interface {
	tryCounter
	codeUser
	userKeeper
	totpRuler
	linkUser
	profileKeeper
	sessionLister
	secondStepper
}

// userFinder finds who wants to sign in.
type userFinder interface {
	User(ctx context.Context, id int64) (models.User, error)
	UserByName(ctx context.Context, name string) (models.User, error)
}

// tryCounter counts wrong passwords and codes, by user name and by address.
type tryCounter interface {
	TryLogin(ctx context.Context, username, ip string) (wait time.Duration, err error)
	PassTry(ctx context.Context, username, ip string) error
	LoginFailed(ctx context.Context, userID int64, username, ip, step string) error
}

// gate is what stands before whatever needs a password or a code.
type gate struct {
	users     userFinder
	tries     tryCounter
	passwords *web.Passwords
}

// Steps of a login, as the audit names them.
const (
	stepPassword = "password"
	stepCode     = "code"
	stepConfirm  = "confirm" // the password is asked for again before something weighty
)

// try counts a try. When there were too many, it says so at the field and returns the status to
// answer with; else 0.
func (g gate) try(c *web.Context, username, field string, bad *models.Invalid) (status int, err error) {
	wait, err := g.tries.TryLogin(c.Ctx(), username, c.ClientIP())
	if err != nil || wait == 0 {
		return 0, err
	}
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	bad.AddLimit(field, templates.WordTooManyAttempts, int(math.Ceil(wait.Minutes())))
	return http.StatusTooManyRequests, nil
}

// confirm asks the user for the password that they have. When it is wrong, it says so at the field
// and returns the status to answer with; else 0.
func (g gate) confirm(c *web.Context, typed, field string, bad *models.Invalid) (status int, err error) {
	if status, err := g.try(c, c.User.Username, field, bad); status != 0 || err != nil {
		return status, err
	}
	user, err := g.users.User(c.Ctx(), c.User.ID)
	if err != nil {
		return 0, err
	}
	right, err := g.passwords.Check(c.Ctx(), user.PasswordHash, typed)
	if err != nil {
		return 0, err
	}
	if right {
		return 0, g.tries.PassTry(c.Ctx(), user.Username, c.ClientIP())
	}
	bad.Add(field, templates.WordWrongPassword)
	return http.StatusUnprocessableEntity, g.tries.LoginFailed(c.Ctx(), user.ID, user.Username, c.ClientIP(), stepConfirm)
}
