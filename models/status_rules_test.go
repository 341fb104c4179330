package models

import (
	"errors"
	"strings"
	"testing"
)

// everyColumn is each status system as an account can have it.
var everyColumn = []struct {
	system   StatusSystem
	industry Industry
	in       column
}{
	{StandardSystem, NoIndustry, inStandard}, {StandardSystem, Estate, inStandard}, {StandardSystem, Home, inStandard},
	{StandardSystem, Medical, inStandard}, {StandardSystem, Franchise, inStandard},
	{IndustrySystem, Estate, inEstate}, {IndustrySystem, Home, inHome}, {IndustrySystem, Medical, inMedical},
	{IndustrySystem, Franchise, inFranchise}, {IndustrySystem, NoIndustry, inStandard},
}

// document is §7.5 and §7.6 copied by hand in another form: the values that each column offers.
var document = map[column]struct{ statuses, reasons string }{
	inStandard: {
		"DEPRECATED POTENTIAL_CUSTOMER HIGH_INTENTION_CUSTOMER TRANS_COMPLETED",
		"EMPTY TEL_NOT_CONNECTED IDENTITY_MISMATCHED NO_INTENTION PRODUCT_MISMATCHED REGION_MISMATCHED DATA_DUPLICATION UNKOWN",
	},
	inEstate: {
		"DEPRECATED POTENTIAL_CUSTOMER VISIT_STORE TRANS_COMPLETED LOSE_VISIT_STORE LOSE_PURCHASE LOSE_INTENTION",
		"EMPTY SUSPENDED OFFLINE TEL_NOT_CONNECTED ABUSIVE VICIOUS COMPETITOR IDENTITY_MISMATCHED NO_INTENTION PRODUCT_MISMATCHED LONGTERM REGION_MISMATCHED DATA_DUPLICATION OTHER",
	},
	inHome: {
		"DEPRECATED POTENTIAL_CUSTOMER VISIT_STORE TRANS_COMPLETED LOSE_VISIT_STORE LOSE_PURCHASE",
		"EMPTY SUSPENDED OFFLINE TEL_NOT_CONNECTED ABUSIVE VICIOUS COMPETITOR IDENTITY_MISMATCHED NO_INTENTION PRODUCT_MISMATCHED LONGTERM REGION_MISMATCHED DATA_DUPLICATION OTHER",
	},
	inMedical: {
		"DEPRECATED POTENTIAL_CUSTOMER VISIT_STORE TRANS_COMPLETED LONGTERM_INTENTION ADD_WEIXIN HIGH_INTENTION",
		"EMPTY SUSPENDED OFFLINE TEL_NOT_CONNECTED ABUSIVE VICIOUS COMPETITOR IDENTITY_MISMATCHED NO_INTENTION PRODUCT_MISMATCHED LONGTERM REGION_MISMATCHED DATA_DUPLICATION OTHER DATA_DUPLICATION_IN_TENCENT",
	},
	inFranchise: {
		"DEPRECATED POTENTIAL_CUSTOMER VISIT_STORE TRANS_COMPLETED HIGH_INTENTION",
		"EMPTY SUSPENDED OFFLINE TEL_NOT_CONNECTED ABUSIVE IDENTITY_MISMATCHED NO_INTENTION PRODUCT_MISMATCHED REGION_MISMATCHED DATA_DUPLICATION OTHER",
	},
}

func offers(list, prefix, value string) bool {
	for name := range strings.FieldsSeq(list) {
		if prefix+name == value {
			return true
		}
	}
	return false
}

// TestEveryStatusReasonSystemAndIndustry goes through the whole matrix: what is offered, what is
// accepted and what the document says are the same.
func TestEveryStatusReasonSystemAndIndustry(t *testing.T) {
	statuses := append(AllStatuses(), Choice{Value: ""}, Choice{Value: "LEADS_CONVERT_STATUS_INVENTED"})
	reasons := append(AllReasons(), Choice{Value: ""}, Choice{Value: "LEADS_INEFFECT_REASON_INVENTED"})
	checked := 0
	for _, c := range everyColumn {
		rules := RulesFor(c.system, c.industry)
		if rules.in != c.in {
			t.Fatalf("%s %s: column %d", c.system, c.industry, rules.in)
		}
		for _, s := range statuses {
			inDocument := offers(document[c.in].statuses, "LEADS_CONVERT_STATUS_", s.Value)
			if offered := rules.Statuses().Has(s.Value); offered != inDocument {
				t.Errorf("%s %s offers %s: %v", c.system, c.industry, s.Value, offered)
			}
			for _, r := range reasons {
				checked++
				reasonInDocument := offers(document[c.in].reasons, "LEADS_INEFFECT_REASON_", r.Value)
				if offered := rules.Reasons().Has(r.Value); offered != reasonInDocument {
					t.Errorf("%s %s offers %s: %v", c.system, c.industry, r.Value, offered)
				}
				want := inDocument
				if s.Value == string(StatusDeprecated) {
					want = want && reasonInDocument // it needs a reason of its column
				} else {
					want = want && r.Value == "" // and nothing else has one
				}
				err := rules.Check(Work{ConvertStatus: ConvertStatus(s.Value), IneffectReason: IneffectReason(r.Value)})
				if (err == nil) != want {
					t.Errorf("%s %s: %q with %q: %v", c.system, c.industry, s.Value, r.Value, err)
				}
			}
		}
	}
	if checked != 10*13*18 {
		t.Errorf("%d combinations", checked)
	}
}

func TestNoTwoOptionsOfAFormBearOneLabel(t *testing.T) {
	for _, c := range everyColumn {
		rules := RulesFor(c.system, c.industry)
		for _, list := range []Enum{rules.Statuses(), rules.Reasons()} {
			for _, l := range Languages {
				seen := map[string]string{}
				for _, choice := range list {
					label := choice.Label.In(l)
					if label == "" || seen[label] != "" {
						t.Errorf("%s %s: %s and %s are both %q", c.system, c.industry, choice.Value, seen[label], label)
					}
					seen[label] = choice.Value
				}
			}
		}
	}
}

func TestWhatAReportMayCarry(t *testing.T) {
	rules := RulesFor(StandardSystem, NoIndustry)
	for _, c := range []struct {
		name  string
		work  Work
		field string // the field that is wrong; "" = all is well
	}{
		{"nothing", Work{}, "leads_convert_type"},
		{"a score alone", Work{IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_3"}, ""},
		{"an own status alone", Work{OuterConvertType: "已发报价"}, ""},
		{"a reason alone", Work{IneffectReason: ReasonEmpty}, "leads_ineffect_reason"},
		{"an invented score", Work{IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_7"}, "leads_intention_score"},
		{"64 bytes of own status", Work{OuterConvertType: strings.Repeat("报", 21) + "x"}, ""},
		{"65 bytes of own status", Work{OuterConvertType: strings.Repeat("报", 21) + "xx"}, "outer_leads_convert_type"},
		{"33 bytes of own reason", Work{OuterConvertType: "a", OuterIneffectReason: strings.Repeat("报", 11)}, "outer_leads_ineffect_reason"},
		{"an own reason without an own status", Work{ConvertStatus: StatusPotentialCustomer, OuterIneffectReason: "a"}, "outer_leads_ineffect_reason"},
		{"a control character", Work{OuterConvertType: "a\x00"}, "outer_leads_convert_type"},
	} {
		err := rules.Check(c.work)
		var invalid *Invalid
		if c.field == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if _, ok := invalid.Of(c.field); !ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestFollowTagsHaveTheAccountsWords(t *testing.T) {
	medical := RulesFor(IndustrySystem, Medical)
	for tag, want := range map[string]string{
		"LEADS_FOLLOW_TAG_VALID":                       "已转换-潜在客户",
		"LEADS_CONVERT_STATUS_VISIT_STORE":             "到店未成单",
		"LEADS_INEFFECT_REASON_DATA_DUPLICATION":       "无效-其他渠道重复",
		"LEADS_CONVERT_STATUS_HIGH_INTENTION_CUSTOMER": "高意向客户",
		"SOMETHING_NEW":                                "SOMETHING_NEW",
	} {
		if got := medical.FollowTagLabel(tag, Chinese); got != want {
			t.Errorf("%s is %q, want %q", tag, got, want)
		}
	}
}

func TestKnownMisspellingsAreMended(t *testing.T) {
	for from, to := range map[string]IneffectReason{
		"LEADS_INEFFECT_REASION_EMPTY":  ReasonEmpty,
		"LEADS_INEFFECT_REASON_UNKNOWN": ReasonUnkown,
		"LEADS_INEFFECT_REASON_UNKOWN":  ReasonUnkown,
		"ELSE":                          "ELSE",
	} {
		if got := CanonicalReason(from); got != to {
			t.Errorf("%s becomes %s", from, got)
		}
	}
}

func TestEveryEnumerationHasBothLanguagesAndNoRepeats(t *testing.T) {
	for name, list := range map[string]Enum{
		"AccountTypes": AccountTypes, "LeadsTypes": LeadsTypes, "Genders": Genders, "ComeFroms": ComeFroms,
		"LeadsSources": LeadsSources, "FollowTags": FollowTags, "TouchTags": TouchTags, "LeadsSubTypes": LeadsSubTypes,
		"LeadsSubSources": LeadsSubSources, "IntentionScores": IntentionScores, "ScoreRubric": ScoreRubric,
		"ReportStates": ReportStates, "Roles": Roles, "Industries": Industries, "StatusSystems": StatusSystems,
	} {
		seen := map[string]bool{}
		for _, c := range list {
			if c.Value == "" || c.Label.ZH == "" || c.Label.EN == "" || seen[c.Value] {
				t.Errorf("%s: %+v", name, c)
			}
			seen[c.Value] = true
		}
	}
}
