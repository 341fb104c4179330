package store

import (
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

// dialect is what differs between the two databases.
type dialect int

const (
	onSQLite dialect = iota
	onPostgres
)

func (d dialect) goose() goose.Dialect {
	if d == onPostgres {
		return goose.DialectPostgres
	}
	return goose.DialectSQLite3
}

// rebind writes the placeholders of a statement the database's way.
func (d dialect) rebind(query string) string {
	if d == onSQLite {
		return query
	}
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(query, "?") {
		if n > 0 {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

// eachText is a subquery that takes a JSON list of strings apart.
func (d dialect) eachText() string {
	if d == onPostgres {
		return "SELECT json_array_elements_text(?::json)"
	}
	return "SELECT value FROM json_each(?)"
}

// eachNumber is a subquery that takes a JSON list of whole numbers apart.
func (d dialect) eachNumber() string {
	if d == onPostgres {
		return "SELECT json_array_elements_text(?::json)::bigint"
	}
	return "SELECT value FROM json_each(?)"
}

// SQLite result codes (sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteIOError    = 10
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteNotADB     = 26
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

// duplicate reports whether a unique value was already there.
func (d dialect) duplicate(err error) bool {
	var onFile *sqlite.Error
	var onServer *pgconn.PgError
	switch {
	case errors.As(err, &onFile):
		return onFile.Code() == sqlitePrimaryKey || onFile.Code() == sqliteUnique
	case errors.As(err, &onServer):
		return onServer.Code == "23505"
	}
	return false
}

// full reports whether there is no room to write.
func (d dialect) full(err error) bool {
	var onFile *sqlite.Error
	var onServer *pgconn.PgError
	switch {
	case errors.As(err, &onFile):
		return onFile.Code()&0xFF == sqliteFull
	case errors.As(err, &onServer):
		return onServer.Code == "53100" // disk_full
	}
	return false
}

// unavailable reports whether the database, and not the statement, is at fault: a full disk, a
// lost server.
func (d dialect) unavailable(err error) bool {
	var onFile *sqlite.Error
	var onServer *pgconn.PgError
	switch {
	case errors.As(err, &onFile):
		switch onFile.Code() & 0xFF {
		case sqliteBusy, sqliteLocked, sqliteReadOnly, sqliteIOError, sqliteFull, sqliteCantOpen:
			return true
		}
		return false
	case errors.As(err, &onServer):
		switch onServer.Code[:2] {
		case "08", "53", "57", "58": // connection, resources, operator, system
			return true
		}
		return false
	}
	return pgconn.SafeToRetry(err) || pgconn.Timeout(err)
}
