-- +goose Up
SET LOCAL lock_timeout = '2s';
-- The tables are behind the wall, and the wall binds their owner too.
SELECT set_config('selter.agencies', '*', true);

-- In which round a case lies (itself, for a round) and whom it is about, so that no wall has to know what procedures there are. Neither ever
-- changes. A process from before this writes neither and has to be stopped first.
ALTER TABLE cases ADD COLUMN round uuid, ADD COLUMN subject text NOT NULL DEFAULT '';
UPDATE cases SET round = id WHERE procedure = 'round';
UPDATE cases SET round = parent WHERE procedure = 'selection';
UPDATE cases SET subject = ref WHERE procedure IN ('mandate', 'person');

-- A selection opens cases of several procedures, each with names of its own.
DROP INDEX cases_of_parent;
CREATE UNIQUE INDEX cases_of_parent ON cases (parent, procedure, ref) WHERE parent IS NOT NULL;
-- The lists: what one case opened, and what is about one person, page by page.
CREATE INDEX cases_of_parent_paged ON cases (parent, procedure, id) WHERE parent IS NOT NULL;
CREATE INDEX cases_of_subject ON cases (subject, id) WHERE subject <> '';

ALTER POLICY walls ON cases USING (selter_within(agency) OR subject = nullif(current_setting('selter.person', true), ''));
CREATE OR REPLACE FUNCTION selter_own(of_case uuid) RETURNS boolean LANGUAGE sql STABLE RETURN
    EXISTS (SELECT FROM cases WHERE id = of_case AND subject = nullif(current_setting('selter.person', true), ''));
