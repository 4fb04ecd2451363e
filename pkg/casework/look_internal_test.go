package casework

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/catalog"
)

// A nosy procedure looks wherever it is told to.
type nosy struct {
	catalog.Procedure
	into, knows  []string
	all, up, due bool
}

func (n nosy) NeedsChildren(workflow.Event) bool { return n.all }
func (n nosy) LooksInto(workflow.Event) []string { return n.into }
func (n nosy) LooksUp(workflow.Event) bool       { return n.up }
func (n nosy) Knows(workflow.Event) []string     { return n.knows }
func (n nosy) NeedsHeld(workflow.Event) bool     { return n.due }
func (nosy) NeedsClocks(workflow.Event) bool     { return false }

// A shelf of relatives, which counts what is asked of it.
type relatives struct {
	Store
	parent Record
	kin    []workflow.Relative
	asked  []string
}

func (r *relatives) Load(_ context.Context, wall Wall, id workflow.CaseID, _ Key) (Loaded, error) {
	r.asked = append(r.asked, "parent")
	if id != r.parent.ID || !wall.IsEverywhere() {
		return Loaded{}, ErrNoCase
	}
	return Loaded{Record: r.parent}, nil
}

func (r *relatives) Children(context.Context, workflow.CaseID) ([]workflow.Relative, error) {
	r.asked = append(r.asked, "children")
	seen := slices.Clone(r.kin)
	for i := range seen {
		seen[i].Facts = nil
	}
	return seen, nil
}

func (r *relatives) Relatives(_ context.Context, _ workflow.CaseID, of []string) ([]workflow.Relative, error) {
	r.asked = append(r.asked, "relatives")
	return slices.DeleteFunc(slices.Clone(r.kin), func(k workflow.Relative) bool { return !slices.Contains(of, k.Procedure) }), nil
}

func (r *relatives) Held(_ context.Context, person string, _ workflow.CaseID) ([]workflow.Duty, error) {
	r.asked = append(r.asked, "held by "+person)
	return []workflow.Duty{{Role: workflow.Applicant}}, nil
}

func called(n byte) workflow.CaseID { return workflow.CaseID(uuid.UUID{n}) }

func TestLook(t *testing.T) {
	t.Parallel()
	kin := func(n byte, procedure, ref string) workflow.Relative {
		return workflow.Relative{ID: called(n), Procedure: procedure, Ref: ref, State: "s", Revision: int64(n), Facts: jsontext.Value(`{"n":1}`)}
	}
	without := func(k workflow.Relative) workflow.Relative { k.Facts = nil; return k }
	application, paper, sheet := kin(2, "application", "a"), kin(3, "paper", "b"), kin(4, "sheet", "c")
	above := Record{Procedure: "round", Case: catalog.Case{ID: called(1), State: "announced", Revision: 9, Facts: jsontext.Value(`{"r":1}`)}}
	moving := Record{Procedure: "selection", Case: catalog.Case{ID: called(7), Parent: above.ID, Subject: "seseorang", State: "announced", Revision: 3}}
	for name, c := range map[string]struct {
		looks    nosy
		record   Record
		parent   *Record
		children []workflow.Relative
		sees     bool // the parent
		watched  []byte
		census   *Census
		asked    []string
	}{
		"a row that looks nowhere asks nothing": {record: moving},
		"the states of all": {
			looks: nosy{all: true}, record: moving, children: []workflow.Relative{without(application), without(paper), without(sheet)},
			watched: []byte{2, 3, 4}, census: &Census{Count: 3}, asked: []string{"children"},
		},
		"the facts of some": {
			looks: nosy{into: []string{"paper", "sheet"}}, record: moving, children: []workflow.Relative{paper, sheet},
			watched: []byte{3, 4}, census: &Census{Of: []string{"paper", "sheet"}, Count: 2}, asked: []string{"relatives"},
		},
		"the facts of some and the states of all": {
			looks: nosy{all: true, into: []string{"paper"}}, record: moving, children: []workflow.Relative{without(application), paper, without(sheet)},
			watched: []byte{2, 3, 4}, census: &Census{Count: 3}, asked: []string{"children", "relatives"},
		},
		"children of nothing": {
			looks: nosy{into: []string{"errand"}}, record: moving, census: &Census{Of: []string{"errand"}}, asked: []string{"relatives"},
		},
		"the parent": {
			looks: nosy{up: true}, record: moving, sees: true, watched: []byte{1}, asked: []string{"parent"},
		},
		"a parent that has been loaded is not loaded again": {
			looks: nosy{up: true}, record: moving, parent: &above, sees: true, watched: []byte{1},
		},
		"the parent of a case that is being opened is watched and not shown to who does not look": {
			looks: nosy{all: true}, record: Record{Case: catalog.Case{ID: called(8), Parent: above.ID, State: workflow.Unopened}}, parent: &above, watched: []byte{1},
		},
		"the duties of the subject": {
			looks: nosy{due: true}, record: moving, asked: []string{"held by seseorang"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &relatives{parent: above, kin: []workflow.Relative{sheet, application, paper}}
			u := &unit{desk: NewDesk(Config{Store: store})}
			moment, err := u.look(t.Context(), c.looks, "e", c.record, c.parent)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(moment.Children, c.children, alikeRelatives) {
				t.Errorf("children %+v", moment.Children)
			}
			if (moment.Parent != nil) != c.sees || c.sees && !alikeRelatives(*moment.Parent, *above.relative()) {
				t.Errorf("parent %+v", moment.Parent)
			}
			if held := u.change.Held; (len(moment.Held) == 1) != c.looks.due || (held != nil) != c.looks.due || held != nil && !slices.Equal(held.Duties, moment.Held) {
				t.Errorf("held %+v, watched %+v", moment.Held, held)
			}
			var watched []byte
			for _, w := range u.change.Watched {
				watched = append(watched, w.Case[0])
				if want := int64(w.Case[0]); w.Revision != want && w.Case != above.ID || w.Case == above.ID && w.Revision != 9 {
					t.Errorf("%s is watched at revision %d", w.Case, w.Revision)
				}
			}
			if !slices.Equal(watched, c.watched) || !slices.Equal(store.asked, c.asked) {
				t.Errorf("watched %v after asking for %q", watched, store.asked)
			}
			got := u.change.Census
			if (got == nil) != (c.census == nil) || got != nil && (got.Count != c.census.Count || !slices.Equal(got.Of, c.census.Of)) {
				t.Errorf("census %+v", got)
			}
		})
	}
}

func alikeRelatives(a, b workflow.Relative) bool {
	return a.ID == b.ID && a.Procedure == b.Procedure && a.Ref == b.Ref && a.Subject == b.Subject && a.State == b.State &&
		a.Revision == b.Revision && string(a.Facts) == string(b.Facts)
}

func TestLook_gives_the_particulars_that_a_row_asks_for(t *testing.T) {
	t.Parallel()
	record := Record{Case: catalog.Case{ID: called(1), Subject: "seseorang"}}
	row, shut := nosy{knows: []string{"birth_date"}}, errors.New("the vault is shut")
	var asked []string
	desk := NewDesk(Config{Store: &relatives{}, Known: func(_ context.Context, person string, fields []string) (map[string]string, error) {
		asked = append([]string{person}, fields...)
		if person == "" {
			return nil, shut
		}
		return map[string]string{"birth_date": "1974-01-02"}, nil
	}})
	moment, err := (&unit{desk: desk}).look(t.Context(), row, "e", record, nil)
	if err != nil || moment.Known["birth_date"] != "1974-01-02" || !slices.Equal(asked, []string{"seseorang", "birth_date"}) {
		t.Errorf("%v after asking for %q, %v", moment.Known, asked, err)
	}
	asked = nil
	if moment, err = (&unit{desk: desk}).look(t.Context(), nosy{}, "e", record, nil); err != nil || moment.Known != nil || asked != nil {
		t.Errorf("a row that asks for nothing: %v after asking for %q, %v", moment.Known, asked, err)
	}
	if _, err = (&unit{desk: desk}).look(t.Context(), row, "e", Record{}, nil); !errors.Is(err, shut) {
		t.Errorf("a vault that does not open: %v", err)
	}
	if _, err = (&unit{desk: NewDesk(Config{Store: &relatives{}})}).look(t.Context(), row, "e", record, nil); err == nil {
		t.Error("a desk without a vault")
	}
}
