-- +goose Up

-- Push addresses that were replaced and are still taken: one may be replaced again before the platform
-- was told of it.
CREATE TABLE push_old_addresses (
    hash BLOB PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    until INTEGER NOT NULL
);
INSERT INTO push_old_addresses (hash, account_id, until)
SELECT old_hash, account_id, old_until FROM push_addresses WHERE old_hash IS NOT NULL;
