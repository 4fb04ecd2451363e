-- +goose Up
-- The same as on Postgres, but for the policies.
ALTER TABLE cases ADD COLUMN round TEXT;
ALTER TABLE cases ADD COLUMN subject TEXT NOT NULL DEFAULT '';
UPDATE cases SET round = id WHERE procedure = 'round';
UPDATE cases SET round = parent WHERE procedure = 'selection';
UPDATE cases SET subject = ref WHERE procedure IN ('mandate', 'person');

DROP INDEX cases_of_parent;
CREATE UNIQUE INDEX cases_of_parent ON cases (parent, procedure, ref) WHERE parent IS NOT NULL;
CREATE INDEX cases_of_parent_paged ON cases (parent, procedure, id) WHERE parent IS NOT NULL;
CREATE INDEX cases_of_subject ON cases (subject, id) WHERE subject <> '';
