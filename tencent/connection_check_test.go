package tencent

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"xiansuo/models"
)

func firstFailure(check models.ConnectionCheck) models.Step {
	for _, step := range check.Steps {
		if step.Result == models.StepFailed {
			return step.Step
		}
	}
	return ""
}

func TestCheckConnectionNamesTheStepThatFails(t *testing.T) {
	const page = `{"code":0,"data":{"page_info":{"total_number":42},"list":[{"leads_id":"1"}]}}`
	tests := []struct {
		name   string
		body   string
		status int
		ahead  time.Duration
		want   models.Step
		clock  models.StepResult
	}{
		{"all is well", page, 200, 0, "", models.StepPassed},
		{"clock a minute off", page, 200, time.Minute, "", models.StepPassed},
		{"clock two minutes off", page, 200, -2 * time.Minute, "", models.StepWarned},
		{"clock ten minutes off", page, 200, 10 * time.Minute, models.StepClock, models.StepFailed},
		{"clock off and refused for it", `{"code":2001}`, 200, 10 * time.Minute, models.StepClock, models.StepFailed},
		{"credentials", `{"code":10000}`, 200, 0, models.StepSignature, models.StepPassed},
		{"credentials and a slow clock", `{"code":2000}`, 200, 2 * time.Minute, models.StepSignature, models.StepWarned},
		{"parameters", `{"code":2100}`, 200, 0, models.StepParameters, models.StepPassed},
		{"internal", `{"code":1100}`, 200, 0, models.StepAnswer, models.StepSkipped},
		{"unknown", `{"code":7}`, 200, 0, models.StepAnswer, models.StepSkipped},
		{"no JSON", `<html>`, 200, time.Hour, models.StepAnswer, models.StepSkipped},
		{"bad gateway", page, 502, 0, models.StepAnswer, models.StepSkipped},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			platform := time.Date(2024, 12, 19, 8, 0, 0, 0, time.UTC)
			client := newPlatform(t, Options{Now: func() time.Time { return platform.Add(test.ahead) }},
				func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Query().Get("page_size") != "1" {
						t.Errorf("asked for %s", r.URL)
					}
					w.Header().Set("Date", platform.Format(http.TimeFormat))
					w.WriteHeader(test.status)
					io.WriteString(w, test.body)
				})
			check := client.CheckConnection(t.Context(), testCredentials)
			wantSteps(t, check, test.want)
			if got := check.Steps[4]; got.Step != models.StepClock || got.Result != test.clock {
				t.Errorf("clock: %+v, want %s", got, test.clock)
			}
			if check.Passed() != (test.want == "") || check.Passed() != (check.Count == 42) {
				t.Errorf("passed %v, count %d", check.Passed(), check.Count)
			}
			if check.Skew != (models.Skew{Known: true, By: test.ahead}) {
				t.Errorf("skew %v", check.Skew)
			}
		})
	}
}

// wantSteps: all before the failure passed or warned, the failure says why, the rest is skipped.
func wantSteps(t *testing.T, check models.ConnectionCheck, failed models.Step) {
	t.Helper()
	past := false
	for i, step := range check.Steps {
		switch {
		case step.Step != models.Steps[i]:
			t.Fatalf("step %d is %s", i, step.Step)
		case step.Step == failed:
			past = true
			if step.Result != models.StepFailed || step.Error == nil {
				t.Errorf("%s: %+v", step.Step, step)
			}
		case past && step.Result != models.StepSkipped, !past && step.Result != models.StepPassed && step.Result != models.StepWarned, step.Error != nil:
			t.Errorf("%s: %+v", step.Step, step)
		}
	}
}

func TestCheckConnectionPassesOverTLS(t *testing.T) {
	server := httptest.NewTLSServer(answering(emptyPage))
	defer server.Close()
	client := newClient(t, server.URL, Options{Transport: server.Client().Transport})
	check := client.CheckConnection(t.Context(), testCredentials)
	if wantSteps(t, check, ""); !check.Passed() {
		t.Errorf("%+v", check)
	}
}

func TestCheckConnectionThatIsEndedSaysWhere(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client := newPlatform(t, Options{}, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	wantSteps(t, client.CheckConnection(ctx, testCredentials), models.StepAnswer)
}
