-- +goose Up
SET LOCAL lock_timeout = '2s';

-- Every row says to which agency it belongs, so that no query and no policy has to ask its case. The rows are filled in
-- while the tables are locked: a process that knows nothing of walls sees nothing behind them and has to be stopped before.
ALTER TABLE journal ADD COLUMN agency text;
ALTER TABLE timers ADD COLUMN agency text;
ALTER TABLE outbox ADD COLUMN agency text;
ALTER TABLE answers ADD COLUMN agency text;
UPDATE journal SET agency = cases.agency FROM cases WHERE cases.id = journal.case_id;
UPDATE timers SET agency = cases.agency FROM cases WHERE cases.id = timers.case_id;
UPDATE outbox SET agency = cases.agency FROM cases WHERE cases.id = outbox.case_id;
UPDATE answers SET agency = cases.agency FROM cases WHERE cases.id = answers.case_id;
ALTER TABLE journal ALTER COLUMN agency SET NOT NULL;
ALTER TABLE timers ALTER COLUMN agency SET NOT NULL;
ALTER TABLE outbox ALTER COLUMN agency SET NOT NULL;
ALTER TABLE answers ALTER COLUMN agency SET NOT NULL;

-- The duties that mandates give, as the last entry of each has them. Written with that entry, in one commit; days are
-- text, 2026-11-22, and count in the zone of the place.
CREATE TABLE duties (
    mandate   uuid NOT NULL,
    position  integer NOT NULL,
    person    text NOT NULL,
    duty      text NOT NULL,
    agency    text NOT NULL,
    round     uuid,
    selection uuid,
    from_day  text NOT NULL,
    until_day text,
    body      text NOT NULL,
    PRIMARY KEY (mandate, position)
);
CREATE INDEX duties_of_person ON duties (person);

-- One file on each person, and one mandate for each person in each agency: the duties that exclude each other meet there.
CREATE UNIQUE INDEX cases_of_person ON cases (procedure, agency, ref) WHERE procedure IN ('mandate', 'person');

-- The role that the server works as. It owns nothing, so that row security binds it, and of what is kept for ever it can
-- only add. A role belongs to the whole cluster: another database may make the same one at this very moment.
-- +goose StatementBegin
DO $$
BEGIN
    FOR attempt IN 1..20 LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'selter_runtime') THEN
                CREATE ROLE selter_runtime NOLOGIN;
            END IF;
            -- Who brings the schema up to date may also run the server, as the embedded mode does.
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper) AND NOT pg_has_role(current_user, 'selter_runtime',
                CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
                EXECUTE format('GRANT selter_runtime TO %I', current_user);
            END IF;
            RETURN;
        EXCEPTION WHEN duplicate_object OR unique_violation OR internal_error THEN
            IF attempt = 20 THEN
                RAISE;
            END IF;
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO selter_runtime', current_schema());
END
$$;
-- +goose StatementEnd
GRANT SELECT, INSERT ON packs, journal, answers TO selter_runtime;
GRANT SELECT, INSERT, UPDATE ON cases, timers, outbox TO selter_runtime;
GRANT SELECT, INSERT, UPDATE, DELETE ON duties TO selter_runtime;

-- Which agencies a transaction sees stands in the setting selter.agencies: a list with commas, or * for the house's own
-- work. Unset or empty it shows nothing. Whose name stands in selter.person also sees the files on that person, and the
-- answers to that person's own commands; nothing is ever written by that.
CREATE FUNCTION selter_within(agency text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE RETURN
    agency = ANY (string_to_array(current_setting('selter.agencies', true), ',')) OR current_setting('selter.agencies', true) = '*';
-- Run only for what does not lie within; cases has its own row security, which then decides.
CREATE FUNCTION selter_own(of_case uuid) RETURNS boolean LANGUAGE sql STABLE RETURN
    EXISTS (SELECT FROM cases WHERE id = of_case AND procedure IN ('mandate', 'person') AND ref = nullif(current_setting('selter.person', true), ''));

CREATE POLICY walls ON cases
    USING (selter_within(agency) OR procedure IN ('mandate', 'person') AND ref = nullif(current_setting('selter.person', true), ''))
    WITH CHECK (selter_within(agency));
CREATE POLICY walls ON journal USING (selter_within(agency) OR selter_own(case_id)) WITH CHECK (selter_within(agency));
CREATE POLICY walls ON timers USING (selter_within(agency) OR selter_own(case_id)) WITH CHECK (selter_within(agency));
CREATE POLICY walls ON outbox USING (selter_within(agency) OR selter_own(case_id)) WITH CHECK (selter_within(agency));
CREATE POLICY walls ON answers USING (selter_within(agency) OR person = nullif(current_setting('selter.person', true), '')) WITH CHECK (selter_within(agency));
CREATE POLICY walls ON duties USING (selter_within(agency)) WITH CHECK (selter_within(agency));

-- Forced: the owner is bound as well.
ALTER TABLE cases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE timers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE answers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE duties ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
