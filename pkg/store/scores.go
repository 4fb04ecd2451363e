package store

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
)

var _ oversight.Store = (*Store)(nil)

// heading lists selections with how far their journals are and how far they were when they were measured.
const heading = `SELECT s.id, r.revision AS round_revision, s.revision, ` + complained + ` AS complaints,
	coalesce(kept.round_revision, 0) AS kept_round, coalesce(kept.revision, 0) AS kept_revision, coalesce(kept.complaints, 0) AS kept_complaints,
	coalesce(kept.rubric, '') AS rubric, coalesce(kept.status, '') AS status
FROM cases AS s JOIN cases AS r ON r.id = s.parent LEFT JOIN scores AS kept ON kept.selection = s.id
WHERE s.procedure = '` + openselection.SelectionName + `' AND {house} AND `

// complained counts the complaints about the selection s that the supervisor has examined: what anybody
// may write is no figure of an agency, and nobody whom a complaint concerns learns of one that has only come in.
const complained = `(SELECT count(*) FROM cases AS k WHERE k.parent = s.id AND k.procedure = '` + compliance.ComplaintName +
	`' AND k.state NOT IN ('` + string(workflow.Unopened) + `', '` + string(complaint.Received) + `'))`

func (s *Store) heads(ctx context.Context, which string, args ...any) ([]oversight.Head, error) {
	var rows []headRow
	err := s.find(ctx, &rows, heading+which+" ORDER BY s.id", args...)
	list := make([]oversight.Head, len(rows))
	for i, row := range rows {
		list[i] = row.head()
	}
	return list, err
}

// Touched implements oversight.Store.
func (s *Store) Touched(ctx context.Context, id workflow.CaseID) ([]oversight.Head, error) {
	of := uuid.UUID(id)
	return s.heads(ctx, `(s.id = ? OR s.parent = ? OR s.id = (SELECT k.parent FROM cases AS k WHERE k.id = ? AND k.procedure = '`+compliance.ComplaintName+`'))`,
		of, of, of)
}

// Heads implements oversight.Batches.
func (s *Store) Heads(ctx context.Context, rounds []workflow.CaseID) ([]oversight.Head, error) {
	return s.heads(ctx, s.among("s.parent"), s.ids(rounds))
}

// Rounds implements oversight.Batches.
func (s *Store) Rounds(ctx context.Context, after workflow.CaseID, limit int) ([]workflow.CaseID, error) {
	var ids []uuid.UUID
	err := s.find(ctx, &ids, "SELECT id FROM cases WHERE id > ? AND procedure = '"+openselection.RoundName+"' AND {house} ORDER BY id LIMIT ?", uuid.UUID(after), limit)
	rounds := make([]workflow.CaseID, len(ids))
	for i, id := range ids {
		rounds[i] = workflow.CaseID(id)
	}
	return rounds, err
}

// A trailRow is a round or a selection without what nobody measures by.
type trailRow struct {
	ID         uuid.UUID
	Parent     uuid.UUID
	Procedure  string
	Ref        string
	Pack       string
	Agency     string
	Zone       string
	State      string
	Resumes    string
	Revision   int64
	Facts      string
	Complaints int
}

func (r trailRow) trail(steps []compliance.Step) compliance.Trail[jsontext.Value] {
	return compliance.Trail[jsontext.Value]{
		Case: workflow.CaseID(r.ID), Ref: r.Ref, State: workflow.State(r.State), Resumes: workflow.State(r.Resumes), Revision: r.Revision,
		Facts: text(r.Facts), Steps: steps,
	}
}

// Selections with their rounds, in one statement and so as they were at one moment.
func (s *Store) trailing() string {
	const columns = "s.id, s.parent, s.procedure, s.ref, s.pack, s.agency, s.zone, s.state, s.resumes, s.revision, s.facts, "
	return "SELECT " + columns + complained + " AS complaints FROM cases AS s WHERE s.procedure = '" + openselection.SelectionName + "' AND " + s.among("s.id") + " AND {house}" +
		" UNION ALL SELECT " + columns + "0 AS complaints FROM cases AS s WHERE s.id IN (SELECT parent FROM cases AS child WHERE child.procedure = '" +
		openselection.SelectionName + "' AND " + s.among("child.id") + ") AND {house} ORDER BY 1"
}

// Files implements oversight.Store. A journal only grows, so that its first entries, as many as the case
// had revisions, are those which the case was folded from when it was read.
func (s *Store) Files(ctx context.Context, selections []workflow.CaseID) ([]oversight.File, error) {
	var rows []trailRow
	if err := s.find(ctx, &rows, s.trailing(), s.ids(selections), s.ids(selections)); err != nil {
		return nil, err
	}
	revisions := make(map[uuid.UUID]int64, len(rows))
	ids := make([]workflow.CaseID, len(rows))
	for i, row := range rows {
		revisions[row.ID], ids[i] = row.Revision, workflow.CaseID(row.ID)
	}
	steps, err := s.steps(ctx, ids, revisions)
	if err != nil {
		return nil, err
	}
	var files []oversight.File
	at := make(map[uuid.UUID]int)
	for _, row := range rows {
		if int64(len(steps[row.ID])) != row.Revision {
			return nil, fmt.Errorf("the journal of case %s has %d of %d entries", row.ID, len(steps[row.ID]), row.Revision)
		}
		if row.Procedure == openselection.RoundName {
			at[row.ID] = len(files)
			files = append(files, oversight.File{Agency: row.Agency, Zone: calendar.Zone(row.Zone), Pack: row.Pack, Round: row.trail(steps[row.ID])})
		}
	}
	for _, row := range rows {
		if row.Procedure == openselection.SelectionName {
			file := &files[at[row.Parent]]
			file.Selections = append(file.Selections, oversight.Chapter{Trail: row.trail(steps[row.ID]), Complaints: row.Complaints})
		}
	}
	return files, nil
}

// Kept implements oversight.Store.
func (s *Store) Kept(ctx context.Context, selections []workflow.CaseID) (map[workflow.CaseID]oversight.Kept, error) {
	var rows []scoreRow
	err := s.find(ctx, &rows, "SELECT "+scoreNames+" FROM scores WHERE "+s.among("selection")+" AND {house}", s.ids(selections))
	kept := make(map[workflow.CaseID]oversight.Kept, len(rows))
	for _, row := range rows {
		kept[workflow.CaseID(row.Selection)] = row.kept()
	}
	return kept, err
}

// KeptWithin implements oversight.Store.
func (s *Store) KeptWithin(ctx context.Context, wall casework.Wall, selection workflow.CaseID) (oversight.Head, oversight.Kept, error) {
	if _, err := s.within(wall).Case(ctx, selection); err != nil {
		return oversight.Head{}, oversight.Kept{}, err
	}
	heads, err := s.heads(ctx, "s.id = ?", uuid.UUID(selection))
	if err == nil && len(heads) == 0 {
		err = casework.ErrNoCase
	}
	if err != nil {
		return oversight.Head{}, oversight.Kept{}, err
	}
	kept, err := s.Kept(ctx, []workflow.CaseID{selection})
	return heads[0], kept[selection], err
}

type changeRow struct {
	Change string
}

// Changes implements oversight.Store. A limit outside 1 to 100 is taken as 100.
func (s *Store) Changes(ctx context.Context, wall casework.Wall, selection workflow.CaseID, after int64, limit int) ([]oversight.Change, error) {
	l := s.within(wall)
	var rows []changeRow
	err := l.rows(ctx, &rows, "SELECT change FROM score_changes WHERE selection = ? AND position > ?"+ofShown+"ORDER BY position LIMIT ?",
		[]any{uuid.UUID(selection), after}, l.ofShown(selection), []any{page(limit)})
	if err != nil {
		return nil, err
	}
	return changes(rows)
}
