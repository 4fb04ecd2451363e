package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"selter/workflow"
	"selter/workflow/catalog"
)

// look tells a decision what its event looks at besides the case itself, and nothing more:
// the relatives, what is kept about the subject, the subject's other duties. Every relative that
// is seen is watched from then on, so that the commit holds only while all of them stand as they
// were read. A parent that has been loaded already is given; nil is none.
func (u *unit) look(ctx context.Context, p catalog.Procedure, event workflow.Event, record Record, parent *Record) (workflow.Moment, error) {
	moment := workflow.Moment{At: u.now, Holidays: u.desk.Holidays, Elections: u.desk.Elections}
	err := u.lookDown(ctx, p, event, record, &moment)
	if err == nil {
		err = u.lookUp(ctx, p, event, record, parent, &moment)
	}
	if err == nil && p.NeedsClocks(event) && record.State != workflow.Unopened {
		moment.Clocks, err = u.clocks(ctx, record.ID)
	}
	if err == nil && p.NeedsHeld(event) {
		moment.Held, err = u.desk.Store.Held(ctx, record.Subject, record.ID)
		u.change.Held = &Held{Duties: moment.Held}
	}
	if fields := p.Knows(event); err == nil && len(fields) > 0 {
		if u.desk.Known == nil {
			return moment, errors.New("the desk cannot open what is kept about people")
		}
		moment.Known, err = u.desk.Known(ctx, record.Subject, fields)
	}
	return moment, err
}

// lookDown reads the children: the states of all, the facts of some, or both.
func (u *unit) lookDown(ctx context.Context, p catalog.Procedure, event workflow.Event, record Record, moment *workflow.Moment) error {
	into, all := p.LooksInto(event), p.NeedsChildren(event)
	if record.State == workflow.Unopened || len(into) == 0 && !all {
		return nil // what is not there yet has opened nothing
	}
	var seen, inside []workflow.Relative
	var err error
	if all {
		if seen, err = u.desk.Store.Children(ctx, record.ID); err != nil {
			return err
		}
		seen = slices.DeleteFunc(seen, func(child workflow.Relative) bool { return slices.Contains(into, child.Procedure) })
	}
	if len(into) > 0 {
		if inside, err = u.desk.Store.Relatives(ctx, record.ID, into); err != nil {
			return err
		}
	}
	moment.Children = slices.Concat(seen, inside)
	slices.SortStableFunc(moment.Children, func(a, b workflow.Relative) int {
		return cmp.Or(cmp.Compare(a.Procedure, b.Procedure), cmp.Compare(a.Ref, b.Ref))
	})
	u.change.Census = &Census{Count: len(moment.Children)}
	if !all {
		u.change.Census.Of = into
	}
	for _, child := range moment.Children {
		u.watch(child.ID, child.Revision)
	}
	return nil
}

// lookUp tells of the parent. That of a case which is being opened is watched whether or not the row
// looks at it: no decision of the parent may overlook the case that comes into being beside it. Where
// a procedure has cases with and without a parent, those without see none.
func (u *unit) lookUp(ctx context.Context, p catalog.Procedure, event workflow.Event, record Record, parent *Record, moment *workflow.Moment) error {
	if parent == nil && p.LooksUp(event) && !record.Parent.IsZero() {
		loaded, err := u.desk.Store.Load(ctx, Everywhere(), record.Parent, Key{})
		if err != nil {
			return err
		}
		parent = &loaded.Record
	}
	if parent == nil {
		return nil
	}
	u.watch(parent.ID, parent.Revision)
	if p.LooksUp(event) {
		moment.Parent = parent.relative()
	}
	return nil
}

// clocks are the open clocks of the case. Nothing but an entry of its own journal starts, stops or ends
// them, and the commit holds only while there is none.
func (u *unit) clocks(ctx context.Context, id workflow.CaseID) ([]workflow.Running, error) {
	timers, err := u.desk.Store.Clocks(ctx, id)
	open := make([]workflow.Running, len(timers))
	for i, timer := range timers {
		open[i] = workflow.Running{Kind: timer.Kind, Due: timer.Due.UTC(), Paused: !timer.PausedAt.IsZero()}
	}
	return open, err
}

func (u *unit) watch(id workflow.CaseID, revision int64) {
	u.change.Watched = append(u.change.Watched, Watch{Case: id, Revision: revision})
}

// relative is the case as its children see it.
func (r Record) relative() *workflow.Relative {
	return &workflow.Relative{
		ID: r.ID, Procedure: r.Procedure, Ref: r.Ref, Subject: r.Subject, State: r.State, Revision: r.Revision, Facts: r.Facts,
	}
}
