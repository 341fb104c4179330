package models

import (
	"reflect"
	"testing"
	"unicode/utf8"
)

func TestFormAnswersKeepTheirOrderAndAreRepaired(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want []Answer
		ok   bool
	}{
		{"", nil, true},
		{"{}", nil, true},
		{`{"预算":"100万","面积":90,"贷款":true}`, []Answer{{"预算", "100万"}, {"面积", "90"}, {"贷款", "是"}}, true},
		{`{"z":"1","a":"2"}`, []Answer{{"z", "1"}, {"a", "2"}}, true},
		{`{"预算"："100万"，"面积"："90：100"}`, []Answer{{"预算", "100万"}, {"面积", "90：100"}}, true},
		{`{“预算”：“100万”}`, []Answer{{"预算", "100万"}}, true},
		{`[{"question":"想看几居","answer":["两居","三居"]}]`, []Answer{{"想看几居", "两居、三居"}}, true},
		{`{"意向":{"城市":"上海","区":"浦东"}}`, []Answer{{"城市", "上海"}, {"区", "浦东"}}, true},
		{`{"id":90071992547409931234}`, []Answer{{"id", "90071992547409931234"}}, true},
		{`预算100万`, nil, false},
		{`{"a":`, nil, false},
		{`"text"`, nil, false},
	} {
		got, ok := Answers(c.raw)
		if ok != c.ok || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v %v, want %v %v", c.raw, got, ok, c.want, c.ok)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add(`{"a"："b"}`)
	f.Add(`[[[[{"q":"x","answer":[1,[2]]}]]]]`)
	f.Fuzz(func(t *testing.T, raw string) {
		answers, ok := Answers(raw)
		if !ok && answers != nil {
			t.Error("answers of what is no form")
		}
		if summary := (&PlatformFields{Bundle: raw}).Summarise(); utf8.RuneCountInString(summary) > maxSummaryRunes {
			t.Error("a summary longer than a line")
		}
	})
}
