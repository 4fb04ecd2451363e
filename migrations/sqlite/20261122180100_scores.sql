-- +goose Up
-- The same tables as on Postgres; the reasons are told there.
CREATE TABLE scores (
    selection      TEXT NOT NULL PRIMARY KEY,
    round          TEXT NOT NULL,
    agency         TEXT NOT NULL,
    rubric         TEXT NOT NULL,
    pack           TEXT NOT NULL,
    status         TEXT NOT NULL,
    round_revision INTEGER NOT NULL,
    revision       INTEGER NOT NULL,
    complaints     INTEGER NOT NULL,
    position       INTEGER NOT NULL,
    result         TEXT NOT NULL,
    at             INTEGER NOT NULL
) STRICT;
CREATE INDEX scores_of_round ON scores (round);

CREATE TABLE score_changes (
    selection TEXT NOT NULL,
    position  INTEGER NOT NULL,
    agency    TEXT NOT NULL,
    at        INTEGER NOT NULL,
    change    TEXT NOT NULL,
    PRIMARY KEY (selection, position)
) STRICT;

CREATE TABLE standings (
    selection          TEXT NOT NULL PRIMARY KEY,
    round              TEXT NOT NULL,
    agency             TEXT NOT NULL,
    name               TEXT NOT NULL,
    kind               TEXT NOT NULL,
    region             TEXT NOT NULL,
    ref                TEXT NOT NULL,
    title              TEXT NOT NULL,
    tier               TEXT NOT NULL,
    profile            TEXT NOT NULL,
    year               INTEGER NOT NULL,
    state              TEXT NOT NULL,
    resumes            TEXT NOT NULL,
    status             TEXT NOT NULL,
    raw                INTEGER NOT NULL,
    deducted           INTEGER NOT NULL,
    total              INTEGER NOT NULL,
    merit_index        INTEGER NOT NULL,
    band               TEXT NOT NULL,
    label              TEXT NOT NULL,
    blocked            INTEGER NOT NULL,
    norm_gap           INTEGER NOT NULL,
    late               INTEGER NOT NULL,
    findings           INTEGER NOT NULL,
    complaints         INTEGER NOT NULL,
    proven             INTEGER NOT NULL,
    early_moves        INTEGER NOT NULL,
    in_time            INTEGER,
    published          INTEGER,
    leg_plan           INTEGER,
    leg_preparation    INTEGER,
    leg_applications   INTEGER,
    leg_screening      INTEGER,
    leg_scoring        INTEGER,
    leg_report         INTEGER,
    leg_recommendation INTEGER,
    leg_inauguration   INTEGER
) STRICT;
CREATE INDEX standings_of_agency ON standings (agency, year);
CREATE INDEX standings_of_year ON standings (year, agency);

CREATE TABLE rescores (
    id       TEXT NOT NULL PRIMARY KEY,
    rubric   TEXT NOT NULL,
    everyone INTEGER NOT NULL,
    after    TEXT,
    done     INTEGER NOT NULL,
    moved    INTEGER NOT NULL,
    total    INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
