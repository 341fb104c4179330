-- +goose Up

-- What became of the background jobs' runs; each job's oldest are dropped.
CREATE TABLE past_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL,
    instance TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    panicked INTEGER NOT NULL DEFAULT 0,
    unwritten INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX past_runs_by_job ON past_runs (job, id);
