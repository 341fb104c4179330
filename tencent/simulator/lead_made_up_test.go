package simulator_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xiansuo/models"
	"xiansuo/tencent"
	"xiansuo/tencent/simulator"
)

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	pull := func(seed uint64) []byte {
		p := start(t, func(o *simulator.Options) { o.Seed = seed })
		p.seed(estateID, 60, 48*time.Hour)
		for range 10 {
			if _, err := p.AddLead(estateID); err != nil {
				t.Fatal(err)
			}
		}
		return p.must(p.request(estateID, simulator.CallList, p.window(), "")).raw
	}
	if !bytes.Equal(pull(1), pull(1)) {
		t.Error("the same seed gave other bytes")
	}
	if bytes.Equal(pull(1), pull(2)) {
		t.Error("another seed gave the same bytes")
	}
}

func TestGenerateMakesLeadsUpWithoutAddingThem(t *testing.T) {
	p := start(t, nil)
	one, err := p.Generate(1, noon)
	if err != nil {
		t.Fatal(err)
	}
	same, err := p.Generate(1, noon)
	if err != nil || !bytes.Equal(one, same) || !json.Valid(one) {
		t.Errorf("the same time gave another lead, or none: %v", err)
	}
	if page, _ := p.list(medicalID, p.window()); page.PageInfo.TotalNumber != 0 {
		t.Error("the lead was added")
	}
	if _, err := p.Generate(9, noon); err == nil {
		t.Error("an account that is not there made a lead")
	}
}

// wholeHistory pulls every lead of an account as raw JSON objects.
func wholeHistory(p *platform, account int64) []map[string]json.RawMessage {
	p.t.Helper()
	query := p.window()
	query.Set("page_size", "200")
	var leads []map[string]json.RawMessage
	for {
		page, ids := p.list(account, query)
		if len(ids) == 0 {
			return leads
		}
		if len(leads) > page.PageInfo.TotalNumber {
			p.t.Fatal("the pages never end")
		}
		leads = append(leads, page.List...)
		query.Set("search_after_leads_id", ids[len(ids)-1])
	}
}

func TestEveryQuirkComesUp(t *testing.T) {
	p := start(t, nil)
	p.seed(medicalID, 1500, 48*time.Hour)
	seen := map[string]int{}
	note := func(quirk string, is bool) {
		if is {
			seen[quirk]++
		} else {
			seen[quirk] += 0
		}
	}
	for _, lead := range wholeHistory(p, medicalID) {
		has := func(name string) bool { _, ok := lead[name]; return ok }
		is := func(name, value string) bool { return string(lead[name]) == value }
		number := func(name string) bool { return has(name) && lead[name][0] >= '0' && lead[name][0] <= '9' }
		bundle, tel := "", text(lead["leads_tel"])
		if has("bundle") && lead["bundle"][0] == '"' {
			if err := json.Unmarshal(lead["bundle"], &bundle); err != nil {
				t.Fatal(err)
			}
		}
		answers, readable := models.Answers(bundle)
		note("id as a number", number("leads_id"))
		note("id as a string", !number("leads_id"))
		note("account as a string", has("account_id") && !number("account_id"))
		note("null", is("leads_email", "null"))
		note("empty", is("leads_email", `""`))
		note("absent", !has("leads_email"))
		note("pull's name", has("leads_gender") && has("leads_age"))
		note("push's name", has("age"))
		note("come_from", has("leads_come_from"))
		note("come_form", has("leads_come_form"))
		note("bundle with answers", len(answers) > 0)
		note("bundle that is no JSON but readable", len(answers) > 0 && !json.Valid([]byte(bundle)))
		note("bundle that is nothing", !readable)
		note("masked phone", strings.HasSuffix(tel, "x"))
		note("no phone", tel == "" || tel == "null")
		note("preview", is("leads_source", `"AD_PREVIEW"`))
		note("preview by come_from", is("leads_come_from", `"LEADS_SOURCE_TYPE_AD_PREVIEW"`))
		note("unknown type", is("leads_type", `"LEADS_TYPE_LIVE_ROOM_CARD"`))
		note("unknown field", has("leads_live_room_id"))
		note("tags", strings.Contains(text(lead["leads_tags"]), ";"))
		note("ingested later than submitted", text(lead["leads_create_time"]) > text(lead["leads_action_time"]))
		note("worked on", strings.Contains(text(lead["leads_follow_tag"]), "CONVERT_STATUS"))
	}
	for quirk, times := range seen {
		if times == 0 {
			t.Errorf("never: %s", quirk)
		}
	}
}

func TestWithoutQuirksEveryFieldIsAsDocumented(t *testing.T) {
	p := start(t, func(o *simulator.Options) { o.NoQuirks = true })
	p.seed(estateID, 500, 48*time.Hour)
	for _, lead := range wholeHistory(p, estateID) {
		for name, value := range lead {
			wantNumber := slices.Contains([]string{"account_id", "claim_advertiser_id", "leads_response_duration"}, name)
			if isString := value[0] == '"'; isString == wantNumber {
				t.Fatalf("%s is %s", name, value)
			}
		}
		for _, enum := range []struct {
			name string
			of   models.Enum
		}{{"leads_type", models.LeadsTypes}, {"leads_source", models.LeadsSources}, {"leads_gender", models.Genders}, {"leads_touch_tag", models.TouchTags}} {
			if !enum.of.Has(text(lead[enum.name])) {
				t.Fatalf("%s has no documented value", enum.name)
			}
		}
	}
}

func TestMadeUpPeopleCannotBeReached(t *testing.T) {
	p := start(t, nil)
	p.seed(schoolID, 800, 48*time.Hour)
	phone := regexp.MustCompile(`^(1740[0-5]\d{5}[\dx]|null|)$`)
	for _, lead := range wholeHistory(p, schoolID) {
		if tel := text(lead["leads_tel"]); !phone.MatchString(tel) {
			t.Fatalf("a phone outside the made-up range: %s", tel)
		}
		for _, name := range []string{"page_url", "call_record_url", "leads_email"} {
			if value := text(lead[name]); value != "" && value != "null" && !strings.Contains(value, "example.com") {
				t.Fatalf("%s is %s", name, value)
			}
		}
	}
}

func TestTheDecoderReadsEveryMadeUpLead(t *testing.T) {
	p := start(t, nil)
	beyond := false
	for _, account := range []int64{estateID, medicalID, schoolID} {
		p.seed(account, 300, 48*time.Hour)
		for _, lead := range wholeHistory(p, account) {
			raw, err := json.Marshal(lead)
			if err != nil {
				t.Fatal(err)
			}
			decoded, _, err := tencent.DecodeLead(raw, account)
			if err != nil {
				t.Fatalf("%s: %v", raw, err)
			}
			if id := text(lead["leads_id"]); decoded.LeadsID != id || decoded.IngestedAt.String() != text(lead["leads_create_time"]) {
				t.Fatalf("lead %s was read as %s of %s", id, decoded.LeadsID, decoded.IngestedAt)
			}
			var asFloat float64
			if err := json.Unmarshal([]byte(decoded.LeadsID), &asFloat); err != nil {
				t.Fatal(err)
			}
			exact, err := json.Marshal(int64(asFloat))
			beyond = beyond || err == nil && string(exact) != decoded.LeadsID
		}
	}
	if !beyond {
		t.Error("no id loses digits in a float: they are too small to catch that mistake")
	}
}

func TestAnAccountsCampaignsStayTheSame(t *testing.T) {
	p := start(t, func(o *simulator.Options) { o.NoQuirks = true })
	p.seed(estateID, 500, 48*time.Hour)
	names := map[string]string{}
	for _, lead := range wholeHistory(p, estateID) {
		id, name := text(lead["campaign_id"]), text(lead["campaign_name"])
		if known, ok := names[id]; ok && known != name {
			t.Fatalf("campaign %s is %s and %s", id, known, name)
		}
		names[id] = name
	}
	if len(names) != 4 {
		t.Errorf("%d campaigns, want 4", len(names))
	}
}

func TestAChangedLeadShowsItsChanges(t *testing.T) {
	p := start(t, nil)
	id := p.addLead(estateID)
	err := p.ChangeLead(id, map[string]any{
		"call_duration": "63", "call_record_url": "https://record.example.com/1.mp3",
		"leads_follow_tag": "LEADS_FOLLOW_TAG_FOLLOWING", "leads_age": 41, "leads_area": nil,
	})
	if err != nil {
		t.Fatal(err)
	}
	lead, err := p.Lead(id)
	if err != nil {
		t.Fatal(err)
	}
	if field(t, lead, "call_duration") != "63" || p.tag(id) != "LEADS_FOLLOW_TAG_FOLLOWING" {
		t.Errorf("the changes do not show: %s", lead)
	}
	if bytes.Contains(lead, []byte(`"leads_area"`)) {
		t.Error("a field that was taken away is there")
	}
	if ages := bytes.Count(lead, []byte(`age":"41"`)) + bytes.Count(lead, []byte(`age":41`)); ages != 1 {
		t.Errorf("the age is there %d times", ages)
	}
	if p.ChangeLead("1", nil) == nil {
		t.Error("a lead that is not there was changed")
	}
}

func TestARawLeadIsServedAsGiven(t *testing.T) {
	p := start(t, nil)
	id, err := p.AddRaw(schoolID, map[string]any{
		"leads_id": 9007199254740993, "leads_name": nil, "leads_tel": 17400000001, "bundle": `{"a"："b"}`,
		"something_new": map[string]any{"x": []int{1}}, "leads_create_time": "2026-03-18 11:59:00",
	})
	if err != nil || id != "9007199254740993" {
		t.Fatalf("added as %s: %v", id, err)
	}
	page, _ := p.list(schoolID, p.window())
	want := `{"bundle":"{\"a\"：\"b\"}","leads_create_time":"2026-03-18 11:59:00","leads_id":9007199254740993,"leads_name":null,"leads_tel":17400000001,"something_new":{"x":[1]}}`
	if got, err := json.Marshal(page.List[0]); err != nil || string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, err := p.AddRaw(schoolID, map[string]any{"leads_id": "9007199254740993"}); err == nil {
		t.Error("the same id was added twice")
	}
	if e := p.report(schoolID, `{"list":[{"leads_id":9007199254740993,"outerLeadsConvertType":"x"}]}`); e.Code != 0 {
		t.Errorf("report of a raw lead: code %d (%s)", e.Code, e.Message)
	}
}
