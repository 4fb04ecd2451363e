package api

import (
	"slices"
	"testing"

	"selter/api/gen"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// scoredFacts are what two participants have in two components, and what was published of
// some stages: 75 for the second, who has 80 since, and 70 for the first.
func scoredFacts(published ...string) openselection.SelectionFacts {
	facts := openselection.SelectionFacts{Files: []openselection.File{{Candidate: "02", Passed: true}, {Candidate: "01", Passed: true}, {Candidate: "03"}}}
	for _, c := range []openselection.Component{openselection.Paper, openselection.InterviewOf} {
		facts.Scores = append(facts.Scores, openselection.Sheet{Component: c, Scores: []openselection.Score{{Candidate: "02", Points: 80_00}, {Candidate: "01", Points: 70_00}}})
	}
	for _, stage := range published {
		facts.Publications = append(facts.Publications, openselection.Publication{
			Stage: stage, Letter: openselection.Letter{Number: "N-" + stage},
			Shown: []openselection.Shown{{Candidate: "01", Points: new(scoring.Points(70_00))}, {Candidate: "02", Points: new(scoring.Points(75_00))}},
		})
	}
	return facts
}

// told is what the public reads of corrections.
func told(facts openselection.SelectionFacts) string {
	text := ""
	for _, c := range correctionsOf(facts) {
		text += string(c.Stage) + " " + c.Number
		for _, p := range []*scoring.Points{c.Was, c.Now} {
			if p == nil {
				text += " -"
			} else {
				text += " " + p.String()
			}
		}
		text += ";"
	}
	return text
}

// What was published and has changed is shown with what it was, however it came to change.
// What was never published is not shown, nor that it changed.
func TestPublic_corrections_are_visible_as_corrections(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		published []string
		change    func(*openselection.SelectionFacts)
		want      string
	}{
		"another score":      {[]string{"paper"}, nil, "paper 02 75 80;"},
		"never published":    {[]string{"screening"}, nil, ""},
		"published again":    {[]string{"paper", "paper"}, nil, "paper 02 75 80;"},
		"no mark counts":     {[]string{"paper"}, func(f *openselection.SelectionFacts) { f.Scores = nil }, "paper 01 70 -;paper 02 75 -;"},
		"out in the stage":   {[]string{"paper"}, func(f *openselection.SelectionFacts) { f.Out = out("02", openselection.Paper) }, "paper 02 75 -;"},
		"out later":          {[]string{"paper"}, func(f *openselection.SelectionFacts) { f.Out = out("01", openselection.InterviewOf) }, "paper 02 75 80;"},
		"had none at first":  {[]string{"paper"}, func(f *openselection.SelectionFacts) { f.Publications[0].Shown[0].Points = nil }, "paper 01 - 70;paper 02 75 80;"},
		"an earlier test":    {[]string{"assessment"}, func(f *openselection.SelectionFacts) { f.Scores[0].Component = openselection.Assessment }, "assessment 02 75 80;"},
		"told of in between": {[]string{"paper", "paper"}, func(f *openselection.SelectionFacts) { f.Publications[1].Shown = f.Showing("paper") }, "paper 02 75 80;"},
	} {
		facts := scoredFacts(test.published...)
		if test.change != nil {
			test.change(&facts)
		}
		if got := told(facts); got != test.want {
			t.Errorf("%s: %q; want %q", name, got, test.want)
		}
	}
	results := resultsOf(scoredFacts("paper"), false)
	if len(results) != 1 || results[0].Stage != "paper" || len(results[0].Participants) != 2 ||
		results[0].Participants[0].Number != "01" || *results[0].Participants[1].Points != 80_00 {
		t.Errorf("%+v", results)
	}
}

func out(candidate string, at openselection.Component) []openselection.Out {
	return []openselection.Out{{Candidate: candidate, Kind: openselection.Absent, Component: at}}
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
