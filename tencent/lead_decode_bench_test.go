package tencent

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"xiansuo/models"
)

// samplePage is an answer to leads/list with leads that have every field, as bulky as real ones.
func samplePage(leads int) []byte {
	var list []string
	for n := range leads {
		members := []string{fmt.Sprintf(`"leads_id":"%d"`, 9007199254740993+n), `"account_id":25610`}
		for i := range models.LeadFields {
			members = append(members, sampleMember(models.LeadFields[i].Name, n))
		}
		list = append(list, "{"+strings.Join(members, ",")+"}")
	}
	return fmt.Appendf(nil, `{"code":0,"message":"success","data":{"page_info":{"page":1,"page_size":%d,"total_number":%d,"total_page":1},"list":[%s]}}`,
		leads, leads, strings.Join(list, ","))
}

func sampleMember(name string, n int) string {
	switch name {
	case "bundle", "layer_form_content", "custom_qa":
		return fmt.Sprintf("%q:%q", name, `{"您的预算是多少":"10万至20万","您所在的城市":"深圳市南山区"}`)
	case "leads_create_time", "leads_action_time":
		return fmt.Sprintf(`%q:"2024-12-19 08:%02d:%02d"`, name, n/60%60, n%60)
	}
	if strings.HasSuffix(name, "_id") {
		return fmt.Sprintf("%q:%s", name, strconv.Itoa(1_234_567_890+n))
	}
	return fmt.Sprintf("%q:%q", name, "某某推广内容 "+strconv.Itoa(n))
}

func BenchmarkDecodePage(b *testing.B) {
	body := samplePage(200)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		a, ok := readAnswer(body)
		batch, refused := decodePage(a.data, 25610)
		if !ok || refused != nil || len(batch.Leads) != 200 || len(batch.Warnings) > 0 {
			b.Fatal("the sample page is not good")
		}
	}
}

// BenchmarkDecodePageByEncodingJSON is what the standard decoder takes for less: the yardstick.
func BenchmarkDecodePageByEncodingJSON(b *testing.B) {
	body := samplePage(200)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var page struct {
			Data struct {
				List []map[string]json.RawMessage `json:"list"`
			} `json:"data"`
		}
		if json.Unmarshal(body, &page) != nil || len(page.Data.List) != 200 {
			b.Fatal("the sample page is not good")
		}
	}
}
