package store

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"selter/pkg/notify/webhook"
	"selter/workflow"
)

// Endpoints is the store as it keeps the endpoints of webhooks.
type Endpoints struct{ s *Store }

var _ webhook.Store = Endpoints{}

// Endpoints is the view of the store that keeps the endpoints of webhooks.
func (s *Store) Endpoints() Endpoints { return Endpoints{s} }

const endpointNames = "id, agency, listens, label, events, sealed, made_by, created_at, disabled_at, why, failures, failing_at"

type endpointRow struct {
	ID       uuid.UUID
	Agency   string
	Listens  string
	Label    string
	Events   string
	Sealed   []byte
	By       string  `gorm:"column:made_by"`
	Created  instant `gorm:"column:created_at"`
	Disabled instant `gorm:"column:disabled_at"`
	Why      string
	Failures int
	Failing  instant `gorm:"column:failing_at"`
}

func (r endpointRow) endpoint() webhook.Endpoint {
	e := webhook.Endpoint{
		ID: r.ID, Agency: r.Agency, Listens: workflow.Role(r.Listens), Label: r.Label, Sealed: r.Sealed, By: r.By, Created: r.Created.time(),
		Disabled: r.Disabled.time(), Why: r.Why, Failures: r.Failures, Failing: r.Failing.time(),
	}
	if r.Events != "" {
		for word := range strings.SplitSeq(r.Events, ",") {
			e.Events = append(e.Events, workflow.Event(word))
		}
	}
	return e
}

// AddEndpoint implements webhook.Store. Two that are added at once may be one more than most: that bounds what a notice
// costs, and nothing depends on it.
func (e Endpoints) AddEndpoint(ctx context.Context, new webhook.Endpoint, most int) (bool, error) {
	words := make([]string, len(new.Events))
	for i, event := range new.Events {
		words[i] = string(event)
	}
	return e.s.once(ctx, `INSERT INTO endpoints (id, agency, listens, label, events, sealed, made_by, created_at)
		SELECT c.id, c.agency, c.listens, c.label, c.events, c.sealed, c.made_by, c.created_at
		FROM (SELECT `+e.typed()+`, {now} AS created_at) AS c
		WHERE {agency} AND (SELECT count(*) FROM endpoints AS m WHERE m.agency = c.agency) < ?`,
		new.ID, new.Agency, string(new.Listens), new.Label, strings.Join(words, ","), new.Sealed, new.By, e.s.now(), new.Agency, most)
}

// typed are the columns of a new endpoint as parameters: Postgres does not guess what is selected.
func (e Endpoints) typed() string {
	const names = "?::uuid AS id, ?::text AS agency, ?::text AS listens, ?::text AS label, ?::text AS events, ?::bytea AS sealed, ?::text AS made_by"
	if e.s.name == postgresName {
		return names
	}
	return strings.NewReplacer("::uuid", "", "::text", "", "::bytea", "").Replace(names)
}

// Endpoint implements webhook.Store.
func (e Endpoints) Endpoint(ctx context.Context, id uuid.UUID) (webhook.Endpoint, error) {
	list, err := e.find(ctx, "SELECT "+endpointNames+" FROM endpoints WHERE id = ? AND {house}", id)
	if err == nil && len(list) == 0 {
		err = webhook.ErrUnknown
	}
	if err != nil {
		return webhook.Endpoint{}, err
	}
	return list[0], nil
}

// Endpoints implements webhook.Store.
func (e Endpoints) Endpoints(ctx context.Context, agency string) ([]webhook.Endpoint, error) {
	return e.find(ctx, "SELECT "+endpointNames+" FROM endpoints WHERE agency = ? AND {agency} ORDER BY id", agency, agency)
}

// Listening implements webhook.Store.
func (e Endpoints) Listening(ctx context.Context, agency string) ([]webhook.Endpoint, error) {
	return e.find(ctx, "SELECT "+endpointNames+" FROM endpoints WHERE agency IN (?, ?) AND disabled_at IS NULL AND {house} ORDER BY id", agency, workflow.Nation)
}

func (e Endpoints) find(ctx context.Context, text string, args ...any) ([]webhook.Endpoint, error) {
	var rows []endpointRow
	err := e.s.find(ctx, &rows, text, args...)
	list := make([]webhook.Endpoint, len(rows))
	for i, row := range rows {
		list[i] = row.endpoint()
	}
	return list, err
}

// Reseal implements webhook.Store.
func (e Endpoints) Reseal(ctx context.Context, id uuid.UUID, was, now []byte) (bool, error) {
	return e.s.once(ctx, "UPDATE endpoints SET sealed = ? WHERE id = ? AND sealed = ? AND {house}", now, id, was)
}

// RemoveEndpoint implements webhook.Store.
func (e Endpoints) RemoveEndpoint(ctx context.Context, id uuid.UUID) error {
	met, err := e.s.once(ctx, "DELETE FROM endpoints WHERE id = ? AND {house}", id)
	if err == nil && !met {
		err = webhook.ErrUnknown
	}
	return err
}

// Arrived implements webhook.Store.
func (e Endpoints) Arrived(ctx context.Context, id uuid.UUID) error {
	_, err := e.s.repeatable(ctx, "UPDATE endpoints SET failures = 0, failing_at = NULL, disabled_at = NULL, why = '' WHERE id = ? AND {house}", id)
	return err
}

// Missed implements webhook.Store. Whether it was enough is asked in a second statement: the first has locked the row, and what
// it left is what counts.
func (e Endpoints) Missed(ctx context.Context, id uuid.UUID, patience webhook.Patience) (bool, error) {
	since := e.s.now()
	var row struct {
		Disabled bool
	}
	err := e.s.together(ctx, func(w *writer) error {
		w.exec(e.s.sql("UPDATE endpoints SET failures = failures + 1, failing_at = coalesce(failing_at, {now}) WHERE id = ? AND {house}"), since, id)
		w.exec(e.s.sql(`UPDATE endpoints SET disabled_at = {now}, why = ? WHERE id = ? AND disabled_at IS NULL AND failures >= ?
			AND failing_at + {later} <= {now} AND {house}`), since, webhook.Failed, id, patience.Times, patience.Over.Microseconds(), since)
		w.scan(&row, e.s.sql("SELECT disabled_at IS NOT NULL AS disabled FROM endpoints WHERE id = ? AND {house}"), id)
		return nil
	})
	return row.Disabled, err
}

// Disable implements webhook.Store.
func (e Endpoints) Disable(ctx context.Context, id uuid.UUID, why string) error {
	_, err := e.s.repeatable(ctx, "UPDATE endpoints SET disabled_at = {now}, why = ? WHERE id = ? AND disabled_at IS NULL AND {house}", e.s.now(), why, id)
	return err
}

type broughtRow struct {
	ID       uuid.UUID
	Notice   uuid.UUID
	State    string
	Attempts int
	At       instant
	Remark   string
}

// Deliveries implements webhook.Store. A limit outside 1 to 100 is taken as 100.
func (e Endpoints) Deliveries(ctx context.Context, id, before uuid.UUID, limit int) ([]webhook.Delivery, error) {
	text, args := "SELECT id, notice, state, attempts, at, remark FROM deliveries WHERE carrier = ? AND address = ?", []any{webhook.Name, id.String()}
	if before != uuid.Nil {
		text, args = text+" AND (at, id) < (SELECT m.at, m.id FROM deliveries AS m WHERE m.id = ?)", append(args, before)
	}
	var rows []broughtRow
	err := e.s.find(ctx, &rows, text+" AND {house} ORDER BY at DESC, id DESC LIMIT ?", append(args, page(limit))...)
	list := make([]webhook.Delivery, len(rows))
	for i, row := range rows {
		list[i] = webhook.Delivery{ID: row.ID, Notice: row.Notice, State: row.State, Attempts: row.Attempts, At: row.At.time(), Remark: row.Remark}
	}
	return list, err
}
