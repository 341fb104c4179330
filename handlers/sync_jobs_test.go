package handlers

import (
	"testing"
	"time"

	"xiansuo/models"
)

func TestAnAdminRunsAJobNow(t *testing.T) {
	b := newBench(t)
	b.as(admin)
	b.goes(b.post("/sync/jobs/pull/run", nil), "/sync")
	b.shows(b.get("/sync"), "任务已运行")
	b.desk.elsewhere = true
	b.goes(b.post("/sync/jobs/report/run", nil), "/sync")
	b.shows(b.get("/sync"), "已通知正在运行任务的实例")
	if len(b.desk.ran) != 2 || b.desk.ran[1] != "report" {
		t.Errorf("ran %v", b.desk.ran)
	}
	b.desk.runErr = models.ErrConflict
	b.goes(b.post("/sync/jobs/pull/run", nil), "/sync")
	b.shows(b.get("/sync"), "这个任务正在运行")
	b.desk.runErr = models.ErrNotFound
	b.expect(b.post("/sync/jobs/none/run", nil), 404)
	b.hides(b.as(manager).get("/sync"), "/sync/jobs/")
}

// TestTheSyncPageShowsTheLastRuns, also those of another instance: this one never ran the job.
func TestTheSyncPageShowsTheLastRuns(t *testing.T) {
	b := newBench(t)
	now := models.At(b.now())
	b.desk.past = []models.PastRun{
		{Job: "pull", Instance: "desk-2/41", StartedAt: now.Add(-time.Minute), FinishedAt: now.Add(-59 * time.Second), Panicked: true, Error: "panic: boom <script>", Unwritten: 12},
		{Job: "pull", StartedAt: now.Add(-2 * time.Minute), FinishedAt: now.Add(-2 * time.Minute).Add(3 * time.Millisecond)},
		{Job: "gone", StartedAt: now, FinishedAt: now, Error: "of a job that is no more"},
	}
	got := b.as(manager).get("/sync")
	b.expect(got, 200)
	b.shows(got, "最近运行", "异常中断", "panic: boom &lt;script&gt;", "desk-2/41", "此前 12 次结果相同", "3 ms", "2026-03-02 08:58:00")
	b.hides(got, "of a job that is no more", "尚未运行", "<script>")
}
