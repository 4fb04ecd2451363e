package api

import (
	"slices"
	"testing"

	"selter/api/gen"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// given are two marks of a candidate: one corrected, one void since.
func given(c openselection.Component) []openselection.Given {
	was := scoring.Points(90_00)
	return []openselection.Given{
		{Component: c, Candidate: "02", By: "p2", Points: 80_00, Was: &was},
		{Component: c, Candidate: "02", By: "p3", Points: 60_00, Void: &openselection.Void{Reason: openselection.VoidByConflict}},
		{Component: c, Candidate: "01", By: "p2", Points: 70_00},
	}
}

func scoredFacts(published ...string) openselection.SelectionFacts {
	facts := openselection.SelectionFacts{}
	for _, c := range []openselection.Component{openselection.Paper, openselection.InterviewOf} {
		facts.Marks = append(facts.Marks, given(c)...)
		facts.Scores = append(facts.Scores, openselection.Sheet{Component: c, Scores: []openselection.Score{{Candidate: "02", Points: 80_00}, {Candidate: "01", Points: 70_00}}})
	}
	for _, stage := range published {
		facts.Publications = append(facts.Publications, openselection.Publication{Stage: stage, Letter: openselection.Letter{Number: "N-" + stage}})
	}
	return facts
}

// What was published and has changed is shown with what it was: (90 + 60) / 2 before, 80
// since the one mark was corrected and the other counts no more. What was never published
// is not shown, nor that it changed.
func TestPublic_corrections_are_visible_as_corrections(t *testing.T) {
	t.Parallel()
	facts := scoredFacts("paper")
	want := []gen.PublicCorrection{{Stage: "paper", Number: "02", Was: 75_00, Now: 80_00}}
	if got := correctionsOf(facts); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	results := resultsOf(facts, false)
	if len(results) != 1 || results[0].Stage != "paper" || len(results[0].Participants) != 2 ||
		results[0].Participants[0].Number != "01" || *results[0].Participants[1].Points != 80_00 {
		t.Errorf("%+v", results)
	}
	if got := correctionsOf(scoredFacts("screening")); len(got) != 0 {
		t.Errorf("a correction of what nobody has seen: %+v", got)
	}
}

// The names stand in the order of their rank only where the policy has the ranking
// published; a result that fell stays to be seen as such.
func TestPublic_finalists_stand_as_the_policy_has_it(t *testing.T) {
	t.Parallel()
	numbers := func(r gen.PublicResult) (list []string) {
		for _, p := range r.Participants {
			list = append(list, p.Number)
			if p.Points != nil || p.Passed != nil {
				t.Errorf("%s is shown with more than a number", p.Number)
			}
		}
		return list
	}
	for ranked, want := range map[bool][2][]string{true: {{"04", "03", "01"}, {"03", "01", "02"}}, false: {{"01", "03", "04"}, {"01", "02", "03"}}} {
		facts := scoredFacts("result")
		facts.Result = &openselection.Result{Proposed: []string{"03", "01", "02"}}
		facts.FormerResults = []openselection.FormerResult{{
			Result: openselection.Result{Proposed: []string{"04", "03", "01"}}, Announced: []openselection.Publication{{Stage: "result", Letter: openselection.Letter{Number: "N-0"}}},
		}}
		results := resultsOf(facts, ranked)
		if len(results) != 2 || !results[0].Withdrawn || results[1].Withdrawn || results[1].Ranked != ranked ||
			!slices.Equal(numbers(results[0]), want[0]) || !slices.Equal(numbers(results[1]), want[1]) {
			t.Errorf("ranked %t: %+v", ranked, results)
		}
	}
}
