package matrix_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

var errWritten = errors.New("nothing may be written")

// filed finds a record as the wall lets it be seen.
func (w *world) filed(wall casework.Wall, id workflow.CaseID) (casework.Loaded, error) {
	i, ok := w.at[id]
	if !ok || !wall.Shows(w.records[i]) {
		return casework.Loaded{}, casework.ErrNoCase
	}
	loaded := casework.Loaded{Record: w.records[i], Now: now}
	if w.place != nil {
		w.place(&loaded.Record)
	}
	return loaded, nil
}

// Load implements casework.Store.
func (w *world) Load(_ context.Context, wall casework.Wall, id workflow.CaseID, _ casework.Key) (casework.Loaded, error) {
	return w.filed(wall, id)
}

// Recall implements casework.Store.
func (w *world) Recall(context.Context, casework.Wall, casework.Key) (casework.Loaded, error) {
	return casework.Loaded{Now: now}, nil
}

// Children implements casework.Store.
func (w *world) Children(context.Context, workflow.CaseID) ([]workflow.Relative, error) {
	return []workflow.Relative{{Ref: "dinas-kenari", State: openselection.Planned}}, nil
}

// Relatives implements casework.Store.
func (w *world) Relatives(context.Context, workflow.CaseID, []string) ([]workflow.Relative, error) {
	return nil, nil
}

// Held implements casework.Store.
func (w *world) Held(context.Context, string, workflow.CaseID) ([]workflow.Duty, error) {
	return nil, nil
}

// Clocks implements casework.Store: nothing is due anywhere.
func (w *world) Clocks(context.Context, workflow.CaseID) ([]casework.Timer, error) { return nil, nil }

// Commit implements casework.Store: every body is one that cannot be meant, so that
// nothing is ever written.
func (w *world) Commit(context.Context, casework.Change) error {
	w.writes.Add(1)
	return errWritten
}

// Dismiss implements casework.Store.
func (w *world) Dismiss(context.Context, casework.Timer, string) error {
	w.writes.Add(1)
	return errWritten
}

// Pack implements casework.Store.
func (w *world) Pack(_ context.Context, hash string) (*policy.Pack, error) {
	if pack, ok := w.packs[hash]; ok {
		return pack, nil
	}
	return nil, casework.ErrNoPack
}

// Within implements casework.Shelves.
func (w *world) Within(wall casework.Wall) casework.Library { return shelf{w, wall} }

// A shelf is what a wall shows of the world.
type shelf struct {
	*world
	wall casework.Wall
}

func (s shelf) Case(_ context.Context, id workflow.CaseID) (casework.Loaded, error) {
	return s.filed(s.wall, id)
}

func (s shelf) Cases(_ context.Context, q casework.Query) ([]casework.Record, error) {
	var found []casework.Record
	for i := range s.records {
		r := &s.records[i]
		if (q.Procedure == "" || r.Procedure == q.Procedure) && (q.Parent.IsZero() || r.Parent == q.Parent) &&
			(q.Agency == "" || r.Agency == q.Agency) && (q.Ref == "" || r.Ref == q.Ref) && (q.Subject == "" || r.Subject == q.Subject) && (q.Pack == "" || r.Pack == q.Pack) &&
			(len(q.States) == 0 || slices.Contains(q.States, r.State)) && string(q.After[:]) < string(r.ID[:]) && s.wall.Shows(*r) {
			if found = append(found, *r); s.place != nil {
				s.place(&found[len(found)-1])
			}
			if len(found) == q.Limit {
				break
			}
		}
	}
	return found, nil
}

func (s shelf) Journal(_ context.Context, id workflow.CaseID, after int64, _ int) ([]audit.Sealed, error) {
	if after >= 3 {
		return nil, nil
	}
	return s.journals[id], nil
}

func (s shelf) Timers(_ context.Context, id workflow.CaseID) ([]casework.Timer, error) {
	return []casework.Timer{{ID: uuid.UUID(id), Case: id, Kind: "made_up", Generation: 3, Due: now, Count: week}}, nil
}

// Running lists the one clock of each case: all fall due at once, in the order of the cases.
func (s shelf) Running(_ context.Context, q casework.RunningQuery) ([]casework.OpenClock, error) {
	var found []casework.OpenClock
	for i := range s.records {
		r := &s.records[i]
		if !s.wall.Shows(*r) || q.Agency != "" && r.Agency != q.Agency || !q.Case.IsZero() && r.ID != q.Case || bytes.Compare(r.ID[:], q.After.Timer[:]) <= 0 {
			continue
		}
		clocks, err := s.Timers(context.Background(), r.ID)
		if err != nil {
			return nil, err
		}
		if found = append(found, casework.OpenClock{Timer: clocks[0], Record: *r, Since: "made_up", At: now}); len(found) == q.Limit {
			break
		}
	}
	return found, nil
}

func (s shelf) Notices(_ context.Context, id workflow.CaseID) ([]casework.Message, error) {
	return []casework.Message{{ID: uuid.UUID(id), Case: id, Seq: 3, Kind: casework.NoticeMessage, Event: "made_up", Role: workflow.Supervisor, Created: now}}, nil
}

func (s shelf) Ready(context.Context) (time.Time, error) { return now, nil }
