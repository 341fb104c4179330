-- +goose Up

ALTER TABLE users ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN totp_at INTEGER NOT NULL DEFAULT 0; -- since when the second step is on

ALTER TABLE sessions ADD COLUMN stage TEXT NOT NULL DEFAULT ''; -- 'code': the password was right, the second step is to come
ALTER TABLE sessions ADD COLUMN ip TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';

-- The links by which people are invited and passwords set anew: one for a user at a time.
CREATE TABLE access_links (
    user_id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    without_totp INTEGER NOT NULL DEFAULT 0, -- whoever uses it has lost the second step
    expires_at INTEGER NOT NULL
) STRICT;

-- The second step of the login; the secret is sealed under the key file.
CREATE TABLE second_factors (
    user_id INTEGER PRIMARY KEY,
    secret BLOB NOT NULL,
    last_step INTEGER NOT NULL DEFAULT 0 -- of the newest code that was used: no code is good twice
) STRICT;

CREATE TABLE recovery_codes (
    user_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT;

-- Logins that failed lately, by a keyed hash of the user name or the address.
CREATE TABLE login_failures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    who BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX login_failures_by_who ON login_failures (who, at);
CREATE INDEX login_failures_by_time ON login_failures (at);
