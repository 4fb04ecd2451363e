package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"selter/pkg/casework"
	"selter/workflow"
)

// What a change does to people is written with the entry that tells of it, and only when the case has moved.

// concernsPeople tells whether a change writes anything of that.
func concernsPeople(change casework.Change) bool {
	return change.Duties != nil || change.Forgets != "" || len(change.Particulars) > 0
}

// queue lets one change at a time look at, or write, the duties of a person on Postgres. It comes before every other lock.
func (w *writer) queue(change casework.Change) {
	if change.Duties != nil || change.Held != nil {
		w.exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "duties of "+change.Head().Subject)
	}
}

// held reads the person's other duties again, whichever agencies give them.
func (w *writer) held(d dialect, change casework.Change) {
	if change.Held == nil {
		return
	}
	var rows []dutyRow
	head := change.Head()
	w.scan(&rows, d.sql(holdingElsewhere), head.Subject, uuid.UUID(head.ID))
	duties, err := dutiesOf(rows)
	switch {
	case w.err != nil:
	case err != nil:
		w.err = err
	case !slices.Equal(duties, change.Held.Duties):
		w.err = casework.ErrLostRace
	}
}

const holdingElsewhere = "SELECT " + dutyNames + " FROM duties WHERE person = ? AND mandate <> ? AND {house} ORDER BY mandate, position"

// concerns checks that a change says of people only what its case is about.
func concerns(change casework.Change) error {
	head := change.Head()
	if concernsPeople(change) && head.Subject == "" {
		return errors.New("only a case that is about a person says anything of people")
	}
	for _, duty := range change.Duties {
		if duty.Scope.Agency != head.Agency {
			return errors.New("a case gives duties in its own agency only")
		}
	}
	if change.Held != nil && head.Subject == "" {
		return errors.New("nobody's duties were looked at")
	}
	if change.Forgets != "" && change.Forgets != head.Subject {
		return errors.New("somebody else is to be forgotten")
	}
	for _, particular := range change.Particulars {
		if particular.Person != head.Subject {
			return errors.New("a particular is somebody else's")
		}
	}
	return nil
}

// people writes the duties, the particulars and the forgetting of a change, on both databases.
func (w *writer) people(change casework.Change) {
	head := change.Head()
	if change.Duties != nil {
		w.exec(`DELETE FROM duties WHERE mandate = ?`, uuid.UUID(head.ID))
		list := make([]given, len(change.Duties))
		for i, duty := range change.Duties {
			list[i] = given{Duty: duty, mandate: head.ID, person: head.Subject, position: i}
		}
		each(w, dutiesTable, list, head.Agency, "")
	}
	for _, p := range change.Particulars {
		if w.err != nil {
			return
		}
		w.exec(`INSERT INTO particulars (person, field, sealed, lookup) VALUES (?, ?, ?, ?)
			ON CONFLICT (person, field) DO UPDATE SET sealed = excluded.sealed, lookup = excluded.lookup`, p.Person, p.Field, p.Sealed, orNone(p.Lookup))
		if errors.Is(w.err, gorm.ErrDuplicatedKey) {
			w.err = fmt.Errorf("%s: %w", p.Field, casework.ErrTaken)
		}
	}
	if change.Forgets != "" {
		w.forget(change)
	}
}

// forget destroys the key of a person, without which nothing that is kept sealed about them can be read, and ends
// their access. The row of the key stays empty, so that they never get another. Whoever is forgotten before
// anything was kept has such a row as well.
func (w *writer) forget(change casework.Change) {
	at, person := micros(change.At), change.Forgets
	w.exec(`INSERT INTO person_keys (person, destroyed_at) VALUES (?, ?)
		ON CONFLICT (person) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at WHERE person_keys.destroyed_at IS NULL`, person, at)
	w.exec(`DELETE FROM particulars WHERE person = ?`, person)
	w.exec(`DELETE FROM accounts WHERE person = ?`, person)
	w.exec(`DELETE FROM links WHERE person = ?`, person)
	w.exec(`DELETE FROM ceremonies WHERE person = ?`, person)
	w.exec(`DELETE FROM calendars WHERE person = ?`, person)
	w.exec(`DELETE FROM preferences WHERE person = ?`, person)
	// A label is the person's own words.
	w.exec(`UPDATE credentials SET revoked_at = coalesce(revoked_at, ?), label = '' WHERE person = ?`, at, person)
}

// Held implements casework.Store.
func (s *Store) Held(ctx context.Context, person string, except workflow.CaseID) ([]workflow.Duty, error) {
	var rows []dutyRow
	err := s.find(ctx, &rows, holdingElsewhere, person, uuid.UUID(except))
	if err != nil {
		return nil, err
	}
	return dutiesOf(rows)
}
