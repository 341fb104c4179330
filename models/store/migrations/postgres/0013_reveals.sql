-- +goose Up

-- Who revealed how many people of late: looked at before each reveal.
CREATE INDEX changes_reveals ON changes (user_id, at) WHERE kind = 'reveal';
