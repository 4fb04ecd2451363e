-- +goose Up
-- The same tables as on Postgres; the reasons are told there.
CREATE TABLE reporters (
    complaint  TEXT NOT NULL PRIMARY KEY,
    sealed     BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE reporter_readings (
    id        TEXT NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,
    complaint TEXT NOT NULL,
    reader    TEXT NOT NULL,
    what      TEXT NOT NULL,
    request   TEXT NOT NULL
) STRICT;
CREATE INDEX reporter_readings_of_complaint ON reporter_readings (complaint, id);
