package house

import (
	"slices"
	"testing"

	"selter/pkg/document"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// ranked are four who competed to the end: two were tested and are fit, one is unfit, and
// one was not asked to the test.
func ranked() openselection.SelectionFacts {
	facts := openselection.SelectionFacts{
		Terms:  openselection.Terms{Weights: openselection.Weights{TrackRecord: 20, Assessment: 25, Paper: 20, Interview: 35}},
		Health: []openselection.HealthCheck{{Candidate: "01", Fit: true}, {Candidate: "02", Fit: true}, {Candidate: "03"}},
		Result: &openselection.Result{Ranking: []openselection.Ranked{{Candidate: "02", Total: 90_0000, Rank: 1}, {Candidate: "01", Total: 80_0000, Rank: 2}}},
	}
	for _, number := range []string{"01", "02", "03", "04"} {
		facts.Files = append(facts.Files, openselection.File{Candidate: number, Passed: true})
	}
	for _, component := range openselection.Components() {
		sheet := openselection.Sheet{Component: component}
		for number, points := range map[string]scoring.Points{"01": 80_00, "02": 90_00, "03": 70_00, "04": 60_00} {
			sheet.Scores = append(sheet.Scores, openselection.Score{Candidate: number, Points: points})
		}
		facts.Scores = append(facts.Scores, sheet)
	}
	return facts
}

func TestRecap_calls_nobody_unfit_of_whom_no_test_says_so(t *testing.T) {
	t.Parallel()
	d := recap(document.Head{}, document.Post{}, ranked(), workflow.CaseID{})
	want := []document.Standing{document.InOrder, document.InOrder, document.Unfit, document.Untested}
	got := make([]document.Standing, len(d.Rows))
	for i, row := range d.Rows {
		got[i] = row.Standing
	}
	if !slices.Equal(got, want) {
		t.Errorf("they stand as %q; want %q", got, want)
	}
}

func TestNewest_publication_of_a_stage_is_the_one_that_is_printed(t *testing.T) {
	t.Parallel()
	facts := openselection.SelectionFacts{Publications: []openselection.Publication{
		{Stage: "paper", Letter: openselection.Letter{Number: "1"}},
		{Stage: "paper", Letter: openselection.Letter{Number: "2"}},
		{Stage: "interview", Letter: openselection.Letter{Number: "3"}},
	}}
	for stage, want := range map[string]string{"paper": "2", "interview": "3"} {
		if got, is := newest(facts, stage); !is || got.Letter.Number != want {
			t.Errorf("%s has the letter %q", stage, got.Letter.Number)
		}
	}
	if _, is := newest(facts, "result"); is {
		t.Error("what was not published has a letter")
	}
}
