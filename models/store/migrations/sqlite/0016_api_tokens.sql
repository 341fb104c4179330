-- +goose Up

-- What scripts show in the place of a password. Only a hash is kept; a row stays after its end, because the
-- audit and people ask what a token was.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    tail TEXT NOT NULL,
    scopes TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES users (id),
    created_by INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Leads that scripts brought: taken off what is compared with the platform.
CREATE INDEX leads_manual ON leads (account_id, list_key) WHERE arrival = 'manual';
