-- +goose Up

-- Instants are milliseconds since 1970-01-01 UTC, 0 = never.

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    disabled INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL,
    data BLOB,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    industry TEXT NOT NULL,
    status_system TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    old_signature INTEGER NOT NULL DEFAULT 0,
    omit_id INTEGER NOT NULL DEFAULT 0,
    keep_id_number INTEGER NOT NULL DEFAULT 0,
    paused INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    pull_token_tail TEXT NOT NULL DEFAULT '',
    pull_secret_tail TEXT NOT NULL DEFAULT '',
    pull_changed_at INTEGER NOT NULL DEFAULT 0,
    pull_changed_by TEXT NOT NULL DEFAULT '',
    report_token_tail TEXT NOT NULL DEFAULT '',
    report_secret_tail TEXT NOT NULL DEFAULT '',
    report_changed_at INTEGER NOT NULL DEFAULT 0,
    report_changed_by TEXT NOT NULL DEFAULT '',
    push_token_tail TEXT NOT NULL DEFAULT '',
    push_secret_tail TEXT NOT NULL DEFAULT '',
    push_changed_at INTEGER NOT NULL DEFAULT 0,
    push_changed_by TEXT NOT NULL DEFAULT ''
) STRICT;

-- The sealed pairs; accounts holds only what may be shown of them.
CREATE TABLE credentials (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (account_id, purpose)
) STRICT;

CREATE TABLE pull_states (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    watermark INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER NOT NULL DEFAULT 0,
    succeeded_at INTEGER NOT NULL DEFAULT 0,
    received INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    repeats INTEGER NOT NULL DEFAULT 0,
    last_kind TEXT NOT NULL DEFAULT '',
    last_code INTEGER NOT NULL DEFAULT 0,
    last_message TEXT NOT NULL DEFAULT '',
    skew_millis INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Campaigns by number: an index over numbers is a third of one over ids, and names are searched here.
CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL,
    campaign_id TEXT NOT NULL,
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    UNIQUE (account_id, campaign_id, name)
) STRICT;

-- What lists show stands first and what may be long stands last, so that a list reads no overflow pages.
CREATE TABLE leads (
    id INTEGER PRIMARY KEY,
    list_key INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    leads_id TEXT NOT NULL,
    ingested_at INTEGER NOT NULL DEFAULT 0,
    submitted_at INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL DEFAULT 0,
    worked_at INTEGER NOT NULL DEFAULT 0,
    arrival TEXT NOT NULL DEFAULT '',
    preview INTEGER NOT NULL DEFAULT 0,
    convert_status TEXT NOT NULL DEFAULT '',
    ineffect_reason TEXT NOT NULL DEFAULT '',
    intention_score TEXT NOT NULL DEFAULT '',
    outer_convert_type TEXT NOT NULL DEFAULT '',
    outer_ineffect_reason TEXT NOT NULL DEFAULT '',
    work_version INTEGER NOT NULL DEFAULT 0,
    owner_id INTEGER NOT NULL DEFAULT 0,
    report_state TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL DEFAULT '',
    campaign_ref INTEGER NOT NULL DEFAULT 0,
    leads_name TEXT NOT NULL DEFAULT '',
    leads_tel TEXT NOT NULL DEFAULT '',
    tel_location TEXT NOT NULL DEFAULT '',
    leads_area TEXT NOT NULL DEFAULT '',
    leads_type TEXT NOT NULL DEFAULT '',
    leads_source TEXT NOT NULL DEFAULT '',
    campaign_name TEXT NOT NULL DEFAULT '',
    pull_hash BLOB,
    leads_wechat TEXT NOT NULL DEFAULT '',
    nick_name TEXT NOT NULL DEFAULT '',
    leads_qq TEXT NOT NULL DEFAULT '',
    leads_email TEXT NOT NULL DEFAULT '',
    leads_gender TEXT NOT NULL DEFAULT '',
    age TEXT NOT NULL DEFAULT '',
    nationality TEXT NOT NULL DEFAULT '',
    profession TEXT NOT NULL DEFAULT '',
    working_years TEXT NOT NULL DEFAULT '',
    id_number TEXT NOT NULL DEFAULT '',
    leads_sub_type TEXT NOT NULL DEFAULT '',
    leads_potential_score TEXT NOT NULL DEFAULT '',
    chat_id TEXT NOT NULL DEFAULT '',
    shop_name TEXT NOT NULL DEFAULT '',
    leads_pool_id TEXT NOT NULL DEFAULT '',
    call_touch_tag TEXT NOT NULL DEFAULT '',
    call_duration TEXT NOT NULL DEFAULT '',
    call_middle_num TEXT NOT NULL DEFAULT '',
    call_consumer_hotline TEXT NOT NULL DEFAULT '',
    leads_sub_source TEXT NOT NULL DEFAULT '',
    leads_come_from TEXT NOT NULL DEFAULT '',
    campaign_id TEXT NOT NULL DEFAULT '',
    adgroup_name TEXT NOT NULL DEFAULT '',
    adgroup_id TEXT NOT NULL DEFAULT '',
    ad_name TEXT NOT NULL DEFAULT '',
    ad_id TEXT NOT NULL DEFAULT '',
    adcreative_name TEXT NOT NULL DEFAULT '',
    adcreative_id TEXT NOT NULL DEFAULT '',
    dynamic_creative_name TEXT NOT NULL DEFAULT '',
    dynamic_creative_id TEXT NOT NULL DEFAULT '',
    creative_name TEXT NOT NULL DEFAULT '',
    creative_id TEXT NOT NULL DEFAULT '',
    page_name TEXT NOT NULL DEFAULT '',
    page_id TEXT NOT NULL DEFAULT '',
    page_tools TEXT NOT NULL DEFAULT '',
    component_name TEXT NOT NULL DEFAULT '',
    component_id TEXT NOT NULL DEFAULT '',
    account_type TEXT NOT NULL DEFAULT '',
    advertiser_id TEXT NOT NULL DEFAULT '',
    claim_advertiser_id TEXT NOT NULL DEFAULT '',
    wechat_appid TEXT NOT NULL DEFAULT '',
    agency_name TEXT NOT NULL DEFAULT '',
    agency_id TEXT NOT NULL DEFAULT '',
    wechat_spid TEXT NOT NULL DEFAULT '',
    is_broad_cast_leads TEXT NOT NULL DEFAULT '',
    leads_action_time TEXT NOT NULL DEFAULT '',
    leads_create_time TEXT NOT NULL DEFAULT '',
    leads_response_duration TEXT NOT NULL DEFAULT '',
    leads_follow_tag TEXT NOT NULL DEFAULT '',
    leads_touch_tag TEXT NOT NULL DEFAULT '',
    owner_name TEXT NOT NULL DEFAULT '',
    page_url TEXT NOT NULL DEFAULT '',
    call_record_url TEXT NOT NULL DEFAULT '',
    leads_tags TEXT NOT NULL DEFAULT '',
    all_follow_records TEXT NOT NULL DEFAULT '',
    bundle TEXT NOT NULL DEFAULT '',
    layer_form_content TEXT NOT NULL DEFAULT '',
    custom_qa TEXT NOT NULL DEFAULT '',
    extra TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    shop_address TEXT NOT NULL DEFAULT '',
    click_id TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX leads_by_key ON leads (list_key);
CREATE UNIQUE INDEX leads_by_leads_id ON leads (leads_id, account_id);
CREATE INDEX leads_by_account ON leads (account_id, list_key);
CREATE INDEX leads_by_status ON leads (convert_status, list_key);
CREATE INDEX leads_by_reason ON leads (ineffect_reason, list_key) WHERE ineffect_reason <> '';
CREATE INDEX leads_by_score ON leads (intention_score, list_key);
CREATE INDEX leads_by_source ON leads (leads_source, list_key);
CREATE INDEX leads_by_report ON leads (report_state, list_key);
CREATE INDEX leads_by_owner ON leads (owner_id, list_key);
CREATE INDEX leads_by_campaign ON leads (campaign_ref, list_key) WHERE campaign_ref <> 0;

-- Parts of names and phones (models.Grams), under the lead's list key, so
-- that matches come out in the order of the list.
CREATE VIRTUAL TABLE lead_grams USING fts5 (grams, content='', contentless_delete=1, detail=none, tokenize='ascii');

CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lead_id INTEGER NOT NULL REFERENCES leads (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    user_id INTEGER NOT NULL DEFAULT 0,
    details TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX changes_by_lead ON changes (lead_id, id);

CREATE TABLE outgoing_reports (
    lead_id INTEGER PRIMARY KEY REFERENCES leads (id),
    account_id INTEGER NOT NULL,
    leads_id TEXT NOT NULL,
    convert_status TEXT NOT NULL DEFAULT '',
    ineffect_reason TEXT NOT NULL DEFAULT '',
    intention_score TEXT NOT NULL DEFAULT '',
    outer_convert_type TEXT NOT NULL DEFAULT '',
    outer_ineffect_reason TEXT NOT NULL DEFAULT '',
    work_version INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    wished_at INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    last_attempt_at INTEGER NOT NULL DEFAULT 0,
    last_kind TEXT NOT NULL DEFAULT '',
    last_code INTEGER NOT NULL DEFAULT 0,
    last_message TEXT NOT NULL DEFAULT '',
    sent_version INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outgoing_reports_due ON outgoing_reports (account_id, due_at) WHERE state = 'waiting';
CREATE INDEX outgoing_reports_failed ON outgoing_reports (account_id) WHERE state = 'failed';
