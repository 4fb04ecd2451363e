package openselection_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
)

// without is a record of which one journal entry is lost.
func without(r compliance.Record, lost compliance.Evidence) compliance.Record {
	is := func(s compliance.Step) bool { return s.Seq == lost.Seq }
	if lost.Case == r.Round.Case {
		r.Round.Steps = slices.DeleteFunc(slices.Clone(r.Round.Steps), is)
	} else {
		r.Selection.Steps = slices.DeleteFunc(slices.Clone(r.Selection.Steps), is)
	}
	return r
}

// altered is a record in which one journal entry says that something else happened.
func altered(r compliance.Record, changed compliance.Evidence) compliance.Record {
	change := func(steps []compliance.Step) []compliance.Step {
		steps = slices.Clone(steps)
		for i := range steps {
			if steps[i].Seq == changed.Seq {
				steps[i].Event = "something_else"
			}
		}
		return steps
	}
	if changed.Case == r.Round.Case {
		r.Round.Steps = change(r.Round.Steps)
	} else {
		r.Selection.Steps = change(r.Selection.Steps)
	}
	return r
}

// burdening are the events whose entries speak against a selection: without one of them a check
// may be better.
var burdening = []workflow.Event{
	openselection.ReturnResult, openselection.RefuseResult, openselection.ResultReportDue, openselection.InaugurationDue, openselection.FinalReportDue,
	openselection.ScreeningPublicationDue, openselection.TrackRecordPublicationDue, openselection.AssessmentPublicationDue,
	openselection.PaperPublicationDue, openselection.InterviewPublicationDue,
}

// excused tells whether an older entry proves what a lost one proved: a plan that was drafted before
// it was revised, and what can be done again.
func excused(r compliance.Record, lost compliance.Evidence) bool {
	again := []workflow.Event{openselection.VerifyFiles, openselection.TestHealth, openselection.ReportResult}
	return lost.Event == openselection.RevisePlan || lost.Event == openselection.ChangePost || slices.Contains(again, lost.Event) && count(r, lost) > 1
}

// For every check and every piece of evidence that it names: when that is lost, or says something
// else, exactly the checks change that name it, and a check that was met is met no more.
func TestScore_rests_on_each_piece_of_its_evidence(t *testing.T) {
	t.Parallel()
	for name, play := range map[string]func(*testing.T) *player{
		"a_clean_course":                func(t *testing.T) *player { return closedPost(t, seed) },
		"a_clean_course_of_two_letters": func(t *testing.T) *player { return closedPost(t, bkn) },
		"a_course_with_faults":          burdened,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := play(t)
			r := p.record(first)
			whole := p.measured(r)
			named, tried, mutations := map[string]bool{}, []compliance.Evidence{}, 0
			for _, row := range whole.Rows {
				for _, evidence := range row.Evidence {
					named[row.ID] = true
					if slices.Contains(tried, evidence) {
						continue
					}
					tried = append(tried, evidence)
					for what, change := range map[string]func(compliance.Record, compliance.Evidence) compliance.Record{"lost": without, "altered": altered} {
						mutations++
						mutated := p.measured(change(r, evidence))
						for i, after := range mutated.Rows {
							before := whole.Rows[i]
							concerned := slices.Contains(before.Evidence, evidence)
							if same := cmp.Equal(before, after); same == concerned {
								t.Errorf("with %s (entry %d) %s, %s changes: %t, although it names it: %t", evidence.Event, evidence.Seq, what, after.ID, !same, concerned)
							}
							falls := after.Mark != compliance.Met || excused(r, evidence)
							if concerned && before.Mark == compliance.Met && !falls {
								t.Errorf("with %s (entry %d) %s, %s is still met", evidence.Event, evidence.Seq, what, after.ID)
							}
							if concerned && better(after.Mark, before.Mark) && !slices.Contains(burdening, evidence.Event) {
								t.Errorf("with %s (entry %d) %s, %s is better: %s, it was %s", evidence.Event, evidence.Seq, what, after.ID, after.Mark, before.Mark)
							}
						}
					}
				}
			}
			if len(named) != len(compliance.Checks()) {
				t.Errorf("only %d checks name evidence: %v", len(named), named)
			}
			if mutations < 40 {
				t.Errorf("only %d mutations", mutations)
			}
		})
	}
}

func better(a, b compliance.Mark) bool {
	order := []compliance.Mark{compliance.NotMet, compliance.Partly, compliance.Met}
	return slices.Index(order, a) > slices.Index(order, b)
}

// count is how many entries of the event of some evidence there are.
func count(r compliance.Record, of compliance.Evidence) int {
	steps := r.Selection.Steps
	if of.Case == r.Round.Case {
		steps = r.Round.Steps
	}
	n := 0
	for _, s := range steps {
		if s.Event == of.Event {
			n++
		}
	}
	return n
}

// burdened is a closed post of which much came late or had to be mended.
func burdened(t *testing.T) *player {
	t.Helper()
	p := newPlayer(t, seed)
	p.do("secretary", "round", openselection.DraftPlan, p.plan())
	p.do("secretary", "round", openselection.RevisePlan, edit(p.plan(), func(b *openselection.PlanBody) {
		b.InternalRoute = openselection.InternalRoute{Reason: "tidak ada pejabat yang memenuhi syarat"}
	}))
	p.reachRound(openselection.Announced)
	p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{
		Committee: openselection.Committee(edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Decree = p.letter("SK/2") })), Reason: "satu anggota berhalangan",
	})
	p.wellDone(first, openselection.TrackRecordChecked)
	p.reach(first, openselection.CompetencyAssessed)
	p.later(10) // the assessment is not published in time
	p.wellDone(first, openselection.ResultDetermined)
	p.later(12)
	p.do("ppk", first, openselection.ReportResult, p.report())
	p.do("supervisor", first, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("K/2"), Items: p.remarksOn("documentation")})
	p.wellDone(first, openselection.Chosen)
	p.later(20)
	p.wellDone(first, openselection.Inaugurated)
	p.later(30)
	p.do("ppk", "round", openselection.ReportFinally, openselection.ReportFinallyBody{Report: p.letter("800/99")})
	p.state(first, openselection.Closed)
	return p
}
