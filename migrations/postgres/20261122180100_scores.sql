-- +goose Up
SET LOCAL lock_timeout = '2s';

-- What follows from the journals of a round and its selections, kept so that it need not be measured for each reader. Nothing in
-- these tables is the truth: all of it can be measured again. What each score rests on stands beside it, so that one who
-- measured earlier never overwrites one who measured later. position is that of the newest change.
CREATE TABLE scores (
    selection      uuid PRIMARY KEY,
    round          uuid NOT NULL,
    agency         text NOT NULL,
    rubric         text NOT NULL,
    pack           text NOT NULL,
    status         text NOT NULL,
    round_revision bigint NOT NULL,
    revision       bigint NOT NULL,
    complaints     integer NOT NULL,
    position       bigint NOT NULL,
    result         text NOT NULL,
    at             timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX scores_of_round ON scores (round);

-- How a score has moved, and by which entries. Written and read, never changed.
CREATE TABLE score_changes (
    selection uuid NOT NULL,
    position  bigint NOT NULL,
    agency    text NOT NULL,
    at        timestamptz NOT NULL,
    change    text NOT NULL,
    PRIMARY KEY (selection, position)
);

-- One line for each selection, of which the supervisor's board counts. Points are in hundredths, legs in civil days. kind and
-- region are those of the agency, empty where nobody has said them.
CREATE TABLE standings (
    selection          uuid PRIMARY KEY,
    round              uuid NOT NULL,
    agency             text NOT NULL,
    name               text NOT NULL,
    kind               text NOT NULL,
    region             text NOT NULL,
    ref                text NOT NULL,
    title              text NOT NULL,
    tier               text NOT NULL,
    profile            text NOT NULL,
    year               integer NOT NULL,
    state              text NOT NULL,
    resumes            text NOT NULL,
    status             text NOT NULL,
    raw                bigint NOT NULL,
    deducted           bigint NOT NULL,
    total              bigint NOT NULL,
    merit_index        bigint NOT NULL,
    band               text NOT NULL,
    label              text NOT NULL,
    blocked            boolean NOT NULL,
    norm_gap           boolean NOT NULL,
    late               integer NOT NULL,
    findings           integer NOT NULL,
    complaints         integer NOT NULL,
    proven             integer NOT NULL,
    early_moves        integer NOT NULL,
    in_time            boolean,
    published          boolean,
    leg_plan           integer,
    leg_preparation    integer,
    leg_applications   integer,
    leg_screening      integer,
    leg_scoring        integer,
    leg_report         integer,
    leg_recommendation integer,
    leg_inauguration   integer
) WITH (fillfactor = 80);
CREATE INDEX standings_of_agency ON standings (agency, year);
CREATE INDEX standings_of_year ON standings (year, agency);

-- A measuring of everything anew: the rounds are gone through in the order of their identifiers, and the last one that is done is kept.
CREATE TABLE rescores (
    id       uuid PRIMARY KEY,
    rubric   text NOT NULL,
    everyone boolean NOT NULL,
    after    uuid,
    done     bigint NOT NULL,
    moved    bigint NOT NULL,
    total    bigint NOT NULL,
    begun_at timestamptz NOT NULL,
    ended_at timestamptz
);

GRANT SELECT, INSERT, UPDATE ON scores, standings, rescores TO selter_runtime;
GRANT SELECT, INSERT ON score_changes TO selter_runtime;

-- The setting is read once for each statement and not for each row: the board goes through a hundred thousand.
CREATE POLICY walls ON scores
    USING ((SELECT current_setting('selter.agencies', true)) = '*' OR agency = ANY ((SELECT string_to_array(current_setting('selter.agencies', true), ','))::text[]));
CREATE POLICY walls ON score_changes
    USING ((SELECT current_setting('selter.agencies', true)) = '*' OR agency = ANY ((SELECT string_to_array(current_setting('selter.agencies', true), ','))::text[]));
CREATE POLICY walls ON standings
    USING ((SELECT current_setting('selter.agencies', true)) = '*' OR agency = ANY ((SELECT string_to_array(current_setting('selter.agencies', true), ','))::text[]));
ALTER TABLE scores ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE score_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE standings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
