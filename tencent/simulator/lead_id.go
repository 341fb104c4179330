package simulator

import "strconv"

// Lead ids are numbers beyond 2^53, so that whoever keeps them in a float loses digits. An id
// tells its account and serial, so that no table of ids is needed.
const (
	idBase   = 1<<53 + 1
	idSpan   = 10_000_000_000_000 // ids an account has: enough for every serial
	idStride = 1009               // ids grow by about this from lead to lead
)

// leadsID is the id of an account's lead.
func (a *account) leadsID(serial uint32) string {
	if given, ok := a.given[serial]; ok {
		return given.text("leads_id")
	}
	return strconv.FormatUint(a.numberOf(serial), 10)
}

func (a *account) numberOf(serial uint32) uint64 {
	jitter := mix(a.seed, uint64(serial)) % idStride
	return idBase + uint64(a.index)*idSpan + uint64(serial)*idStride + jitter
}

// serialOf finds the lead that bears an id.
func (a *account) serialOf(leadsID string) (serial uint32, ok bool) {
	if serial, ok = a.givenIDs[leadsID]; ok {
		return serial, true
	}
	number, err := strconv.ParseUint(leadsID, 10, 64)
	floor := idBase + uint64(a.index)*idSpan
	if err != nil || number < floor {
		return 0, false
	}
	n := (number - floor) / idStride
	if n >= uint64(len(a.leads.entries)) {
		return 0, false
	}
	serial = uint32(n)
	_, given := a.given[serial]
	return serial, !given && a.numberOf(serial) == number && strconv.FormatUint(number, 10) == leadsID
}

// lowerID compares the ids of two leads as numbers.
func (a *account) lowerID(x, y uint32) bool {
	if len(a.given) == 0 {
		return x < y
	}
	idX, idY := a.leadsID(x), a.leadsID(y)
	if len(idX) != len(idY) {
		return len(idX) < len(idY)
	}
	return idX < idY
}
