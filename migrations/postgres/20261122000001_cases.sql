-- +goose Up
SET LOCAL lock_timeout = '2s';

-- The policy packs that cases are bound to, for ever.
CREATE TABLE packs (
    hash    text PRIMARY KEY,
    id      text NOT NULL,
    content text NOT NULL
);

-- A row is the fold of its journal. Only version, state, resumes, revision, facts, head
-- and changed_at change, and no index names one of them, so that updates stay HOT.
CREATE TABLE cases (
    id         uuid PRIMARY KEY,
    parent     uuid REFERENCES cases (id),
    ref        text NOT NULL,
    procedure  text NOT NULL,
    version    text NOT NULL,
    pack       text NOT NULL REFERENCES packs (hash),
    agency     text NOT NULL,
    zone       text NOT NULL,
    state      text NOT NULL,
    resumes    text NOT NULL,
    revision   bigint NOT NULL CHECK (revision > 0),
    facts      text NOT NULL,
    head       bytea NOT NULL,
    opened_at  timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX cases_of_parent ON cases (parent, ref) WHERE parent IS NOT NULL;
CREATE INDEX cases_of_agency ON cases (agency, procedure, id);

-- The journal, the timers and the outbox have no foreign key to their case: each would
-- cost a look-up and a row lock for every inserted row, and these rows are inserted by
-- the very statement that moves or opens the case, from nowhere else. Facts, bodies and
-- counts are text, not jsonb: what is hashed must come back byte for byte.
CREATE TABLE journal (
    case_id    uuid NOT NULL,
    seq        bigint NOT NULL,
    at         timestamptz NOT NULL,
    procedure  text NOT NULL,
    version    text NOT NULL,
    pack       text NOT NULL,
    event      text NOT NULL,
    from_state text NOT NULL,
    to_state   text NOT NULL,
    person     text NOT NULL,
    role       text NOT NULL,
    body       text NOT NULL,
    previous   bytea NOT NULL,
    hash       bytea NOT NULL,
    PRIMARY KEY (case_id, seq)
);

CREATE TABLE timers (
    id         uuid PRIMARY KEY,
    case_id    uuid NOT NULL,
    kind       text NOT NULL,
    reminder   integer NOT NULL,
    generation bigint NOT NULL,
    due_at     timestamptz NOT NULL,
    tells      text NOT NULL,
    count      text NOT NULL,
    fired_at   timestamptz,
    cleared_at timestamptz,
    paused_at  timestamptz,
    note       text NOT NULL DEFAULT ''
);
CREATE INDEX timers_of_case ON timers (case_id);
CREATE INDEX timers_open ON timers (due_at) WHERE fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL;

CREATE TABLE outbox (
    id            uuid PRIMARY KEY,
    case_id       uuid NOT NULL,
    seq           bigint NOT NULL,
    position      integer NOT NULL,
    kind          text NOT NULL,
    event         text NOT NULL,
    to_parent     boolean NOT NULL,
    ref           text NOT NULL,
    role          text NOT NULL,
    reminder      boolean NOT NULL,
    body          text NOT NULL,
    created_at    timestamptz NOT NULL,
    claimed_until timestamptz,
    attempts      integer NOT NULL DEFAULT 0,
    done_at       timestamptz,
    outcome       text NOT NULL DEFAULT ''
);
CREATE INDEX outbox_waiting ON outbox (created_at) WHERE done_at IS NULL;
CREATE INDEX outbox_of_case ON outbox (case_id, seq, position);

CREATE TABLE answers (
    person      text NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    case_id     uuid NOT NULL,
    body        text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (person, key)
);
