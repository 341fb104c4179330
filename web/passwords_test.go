package web

import (
	"context"
	"strings"
	"sync"
	"testing"
)

func TestPasswordBelongsToItsHashOnly(t *testing.T) {
	hash := HashPassword("correct horse")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("not the PHC form: %s", hash)
	}
	if HashPassword("correct horse") == hash {
		t.Error("two hashes with one salt")
	}
	if !CheckPassword(hash, "correct horse") || CheckPassword(hash, "correct horse ") || CheckPassword(hash, "") {
		t.Error("the check is wrong")
	}
	// https://github.com/P-H-C/phc-winner-argon2: password "password", salt "somesalt", t=2, m=2^16, p=1
	known := "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !CheckPassword(known, "password") {
		t.Error("the reference implementation's hash is refused")
	}
}

func TestStrangeHashesBelongToNobody(t *testing.T) {
	for _, hash := range []string{
		"", "plain", "$argon2id$", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=19456,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=19456,t=2,p=1$!$!",
	} {
		if CheckPassword(hash, "password") || CheckPassword(hash, "") {
			t.Errorf("%q lets somebody in", hash)
		}
	}
}

func TestUnknownUsersTakeAHashToo(t *testing.T) {
	p := NewPasswords()
	if right, err := p.Check(t.Context(), "", ""); right || err != nil {
		t.Errorf("nobody's password is right: %v, %v", right, err)
	}
	if !strings.HasPrefix(p.dummy, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error("the dummy takes another time than a real hash")
	}
}

func TestHashesWaitForASlot(t *testing.T) {
	p := &Passwords{slots: make(chan struct{}, 2)}
	working, finish := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if err := p.inTurn(t.Context(), func() { working <- struct{}{}; <-finish }); err != nil {
				t.Error(err)
			}
		})
	}
	<-working
	<-working
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(gone, "x"); err == nil {
		t.Error("a third hash did not wait, or a visitor who left still does")
	}
	close(finish)
	all.Wait()
	if _, err := p.Hash(t.Context(), "x"); err != nil {
		t.Errorf("the slots were not given back: %v", err)
	}
}
