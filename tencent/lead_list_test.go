package tencent

import (
	"compress/gzip"
	"errors"
	"net/http"
	"testing"
	"time"

	"xiansuo/models"
)

func TestListLeadsAsksExactly(t *testing.T) {
	window := models.PullWindow{From: models.At(time.UnixMilli(1700000000999)), To: models.At(time.UnixMilli(1700000600999))}
	omitting := testCredentials
	omitting.OmitID = true
	tests := []struct {
		credentials models.Credentials
		listing     models.LeadListing
		want        string
	}{
		{testCredentials, models.LeadListing{Window: window, Page: 3, PageSize: 50},
			"account_id=25610&end_time=1700000600&page=3&page_size=50&start_time=1700000000&time_type=1"},
		{testCredentials, models.LeadListing{Window: window, Page: 3, After: "9007199254740993"},
			"account_id=25610&end_time=1700000600&page_size=200&search_after_leads_id=9007199254740993&start_time=1700000000&time_type=1"},
		{omitting, models.LeadListing{Window: window},
			"end_time=1700000600&page=1&page_size=200&start_time=1700000000&time_type=1"},
	}
	for _, test := range tests {
		client := newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.URL.Path != "/leads/list" || r.URL.RawQuery != test.want {
				t.Errorf("%s %s, want %s", r.Method, r.URL, test.want)
			}
			answering(emptyPage)(w, r)
		})
		if _, err := client.ListLeads(t.Context(), test.credentials, test.listing); err != nil {
			t.Error(err)
		}
	}
}

func TestListLeadsRefusesPagesThatThePlatformDoesNotHave(t *testing.T) {
	client := newPlatform(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("it was asked for") })
	for _, size := range []int{-1, 201} {
		if _, err := client.ListLeads(t.Context(), testCredentials, models.LeadListing{PageSize: size}); err == nil {
			t.Errorf("page size %d was accepted", size)
		}
	}
}

func TestListLeadsTakesEveryFormOfAnEmptyPage(t *testing.T) {
	for _, body := range []string{
		emptyPage, `{"code":0,"data":{"list":[]}}`, `{"code":"0","data":{"list":null,"page_info":{"total_number":"0"}}}`,
		`{"code":0,"data":{"page_info":{"total_number":0}}}`,
	} {
		client := newPlatform(t, Options{}, answering(body))
		batch, err := client.ListLeads(t.Context(), testCredentials, models.LeadListing{})
		if err != nil || batch.Rows != 0 || len(batch.Leads) != 0 || batch.Total != 0 {
			t.Errorf("%s: %+v, %v", body, batch, err)
		}
	}
}

func TestAnAnswerWithNeitherAListNorACountIsNoEmptyPage(t *testing.T) {
	for _, body := range []string{
		`{"code":0}`, `{"code":"0","data":null}`, `{"code":0,"data":[]}`, `{"code":0,"data":[{}]}`, `{"code":0,"data":{}}`,
		`{"code":0,"data":{"list":null,"page_info":{"total_number":null}}}`, `{"code":0,"data":{"page_info":{"page":1}}}`,
	} {
		client := newPlatform(t, Options{}, answering(body))
		_, err := client.ListLeads(t.Context(), testCredentials, models.LeadListing{})
		refused, ok := errors.AsType[*models.PlatformError](err)
		if !ok || refused.Kind != models.RefusedUncounted || refused.Answer != body || !refused.Transient() {
			t.Errorf("%s: %+v", body, err)
		}
	}
}

func TestAnAnswerThatIsKeptShowsNobody(t *testing.T) {
	body := `{"code":0,"data":{},"rows":[{"leads_id":"1","leads_name":"王建国","leads_tel":13810001000,"page_name":"首页"}],"token":"` + testCredentials.Token + `","empty":[],"none":{}}`
	client := newPlatform(t, Options{}, answering(body))
	_, err := client.ListLeads(t.Context(), testCredentials, models.LeadListing{})
	refused, ok := errors.AsType[*models.PlatformError](err)
	want := `{"code":0,"data":{},"rows":[{"leads_id":"1","leads_name":"王****","leads_tel":"138****1000","page_name":"首页"}],"token":"***","empty":[],"none":{}}`
	if !ok || refused.Answer != want {
		t.Errorf("%v: %s", err, refused.Answer)
	}
}

func TestAPageBeyondTheLimitIsTooLong(t *testing.T) {
	client := newPlatform(t, Options{MaxBody: 100}, answering(string(samplePage(3))))
	_, err := client.ListLeads(t.Context(), testCredentials, models.LeadListing{})
	if refused, ok := errors.AsType[*models.PlatformError](err); !ok || refused.Kind != models.FailedTooLong {
		t.Errorf("%+v", err)
	}
}

func TestListLeadsReadsACompressedPage(t *testing.T) {
	client := newPlatform(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Error("gzip was not asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		zipped := gzip.NewWriter(w)
		zipped.Write(samplePage(200))
		zipped.Close()
	})
	batch, err := client.ListLeads(t.Context(), testCredentials, models.LeadListing{})
	if err != nil || batch.Rows != 200 || len(batch.Leads) != 200 || batch.Total != 200 || len(batch.Warnings) > 0 {
		t.Fatalf("%d leads of %d, warnings %q, %v", len(batch.Leads), batch.Total, batch.Warnings, err)
	}
	last := batch.Leads[199]
	if last.LeadsID != "9007199254741192" || last.CampaignID != "1234568089" || last.AccountID != 25610 || last.IngestedAt == 0 {
		t.Errorf("the last lead: %+v", last)
	}
}
