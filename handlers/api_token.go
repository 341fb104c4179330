package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// tokenKeeper keeps the tokens by which scripts act for users.
type tokenKeeper interface {
	APITokens(ctx context.Context) ([]models.APIToken, error)
	MakeAPIToken(ctx context.Context, wish models.TokenWish) (token models.APIToken, secret string, err error)
	RevokeAPIToken(ctx context.Context, id int64) error
	UseAPIToken(ctx context.Context, secret string) (models.APIToken, models.User, error)
}

// tokenPages are the settings of API tokens.
type tokenPages struct {
	tokens tokenKeeper
	users  userLister
}

// defaultTokenDays is what the form offers.
const defaultTokenDays = 90

func (t tokenPages) list(c *web.Context) error {
	wish := models.TokenWish{Scopes: []string{string(models.ReadLeads)}, Days: defaultTokenDays}
	return t.answer(c, http.StatusOK, templates.TokenListProps{Wish: wish})
}

func (t tokenPages) answer(c *web.Context, code int, props templates.TokenListProps) (err error) {
	if props.Tokens, err = t.tokens.APITokens(c.Ctx()); err != nil {
		return err
	}
	if props.Users, err = t.users.Users(c.Ctx()); err != nil {
		return err
	}
	return c.Render(code, templates.TokenList(props))
}

// create makes a token and shows it, this once and on this answer only; 422 with what was typed when
// something is wrong.
func (t tokenPages) create(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	wish := models.TokenWish{Name: form.Get("name"), Scopes: form["scopes"]}
	wish.UserID, _ = strconv.ParseInt(form.Get("user"), 10, 64) // no number is no user, which Check refuses
	wish.Days, _ = strconv.Atoi(form.Get("days"))               // and no days
	_, secret, err := t.tokens.MakeAPIToken(c.Ctx(), wish)
	var bad *models.Invalid
	if errors.As(err, &bad) {
		return t.answer(c, http.StatusUnprocessableEntity, templates.TokenListProps{Wish: wish, Errors: bad})
	} else if err != nil {
		return err
	}
	fresh := models.TokenWish{Scopes: []string{string(models.ReadLeads)}, Days: defaultTokenDays}
	return t.answer(c, http.StatusOK, templates.TokenListProps{Wish: fresh, Secret: secret})
}

func (t tokenPages) revoke(c *web.Context) error {
	id, err := c.ID("token")
	if err != nil {
		return err
	}
	if err := t.tokens.RevokeAPIToken(c.Ctx(), id); err != nil {
		return err
	}
	c.Notify(templates.NoticeTokenRevoked)
	return c.SeeOther(templates.TokensPath())
}
