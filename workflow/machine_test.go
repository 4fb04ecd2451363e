package workflow_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/workflow"
	"selter/workflow/policy"
)

// machineSource is machine.go as it is written.
func machineSource(t *testing.T) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "machine.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// calls lists the methods and functions that a file calls on others, as "x.F".
func calls(file *ast.File) []string {
	var called []string
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if selected, ok := call.Fun.(*ast.SelectorExpr); ok {
				if x, ok := selected.X.(*ast.Ident); ok {
					called = append(called, x.Name+"."+selected.Sel.Name)
				}
			}
		}
		return true
	})
	slices.Sort(called)
	return called
}

// The traps of looplab/fsm as they would show in our engine; looplab_test.go shows
// them in the library itself.
func TestMachine(t *testing.T) {
	t.Parallel()
	grant := does("grant", "p-9", workflow.AppointingOfficer, `{"reason":"ya"}`)
	voting := func(n int) []workflow.Command {
		commands := []workflow.Command{file()}
		for i := range n {
			commands = append(commands, does("vote", fmt.Sprintf("m-%d", i), workflow.CommitteeMember, `{"yes":true}`))
		}
		return append(commands, does("count", "m-0", workflow.CommitteeChair, ""))
	}

	t.Run("F1_no_context_can_be_cancelled_and_a_refused_command_wedges_nothing", func(t *testing.T) {
		t.Parallel()
		called := calls(machineSource(t))
		want := []string{"context.Background", "e.Cancel", "fsm.NewFSM", "m.Current", "m.Event"}
		if diff := cmp.Diff(want, called); diff != "" {
			t.Errorf("machine.go calls something else than it needs (-want +got):\n%s", diff)
		}
		p := define(t)
		c, _ := told(t, p, voting(2)...)
		for range 3 {
			if _, err := p.Decide(c, grant, at(c.Last)); err == nil {
				t.Fatal("granted with too few votes")
			}
		}
		c, _ = told(t, p, voting(3)...)
		if _, err := p.Decide(c, grant, at(c.Last)); err != nil {
			t.Errorf("the machine does not go on after a refusal: %v", err)
		}
	})

	for name, fails := range map[string]func(*procedure){
		"F2_an_effect_that_fails_leaves_state_and_facts": func(p *procedure) {
			grant := rowOf(p, "grant")
			grant.Effects = append(grant.Effects, effect{Kind: workflow.Tells, Plan: func(question) ([]workflow.Action, error) { return nil, errNo }})
		},
		"F3_a_guard_that_says_no_leaves_state_and_facts": func(p *procedure) {
			grant := rowOf(p, "grant")
			grant.Requires = append(slices.Clone(grant.Requires), guard{Code: "never", Check: func(question) workflow.Verdict { return workflow.Require(false) }})
		},
		"F5_a_guard_that_panics_leaves_state_and_facts": func(p *procedure) {
			rowOf(p, "grant").Requires = []guard{{Code: "panics", Check: func(q question) workflow.Verdict { panic("crash") }}}
		},
		"F5_an_effect_that_panics_leaves_state_and_facts": func(p *procedure) {
			rowOf(p, "grant").Effects = []effect{{Kind: workflow.Tells, Plan: func(question) ([]workflow.Action, error) { panic("crash") }}}
		},
		"F5_a_body_that_panics_leaves_state_and_facts": func(p *procedure) {
			rowOf(p, "grant").Says = workflow.FormOf[crashBody, petition]()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := define(t, fails)
			c, _ := told(t, p, voting(3)...)
			before := canonical(t, c.Facts)
			decision, err := p.Decide(c, grant, at(c.Last))
			if err == nil {
				t.Fatal("accepted")
			}
			if refusal, refused := errors.AsType[*workflow.Refusal](err); strings.HasPrefix(name, "F5") && refused {
				t.Errorf("a mistake of ours is told as a refusal: %v", refusal)
			}
			if diff := cmp.Diff(workflow.Decision[petition]{}, decision); diff != "" {
				t.Errorf("a refusal decides something:\n%s", diff)
			}
			if c.State != voted || canonical(t, c.Facts) != before {
				t.Errorf("the case changed to %s, %s", c.State, canonical(t, c.Facts))
			}
			if _, err := p.Decide(c, does("withdraw", "p-1", workflow.Secretariat, `{"reason":"batal"}`), at(c.Last)); err != nil {
				t.Errorf("the next command does not work: %v", err)
			}
		})
	}

	t.Run("F4_callbacks_call_nothing_of_the_engine", func(t *testing.T) {
		t.Parallel()
		keys := 0
		ast.Inspect(machineSource(t), func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if selected, ok := literal.Type.(*ast.SelectorExpr); !ok || selected.Sel.Name != "Callbacks" {
				return true
			}
			for _, element := range literal.Elts {
				pair := element.(*ast.KeyValueExpr)
				if key, ok := pair.Key.(*ast.BasicLit); !ok || key.Value != `"before_event"` {
					t.Errorf("registers %v: only before_event can say no before the move", pair.Key)
				}
				keys++
				ast.Inspect(pair.Value, func(n ast.Node) bool {
					if selected, ok := n.(*ast.SelectorExpr); ok {
						if x, ok := selected.X.(*ast.Ident); ok && (x.Name == "m" || x.Name == "e" && selected.Sel.Name != "Cancel") {
							t.Errorf("the callback touches %s.%s", x.Name, selected.Sel.Name)
						}
					}
					return true
				})
			}
			return false
		})
		if keys != 1 {
			t.Errorf("%d callbacks, want 1", keys)
		}
	})

	t.Run("F6_nothing_is_asynchronous", func(t *testing.T) {
		t.Parallel()
		ast.Inspect(machineSource(t), func(n ast.Node) bool {
			if selected, ok := n.(*ast.SelectorExpr); ok && slices.Contains([]string{"Async", "Transition", "SetState", "CancelTransition", "SetMetadata"}, selected.Sel.Name) {
				t.Errorf("machine.go uses %s", selected.Sel.Name)
			}
			return true
		})
	})

	t.Run("F7_a_state_that_the_table_does_not_know_is_refused", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		for _, strange := range []struct{ state, resumes workflow.State }{
			{"no_such_state", ""}, {"", ""}, {"Filed", ""}, {workflow.Stay, ""}, {workflow.Return, ""}, {resting, "no_such_state"}, {resting, workflow.Stay},
		} {
			c := unopened()
			c.State, c.Resumes = strange.state, strange.resumes
			for _, event := range p.Events() {
				_, err := p.Decide(c, does(event, "p-1", workflow.Supervisor, "{}"), at(start))
				if _, refused := errors.AsType[*workflow.Refusal](err); err == nil || refused {
					t.Errorf("%s in %q from %q: %v, want an error that is no refusal", event, strange.state, strange.resumes, err)
				}
			}
		}
		c := unopened()
		c.State = resting // held, and nobody knows where from
		if _, err := p.Decide(c, does("wake", "p-1", workflow.Supervisor, ""), at(start)); err == nil {
			t.Error("woke to nowhere")
		}
	})

	t.Run("F8_one_procedure_decides_for_many_at_once", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c, _ := told(t, p, file())
		rested, _ := told(t, p, file(), does("rest", "s-1", workflow.Supervisor, ""))
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				for n := range 50 {
					one, command := c, does("vote", fmt.Sprintf("m-%d-%d", i, n), workflow.CommitteeMember, `{"yes":true}`)
					if n%2 == 1 {
						one, command = rested, does("wake", "s-1", workflow.Supervisor, "")
					}
					if decision, err := p.Decide(one, command, at(c.Last)); err != nil || decision.Case.State != filed {
						t.Errorf("in %s: %v", decision.Case.State, err)
						return
					}
					p.Offers(one, command.Actor, at(c.Last))
				}
			})
		}
		group.Wait()
	})

	t.Run("F9_two_decisions_on_one_case_want_the_same_revision", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c, _ := told(t, p, file())
		one, err := p.Decide(c, does("count", "m-1", workflow.CommitteeChair, ""), at(c.Last))
		if err != nil {
			t.Fatal(err)
		}
		two, err := p.Decide(c, does("withdraw", "p-1", workflow.Secretariat, `{"reason":"batal"}`), at(c.Last))
		if err != nil {
			t.Fatal(err)
		}
		// Both are right by the law; the store's compare-and-set takes one of them.
		if one.Case.Revision != 2 || two.Case.Revision != 2 || one.Entry.Seq != two.Entry.Seq {
			t.Errorf("revisions %d and %d", one.Case.Revision, two.Case.Revision)
		}
	})

	t.Run("F11_a_row_that_stays_is_a_decision", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c, _ := told(t, p, file())
		decision, err := p.Decide(c, does("vote", "m-1", workflow.CommitteeMember, `{"yes":true}`), at(c.Last))
		if err != nil {
			t.Fatal(err)
		}
		if decision.Case.State != filed || decision.Case.Revision != 2 || decision.Entry.From != filed || decision.Entry.To != filed || len(decision.Case.Facts.Votes) != 1 {
			t.Errorf("decided %+v", decision)
		}
	})
}

type crashBody struct {
	Reason string `json:"reason"`
}

func (crashBody) Apply(petition, workflow.Occurrence) petition { panic("crash") }

// F10: what looplab/fsm takes in silence, Define refuses with a name.
func TestDefine(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		want  string
		wrong func(*procedure)
	}{
		"F10_refuses_two_rows_for_one_event_in_one_state": {"two rows for vote in voted", func(p *procedure) {
			p.Rows = append(p.Rows, row{On: "vote", From: in(voted), To: filed, By: by(workflow.Clock), Says: workflow.FormOf[silence, petition](), Cites: []policy.Citation{article}})
		}},
		"F10_refuses_a_state_twice_in_one_row":    {"two rows for vote in filed", func(p *procedure) { rowOf(p, "vote").From = in(filed, filed) }},
		"F10_refuses_an_unknown_state_to_leave":   {`unknown state "fild"`, func(p *procedure) { rowOf(p, "vote").From = in("fild") }},
		"F10_refuses_an_unknown_state_to_reach":   {`unknown state "fild"`, func(p *procedure) { rowOf(p, "count").To = "fild" }},
		"F10_refuses_a_row_that_leads_nowhere":    {`unknown state ""`, func(p *procedure) { rowOf(p, "count").To = "" }},
		"F10_refuses_to_reach_the_unopened":       {`unknown state "unopened"`, func(p *procedure) { rowOf(p, "count").To = workflow.Unopened }},
		"F10_refuses_a_state_listed_twice":        {`state "filed"`, func(p *procedure) { p.States = append(p.States, p.States[0]) }},
		"F10_refuses_a_reserved_state":            {`state "(stay)"`, func(p *procedure) { p.States[0].Name = workflow.Stay }},
		"F10_refuses_a_state_without_standing":    {"no standing", func(p *procedure) { p.States[0].Standing = "" }},
		"refuses_a_deadline_listed_twice":         {`deadline "answer_due"`, func(p *procedure) { p.Deadlines = append(p.Deadlines, answerDue) }},
		"refuses_a_deadline_that_counts_nothing":  {`deadline "answer_due"`, func(p *procedure) { p.Deadlines[0].Counts = nil }},
		"refuses_a_row_without_event":             {"a row needs", func(p *procedure) { p.Rows[1].On = "" }},
		"refuses_a_row_without_state":             {"a row needs", func(p *procedure) { p.Rows[1].From = nil }},
		"refuses_a_row_without_actor":             {"a row needs", func(p *procedure) { p.Rows[1].By = nil }},
		"refuses_a_row_without_citation":          {"a row needs", func(p *procedure) { p.Rows[1].Cites = nil }},
		"refuses_a_row_without_form":              {"a row needs", func(p *procedure) { p.Rows[1].Says = workflow.Form[petition]{} }},
		"refuses_a_guard_without_code":            {"guard without", func(p *procedure) { p.Rows[1].Requires = []guard{{Check: votesOnce.Check}} }},
		"refuses_a_guard_without_check":           {"guard without", func(p *procedure) { p.Rows[1].Requires = []guard{{Code: "nothing"}} }},
		"refuses_an_effect_without_plan":          {"plans nothing", func(p *procedure) { p.Rows[1].Effects = []effect{{Kind: workflow.Tells}} }},
		"refuses_a_return_from_what_is_not_held":  {"which is not held", func(p *procedure) { rowOf(p, "count").To = workflow.Return }},
		"refuses_a_hold_of_what_is_held":          {"only a state that is not held", func(p *procedure) { rowOf(p, "rest").From = in(filed, voted, resting) }},
		"refuses_a_hold_that_leads_elsewhere":     {"only a state that is not held", func(p *procedure) { rowOf(p, "count").Holds = true }},
		"refuses_to_enter_a_hold_without_holding": {"without a way back", func(p *procedure) { rowOf(p, "rest").Holds = false }},
		"refuses_to_stay_unopened":                {"stays unopened", func(p *procedure) { rowOf(p, "file").To = workflow.Stay }},
		"refuses_a_table_without_pack":            {"no policy pack", func(p *procedure) { p.Pack = nil }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := petitions(seed(t))
			c.wrong(&table)
			if _, err := workflow.Define(table); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "petition") {
				t.Errorf("answered %v, want %q", err, c.want)
			}
		})
	}
}
