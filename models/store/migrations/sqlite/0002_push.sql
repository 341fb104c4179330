-- +goose Up

-- A push said something of the lead that no pull has confirmed yet.
ALTER TABLE leads ADD COLUMN unverified INTEGER NOT NULL DEFAULT 0;

-- Where the platform pushes an account's leads to: an unguessable part of a path, found by its hash.
CREATE TABLE push_addresses (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL DEFAULT '',
    old_hash BLOB,
    old_until INTEGER NOT NULL DEFAULT 0,
    algorithm TEXT NOT NULL DEFAULT '',
    window_seconds INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX push_addresses_by_hash ON push_addresses (hash);
CREATE INDEX push_addresses_by_old_hash ON push_addresses (old_hash) WHERE old_hash IS NOT NULL;

CREATE TABLE push_counts (
    account_id INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, outcome)
) STRICT;

-- Pushes that were taken, until their signature is too old to be taken again. The time comes first: rows
-- are added at the end and dropped at the beginning.
CREATE TABLE push_seen (
    signed_at INTEGER NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (signed_at, key)
) STRICT, WITHOUT ROWID;

-- Leads as they came, compressed and sealed.
CREATE TABLE raw_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL,
    lead_id INTEGER NOT NULL,
    leads_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    signature TEXT NOT NULL DEFAULT '',
    warnings TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX raw_events_by_lead ON raw_events (lead_id, id);
CREATE INDEX raw_events_by_time ON raw_events (at);
