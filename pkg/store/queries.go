package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/policy"
)

// largestPage is the most that one page holds.
const largestPage = 100

// A case, the clock and the recorded answer, whichever of them there are, in one round trip.
const loading = `SELECT clock.now, c.id, c.parent, c.ref, c.procedure, c.version, c.pack, c.agency, c.zone, c.state, c.resumes,
	c.revision, c.facts, c.head, c.opened_at, c.changed_at,
	a.person AS answer_person, a.key AS answer_key, a.fingerprint AS answer_fingerprint, a.case_id AS answer_case_id,
	a.body AS answer_body, a.at AS answer_at
FROM (SELECT {now} AS now) AS clock
LEFT JOIN cases AS c ON c.id = ?
LEFT JOIN answers AS a ON a.person = ? AND a.key = ?`

type loadedRow struct {
	Now    instant
	Case   caseRow   `gorm:"embedded"`
	Answer answerRow `gorm:"embedded;embeddedPrefix:answer_"`
}

// Load implements casework.Store.
func (s *Store) Load(ctx context.Context, wall casework.Wall, id workflow.CaseID, key casework.Key) (casework.Loaded, error) {
	loaded, err := s.load(ctx, id, key)
	if err == nil && (loaded.Record.ID.IsZero() || !wall.Shows(loaded.Record)) {
		return casework.Loaded{}, casework.ErrNoCase
	}
	return loaded, err
}

// Within implements casework.Shelves.
func (s *Store) Within(wall casework.Wall) casework.Library {
	return s
}

// Held implements casework.Store.
func (s *Store) Held(ctx context.Context, person string, except workflow.CaseID) ([]workflow.Duty, error) {
	return nil, nil
}

// Recall implements casework.Store. No case has the zero ID.
func (s *Store) Recall(ctx context.Context, wall casework.Wall, key casework.Key) (casework.Loaded, error) {
	return s.load(ctx, workflow.CaseID{}, key)
}

func (s *Store) load(ctx context.Context, id workflow.CaseID, key casework.Key) (casework.Loaded, error) {
	var row loadedRow
	err := s.persist(ctx, func() error {
		row = loadedRow{}
		return s.reads.WithContext(ctx).Raw(s.sql(loading), s.now(), uuid.UUID(id), key.Person, key.Text).Scan(&row).Error
	})
	if err != nil {
		return casework.Loaded{}, err
	}
	loaded := casework.Loaded{Now: row.Now.time()}
	if row.Case.ID != uuid.Nil {
		loaded.Record = row.Case.record()
	}
	if len(row.Answer.Fingerprint) > 0 {
		answer := row.Answer.answer()
		loaded.Answer = &answer
	}
	return loaded, nil
}

// Children implements casework.Store.
func (s *Store) Children(ctx context.Context, parent workflow.CaseID) ([]workflow.Child, error) {
	var rows []caseRow
	err := s.persist(ctx, func() error {
		rows = nil
		return s.reads.WithContext(ctx).Select("id", "ref", "state").Where("parent = ?", uuid.UUID(parent)).Order("ref").Find(&rows).Error
	})
	children := make([]workflow.Child, len(rows))
	for i, row := range rows {
		children[i] = workflow.Child{ID: workflow.CaseID(row.ID), Ref: row.Ref, State: workflow.State(row.State)}
	}
	return children, err
}

// Pack implements casework.Store.
func (s *Store) Pack(ctx context.Context, hash string) (*policy.Pack, error) {
	var content string
	err := s.persist(ctx, func() error {
		return s.reads.WithContext(ctx).Raw("SELECT content FROM packs WHERE hash = ?", hash).Scan(&content).Error
	})
	if err != nil {
		return nil, err
	}
	if content == "" {
		return nil, casework.ErrNoPack
	}
	return policy.ParsePack([]byte(content))
}

// Case implements casework.Library.
func (s *Store) Case(ctx context.Context, id workflow.CaseID) (casework.Loaded, error) {
	return s.Load(ctx, casework.Everywhere(), id, casework.Key{})
}

// Cases implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (s *Store) Cases(ctx context.Context, query casework.Query) ([]casework.Record, error) {
	db := s.reads.WithContext(ctx).Where("id > ?", uuid.UUID(query.After)).Order("id").Limit(page(query.Limit))
	if query.Procedure != "" {
		db = db.Where("procedure = ?", query.Procedure)
	}
	if query.Ref != "" {
		db = db.Where("ref = ?", query.Ref)
	}
	if !query.Parent.IsZero() {
		db = db.Where("parent = ?", uuid.UUID(query.Parent))
	}
	if query.Agency != "" {
		db = db.Where("agency = ?", query.Agency)
	}
	if len(query.States) > 0 {
		db = db.Where("state IN ?", query.States)
	}
	var rows []caseRow
	err := s.fault(ctx, db.Find(&rows).Error)
	records := make([]casework.Record, len(rows))
	for i, row := range rows {
		records[i] = row.record()
	}
	return records, err
}

// Journal implements casework.Library. A limit outside 1 to 100 is taken as 100.
func (s *Store) Journal(ctx context.Context, id workflow.CaseID, after int64, limit int) ([]audit.Sealed, error) {
	var rows []journalRow
	err := s.fault(ctx, s.reads.WithContext(ctx).Where("case_id = ? AND seq > ?", uuid.UUID(id), after).
		Order("seq").Limit(page(limit)).Find(&rows).Error)
	entries := make([]audit.Sealed, len(rows))
	for i, row := range rows {
		entries[i] = row.sealed()
	}
	return entries, err
}

// Timers implements casework.Library.
func (s *Store) Timers(ctx context.Context, id workflow.CaseID) ([]casework.Timer, error) {
	var rows []timerRow
	err := s.reads.WithContext(ctx).Where("case_id = ?", uuid.UUID(id)).Order("due_at, id").Find(&rows).Error
	if err != nil {
		return nil, s.fault(ctx, err)
	}
	return timers(rows)
}

// Notices implements casework.Library.
func (s *Store) Notices(ctx context.Context, id workflow.CaseID) ([]casework.Message, error) {
	var rows []messageRow
	err := s.fault(ctx, s.reads.WithContext(ctx).Where("case_id = ? AND kind = ?", uuid.UUID(id), casework.NoticeMessage).
		Order("created_at, seq, position, id").Find(&rows).Error)
	notices := make([]casework.Message, len(rows))
	for i, row := range rows {
		notices[i] = row.message()
	}
	return notices, err
}

// Ready implements casework.Library.
func (s *Store) Ready(ctx context.Context) (time.Time, error) {
	var row struct{ Now instant }
	err := s.reads.WithContext(ctx).Raw(s.sql("SELECT {now} AS now FROM (SELECT count(*) FROM cases WHERE id = ?) AS readable"),
		s.now(), uuid.Nil).Scan(&row).Error
	if err != nil {
		return time.Time{}, fmt.Errorf("store: not ready: %w", s.fault(ctx, err))
	}
	return row.Now.time(), nil
}

func page(limit int) int {
	if limit < 1 || limit > largestPage {
		return largestPage
	}
	return limit
}
