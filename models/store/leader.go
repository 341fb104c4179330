package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Leader is this instance's part in an election: of several instances on one PostgreSQL database,
// one runs the jobs. It leads while a connection of its own holds an advisory lock, which the
// server takes back when the connection ends, however it ends. On SQLite there is only one
// process, and it leads.
type Leader struct {
	store    *Store
	settings *pgx.ConnConfig // nil on SQLite
	log      *slog.Logger

	mu   sync.Mutex
	term chan struct{} // nil while another instance leads
}

const (
	leaderLock     = migrationLock + 1
	leaderChannel  = "xiansuo_jobs"
	electionPause  = time.Second     // between two tries to become the leader
	leaderPatience = 6 * time.Second // with a server that does not answer
)

// leaderSettings make the server notice within twenty seconds that a leader's machine is gone; a
// leader that hears nothing from the server gives up long before.
var leaderSettings = map[string]string{
	"application_name": "xiansuo leader", "tcp_keepalives_idle": "5", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3",
}

// Leader makes this instance's candidate. It stands for election in Run.
func (s *Store) Leader(log *slog.Logger) *Leader {
	return &Leader{store: s, settings: s.postgres, log: log}
}

// Term tells whether this instance leads; over is closed when another one may.
func (l *Leader) Term() (over <-chan struct{}, ok bool) {
	if l.settings == nil {
		return nil, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.term, l.term != nil
}

// Ask asks the instance that leads to do something now. Without a leader nobody hears it.
func (l *Leader) Ask(ctx context.Context, what string) error {
	_, err := l.store.writer.ExecContext(ctx, "SELECT pg_notify($1, $2)", leaderChannel, what)
	return l.store.judge("ask the leader", err)
}

// Run stands for election until ctx ends, and gives leadership back then. elected is called at the
// beginning of each term, asked for everything that another instance asks of this one.
func (l *Leader) Run(ctx context.Context, elected func(), asked func(what string)) {
	if l.settings == nil {
		<-ctx.Done()
		return
	}
	for ctx.Err() == nil {
		if err := l.stand(ctx, elected, asked); err != nil && ctx.Err() == nil {
			l.log.WarnContext(ctx, "this instance cannot lead", "error", err)
		}
		pause(ctx, electionPause)
	}
}

// stand waits for the lock, and leads for as long as the connection lives.
func (l *Leader) stand(ctx context.Context, elected func(), asked func(string)) error {
	settings := l.settings.Copy()
	for name, value := range leaderSettings {
		settings.RuntimeParams[name] = value
	}
	reach, cancel := context.WithTimeout(ctx, leaderPatience)
	defer cancel()
	conn, err := pgx.ConnectConfig(reach, settings)
	if err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaderPatience)
		defer cancel()
		_ = conn.Close(closing) // the server gives the lock to the next
	}()
	if err := l.win(ctx, conn); err != nil {
		return err
	}
	if err := l.openEars(ctx, conn); err != nil { // before anybody asks
		return err
	}
	l.begin()
	defer l.resign()
	l.log.InfoContext(ctx, "this instance runs the jobs")
	elected()
	return l.listen(ctx, conn, asked)
}

// win returns when the lock is ours. It asks again and again instead of waiting in the server: a
// statement that waits for days keeps the database from being vacuumed.
func (l *Leader) win(ctx context.Context, conn *pgx.Conn) error {
	for {
		var won bool
		asking, cancel := context.WithTimeout(ctx, leaderPatience)
		err := conn.QueryRow(asking, "SELECT pg_try_advisory_lock($1)", leaderLock).Scan(&won)
		cancel()
		if err != nil || won {
			return err
		}
		pause(ctx, electionPause)
	}
}

func (l *Leader) openEars(ctx context.Context, conn *pgx.Conn) error {
	asking, cancel := context.WithTimeout(ctx, leaderPatience)
	defer cancel()
	if _, err := conn.Exec(asking, "LISTEN "+leaderChannel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	return nil
}

func (l *Leader) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.term = make(chan struct{})
}

func (l *Leader) resign() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.term)
	l.term = nil
}

// listen hears what other instances ask for, and returns as soon as the connection is lost.
func (l *Leader) listen(ctx context.Context, conn *pgx.Conn, asked func(string)) error {
	for {
		waiting, cancel := context.WithTimeout(ctx, leaderPatience)
		heard, err := conn.WaitForNotification(waiting)
		cancel()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil:
			asked(heard.Payload)
		case errors.Is(err, context.DeadlineExceeded): // quiet; is the server still there?
			pinging, cancel := context.WithTimeout(ctx, leaderPatience)
			err = conn.Ping(pinging)
			cancel()
			if err != nil {
				return fmt.Errorf("the server does not answer: %w", err)
			}
		default:
			return fmt.Errorf("the connection is lost: %w", err)
		}
	}
}

// pause lets time pass unless ctx ends first.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
