package web

import (
	"context"

	"xiansuo/models"
)

// UseAPIToken knows one token for each user: xs_ and their user name.
func (p *people) UseAPIToken(_ context.Context, secret string) (models.APIToken, models.User, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, user := range p.users {
		if secret == models.TokenPrefix+user.Username && !user.Disabled {
			return models.APIToken{ID: user.ID, Name: "脚本", UserID: user.ID, Scopes: string(models.ReadLeads)}, user, p.broken
		}
	}
	return models.APIToken{}, models.User{}, models.ErrNotFound
}
