package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"time"

	"xiansuo/tencent/simulator"
)

func TestFaultsThatSpeakTheDocumentsLanguage(t *testing.T) {
	tests := []struct {
		fault simulator.Fault
		want  int
	}{
		{simulator.Fault{Kind: simulator.Internal}, 1100},
		{simulator.Fault{Kind: simulator.Internal, Code: 1199, Message: "忙"}, 1199},
		{simulator.Fault{Kind: simulator.Permission}, 2000},
		{simulator.Fault{Kind: simulator.Permission, Code: 10000}, 10000},
		{simulator.Fault{Kind: simulator.RefuseParameter}, 2100},
		{simulator.Fault{Kind: simulator.UnknownCode}, 77777},
	}
	for _, test := range tests {
		p := start(t, nil)
		p.fail(test.fault)
		e := p.must(p.request(schoolID, simulator.CallList, p.window(), ""))
		if e.Code != test.want || test.fault.Message != "" && e.Message != test.fault.Message {
			t.Errorf("%+v: code %d (%s)", test.fault, e.Code, e.Message)
		}
	}
}

func TestFaultsOfTheNetworkAndItsProxies(t *testing.T) {
	tests := []struct {
		fault simulator.Fault
		is    func(envelope, error) bool
	}{
		{simulator.Fault{Kind: simulator.HTTPStatus}, func(e envelope, err error) bool { return e.status == 502 && err != nil }},
		{simulator.Fault{Kind: simulator.HTTPStatus, Status: 429}, func(e envelope, err error) bool { return e.status == 429 && err != nil }},
		{simulator.Fault{Kind: simulator.HTMLBody}, func(e envelope, err error) bool { return e.status == 200 && e.raw[0] == '<' }},
		{simulator.Fault{Kind: simulator.EmptyBody}, func(e envelope, err error) bool { return e.status == 200 && len(e.raw) == 0 }},
		{simulator.Fault{Kind: simulator.Truncated}, func(e envelope, err error) bool {
			return e.status == 200 && len(e.raw) > 10 && err != nil && !errors.Is(err, io.ErrUnexpectedEOF)
		}},
		{simulator.Fault{Kind: simulator.CutBody}, func(_ envelope, err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }},
		{simulator.Fault{Kind: simulator.Reset}, func(_ envelope, err error) bool { return broken(err) }},
		{simulator.Fault{Kind: simulator.LostAnswer}, func(_ envelope, err error) bool { return broken(err) }},
		{simulator.Fault{Kind: simulator.Redirect}, func(e envelope, _ error) bool {
			return e.status == 302 && e.header.Get("Location") == "https://example.com/"
		}},
		{simulator.Fault{Kind: simulator.Redirect, Location: "https://example.com/login"}, func(e envelope, _ error) bool {
			return e.header.Get("Location") == "https://example.com/login"
		}},
	}
	for _, test := range tests {
		p := start(t, nil)
		p.fail(test.fault)
		// A POST, which net/http does not repeat by itself.
		e, err := p.send(p.request(schoolID, simulator.CallReport, nil, `{"list":[]}`))
		if !test.is(e, err) {
			t.Errorf("%+v: HTTP %d, %d bytes, error %v", test.fault, e.status, len(e.raw), err)
		}
	}
}

func broken(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE)
}

func TestAReportWhoseAnswerIsLostTookEffect(t *testing.T) {
	p := start(t, nil)
	id := p.addLead(estateID)
	p.fail(simulator.Fault{Kind: simulator.LostAnswer, Times: 1})
	body := fmt.Sprintf(`{"list":[{"leads_id":"%s","leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE"}]}`, id)
	if _, err := p.send(p.request(estateID, simulator.CallReport, nil, body)); !broken(err) {
		t.Fatalf("error %v, want a broken connection", err)
	}
	if _, ok := p.LastReport(id); !ok {
		t.Error("the report was not applied")
	}
}

func TestAParameterFaultCanMeetChosenLeadsOnly(t *testing.T) {
	p := start(t, func(o *simulator.Options) { o.NameRefusedItems = true })
	good, bad := p.addLead(estateID), p.addLead(estateID)
	p.fail(simulator.Fault{Kind: simulator.RefuseParameter, LeadsIDs: []string{bad}, Code: 2150, Times: 1})
	item := func(id string) string {
		return fmt.Sprintf(`{"leads_id":"%s","leads_convert_type":"LEADS_CONVERT_STATUS_VISIT_STORE"}`, id)
	}
	if e := p.report(estateID, `{"list":[`+item(good)+`]}`); e.Code != 0 {
		t.Errorf("a batch without the lead: code %d", e.Code)
	}
	if e := p.report(estateID, `{"list":[`+item(good)+`,`+item(bad)+`]}`); e.Code != 2150 {
		t.Errorf("a batch with the lead: code %d, want 2150", e.Code)
	}
	if e := p.report(estateID, `{"list":[`+item(bad)+`]}`); e.Code != 0 {
		t.Errorf("after the fault's one time: code %d", e.Code)
	}
}

func TestClockFaults(t *testing.T) {
	for _, test := range []struct {
		kind simulator.FaultKind
		want int
	}{{simulator.WrongDate, 0}, {simulator.WrongClock, 2005}} {
		p := start(t, nil)
		p.fail(simulator.Fault{Kind: test.kind, Skew: 10 * time.Minute})
		e := p.must(p.request(schoolID, simulator.CallList, p.window(), ""))
		date, err := http.ParseTime(e.header.Get("Date"))
		if err != nil || !date.Equal(noon.Add(10*time.Minute)) {
			t.Errorf("%s: Date %v, want 10 minutes ahead", test.kind, date)
		}
		if e.Code != test.want {
			t.Errorf("%s: code %d, want %d", test.kind, e.Code, test.want)
		}
	}
}

func TestSlowAndHangingAnswersEndWhenTheClientGivesUp(t *testing.T) {
	for _, fault := range []simulator.Fault{{Kind: simulator.Slow, Delay: time.Hour}, {Kind: simulator.Hang}} {
		p := start(t, nil)
		p.fail(fault)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := p.send(p.request(schoolID, simulator.CallReport, nil, `{}`).WithContext(ctx))
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: error %v, want the client's own deadline", fault.Kind, err)
		}
		// The server's Close at the end of the test waits for the handler: it would hang here.
	}
}

func TestASlowAnswerComesInTheEnd(t *testing.T) {
	p := start(t, nil)
	p.fail(simulator.Fault{Kind: simulator.Slow, Delay: 30 * time.Millisecond})
	begun := time.Now()
	if e := p.must(p.request(schoolID, simulator.CallList, p.window(), "")); e.Code != 0 || time.Since(begun) < 30*time.Millisecond {
		t.Errorf("code %d after %v", e.Code, time.Since(begun))
	}
}

func TestRowFaults(t *testing.T) {
	p := start(t, nil)
	p.seed(schoolID, 30, time.Hour)
	_, whole := p.list(schoolID, p.window())
	meet := func(f simulator.Fault) (listPage, []string) {
		f.Times = 1
		p.fail(f)
		return p.list(schoolID, p.window())
	}
	page, ids := meet(simulator.Fault{Kind: simulator.HideRows})
	if len(ids) != 20 || page.PageInfo.TotalNumber != 30 {
		t.Errorf("hide_rows: %d rows of %d", len(ids), page.PageInfo.TotalNumber)
	}
	if _, ids = meet(simulator.Fault{Kind: simulator.HideRows, LeadsIDs: whole[3:5]}); !slices.Equal(ids, slices.Concat(whole[:3], whole[5:])) {
		t.Error("hide_rows: not just the chosen leads are missing")
	}
	_, ids = meet(simulator.Fault{Kind: simulator.Reorder})
	if slices.Equal(ids, whole) {
		t.Error("reorder: the order is as it was")
	}
	slices.Sort(ids)
	if !slices.Equal(ids, slices.Sorted(slices.Values(whole))) {
		t.Error("reorder: other leads than before")
	}
	if _, ids = meet(simulator.Fault{Kind: simulator.RepeatRows}); !slices.Equal(ids, append(slices.Clone(whole), whole[0])) {
		t.Error("repeat_rows: the first row is not repeated")
	}
	if page, _ = meet(simulator.Fault{Kind: simulator.WrongTotal, Delta: -4}); page.PageInfo.TotalNumber != 26 {
		t.Errorf("wrong_total: %d, want 26", page.PageInfo.TotalNumber)
	}
	if _, ids = p.list(schoolID, p.window()); !slices.Equal(ids, whole) {
		t.Error("the list is not whole again after the faults")
	}
}

func TestFaultsMeetOnlyWhatTheyAreFor(t *testing.T) {
	p := start(t, nil)
	list := func(account int64) int { return p.must(p.request(account, simulator.CallList, p.window(), "")).Code }
	p.fail(simulator.Fault{Kind: simulator.Internal, AccountID: estateID, Call: simulator.CallList, Times: 2})
	if code := list(schoolID); code != 0 {
		t.Errorf("another account: code %d", code)
	}
	if code := p.report(estateID, `{}`).Code; code != 2101 {
		t.Errorf("another call: code %d", code)
	}
	if codes := []int{list(estateID), list(estateID), list(estateID)}; !slices.Equal(codes, []int{1100, 1100, 0}) {
		t.Errorf("codes %v, want two failures and then none", codes)
	}
	id, err := p.Fail(simulator.Fault{Kind: simulator.Internal})
	if err != nil {
		t.Fatal(err)
	}
	if code := list(schoolID); code != 1100 {
		t.Errorf("a fault without an end: code %d", code)
	}
	p.Clear(id)
	if code := list(schoolID); code != 0 || len(p.Faults()) != 0 {
		t.Errorf("after Clear: code %d, %d faults", code, len(p.Faults()))
	}
	calls := p.Calls()[simulator.CallList]
	if calls.Received != 6 || calls.Faulted != 3 || calls.Accepted != 3 {
		t.Errorf("counted %+v", calls)
	}
}

func TestAProbableFaultFallsTheSameWayForTheSameSeed(t *testing.T) {
	var first []int
	for range 2 {
		p := start(t, nil)
		p.fail(simulator.Fault{Kind: simulator.Internal, Probability: 0.5})
		var codes []int
		for range 20 {
			codes = append(codes, p.must(p.request(schoolID, simulator.CallList, p.window(), "")).Code)
		}
		if !slices.Contains(codes, 0) || !slices.Contains(codes, 1100) {
			t.Errorf("codes %v, want some of both", codes)
		}
		if first != nil && !slices.Equal(codes, first) {
			t.Errorf("codes %v, and before %v", codes, first)
		}
		first = codes
	}
}

func TestFaultsThatMakeNoSenseAreRefused(t *testing.T) {
	p := start(t, nil)
	for _, f := range []simulator.Fault{
		{}, {Kind: "no such"}, {Kind: simulator.Internal, Call: "leads/get"}, {Kind: simulator.Internal, Times: -1},
		{Kind: simulator.Internal, Probability: 2}, {Kind: simulator.HTTPStatus, Status: 99},
	} {
		if _, err := p.Fail(f); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}
