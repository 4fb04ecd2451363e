package casework

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/audit"
)

// chain holds I4.
func (i *inspector) chain(f file) {
	id := f.record.ID
	if err := audit.Verify(f.journal); err != nil {
		i.violated(Chain, id, "%s", err)
	}
	for n := 1; n < len(f.journal); n++ {
		if f.journal[n].At.Before(f.journal[n-1].At) {
			i.violated(Chain, id, "entry %d is earlier than the one before it", f.journal[n].Seq)
		}
	}
	if n := len(f.journal); n == 0 || f.journal[n-1].Hash != f.record.Head {
		i.violated(Chain, id, "the journal does not end where the case says")
	}
}

// fold holds I3: state, facts and all, byte for byte.
func (i *inspector) fold(ctx context.Context, f file) error {
	record := f.record
	pack, err := i.desk.pack(ctx, record.Pack)
	if err != nil {
		return err
	}
	procedure, err := i.desk.Catalog.Procedure(record.Procedure, pack)
	if err != nil {
		return err
	}
	opened := record.Case
	opened.Facts = nil
	entries := make([]workflow.Entry, len(f.journal))
	for n, sealed := range f.journal {
		entries[n] = sealed.Entry
	}
	folded, err := procedure.Fold(opened, entries)
	switch {
	case err != nil:
		i.violated(Fold, record.ID, "%s", err)
	case folded.State != record.State || folded.Resumes != record.Resumes || folded.Revision != record.Revision || !folded.Last.Equal(record.Last):
		i.violated(Fold, record.ID, "the journal folds to %s at revision %d, stored is %s at revision %d (or the times differ)",
			folded.State, folded.Revision, record.State, record.Revision)
	case !bytes.Equal(folded.Facts, record.Facts):
		i.violated(Fold, record.ID, "the journal folds to other facts than those stored")
	}
	return nil
}

// tolerance is how long after its time a timer may be open.
const tolerance = time.Second

// deadlines holds I5 and I6 of all timers, and I7 of those whose effect is an entry.
func (i *inspector) deadlines(f file) {
	type firing struct {
		kind workflow.Event
		at   int64
	}
	effects := make(map[firing]int)
	for _, entry := range f.journal {
		if entry.Role == workflow.Clock {
			effects[firing{entry.Event, entry.At.UnixMicro()}]++
		}
	}
	for _, t := range f.timers {
		id, fired := f.record.ID, !t.FiredAt.IsZero()
		switch {
		case fired && !t.ClearedAt.IsZero():
			i.violated(OneEffect, id, "timer %s (%s) has fired and was closed as well", t.ID, t.Kind)
		case fired && t.FiredAt.Before(t.Due):
			i.violated(NotEarly, id, "timer %s (%s) fired at %s and was due at %s", t.ID, t.Kind, clock(t.FiredAt), clock(t.Due))
		case !fired && t.ClearedAt.IsZero() && t.PausedAt.IsZero() && !t.Due.After(i.began):
			i.tally.Overdue++
			if t.Due.Add(tolerance).Before(i.swept) {
				i.violated(Handled, id, "timer %s (%s) was due at %s and nothing has come of it", t.ID, t.Kind, clock(t.Due))
			}
		}
		if t.Reminder > 0 {
			continue
		}
		of := deadlineOf{id, t.Kind}
		i.armed[of] = max(i.armed[of], t.Generation)
		if effect := (firing{t.Kind, t.FiredAt.UnixMicro()}); fired && effects[effect] == 0 {
			i.violated(OneEffect, id, "timer %s (%s) has fired and no entry tells of it", t.ID, t.Kind)
		} else if fired {
			effects[effect]--
		}
	}
	for effect, left := range effects {
		if left > 0 {
			i.violated(OneEffect, f.record.ID, "the clock sent %s at %s and no timer fired then", effect.kind, clock(time.UnixMicro(effect.at)))
		}
	}
}

func clock(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// reminders holds I7 of timers whose effect is a notice to each role.
func (i *inspector) reminders(f file) {
	told := make(map[uuid.UUID]bool)
	for _, m := range f.messages {
		if m.Reminder {
			told[m.ID] = true
		}
	}
	for _, t := range f.timers {
		if t.Reminder == 0 || t.FiredAt.IsZero() {
			continue
		}
		for _, role := range t.Tells {
			notice := NoticeID(t.ID, role)
			if !told[notice] {
				i.violated(OneEffect, f.record.ID, "reminder %s of %s has fired and %s was not told", t.ID, t.Kind, role)
			}
			delete(told, notice)
		}
	}
	for notice := range told {
		i.violated(OneEffect, f.record.ID, "notice %s reminds, and no reminder has fired for it", notice)
	}
}

// The words by which the desk marks what one case does to another.
const (
	outboxPerson = "outbox"
	casePrefix   = "case:"
)

// keep remembers what the answers have to fit.
func (i *inspector) keep(f file) {
	kept := make([]written, len(f.journal))
	for n, entry := range f.journal {
		may := entry.Role != workflow.Clock
		byParent := entry.Seq == 1 && !f.record.Parent.IsZero() && entry.Role == workflow.System
		kept[n] = written{hash: entry.Hash, event: entry.Event, person: entry.Person, awaits: may && !byParent, may: may}
	}
	i.written[f.record.ID] = kept
	for _, m := range f.messages {
		if m.Kind == EventMessage {
			i.sent[m.ID] = &sent{from: m.Case, event: m.Event, arrives: !m.Done.IsZero() && m.Outcome == "" && (m.ToParent || m.Ref != "")}
		}
	}
}

// answers holds I2, I7 of what one case does to another, and that no deadline which was
// promised in an answer has got lost.
func (i *inspector) answers(ctx context.Context) error {
	for after := (Key{}); ; {
		page, err := i.ledger.Answers(ctx, after, everything)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, answer := range page {
			i.tally.Answers++
			i.answer(answer)
			after = answer.Key
		}
	}
	for id, entries := range i.written {
		for n, entry := range entries {
			if entry.awaits && !entry.answered {
				i.violated(OneAnswer, id, "entry %d (%s) has no answer", n+1, entry.event)
			}
		}
	}
	for id, message := range i.sent {
		if message.arrives && !message.answered {
			i.violated(OneEffect, message.from, "message %s (%s) is done and has happened nowhere", id, message.event)
		}
	}
	return nil
}

func (i *inspector) answer(a Answer) {
	var outline Outline
	if err := json.Unmarshal(a.Body, &outline); err != nil {
		i.violated(OneAnswer, a.Case, "the answer to key %q cannot be read: %s", a.Key.Text, err)
		return
	}
	entries := i.written[a.Case]
	switch n := outline.Revision - 1; {
	case n >= int64(len(entries)) && !a.At.Before(i.began):
		return // given since the case was looked at
	case outline.Case != a.Case || n < 0 || n >= int64(len(entries)) || outline.Hash != (audit.Hash{}) && outline.Hash != entries[n].hash || !entries[n].may:
		i.violated(OneAnswer, a.Case, "the answer to key %q tells of entry %d (%s), which is not there", a.Key.Text, outline.Revision, outline.Event)
	case entries[n].answered:
		i.violated(OneAnswer, a.Case, "entry %d (%s) has several answers, one to key %q", outline.Revision, outline.Event, a.Key.Text)
	default:
		entries[n].answered = true
		i.messenger(a, entries[n])
	}
	for _, deadline := range outline.Deadlines {
		if i.armed[deadlineOf{a.Case, deadline.Kind}] < outline.Revision {
			i.violated(Handled, a.Case, "the deadline %s that entry %d armed is not there", deadline.Kind, outline.Revision)
		}
	}
}

// messenger checks that what came from another case came by a message, and the other way round.
func (i *inspector) messenger(a Answer, entry written) {
	sender, byCase := strings.CutPrefix(entry.person, casePrefix)
	if !byCase && a.Key.Person != outboxPerson {
		return
	}
	name, target, _ := strings.Cut(a.Key.Text, "/")
	id, err := uuid.Parse(name)
	message := i.sent[id]
	if err != nil || message == nil || !byCase || a.Key.Person != outboxPerson ||
		target != a.Case.String() || message.from.String() != sender || message.event != entry.event {
		i.violated(OneEffect, a.Case, "%s came from case %s by no message that there is", entry.event, sender)
		return
	}
	message.answered = true
}
