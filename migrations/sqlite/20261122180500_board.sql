-- +goose Up
-- The same table as on Postgres; the reasons are told there.
CREATE TABLE folios (
    agency TEXT NOT NULL,
    year   INTEGER NOT NULL,
    name   TEXT NOT NULL,
    posts  INTEGER NOT NULL,
    stamp  INTEGER NOT NULL,
    sheet  BLOB NOT NULL,
    PRIMARY KEY (agency, year)
) STRICT;

CREATE INDEX standings_listed_by_agency ON standings (agency, selection);
CREATE INDEX standings_listed_by_state ON standings (state, selection);
