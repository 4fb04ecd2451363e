-- +goose Up
-- The same tables as on Postgres; the reasons are told there.
CREATE TABLE letters (
    id       TEXT NOT NULL PRIMARY KEY,
    agency   TEXT NOT NULL,
    case_id  TEXT NOT NULL,
    role     TEXT NOT NULL,
    event    TEXT NOT NULL,
    reminder INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    subject  TEXT NOT NULL,
    text     TEXT NOT NULL,
    english  TEXT NOT NULL,
    path     TEXT NOT NULL,
    due_at   INTEGER
) STRICT;
CREATE INDEX letters_of_case ON letters (case_id);

CREATE TABLE inbox (
    notice  TEXT NOT NULL,
    person  TEXT NOT NULL,
    agency  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    read_at INTEGER,
    PRIMARY KEY (notice, person)
) STRICT;
CREATE INDEX inbox_of_person ON inbox (person, at, notice);

CREATE TABLE deliveries (
    id       TEXT NOT NULL PRIMARY KEY,
    notice   TEXT NOT NULL,
    agency   TEXT NOT NULL,
    carrier  TEXT NOT NULL,
    address  TEXT NOT NULL,
    person   TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'unknown')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at  INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    remark   TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (carrier, next_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX deliveries_of_notice ON deliveries (notice);
CREATE INDEX deliveries_of_address ON deliveries (carrier, address, at);

CREATE TABLE preferences (
    person  TEXT NOT NULL,
    carrier TEXT NOT NULL,
    event   TEXT NOT NULL,
    off     INTEGER NOT NULL,
    PRIMARY KEY (person, carrier, event)
) STRICT;

CREATE INDEX duties_of_place ON duties (duty, agency);
