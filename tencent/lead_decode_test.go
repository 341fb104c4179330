package tencent

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"xiansuo/models"
)

// decodeWith decodes a lead that has nothing but an id and the members given.
func decodeWith(t *testing.T, members string) (models.Lead, []string) {
	t.Helper()
	lead, warnings, err := DecodeLead([]byte(`{"leads_id":"1",`+members+`}`), 25610)
	if err != nil {
		t.Fatalf("%s: %v", members, err)
	}
	return lead, warnings
}

func TestDecodeLeadTakesEveryFieldAsStringNumberNullAndNested(t *testing.T) {
	for i := range models.LeadFields {
		field := &models.LeadFields[i]
		for _, test := range []struct{ wire, want string }{
			{`"某某"`, "某某"},
			{`9007199254740993`, "9007199254740993"},
			{`1.0e5`, "100000"},
			{`12.50`, "12.50"},
			{`null`, ""},
			{`""`, ""},
			{`true`, "true"},
			{`{"a": [1, "x"]}`, `{"a":[1,"x"]}`},
			{`"\ud83d\ude00\u4f60\n\"\/"`, "😀你\n\"/"},
			{`"a\u0000b\ud800c\udc00\ud800"`, "abc"},
			{`"\b\f\r\t\\u0041\u0041"`, "\b\f\r\t\\u0041A"},
			{`100e-2`, "1"},
			{`-0.50e1`, "-5"},
			{`1e400`, "1e400"},
		} {
			lead, _ := decodeWith(t, fmt.Sprintf("%q: %s", field.Name, test.wire))
			if got := *field.At(&lead.PlatformFields); got != test.want {
				t.Errorf("%s: %s became %q, want %q", field.Name, test.wire, got, test.want)
			}
			if lead.Extra != "" {
				t.Errorf("%s went to Extra too: %s", field.Name, lead.Extra)
			}
		}
	}
}

func TestDecodeLeadKnowsBothSpellings(t *testing.T) {
	tests := []struct{ members, field, want string }{
		{`"leads_nationality":"中国"`, "nationality", "中国"},
		{`"leads_working_years":3`, "working_years", "3"},
		{`"leads_age":"28"`, "age", "28"},
		{`"leads_profession":"教师"`, "profession", "教师"},
		{`"leads_id_number":"x"`, "id_number", "x"},
		{`"leads_address":"某路"`, "address", "某路"},
		{`"leads_come_form":"LEADS_SOURCE_TYPE_AD_PREVIEW"`, "leads_come_from", "LEADS_SOURCE_TYPE_AD_PREVIEW"},
		{`"leads_age":"","age":"30"`, "age", "30"},
		{`"leads_follow_tag":"LEADS_INEFFECT_REASION_OTHER"`, "leads_follow_tag", "LEADS_INEFFECT_REASON_OTHER"},
		{`"leads_follow_tag":"LEADS_INEFFECT_REASION_UNKNOWN"`, "leads_follow_tag", "LEADS_INEFFECT_REASON_UNKOWN"},
		{`"leads_follow_tag":"LEADS_INEFFECT_REASON_UNKNOWN"`, "leads_follow_tag", "LEADS_INEFFECT_REASON_UNKOWN"},
		{`"leads_follow_tag":"LEADS_FOLLOW_TAG_VALID"`, "leads_follow_tag", "LEADS_FOLLOW_TAG_VALID"},
		{`"leads_sub_type":"FORM_SUBMIT_PHONE_CONSULT"`, "leads_sub_type", "FORM_SUBMIT__PHONE_CONSULT"},
		{`"leads_sub_type":"INTELLIGENT_TOOLFIRST_TALK"`, "leads_sub_type", "INTELLIGENT_TOOL__FIRST_TALK"},
		{`"leads_sub_type":"SOMETHING_NEW"`, "leads_sub_type", "SOMETHING_NEW"},
		{`"ad_id":"0"`, "ad_id", ""},
		{`"adcreative_id":0`, "adcreative_id", ""},
		{`"dynamic_creative_id":0`, "dynamic_creative_id", ""},
		{`"dynamic_creative_id":0e7`, "dynamic_creative_id", ""},
		{`"campaign_id":0`, "campaign_id", "0"},
	}
	for _, test := range tests {
		lead, _ := decodeWith(t, test.members)
		i := slices.IndexFunc(models.LeadFields, func(f models.LeadField) bool { return f.Name == test.field })
		if got := *models.LeadFields[i].At(&lead.PlatformFields); got != test.want {
			t.Errorf("%s: %s is %q, want %q", test.members, test.field, got, test.want)
		}
	}
}

func TestDecodeLeadKeepsIDsExact(t *testing.T) {
	for wire, want := range map[string]string{
		`"9223372036854775807"`:   "9223372036854775807",
		`9007199254740993`:        "9007199254740993",
		`18446744073709551616001`: "18446744073709551616001",
		`1.0e5`:                   "100000",
		`123.0`:                   "123",
		`"007"`:                   "007",
	} {
		lead, _, err := DecodeLead([]byte(`{"leads_id":`+wire+`,"account_id":"9007199254740993"}`), 1)
		if err != nil || lead.LeadsID != want || lead.AccountID != 9007199254740993 {
			t.Errorf("%s: %q of account %d, %v", wire, lead.LeadsID, lead.AccountID, err)
		}
	}
}

func TestDecodeLeadRefusesWhatHasNoUsableID(t *testing.T) {
	tests := []struct {
		name, body string
		want       error
	}{
		{"nothing", ``, ErrNoLead},
		{"no JSON", `{"leads_id":"1"`, ErrNoLead},
		{"two values", `{"leads_id":"1"}{}`, ErrNoLead},
		{"a list", `[{"leads_id":"1"}]`, ErrNoLead},
		{"a string", `"leads_id"`, ErrNoLead},
		{"nested too deep", `{"leads_id":"1","x":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`, ErrNoLead},
		{"a bomb", strings.Repeat(`{"a":`, 100_000), ErrNoLead},
		{"no id", `{}`, ErrLeadsID},
		{"null id", `{"leads_id":null}`, ErrLeadsID},
		{"empty id", `{"leads_id":""}`, ErrLeadsID},
		{"blank id", `{"leads_id":" "}`, ErrLeadsID},
		{"boolean id", `{"leads_id":true}`, ErrLeadsID},
		{"nested id", `{"leads_id":["1"]}`, ErrLeadsID},
		{"id with an escape", `{"leads_id":"1\u00002"}`, ErrLeadsID},
		{"long id", `{"leads_id":"` + strings.Repeat("1", 65) + `"}`, ErrLeadsID},
		{"two ids", `{"leads_id":"1","leads_id":"1"}`, ErrLeadsID},
		{"two ids, one escaped", `{"leads_id":"1","leads\u005fid":"2"}`, ErrLeadsID},
		{"id in another case", `{"Leads_ID":"1"}`, ErrLeadsID},
		{"id and one in another case", `{"leads_id":"1","LEADS_ID":"2"}`, ErrLeadsID},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			lead, _, err := DecodeLead([]byte(test.body), 1)
			if !errors.Is(err, test.want) || lead.LeadsID != "" {
				t.Errorf("got %q, %v, want %v", lead.LeadsID, err, test.want)
			}
		})
	}
}

func TestDecodeLeadKeepsUnknownFieldsExactAndInOrder(t *testing.T) {
	lead, warnings := decodeWith(t, `"zeta": 1.50 , "Leads_Tel":"x\u4f60", "alpha": {"b" : [ 1 ]}, "leads_name":"某", "zeta":null`)
	want := `{"zeta":1.50,"Leads_Tel":"x\u4f60","alpha":{"b":[1]},"zeta":null}`
	if lead.Extra != want || !json.Valid([]byte(lead.Extra)) || len(warnings) > 0 {
		t.Errorf("extra %s, warnings %q", lead.Extra, warnings)
	}
	if lead.LeadsTel != "" {
		t.Error("a name in another case was taken for a known one")
	}
}

func TestDecodeLeadWarnsByFieldNameAndNeverByValue(t *testing.T) {
	long := strings.Repeat("某", 30_000)
	tests := []struct{ members, want string }{
		{`"bundle":"某某说"`, "bundle: not JSON"},
		{`"custom_qa":7`, "custom_qa: not JSON"},
		{`"leads_name":"` + long + `"`, "leads_name: cut to 4096 bytes"},
		{`"all_follow_records":"` + long + `"`, "all_follow_records: cut to 65536 bytes"},
		{`"leads_create_time":"某天"`, "leads_create_time: not a time"},
		{`"account_id":"某"`, "account_id: not a number"},
		{`"account_id":7`, "account_id: another account than asked for"},
		{`"leads_tel":"某","leads_tel":"甲"`, "leads_tel: came twice"},
		{`"unknown":"` + long + `"`, "extra: too much to keep"},
	}
	for _, test := range tests {
		lead, warnings := decodeWith(t, test.members)
		if !slices.Equal(warnings, []string{test.want}) {
			t.Errorf("%.40s: warnings %q, want %q", test.members, warnings, test.want)
		}
		if !utf8.ValidString(lead.LeadsName) || len(lead.LeadsName) > maxText || len(lead.AllFollowRecords) > maxForm {
			t.Errorf("%.40s: not cut well", test.members)
		}
	}
	for _, quiet := range []string{
		`"bundle":"{\"年龄\"：\"30\"}"`, `"bundle":{"年龄":30}`, `"bundle":"{}"`, `"bundle":""`, `"layer_form_content":" [] "`,
	} {
		if _, warnings := decodeWith(t, quiet); len(warnings) > 0 {
			t.Errorf("%s: warnings %q", quiet, warnings)
		}
	}
}

func TestDecodeLeadKeepsABundleWithFullWidthColonsReadable(t *testing.T) {
	lead, _ := decodeWith(t, `"bundle":"{\"预算\"：\"10万：起\",\"城市\":\"深圳\"}"`)
	answers, ok := models.Answers(lead.Bundle)
	want := []models.Answer{{Question: "预算", Answer: "10万：起"}, {Question: "城市", Answer: "深圳"}}
	if !ok || !slices.Equal(answers, want) {
		t.Errorf("answers %q, %v", answers, ok)
	}
}

func TestDecodeLeadDropsInvalidUTF8(t *testing.T) {
	lead, _ := decodeWith(t, "\"leads_name\":\"张\xff\xc3三\",\"b\xffad\":\"\xe4\xbd\"")
	if lead.LeadsName != "张三" || lead.Extra != `{"bad":""}` {
		t.Errorf("name %q, extra %q", lead.LeadsName, lead.Extra)
	}
}

func TestDecodeLeadReadsTimesAndPreview(t *testing.T) {
	lead, _ := decodeWith(t, `"leads_create_time":"2024-12-19 08:00:01","leads_action_time":1734566400,"leads_source":"AD_PREVIEW"`)
	if lead.IngestedAt.String() != "2024-12-19 08:00:01" || lead.SubmittedAt != 1734566400000 || !lead.Preview {
		t.Errorf("ingested %v, submitted %d, preview %v", lead.IngestedAt, lead.SubmittedAt, lead.Preview)
	}
	lead, _ = decodeWith(t, `"leads_name":"某"`)
	if lead.IngestedAt != 0 || lead.SubmittedAt != 0 || lead.Preview || lead.AccountID != 25610 {
		t.Errorf("a bare lead: %+v", lead)
	}
}

func TestDecodePageKeepsGoodLeadsBesideBadOnes(t *testing.T) {
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	data, err := parse([]byte(`{"page_info":{"total_number":"5"},"list":[
		{"leads_id":"1"}, {"leads_name":"某"}, 7, {"leads_id":"2","x":` + deep + `,"bundle":` + deep + `}, {"leads_id":3}]}`))
	if err != nil {
		t.Fatal(err)
	}
	batch, refused := decodePage(data, 25610)
	if refused != nil {
		t.Fatal(refused)
	}
	var ids []string
	for _, lead := range batch.Leads {
		ids = append(ids, lead.LeadsID)
	}
	wantWarnings := []string{
		"lead 2: left out: " + ErrLeadsID.Error(),
		"lead 3: left out: " + ErrNoLead.Error(),
		"lead 4: extra: nested too deep",
		"lead 4: bundle: nested too deep",
	}
	if !slices.Equal(ids, []string{"1", "2", "3"}) || batch.Rows != 5 || batch.Total != 5 {
		t.Errorf("leads %q, %d rows of %d", ids, batch.Rows, batch.Total)
	}
	if !slices.Equal(batch.Warnings, wantWarnings) {
		t.Errorf("warnings %q", batch.Warnings)
	}
}

// FuzzDecodeLead also checks the walker against encoding/json.
func FuzzDecodeLead(f *testing.F) {
	f.Add([]byte(`{"leads_id":"1","leads_name":"某\u0000\ud800","bundle":"{\"a\"：1}","x":[1,{"y":2}]}`))
	f.Add([]byte(`{"leads_id":1.0e5,"account_id":9007199254740993,"leads_age":-0.0e-1}`))
	f.Add([]byte(" {\"leads_id\" :\t\"\\\\\\\"\" , \"a\\\\\" : \"\\\\\" }\n"))
	f.Add([]byte("{\"leads_id\":\"1\",\"leads_tel\":\"\xff\xed\xa0\x80\"}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		lead, warnings, err := DecodeLead(body, 1)
		if err != nil {
			if !reflect.ValueOf(lead).IsZero() {
				t.Fatal("an error and a lead")
			}
			return
		}
		texts := append([]string{lead.LeadsID, lead.Extra}, warnings...)
		for i := range models.LeadFields {
			texts = append(texts, *models.LeadFields[i].At(&lead.PlatformFields))
		}
		for _, text := range texts {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || len(text) > maxForm+1 {
				t.Fatalf("unfit text %q", text)
			}
		}
		if lead.LeadsID == "" || lead.Extra != "" && !json.Valid([]byte(lead.Extra)) {
			t.Fatalf("id %q, extra %q", lead.LeadsID, lead.Extra)
		}
		checkWalk(t, body)
	})
}

func checkWalk(t *testing.T, body []byte) {
	t.Helper()
	v, err := parse(body)
	if err != nil {
		t.Fatal(err)
	}
	names, theirs := map[string]bool{}, map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(v), &theirs); err != nil {
		t.Fatal(err)
	}
	for name, member := range v.members() {
		var want string
		if err := json.Unmarshal([]byte(name), &want); err != nil || !json.Valid([]byte(member)) {
			t.Fatalf("name %q, member %q, %v", name, member, err)
		}
		names[want] = true
	}
	if len(names) != len(theirs) {
		t.Fatalf("%d members, encoding/json sees %d", len(names), len(theirs))
	}
}

func TestASloppyCharacterCostsNeitherALeadNorAPage(t *testing.T) {
	for name, c := range map[string]struct{ before, inside, want string }{
		"a byte order mark": {"\ufeff", "王建国", "王建国"},
		"a NUL":             {"", "王\x00建国", "王建国"},
		"a bare line break": {"", "王\n建国", "王 建国"},
		"a bare tab":        {"\r\n\t", "王\t建国", "王 建国"},
		"an escape":         {"", "王\x1b建国", "王 建国"},
	} {
		lead, _, err := DecodeLead([]byte(c.before+"{\n\t\"leads_id\":\"1\",\"leads_name\":\""+c.inside+"\"}\x00"), 25610)
		if err != nil || lead.LeadsName != c.want || !json.Valid([]byte(lead.Raw)) {
			t.Errorf("%s: %v, %q, raw %q", name, err, lead.LeadsName, lead.Raw)
		}
		a, ok := readAnswer([]byte(c.before + "{\"code\":0,\"data\":{\"list\":[{\"leads_id\":\"1\",\"leads_name\":\"" + c.inside + "\"}]}}"))
		if batch, refused := decodePage(a.data, 25610); !ok || refused != nil || len(batch.Leads) != 1 || batch.Leads[0].LeadsName != c.want {
			t.Errorf("%s: a page of %d leads, %v", name, len(batch.Leads), refused)
		}
	}
	for _, broken := range []string{"{\"leads_id\n\":\"1\"}", "{\"leads_id\":\"1\n2\"}", "{\x01", "\n"} {
		if lead, _, err := DecodeLead([]byte(broken), 25610); err == nil {
			t.Errorf("%q is the lead %q", broken, lead.LeadsID)
		}
	}
}
