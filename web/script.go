package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiansuo/models"
)

// Requests of scripts: they show an API token in the place of a session, no cookie of theirs is read
// and none is set, and every error is answered as a problem in JSON.

// apiFolder is where scripts come to.
const apiFolder = "/api/"

// How often a token may be shown, and all of them together. As many again pass at once after a pause.
const (
	tokenEach = 10 // a second
	tokenAll  = 200
)

// retryAfter is when a token that came too often may come again.
const retryAfter = time.Second

// Errors that only a request of a script can make.
var (
	errToken     = errors.New("no token that is good")
	errTooOften  = errors.New("too many requests of one token")
	errMediaType = errors.New("not JSON")
)

// IsScript reports whether the address is one for scripts.
func (c *Context) IsScript() bool { return strings.HasPrefix(c.Request.URL.Path, apiFolder) }

// identifyScript finds out whose token is shown, and makes the request act for that user, as far as
// they are not disabled meanwhile. What is written down of it names the token.
func (s *Site) identifyScript(c *Context) error {
	secret, ok := bearerOf(c.Request)
	if !ok {
		return errToken
	}
	token, user, err := s.users.UseAPIToken(c.Ctx(), secret)
	if errors.Is(err, models.ErrNotFound) {
		return errToken
	} else if err != nil {
		return err
	}
	if !s.tokens.Allow("token " + strconv.FormatInt(token.ID, 10)) {
		return errTooOften
	}
	scope, err := s.users.ScopeOf(c.Ctx(), user)
	if err != nil {
		return err
	}
	user.PasswordHash, token.Hash = "", nil
	c.User, c.Token = user, token
	c.act(token.Actor(c.ClientIP(), scope))
	return nil
}

// bearerOf is the token that a request shows, when it looks like one of ours.
func bearerOf(r *http.Request) (secret string, ok bool) {
	headers := r.Header.Values("Authorization")
	if len(headers) != 1 {
		return "", false
	}
	scheme, secret, _ := strings.Cut(headers[0], " ")
	return secret, strings.EqualFold(scheme, "Bearer") && len(secret) < 100 && strings.HasPrefix(secret, models.TokenPrefix)
}

// Parameters is the address's query when it has these parameters and no others, each at most once:
// a script is told what a person's page would pass over.
func (c *Context) Parameters(known ...string) (url.Values, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, errForm
	}
	bad := &models.Invalid{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !slices.Contains(known, name):
			bad.Add(safeName(name), "invalid.unknown_field")
		case len(values[name]) > 1:
			bad.Add(name, "invalid.twice")
		}
		if len(bad.Fields) >= maxJSONErrors {
			break
		}
	}
	return clean(values), bad.OrNil()
}
