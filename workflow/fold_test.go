package workflow_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"selter/workflow"
	"selter/workflow/wire"
)

func TestFold(t *testing.T) {
	t.Parallel()
	p := define(t)

	// Whatever is asked, in whatever order, by whomever, at whatever time: after each
	// decision the fold of the journal is the case, byte for byte, and a decision
	// asked for again is the same. A refusal leaves no trace.
	t.Run("equals_the_chain_of_decisions", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			c, journal, now := unopened(), []workflow.Entry(nil), start
			n := rapid.IntRange(1, 14).Draw(t, "commands")
			for i := range n {
				event := rapid.SampledFrom(p.Events()).Draw(t, "event")
				role := rapid.SampledFrom(rowOf(p, event).By).Draw(t, "role")
				if rapid.IntRange(0, 9).Draw(t, "stranger") == 0 {
					role = rapid.SampledFrom(workflow.Roles()).Draw(t, "other role")
				}
				body := rapid.SampledFrom([]string{
					``, `{"yes":true}`, `{"yes":false}`, `{"reason":"alasan \ud83d\udcdc"}`, `{"title":"A","day":"2024-05-08"}`, `{"yes":null}`,
				}).Draw(t, "body")
				now = now.Add(time.Duration(rapid.Int64Range(-5e9, 4e14).Draw(t, "later")))
				command := workflow.Command{Event: event, Actor: workflow.Actor{Person: fmt.Sprintf("m-%d", i%4), Roles: by(workflow.Auditor, role)}, Body: []byte(body)}
				before := spelled(t, c)
				decision, err := p.Decide(c, command, at(now))
				if spelled(t, c) != before {
					t.Fatalf("%s changed the case it was asked about", event)
				}
				if err != nil {
					continue
				}
				again, _ := p.Decide(c, command, at(now))
				if !reflect.DeepEqual(decision, again) {
					t.Fatalf("%s decides differently the second time", event)
				}
				if decision.Entry.At.Before(c.Last) || decision.Entry.Seq != c.Revision+1 {
					t.Fatalf("entry %d at %s follows %d at %s", decision.Entry.Seq, decision.Entry.At, c.Revision, c.Last)
				}
				c, journal = decision.Case, append(journal, decision.Entry)
				folded, err := p.Fold(unopened(), journal)
				if err != nil {
					t.Fatal(err)
				}
				if spelled(t, folded) != spelled(t, c) {
					t.Fatalf("folded %s\ndecided %s", spelled(t, folded), spelled(t, c))
				}
			}
		})
	})

	whole, journal := told(t, p, file(), does("vote", "m-1", workflow.CommitteeMember, `{"yes":true}`), does("rest", "s-1", workflow.Supervisor, ""),
		does("wake", "s-1", workflow.Supervisor, ""), does("count", "m-1", workflow.CommitteeChair, ""))

	t.Run("starts_from_nothing_whatever_it_is_given", func(t *testing.T) {
		t.Parallel()
		dirty := whole
		dirty.State, dirty.Resumes, dirty.Revision, dirty.Facts.Title = granted, filed, 99, "another"
		folded, err := p.Fold(dirty, journal)
		if err != nil || spelled(t, folded) != spelled(t, whole) {
			t.Errorf("%v: folded %s", err, spelled(t, folded))
		}
	})
	t.Run("of_no_entries_is_unopened", func(t *testing.T) {
		t.Parallel()
		if folded, err := p.Fold(whole, nil); err != nil || folded.State != workflow.Unopened || folded.Revision != 0 {
			t.Errorf("%v: %+v", err, folded)
		}
	})
	t.Run("asks_no_guard", func(t *testing.T) {
		t.Parallel()
		strict := define(t, func(p *procedure) { rowOf(p, "vote").Requires = []guard{neverAsked(t)} })
		if _, err := strict.Fold(unopened(), journal); err != nil {
			t.Error(err)
		}
	})

	// What no row explains is named with its place.
	for name, spoil := range map[string]struct {
		want  string
		entry int
		does  func(*workflow.Entry)
	}{
		"another_case":            {"belongs to case", 0, func(e *workflow.Entry) { e.Case = workflow.CaseID{8} }},
		"another_procedure":       {"belongs to a round", 0, func(e *workflow.Entry) { e.Procedure = "round" }},
		"a_gap":                   {"follows entry 1", 1, func(e *workflow.Entry) { e.Seq = 3 }},
		"a_repeated_number":       {"follows entry 1", 1, func(e *workflow.Entry) { e.Seq = 1 }},
		"an_unknown_event":        {"no row leads out of filed", 1, func(e *workflow.Entry) { e.Event = "veto" }},
		"an_event_of_other_state": {"no row leads out of filed", 1, func(e *workflow.Entry) { e.Event = "grant" }},
		"a_stranger":              {"no row allows it", 1, func(e *workflow.Entry) { e.Role = workflow.Public }},
		"another_start":           {"says it left voted", 1, func(e *workflow.Entry) { e.From = voted }},
		"another_end":             {"says it reached voted", 1, func(e *workflow.Entry) { e.To = voted }},
		"a_return_elsewhere":      {"says it reached voted, but the row leads to filed", 3, func(e *workflow.Entry) { e.To = voted }},
		"a_time_that_falls":       {"earlier than the entry before", 2, func(e *workflow.Entry) { e.At = start }},
		"another_pack":            {"another policy pack", 1, func(e *workflow.Entry) { e.Pack = "0" }},
		"a_body_without_members":  {"/yes is required", 1, func(e *workflow.Entry) { e.Body = []byte(`{}`) }},
		"a_body_that_is_not_json": {"not valid JSON", 1, func(e *workflow.Entry) { e.Body = []byte(`{"yes":`) }},
	} {
		t.Run("refuses_"+name, func(t *testing.T) {
			t.Parallel()
			spoilt := append([]workflow.Entry(nil), journal...)
			spoil.does(&spoilt[spoil.entry])
			_, err := p.Fold(unopened(), spoilt)
			place := fmt.Sprintf("entry %d (%s)", spoilt[spoil.entry].Seq, spoilt[spoil.entry].Event)
			if err == nil || !strings.Contains(err.Error(), spoil.want) || !strings.Contains(err.Error(), place) {
				t.Errorf("answered %v, want %q at %q", err, spoil.want, place)
			}
		})
	}
	t.Run("a_body_that_panics_is_an_error", func(t *testing.T) {
		t.Parallel()
		crashing := define(t, func(p *procedure) { rowOf(p, "withdraw").Says = workflow.FormOf[crashBody, petition]() })
		entries := append([]workflow.Entry(nil), journal[0], workflow.Entry{
			Case: whole.ID, Seq: 2, At: start, Procedure: "petition", Pack: p.Pack.Hash, Event: "withdraw", From: filed, To: withdrawn,
			Role: workflow.Secretariat, Body: []byte(`{"reason":"x"}`),
		})
		if _, err := crashing.Fold(unopened(), entries); err == nil || !strings.Contains(err.Error(), "panicked") {
			t.Errorf("answered %v", err)
		}
	})
}

// spelled is a case as text: every member, the facts as the bytes that are stored.
func spelled(t interface{ Fatal(...any) }, c theCase) string {
	facts, err := wire.Canonical(c.Facts)
	if err != nil {
		t.Fatal(err)
	}
	c.Facts = petition{}
	return fmt.Sprintf("%+v %s", c, facts)
}

func TestParseCaseID(t *testing.T) {
	t.Parallel()
	const canonicalForm = "0190a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b"
	id, err := workflow.ParseCaseID(canonicalForm)
	if err != nil || id.String() != canonicalForm || id.IsZero() {
		t.Fatalf("%v: %s", err, id)
	}
	for _, other := range []string{
		"", strings.ToUpper(canonicalForm), "{" + canonicalForm + "}", "urn:uuid:" + canonicalForm, strings.ReplaceAll(canonicalForm, "-", ""),
		canonicalForm + " ", " " + canonicalForm, canonicalForm[:35], canonicalForm[:35] + "g", "0190a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5B",
	} {
		if id, err := workflow.ParseCaseID(other); err == nil {
			t.Errorf("%q names %s: an identifier has one spelling", other, id)
		}
	}
	if !(workflow.CaseID{}).IsZero() {
		t.Error("the zero identifier names something")
	}
}
