package openselection_test

import (
	"fmt"
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// adopting is a record in which two supervisors have put marks in the place of measured ones.
func adopting(r compliance.Record, marks map[openselection.ComplianceCheck]openselection.DeepenedMark) compliance.Record {
	steps, said := slices.Clone(r.Selection.Steps), r.Selection.Facts.Deepening
	for _, row := range openselection.ComplianceCheck("").Enum() {
		id := openselection.ComplianceCheck(row)
		mark, has := marks[id]
		if !has {
			continue
		}
		entry := steps[len(steps)-1].Seq + 1
		steps = append(steps, compliance.Step{Seq: entry, Event: openselection.ConfirmMark, At: steps[len(steps)-1].At, Role: workflow.Supervisor})
		said.Adopted = append(slices.Clone(said.Adopted), openselection.AdoptedMark{Row: id, Mark: mark, Reason: "diperiksa", Entry: entry})
	}
	r.Selection.Steps, r.Selection.Facts.Deepening = steps, said
	return r
}

// complaining is a record to which proven complaints have come.
func complaining(r compliance.Record, classes ...openselection.ComplaintClass) compliance.Record {
	r.Selection.Steps, r.Selection.Facts.Complaints = slices.Clone(r.Selection.Steps), slices.Clone(r.Selection.Facts.Complaints)
	for i, class := range classes {
		last := r.Selection.Steps[len(r.Selection.Steps)-1]
		r.Selection.Steps = append(r.Selection.Steps, compliance.Step{Seq: last.Seq + 1, Event: openselection.NoteComplaint, At: last.At, Role: workflow.System})
		r.Selection.Facts.Complaints = append(r.Selection.Facts.Complaints, openselection.ComplaintNote{Complaint: fmt.Sprint("P-", i), Class: class, Entry: last.Seq + 1})
	}
	return r
}

type adopted = map[openselection.ComplianceCheck]openselection.DeepenedMark

// The bands are closed without a gap, a proven complaint takes off what its class says, and the
// stretch of which the known table says nothing is flagged.
func TestScore_total_and_band(t *testing.T) {
	t.Parallel()
	const no, half = openselection.DeepenedNotMet, openselection.DeepenedPartly
	p := closedPost(t, seed)
	for name, c := range map[string]struct {
		marks      adopted
		complaints []openselection.ComplaintClass
		raw, total scoring.Points
		band       string
		index      scoring.Points
		label      string
		gap        bool
	}{
		"raw_83_5":                  {adopted{"p1_3": no, "p2_1": no, "r3": half}, nil, 83_50, 83_50, "good", 3_50, "good", false},
		"raw_95_less_material":      {adopted{"p2_2": no}, []openselection.ComplaintClass{openselection.LessMaterial}, 95_00, 75_00, "sufficient", 3_00, "sufficient", false},
		"raw_95_material":           {adopted{"p2_2": no}, []openselection.ComplaintClass{openselection.Material}, 95_00, 65_00, "poor", 2_50, "poor", true},
		"raw_95_very_material":      {adopted{"p2_2": no}, []openselection.ComplaintClass{openselection.VeryMaterial}, 95_00, 45_00, "poor", 2_50, "poor", false},
		"each_complaint_for_itself": {adopted{}, []openselection.ComplaintClass{openselection.LessMaterial, openselection.LessMaterial}, 100_00, 60_00, "poor", 2_50, "poor", true},
		"never_below_nothing":       {adopted{}, []openselection.ComplaintClass{openselection.VeryMaterial, openselection.VeryMaterial, openselection.Material}, 100_00, 0, "poor", 2_50, "poor", false},
		"just_over_90":              {adopted{"p1_3": no, "r3": half}, nil, 90_50, 90_50, "very_good", 4_00, "good", false},
		"exactly_90":                {adopted{"p1_3": no, "r4": no}, nil, 90_00, 90_00, "good", 3_50, "good", false},
		"just_over_80":              {adopted{"p1_3": no, "p1_2": no, "p2_2": no, "r3": half, "r4": openselection.DeepenedMet}, nil, 79_50, 79_50, "sufficient", 3_00, "sufficient", false},
		"between_80_and_81":         {adopted{"p1_3": no, "p1_2": no, "p2_2": half, "r3": half, "r4": half}, nil, 81_00, 81_00, "good", 3_50, "good", false},
		"exactly_80":                {adopted{}, []openselection.ComplaintClass{openselection.LessMaterial}, 100_00, 80_00, "sufficient", 3_00, "sufficient", false},
		"exactly_70":                {adopted{}, []openselection.ComplaintClass{openselection.Material}, 100_00, 70_00, "sufficient", 3_00, "sufficient", false},
		"just_under_70":             {adopted{"r2": half, "r4": openselection.DeepenedAsMeasured}, []openselection.ComplaintClass{openselection.Material}, 99_00, 69_00, "poor", 2_50, "poor", true},
		"just_under_60":             {adopted{"r3": half}, []openselection.ComplaintClass{openselection.LessMaterial, openselection.LessMaterial}, 98_50, 58_50, "poor", 2_50, "poor", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := p.measured(complaining(adopting(p.record(first), c.marks), c.complaints...))
			if got.Raw != c.raw || got.Total != c.total || got.Band != c.band || got.Index != c.index || got.Label != c.label || got.NormGap != c.gap {
				t.Errorf("raw %s, total %s, %s, index %s, %s, gap %t", got.Raw, got.Total, got.Band, got.Index, got.Label, got.NormGap)
			}
			if got.Raw-got.Deducted != got.Total && got.Total != 0 {
				t.Errorf("%s less %s is not %s", got.Raw, got.Deducted, got.Total)
			}
			if len(got.Deductions) != len(c.complaints) {
				t.Errorf("deductions: %+v", got.Deductions)
			}
		})
	}
}

// What two supervisors have said stands beside what was measured, and counts only as long as the
// journal has their confirmation.
func TestScore_deepening(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.do("supervisor", first, openselection.CommentOnCompliance, openselection.CommentBody{Row: "p1_1", Text: "salinan"})
	p.do("supervisor", first, openselection.ProposeMark, markOf("p1_1", openselection.DeepenedNotMet))
	proposed := p.measured(p.record(first))
	p.doAs(overseer("pengawas-2"), first, openselection.ConfirmMark, openselection.ConfirmMarkBody{Row: "p1_1", Mark: openselection.DeepenedNotMet})
	confirmed := p.measured(p.record(first))
	row := confirmed.Rows[0]
	if proposed.Rows[0].Adopted != nil || proposed.Rows[0].Points != 4_00 {
		t.Errorf("a proposal counts: %+v", proposed.Rows[0])
	}
	if row.Mark != compliance.Met || row.Adopted == nil || row.Adopted.Mark != compliance.NotMet || row.Points != 0 || row.Adopted.Evidence.Seq != p.revision(first) {
		t.Errorf("both stay visible: %+v, %+v", row, row.Adopted)
	}
	if len(confirmed.Comments) != 1 || confirmed.Comments[0].Text != "salinan" || confirmed.Comments[0].Row != "p1_1" {
		t.Errorf("comments: %+v", confirmed.Comments)
	}
	if lost := p.measured(without(p.record(first), row.Adopted.Evidence)); lost.Rows[0].Adopted != nil || lost.Rows[0].Points != 4_00 {
		t.Errorf("without the confirmation: %+v", lost.Rows[0])
	}
	p.do("supervisor", first, openselection.ProposeMark, markOf("p1_1", openselection.DeepenedAsMeasured))
	p.doAs(overseer("pengawas-2"), first, openselection.ConfirmMark, openselection.ConfirmMarkBody{Row: "p1_1", Mark: openselection.DeepenedAsMeasured})
	if undone := p.measured(p.record(first)).Rows[0]; undone.Adopted != nil || undone.Points != 4_00 {
		t.Errorf("undone by two: %+v", undone)
	}
}

// What is sealed of a score does not change it.
func TestScore_is_not_changed_by_its_seal(t *testing.T) {
	t.Parallel()
	p := closedPost(t, seed)
	before := p.measured(p.record(first))
	p.do("system", first, openselection.SealScore, openselection.SealScoreBody{Rubric: compliance.Rubric, Total: before.Total, Raw: before.Raw, Digest: rubrics})
	if after := p.measured(p.record(first)); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
}

// What is final keeps its rows and their weights, whatever the checks would find now; what was proven,
// and what supervisors adopted, counts as ever, by the points that were kept with it.
func TestScore_that_is_final_is_frozen(t *testing.T) {
	t.Parallel()
	p := closedPost(t, seed)
	now := p.record(first)
	kept := p.measured(now)
	kept.Rubric = "0" // by which one check was less, and a proven complaint took off less
	kept.Rows = slices.Clone(kept.Rows)
	kept.Rows[0].Weight, kept.Rows[0].Points, kept.Rows[0].Mark = 4_00, 0, compliance.NotMet
	kept.Raw, kept.Total = 96_00, 96_00
	kept.Dimensions = slices.Clone(kept.Dimensions)
	kept.Dimensions[0].Points = 36_00
	kept.Weights = slices.Clone(kept.Weights)
	for i, w := range kept.Weights {
		if w.Key == policy.ScoreDeductions.Name() {
			kept.Weights[i].Parts = policy.Parts{{Name: string(openselection.Material), N: 7}}
		}
	}
	text := func(r compliance.Result) string {
		written, err := r.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(written)
	}
	if same := compliance.Frozen(kept, now); text(same) != text(kept) {
		t.Errorf("nothing came, and it is another:\n%s\n%s", text(kept), text(same))
	}
	later := complaining(adopting(now, adopted{"p1_2": openselection.DeepenedNotMet}), openselection.Material)
	got := compliance.Frozen(kept, later)
	if got.Rubric != "0" || got.Rows[0].Mark != compliance.NotMet || got.Rows[1].Mark != compliance.Met || got.Rows[1].Adopted == nil || got.Rows[1].Points != 0 {
		t.Errorf("rows: %+v", got.Rows[:2])
	}
	if got.Raw != 90_00 || got.Dimensions[0].Points != 30_00 || got.Deducted != 7_00 || got.Total != 83_00 || got.Band != compliance.Good || len(got.Deductions) != 1 {
		t.Errorf("raw %s, deducted %s, total %s, %s", got.Raw, got.Deducted, got.Total, got.Band)
	}
	if kept.Rows[1].Adopted != nil || kept.Dimensions[0].Points != 36_00 {
		t.Error("what was kept has been written over")
	}
}

// A breach makes a selection poor whatever its points.
func TestScore_of_a_breach(t *testing.T) {
	t.Parallel()
	for name, pack := range map[string]string{"kasn": seed, "bkn": bkn} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := closedPost(t, pack)
			letter := openselection.RecommendResult
			if name == "bkn" {
				letter = openselection.ClearInauguration
			}
			step := func(event workflow.Event) compliance.Evidence {
				steps := p.record(first).Selection.Steps
				at := slices.IndexFunc(steps, func(s compliance.Step) bool { return s.Event == event })
				return compliance.Evidence{Case: p.record(first).Selection.Case, Seq: steps[at].Seq, Event: event}
			}
			for code, c := range map[string]struct {
				spoil func(r compliance.Record) compliance.Record
				by    workflow.Event
			}{
				compliance.InauguratedWithoutRecommendation: {func(r compliance.Record) compliance.Record { return without(r, step(letter)) }, openselection.Inaugurate},
				compliance.ChosenOutsideTheNames: {func(r compliance.Record) compliance.Record {
					chosen := *r.Selection.Facts.Choice
					chosen.Candidate = "04"
					r.Selection.Facts.Choice = &chosen
					return r
				}, openselection.Choose},
				compliance.CommitteeNotLawful: {func(r compliance.Record) compliance.Record {
					r.Selection.Facts.Terms.Members = members(4, 1)
					return r
				}, openselection.DetermineResult},
			} {
				got := p.measured(c.spoil(p.record(first)))
				if len(got.Breaches) != 1 || got.Breaches[0].Code != code || got.Breaches[0].Evidence[0] != step(c.by) || len(got.Breaches[0].Cites) == 0 {
					t.Fatalf("%s: %+v", code, got.Breaches)
				}
				if got.Band != compliance.Poor || got.Label != compliance.Poor || got.Index != 2_50 || got.Total < 80_00 || got.NormGap {
					t.Errorf("%s: %s %s %s %s", code, got.Total, got.Band, got.Label, got.Index)
				}
			}
			late := p.record(first)
			late.Selection.Facts.Terms.Term = &openselection.Term{From: calendar.MustDate("2010-01-01"), Until: calendar.MustDate("2010-12-31")}
			if got := p.measured(late); len(got.Breaches) != 1 || got.Breaches[0].Code != compliance.CommitteeNotLawful {
				t.Errorf("a committee whose term is over: %+v", got.Breaches)
			}
		})
	}
}

// The weight of what does not apply, or is not in force, goes to the others of its dimension, to
// the hundredth; that of a whole dimension to the other dimensions.
func TestScore_redistributes(t *testing.T) {
	t.Parallel()
	t.Run("a_rule_that_is_not_in_force", func(t *testing.T) {
		t.Parallel()
		p := playerUnder(t, overlaid(t, "plan.recommendation_required", "false", "yes_no"))
		p.announced(first)
		p.wellDone(first, openselection.Inaugurated)
		p.reachRound(openselection.FinallyReported)
		got := p.measured(p.record(first))
		if marks(got)["p1_3"] != compliance.NotInForce || got.Rows[2].Weight != 0 || got.Total != 100_00 || got.Rows[0].Weight != 5_00 {
			t.Errorf("%s, p1_1 %s, p1_3 %s", got.Total, got.Rows[0].Weight, got.Rows[2].Weight)
		}
		sums(t, got, map[string]scoring.Points{compliance.Preparation: 40_00, compliance.Execution: 50_00, compliance.Reporting: 10_00})
		if kept := p.measured(adopting(p.record(first), adopted{"p1_3": openselection.DeepenedNotMet})); kept.Total != 100_00 || kept.Rows[2].Adopted == nil {
			t.Errorf("a mark for what is not in force counts: %s", kept.Total)
		}
	})
	t.Run("a_selection_that_was_cancelled_is_measured_as_far_as_it_went", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.do("ppk", first, openselection.Cancel, p.ending())
		got := p.measured(p.record(first))
		if got.Status != compliance.Ended || marks(got)["l1_1"] != compliance.NotApplicable || marks(got)["p3_1"] != compliance.NotApplicable {
			t.Errorf("%s: %v", got.Status, marks(got))
		}
		sums(t, got, map[string]scoring.Points{compliance.Preparation: 100_00})
	})
	t.Run("one_that_ended_in_the_middle", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.consulted(first, 1)
		p.do("ppk", first, openselection.Repeat, p.ending())
		got := p.measured(p.record(first))
		if marks(got)["p3_1"] != compliance.Met || marks(got)["l1_2"] != compliance.NotApplicable {
			t.Errorf("%v", marks(got))
		}
		sums(t, got, map[string]scoring.Points{compliance.Preparation: 100_00})
	})
}

// sums demands what the rows of each dimension weigh together, and that all of them are whole.
func sums(t *testing.T, r compliance.Result, want map[string]scoring.Points) {
	t.Helper()
	weights, points := map[string]scoring.Points{}, scoring.Points(0)
	for _, row := range r.Rows {
		if row.Weight > 0 {
			weights[row.Dimension] += row.Weight
		}
		points += row.Points
	}
	if fmt.Sprint(weights) != fmt.Sprint(want) || points != r.Raw || len(r.Dimensions) != len(want) {
		t.Errorf("weights %v, want %v; points %s of %s", weights, want, points, r.Raw)
	}
	for _, d := range r.Dimensions {
		if d.Weight != want[d.ID] {
			t.Errorf("%s weighs %s", d.ID, d.Weight)
		}
	}
}

// The line of a selection on the board says what its journal says.
func TestStanding(t *testing.T) {
	t.Parallel()
	line := func(p *player) compliance.Standing {
		r := p.record(first)
		r.Complaints = 2
		got, err := compliance.StandingOf(p.pack, calendar.National(), r, p.measured(r))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	legs := func(s compliance.Standing) string {
		text := ""
		for i, name := range compliance.LegNames() {
			if s.Legs[i] != nil {
				text += fmt.Sprintf("%s %d ", name, *s.Legs[i])
			}
		}
		return text
	}
	clean := line(closedPost(t, seed))
	if clean.Year != 2024 || clean.Profile != "kasn" || clean.Title != "Kepala "+first || clean.Tier != openselection.Pratama || clean.Findings != 0 || clean.Late != 0 ||
		clean.InTime == nil || !*clean.InTime || clean.Published == nil || !*clean.Published || clean.Complaints != 2 || clean.Total != 100_00 || clean.Name == "" {
		t.Errorf("clean: %+v", clean)
	}
	if want := "plan 0 preparation 0 applications 29 screening 0 scoring 0 report 0 recommendation 0 inauguration 0 "; legs(clean) != want {
		t.Errorf("legs: %s", legs(clean))
	}
	worse := line(burdened(t))
	if worse.Findings != 5 || worse.Late != 4 || worse.InTime == nil || *worse.InTime || worse.Published == nil || !*worse.Published {
		t.Errorf("burdened: %d findings, %d late, %v, %v", worse.Findings, worse.Late, *worse.InTime, *worse.Published)
	}
	p := newPlayer(t, bkn)
	p.do("secretary", "round", openselection.DraftPlan, edit(p.plan(), func(b *openselection.PlanBody) {
		b.Posts[0].Vacancy.Reason, b.Posts[0].Vacancy.HeldSince = openselection.Moved, b.Posts[0].Vacancy.From.AddDays(-90)
		ground := p.letter("D/1")
		b.Posts[0].Vacancy.Ground = &ground
	}))
	begun := line(p)
	if begun.EarlyMoves != 1 || begun.Findings != 0 || begun.InTime != nil || begun.Published != nil || begun.Profile != "bkn" || begun.Year != 2025 || legs(begun) != "" || begun.Status != compliance.Live {
		t.Errorf("begun: %+v %s", begun, legs(begun))
	}
}

// A journal that is out of order measures nothing.
func TestScore_refuses_a_journal_out_of_order(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	r := p.record(first)
	r.Round.Steps = slices.Clone(r.Round.Steps)
	slices.Reverse(r.Round.Steps)
	if result, err := compliance.Of(p.pack, calendar.National(), p.elections, r); err == nil {
		t.Errorf("%s", result.Total)
	}
	r = p.record(first)
	r.Selection.Steps = append(slices.Clone(r.Selection.Steps), r.Selection.Steps[0])
	if result, err := compliance.Of(p.pack, calendar.National(), p.elections, r); err == nil {
		t.Errorf("%s", result.Total)
	}
}

func BenchmarkScore(b *testing.B) {
	t := &testing.T{}
	p := closedPost(t, seed)
	r := p.record(first)
	b.ReportAllocs()
	for b.Loop() {
		result, err := compliance.Of(p.pack, calendar.National(), p.elections, r)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := compliance.StandingOf(p.pack, calendar.National(), r, result); err != nil {
			b.Fatal(err)
		}
	}
}
