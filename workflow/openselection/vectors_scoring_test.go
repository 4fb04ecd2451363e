package openselection_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// Numbers of scoring that were printed by agencies or follow from the texts.

// ranking is a selection that has only what a ranking needs: points of each candidate in
// the order of the components, under the weights of the text and the sealed tie-break.
func ranking(points map[string][4]scoring.Points) openselection.SelectionFacts {
	facts := openselection.SelectionFacts{Terms: openselection.Terms{
		Weights: weights(), Tie: []openselection.Component{openselection.InterviewOf, openselection.Assessment, openselection.TrackRecord, openselection.Paper},
	}}
	sheets := make([]openselection.Sheet, len(openselection.Components()))
	for i, component := range openselection.Components() {
		sheets[i].Component = component
	}
	for n := range len(points) {
		candidate := fmt.Sprintf("%02d", n+1)
		facts.Files = append(facts.Files, openselection.File{Candidate: candidate, Passed: true})
		facts.Health = append(facts.Health, openselection.HealthCheck{Candidate: candidate, Fit: true})
		for i := range sheets {
			sheets[i].Scores = append(sheets[i].Scores, openselection.Score{Candidate: candidate, Points: points[candidate][i]})
		}
	}
	facts.Scores = sheets
	return facts
}

// The set of the text (PermenPANRB 15/2019: 20, 25, 20, 35) weighs to whole numbers that
// one can count by hand.
func TestScore_vectors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		points [4]scoring.Points // track record, assessment, paper, interview
		total  string
	}{
		{"full_points_are_100", [4]scoring.Points{100_00, 100_00, 100_00, 100_00}, "100"},
		{"no_points_are_0", [4]scoring.Points{}, "0"},
		{"80_70_90_85_are_81_point_25", [4]scoring.Points{80_00, 70_00, 90_00, 85_00}, "81.25"},
		{"the_interview_alone_is_35", [4]scoring.Points{0, 0, 0, 100_00}, "35"},
		{"a_hundredth_in_the_interview_is_35_ten_thousandths", [4]scoring.Points{0, 0, 0, 1}, "0.0035"},
		{"83_point_33_everywhere_is_83_point_33", [4]scoring.Points{83_33, 83_33, 83_33, 83_33}, "83.33"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			line := openselection.Trace(ranking(map[string][4]scoring.Points{"01": tc.points}))[0]
			if got := line.Total.String(); got != tc.total {
				t.Errorf("the total is %s, want %s: %+v", got, tc.total, line)
			}
		})
	}
}

// One application printed elements of 8, 3, 3, 5, 8, 3 and 5 percent, and counted the
// recap as their mean times 35 percent: a total that was not the sum of its rows. Here
// every total is.
func TestScore_is_the_sum_of_its_rows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) scoring.Points {
			return scoring.Points(rapid.IntRange(0, int(scoring.Full)).Draw(t, label))
		}
		line := openselection.Trace(ranking(map[string][4]scoring.Points{"01": {draw("track record"), draw("assessment"), draw("paper"), draw("interview")}}))[0]
		var sum scoring.Total
		for _, part := range line.Parts {
			sum += part.Weighted
		}
		if sum != line.Total || len(line.Parts) != 4 {
			t.Fatalf("the rows sum to %s, the total is %s", sum, line.Total)
		}
	})
}

// Equal totals are told apart by the sealed order: interview, assessment, track record,
// paper. Whom even that leaves equal share a place.
func TestTie_break_vectors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		one, two [4]scoring.Points
		first    string // who stands before; none: they share the place
		by       openselection.Component
	}{
		{"the_interview_first", [4]scoring.Points{80_00, 80_00, 80_00, 80_00}, [4]scoring.Points{45_00, 80_00, 80_00, 100_00}, "02", openselection.InterviewOf},
		{"then_the_assessment", [4]scoring.Points{80_00, 80_00, 80_00, 80_00}, [4]scoring.Points{55_00, 100_00, 80_00, 80_00}, "02", openselection.Assessment},
		{"then_the_track_record", [4]scoring.Points{90_00, 80_00, 70_00, 80_00}, [4]scoring.Points{70_00, 80_00, 90_00, 80_00}, "01", openselection.TrackRecord},
		{"equals_in_everything_share_the_place", [4]scoring.Points{80_00, 80_00, 80_00, 80_00}, [4]scoring.Points{80_00, 80_00, 80_00, 80_00}, "", ""},
		{"a_higher_total_needs_no_tie_break", [4]scoring.Points{80_00, 80_00, 80_00, 80_00}, [4]scoring.Points{80_00, 80_00, 80_01, 80_00}, "02", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			lines := openselection.Trace(ranking(map[string][4]scoring.Points{"01": tc.one, "02": tc.two}))
			if tc.first == "" {
				if lines[0].Rank != 1 || lines[1].Rank != 1 || !lines[0].Shares || !lines[1].Shares {
					t.Errorf("they do not share the place: %+v", lines)
				}
				return
			}
			if lines[0].Candidate != tc.first || lines[0].Rank != 1 || lines[1].Rank != 2 || lines[0].Shares || lines[0].Tie != tc.by || lines[1].Tie != tc.by {
				t.Errorf("%s stands before by %q: %+v", lines[0].Candidate, lines[0].Tie, lines)
			}
		})
	}
}

// A paper was marked on eight indicators of 5, 4 or 2 each, at most 40 in all, and counted
// as their sum of 40 times 100. As criteria of 12 and 13 percent it is exact to a hundredth.
func TestPaper_rubric_of_eight_indicators(t *testing.T) {
	t.Parallel()
	criteria := openselection.Criteria{}
	for i, percent := range []int{12, 13, 12, 13, 12, 13, 12, 13} {
		criteria.Paper = append(criteria.Paper, openselection.Criterion{Code: fmt.Sprintf("indikator-%d", i+1), Title: "Indikator", Percent: percent})
	}
	p := sealing(t, criteria)
	p.scoring(openselection.Paper)
	on := sheet(first, openselection.Paper, "anggota-1")
	for _, marker := range []string{"anggota-1", "anggota-2"} {
		p.doAs(scorer(openselection.Paper, marker), sheet(first, openselection.Paper, marker), openselection.EnterScores, edit(p.marksOn(on), func(b *openselection.EnterScoresBody) {
			for i := range b.Marks {
				for j := range b.Marks[i].Criteria {
					b.Marks[i].Criteria[j].Points = []scoring.Points{100_00, 80_00, 40_00, 100_00, 80_00, 100_00, 100_00, 80_00}[j]
				}
			}
		}))
		p.doAs(scorer(openselection.Paper, marker), sheet(first, openselection.Paper, marker), openselection.SubmitScores, struct{}{})
	}
	p.reveals(first)
	// 12 + 10.4 + 4.8 + 13 + 9.6 + 13 + 12 + 10.4
	if got, _ := p.score(openselection.Paper, "01"); got != 85_20 {
		t.Errorf("the score is %s, want 85.2", got)
	}
	agrees(t, p.facts(first))
	folds(t, p.posts[first])
}

// A track record was judged on post, education, training, discipline and performance with
// 19 percent each and integrity with the remaining 5.
func TestTrack_record_rubric_of_19_percent_and_5(t *testing.T) {
	t.Parallel()
	criteria := openselection.Criteria{TrackRecord: []openselection.Criterion{{Code: "integritas", Title: "Integritas", Percent: 5}}}
	for _, code := range []string{"jabatan", "pendidikan", "pelatihan", "disiplin", "skp"} {
		criteria.TrackRecord = append(criteria.TrackRecord, openselection.Criterion{Code: code, Title: code, Percent: 19})
	}
	p := sealing(t, criteria)
	p.scoring(openselection.TrackRecord)
	on, tracer := sheet(first, openselection.TrackRecord, "penelusur"), scorer(openselection.TrackRecord, "penelusur")
	p.doAs(tracer, on, openselection.EnterScores, edit(p.marksOn(on), func(b *openselection.EnterScoresBody) {
		for j, given := range []scoring.Points{100_00, 75_00, 50_00, 75_00, 100_00, 75_01} {
			b.Marks[0].Criteria[j].Points = given
		}
	}))
	p.doAs(tracer, on, openselection.SubmitScores, struct{}{})
	p.reveals(first)
	// 5 + 14.25 + 9.5 + 14.25 + 19 + 14.2519 = 76.2519, which is 76.25
	if got, _ := p.score(openselection.TrackRecord, "01"); got != 76_25 {
		t.Errorf("the score is %s, want 76.25", got)
	}
	agrees(t, p.facts(first))
}

// sealing is a player whose instruments have criteria as data.
func sealing(t *testing.T, criteria openselection.Criteria) *player {
	t.Helper()
	p := newPlayer(t, seed)
	p.do("secretary", "round", openselection.DraftPlan, p.plan())
	p.reachRound(openselection.CommitteeAppointed)
	p.do("chair", "round", openselection.SealInstruments, edit(p.instruments(), func(b *openselection.SealInstrumentsBody) {
		b.Criteria, b.Rubrics = &criteria, openselection.RubricsHash(criteria)
	}))
	p.reachRound(openselection.Announced)
	return p
}

// Criteria that are sealed as data travel to the sheets; that they are those under the
// sealed hash, and that each component's sum to 100 percent, is in criteriaTrials.
func TestCriteria_are_sealed(t *testing.T) {
	t.Parallel()
	half := openselection.Criterion{Code: "isi", Title: "Isi", Percent: 50}
	t.Run("travel_to_the_sheets_and_leave_the_others_with_one", func(t *testing.T) {
		t.Parallel()
		p := sealing(t, openselection.Criteria{TrackRecord: []openselection.Criterion{half, {Code: "bahasa", Title: "Bahasa", Percent: 50}}})
		p.scoring(openselection.TrackRecord)
		if got := p.sheetFacts(sheet(first, openselection.TrackRecord, "penelusur")).Criteria; len(got) != 2 || got[0] != half {
			t.Errorf("the sheet has %v", got)
		}
		p.scored(first, openselection.TrackRecord)
		p.step(first)
		p.opensScoring(first, openselection.Assessment)
		if got := p.sheetFacts(sheet(first, openselection.Assessment, "asesor")).Criteria; !slices.Equal(got, []openselection.Criterion{openselection.OnlyCriterion()}) {
			t.Errorf("the sheet has %v", got)
		}
	})
}

// The mark over criteria against fractions: exact, and half a hundredth goes up.
func TestMark_over_criteria(t *testing.T) {
	t.Parallel()
	p := sealing(t, openselection.Criteria{TrackRecord: []openselection.Criterion{
		{Code: "a", Title: "A", Percent: 33}, {Code: "b", Title: "B", Percent: 50}, {Code: "c", Title: "C", Percent: 17},
	}})
	p.scoring(openselection.TrackRecord)
	on, tracer := sheet(first, openselection.TrackRecord, "penelusur"), scorer(openselection.TrackRecord, "penelusur")
	given := [][3]scoring.Points{{0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {99_99, 100_00, 0}, {3, 3, 3}}
	p.doAs(tracer, on, openselection.EnterScores, edit(p.marksOn(on), func(b *openselection.EnterScoresBody) {
		for i, points := range given {
			for j := range points {
				b.Marks[i].Criteria[j].Points = points[j]
			}
		}
	}))
	p.doAs(tracer, on, openselection.SubmitScores, struct{}{})
	p.reveals(first)
	for i, points := range given {
		exact := new(big.Rat)
		for j, percent := range []int64{33, 50, 17} {
			exact.Add(exact, big.NewRat(int64(points[j])*percent, 100))
		}
		exact.Add(exact, big.NewRat(1, 2)) // in hundredths: half goes up
		want := new(big.Int).Div(exact.Num(), exact.Denom()).Int64()
		if got, _ := p.score(openselection.TrackRecord, p.passed(first)[i]); int64(got) != want {
			t.Errorf("%v give %s, want %d hundredths", points, got, want)
		}
	}
}

// Every number of a ranking is shown with those it is made of.
func TestTrace(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.Interviewed)
	before := openselection.Trace(p.facts(first))
	if len(before) != 5 {
		t.Errorf("before the health test %d are ranked, want all who compete", len(before))
	}
	p.corrects(p.correction(first, openselection.Paper, "01", 80_00))
	p.do("chair", first, openselection.DeclareConflict, p.conflictOf("anggota-3", "01"))
	p.step(first)
	lines := openselection.Trace(p.facts(first))
	if len(lines) != 3 || lines[0].Candidate != "01" || lines[0].Rank != 1 {
		t.Fatalf("ranked: %+v", lines)
	}
	var working []string
	for _, part := range lines[0].Parts {
		working = append(working, string(part.Component)+": "+part.Working())
	}
	want := []string{
		"track_record: (90) / 1 = 90; 90 x 20% = 18",
		"assessment: (90 + 90) / 2 = 90; 90 x 25% = 22.5",
		"paper: (80 + 90) / 2 = 85; 85 x 20% = 17",
		"interview: (90 + 90 + 90 + 90) / 4 = 90; 90 x 35% = 31.5 [90]",
	}
	if !slices.Equal(working, want) || lines[0].Total.String() != "89" {
		t.Errorf("the working is\n%s\nand the total %s", strings.Join(working, "\n"), lines[0].Total)
	}
	for i, r := range p.trueResult().Ranking {
		if r.Total != lines[i].Total || r.Rank != lines[i].Rank {
			t.Errorf("%+v is not as in the trace", r)
		}
	}
	p.do("chair", first, openselection.DetermineResult, p.trueResult())
}

// Three names, or a documented fewer, whatever the number of those who compete.
func TestProposed_three_or_a_documented_fewer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		unfit  []string
		reason string
		codes  []string
	}{
		{"five_are_fit_and_three_are_proposed", nil, "", nil},
		{"two_are_fit_and_the_reason_is_told", []string{"01", "03", "05"}, "hanya dua yang memenuhi syarat kesehatan", nil},
		{"two_are_fit_and_no_reason_is_told", []string{"01", "03", "05"}, "", []string{"three_names_are_proposed"}},
		{"one_is_fit_and_the_reason_is_told", []string{"01", "02", "03", "05"}, "hanya satu yang memenuhi syarat kesehatan", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.ready(openselection.Interviewed)
			p.do("secretary", first, openselection.TestHealth, edit(p.health(first, 5), func(b *openselection.TestHealthBody) {
				for i := range b.Results {
					b.Results[i].Fit = !slices.Contains(tc.unfit, b.Results[i].Candidate)
				}
			}))
			body := edit(p.trueResult(), func(b *openselection.DetermineResultBody) { b.FewerReason = tc.reason })
			if len(tc.codes) > 0 {
				p.refused("chair", first, openselection.DetermineResult, body, tc.codes...)
				return
			}
			p.do("chair", first, openselection.DetermineResult, body)
			if want := min(3, 5-len(tc.unfit)); len(p.facts(first).Result.Proposed) != want {
				t.Errorf("proposed: %v", p.facts(first).Result.Proposed)
			}
			agrees(t, p.facts(first))
		})
	}
	if names := policy.ProposedNames.In(packOf(t, queries()[seed])).Value; names != 3 {
		t.Errorf("the pack proposes %d names", names)
	}
}
