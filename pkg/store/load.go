package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
)

// A case, the clock and the recorded answer, whichever of them there are, in one round trip.
const loading = `SELECT clock.now, c.id, c.parent, c.round, c.ref, c.subject, c.procedure, c.version, c.pack, c.agency, c.zone, c.state, c.resumes,
	c.revision, c.facts, c.head, c.opened_at, c.changed_at, a.person, a.key, a.fingerprint, a.case_id, a.body, a.at
FROM (SELECT {now} AS now) AS clock
LEFT JOIN cases AS c ON c.id = ? AND {shown}
LEFT JOIN answers AS a ON a.person = ? AND a.key = ?
WHERE {wall}`

// The answer alone, and whether its case is shown.
const recalling = `SELECT clock.now, a.person, a.key, a.fingerprint, a.case_id, a.body, a.at, c.id
FROM (SELECT {now} AS now) AS clock
LEFT JOIN answers AS a ON a.person = ? AND a.key = ?
LEFT JOIN cases AS c ON c.id = a.case_id AND {shown}
WHERE {wall}`

// Load implements casework.Store. An answer belongs to the person who gave the key, so that it is
// found wherever its case is: the desk then says that the key has been used for something else.
func (s *Store) Load(ctx context.Context, wall casework.Wall, id workflow.CaseID, key casework.Key) (casework.Loaded, error) {
	view := view{s.dialect, wall}
	var now instant
	var found caseRow
	var answer answerRow
	err := s.row(ctx, s.loads.of(view),
		slices.Concat([]any{s.now(), s.bind(uuid.UUID(id))}, view.shown(), []any{key.Person, key.Text}, view.set()),
		slices.Concat([]any{&now}, found.columns(), answer.columns()))
	if err != nil {
		return casework.Loaded{}, err
	}
	loaded := casework.Loaded{Now: now.time()}
	if found.ID == uuid.Nil {
		return loaded, casework.ErrNoCase
	}
	loaded.Record, loaded.Answer = found.record(), answer.recorded()
	return loaded, nil
}

// Recall implements casework.Store.
func (s *Store) Recall(ctx context.Context, wall casework.Wall, key casework.Key) (casework.Loaded, error) {
	view := view{s.dialect, wall}
	var now instant
	var answer answerRow
	var about uuid.UUID
	err := s.row(ctx, s.recalls.of(view),
		slices.Concat([]any{s.now(), key.Person, key.Text}, view.shown(), view.set()),
		slices.Concat([]any{&now}, answer.columns(), []any{&about}))
	if err != nil {
		return casework.Loaded{}, err
	}
	loaded := casework.Loaded{Now: now.time(), Answer: answer.recorded()}
	if loaded.Answer != nil && about == uuid.Nil {
		return casework.Loaded{Now: now.time()}, casework.ErrNoCase
	}
	return loaded, nil
}

// Every event begins with one of the two, so that they are put into words once and go to the driver as they are,
// past gorm, and their columns are scanned where they belong and not by their names.
type worded struct{ walled, wide, open string }

// word puts a statement into the words of the dialect, with a wall of each kind and without.
func (d dialect) word(text string) worded {
	w := worded{d.sql(d.walled.Replace(text)), d.sql(d.wide.Replace(text)), d.sql(d.open.Replace(text))}
	if d.name == postgresName {
		w.walled, w.wide, w.open = numbered(w.walled), numbered(w.wide), numbered(w.open)
	}
	return w
}

func (w worded) of(v view) string {
	switch {
	case v.wall.IsEverywhere():
		return w.open
	case v.isWide():
		return w.wide
	}
	return w.walled
}

// numbered writes parameters as Postgres counts them. No text of ours has a question mark that is none.
func numbered(text string) string {
	parts := strings.Split(text, "?")
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// row reads the one row that a statement always has.
func (s *Store) row(ctx context.Context, text string, args, columns []any) error {
	return s.persist(ctx, func() error {
		began := time.Now()
		err := s.reads.ConnPool.QueryRowContext(ctx, text, args...).Scan(columns...)
		s.reads.Logger.Trace(ctx, began, func() (string, int64) { return text, 1 }, err)
		return err
	})
}

// columns are the places of a row of loading, which are all NULL when there is no such case.
func (r *caseRow) columns() []any {
	return []any{
		&r.ID, &r.Parent, &r.Round, (*word)(&r.Ref), (*word)(&r.Subject), (*word)(&r.Procedure), (*word)(&r.Version), (*word)(&r.Pack), (*word)(&r.Agency), (*word)(&r.Zone),
		(*word)(&r.State), (*word)(&r.Resumes), (*number)(&r.Revision), (*word)(&r.Facts), &r.Head, &r.Opened, &r.Changed,
	}
}

func (r *answerRow) columns() []any {
	return []any{(*word)(&r.Person), (*word)(&r.Key), &r.Fingerprint, &r.Case, (*word)(&r.Body), &r.At}
}

// recorded is the answer, or nil when there is none.
func (r *answerRow) recorded() *casework.Answer {
	if len(r.Fingerprint) == 0 {
		return nil
	}
	answer := r.answer()
	return &answer
}

// A word reads a text, and NULL as none.
type word string

// Scan implements sql.Scanner.
func (w *word) Scan(from any) error {
	switch from := from.(type) {
	case nil:
		*w = ""
	case string:
		*w = word(from)
	case []byte:
		*w = word(from)
	default:
		return fmt.Errorf("a text cannot be read from %T", from)
	}
	return nil
}

// A number reads a whole number, and NULL as 0.
type number int64

// Scan implements sql.Scanner.
func (n *number) Scan(from any) error {
	switch from := from.(type) {
	case nil:
		*n = 0
	case int64:
		*n = number(from)
	default:
		return fmt.Errorf("a number cannot be read from %T", from)
	}
	return nil
}
