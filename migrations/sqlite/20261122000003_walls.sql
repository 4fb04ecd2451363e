-- +goose Up
-- The same as on Postgres, but for row security, which SQLite does not know. A column cannot become NOT NULL here once it
-- is there, so each begins with an empty text, which is no agency.
ALTER TABLE journal ADD COLUMN agency TEXT NOT NULL DEFAULT '';
ALTER TABLE timers ADD COLUMN agency TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN agency TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN agency TEXT NOT NULL DEFAULT '';
UPDATE journal SET agency = (SELECT agency FROM cases WHERE cases.id = journal.case_id);
UPDATE timers SET agency = (SELECT agency FROM cases WHERE cases.id = timers.case_id);
UPDATE outbox SET agency = (SELECT agency FROM cases WHERE cases.id = outbox.case_id);
UPDATE answers SET agency = (SELECT agency FROM cases WHERE cases.id = answers.case_id);

CREATE TABLE duties (
    mandate   TEXT NOT NULL,
    position  INTEGER NOT NULL,
    person    TEXT NOT NULL,
    duty      TEXT NOT NULL,
    agency    TEXT NOT NULL,
    round     TEXT,
    selection TEXT,
    from_day  TEXT NOT NULL,
    until_day TEXT,
    body      TEXT NOT NULL,
    PRIMARY KEY (mandate, position)
) STRICT;
CREATE INDEX duties_of_person ON duties (person);

-- One file on each person, and one mandate for each person in each agency: the duties that exclude each other meet there.
CREATE UNIQUE INDEX cases_of_person ON cases (procedure, agency, ref) WHERE procedure IN ('mandate', 'person');
