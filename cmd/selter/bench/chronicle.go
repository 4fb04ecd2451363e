package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/catalog"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A chronicle writes down what has happened to a case without anybody having done it: the
// entries that the rows of its table would leave, under its real facts, but no guard is
// asked and nothing takes its effect. What is written like this is the fold of its journal,
// so that it verifies like any other case. It fills a database in the time that playing a
// hundredth of it would take.
type chronicle struct {
	procedure catalog.Procedure
	rows      []catalog.Row
	record    casework.Record
	state     workflow.State
	entries   []audit.Sealed
	kept      int // how many entries were there already
}

// chronicles opens the tables of one pack.
type chronicles struct {
	tables *catalog.Catalog
	pack   *policy.Pack
}

func newChronicles(pack *policy.Pack) chronicles { return chronicles{catalog.New(), pack} }

// begin is the chronicle of a case that its parent opens.
func (c chronicles) begin(parent casework.Record, procedure, ref, subject string, at time.Time) (*chronicle, error) {
	opened := casework.Record{
		Round: parent.Round, Procedure: procedure, Pack: parent.Pack, Opened: at,
	}
	opened.ID, opened.Parent, opened.Ref, opened.Subject = workflow.CaseID(uuid.Must(uuid.NewV7())), parent.ID, ref, subject
	opened.Agency, opened.Zone, opened.State = parent.Agency, parent.Zone, workflow.Unopened
	return c.of(opened, nil)
}

// resume is the chronicle of a case that is there already.
func (c chronicles) resume(ctx context.Context, library casework.Library, id workflow.CaseID) (*chronicle, error) {
	loaded, err := library.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	journal, err := library.Journal(ctx, id, 0, 100)
	if err == nil && int64(len(journal)) != loaded.Record.Revision {
		err = fmt.Errorf("case %s has %d entries, too many to go on from", id, loaded.Record.Revision)
	}
	if err != nil {
		return nil, err
	}
	return c.of(loaded.Record, journal)
}

func (c chronicles) of(record casework.Record, journal []audit.Sealed) (*chronicle, error) {
	procedure, err := c.tables.Procedure(record.Procedure, c.pack)
	if err != nil {
		return nil, err
	}
	record.Version = procedure.Version()
	return &chronicle{
		procedure: procedure, rows: procedure.Table().Rows, record: record, state: record.State, entries: journal, kept: len(journal),
	}, nil
}

// take writes that somebody has done something. The body is the recorded one.
func (c *chronicle) take(at time.Time, event workflow.Event, person string, body any) error {
	row := slices.IndexFunc(c.rows, func(r catalog.Row) bool { return r.Event == event && slices.Contains(r.From, c.state) })
	if row < 0 {
		return fmt.Errorf("no row has %s in %s of a %s", event, c.state, c.record.Procedure)
	}
	said, err := wire.Canonical(body)
	if err != nil {
		return err
	}
	var previous audit.Hash
	if n := len(c.entries); n > 0 {
		previous = c.entries[n-1].Hash
	}
	to := c.rows[row].To
	if to == workflow.Stay {
		to = c.state
	}
	sealed, err := audit.Seal(previous, workflow.Entry{
		Case: c.record.ID, Seq: int64(len(c.entries)) + 1, At: at, Procedure: c.record.Procedure, Version: c.record.Version, Pack: c.record.Pack,
		Event: event, From: c.state, To: to, Person: person, Role: c.rows[row].By[0], Body: said,
	})
	if err != nil {
		return err
	}
	c.entries, c.state = append(c.entries, sealed), to
	return nil
}

// fold is the case as its entries make it, with those that are new.
func (c *chronicle) fold() (casework.Record, []audit.Sealed, error) {
	plain := make([]workflow.Entry, len(c.entries))
	for i, sealed := range c.entries {
		plain[i] = sealed.Entry
	}
	opened := c.record.Case
	opened.Facts = nil
	folded, err := c.procedure.Fold(opened, plain)
	if err != nil {
		return casework.Record{}, nil, err
	}
	record := c.record
	record.Case, record.Head = folded, c.entries[len(c.entries)-1].Hash
	return record, c.entries[c.kept:], nil
}

// commit writes a case that is moved, if there is one, and those that are opened.
func commit(ctx context.Context, to casework.Store, at time.Time, moved *chronicle, opened ...*chronicle) error {
	change := casework.Change{At: at}
	if moved != nil {
		record, entries, err := moved.fold()
		if err != nil {
			return err
		}
		change.Moved, change.Entries = &casework.Moved{Record: record, Was: int64(moved.kept)}, entries
	}
	for _, one := range opened {
		record, entries, err := one.fold()
		if err != nil {
			return err
		}
		change.Opened, change.Entries = append(change.Opened, record), append(change.Entries, entries...)
	}
	return to.Commit(ctx, change)
}
