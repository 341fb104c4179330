package web

import "net/http"

// How many acts a second guests may try, from one address and from all: far above what a company
// behind one address types, far below what would keep the desk busy. Reading is cheap and not
// limited; logins and pushes have narrower limits of their own.
const (
	guestActs    = 50
	allGuestActs = 1_000
)

// limitGuests refuses the acts of an address that tries too many without being signed in.
func (s *Site) limitGuests(c *Context) error {
	if c.SignedIn() || c.Request.Method == http.MethodGet || s.guests.Allow(c.ClientIP()) {
		return nil
	}
	c.Header("Retry-After", "1")
	return errFlood
}
