package jobs

import (
	"sync"
	"time"

	"xiansuo/models"
)

// credentialsPause keeps refused credentials from being tried again and again: after a refusal an
// account is left alone for a while, or until somebody edits it.
type credentialsPause struct {
	mu      sync.Mutex
	refused map[int64]refusedCredentials
}

type refusedCredentials struct {
	version int64 // of the account
	until   time.Time
}

func (p *credentialsPause) start(account *models.Account, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refused == nil {
		p.refused = make(map[int64]refusedCredentials)
	}
	p.refused[account.ID] = refusedCredentials{account.Version, now.Add(models.CredentialsWait)}
}

func (p *credentialsPause) covers(account *models.Account, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	refused, ok := p.refused[account.ID]
	return ok && refused.version == account.Version && now.Before(refused.until)
}
