package templates

import (
	"context"
	"strconv"
	"strings"

	"xiansuo/models"
)

// TokenListProps fill the settings of API tokens.
type TokenListProps struct {
	Tokens []models.APIToken
	Users  []models.User // everybody, by name
	Wish   models.TokenWish
	Secret string // of the token that was just made: shown this once
	Errors *models.Invalid
}

// tokenDays is the wish's number of days as a field holds it.
func (p *TokenListProps) tokenDays() string {
	if p.Wish.Days == 0 {
		return ""
	}
	return strconv.Itoa(p.Wish.Days)
}

// userName is whom a token acts for.
func (p *TokenListProps) userName(id int64) string {
	for i := range p.Users {
		if p.Users[i].ID == id {
			return p.Users[i].Name
		}
	}
	return ""
}

// stopped reports whether a token's user is disabled, which stops the token too.
func (p *TokenListProps) stopped(id int64) bool {
	for i := range p.Users {
		if p.Users[i].ID == id {
			return p.Users[i].Disabled
		}
	}
	return true
}

// tokenBadge says whether a token is good.
func tokenBadge(ctx context.Context, t *models.APIToken, stopped bool) badge {
	switch {
	case t.RevokedAt != 0:
		return badge{Tone: "muted", Icon: "ban", Words: T(ctx, "token.revoked")}
	case t.Ended(PageOf(ctx).Now):
		return badge{Tone: "muted", Icon: "clock", Words: T(ctx, "token.over")}
	case stopped:
		return badge{Tone: "warn", Icon: "alert-triangle", Words: T(ctx, "token.stopped")}
	}
	return badge{Tone: "ok", Icon: "circle-check", Words: T(ctx, "token.good")}
}

func scopeWords(ctx context.Context, scopes string) string {
	var list []string
	for _, scope := range strings.Fields(scopes) {
		list = append(list, models.TokenScopes.Label(scope, Language(ctx)))
	}
	return strings.Join(list, T(ctx, "list.separator"))
}

// APIHelpProps fill the page about the API.
type APIHelpProps struct {
	Origin    string // https://leads.example.com
	Endpoints []APIEndpointProps
}

// APIEndpointProps describe one address of the API.
type APIEndpointProps struct {
	Name, Method, Path, Summary string
	Scope                       models.TokenScope // empty: any token
	Fields                      []APIFieldProps   // parameters and fields of the body
	Statuses                    []int
}

// APIFieldProps describe a parameter or a field of a body.
type APIFieldProps struct {
	Name             string
	Number, Required bool
	Max              int // characters; 0: judged by other rules
	About            string
}

func (f APIFieldProps) kind(ctx context.Context) string {
	kind := T(ctx, "api.text")
	if f.Number {
		kind = T(ctx, "api.number")
	}
	if f.Required {
		kind += T(ctx, "list.separator") + T(ctx, "api.required")
	}
	if f.Max > 0 {
		kind += T(ctx, "list.separator") + T(ctx, "api.max", "Limit", f.Max)
	}
	return kind
}

func statusCodes(statuses []int) string {
	list := make([]string, len(statuses))
	for i, status := range statuses {
		list[i] = strconv.Itoa(status)
	}
	return strings.Join(list, " ")
}

// apiExample is a first call to try.
func apiExample(origin string) string {
	return "curl -H \"Authorization: Bearer $XIANSUO_TOKEN\" \"" + origin + APILeadsRoute + "?limit=10\""
}
