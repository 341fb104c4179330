package web

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestFiveFailuresStopAUser(t *testing.T) {
	clock := newClock()
	l := NewLoginLimit(clock.now)
	for i := range failuresPerUser {
		if _, ok := l.Try("wang", fmt.Sprintf("10.0.0.%d", i)); !ok {
			t.Fatalf("try %d was refused", i+1)
		}
		clock.pass(10 * time.Second)
	}
	wait, ok := l.Try("wang", "10.0.0.99")
	if ok || wait != loginWindow-50*time.Second {
		t.Fatalf("ok = %v, wait = %v", ok, wait)
	}
	if _, ok := l.Try("li", "10.0.0.99"); !ok {
		t.Error("a colleague is refused too")
	}
	clock.pass(wait)
	if _, ok := l.Try("wang", "10.0.0.99"); !ok {
		t.Error("still refused after the wait")
	}
	if _, ok := l.Try("wang", "10.0.0.99"); ok {
		t.Error("the wait forgave more than one failure")
	}
}

func TestTwentyFailuresStopAnAddress(t *testing.T) {
	for name, addresses := range map[string]func(int) string{
		"IPv4":            func(int) string { return "192.0.2.1" },
		"one IPv6 subnet": func(i int) string { return fmt.Sprintf("2001:db8::%x", i+1) },
	} {
		t.Run(name, func(t *testing.T) {
			l := NewLoginLimit(newClock().now)
			for i := range failuresPerIP {
				if _, ok := l.Try(fmt.Sprintf("user%d", i), addresses(i)); !ok {
					t.Fatalf("try %d was refused", i+1)
				}
			}
			if _, ok := l.Try("another", addresses(99)); ok {
				t.Error("try 21 was let through")
			}
			if _, ok := l.Try("another", "198.51.100.7"); !ok {
				t.Error("another address is refused too")
			}
		})
	}
}

func TestSuccessForgivesTheUser(t *testing.T) {
	l := NewLoginLimit(newClock().now)
	for range 100 {
		if _, ok := l.Try("wang", "192.0.2.1"); !ok {
			t.Fatal("right passwords count as failures")
		}
		l.Succeeded("wang", "192.0.2.1")
	}
	if len(l.failures) != 0 {
		t.Errorf("%d counters are left", len(l.failures))
	}
}

func TestManyTriesAtOnceCannotPassTogether(t *testing.T) {
	l := NewLoginLimit(newClock().now)
	var passed atomic.Int64
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			if _, ok := l.Try("wang", fmt.Sprintf("10.0.1.%d", i)); ok {
				passed.Add(1)
			}
		})
	}
	all.Wait()
	if passed.Load() != failuresPerUser {
		t.Errorf("%d tries passed, want %d", passed.Load(), failuresPerUser)
	}
}

func TestLimitRemembersBoundedly(t *testing.T) {
	clock := newClock()
	l := NewLoginLimit(clock.now)
	for i := range maxLoginCounters {
		l.Try(fmt.Sprintf("user%d", i), fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255))
		if len(l.failures) > maxLoginCounters {
			t.Fatalf("%d counters", len(l.failures))
		}
	}
	l.Try(strings.Repeat("x", 1<<20), "192.0.2.9")
	for key := range l.failures {
		if len(key) > 100 {
			t.Fatalf("a key of %d bytes", len(key))
		}
	}
	clock.pass(loginWindow)
	l.Try("wang", "192.0.2.1")
	if len(l.failures) > 2 {
		t.Errorf("%d counters after everything is out of date", len(l.failures))
	}
}

func TestSetupTokenIsGoodForAnHour(t *testing.T) {
	clock := newClock()
	token := NewSetupToken(clock.now)
	if !token.Matches(" "+token.Text()+"\n") || token.Matches("") || token.Matches(token.Text()+"x") {
		t.Error("the match is wrong")
	}
	if NewSetupToken(clock.now).Text() == token.Text() || len(token.Text()) < 26 {
		t.Error("the token can be guessed")
	}
	clock.pass(SetupTokenLife)
	if token.Matches(token.Text()) {
		t.Error("good after an hour")
	}
	var none *SetupToken
	if none.Matches("") {
		t.Error("no token matches nothing")
	}
}
