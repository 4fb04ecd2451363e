package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"selter/pkg/casework"
	"selter/workflow"
)

// Commit implements casework.Store. It does not stop half-way when ctx is cancelled, since then
// nobody would know whether it was done: it is not begun, or it goes on to its end.
func (s *Store) Commit(ctx context.Context, change casework.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := agrees(change); err != nil {
		return fmt.Errorf("store: a change that contradicts itself: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	commit := s.commitSQLite
	if s.name == postgresName {
		commit = s.commitPostgres
	}
	err := s.persist(ctx, func() error { return commit(ctx, change) })
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return err
	}
	if change.Answer != nil {
		// Whichever key was met first: if there is an answer, this command has been carried out.
		recalled, again := s.Recall(ctx, casework.Everywhere(), change.Answer.Key)
		if again != nil {
			return errors.Join(err, again)
		}
		if recalled.Answer != nil {
			return casework.ErrKeyUsed
		}
	}
	if head := change.Head(); change.Moved == nil && (head.Subject != "" || !head.Parent.IsZero()) {
		return casework.ErrFileExists
	}
	return err
}

// agrees checks that the rows which a change would write are the fold of the entries which it would
// append, and that everything belongs to its cases. A change that fails is a mistake of the program.
func agrees(change casework.Change) error {
	heads := make(map[workflow.CaseID]casework.Record)
	next := make(map[workflow.CaseID]int64)
	if moved := change.Moved; moved != nil {
		heads[moved.Record.ID], next[moved.Record.ID] = moved.Record, moved.Was+1
		if moved.Was < 1 {
			return errors.New("a case without entries cannot be moved")
		}
		if moved.Fires != nil && moved.Fires.Case != moved.Record.ID {
			return errors.New("the timer to be fired belongs to another case")
		}
	} else if len(change.Rounded) > 0 || len(change.Cleared) > 0 || change.Paused.Some() || change.Resumed.Some() {
		return errors.New("timers can be touched only with the case that moves")
	}
	for _, record := range change.Opened {
		heads[record.ID], next[record.ID] = record, 1
	}
	if len(heads) == 0 {
		return errors.New("no case is moved or opened")
	}
	agency := change.Head().Agency
	for id, head := range heads {
		if !isAgency(agency) || head.Agency != agency {
			return fmt.Errorf("case %s does not belong to the one agency of the change", id)
		}
	}
	for _, entry := range change.Entries {
		head, known := heads[entry.Case]
		switch {
		case !known || entry.Seq != next[entry.Case] || entry.Seq > head.Revision:
			return fmt.Errorf("entry %d of case %s has no place", entry.Seq, entry.Case)
		case entry.At.Location() != time.UTC || !entry.At.Equal(micros(entry.At)):
			return fmt.Errorf("entry %d of case %s: its time is not in UTC and whole microseconds", entry.Seq, entry.Case)
		case entry.Seq == head.Revision && (entry.Hash != head.Head || entry.To != head.State):
			return fmt.Errorf("case %s is not as its last entry has it", entry.Case)
		}
		next[entry.Case]++
	}
	for id, head := range heads {
		if next[id] != head.Revision+1 {
			return fmt.Errorf("case %s at revision %d lacks an entry", id, head.Revision)
		}
	}
	return errors.Join(belongs(change, heads), sees(change, heads), concerns(change))
}

func belongs(change casework.Change, heads map[workflow.CaseID]casework.Record) error {
	for _, timer := range change.Armed {
		if _, known := heads[timer.Case]; !known {
			return fmt.Errorf("timer %s belongs to another case", timer.ID)
		}
	}
	for _, clearing := range change.Cleared {
		if clearing.Case != change.Moved.Record.ID {
			return fmt.Errorf("timers of the kind %s are to be cleared in another case", clearing.Kind)
		}
	}
	for _, message := range change.Outbox {
		if _, known := heads[message.Case]; !known {
			return fmt.Errorf("message %s comes from another case", message.ID)
		}
	}
	if change.Paused.Some() && change.Resumed.Some() {
		return errors.New("timers cannot be paused and resumed at once")
	}
	if len(change.Rounded) > 0 && !change.Resumed.Some() {
		return errors.New("only timers that go on are rounded")
	}
	return nil
}

// sees checks that a change depends on others, not on itself.
func sees(change casework.Change, heads map[workflow.CaseID]casework.Record) error {
	for _, watch := range change.Watched {
		if _, known := heads[watch.Case]; known {
			return fmt.Errorf("case %s is watched by its own change", watch.Case)
		}
	}
	if change.Census != nil && change.Moved == nil {
		return errors.New("a case that is being opened has opened nothing yet")
	}
	return nil
}

// touches tells whether the change does anything to timers that are there already.
func touches(change casework.Change) bool {
	return change.Moved != nil && (change.Moved.Fires != nil || len(change.Cleared) > 0 || change.Paused.Some() || change.Resumed.Some())
}

func kinds(cleared []casework.Clearing) []string {
	list := make([]string, len(cleared))
	for i, clearing := range cleared {
		list[i] = string(clearing.Kind)
	}
	return list
}

// meant lists the kinds of the timers that are paused or resumed; none where all are.
func meant(clocks casework.Clocks) []string {
	list := []string{}
	if !clocks.All {
		for _, kind := range clocks.Kinds {
			list = append(list, string(kind))
		}
	}
	return list
}

// pack gives the pack to be stored, at most one, as rows.
func pack(change casework.Change) ([]storedPack, error) {
	if change.Pack == nil {
		return nil, nil
	}
	content, err := change.Pack.MarshalJSON()
	return []storedPack{{change.Pack, string(content)}}, err
}

func answers(change casework.Change) []casework.Answer {
	if change.Answer == nil {
		return nil
	}
	return []casework.Answer{*change.Answer}
}
