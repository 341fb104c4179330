-- +goose Up

CREATE TABLE teams (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX teams_by_name ON teams (name);

CREATE TABLE team_members (
    team_id INTEGER NOT NULL REFERENCES teams (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    PRIMARY KEY (team_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_user ON team_members (user_id, team_id);

-- Each filter of the list within the leads of one owner: what sellers and managers see is merged from these.
CREATE INDEX leads_by_owner_account ON leads (owner_id, account_id, list_key);
CREATE INDEX leads_by_owner_status ON leads (owner_id, convert_status, list_key);
CREATE INDEX leads_by_owner_reason ON leads (owner_id, ineffect_reason, list_key) WHERE ineffect_reason <> '';
CREATE INDEX leads_by_owner_score ON leads (owner_id, intention_score, list_key);
CREATE INDEX leads_by_owner_source ON leads (owner_id, leads_source, list_key);
CREATE INDEX leads_by_owner_report ON leads (owner_id, report_state, list_key);

-- A user's leads on their way to others, or back. Each step is a transaction of its own, so that nobody waits.
CREATE TABLE handovers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    receivers TEXT NOT NULL,
    state TEXT NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    moved INTEGER NOT NULL DEFAULT 0,
    returned INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0,
    undone_by INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX handovers_by_user ON handovers (user_id, id);
CREATE UNIQUE INDEX handovers_under_way ON handovers (user_id) WHERE state IN ('moving', 'returning');

-- Which lead went to whom: what undoing follows. Dropped with the right to undo.
CREATE TABLE handover_leads (
    handover_id INTEGER NOT NULL REFERENCES handovers (id),
    lead_id INTEGER NOT NULL,
    receiver INTEGER NOT NULL,
    PRIMARY KEY (handover_id, lead_id)
) STRICT, WITHOUT ROWID;
