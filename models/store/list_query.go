package store

import (
	"context"
	"database/sql"
	"sync"
)

// maxListQueries bounds the prepared statements that are kept: every combination of
// filters is one, on every connection.
const maxListQueries = 160

// listQueries are statements of the lists and searches, prepared once: preparing is a sixth of the time
// of a page.
type listQueries struct {
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
}

// query reads rows with a statement that will be used again.
func (s *Store) query(ctx context.Context, query string, values ...any) (*sql.Rows, error) {
	if s.dialect == onPostgres { // its driver keeps statements itself
		return s.readSQL.QueryContext(ctx, s.dialect.rebind(query), values...)
	}
	statement, err := s.listQueries.find(ctx, s.readSQL, query)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return s.readSQL.QueryContext(ctx, query, values...)
	}
	return statement.QueryContext(ctx, values...)
}

// find returns the query's statement, or nil when there are too many already.
func (l *listQueries) find(ctx context.Context, db *sql.DB, query string) (*sql.Stmt, error) {
	l.mu.Lock()
	statement, full := l.prepared[query], len(l.prepared) >= maxListQueries
	l.mu.Unlock()
	if statement != nil || full {
		return statement, nil
	}
	statement, err := db.PrepareContext(ctx, query) // may wait for a connection: not under the lock
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if first := l.prepared[query]; first != nil {
		return first, statement.Close()
	}
	if l.prepared == nil {
		l.prepared = make(map[string]*sql.Stmt)
	}
	l.prepared[query] = statement
	return statement, nil
}
