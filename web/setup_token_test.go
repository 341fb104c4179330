package web

import "testing"

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
