package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"selter/pkg/casework"
)

// What a change saw of other cases must still be so when it is written.
//
// On Postgres the rows that were looked at are locked as they are found, in the statement that writes: share
// locks, which do not exclude each other, so that any number of children may be written beside one
// parent that stands still. Nobody who holds such a lock waits for another case, not even for the
// one that is moved, hence NOWAIT on both: two decisions that look at each other cannot block each other.
const (
	watching = `seen AS MATERIALIZED (
	SELECT w.id FROM cases AS w JOIN unnest(?::uuid[], ?::bigint[]) AS was (id, revision) ON w.id = was.id AND w.revision = was.revision
	WHERE ` + agencyOnPostgres + ` FOR SHARE OF w NOWAIT)`
	holdingItself = `held AS MATERIALIZED (SELECT w.id FROM cases AS w WHERE w.id = ? AND ` + agencyOnPostgres + ` FOR NO KEY UPDATE OF w NOWAIT)`
	ifSeen        = ` AND (SELECT count(*) FROM seen) = ?::bigint`
	ifHeld        = ` AND EXISTS (SELECT FROM held)`
)

func (s *statement) watches(change casework.Change) {
	ids, revisions := make([]pgtype.UUID, len(change.Watched)), make([]int64, len(change.Watched))
	for i, watch := range change.Watched {
		ids[i], revisions[i] = pgtype.UUID{Bytes: watch.Case, Valid: true}, watch.Revision
	}
	agency := change.Head().Agency
	s.with(watchesOthers, watching, arrayOf(ids), arrayOf(revisions), agency)
	if change.Moved != nil {
		s.with(holdsItself, holdingItself, plain(uuid.UUID(change.Moved.Record.ID)), agency)
	}
}

// hold takes the moved case before its children are counted, in a statement of its own: whoever opens one
// has the case locked for looking at it, and so is either counted or comes too late.
func (w *writer) hold(change casework.Change) {
	text := "SELECT 1 FROM cases AS w WHERE w.id = ? AND " + agencyOnPostgres + " FOR NO KEY UPDATE OF w NOWAIT"
	w.must(text, uuid.UUID(change.Moved.Record.ID), change.Head().Agency)
}

// census counts the children again, on both databases.
func (w *writer) census(change casework.Change) {
	if change.Census == nil {
		return
	}
	text, args := "SELECT count(*) FROM cases WHERE parent = ?", []any{uuid.UUID(change.Moved.Record.ID)}
	if of := change.Census.Of; len(of) > 0 {
		text, args = text+" AND procedure IN ?", append(args, of)
	}
	var count int
	if w.scan(&count, text, args...); w.err == nil && count != change.Census.Count {
		w.err = casework.ErrLostRace
	}
}

// compare looks at the watched cases within the transaction, beside which SQLite has no other that writes.
func (w *writer) compare(change casework.Change) {
	if len(change.Watched) == 0 || w.err != nil {
		return
	}
	type was struct {
		ID       string `json:"id"`
		Revision int64  `json:"revision"`
	}
	list := make([]was, len(change.Watched))
	for i, watch := range change.Watched {
		list[i] = was{watch.Case.String(), watch.Revision}
	}
	text, _ := json.Marshal(list) // texts and numbers always have a JSON form
	var count int
	w.scan(&count, `SELECT count(*) FROM json_each(?) AS was JOIN cases AS c
		ON c.id = was.value ->> 'id' AND c.revision = was.value ->> 'revision'`, string(text))
	if w.err == nil && count != len(list) {
		w.err = casework.ErrLostRace
	}
}

// longestPause is the last wait of a commit that did not get its locks, about as long as all those before it together.
const longestPause = 256 * time.Millisecond

// insist repeats a commit that did not get its locks at once. Nothing is held between two attempts, so that those
// who are in the way come to their end; what they have changed then shows in the revisions. Whoever is still in
// the way after about half a second makes it a lost race.
func (s *Store) insist(ctx context.Context, commit func() error) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := commit()
		if said, ok := errors.AsType[*pgconn.PgError](err); !ok || said.Code != "55P03" { // lock_not_available
			return err
		}
		if pause > longestPause {
			return casework.ErrLostRace
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}
