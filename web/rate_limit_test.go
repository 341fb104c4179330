package web

import (
	"fmt"
	"testing"
	"time"
)

func TestOneAddressCannotTakeEverybodysShare(t *testing.T) {
	c := newClock()
	l := NewRateLimit(c.now, 10, 1000)
	allowed := 0
	for range 100 {
		if l.Allow("203.0.113.7") {
			allowed++
		}
	}
	if allowed != 20 || !l.Allow("203.0.113.8") {
		t.Errorf("%d of 100 allowed at once", allowed)
	}
	if l.Allow("203.0.113.7") {
		t.Error("the limit forgot")
	}
	c.pass(time.Second)
	if !l.Allow("203.0.113.7") {
		t.Error("the limit never ends")
	}
}

func TestAllTogetherAreLimitedAndMemoryIsBounded(t *testing.T) {
	c := newClock()
	l := NewRateLimit(c.now, 10, 100)
	allowed := 0
	for i := range 3 * maxLimited {
		if l.Allow(fmt.Sprintf("2001:db8:%x:%x::1", i>>16, i&0xFFFF)) {
			allowed++
		}
	}
	if allowed != 200 || len(l.seen) > maxLimited {
		t.Errorf("%d allowed, %d remembered", allowed, len(l.seen))
	}
}
