-- +goose Up
SET LOCAL lock_timeout = '2s';

-- What a notice says, written once, by whoever first found who is to be told of it: that there is a letter means that this
-- is settled. The text stays what people were told, whatever the case and the templates say later. The id is the notice's.
CREATE TABLE letters (
    id       uuid PRIMARY KEY,
    agency   text NOT NULL,
    case_id  uuid NOT NULL,
    role     text NOT NULL,
    event    text NOT NULL,
    reminder boolean NOT NULL,
    at       timestamptz NOT NULL,
    subject  text NOT NULL,
    text     text NOT NULL,
    english  text NOT NULL,
    path     text NOT NULL,
    due_at   timestamptz
);
CREATE INDEX letters_of_case ON letters (case_id);

-- Who was told. One person sees a notice once.
CREATE TABLE inbox (
    notice  uuid NOT NULL,
    person  text NOT NULL,
    agency  text NOT NULL,
    at      timestamptz NOT NULL,
    read_at timestamptz,
    PRIMARY KEY (notice, person)
);
CREATE INDEX inbox_of_person ON inbox (person, at, notice);

-- What leaves the house. The id follows from notice, carrier and address, so that whoever gets a parcel twice sees one; the
-- address is a person or the id of an endpoint, never what a mail program would take.
CREATE TABLE deliveries (
    id       uuid PRIMARY KEY,
    notice   uuid NOT NULL,
    agency   text NOT NULL,
    carrier  text NOT NULL,
    address  text NOT NULL,
    person   text NOT NULL,
    state    text NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'unknown')),
    attempts integer NOT NULL DEFAULT 0,
    next_at  timestamptz NOT NULL,
    at       timestamptz NOT NULL,
    remark   text NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_waiting ON deliveries (carrier, next_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX deliveries_of_notice ON deliveries (notice);
CREATE INDEX deliveries_of_address ON deliveries (carrier, address, at);

-- By which carriers people do not want to be told of which events ('*' for all). No agency: it is the person's own.
CREATE TABLE preferences (
    person  text NOT NULL,
    carrier text NOT NULL,
    event   text NOT NULL,
    off     boolean NOT NULL,
    PRIMARY KEY (person, carrier, event)
);

-- Who holds a duty in a place.
CREATE INDEX duties_of_place ON duties (duty, agency);

GRANT SELECT, INSERT ON letters TO selter_runtime;
GRANT SELECT, INSERT, UPDATE ON inbox, deliveries TO selter_runtime;
GRANT SELECT, INSERT, DELETE ON preferences TO selter_runtime;

-- Whoever was told sees it, also when the duty by which they were told is over.
CREATE POLICY walls ON inbox USING (selter_within(agency) OR person = nullif(current_setting('selter.person', true), '')) WITH CHECK (selter_within(agency));
CREATE POLICY walls ON letters USING (selter_within(agency) OR EXISTS (
    SELECT FROM inbox WHERE notice = letters.id AND person = nullif(current_setting('selter.person', true), ''))) WITH CHECK (selter_within(agency));
CREATE POLICY walls ON deliveries USING (selter_within(agency)) WITH CHECK (selter_within(agency));
ALTER TABLE letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
