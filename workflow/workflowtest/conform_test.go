package workflowtest_test

import (
	"crypto/rand"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/policy"
	"selter/workflow/workflowtest"
)

var _ = flag.Bool("update", false, "rewrite the golden files in testdata")

// A recorder is a testing.TB that keeps what a suite reports about it.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func TestConform(t *testing.T) {
	t.Parallel()
	pack := seed(t)
	t.Run("accepts_a_sound_table", func(t *testing.T) {
		t.Parallel()
		workflowtest.Conform(t, func(pack *policy.Pack) (*letters, error) { return workflow.Define(table(pack)) }, pack)
	})
	t.Run("fails_when_it_looks_at_nothing", func(t *testing.T) {
		t.Parallel()
		r := &recorder{TB: t}
		workflowtest.ConformReadOnly(r, func(pack *policy.Pack) (*letters, error) { return workflow.Define(table(pack)) })
		if len(r.said) != 1 || !strings.Contains(r.said[0], "nothing was looked at") {
			t.Errorf("said %q", r.said)
		}
	})
	t.Run("fails_when_a_table_has_no_rows", func(t *testing.T) {
		t.Parallel()
		if found := workflowtest.Inspect(&letters{Name: "letter", Pack: pack}); len(found) != 1 {
			t.Errorf("found %v", found)
		}
	})
	t.Run("fails_when_the_matrix_changes", func(t *testing.T) {
		t.Parallel()
		r := &recorder{TB: t}
		workflowtest.ConformReadOnly(r, func(pack *policy.Pack) (*letters, error) {
			p := table(pack)
			p.Rows[1].By = []workflow.Role{workflow.Auditor}
			return workflow.Define(p)
		}, pack)
		if len(r.said) != 1 || !strings.Contains(r.said[0], "differs from the table in line") {
			t.Errorf("said %q", r.said)
		}
	})
	t.Run("fails_when_the_golden_file_is_missing", func(t *testing.T) {
		t.Parallel()
		r := &recorder{TB: t}
		workflowtest.ConformReadOnly(r, func(pack *policy.Pack) (*letters, error) {
			p := table(pack)
			p.Name = "postcard"
			return workflow.Define(p)
		}, pack)
		if len(r.said) != 1 || !strings.Contains(r.said[0], "-update") {
			t.Errorf("said %q", r.said)
		}
	})
}

// note bodies that break what Apply owes.
type (
	scribble struct{ note } // writes through
	moody    struct{ note } // another result each time
	crash    struct{ note }
	gossip   struct{ note } // keeps more of the actor than the journal does
	clobber  struct {       // appends without copying
		Text string `json:"text"`
	}
)

func (b scribble) Apply(f facts, on workflow.Occurrence) facts {
	if len(f.Notes) > 0 {
		f.Notes[0] = "scribble" + b.Text
	}
	return b.note.Apply(f, on)
}

func (b clobber) Apply(f facts, _ workflow.Occurrence) facts {
	f.Notes = append(f.Notes, b.Text)
	return f
}

func (b moody) Apply(f facts, _ workflow.Occurrence) facts {
	f.Notes = []string{rand.Text()}
	return f
}

func (b gossip) Apply(f facts, on workflow.Occurrence) facts {
	f.Notes = []string{fmt.Sprint(on.Actor.Roles)}
	return f
}

func (b crash) Apply(f facts, _ workflow.Occurrence) facts {
	f.Notes[0] = ""
	return f
}

// Each table is broken in one place, and the suite has to name that place.
func TestConformNames(t *testing.T) {
	t.Parallel()
	pack := seed(t)
	find := func(p *letters, event workflow.Event) *row {
		return &p.Rows[slices.IndexFunc(p.Rows, func(r row) bool { return r.On == event })]
	}
	drop := func(p *letters, event workflow.Event) {
		p.Rows = slices.DeleteFunc(p.Rows, func(r row) bool { return r.On == event })
	}
	cases := map[string]struct {
		check string
		does  func(*letters)
	}{
		"a_state_that_nothing_reaches": {"every_state_is_reached: archived", func(p *letters) {
			p.States = append(p.States, workflow.StateInfo{Name: "archived", Standing: workflow.Final})
		}},
		"a_dead_end":                    {"no_dead_ends: sent", func(p *letters) { drop(p, "answer") }},
		"a_hold_that_is_never_released": {"every_hold_is_released: rested", func(p *letters) { drop(p, "wake") }},
		"a_hold_that_forgets_where_it_was": {"no_dead_ends: rested", func(p *letters) {
			find(p, "rest").From = append(find(p, "rest").From, "rested") // undefined table: Define refuses it
			p.Rows = append(p.Rows, *find(p, "rest"))
			drop(p, "wake")
		}},
		"a_final_state_that_is_left": {"final_states_are_final: remark in answered", func(p *letters) { find(p, "remark").To = "sent" }},
		"two_rows_for_one_event_in_one_state": {"no_duplicate_rows: write in drafted", func(p *letters) {
			p.Rows = append(p.Rows, *find(p, "write"))
		}},
		"a_row_that_cites_nothing":             {"every_row_cites: write in drafted", func(p *letters) { find(p, "write").Cites = nil }},
		"a_citation_without_certainty":         {"every_row_cites: write in drafted", func(p *letters) { find(p, "write").Cites = []policy.Citation{{Instrument: "UU 5/2014"}} }},
		"a_citation_without_instrument":        {"every_row_cites: write in drafted", func(p *letters) { find(p, "write").Cites = []policy.Citation{{Certainty: policy.Seen}} }},
		"a_guard_that_cites_without_certainty": {"every_guard_cites: letter_has_notes", func(p *letters) { find(p, "send").Requires[0].Cites = []policy.Citation{{}} }},
		"a_guard_that_is_asked_twice":          {"guards_are_asked_once: send in drafted", func(p *letters) { find(p, "send").Requires = []guard{hasNotes, hasNotes} }},
		"a_role_that_nobody_knows":             {"roles_are_known: write in drafted", func(p *letters) { find(p, "write").By = []workflow.Role{"king"} }},
		"one_code_for_two_guards": {"guards_mean_one_thing: letter_has_notes", func(p *letters) {
			answers := find(p, "answer")
			answers.Requires = []guard{{Code: "letter_has_notes", Check: answerIsNew.Check}}
		}},
		"a_deadline_without_a_row_of_the_clock": {"deadlines_have_rows: answer_due: can be open in sent", func(p *letters) { drop(p, "answer_due") }},
		"a_deadline_left_open_at_the_end": {"deadlines_have_rows: answer_due: can be open in answered", func(p *letters) {
			find(p, "answer").Effects = nil
			find(p, "write").Effects = []workflow.Effect[facts]{answerDue.Clear()}
		}},
		"a_deadline_that_is_never_cleared":       {"deadlines_are_armed_and_cleared: answer_due", func(p *letters) { find(p, "answer").Effects = nil }},
		"a_deadline_that_is_never_armed":         {"deadlines_are_armed_and_cleared: answer_due", func(p *letters) { find(p, "send").Effects = nil }},
		"a_deadline_that_cites_nothing":          {"every_deadline_cites: answer_due", func(p *letters) { p.Deadlines[0].Cites = nil }},
		"a_deadline_that_is_not_listed":          {"deadlines_are_listed: send in drafted", func(p *letters) { p.Deadlines = nil }},
		"a_hold_that_lets_the_clock_run":         {"deadlines_have_rows: answer_due: can be open in rested", func(p *letters) { find(p, "rest").Effects = nil }},
		"a_release_that_leaves_the_clock_paused": {"paused_clocks_go_on: answer_due", func(p *letters) { find(p, "wake").Effects = nil }},
		"a_deadline_told_to_nobody_but_who_owes_it": {"deadlines_have_ladders: answer_due: is told to nobody", func(p *letters) {
			p.Deadlines[0].Tells = []workflow.Role{workflow.Secretariat}
		}},
		"a_deadline_that_passes_untold": {"deadlines_have_ladders: answer_due in sent: does not tell supervisor", func(p *letters) {
			find(p, "answer_due").Effects = nil
		}},
		"a_clock_that_rests_alone_and_is_never_resumed": {"paused_clocks_go_on: answer_due: is paused in sent", func(p *letters) {
			find(p, "answer_due").Effects = append(find(p, "answer_due").Effects, answerDue.Arm(), answerDue.Pause())
		}},
		"a_body_that_writes_through":             {"apply_is_pure: write in drafted", func(p *letters) { find(p, "write").Says = workflow.FormOf[scribble, facts]() }},
		"a_body_that_appends_without_copying":    {"apply_is_pure: write in drafted", func(p *letters) { find(p, "write").Says = workflow.FormOf[clobber, facts]() }},
		"a_body_that_depends_on_more_than_facts": {"apply_is_pure: write in drafted", func(p *letters) { find(p, "write").Says = workflow.FormOf[moody, facts]() }},
		"a_body_that_panics":                     {"apply_never_panics: write in drafted", func(p *letters) { find(p, "write").Says = workflow.FormOf[crash, facts]() }},
		"a_body_that_keeps_more_than_the_journal": {"fold_equals_decide: ", func(p *letters) {
			find(p, "draft").Says = workflow.FormOf[gossip, facts]()
		}},
		"a_body_that_keeps_chance": {"fold_equals_decide: ", func(p *letters) { find(p, "draft").Says = workflow.FormOf[moody, facts]() }},
		"a_guard_that_panics_on_zero_facts": {"guards_never_panic: write in drafted (round 0)", func(p *letters) {
			find(p, "write").Requires = []guard{{Code: "letter_begins", Check: func(q workflow.Question[facts]) workflow.Verdict {
				return workflow.Require(q.Case.Facts.Notes[0] != "")
			}}}
		}},
		"a_guard_that_panics_on_some_facts": {"guards_never_panic: write in drafted", func(p *letters) {
			find(p, "write").Requires = []guard{{Code: "letter_begins", Check: func(q workflow.Question[facts]) workflow.Verdict {
				return workflow.Require(len(q.Case.Facts.Notes) < 2 || *q.Case.Facts.Answer != "")
			}}}
		}},
		"an_effect_that_panics": {"effects_never_panic: write in drafted", func(p *letters) {
			find(p, "write").Effects = []workflow.Effect[facts]{{Kind: workflow.Tells, Object: "supervisor", Plan: func(q workflow.Question[facts]) ([]workflow.Action, error) {
				return nil, fmt.Errorf("%s", *q.Case.Facts.Answer)
			}}}
		}},
		"a_standing_guard_that_hears_the_actor": {"standing_guards_do_not_listen: answer_is_new", func(p *letters) {
			listens := answerIsNew
			listens.Standing = true
			find(p, "answer").Requires = []guard{listens}
		}},
		"a_standing_guard_that_looks_at_the_parent": {"standing_guards_do_not_look_around: letter_is_expected", func(p *letters) {
			find(p, "write").Requires = []guard{{Code: "letter_is_expected", Standing: true, Check: func(q workflow.Question[facts]) workflow.Verdict {
				return workflow.Require(q.Parent == nil)
			}}}
		}},
		"a_standing_guard_that_looks_into_children": {"standing_guards_do_not_look_around: letters_are_read", func(p *letters) {
			find(p, "write").Requires = []guard{{Code: "letters_are_read", Standing: true, Check: func(q workflow.Question[facts]) workflow.Verdict {
				return workflow.Require(len(q.Children) > 0 && q.Children[0].Facts == nil)
			}}}
		}},
		"a_standing_guard_that_looks_at_particulars": {"standing_guards_do_not_look_around: writer_is_known", func(p *letters) {
			find(p, "write").Knows = []string{"birth_date"}
			find(p, "write").Requires = []guard{{Code: "writer_is_known", Standing: true, Check: func(q workflow.Question[facts]) workflow.Verdict {
				return workflow.Require(q.Known["birth_date"] != "")
			}}}
		}},
	}
	for name, broken := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{TB: t}
			workflowtest.ConformReadOnly(r, func(pack *policy.Pack) (*letters, error) {
				p := table(pack)
				broken.does(&p)
				if defined, err := workflow.Define(p); err == nil {
					return defined, nil
				}
				return &p, nil // the suite does not rely on Define having looked first
			}, pack)
			if !slices.ContainsFunc(r.said, func(said string) bool { return strings.Contains(said, broken.check) }) {
				t.Errorf("does not say %q but\n%s", broken.check, strings.Join(r.said, "\n"))
			}
		})
	}
	t.Run("what_define_refuses", func(t *testing.T) {
		t.Parallel()
		r := &recorder{TB: t}
		workflowtest.ConformReadOnly(r, func(pack *policy.Pack) (*letters, error) {
			p := table(pack)
			p.Rows = append(p.Rows, p.Rows[0])
			return workflow.Define(p)
		}, pack)
		if len(r.said) != 1 || !strings.Contains(r.said[0], "two rows for draft") {
			t.Errorf("said %q", r.said)
		}
	})
}
