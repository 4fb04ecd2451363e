package openselection_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/glossary"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
)

// trailOf is a file as the score sees it.
func trailOf[F any](f *file[F]) compliance.Trail[F] {
	trail := compliance.Trail[F]{Case: f.now.ID, Ref: f.now.Ref, State: f.now.State, Resumes: f.now.Resumes, Revision: f.now.Revision, Facts: f.now.Facts}
	for _, e := range f.journal {
		trail.Steps = append(trail.Steps, compliance.Step{Seq: e.Seq, Event: e.Event, At: e.At, Person: e.Person, Role: e.Role, From: e.From, To: e.To})
	}
	return trail
}

// record is what the score of a post rests on.
func (p *player) record(post string) compliance.Record {
	return compliance.Record{Agency: "53", Zone: p.zone, Round: trailOf(p.round), Selection: trailOf(p.posts[post])}
}

func (p *player) measured(r compliance.Record) compliance.Result {
	p.t.Helper()
	result, err := compliance.Of(p.pack, calendar.National(), p.elections, r)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// wellDone goes on with a post until a state, and publishes every stage as it ends.
func (p *player) wellDone(post string, state workflow.State) {
	p.t.Helper()
	for p.posts[post].now.State != state {
		p.step(post)
		p.publishWhatIsOver(post)
	}
}

// closedPost is a post that was filled without a fault, to the end.
func closedPost(t *testing.T, pack string) *player {
	t.Helper()
	p := newPlayer(t, pack)
	p.announced(first)
	p.wellDone(first, openselection.Inaugurated)
	p.reachRound(openselection.FinallyReported)
	p.state(first, openselection.Closed)
	return p
}

// marks are the marks of a result by their checks.
func marks(r compliance.Result) map[string]compliance.Mark {
	found := make(map[string]compliance.Mark)
	for _, row := range r.Rows {
		found[row.ID] = row.Mark
	}
	return found
}

// A selection that keeps every rule has all its points, under each profile of supervision, and is
// explained row by row.
func TestScore_of_a_clean_course(t *testing.T) {
	t.Parallel()
	words, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, pack := range map[string]string{"kasn": seed, "bkn": bkn} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, pack)
			p.elections = gates.Listed() // of which one binds in the province, in 2024 and in 2025
			p.do("secretary", "round", openselection.DraftPlan, p.plan(first))
			p.reachRound(openselection.PlanSubmitted)
			p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
			p.reachRound(openselection.Announced)
			p.wellDone(first, openselection.Inaugurated)
			p.reachRound(openselection.FinallyReported)
			result := p.measured(p.record(first))
			if result.Total != 100_00 || result.Band != compliance.VeryGood || result.Label != compliance.Good || result.Index != 4_00 || result.Status != compliance.Final {
				t.Errorf("%s %s %s %s %s", result.Total, result.Band, result.Label, result.Index, result.Status)
			}
			var text bytes.Buffer
			if err := compliance.Explain(&text, words, result); err != nil {
				t.Fatal(err)
			}
			isGolden(t, "score-clean-"+name+".golden", text.String())
		})
	}
}

func isGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make it with -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), accept with -update:\n%s", name, diff)
	}
}

// The score is there from the day on which the plan is drafted, and only grows on a clean course:
// what has not come yet is not met, and says that it waits.
func TestScore_is_shown_from_the_first_day(t *testing.T) {
	t.Parallel()
	for _, pack := range []string{seed, bkn, p2014, o2020} {
		t.Run(pack, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, pack)
			before := compliance.Result{}
			look := func() {
				result := p.measured(p.record(first))
				if result.Raw < before.Raw || result.Status != compliance.Live && result.Total != 100_00 {
					t.Errorf("in %s the score fell from %s to %s: %v", p.posts[first].now.State, before.Raw, result.Raw, marks(result))
				}
				for _, row := range result.Rows {
					if row.Mark == compliance.NotMet && !row.Waiting {
						t.Errorf("in %s %s is not met and waits for nothing: %v", p.posts[first].now.State, row.ID, row.Found)
					}
				}
				before = result
			}
			for p.round.now.State != openselection.Announced {
				p.roundStep()
				look()
			}
			for p.posts[first].now.State != openselection.Inaugurated {
				p.step(first)
				p.publishWhatIsOver(first)
				look()
			}
			p.reachRound(openselection.FinallyReported)
			look()
			if before.Total != 100_00 {
				t.Errorf("%s at the end: %v", before.Total, marks(before))
			}
			if waiting := slices.ContainsFunc(before.Rows, func(r compliance.Row) bool { return r.Waiting }); waiting {
				t.Error("something still waits at the end")
			}
		})
	}
}
