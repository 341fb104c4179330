-- +goose Up

-- Accounts that reported go on reporting.
ALTER TABLE accounts ADD COLUMN report_mode TEXT NOT NULL DEFAULT 'on';
ALTER TABLE accounts ADD COLUMN report_deadline_days INTEGER NOT NULL DEFAULT 7;
ALTER TABLE accounts ADD COLUMN confirm_reports INTEGER NOT NULL DEFAULT 1;
ALTER TABLE accounts ADD COLUMN confirm_misses INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN confirm_ended_at INTEGER NOT NULL DEFAULT 0;

ALTER TABLE outgoing_reports ADD COLUMN lease TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_reports ADD COLUMN failing_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outgoing_reports ADD COLUMN sent_convert_status TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_reports ADD COLUMN sent_ineffect_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_reports ADD COLUMN sent_intention_score TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_reports ADD COLUMN sent_outer_convert_type TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_reports ADD COLUMN sent_outer_ineffect_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_reports ADD COLUMN sent_tag TEXT NOT NULL DEFAULT '';
ALTER TABLE outgoing_reports ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outgoing_reports ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
-- What an older program sent was the newest wish, or a wish now waits and will be sent.
UPDATE outgoing_reports SET
    sent_convert_status = convert_status, sent_ineffect_reason = ineffect_reason, sent_intention_score = intention_score,
    sent_outer_convert_type = outer_convert_type, sent_outer_ineffect_reason = outer_ineffect_reason,
    sent_tag = (SELECT leads_follow_tag FROM leads WHERE leads.id = lead_id)
WHERE state = 'sent';
CREATE INDEX outgoing_reports_held ON outgoing_reports (account_id, wished_at) WHERE state = 'held';
CREATE INDEX outgoing_reports_oldest ON outgoing_reports (account_id, wished_at) WHERE state = 'waiting';

-- One row for each use of credentials that the platform refuses; no row: all is well.
CREATE TABLE breakers (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL,
    refusals INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER NOT NULL DEFAULT 0,
    probe_at INTEGER NOT NULL DEFAULT 0,
    last_code INTEGER NOT NULL DEFAULT 0,
    last_message TEXT NOT NULL DEFAULT '',
    skew_millis INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, purpose)
) STRICT;

-- Answers that the platform's document does not explain, as they came.
CREATE TABLE strange_answers (
    account_id INTEGER NOT NULL,
    digest TEXT NOT NULL,
    status INTEGER NOT NULL DEFAULT 0,
    code INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    times INTEGER NOT NULL DEFAULT 0,
    first_at INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, digest)
) STRICT;
