-- +goose Up
SET LOCAL lock_timeout = '2s';

-- Where notices go in other systems. URL and secrets are sealed with keys that are not in the database; events is a list with commas,
-- empty for all. failures counts those in a row, since failing_at.
CREATE TABLE endpoints (
    id          uuid PRIMARY KEY,
    agency      text NOT NULL,
    listens     text NOT NULL,
    label       text NOT NULL,
    events      text NOT NULL,
    sealed      bytea NOT NULL,
    made_by     text NOT NULL,
    created_at  timestamptz NOT NULL,
    disabled_at timestamptz,
    why         text NOT NULL DEFAULT '',
    failures    integer NOT NULL DEFAULT 0,
    failing_at  timestamptz,
    CHECK ((disabled_at IS NULL) = (why = ''))
);
CREATE INDEX endpoints_of_agency ON endpoints (agency, id);

-- The calendars to which people have a link, one for each. Only its hash is kept. factors is in how many ways the person had proved
-- who they are when it was made: duties that need two are in the calendar only then.
CREATE TABLE calendars (
    person     text PRIMARY KEY,
    hash       bytea NOT NULL UNIQUE,
    factors    integer NOT NULL,
    created_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON endpoints, calendars TO selter_runtime;

-- A calendar is its person's own, and a person has no agency.
CREATE POLICY walls ON endpoints USING (selter_within(agency)) WITH CHECK (selter_within(agency));
ALTER TABLE endpoints ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
