-- +goose Up

-- The only lead whose reports were refused; 0 = several were.
ALTER TABLE breakers ADD COLUMN lead_id INTEGER NOT NULL DEFAULT 0;
