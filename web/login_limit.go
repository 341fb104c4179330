package web

import (
	"net/netip"
	"sync"
	"time"
)

// How many logins may fail before more are refused unread.
const (
	loginWindow      = 5 * time.Minute
	failuresPerUser  = 5
	failuresPerIP    = 20
	maxLoginCounters = 10_000 // names and addresses remembered

	tidyPause = 10 * time.Second // between walks over all counters
)

// LoginLimit refuses logins of a user name or from an address with too many recent failures,
// before any hashing. User names that do not exist count like those that do.
type LoginLimit struct {
	now func() time.Time

	mu       sync.Mutex
	failures map[string][]time.Time // oldest first
	tidied   time.Time
}

// NewLoginLimit starts with a clean sheet.
func NewLoginLimit(now func() time.Time) *LoginLimit {
	return &LoginLimit{now: now, failures: map[string][]time.Time{}}
}

// Try asks to check a password. It counts the try as a failure at once, so that many at the same
// time cannot pass together; Succeeded takes it back. When it refuses, wait says for how long.
func (l *LoginLimit) Try(username, ip string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	user, address := userKey(username), ipKey(ip)
	wait = max(l.wait(user, failuresPerUser), l.wait(address, failuresPerIP))
	if wait > 0 {
		return wait, false
	}
	l.count(user)
	l.count(address)
	return 0, true
}

// Succeeded forgets the user's failures and the address's last one.
func (l *LoginLimit) Succeeded(username, ip string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.failures, userKey(username))
	address := ipKey(ip)
	if times := l.failures[address]; len(times) > 1 {
		l.failures[address] = times[:len(times)-1]
	} else {
		delete(l.failures, address)
	}
}

func (l *LoginLimit) wait(key string, most int) time.Duration {
	recent := l.recent(key)
	if len(recent) < most {
		return 0
	}
	return loginWindow - l.now().Sub(recent[len(recent)-most])
}

// recent drops what is older than the window.
func (l *LoginLimit) recent(key string) []time.Time {
	times := l.failures[key]
	for len(times) > 0 && l.now().Sub(times[0]) >= loginWindow {
		times = times[1:]
	}
	if len(times) == 0 {
		delete(l.failures, key)
	} else {
		l.failures[key] = times
	}
	return times
}

func (l *LoginLimit) count(key string) {
	if _, known := l.failures[key]; !known && len(l.failures) >= maxLoginCounters {
		l.makeRoom()
	}
	l.failures[key] = append(l.failures[key], l.now())
}

// makeRoom drops what is out of date, and when everything is recent one counter at random: to be
// rid of a certain one takes as many failures as there are counters.
func (l *LoginLimit) makeRoom() {
	if l.now().Sub(l.tidied) >= tidyPause {
		l.tidied = l.now()
		for key := range l.failures {
			l.recent(key)
		}
	}
	for key := range l.failures {
		if len(l.failures) < maxLoginCounters {
			return
		}
		delete(l.failures, key)
	}
}

// maxNameKey bounds what is remembered of a name, in bytes: a form lets people type a megabyte.
const maxNameKey = 64

func userKey(username string) string { return "user " + username[:min(len(username), maxNameKey)] }

func ipKey(ip string) string { return "ip " + network(ip) }

// network is the address, or of an IPv6 address the /64 that one customer has to himself.
func network(ip string) string {
	address, err := netip.ParseAddr(ip)
	if err != nil || address.Unmap().Is4() {
		return ip
	}
	prefix, err := address.Prefix(64)
	if err != nil {
		return ip
	}
	return prefix.String()
}
