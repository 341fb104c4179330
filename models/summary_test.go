package models

import (
	"strings"
	"testing"
)

func TestAnswersAreSummedUpInOneLine(t *testing.T) {
	for _, c := range []struct {
		fields PlatformFields
		want   string
	}{
		{PlatformFields{Bundle: `{"预算":"1–2 万","有店面":"有","您希望什么时间到店面诊？":"周末"}`}, "1–2 万 · 有店面 有 · 周末"},
		{PlatformFields{Bundle: `{"a":"1","b":"2","c":"3","d":"4","e":"5"}`}, "a 1 · b 2 · c 3 · d 4"},
		{PlatformFields{Bundle: `{"a":""}`, CustomQA: `{"b":"2"}`}, "b 2"},
		{PlatformFields{Bundle: "想装修"}, "想装修"},
		{PlatformFields{Bundle: strings.Repeat("长", 80)}, strings.Repeat("长", 59) + "…"},
		{PlatformFields{ShopName: "上海一店"}, "上海一店"},
		{PlatformFields{Bundle: `{"称呼":"张三","电话":"13812345678","证件":"110101199001011234","微信":"a\u0000b"}`}, "称呼 张三 · *** · *** · 微信 ab"},
		{PlatformFields{}, ""},
	} {
		if got := c.fields.Summarise(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
