package handlers

import (
	"net/url"
	"strings"
	"testing"

	"xiansuo/models"
)

func statusOf(version, status, reason string) url.Values {
	return url.Values{"version": {version}, "leads_convert_type": {status}, "leads_ineffect_reason": {reason}}
}

const (
	invalid   = string(models.StatusDeprecated)
	addWeixin = string(models.StatusAddWeixin)
	emptyTel  = string(models.ReasonEmpty)
)

func TestStatusIsSavedAndLeadsToTheLead(t *testing.T) {
	b := newBench(t).as(sales)
	form := statusOf("2", invalid, emptyTel)
	form.Set("leads_intention_score", "LEADS_INTENTION_SCORE_LEVEL_1")
	form.Set("outer_leads_convert_type", " 战败 ")
	form.Set("outer_leads_ineffect_reason", "空号")
	b.goes(b.post("/leads/7/status", form), "/leads/7")
	want := models.Work{
		ConvertStatus: models.StatusDeprecated, IneffectReason: models.ReasonEmpty,
		IntentionScore: "LEADS_INTENTION_SCORE_LEVEL_1", OuterConvertType: "战败", OuterIneffectReason: "空号",
	}
	lead := b.desk.leads[7]
	if lead.Work != want || lead.WorkVersion != 3 || lead.OwnerID != sales.ID || lead.ReportState != models.ReportWaiting {
		t.Errorf("stored %+v", lead)
	}
}

func TestStatusFromTheListAnswersTheRow(t *testing.T) {
	b := newBench(t).as(sales)
	form := b.get("/leads/7/status", htmx, "true")
	b.shows(form, `name="leads_convert_type"`, `value="2"`)
	b.hides(form, "<html")
	got := b.post("/leads/7/status", statusOf("2", addWeixin, ""), htmx, "true")
	b.expect(got, 200)
	b.shows(got, `data-lead="7"`, "已加微")
	b.hides(got, "<html")
	b.hides(got, secrets...)
}

func TestStatusFormIsAPageWithoutHTMX(t *testing.T) {
	b := newBench(t).as(sales)
	b.shows(b.get("/leads/7/status"), "<html", `name="leads_convert_type"`)
}

func TestWrongStatusIsRefusedWithWhatWasTyped(t *testing.T) {
	for name, form := range map[string]url.Values{
		"reason missing":          statusOf("2", invalid, ""),
		"reason of another":       statusOf("2", invalid, string(models.ReasonUnkown)),
		"reason without invalid":  statusOf("2", addWeixin, emptyTel),
		"status of another":       statusOf("2", string(models.StatusLosePurchase), ""),
		"made-up status":          statusOf("2", "SOLD<script>", ""),
		"nothing at all":          statusOf("2", "", ""),
		"too many bytes outside":  {"version": {"2"}, "outer_leads_convert_type": {strings.Repeat("战", 22)}},
		"score that does not be":  {"version": {"2"}, "leads_intention_score": {"100"}},
		"outer reason on its own": {"version": {"2"}, "leads_convert_type": {addWeixin}, "outer_leads_ineffect_reason": {"空号"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t).as(sales)
			for _, headers := range [][]string{nil, {htmx, "true"}} {
				got := b.post("/leads/7/status", form, headers...)
				b.expect(got, 422)
				b.shows(got, `name="leads_convert_type"`, "field-error")
				b.hides(got, "SOLD<script>")
				b.hides(got, secrets...)
				if status := form.Get("leads_convert_type"); status == addWeixin || status == invalid {
					b.shows(got, `value="`+status+`" selected`)
				}
				if outer := form.Get("outer_leads_convert_type"); outer != "" {
					b.shows(got, outer)
				}
			}
			if lead := b.desk.leads[7]; lead.WorkVersion != 2 || lead.ConvertStatus != models.StatusPotentialCustomer {
				t.Errorf("stored %+v", lead.Work)
			}
		})
	}
}

func TestStaleVersionShowsBothSides(t *testing.T) {
	b := newBench(t)
	b.as(manager)
	b.goes(b.post("/leads/7/status", statusOf("2", string(models.StatusTransCompleted), "")), "/leads/7")
	b.as(sales)
	for _, version := range []string{"2", "", "x", "99"} {
		for _, headers := range [][]string{nil, {htmx, "true"}} {
			got := b.post("/leads/7/status", statusOf(version, addWeixin, ""), headers...)
			b.expect(got, 409)
			b.shows(got, "到店已成单", `value="`+addWeixin+`" selected`, manager.Name, `name="version" value="3"`)
		}
	}
	if lead := b.desk.leads[7]; lead.ConvertStatus != models.StatusTransCompleted {
		t.Errorf("a stale form overwrote: %+v", lead.Work)
	}
	b.goes(b.post("/leads/7/status", statusOf("3", addWeixin, "")), "/leads/7")
}

func TestSameStatusAgainChangesNothing(t *testing.T) {
	b := newBench(t).as(sales)
	b.goes(b.post("/leads/7/status", statusOf("2", string(models.StatusPotentialCustomer), "")), "/leads/7")
	if lead := b.desk.leads[7]; lead.WorkVersion != 2 || len(b.desk.changes[7]) != 1 {
		t.Errorf("version %d, %d changes", lead.WorkVersion, len(b.desk.changes[7]))
	}
}
