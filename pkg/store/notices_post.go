package store

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"selter/pkg/notify"
)

// An inboxLine is a person who is told, a deliveryLine where a notice is brought besides.
type (
	inboxLine struct {
		notify.Posting
		person string
	}
	deliveryLine struct {
		notify.Posting
		notify.Delivery
		at time.Time
	}
)

var (
	lettersTable = table[notify.Posting]{name: "letters", columns: []column[notify.Posting]{
		{"id", "uuid", func(p notify.Posting) any { return p.Notice.ID }},
		{"agency", "text", func(p notify.Posting) any { return p.Notice.Agency }},
		{"case_id", "uuid", func(p notify.Posting) any { return uuid.UUID(p.Notice.Case) }},
		{"role", "text", func(p notify.Posting) any { return string(p.Notice.Role) }},
		{"event", "text", func(p notify.Posting) any { return string(p.Notice.About) }},
		{"reminder", "boolean", func(p notify.Posting) any { return p.Notice.Reminder }},
		{"at", "timestamptz", func(p notify.Posting) any { return micros(p.Notice.At) }},
		{"subject", "text", func(p notify.Posting) any { return p.Letter.Subject }},
		{"text", "text", func(p notify.Posting) any { return p.Letter.Text }},
		{"english", "text", func(p notify.Posting) any { return p.Letter.English }},
		{"path", "text", func(p notify.Posting) any { return p.Letter.Path }},
		{"due_at", "timestamptz", func(p notify.Posting) any { return orNever(p.Letter.Due) }},
	}}
	inboxTable = table[inboxLine]{name: "inbox", columns: []column[inboxLine]{
		{"notice", "uuid", func(l inboxLine) any { return l.Notice.ID }},
		{"person", "text", func(l inboxLine) any { return l.person }},
		{"agency", "text", func(l inboxLine) any { return l.Notice.Agency }},
		{"at", "timestamptz", func(l inboxLine) any { return micros(l.Notice.At) }},
	}}
	deliveriesTable = table[deliveryLine]{name: "deliveries", columns: []column[deliveryLine]{
		{"id", "uuid", func(l deliveryLine) any { return l.ID }},
		{"notice", "uuid", func(l deliveryLine) any { return l.Posting.Notice.ID }},
		{"agency", "text", func(l deliveryLine) any { return l.Posting.Notice.Agency }},
		{"carrier", "text", func(l deliveryLine) any { return l.Carrier }},
		{"address", "text", func(l deliveryLine) any { return l.Address.Key }},
		{"person", "text", func(l deliveryLine) any { return l.Address.Person }},
		{"state", "text", func(deliveryLine) any { return string(notify.Waiting) }},
		{"next_at", "timestamptz", func(l deliveryLine) any { return l.at }},
		{"at", "timestamptz", func(l deliveryLine) any { return l.at }},
	}}
)

func orNever(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return micros(at)
}

// Post implements notify.Store. The letters decide: whoever finds one there has come second. They are written in one order,
// so that of two who post the same notices one waits for the other and none for each other.
func (m Mailroom) Post(ctx context.Context, postings ...notify.Posting) error {
	postings = slices.SortedFunc(slices.Values(postings), func(a, b notify.Posting) int { return slices.Compare(a.Notice.ID[:], b.Notice.ID[:]) })
	return m.s.together(ctx, func(w *writer) error {
		if m.s.name == postgresName {
			w.exec("SELECT set_config('selter.agencies', '*', true)")
		}
		fresh := m.letters(w, postings)
		if len(fresh) == 0 {
			return nil
		}
		var clock struct{ Now instant }
		w.scan(&clock, m.s.sql("SELECT {now} AS now"), m.s.now())
		var told []inboxLine
		var brought []deliveryLine
		for _, p := range fresh {
			for _, person := range p.Told {
				told = append(told, inboxLine{p, person})
			}
			for _, d := range p.Deliveries {
				brought = append(brought, deliveryLine{p, d, clock.Now.time()})
			}
		}
		bulk(m.s, w, inboxTable, told, "")
		bulk(m.s, w, deliveriesTable, brought, "")
		return nil
	})
}

// letters writes those that are not there yet, and answers their postings.
func (m Mailroom) letters(w *writer, postings []notify.Posting) []notify.Posting {
	const unlessThere = " ON CONFLICT (id) DO NOTHING"
	written := make(map[uuid.UUID]bool, len(postings))
	if m.s.name == postgresName {
		text, args := fromArrays(lettersTable, postings)
		var ids []uuid.UUID
		w.scan(&ids, text+unlessThere+" RETURNING id", args...)
		for _, id := range ids {
			written[id] = true
		}
	} else {
		for _, p := range postings {
			written[p.Notice.ID] = each(w, lettersTable, []notify.Posting{p}, "", unlessThere) == 1
		}
	}
	return slices.DeleteFunc(postings, func(p notify.Posting) bool { return !written[p.Notice.ID] })
}
