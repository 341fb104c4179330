package handlers

import (
	"errors"
	"strings"

	"xiansuo/models"
	"xiansuo/templates"
	"xiansuo/web"
)

// searchSealer keeps search texts out of addresses: they hold names and phones.
type searchSealer interface {
	SealSearch(text string) (string, error)
	OpenSearch(sealed string) (string, error)
}

// search takes a search text in a body and leads to the list under an address that does not show it.
func (l leadList) search(c *web.Context) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	filter, err := l.sealed(templates.LeadFilter{Q: form.Get("q")})
	if err != nil {
		return err
	}
	return c.SeeOther(filter.Path())
}

// sealed is the filter with its text both open and sealed, so that no link of the page repeats it.
// An address that nobody here sealed is noted.
func (l leadList) sealed(filter templates.LeadFilter) (templates.LeadFilter, error) {
	var err error
	if filter.Sealed != "" {
		filter.Q, err = l.seal.OpenSearch(filter.Sealed)
		if errors.Is(err, models.ErrNotFound) {
			return filter, nil
		}
		return filter, err
	}
	if filter.Q = cut(strings.TrimSpace(filter.Q), maxSearch); filter.Q != "" {
		filter.Sealed, err = l.seal.SealSearch(filter.Q)
	}
	return filter, err
}
