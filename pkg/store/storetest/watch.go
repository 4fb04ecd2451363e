package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"selter/pkg/casework"
	"selter/workflow"
)

// watchCases show that what a decision saw of other cases still stands when it is written.
func watchCases() []Case {
	return []Case{
		{"a change is written while the cases that it looked at stand as they were read", func(t *testing.T, k *Kit) {
			f := k.family(t, 2)
			k.commit(t, k.moving(t, f.children[0], watching(f.parent, f.children[1])))
			k.commit(t, k.underneath(t, f.parent, "baru"))
			k.commit(t, k.moving(t, f.parent, watching(f.children[1])))
		}},
		{"a change that looked at a case which has moved, or is not there, loses the race and writes nothing", func(t *testing.T, k *Kit) {
			f := k.family(t, 2)
			gone := f.children[0]
			gone.ID = workflow.CaseID(newID())
			newer := f.children[1]
			newer.Revision++ // nobody has read it so
			moved := k.moved(t, f.children[0])
			for name, change := range map[string]casework.Change{
				"a child of the parent": k.moving(t, f.parent, watching(f.children[0], f.children[1]), k.telling(workflow.Public)),
				"a sibling":             k.moving(t, f.children[1], watching(f.children[0])),
				"nobody":                k.moving(t, f.parent, watching(f.children[1], gone)),
				"what is to come":       k.moving(t, f.parent, watching(newer)),
			} {
				id := change.Moved.Record.ID
				before := k.picture(t, id)
				wantError(t, casework.ErrLostRace, k.Commit(t.Context(), change))
				same(t, name, before, k.picture(t, id))
			}
			k.moved(t, f.parent)
			opening := k.underneath(t, f.parent, "baru")
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), opening))
			same(t, "a child beside a parent that has moved", picture{}, k.picture(t, opening.Opened[0].ID))
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), k.moving(t, moved, watching(f.parent))))
		}},
		{"a deadline fires only while the cases that were looked at stand", func(t *testing.T, k *Kit) {
			f := k.family(t, 1)
			parent := k.moved(t, f.parent, k.arming("plan_due", 0, 0))
			timer := k.timer(t, parent.ID, "plan_due", 0, true)
			late := k.moving(t, parent, firing(timer), watching(f.children[0]))
			child := k.moved(t, f.children[0])
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), late))
			same(t, "timer", timer, k.timer(t, parent.ID, "plan_due", 0, true))
			k.commit(t, k.moving(t, parent, firing(timer), watching(child)))
			k.timer(t, parent.ID, "plan_due", 0, false)
		}},
		{"a change does not watch what it writes itself, and counts children only of what it moves", func(t *testing.T, k *Kit) {
			f := k.family(t, 1)
			opening := k.opening(t, k.draft())
			opening.Census = &casework.Census{}
			for name, change := range map[string]casework.Change{
				"itself": k.moving(t, f.parent, watching(f.parent)), "nothing yet": opening,
			} {
				if err := k.Commit(t.Context(), change); err == nil || errors.Is(err, casework.ErrLostRace) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}},
		{"fifteen hundred cases can be looked at, and one that moves is noticed", func(t *testing.T, k *Kit) {
			f := k.family(t, 1500)
			change := k.moving(t, f.parent, watching(f.children...), counting(1500, "errand"))
			k.commit(t, change)
			k.moved(t, f.children[1234])
			stale := k.moving(t, change.Moved.Record, watching(f.children...))
			wantError(t, casework.ErrLostRace, k.Commit(t.Context(), stale))
		}},
		{"a change that counted other children than there are loses the race", func(t *testing.T, k *Kit) {
			f := k.family(t, 2)
			for _, wrong := range []func(*casework.Change){counting(1), counting(3), counting(2, "round"), counting(0, "round", "errand")} {
				wantError(t, casework.ErrLostRace, k.Commit(t.Context(), k.moving(t, f.parent, wrong)))
			}
			parent := f.parent
			for _, right := range []func(*casework.Change){counting(2), counting(2, "errand"), counting(2, "errand", "round"), counting(0, "round")} {
				parent = k.moved(t, parent, right)
			}
		}},
		{"eight children that look at one parent are all written at once", func(t *testing.T, k *Kit) {
			f := k.family(t, 8)
			var writers sync.WaitGroup
			for i := range f.children {
				writers.Go(func() {
					for n := range 10 {
						change := k.moving(t, f.children[i], watching(f.parent))
						if n == 5 {
							change = k.underneath(t, f.parent, fmt.Sprint("baru ", i))
						}
						if err := k.Commit(t.Context(), change); err != nil {
							t.Errorf("child %d: %v", i, err)
							return
						}
						if change.Moved != nil {
							f.children[i] = change.Moved.Record
						}
					}
				})
			}
			writers.Wait()
		}},
		{"of a parent and a child that look at each other at most one is written", eachOther},
		{"a child that comes into being is counted or comes too late", latecomer},
		{"relatives come with their facts, by procedure and name", func(t *testing.T, k *Kit) {
			f := k.family(t, 2)
			change := k.moving(t, f.parent)
			k.child(t, &change, "a-post")
			k.commit(t, change)
			want := func(r casework.Record, facts bool) workflow.Relative {
				seen := workflow.Relative{ID: r.ID, Procedure: r.Procedure, Ref: r.Ref, Subject: r.Subject, State: r.State, Revision: r.Revision}
				if facts {
					seen.Facts = r.Facts
				}
				return seen
			}
			for _, c := range []struct {
				of   []string
				want []workflow.Relative
			}{
				{[]string{"errand"}, []workflow.Relative{want(f.children[0], true), want(f.children[1], true)}},
				{[]string{"selection", "errand"}, []workflow.Relative{want(f.children[0], true), want(f.children[1], true), want(change.Opened[0], true)}},
				{[]string{"round"}, nil},
			} {
				got, err := k.Relatives(t.Context(), f.parent.ID, c.of)
				wantError(t, nil, err)
				same(t, fmt.Sprint(c.of), c.want, got)
			}
			got, err := k.Children(t.Context(), f.parent.ID)
			wantError(t, nil, err)
			same(t, "all", []workflow.Relative{want(f.children[0], false), want(f.children[1], false), want(change.Opened[0], false)}, got)
		}},
		{"two cases of one parent may have one name in two procedures, not in one", func(t *testing.T, k *Kit) {
			f := k.family(t, 1)
			change := k.moving(t, f.parent)
			k.child(t, &change, f.children[0].Ref)
			k.commit(t, change)
			again := k.underneath(t, change.Moved.Record, f.children[0].Ref)
			wantError(t, casework.ErrFileExists, k.Commit(t.Context(), again))
		}},
	}
}

// A family is a parent with the cases that it opened, as they were read.
type family struct {
	parent   casework.Record
	children []casework.Record
}

func (k *Kit) family(t testing.TB, size int) family {
	t.Helper()
	return k.familyOf(t, k.draft().Agency, size)
}

func (k *Kit) familyOf(t testing.TB, agency string, size int) family {
	t.Helper()
	draft := k.draft()
	draft.Agency = agency
	opening := k.opening(t, draft)
	k.commit(t, opening)
	f := family{parent: opening.Opened[0]}
	change := k.moving(t, f.parent)
	for i := range size {
		f.children = append(f.children, k.applying(t, &change, fmt.Sprintf("orang-%04d", i)))
	}
	k.commit(t, change)
	f.parent = change.Moved.Record
	return f
}

// underneath is the change that opens a case beside a parent at which it looks.
func (k *Kit) underneath(t testing.TB, parent casework.Record, who string) casework.Change {
	t.Helper()
	within := casework.Change{At: k.Clock.Now(), Opened: []casework.Record{parent}} // only to name the parent
	k.applying(t, &within, who)
	change := casework.Change{At: within.At, Opened: within.Opened[1:], Entries: within.Entries}
	watching(parent)(&change)
	return change
}

func watching(records ...casework.Record) func(*casework.Change) {
	return func(change *casework.Change) {
		for _, record := range records {
			change.Watched = append(change.Watched, casework.Watch{Case: record.ID, Revision: record.Revision})
		}
	}
}

func counting(count int, of ...string) func(*casework.Change) {
	return func(change *casework.Change) { change.Census = &casework.Census{Of: of, Count: count} }
}

// atOnce commits changes at the same time and tells which of them were written; the others have lost a race.
func (k *Kit) atOnce(t *testing.T, changes ...casework.Change) (written []bool, winners int) {
	t.Helper()
	written = make([]bool, len(changes))
	var writers sync.WaitGroup
	for i := range changes {
		writers.Go(func() {
			err := k.Commit(t.Context(), changes[i])
			if written[i] = err == nil; !written[i] {
				wantError(t, casework.ErrLostRace, err)
			}
		})
	}
	writers.Wait()
	for _, done := range written {
		if done {
			winners++
		}
	}
	return written, winners
}

// eachOther lets a parent move that looks at its child while the child moves that looks at its parent.
func eachOther(t *testing.T, k *Kit) {
	f, won := k.family(t, 1), 0
	for i := range 40 {
		up, down := k.moving(t, f.children[0], watching(f.parent)), k.moving(t, f.parent, watching(f.children[0]))
		if i%2 == 1 {
			counting(1)(&down)
		}
		written, winners := k.atOnce(t, up, down)
		if winners > 1 {
			t.Fatal("both were written")
		}
		won += winners
		if written[0] {
			f.children[0] = up.Moved.Record
		}
		if written[1] {
			f.parent = down.Moved.Record
		}
	}
	if won == 0 {
		t.Error("none was ever written")
	}
	same(t, "parent", f.parent, k.picture(t, f.parent.ID).Record)
	same(t, "child", f.children[0], k.picture(t, f.children[0].ID).Record)
}

// latecomer lets a parent move that counted its children while one more is opened beside it.
func latecomer(t *testing.T, k *Kit) {
	f, won := k.family(t, 1), 0
	for i := range 40 {
		opening := k.underneath(t, f.parent, fmt.Sprint("baru ", i))
		gathering := k.moving(t, f.parent, watching(f.children...), counting(len(f.children), "errand"))
		written, winners := k.atOnce(t, opening, gathering)
		if winners > 1 {
			t.Fatal("a case was opened and overlooked")
		}
		won += winners
		if written[0] {
			f.children = append(f.children, opening.Opened[0])
		}
		if written[1] {
			f.parent = gathering.Moved.Record
		}
	}
	if won == 0 {
		t.Error("none was ever written")
	}
}
