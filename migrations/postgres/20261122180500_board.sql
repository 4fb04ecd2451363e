-- +goose Up
SET LOCAL lock_timeout = '2s';

-- All standings of one agency and year, packed, since the board counts a hundred thousand for one request: 3,600 of these rows are
-- read in the time in which that many of the others are begun. Whoever writes a standing packs its folio again, whole, in the same
-- transaction. posts is how many are on the sheet, so that a standing which has moved to another year is missed;
-- stamp is made from the name and the sheet, so that a process which has read these once asks for nothing but the stamp.
CREATE TABLE folios (
    agency text NOT NULL,
    year   integer NOT NULL,
    name   text NOT NULL,
    posts  integer NOT NULL,
    stamp  bigint NOT NULL,
    sheet  bytea NOT NULL,
    PRIMARY KEY (agency, year)
) WITH (fillfactor = 70);

-- The list of selections goes on from the last one of a page, among those of an agency or in a state.
CREATE INDEX standings_listed_by_agency ON standings (agency, selection);
CREATE INDEX standings_listed_by_state ON standings (state, selection);

GRANT SELECT, INSERT, UPDATE ON folios TO selter_runtime;

CREATE POLICY walls ON folios
    USING ((SELECT current_setting('selter.agencies', true)) = '*' OR agency = ANY ((SELECT string_to_array(current_setting('selter.agencies', true), ','))::text[]));
ALTER TABLE folios ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
