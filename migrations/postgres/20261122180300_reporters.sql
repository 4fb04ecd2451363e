-- +goose Up
SET LOCAL lock_timeout = '2s';

-- Who complained, sealed with keys that are neither in the database nor those of the installation. There is a row for every
-- complaint, also for one that nobody put a name under, and all are of one length: from the table nobody learns which is which.
-- It names no agency and no person, so there is no wall for it to stand behind; no statement joins it to anything.
CREATE TABLE reporters (
    complaint  uuid PRIMARY KEY,
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- Which custodian was shown who complained. Written and read, never changed.
CREATE TABLE reporter_readings (
    id        uuid PRIMARY KEY,
    at        timestamptz NOT NULL,
    complaint uuid NOT NULL,
    reader    text NOT NULL,
    what      text NOT NULL,
    request   text NOT NULL
);
CREATE INDEX reporter_readings_of_complaint ON reporter_readings (complaint, id);

GRANT SELECT, INSERT ON reporters, reporter_readings TO selter_runtime;
