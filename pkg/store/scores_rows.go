package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A standingRow is a line of the board as it is read.
type standingRow struct {
	Selection         uuid.UUID
	Round             uuid.UUID
	Agency            string
	Name              string
	Kind              string
	Region            string
	Ref               string
	Title             string
	Tier              string
	Profile           string
	Year              int
	State             string
	Resumes           string
	Status            string
	Raw               int64
	Deducted          int64
	Total             int64
	MeritIndex        int64
	Band              string
	Label             string
	Blocked           bool
	NormGap           bool
	Late              int
	Findings          int
	Complaints        int
	Proven            int
	EarlyMoves        int
	InTime            *bool
	Published         *bool
	LegPlan           *int
	LegPreparation    *int
	LegApplications   *int
	LegScreening      *int
	LegScoring        *int
	LegReport         *int
	LegRecommendation *int
	LegInauguration   *int
}

func (r standingRow) standing() compliance.Standing {
	return compliance.Standing{
		Selection: workflow.CaseID(r.Selection), Round: workflow.CaseID(r.Round), Agency: r.Agency, Name: r.Name, Ref: r.Ref, Title: r.Title,
		Tier: openselection.Tier(r.Tier), Profile: r.Profile, Year: r.Year, State: workflow.State(r.State), Resumes: workflow.State(r.Resumes),
		Status: compliance.Status(r.Status), Raw: scoring.Points(r.Raw), Deducted: scoring.Points(r.Deducted), Total: scoring.Points(r.Total),
		Index: scoring.Points(r.MeritIndex), Band: r.Band, Label: r.Label, Blocked: r.Blocked, NormGap: r.NormGap, Late: r.Late,
		Findings: r.Findings, Complaints: r.Complaints, Proven: r.Proven, EarlyMoves: r.EarlyMoves, InTime: r.InTime, Published: r.Published,
		Legs: [compliance.Legs]*int{
			r.LegPlan, r.LegPreparation, r.LegApplications, r.LegScreening, r.LegScoring, r.LegReport, r.LegRecommendation, r.LegInauguration,
		},
	}
}

// Standings reads the lines of some selections, in the order of their IDs.
func (s *Store) Standings(ctx context.Context, selections []workflow.CaseID) ([]compliance.Standing, error) {
	var rows []standingRow
	err := s.find(ctx, &rows, "SELECT "+standingsTable.names()+" FROM standings WHERE "+s.among("selection")+" AND {house} ORDER BY selection", s.ids(selections))
	list := make([]compliance.Standing, len(rows))
	for i, row := range rows {
		list[i] = row.standing()
	}
	return list, err
}

// among finds the rows of any number of cases; ids is its parameter.
func (s *Store) among(column string) string {
	if s.name == postgresName {
		return column + " = ANY (?::uuid[])"
	}
	return column + " IN (SELECT value FROM json_each(?))"
}

func (s *Store) ids(list []workflow.CaseID) any {
	ids := make([]uuid.UUID, len(list))
	for i, id := range list {
		ids[i] = uuid.UUID(id)
	}
	return s.uuids(ids)
}

// uuids is the parameter of among for rows that are not cases.
func (s *Store) uuids(list []uuid.UUID) any {
	if s.name == postgresName {
		return arrayOf(list)
	}
	return idList(list)
}

// A headRow is a selection with how far its journals are, and how far they were when it was measured.
type headRow struct {
	ID             uuid.UUID
	RoundRevision  int64
	Revision       int64
	Complaints     int
	KeptRound      int64
	KeptRevision   int64
	KeptComplaints int
	Rubric         string
	Status         string
}

func (r headRow) head() oversight.Head {
	return oversight.Head{
		Selection: workflow.CaseID(r.ID),
		Now:       oversight.Basis{Round: r.RoundRevision, Selection: r.Revision, Complaints: r.Complaints},
		Kept:      oversight.Basis{Round: r.KeptRound, Selection: r.KeptRevision, Complaints: r.KeptComplaints},
		Rubric:    r.Rubric, Status: compliance.Status(r.Status),
	}
}

type scoreRow struct {
	Selection     uuid.UUID
	Rubric        string
	Status        string
	RoundRevision int64
	Revision      int64
	Complaints    int
	Position      int64
	Result        string
	At            instant
}

const scoreNames = "selection, rubric, status, round_revision, revision, complaints, position, result, at"

func (r scoreRow) kept() oversight.Kept {
	return oversight.Kept{
		Selection: workflow.CaseID(r.Selection), Rubric: r.Rubric, Status: compliance.Status(r.Status),
		Basis:    oversight.Basis{Round: r.RoundRevision, Selection: r.Revision, Complaints: r.Complaints},
		Position: r.Position, Result: text(r.Result), At: r.At.time(),
	}
}
