-- +goose Up

-- Who revealed how many people of late: looked at before each reveal.
CREATE INDEX changes_reveals ON changes (user_id, at) WHERE kind = 'reveal';

-- The audit of some days.
CREATE INDEX audit_entries_by_time ON audit_entries (at, id);
