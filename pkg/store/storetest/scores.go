package storetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A Scoreboard keeps scores and how far they have been measured anew.
type Scoreboard interface {
	oversight.Store
	oversight.Batches
}

// A ScoreCase is one sentence about scores and its proof.
type ScoreCase struct {
	Name  string
	Proof func(t *testing.T, s *Scores)
}

// Scores is what a case about scores is given. The cases on which the scores rest come from its Kit.
type Scores struct {
	Scoreboard
	Kit       *Kit
	standings func(t *testing.T, selections []workflow.CaseID) []compliance.Standing
}

// RunScores proves every case about scores, each on a store of its own. Standings reads lines of the board.
func RunScores(t *testing.T, open func(t *testing.T, clock func() time.Time) (Backend, Scoreboard), standings func(*testing.T, Scoreboard, []workflow.CaseID) []compliance.Standing) {
	t.Helper()
	for _, c := range slices.Concat(recordCases(), keepCases(), batchCases()) {
		t.Run(strings.ReplaceAll(c.Name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			clock := &Clock{now: start}
			backend, board := open(t, clock.Now)
			c.Proof(t, &Scores{
				Scoreboard: board, Kit: &Kit{Backend: backend, Clock: clock, pack: seed(t)},
				standings: func(t *testing.T, ids []workflow.CaseID) []compliance.Standing { return standings(t, board, ids) },
			})
		})
	}
}

// round opens a round with selections in an agency.
func (s *Scores) round(t *testing.T, agency string, selections int) (casework.Record, []casework.Record) {
	t.Helper()
	draft := s.Kit.draft()
	draft.Agency = agency
	opening := s.Kit.opening(t, draft)
	s.Kit.commit(t, opening)
	change := s.Kit.moving(t, opening.Opened[0])
	for i := range selections {
		s.Kit.child(t, &change, fmt.Sprintf("jpt-%02d", i+1))
	}
	s.Kit.commit(t, change)
	return change.Moved.Record, change.Opened
}

// complain opens a complaint about a selection.
func (s *Scores) complain(t *testing.T, about casework.Record, state workflow.State) casework.Record {
	t.Helper()
	draft := s.Kit.draft()
	draft.Parent, draft.Round, draft.Ref, draft.Procedure, draft.Agency = about.ID, about.Round, "p-"+newID().String(), compliance.ComplaintName, about.Agency
	draft.Subject = draft.Ref
	change := s.Kit.openingBy(t, draft, "file_complaint", state)
	s.Kit.commit(t, change)
	return change.Opened[0]
}

func (s *Scores) touched(t *testing.T, id workflow.CaseID) []oversight.Head {
	t.Helper()
	heads, err := s.Touched(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return heads
}

// recordCases show what scores rest on.
func recordCases() []ScoreCase {
	return []ScoreCase{
		{"an entry touches the selections whose score rests on it", func(t *testing.T, s *Scores) {
			round, selections := s.round(t, "prov-contoh", 2)
			_, others := s.round(t, "prov-contoh", 1)
			counted := s.complain(t, selections[1], complaint.Examined)
			received := s.complain(t, selections[0], complaint.Received) // nobody has looked at it
			head := func(of casework.Record, round int64, complaints int) oversight.Head {
				return oversight.Head{Selection: of.ID, Now: oversight.Basis{Round: round, Selection: of.Revision, Complaints: complaints}}
			}
			first, second := head(selections[0], 2, 0), head(selections[1], 2, 1)
			same(t, "round", []oversight.Head{first, second}, s.touched(t, round.ID))
			same(t, "selection", []oversight.Head{first}, s.touched(t, selections[0].ID))
			same(t, "complaint", []oversight.Head{second}, s.touched(t, counted.ID))
			same(t, "complaint that has come in", []oversight.Head{first}, s.touched(t, received.ID))
			same(t, "nothing", []oversight.Head{}, s.touched(t, workflow.CaseID(newID())))
			heads, err := s.Heads(t.Context(), []workflow.CaseID{round.ID, others[0].Parent})
			wantError(t, nil, err)
			same(t, "rounds", []oversight.Head{first, second, head(others[0], 2, 0)}, heads)
		}},
		{"rounds come in the order of their names", func(t *testing.T, s *Scores) {
			var want []workflow.CaseID
			for range 3 {
				round, _ := s.round(t, "prov-contoh", 1)
				want = append(want, round.ID)
			}
			slices.SortFunc(want, func(a, b workflow.CaseID) int { return slices.Compare(a[:], b[:]) })
			first, err := s.Rounds(t.Context(), workflow.CaseID{}, 2)
			wantError(t, nil, err)
			rest, err := s.Rounds(t.Context(), want[1], 2)
			wantError(t, nil, err)
			none, err := s.Rounds(t.Context(), want[2], 2)
			wantError(t, nil, err)
			same(t, "rounds", want, slices.Concat(first, rest, none))
		}},
		{"a file is its round and its selections with their journals, without what these say", func(t *testing.T, s *Scores) {
			round, selections := s.round(t, "prov-contoh", 3)
			first := s.Kit.moved(t, selections[0])
			s.complain(t, first, complaint.FollowedUp)
			s.complain(t, first, complaint.Received)
			files, err := s.Files(t.Context(), []workflow.CaseID{first.ID, selections[2].ID})
			wantError(t, nil, err)
			step := func(seq int64, event workflow.Event, from, to workflow.State) compliance.Step {
				return compliance.Step{Seq: seq, Event: event, At: start.Truncate(time.Microsecond), Person: "ketua", Role: workflow.CommitteeChair, From: from, To: to}
			}
			trail := func(r casework.Record, steps ...compliance.Step) compliance.Trail[jsontext.Value] {
				return compliance.Trail[jsontext.Value]{Case: r.ID, Ref: r.Ref, State: r.State, Revision: r.Revision, Facts: r.Facts, Steps: steps}
			}
			planned := step(1, "plan_selection", workflow.Unopened, openselection.Planned)
			same(t, "files", []oversight.File{{
				Agency: "prov-contoh", Zone: round.Zone, Pack: round.Pack,
				Round: trail(round, step(1, "draft_plan", workflow.Unopened, openselection.PlanDrafted), step(2, "submit_plan", openselection.PlanDrafted, openselection.PlanSubmitted)),
				Selections: []oversight.Chapter{
					{Trail: trail(first, planned, step(2, "submit", openselection.Planned, openselection.Planned)), Complaints: 1},
					{Trail: trail(selections[2], planned)},
				},
			}}, files)
			none, err := s.Files(t.Context(), []workflow.CaseID{round.ID, workflow.CaseID(newID())})
			if err != nil || len(none) != 0 {
				t.Errorf("what is no selection: %v, %v", none, err)
			}
		}},
		{"a file is read as it is at one moment while it moves", func(t *testing.T, s *Scores) {
			_, selections := s.round(t, "prov-contoh", 1)
			record := selections[0]
			var group sync.WaitGroup
			group.Go(func() {
				for range 40 {
					record = s.Kit.moved(t, record)
				}
			})
			for range 40 {
				files, err := s.Files(t.Context(), []workflow.CaseID{selections[0].ID})
				if err != nil {
					t.Error(err)
					break
				}
				trail := files[0].Selections[0].Trail
				if facts := fmt.Sprintf(`{"steps":%d}`, trail.Revision); trail.Revision > 1 && string(trail.Facts) != facts || int64(len(trail.Steps)) != trail.Revision {
					t.Errorf("at revision %d: %d entries, facts %s", trail.Revision, len(trail.Steps), trail.Facts)
				}
			}
			group.Wait()
		}},
	}
}

// score is a score of a selection, all of whose numbers are different.
func (s *Scores) score(of casework.Record, was int64) oversight.Score {
	yes, no := true, false
	days := func(n int) *int { return &n }
	return oversight.Score{
		Standing: compliance.Standing{
			Selection: of.ID, Round: of.Round, Agency: of.Agency, Name: "Pemerintah Provinsi Contoh", Ref: of.Ref, Title: "Kepala Dinas", Tier: "jpt_pratama",
			Profile: "kasn", Year: 2024, State: of.State, Resumes: "planned", Status: compliance.Live, Raw: 81_25, Deducted: 20_00, Total: 61_25, Index: 2_50,
			Band: "poor", Label: "poor", Blocked: true, NormGap: true, Late: 1, Findings: 2, Complaints: 3, Proven: 4, EarlyMoves: 5,
			InTime: &yes, Published: &no, Legs: [compliance.Legs]*int{days(11), days(12), nil, days(14), days(15), days(16), days(17), days(0)},
		},
		Kind: "province", Region: "61", Rubric: "1", Pack: of.Pack, Basis: oversight.Basis{Round: 2, Selection: of.Revision},
		Result: jsontext.Value(`{"rubric":"1","total":61.25}`), At: start, Was: was,
		Change: &oversight.Change{
			Position: was + 1, At: start.Truncate(time.Microsecond), After: oversight.Figure{Status: compliance.Live, Total: 61_25, Raw: 81_25, Deducted: 20_00, Band: "poor", Label: "poor"},
			Rows: []oversight.MovedRow{{ID: "p1_1", After: compliance.Met}}, Causes: []compliance.Evidence{{Case: of.ID, Seq: 1, Event: "plan_selection"}},
		},
	}
}

func (s *Scores) keep(t *testing.T, scores ...oversight.Score) []workflow.CaseID {
	t.Helper()
	passed, err := s.Keep(t.Context(), scores)
	if err != nil {
		t.Fatal(err)
	}
	return passed
}

func (s *Scores) kept(t *testing.T, id workflow.CaseID) oversight.Kept {
	t.Helper()
	kept, err := s.Kept(t.Context(), []workflow.CaseID{id, workflow.CaseID(newID())})
	if err != nil || len(kept) > 1 {
		t.Fatal(kept, err)
	}
	return kept[id]
}

func (s *Scores) changesOf(t *testing.T, of casework.Record) []oversight.Change {
	t.Helper()
	changes, err := s.Changes(t.Context(), casework.Everywhere(), of.ID, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

// keepCases show how scores are kept.
func keepCases() []ScoreCase {
	return []ScoreCase{
		{"a score comes back as it was kept", func(t *testing.T, s *Scores) {
			_, selections := s.round(t, "prov-contoh", 2)
			first, second := s.score(selections[0], 0), s.score(selections[1], 0)
			second.Standing.InTime, second.Standing.Published, second.Standing.Legs, second.Standing.Blocked = nil, nil, [compliance.Legs]*int{}, false
			same(t, "passed", []workflow.CaseID{}, s.keep(t, second, first))
			same(t, "kept", oversight.Kept{
				Selection: first.Standing.Selection, Rubric: "1", Status: compliance.Live, Basis: first.Basis, Position: 1, Result: first.Result, At: start.Truncate(time.Microsecond),
			}, s.kept(t, selections[0].ID))
			standings := []compliance.Standing{first.Standing, second.Standing}
			slices.SortFunc(standings, func(a, b compliance.Standing) int { return slices.Compare(a.Selection[:], b.Selection[:]) })
			if diff := cmp.Diff(standings, s.standings(t, []workflow.CaseID{selections[1].ID, selections[0].ID}), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			same(t, "changes", []oversight.Change{*first.Change}, s.changesOf(t, selections[0]))
			head := s.touched(t, selections[0].ID)[0]
			same(t, "head", oversight.Head{Selection: selections[0].ID, Now: first.Basis, Kept: first.Basis, Rubric: "1", Status: compliance.Live}, head)
		}},
		{"a newer score takes the place of the older one, and its change stands beside", func(t *testing.T, s *Scores) {
			_, selections := s.round(t, "prov-contoh", 1)
			first, second := s.score(selections[0], 0), s.score(selections[0], 1)
			second.Basis.Selection, second.Standing.Total, second.Standing.InTime, second.Result = 2, scoring.Full, nil, jsontext.Value(`{"rubric":"1","total":100.00}`)
			third := second
			third.Was, third.Basis.Complaints, third.Change = 2, 1, nil
			for _, score := range []oversight.Score{first, second, third} {
				same(t, "passed", []workflow.CaseID{}, s.keep(t, score))
			}
			kept := s.kept(t, selections[0].ID)
			if kept.Basis != third.Basis || kept.Position != 2 || string(kept.Result) != string(third.Result) {
				t.Errorf("kept %+v", kept)
			}
			if line := s.standings(t, []workflow.CaseID{selections[0].ID}); len(line) != 1 || line[0].Total != scoring.Full || line[0].InTime != nil {
				t.Errorf("standing %+v", line)
			}
			same(t, "changes", []oversight.Change{*first.Change, *second.Change}, s.changesOf(t, selections[0]))
		}},
		{"a score that rests on less, or was compared with another, is passed over", func(t *testing.T, s *Scores) {
			_, selections := s.round(t, "prov-contoh", 2)
			kept := s.score(selections[0], 0)
			kept.Basis = oversight.Basis{Round: 3, Selection: 5, Complaints: 1}
			s.keep(t, kept)
			before := s.kept(t, selections[0].ID)
			for name, spoil := range map[string]func(*oversight.Score){
				"an older entry of the selection": func(c *oversight.Score) { c.Basis.Selection-- },
				"an older entry of the round":     func(c *oversight.Score) { c.Basis.Round-- },
				"fewer complaints":                func(c *oversight.Score) { c.Basis.Complaints-- },
				"compared with nothing":           func(c *oversight.Score) { c.Was, c.Change.Position = 0, 1 },
				"compared with what is not kept":  func(c *oversight.Score) { c.Was, c.Change.Position = 2, 3 },
			} {
				late := s.score(selections[0], 1)
				late.Basis, late.Result = kept.Basis, jsontext.Value(`{"late":true}`)
				spoil(&late)
				beside := s.score(selections[1], s.kept(t, selections[1].ID).Position)
				same(t, name, []workflow.CaseID{selections[0].ID}, s.keep(t, late, beside))
				same(t, name, before, s.kept(t, selections[0].ID))
			}
			same(t, "changes", []oversight.Change{*kept.Change}, s.changesOf(t, selections[0]))
			if len(s.changesOf(t, selections[1])) != 5 {
				t.Error("what was kept beside it is not there")
			}
		}},
		{"of many who keep at the same time one at a time is kept", func(t *testing.T, s *Scores) {
			_, selections := s.round(t, "prov-contoh", 3)
			var mu sync.Mutex
			var group sync.WaitGroup
			written := make(map[workflow.CaseID]int)
			for i := range 8 {
				group.Go(func() {
					var scores []oversight.Score
					for j := range selections {
						scores = append(scores, s.score(selections[(i+j)%len(selections)], 0))
					}
					passed, err := s.Keep(t.Context(), scores)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					for _, selection := range selections {
						if !slices.Contains(passed, selection.ID) {
							written[selection.ID]++
						}
					}
				})
			}
			group.Wait()
			for _, selection := range selections {
				if written[selection.ID] != 1 || len(s.changesOf(t, selection)) != 1 {
					t.Errorf("kept %d times, %d changes", written[selection.ID], len(s.changesOf(t, selection)))
				}
			}
		}},
		{"what lies outside a wall has no score", func(t *testing.T, s *Scores) {
			_, ours := s.round(t, "prov-contoh", 1)
			_, theirs := s.round(t, "kota-contoh", 1)
			s.keep(t, s.score(ours[0], 0), s.score(theirs[0], 0))
			wall := walled("ketua", workflow.Scope{Agency: "prov-contoh"})
			head, kept, err := s.KeptWithin(t.Context(), wall, ours[0].ID)
			if err != nil || head.Selection != ours[0].ID || head.Behind() || kept.Position != 1 {
				t.Errorf("ours: %+v, %+v, %v", head, kept, err)
			}
			_, kept, err = s.KeptWithin(t.Context(), wall, theirs[0].ID)
			wantError(t, casework.ErrNoCase, err)
			same(t, "theirs", oversight.Kept{}, kept)
			_, _, err = s.KeptWithin(t.Context(), casework.Everywhere(), ours[0].Parent)
			wantError(t, casework.ErrNoCase, err)
			for of, want := range map[workflow.CaseID]int{ours[0].ID: 1, theirs[0].ID: 0} {
				if changes, err := s.Changes(t.Context(), wall, of, 0, 10); err != nil || len(changes) != want {
					t.Errorf("%d changes, not %d, %v", len(changes), want, err)
				}
			}
		}},
		{"changes come page by page", func(t *testing.T, s *Scores) {
			_, selections := s.round(t, "prov-contoh", 1)
			for was := range int64(5) {
				s.keep(t, s.score(selections[0], was))
			}
			var positions []int64
			for after := int64(0); ; {
				page, err := s.Changes(t.Context(), casework.Everywhere(), selections[0].ID, after, 2)
				wantError(t, nil, err)
				if len(page) == 0 {
					break
				}
				for _, change := range page {
					positions = append(positions, change.Position)
				}
				after = positions[len(positions)-1]
			}
			same(t, "positions", []int64{1, 2, 3, 4, 5}, positions)
		}},
	}
}

// batchCases show how a measuring of everything keeps where it stands.
func batchCases() []ScoreCase {
	return []ScoreCase{
		{"a measuring of everything comes back as it was left, until it has ended", func(t *testing.T, s *Scores) {
			round, _ := s.round(t, "prov-contoh", 2)
			s.round(t, "kota-contoh", 1)
			id := newID()
			begun, err := s.Begin(t.Context(), id, "1", true)
			wantError(t, nil, err)
			want := oversight.Batch{ID: id, Rubric: "1", Everyone: true, Total: 3, Begun: s.Kit.Clock.Now().Truncate(time.Microsecond)}
			same(t, "begun", want, begun)
			half := want
			half.After, half.Done, half.Moved = round.ID, 2, 1
			went, err := s.Advance(t.Context(), want, half)
			if err != nil || !went {
				t.Fatal(went, err)
			}
			for _, stale := range []oversight.Batch{want, {ID: newID()}} {
				if went, err := s.Advance(t.Context(), stale, half); err != nil || went {
					t.Errorf("from where it does not stand: %t, %v", went, err)
				}
			}
			read, err := s.Batch(t.Context(), id)
			wantError(t, nil, err)
			same(t, "half", half, read)
			s.Kit.Clock.Advance(time.Hour)
			other, err := s.Begin(t.Context(), newID(), "1", false)
			wantError(t, nil, err)
			unended, err := s.Unended(t.Context())
			wantError(t, nil, err)
			same(t, "unended", []oversight.Batch{other, half}, unended)
			end := half
			end.Ended = time.Unix(1, 0)
			if went, err = s.Advance(t.Context(), half, end); err != nil || !went {
				t.Fatal(went, err)
			}
			end.Ended = s.Kit.Clock.Now().Truncate(time.Microsecond)
			read, err = s.Batch(t.Context(), id)
			wantError(t, nil, err)
			same(t, "ended", end, read)
			if went, err = s.Advance(t.Context(), half, end); err != nil || went {
				t.Errorf("what has ended goes on: %t, %v", went, err)
			}
			if unended, err = s.Unended(t.Context()); err != nil || len(unended) != 1 {
				t.Errorf("unended %v, %v", unended, err)
			}
			_, err = s.Batch(t.Context(), newID())
			wantError(t, oversight.ErrNoBatch, err)
		}},
	}
}
