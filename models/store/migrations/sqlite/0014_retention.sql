-- +goose Up

-- A lead whose personal data was removed stays as a tombstone: nothing brings the person back.
ALTER TABLE leads ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;

-- Which leads a rule would make anonymous, counted and found from the index alone. Those that are
-- anonymous already are not in it, however many they become.
CREATE INDEX leads_kept ON leads (account_id, convert_status, list_key, worked_at, erased_at) WHERE erased_at = 0;

-- One person's leads. Phones are found by their grams.
CREATE INDEX leads_by_wechat ON leads (leads_wechat) WHERE leads_wechat <> '';

-- The ad click that an authorisation came from, as a keyed hash: what ties it to a lead without
-- opening it. NULL: made by an older program, not worked out yet.
ALTER TABLE wechat_reports ADD COLUMN clue BLOB;
ALTER TABLE wechat_reports ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX wechat_reports_by_clue ON wechat_reports (clue, account_id);

CREATE TABLE retention_rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL,
    days INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by TEXT NOT NULL DEFAULT '',
    applied_at INTEGER NOT NULL DEFAULT 0,
    erased INTEGER NOT NULL DEFAULT 0,
    unrecorded INTEGER NOT NULL DEFAULT 0
) STRICT;
