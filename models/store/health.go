package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"xiansuo/models"
)

// DatabaseFigures say how much room the database takes and has, and whether writing works. While
// writing is known to fail it is tried again here.
func (s *Store) DatabaseFigures(ctx context.Context) (models.DatabaseFigures, error) {
	s.probeWrites(ctx)
	figures := models.DatabaseFigures{Free: freeBytes(s.dir), FailsSince: s.trouble.at(), Backups: s.KeepsBackups()}
	backups, err := s.Backups()
	if err != nil {
		return figures, err
	}
	if len(backups) > 0 {
		figures.BackedUpAt = backups[0].MadeAt
	}
	if s.dialect == onPostgres {
		err := s.readSQL.QueryRowContext(ctx, "SELECT pg_database_size(current_database())").Scan(&figures.Size)
		return figures, s.judge("measure the database", err)
	}
	path := filepath.Join(s.dir, databaseFile)
	var size, log error
	figures.Size, size = fileSize(path)
	figures.Log, log = fileSize(path + "-wal")
	return figures, errors.Join(size, log)
}

func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, pathCause(err)
	}
	return info.Size(), nil
}

// DeniedReports counts, for each account that has any, the waiting reports whose last attempt
// failed for the credentials.
func (s *Store) DeniedReports(ctx context.Context) (map[int64]int64, error) {
	var rows []struct{ AccountID, Denied int64 }
	err := s.read.WithContext(ctx).Raw(`SELECT account_id, sum(denied) AS denied FROM (
			SELECT account_id, count(*) AS denied FROM outgoing_reports WHERE state = 'waiting' AND last_kind = 'permission' GROUP BY account_id
			UNION ALL
			SELECT account_id, count(*) FROM wechat_reports WHERE state = 'waiting' AND last_kind = 'permission' GROUP BY account_id
		) AS each GROUP BY account_id`).Scan(&rows).Error
	denied := make(map[int64]int64, len(rows))
	for _, row := range rows {
		denied[row.AccountID] = row.Denied
	}
	return denied, s.judge("count denied reports", err)
}

// LastLead is when an account's newest lead was ingested, previews and manual leads left out; zero for none.
func (s *Store) LastLead(ctx context.Context, accountID int64) (models.Instant, error) {
	var keys []int64
	err := s.read.WithContext(ctx).Raw(lastLead(s), accountID).Scan(&keys).Error
	if err != nil || len(keys) == 0 {
		return 0, s.judge("find the last lead", err)
	}
	return models.ListKeyTime(keys[0]), nil
}

func lastLead(s *Store) string {
	return "SELECT list_key FROM leads WHERE account_id = ? AND NOT " + s.isTrue("preview") + " AND arrival <> 'manual' ORDER BY list_key DESC LIMIT 1"
}

// Arrivals counts an account's leads of a span by the hour of the week. It reads an index alone,
// so the few previews count too.
func (s *Store) Arrivals(ctx context.Context, accountID int64, from, to models.Instant) (models.Arrivals, error) {
	var rows []struct {
		Slot      int
		Leads     int
		Low, High int64
	}
	err := s.read.WithContext(ctx).Raw(arrivals, accountID, models.ListKeyFloor(from), models.ListKeyFloor(to.Add(time.Second))-1).Scan(&rows).Error
	if err != nil {
		return models.Arrivals{}, s.judge("count arrivals", err)
	}
	var found models.Arrivals
	for _, row := range rows {
		found.Hours[row.Slot] = row.Leads
		if low := models.ListKeyTime(row.Low); found.From.IsZero() || low < found.From {
			found.From = low
		}
		found.To = max(found.To, models.ListKeyTime(row.High))
	}
	return found, nil
}

// arrivals takes the second out of the list key (models.NewListKey) and finds its hour in a week
// of Beijing time, as models.HourOfWeek does.
const arrivals = `SELECT ((list_key >> 31) + 28800) / 3600 % 168 AS slot, count(*) AS leads, min(list_key) AS low, max(list_key) AS high
	FROM leads WHERE account_id = ? AND list_key BETWEEN ? AND ? GROUP BY 1`
