-- +goose Up

-- A lead's place in the sellers' queue: 0 = not in it, 1 = new, 9007199254740991 = to be worked some
-- time, anything else is the moment at which somebody is to call (models.QueueNew and its neighbours).
ALTER TABLE leads ADD COLUMN queue_at INTEGER NOT NULL DEFAULT 0;
-- When a person last followed the lead up.
ALTER TABLE leads ADD COLUMN followed_at INTEGER NOT NULL DEFAULT 0;

UPDATE leads SET queue_at = CASE WHEN work_version = 0 AND arrival <> 'backfill' THEN 1 ELSE 9007199254740991 END
WHERE preview = 0 AND erased_at = 0 AND convert_status NOT IN ('LEADS_CONVERT_STATUS_DEPRECATED', 'LEADS_CONVERT_STATUS_TRANS_COMPLETED',
    'LEADS_CONVERT_STATUS_LOSE_VISIT_STORE', 'LEADS_CONVERT_STATUS_LOSE_PURCHASE', 'LEADS_CONVERT_STATUS_LOSE_INTENTION');

-- Each part of one owner's queue is a range of it, in the order in which it is worked: by time, then newest first.
CREATE INDEX leads_queue ON leads (owner_id, queue_at, list_key DESC) WHERE queue_at > 0;

-- What was said and done at each contact with a person.
CREATE TABLE follow_ups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lead_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    next_at INTEGER NOT NULL DEFAULT 0,
    work_version INTEGER NOT NULL,
    form_key TEXT NOT NULL,
    before TEXT NOT NULL DEFAULT '',
    undone_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX follow_ups_by_lead ON follow_ups (lead_id, id);
CREATE UNIQUE INDEX follow_ups_by_form ON follow_ups (form_key);
CREATE INDEX follow_ups_by_user ON follow_ups (user_id, at);
