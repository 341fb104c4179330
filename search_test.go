package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestWhoSearchesFindsAndNoAddressTells: the box, the filters beside it and the way back.
func TestWhoSearchesFindsAndNoAddressTells(t *testing.T) {
	p, _, id := deskWithALead(t)
	w := p.window(t, onDesk)
	w.login()
	row := fmt.Sprintf(`[data-lead="%s"]`, id)
	told := func(where string) {
		t.Helper()
		address := w.address()
		if strings.Contains(address, "q=") || strings.Contains(address, "%E7%8E%8B") || !strings.Contains(address, "s=") {
			t.Errorf("%s the address is %s", where, address)
		}
	}
	w.do(w.open("/leads"), see(row), write(`.search input`, "王建国\r"), says(".chips", "王建国"), see(row))
	told("after a search")
	w.do(choose(`.toolbar [name=report]`, "none"), says(".chips", "王建国"), says(".chips", "回传"))
	told("with a filter besides")
	w.do(click(row+` .lead-link`), see(`form[data-status-form]`), click(`a[data-back]`), says(".chips", "王建国"), says(row, "王建国"))
	told("back from the lead")
}
