package store

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// BenchmarkBackup copies, checks and compresses the large database, and says how much memory that takes.
func BenchmarkBackup(b *testing.B) {
	dir := benchDir(b, benchLeads())
	size, err := fileSize(filepath.Join(dir, databaseFile))
	if err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		file := filepath.Join(b.TempDir(), "desk.db.gz")
		began := time.Now()
		_, contents, err := BackUpFolder(b.Context(), dir, file, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		packed, err := fileSize(file)
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%d leads, %d MB became %d MB in %v", contents.Leads, size>>20, packed>>20, time.Since(began).Round(time.Second))
		if err := os.Remove(file); err != nil {
			b.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.Sys-min(after.Sys, before.Sys))/(1<<20), "MB-more-memory")
}
