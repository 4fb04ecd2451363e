package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"selter/pkg/oversight"
	"selter/workflow"
)

// Keep implements oversight.Store. Whoever keeps scores of the same selections at the same time waits here for
// the other; a selection of which nothing was kept yet is who inserts first.
func (s *Store) Keep(ctx context.Context, scores []oversight.Score) (passed []workflow.CaseID, err error) {
	if len(scores) == 0 {
		return nil, nil
	}
	sorted := slices.SortedFunc(slices.Values(scores), func(a, b oversight.Score) int { return compareIDs(a.Standing.Selection, b.Standing.Selection) })
	err = s.persist(ctx, func() error {
		passed = nil
		return s.writes.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			w := &writer{tx: tx, bind: s.bind}
			passed = s.keep(w, sorted)
			return w.err
		})
	})
	return passed, err
}

func (s *Store) keep(w *writer, scores []oversight.Score) (passed []workflow.CaseID) {
	var there []scoreRow
	if s.name == postgresName {
		w.exec("SELECT set_config('selter.agencies', '*', true)")
	}
	lock := "SELECT selection, position, round_revision, revision, complaints FROM scores WHERE " + s.among("selection") + " ORDER BY selection"
	if s.name == postgresName {
		lock += " FOR UPDATE"
	}
	w.scan(&there, lock, s.ids(selectionsOf(scores)))
	kept := make(map[workflow.CaseID]oversight.Kept, len(there))
	for _, row := range there {
		kept[workflow.CaseID(row.Selection)] = row.kept()
	}
	var fresh, moved, same []oversight.Score
	for _, score := range scores {
		was, known := kept[score.Standing.Selection]
		switch {
		case known && (was.Position != score.Was || was.Basis.Beyond(score.Basis)):
			passed = append(passed, score.Standing.Selection)
		case known && score.Same != nil && *score.Same == was.Basis:
			same = append(same, score)
		case known:
			moved = append(moved, score)
		default:
			fresh = append(fresh, score)
		}
	}
	inserted := s.insertFresh(w, fresh)
	fresh = slices.DeleteFunc(fresh, func(score oversight.Score) bool {
		late := !inserted[score.Standing.Selection]
		if late {
			passed = append(passed, score.Standing.Selection)
		}
		return late
	})
	bulk(s, w, scoresTable, moved, replacing(scoresTable))
	s.renew(w, same)
	written := slices.Concat(fresh, moved, same)
	bulk(s, w, standingsTable, written, replacing(standingsTable)+unlike(standingsTable))
	s.refold(w, written)
	bulk(s, w, changesTable, slices.DeleteFunc(written, func(score oversight.Score) bool { return score.Change == nil }), "")
	return passed
}

// renew says of scores whose results stay as they are that they rest on more, and when they were measured. A result is
// by far the longest thing here.
func (s *Store) renew(w *writer, scores []oversight.Score) {
	if s.name != postgresName {
		for _, score := range scores {
			w.exec("UPDATE scores SET round_revision = ?, revision = ?, complaints = ?, at = ? WHERE selection = ?",
				score.Basis.Round, score.Basis.Selection, score.Basis.Complaints, micros(score.At), uuid.UUID(score.Standing.Selection))
		}
		return
	}
	if len(scores) > 0 {
		params, args := arrays(renewedTable, scores)
		w.exec(`UPDATE scores AS s SET round_revision = new.round_revision, revision = new.revision, complaints = new.complaints, at = new.at
			FROM unnest(`+params+") AS new ("+renewedTable.names()+") WHERE s.selection = new.selection", args...)
	}
}

// insertFresh writes scores of which none was there, and tells which of them still was not.
func (s *Store) insertFresh(w *writer, scores []oversight.Score) map[workflow.CaseID]bool {
	inserted := make(map[workflow.CaseID]bool, len(scores))
	if len(scores) == 0 {
		return inserted
	}
	if s.name != postgresName { // there is one writer
		bulk(s, w, scoresTable, scores, "")
		for _, score := range scores {
			inserted[score.Standing.Selection] = true
		}
		return inserted
	}
	text, args := fromArrays(scoresTable, scores)
	var ids []uuid.UUID
	w.scan(&ids, text+" ON CONFLICT (selection) DO NOTHING RETURNING selection", args...)
	for _, id := range ids {
		inserted[workflow.CaseID(id)] = true
	}
	return inserted
}

// bulk inserts rows in one statement on Postgres, and one by one on SQLite.
func bulk[R any](s *Store, w *writer, t table[R], rows []R, otherwise string) {
	switch {
	case len(rows) == 0:
	case s.name == postgresName:
		text, args := fromArrays(t, rows)
		w.exec(text+otherwise, args...)
	default:
		each(w, t, rows, "", otherwise)
	}
}

func fromArrays[R any](t table[R], rows []R) (text string, args []any) {
	params, args := arrays(t, rows)
	return "INSERT INTO " + t.name + " (" + t.names() + ") SELECT * FROM unnest(" + params + ") AS new (" + t.names() + ")", args
}

// arrays are rows as one parameter for each column.
func arrays[R any](t table[R], rows []R) (list string, args []any) {
	params := make([]string, len(t.columns))
	for i, c := range t.columns {
		params[i] = "?::" + c.kind + "[]"
		column := make([]any, len(rows))
		for j, row := range rows {
			column[j] = plain(c.of(row))
		}
		args = append(args, arrayOf(column))
	}
	return strings.Join(params, ", "), args
}

// replacing lets a row take the place of the one of the same selection.
func replacing[R any](t table[R]) string {
	set := make([]string, 0, len(t.columns))
	for _, c := range t.columns[1:] {
		set = append(set, c.name+" = excluded."+c.name)
	}
	return " ON CONFLICT (selection) DO UPDATE SET " + strings.Join(set, ", ")
}

// unlike leaves a row as it is where nothing of it would change.
func unlike[R any](t table[R]) string {
	was, is := make([]string, len(t.columns)), make([]string, len(t.columns))
	for i, c := range t.columns {
		was[i], is[i] = t.name+"."+c.name, "excluded."+c.name
	}
	return " WHERE (" + strings.Join(was, ", ") + ") IS DISTINCT FROM (" + strings.Join(is, ", ") + ")"
}

func selectionsOf(scores []oversight.Score) []workflow.CaseID {
	ids := make([]workflow.CaseID, len(scores))
	for i, score := range scores {
		ids[i] = score.Standing.Selection
	}
	return ids
}

func changes(rows []changeRow) ([]oversight.Change, error) {
	list := make([]oversight.Change, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal([]byte(row.Change), &list[i]); err != nil {
			return nil, fmt.Errorf("a change of a score: %w", err)
		}
	}
	return list, nil
}
