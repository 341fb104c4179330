-- +goose Up

-- What the platform answered when it was told a status system (§4).
CREATE TABLE system_answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    user_name TEXT NOT NULL,
    status_system TEXT NOT NULL,
    industry TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    code INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX system_answers_by_account ON system_answers (account_id, id);

-- How many leads of an account hold which status, without reading them. Only leads that somebody
-- worked on are in it, so that leads that arrive cost nothing.
CREATE INDEX leads_by_work ON leads (account_id, convert_status, ineffect_reason, report_state) WHERE convert_status <> '';

-- Reports of personal-WeChat authorisations (§5). The person is in sealed.
CREATE TABLE wechat_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    given_uuid INTEGER NOT NULL DEFAULT 0,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    sealed BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    maybe_accepted INTEGER NOT NULL DEFAULT 0,
    inferred INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0,
    last_attempt_at INTEGER NOT NULL DEFAULT 0,
    last_kind TEXT NOT NULL DEFAULT '',
    last_code INTEGER NOT NULL DEFAULT 0,
    last_message TEXT NOT NULL DEFAULT '',
    sent_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX wechat_reports_by_state ON wechat_reports (state, id);
CREATE INDEX wechat_reports_by_fingerprint ON wechat_reports (fingerprint, account_id);
CREATE INDEX wechat_reports_due ON wechat_reports (account_id, due_at) WHERE state = 'waiting';
