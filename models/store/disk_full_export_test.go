package store

import (
	"strconv"
	"testing"
)

// FillDisk leaves no room for the database to grow, as a full disk does; the returned function
// makes room again.
func (s *Store) FillDisk(t *testing.T) (makeRoom func()) {
	t.Helper()
	var pages, limit int64
	if err := s.writer.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	set := func(to int64) {
		if err := s.writer.QueryRow("PRAGMA max_page_count = " + strconv.FormatInt(to, 10)).Scan(&limit); err != nil {
			t.Fatal(err)
		}
	}
	set(pages)
	return func() { set(1 << 30) }
}
