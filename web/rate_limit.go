package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"xiansuo/models"
)

// maxLimited is how many addresses a RateLimit remembers.
const maxLimited = 10_000

// RateLimit refuses requests of an address that sends too many a second, and of everybody when
// all together do.
type RateLimit struct {
	now  func() time.Time
	each rate.Limit
	all  *rate.Limiter

	mu   sync.Mutex
	seen map[string]*rate.Limiter
}

// NewRateLimit allows so many requests a second from one address and from all, and as many again
// at once after a pause.
func NewRateLimit(now func() time.Time, each, all int) *RateLimit {
	return &RateLimit{
		now: now, each: rate.Limit(each), all: rate.NewLimiter(rate.Limit(all), 2*all), seen: map[string]*rate.Limiter{},
	}
}

// Allow reports whether a request from the address may be served.
func (l *RateLimit) Allow(ip string) bool {
	now := l.now()
	return l.of(models.Network(ip)).AllowN(now, 1) && l.all.AllowN(now, 1)
}

// of is the limiter of an address. When there are too many, one at random is forgotten: what
// all together send stays limited.
func (l *RateLimit) of(address string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter, known := l.seen[address]
	if known {
		return limiter
	}
	for other := range l.seen {
		if len(l.seen) < maxLimited {
			break
		}
		delete(l.seen, other)
	}
	limiter = rate.NewLimiter(l.each, 2*int(l.each))
	l.seen[address] = limiter
	return limiter
}
