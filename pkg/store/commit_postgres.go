package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"

	"selter/pkg/casework"
)

// The commit unit on Postgres is one statement, hence one transaction and one round trip, and reads:
//
//	WITH moved AS (the compare-and-set of the case), touched AS (its timers), opened AS (...), armed AS (...)
//	INSERT INTO journal SELECT ... FROM moved
//
// Every part takes its rows FROM moved, so that without a moved row nothing is written at all. Several rows come
// as arrays: the text is the same whatever their number, and the server need not parse it again. A
// part that has no rows is left out, which costs a text for each combination that occurs (a few
// dozen), not one for each event.
//
// The first part opens the second wall for the agency of the case (walls.go), and all others wait for it.
//
// All parts see the tables as they were before the statement. So timers armed here are not cleared
// here, and touched, being one UPDATE, does at most one thing to each timer.

// The revision is the compare-and-set. The head is compared as well: the journal's chain cannot fork,
// whatever the caller believed to be its end, and no index on the journal is needed for that.
//
// With a deadline to be fired the case moves only if that is still open and due. The case's own lock keeps
// others from firing, clearing or pausing it meanwhile.
const (
	moves = `moved AS (
	UPDATE cases SET version = ?, state = ?, resumes = ?, revision = ?, facts = ?, head = ?, changed_at = ?
	WHERE id = ? AND revision = ? AND head = ? AND ` + agencyOnPostgres
	ifDue = ` AND EXISTS (
		SELECT FROM timers WHERE timers.id = ? AND case_id = cases.id AND generation = ? AND due_at <= ?
			AND fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL)`
	returns = `
	RETURNING id, revision)`

	moving, movingIfDue          = moves + returns, moves + ifDue + returns
	movingIfSeen, movingIfBoth   = moves + ifSeen + ifHeld + returns, moves + ifDue + ifSeen + ifHeld + returns
	movingNothing, openingIfSeen = `moved AS MATERIALIZED (SELECT WHERE ` + agencyOnPostgres + `)`, `moved AS MATERIALIZED (SELECT WHERE ` + agencyOnPostgres + ifSeen + `)`
)

// A timer is fired, or else cleared, or else paused or resumed, which can be for some kinds alone. A resumed one is due later by
// the pause, and by what its kind is rounded up.
const touching = `touched AS (
	UPDATE timers AS t SET
		fired_at = CASE WHEN t.id = say.fires THEN say.at END,
		cleared_at = CASE WHEN t.id <> say.fires AND t.kind = ANY (say.clears) THEN say.at END,
		paused_at = CASE WHEN t.id = say.fires OR t.kind = ANY (say.clears) THEN t.paused_at WHEN say.pauses THEN coalesce(t.paused_at, say.at) END,
		due_at = CASE WHEN say.resumes AND t.kind <> ALL (say.clears) THEN t.due_at + (say.at - t.paused_at)
			+ coalesce(say.rounds[array_position(say.rounded, t.kind)], 0) * interval '1 microsecond' ELSE t.due_at END,
		generation = CASE WHEN say.resumes AND t.kind <> ALL (say.clears) THEN moved.revision ELSE t.generation END
	FROM moved, (SELECT ?::uuid AS fires, ?::text[] AS clears, ?::boolean AS pauses, ?::boolean AS resumes, ?::text[] AS kinds, ?::timestamptz AS at,
		?::text[] AS rounded, ?::bigint[] AS rounds) AS say
	WHERE t.case_id = moved.id AND ` + agencyOnPostgres + ` AND t.fired_at IS NULL AND t.cleared_at IS NULL
		AND (t.id = say.fires OR t.kind = ANY (say.clears)
			OR (say.kinds = '{}' OR t.kind = ANY (say.kinds)) AND (say.pauses AND t.paused_at IS NULL OR say.resumes AND t.paused_at IS NOT NULL)))`

// A statement grows by parts. Its shape is which parts it has, and decides its text.
type statement struct {
	shape []byte
	parts []string
	args  []any
}

func (s *statement) with(code byte, part string, args ...any) {
	s.shape = append(s.shape, code)
	s.parts = append(s.parts, part)
	s.args = append(s.args, args...)
}

// text is the statement with its parameters marked as gorm does.
func (s *statement) text() string {
	last := len(s.parts) - 1
	return "WITH " + strings.Join(s.parts[:last], ",\n") + "\n" + s.parts[last]
}

// shapes are the texts of the shapes that have occurred: a few dozen, for the whole life of the program.
var shapes sync.Map

// numbered is the statement as the driver takes it. To put it together for every event would cost as much
// time of ours as the driver needs to send it.
func (s *statement) numbered() string {
	if text, known := shapes.Load(string(s.shape)); known {
		return text.(string)
	}
	text := numbered(s.text())
	shapes.Store(string(s.shape), text)
	return text
}

func (s *Store) commitPostgres(ctx context.Context, change casework.Change) error {
	if len(change.Watched) == 0 && change.Census == nil {
		return s.commitOnce(ctx, change)
	}
	return s.insist(ctx, func() error { return s.commitOnce(ctx, change) })
}

func (s *Store) commitOnce(ctx context.Context, change casework.Change) error {
	commit, err := committing(change)
	if err != nil {
		return err
	}
	if concernsPeople(change) || change.Census != nil || change.Held != nil {
		// Rare, so that it may take more than one statement. The setting of the first one lasts as long as the transaction.
		return s.writes.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			w := &writer{tx: tx, bind: s.bind}
			w.queue(change)
			w.held(s.dialect, change)
			if change.Census != nil {
				w.hold(change)
				w.census(change)
			}
			if w.exec(commit.text(), commit.args...) == 0 && w.err == nil {
				return casework.ErrLostRace
			}
			w.people(change)
			return w.err
		})
	}
	written, err := s.write(ctx, commit.numbered(), commit.args)
	if err == nil && written == 0 {
		return casework.ErrLostRace
	}
	return err
}

// write carries out one statement past gorm, whose way to the driver is as long again; its errors are still gorm's.
func (s *Store) write(ctx context.Context, text string, args []any) (written int64, err error) {
	began := time.Now()
	done, err := s.writes.ConnPool.ExecContext(ctx, text, args...)
	if err == nil {
		written, err = done.RowsAffected()
	}
	s.writes.Logger.Trace(ctx, began, func() (string, int64) { return text, written }, err)
	if translator, ok := s.writes.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		err = translator.Translate(err)
	}
	return written, err
}

// committing is the statement for what a change does to cases.
func committing(change casework.Change) (*statement, error) {
	packs, err := pack(change)
	if err != nil {
		return nil, err
	}
	agency := change.Head().Agency
	commit := &statement{shape: make([]byte, 0, 8), parts: make([]string, 0, 8), args: make([]any, 0, 128)}
	commit.moves(change)
	if touches(change) {
		commit.touches(change)
	}
	insert(commit, packsTable, packs, agency, " ON CONFLICT (hash) DO NOTHING")
	insert(commit, casesTable, change.Opened, agency, "")
	insert(commit, timersTable, change.Armed, agency, "")
	insert(commit, outboxTable, change.Outbox, agency, "")
	insert(commit, answersTable, answers(change), agency, "")
	commit.with(code(journalTable, len(change.Entries)), insertion(journalTable, len(change.Entries)), values(journalTable, change.Entries, agency)...)
	return commit, nil
}

// The codes of the parts that are no insertions.
const (
	movesNothing byte = iota
	movesIfDue
	movesAnyway
	opensIfSeen
	movesIfSeen
	movesIfBoth
	touchesTimers
	watchesOthers
	holdsItself
)

func (s *statement) moves(change casework.Change) {
	agency, watched := change.Head().Agency, len(change.Watched)
	if watched > 0 {
		s.watches(change)
	}
	switch {
	case change.Moved == nil && watched > 0:
		s.with(opensIfSeen, openingIfSeen, agency, watched)
		return
	case change.Moved == nil:
		s.with(movesNothing, movingNothing, agency)
		return
	}
	args := append(movedValues(change), agency)
	fires := change.Moved.Fires
	if fires != nil {
		args = append(args, fires.ID, fires.Generation, micros(change.At))
	}
	switch {
	case fires != nil && watched > 0:
		s.with(movesIfBoth, movingIfBoth, append(args, watched)...)
	case fires != nil:
		s.with(movesIfDue, movingIfDue, args...)
	case watched > 0:
		s.with(movesIfSeen, movingIfSeen, append(args, watched)...)
	default:
		s.with(movesAnyway, moving, args...)
	}
}

func (s *statement) touches(change casework.Change) {
	var fires uuid.UUID
	if change.Moved.Fires != nil {
		fires = change.Moved.Fires.ID
	}
	rests := change.Paused
	if change.Resumed.Some() {
		rests = change.Resumed // never both
	}
	rounded, rounds := make([]string, len(change.Rounded)), make([]int64, len(change.Rounded))
	for i, rounding := range change.Rounded {
		rounded[i], rounds[i] = string(rounding.Kind), rounding.By.Microseconds()
	}
	s.with(touchesTimers, touching, fires, arrayOf(kinds(change.Cleared)), change.Paused.Some(), change.Resumed.Some(), arrayOf(meant(rests)), micros(change.At),
		arrayOf(rounded), arrayOf(rounds), change.Head().Agency)
}

// movedValues are the parameters of the compare-and-set. What a case is besides (its procedure, its pack,
// its parent, its agency) is settled when it is opened.
func movedValues(change casework.Change) []any {
	moved := change.Moved
	was := moved.Record.Head
	for _, entry := range change.Entries {
		if entry.Case == moved.Record.ID {
			was = entry.Previous
			break
		}
	}
	r := moved.Record
	return []any{
		r.Version, string(r.State), string(r.Resumes), r.Revision, string(r.Facts), r.Head[:], micros(r.Last),
		plain(uuid.UUID(r.ID)), moved.Was, was[:],
	}
}

func insert[R any](s *statement, t table[R], rows []R, agency, otherwise string) {
	if len(rows) > 0 {
		s.with(code(t, len(rows)), t.name+"_in AS (\n\t"+insertion(t, len(rows))+otherwise+")", values(t, rows, agency)...)
	}
}

// code names an insertion in a shape: the table's first letter, a capital for several rows.
func code[R any](t table[R], rows int) byte {
	if rows == 1 {
		return t.name[0]
	}
	return t.name[0] - 'a' + 'A'
}

// insertion takes one row as it is, which is what there mostly is and costs both sides less, and any other number as arrays.
func insertion[R any](t table[R], rows int) string {
	key := insertionKey{t.name, rows == 1}
	if text, known := insertions.Load(key); known {
		return text.(string)
	}
	text := wordInsertion(t, rows)
	insertions.Store(key, text)
	return text
}

type insertionKey struct {
	table string
	one   bool
}

var insertions sync.Map

func wordInsertion[R any](t table[R], rows int) string {
	params := make([]string, len(t.columns))
	for i, c := range t.columns {
		params[i] = "?::" + c.kind
		if rows != 1 {
			params[i] += "[]"
		}
	}
	list, agency := strings.Join(params, ", "), ""
	if t.walled {
		agency = ", ?::text"
	}
	if rows != 1 {
		return "INSERT INTO " + t.name + " (" + t.all() + ") SELECT new.*" + agency + " FROM moved, unnest(" + list + ") AS new (" + t.names() + ")"
	}
	return "INSERT INTO " + t.name + " (" + t.all() + ") SELECT " + list + agency + " FROM moved"
}

// values are the parameters of an insertion; that of the agency stands where insertion has it.
func values[R any](t table[R], rows []R, agency string) []any {
	args := make([]any, 0, len(t.columns)+1)
	if t.walled && len(rows) != 1 {
		args = append(args, agency)
	}
	for _, c := range t.columns {
		if len(rows) == 1 {
			args = append(args, plain(c.of(rows[0])))
			continue
		}
		column := make([]any, len(rows))
		for j, row := range rows {
			column[j] = plain(c.of(row))
		}
		args = append(args, arrayOf(column))
	}
	if t.walled && len(rows) == 1 {
		args = append(args, agency)
	}
	return args
}

// plain gives an identifier in the driver's own form; it would write it out and read it back from any other.
func plain(v any) any {
	if id, ok := v.(uuid.UUID); ok {
		return pgtype.UUID{Bytes: id, Valid: true}
	}
	return v
}

// An array is one parameter. A bare slice would be spread by gorm into as many as it has elements.
type array[T any] struct{ pgtype.FlatArray[T] }

func arrayOf[T any](values []T) array[T] { return array[T]{values} }

// Value only tells gorm that this is one value; pgx asks the array itself.
func (array[T]) Value() (driver.Value, error) {
	return nil, errors.New("an array goes to Postgres only")
}
