-- +goose Up

-- Which leads came by a push, first or later: a day's comparison counts them from the index.
ALTER TABLE leads ADD COLUMN pushed INTEGER NOT NULL DEFAULT 0;
UPDATE leads SET pushed = 1 WHERE arrival = 'push';
CREATE INDEX leads_by_push ON leads (account_id, list_key, pushed) WHERE pushed <> 0;

ALTER TABLE day_checks ADD COLUMN pushed INTEGER NOT NULL DEFAULT 0;
UPDATE day_checks SET pushed = (SELECT count(*) FROM leads WHERE leads.account_id = day_checks.account_id AND leads.pushed <> 0
    AND leads.list_key >= (day_checks.day / 1000) << 31 AND leads.list_key < (day_checks.day / 1000 + 86400) << 31);

-- The page about reports that did not go out walks them by this, oldest wish first.
CREATE INDEX outgoing_reports_left ON outgoing_reports (state, wished_at, lead_id) WHERE state IN ('waiting', 'failed', 'held');
