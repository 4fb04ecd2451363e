package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
)

// ErrNotEmpty says that there are cases in the store already: archives are brought into an empty one only.
var ErrNotEmpty = errors.New("the store is not empty")

// Archives is the one way into a store past the desk: it takes in what was decided elsewhere. A store in
// which there is any case gives none, so that nothing that was decided here can be mixed with it.
type Archives struct{ store *Store }

// Archives opens the store for archives, or is ErrNotEmpty.
func (s *Store) Archives(ctx context.Context) (*Archives, error) {
	var found int
	err := s.find(ctx, &found, "SELECT count(*) FROM (SELECT 1 FROM cases WHERE {house} LIMIT 1) AS any_case")
	if err == nil && found > 0 {
		err = ErrNotEmpty
	}
	if err != nil {
		return nil, err
	}
	return &Archives{s}, nil
}

// Add takes in one archive, in one transaction. One whose cases are not what their journals end with, or
// which holds anything of another case, is a mistake of the program and changes nothing.
func (a *Archives) Add(ctx context.Context, archive casework.Archive) error {
	if err := coheres(archive); err != nil {
		return fmt.Errorf("store: an archive that contradicts itself: %w", err)
	}
	content, err := archive.Pack.MarshalJSON()
	if err != nil {
		return err
	}
	packs := []storedPack{{archive.Pack, string(content)}}
	s := a.store
	return s.fault(ctx, s.writes.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		w := &writer{tx: tx, bind: s.bind}
		add := func(put func()) {
			if w.err == nil {
				put()
			}
		}
		if s.name == postgresName {
			w.exec("SELECT set_config('selter.agencies', ?, true)", archive.Agency)
		}
		add(func() { each(w, packsTable, packs, archive.Agency, " ON CONFLICT (hash) DO NOTHING") })
		add(func() { many(w, s.name, casesTable, archive.Records, archive.Agency) })
		add(func() { many(w, s.name, journalTable, archive.Entries, archive.Agency) })
		add(func() { many(w, s.name, endedTimers, archive.Timers, archive.Agency) })
		add(func() { many(w, s.name, doneMessages, archive.Messages, archive.Agency) })
		add(func() { many(w, s.name, answersTable, archive.Answers, archive.Agency) })
		return w.err
	}))
}

// endedTimers and doneMessages are rows whose time is over; a commit writes none of them.
var (
	endedTimers = table[casework.Timer]{name: "timers", walled: true, columns: append(slices.Clip(timersTable.columns),
		column[casework.Timer]{"fired_at", "timestamptz", func(t casework.Timer) any { return instantOrNull(t.FiredAt) }},
		column[casework.Timer]{"cleared_at", "timestamptz", func(t casework.Timer) any { return instantOrNull(t.ClearedAt) }},
		column[casework.Timer]{"note", "text", func(t casework.Timer) any { return t.Note }},
	)}
	doneMessages = table[casework.Message]{name: "outbox", walled: true, columns: append(slices.Clip(outboxTable.columns),
		column[casework.Message]{"attempts", "integer", func(m casework.Message) any { return int64(m.Attempts) }},
		column[casework.Message]{"done_at", "timestamptz", func(m casework.Message) any { return instantOrNull(m.Done) }},
		column[casework.Message]{"outcome", "text", func(m casework.Message) any { return m.Outcome }},
	)}
)

// instantOrNull is NULL for what has not come to pass.
func instantOrNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return micros(at)
}

// many inserts any number of rows: on Postgres as one array for each column, in SQLite one by one.
func many[R any](w *writer, dialect string, t table[R], rows []R, agency string) {
	if len(rows) == 0 {
		return
	}
	if dialect != postgresName {
		each(w, t, rows, agency, "")
		return
	}
	text, args := "INSERT INTO "+t.name+" ("+t.all()+") SELECT new.*", []any{}
	if t.walled {
		text, args = text+", ?::text", append(args, agency)
	}
	params := make([]string, len(t.columns))
	for i, c := range t.columns {
		params[i] = "?::" + c.kind + "[]"
		values := make([]any, len(rows))
		for j, row := range rows {
			values[j] = plain(c.of(row))
		}
		args = append(args, arrayOf(values))
	}
	w.exec(text+" FROM unnest("+strings.Join(params, ", ")+") AS new ("+t.names()+")", args...)
}

// coheres checks what agrees checks of a change, for whole journals.
func coheres(archive casework.Archive) error {
	heads := make(map[workflow.CaseID]casework.Record, len(archive.Records))
	for _, record := range archive.Records {
		_, above := heads[record.Parent]
		switch {
		case !isAgency(archive.Agency) || record.Agency != archive.Agency:
			return fmt.Errorf("case %s belongs to another agency", record.ID)
		case record.Pack != archive.Pack.Hash:
			return fmt.Errorf("case %s is bound to another pack", record.ID)
		case !record.Parent.IsZero() && !above:
			return fmt.Errorf("case %s stands before its parent", record.ID)
		}
		heads[record.ID] = record
	}
	newest := make(map[workflow.CaseID]audit.Sealed, len(heads))
	for _, entry := range archive.Entries {
		before := newest[entry.Case]
		if entry.Seq != before.Seq+1 || entry.Previous != before.Hash {
			return fmt.Errorf("entry %d of case %s has no place", entry.Seq, entry.Case)
		}
		newest[entry.Case] = entry
	}
	for id, head := range heads {
		if last := newest[id]; last.Seq != head.Revision || last.Hash != head.Head || last.To != head.State {
			return fmt.Errorf("case %s is not as its last entry has it", id)
		}
		delete(newest, id)
	}
	if len(newest) > 0 {
		return errors.New("there are entries of another case")
	}
	for _, timer := range archive.Timers {
		if _, known := heads[timer.Case]; !known || timer.FiredAt.IsZero() == timer.ClearedAt.IsZero() {
			return fmt.Errorf("timer %s has not ended, or belongs to another case", timer.ID)
		}
	}
	for _, m := range archive.Messages {
		if _, known := heads[m.Case]; !known || m.Done.IsZero() {
			return fmt.Errorf("message %s waits, or comes from another case", m.ID)
		}
	}
	for _, answer := range archive.Answers {
		if _, known := heads[answer.Case]; !known {
			return fmt.Errorf("an answer is about case %s, which is not there", answer.Case)
		}
	}
	return nil
}
