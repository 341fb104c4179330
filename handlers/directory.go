package handlers

import (
	"context"
	"strconv"
	"sync"
	"time"

	"xiansuo/models"
	"xiansuo/templates"
)

// userLister lists the colleagues.
type userLister interface {
	Users(ctx context.Context) ([]models.User, error)
}

// directoryLife is how long the names of accounts and colleagues are remembered.
const directoryLife = time.Second

// directory gives lists the accounts and colleagues behind their numbers.
type directory struct {
	accounts *remembered[[]models.Account]
	users    *remembered[[]models.User]
}

// everybody is who and what a directory lists.
type everybody interface {
	userLister
	Accounts(ctx context.Context) ([]models.Account, error)
}

func newDirectory(from everybody, now func() time.Time) *directory {
	return &directory{
		accounts: remember(directoryLife, now, from.Accounts),
		users:    remember(directoryLife, now, from.Users),
	}
}

// names are accounts and colleagues at one moment.
type names struct {
	accounts []models.Account
	users    []models.User
}

func (d *directory) read(ctx context.Context) (names, error) {
	accounts, err := d.accounts.read(ctx)
	if err != nil {
		return names{}, err
	}
	users, err := d.users.read(ctx)
	return names{accounts, users}, err
}

// account is the account with the number, nil when there is none.
func (n names) account(id int64) *models.Account {
	for i := range n.accounts {
		if n.accounts[i].ID == id {
			return &n.accounts[i]
		}
	}
	return nil
}

// user is a colleague's name, empty when there is none.
func (n names) user(id int64) string {
	for i := range n.users {
		if n.users[i].ID == id {
			return n.users[i].Name
		}
	}
	return ""
}

// accountOptions and ownerOptions are the choices of the list's filters, of owners those whose leads are seen.
func (n names) accountOptions() []templates.Option {
	options := make([]templates.Option, len(n.accounts))
	for i, account := range n.accounts {
		options[i] = templates.Option{Value: strconv.FormatInt(account.ID, 10), Label: account.Name}
	}
	return options
}

func (n names) ownerOptions(scope models.Scope) []templates.Option {
	var options []templates.Option
	for _, user := range n.users {
		if user.CanWork() && scope.Sees(user.ID) {
			options = append(options, templates.Option{Value: strconv.FormatInt(user.ID, 10), Label: user.Name})
		}
	}
	return options
}

// remembered is a value that may be a little old.
type remembered[T any] struct {
	life time.Duration
	now  func() time.Time
	load func(context.Context) (T, error)

	mu    sync.Mutex // held while loading: the others wait for the one that asks
	value T
	until time.Time
}

func remember[T any](life time.Duration, now func() time.Time, load func(context.Context) (T, error)) *remembered[T] {
	return &remembered[T]{life: life, now: now, load: load}
}

// read returns the value, loaded anew when it is too old. An error is not remembered.
func (r *remembered[T]) read(ctx context.Context) (T, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now().Before(r.until) {
		return r.value, nil
	}
	value, err := r.load(ctx)
	if err == nil {
		r.value, r.until = value, r.now().Add(r.life)
	}
	return value, err
}
