package glossary_test

import (
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
	"unicode"

	"selter/pkg/document"
	"selter/pkg/dossier"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/glossary"
	"selter/workflow/mandate"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// An agency whose committee may be appointed before the plan is recommended has rows of
// its own.
const earlyCommittee = `
instrument: early
title: Peraturan contoh
scope: {agency: "x"}
values:
  - key: committee.after_plan_recommendation
    value: false
    unit: yes_no
    from: 2013-01-01
    article: contoh
    certainty: proposal
`

// used lists the words that the program has.
func used(t *testing.T) map[glossary.Kind][]string {
	t.Helper()
	words := map[glossary.Kind][]string{
		glossary.Procedure: catalog.Names(),
		glossary.State:     {string(workflow.Unopened)},
		glossary.Standing:  {string(workflow.Active), string(workflow.Held), string(workflow.Final)},
		glossary.Certainty: {string(policy.Seen), string(policy.Known), string(policy.Proposal)},
		glossary.Guard:     {workflow.EventIsKnown, workflow.BodyIsWellFormed, workflow.StateAllowsEvent, workflow.ActorMayAct},
	}
	use := func(kind glossary.Kind, word string) {
		if !slices.Contains(words[kind], word) {
			words[kind] = append(words[kind], word)
		}
	}
	for _, role := range workflow.Roles() {
		use(glossary.Role, string(role))
	}
	for _, rule := range dossier.Rules() {
		use(glossary.Guard, string(rule))
	}
	for _, key := range policy.Keys() {
		use(glossary.Policy, key.Name())
	}
	for _, kind := range document.Kinds() {
		use(glossary.Document, kind.Code)
	}
	library, err := policy.Load(fstest.MapFS{"early.yaml": {Data: []byte(earlyCommittee)}})
	if err != nil {
		t.Fatal(err)
	}
	procedures := catalog.New()
	seen := make(map[reflect.Type]bool)
	for _, query := range []policy.Query{
		{Date: calendar.MustDate("2024-05-08")},
		{Date: calendar.MustDate("2026-01-05"), Profile: "bkn"},
		{Date: calendar.MustDate("2024-05-08"), Agency: "x"},
	} {
		pack, err := library.Resolve(query)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range catalog.Names() {
			procedure, err := procedures.Procedure(name, pack)
			if err != nil {
				t.Fatal(err)
			}
			table := procedure.Table()
			for _, state := range table.States {
				use(glossary.State, string(state.Name))
			}
			for _, deadline := range table.Deadlines {
				use(glossary.Deadline, string(deadline.Kind))
			}
			for _, row := range table.Rows {
				use(glossary.Event, string(row.Event))
				for _, guard := range row.Requires {
					use(glossary.Guard, guard.Code)
				}
				for _, effect := range row.Effects {
					use(glossary.Effect, string(effect.Kind))
				}
				for _, document := range row.Documents {
					use(glossary.Document, document)
				}
				spoken(row.Body, seen, use)
			}
		}
	}
	return words
}

// spoken walks through what actors say, down to the words out of closed lists.
func spoken(of reflect.Type, seen map[reflect.Type]bool, use func(glossary.Kind, string)) {
	if seen[of] {
		return
	}
	seen[of] = true
	if list, ok := reflect.TypeAssert[wire.Enumerated](reflect.Zero(of)); ok {
		for _, word := range list.Enum() {
			use(kindOf(of), word)
		}
		return
	}
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		spoken(of.Elem(), seen, use)
	case reflect.Struct:
		for _, member := range wire.Members(of) {
			spoken(member.Type, seen, use)
		}
	}
}

// kindOf is the kind of the words in a closed list; a duty is named by its role.
func kindOf(of reflect.Type) glossary.Kind {
	if of == reflect.TypeFor[mandate.DutyName]() {
		return glossary.Role
	}
	return glossary.Kind(snake(of.Name()))
}

func snake(name string) string {
	var word []rune
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			word = append(word, '_')
		}
		word = append(word, unicode.ToLower(r))
	}
	return string(word)
}

func TestLoad(t *testing.T) {
	t.Parallel()
	g, words := load(t), used(t)
	t.Run("has_a_term_for_each_word", func(t *testing.T) {
		t.Parallel()
		looked := 0
		for kind, codes := range words {
			for _, code := range codes {
				looked++
				if _, ok := g.Term(kind, code); !ok {
					t.Errorf("no term for the %s %s", kind, code)
				}
			}
		}
		if looked < 300 {
			t.Errorf("looked at %d words only", looked)
		}
	})
	t.Run("has_no_term_that_nothing_uses", func(t *testing.T) {
		t.Parallel()
		for _, term := range g.Terms() {
			if !slices.Contains(words[term.Kind], term.Code) {
				t.Errorf("nothing uses the %s %s", term.Kind, term.Code)
			}
		}
	})
	t.Run("uses_each_kind", func(t *testing.T) {
		t.Parallel()
		for _, kind := range glossary.Kinds() {
			if len(words[kind]) == 0 {
				t.Errorf("no word of the kind %s", kind)
			}
		}
	})
	// A deadline is told by its kind both as the clock that runs and as the event it sends.
	t.Run("tells_a_deadline_from_its_passing", func(t *testing.T) {
		t.Parallel()
		for _, code := range words[glossary.Deadline] {
			if g.Indonesian(glossary.Deadline, code) == g.Indonesian(glossary.Event, code) {
				t.Errorf("%s is one term for both", code)
			}
		}
	})
}
