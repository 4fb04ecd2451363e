package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// A Keeper is a store whose cases can be read.
type Keeper interface {
	casework.Store
	casework.Library
}

// Fill writes down, under a selection whose window is open, the applications and papers
// with which the course begins, each entry as if its person had sent it: with the answer
// and the duties that come with it. A database that is filled like this passes an inspection.
func Fill(ctx context.Context, to Keeper, selection workflow.CaseID, now time.Time) error {
	f, err := fillingOf(ctx, to, selection, now)
	if err != nil {
		return err
	}
	if err := errors.Join(f.applications(applicants, documents), f.papers(candidates)); err != nil {
		return err
	}
	for _, one := range f.opened {
		if err := one.send(ctx, to); err != nil {
			return err
		}
	}
	return nil
}

// send commits entry after entry.
func (c *chronicle) send(ctx context.Context, to casework.Store) error {
	all := c.entries
	defer func() { c.entries = all }()
	for n := c.kept; n < len(all); n++ {
		c.entries = all[:n+1]
		record, _, err := c.fold()
		if err != nil {
			return err
		}
		last := all[n]
		body, err := wire.Canonical(casework.Outline{Case: record.ID, Revision: last.Seq, State: last.To, Event: last.Event, Hash: last.Hash})
		if err != nil {
			return err
		}
		change := casework.Change{At: last.At, Entries: all[n : n+1], Answer: &casework.Answer{
			Key: casework.Key{Person: last.Person, Text: fmt.Sprintf("prepared-%s-%d", record.ID, last.Seq)}, Case: record.ID, Body: body, At: last.At,
		}}
		if n == 0 {
			change.Opened = []casework.Record{record}
		} else {
			change.Moved = &casework.Moved{Record: record, Was: int64(n)}
		}
		duties, gives, err := c.procedure.Gives(record.Case)
		if err != nil {
			return err
		}
		if gives {
			change.Duties = duties
		}
		if err := to.Commit(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// A Place is where an act is sent: the path of its case in the API, and the revision that
// the case has.
type Place struct {
	Path     string
	Revision int64
}

// Under finds the cases of a selection, itself among them, by the names that acts have for them.
func Under(ctx context.Context, in Keeper, selection workflow.CaseID) (map[string]Place, error) {
	loaded, err := in.Case(ctx, selection)
	if err != nil {
		return nil, err
	}
	children, err := in.Children(ctx, selection)
	found := map[string]Place{"": {paths[openselection.SelectionName] + selection.String(), loaded.Record.Revision}}
	for _, child := range children {
		found[nameOf(child)] = Place{paths[child.Procedure] + child.ID.String(), child.Revision}
	}
	return found, err
}
