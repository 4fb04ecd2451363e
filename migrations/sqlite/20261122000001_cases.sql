-- +goose Up
-- The same tables as on Postgres; the reasons are told there. STRICT because SQLite would
-- otherwise store anything anywhere. Times are whole microseconds since 1970 in UTC: as text,
-- 10:00+07:00 would sort after 09:00Z. Identifiers are text, so that the file can be read.
CREATE TABLE packs (
    hash    TEXT NOT NULL PRIMARY KEY,
    id      TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE cases (
    id         TEXT NOT NULL PRIMARY KEY,
    parent     TEXT REFERENCES cases (id),
    ref        TEXT NOT NULL,
    procedure  TEXT NOT NULL,
    version    TEXT NOT NULL,
    pack       TEXT NOT NULL REFERENCES packs (hash),
    agency     TEXT NOT NULL,
    zone       TEXT NOT NULL,
    state      TEXT NOT NULL,
    resumes    TEXT NOT NULL,
    revision   INTEGER NOT NULL CHECK (revision > 0),
    facts      TEXT NOT NULL,
    head       BLOB NOT NULL,
    opened_at  INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX cases_of_parent ON cases (parent, ref) WHERE parent IS NOT NULL;
CREATE INDEX cases_of_agency ON cases (agency, procedure, id);

CREATE TABLE journal (
    case_id    TEXT NOT NULL,
    seq        INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    procedure  TEXT NOT NULL,
    version    TEXT NOT NULL,
    pack       TEXT NOT NULL,
    event      TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    person     TEXT NOT NULL,
    role       TEXT NOT NULL,
    body       TEXT NOT NULL,
    previous   BLOB NOT NULL,
    hash       BLOB NOT NULL,
    PRIMARY KEY (case_id, seq)
) STRICT;

CREATE TABLE timers (
    id         TEXT NOT NULL PRIMARY KEY,
    case_id    TEXT NOT NULL,
    kind       TEXT NOT NULL,
    reminder   INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    tells      TEXT NOT NULL,
    count      TEXT NOT NULL,
    fired_at   INTEGER,
    cleared_at INTEGER,
    paused_at  INTEGER,
    note       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX timers_of_case ON timers (case_id);
CREATE INDEX timers_open ON timers (due_at) WHERE fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL;

CREATE TABLE outbox (
    id            TEXT NOT NULL PRIMARY KEY,
    case_id       TEXT NOT NULL,
    seq           INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    event         TEXT NOT NULL,
    to_parent     INTEGER NOT NULL,
    ref           TEXT NOT NULL,
    role          TEXT NOT NULL,
    reminder      INTEGER NOT NULL,
    body          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    claimed_until INTEGER,
    attempts      INTEGER NOT NULL DEFAULT 0,
    done_at       INTEGER,
    outcome       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_waiting ON outbox (created_at) WHERE done_at IS NULL;
CREATE INDEX outbox_of_case ON outbox (case_id, seq, position);

CREATE TABLE answers (
    person      TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    case_id     TEXT NOT NULL,
    body        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT;
