package tencent

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"xiansuo/models"
)

func reportsOf(ids ...string) []models.OutgoingReport {
	reports := make([]models.OutgoingReport, len(ids))
	for i, id := range ids {
		reports[i] = models.OutgoingReport{LeadsID: id, Work: models.Work{ConvertStatus: models.StatusPotentialCustomer}}
	}
	return reports
}

func TestSendReportsEncodesExactly(t *testing.T) {
	tests := []struct {
		work models.Work
		want string
	}{
		{models.Work{ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonUnkown},
			`"leads_convert_type":"LEADS_CONVERT_STATUS_DEPRECATED","leads_ineffect_reason":"LEADS_INEFFECT_REASON_UNKOWN"`},
		{models.Work{ConvertStatus: models.StatusAddWeixin, IneffectReason: models.ReasonOther, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_6"},
			`"leads_convert_type":"LEADS_CONVERT_STATUS_ADD_WEIXIN","leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_6"`},
		{models.Work{IneffectReason: models.ReasonOther, IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_1"},
			`"leads_intention_score":"LEADS_INTENTION_SCORE_LEVEL_1"`},
		{models.Work{OuterConvertType: "已报价 <A&B>", OuterIneffectReason: "太贵"},
			`"outerLeadsConvertType":"已报价 <A&B>","outerLeadsIneffectReason":"太贵"`},
	}
	for _, test := range tests {
		client := newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			if want := `{"list":[{"leads_id":"9007199254740993",` + test.want + `}]}`; string(body) != want {
				t.Errorf("body %s, want %s", body, want)
			}
			if r.Method != http.MethodPost || r.URL.String() != "/leads/report?account_id=25610" || r.ContentLength != int64(len(body)) {
				t.Errorf("%s %s, length %d", r.Method, r.URL, r.ContentLength)
			}
			answering(`{"code":0,"message":"success","data":[{}]}`)(w, r)
		})
		report := models.OutgoingReport{LeadsID: "9007199254740993", Work: test.work}
		if err := client.SendReports(t.Context(), testCredentials, []models.OutgoingReport{report}); err != nil {
			t.Error(err)
		}
	}
}

func TestSendReportsAsksNothingThatCannotSucceed(t *testing.T) {
	client := newPlatform(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("the platform was called") })
	many := make([]string, models.MaxReportBatch+1)
	for i := range many {
		many[i] = fmt.Sprint(i + 1)
	}
	for _, reports := range [][]models.OutgoingReport{reportsOf(many...), reportsOf("1", "1"), reportsOf("")} {
		if err := client.SendReports(t.Context(), testCredentials, reports); err == nil {
			t.Errorf("%d reports were accepted", len(reports))
		}
	}
	if err := client.SendReports(t.Context(), testCredentials, nil); err != nil {
		t.Errorf("no reports: %v", err)
	}
	reports := reportsOf("1", "2", "3")
	reports[1].Work = models.Work{IneffectReason: models.ReasonOther}
	refused, ok := errors.AsType[*models.PlatformError](client.SendReports(t.Context(), testCredentials, reports))
	if !ok || refused.Kind != models.RefusedParameter || !slices.Equal(refused.Items, []int{1}) {
		t.Errorf("an empty report: %v", refused)
	}
}

func TestSendReportsNamesTheRefusedItems(t *testing.T) {
	tests := []struct {
		name, answer string
		want         []int
	}{
		{"no data", `{"code":2101}`, nil},
		{"the usual nothing", `{"code":2101,"data":[{}]}`, nil},
		{"objects with an id", `{"code":2101,"data":[{"leads_id":"103","message":"x"},{"leads_id":101}]}`, []int{1, 3}},
		{"objects with a position", `{"code":2101,"data":[{"index":2,"code":2101},{"index":0,"code":0}]}`, []int{2}},
		{"positions from one", `{"code":2101,"data":[{"index":5},{"index":1}]}`, []int{0, 4}},
		{"a position in words", `{"code":2101,"data":{"list":[{"index":"3"}]}}`, []int{3}},
		{"a wild position", `{"code":2101,"data":[{"index":3},{"index":99}]}`, nil},
		{"bare ids", `{"code":2101,"data":{"fail_list":["102"],"success_list":["100","101"]}}`, []int{2}},
		{"bare positions", `{"code":2101,"data":{"failed":[4,4]}}`, []int{4}},
		{"keyed by id", `{"code":2101,"data":{"104":"bad","100":{"code":0}}}`, []int{4}},
		{"nested", `{"code":2101,"data":[{"error":{"leads_id":"x"},"items":[{"lead_id":"100"}]}]}`, []int{0}},
		{"the whole batch repeated", `{"code":2101,"data":[{"leads_id":"100"},{"leads_id":"101"},{"leads_id":"102"},{"leads_id":"103"},{"leads_id":"104"}]}`, nil},
		{"the whole batch judged", `{"code":2101,"data":[{"leads_id":"100","code":0},{"leads_id":"101","code":2101},{"leads_id":"102","success":true},{"leads_id":"103"},{"leads_id":"104"}]}`, []int{1, 3, 4}},
		{"all of it bad", `{"code":2101,"data":[` + strings.Join([]string{
			`{"leads_id":"100","code":1}`, `{"leads_id":"101","code":1}`, `{"leads_id":"102","code":1}`, `{"leads_id":"103","code":1}`, `{"leads_id":"104","code":1}`}, ",") + `]}`,
			[]int{0, 1, 2, 3, 4}},
		{"success with a failure inside", `{"code":0,"data":{"fail_list":[{"leads_id":"101"}]}}`, []int{1}},
		{"success with a judged item", `{"code":0,"data":[{"leads_id":"100","code":0},{"leads_id":"104","code":2101}]}`, []int{4}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := newPlatform(t, Options{}, answering(test.answer))
			err := client.SendReports(t.Context(), testCredentials, reportsOf("100", "101", "102", "103", "104"))
			refused, ok := errors.AsType[*models.PlatformError](err)
			if !ok || refused.Kind != models.RefusedParameter || !slices.Equal(refused.Items, test.want) {
				t.Errorf("items %v, want %v: %v", refused.Items, test.want, err)
			}
		})
	}
}

func TestSendReportsTakesAPlainSuccessForOne(t *testing.T) {
	for _, data := range []string{`[{}]`, `{}`, `null`, `[]`, `{"list":["100"]}`, `[{"leads_id":"100"}]`, `{"total":1,"fail_list":[],"error":null}`} {
		client := newPlatform(t, Options{}, answering(`{"code":0,"data":`+data+`}`))
		if err := client.SendReports(t.Context(), testCredentials, reportsOf("100", "101")); err != nil {
			t.Errorf("%s: %v", data, err)
		}
	}
}
