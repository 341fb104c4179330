-- +goose Up

ALTER TABLE accounts ADD COLUMN pull_minutes INTEGER NOT NULL DEFAULT 1;

ALTER TABLE pull_states ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pull_states ADD COLUMN read_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pull_states ADD COLUMN gap_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pull_states ADD COLUMN missing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pull_states ADD COLUMN reread_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pull_states ADD COLUMN nightly_at INTEGER NOT NULL DEFAULT 0;

-- The range is [begins, ends): midnights in Beijing.
CREATE TABLE backfills (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    begins INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    state TEXT NOT NULL,
    expected INTEGER NOT NULL DEFAULT 0,
    done_to INTEGER NOT NULL DEFAULT 0,
    day_received INTEGER NOT NULL DEFAULT 0,
    received INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    missing INTEGER NOT NULL DEFAULT 0,
    last_kind TEXT NOT NULL DEFAULT '',
    last_code INTEGER NOT NULL DEFAULT 0,
    last_message TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL DEFAULT '',
    updated_at INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX backfills_by_account ON backfills (account_id, id);

CREATE TABLE day_checks (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    day INTEGER NOT NULL,
    pulled INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    ours INTEGER NOT NULL DEFAULT 0,
    checked_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, day)
) STRICT;
