-- +goose Up
-- The same tables as on Postgres; the reasons are told there.
CREATE TABLE endpoints (
    id          TEXT NOT NULL PRIMARY KEY,
    agency      TEXT NOT NULL,
    listens     TEXT NOT NULL,
    label       TEXT NOT NULL,
    events      TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    made_by     TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER,
    why         TEXT NOT NULL DEFAULT '',
    failures    INTEGER NOT NULL DEFAULT 0,
    failing_at  INTEGER,
    CHECK ((disabled_at IS NULL) = (why = ''))
) STRICT;
CREATE INDEX endpoints_of_agency ON endpoints (agency, id);

CREATE TABLE calendars (
    person     TEXT NOT NULL PRIMARY KEY,
    hash       BLOB NOT NULL UNIQUE,
    factors    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
