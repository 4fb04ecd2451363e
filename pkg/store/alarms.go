package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"selter/pkg/casework"
	"selter/workflow"
)

const (
	timerNames   = "id, case_id, kind, reminder, generation, due_at, tells, count, fired_at, cleared_at, paused_at, note"
	messageNames = "id, case_id, seq, position, kind, event, to_parent, ref, role, reminder, body, created_at, attempts, done_at, outcome"
)

// Both halves use the index of open timers, and one clock decides for both: nothing falls between
// what is due and what comes next.
const ripening = `SELECT * FROM (SELECT ` + timerNames + `, TRUE AS ripe FROM timers
	WHERE fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL AND due_at <= {moment} AND {house} ORDER BY due_at LIMIT ?) AS ripe
UNION ALL SELECT * FROM (SELECT ` + timerNames + `, FALSE AS ripe FROM timers
	WHERE fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL AND due_at > {moment} AND {house} ORDER BY due_at LIMIT 1) AS unripe
ORDER BY due_at, id`

type ripeningRow struct {
	Timer timerRow `gorm:"embedded"`
	Ripe  bool
}

// Due implements casework.Alarms.
func (s *Store) Due(ctx context.Context, limit int) (due []casework.Timer, next time.Time, err error) {
	now := s.now()
	var rows []ripeningRow
	err = s.reads.WithContext(ctx).Raw(s.sql(ripening), now, limit+1, now).Scan(&rows).Error
	if err != nil {
		return nil, time.Time{}, s.fault(ctx, err)
	}
	for _, row := range rows {
		if !row.Ripe || len(due) == limit {
			return due, row.Timer.Due.time(), nil
		}
		timer, err := row.Timer.timer()
		if err != nil {
			return nil, time.Time{}, err
		}
		due = append(due, timer)
	}
	return due, time.Time{}, nil
}

// A notice and the timer that it comes from are written by one statement; a timer that is not open
// any more, or of another generation, takes its notices with it.
const reminding = `WITH say AS (SELECT {moment} AS at), fired AS (
	UPDATE timers AS t SET fired_at = say.at
	FROM say, unnest(?::uuid[], ?::bigint[]) AS r (id, generation)
	WHERE t.id = r.id AND t.generation = r.generation AND t.reminder > 0 AND t.due_at <= say.at
		AND t.fired_at IS NULL AND t.cleared_at IS NULL AND t.paused_at IS NULL AND {house}
	RETURNING t.id, t.case_id, t.kind, t.generation, t.agency),
told AS (
	INSERT INTO outbox (id, case_id, seq, position, kind, event, to_parent, ref, role, reminder, body, created_at, agency)
	SELECT n.id, fired.case_id, fired.generation, n.position, 'notice', fired.kind, FALSE, '', n.role, TRUE, '', say.at, fired.agency
	FROM say, fired JOIN unnest(?::uuid[], ?::uuid[], ?::integer[], ?::text[]) AS n (id, timer, position, role) ON n.timer = fired.id)
SELECT count(*) FROM fired`

// Remind implements casework.Alarms. Timers that are not reminders, or not due, are passed over.
func (s *Store) Remind(ctx context.Context, reminders []casework.Timer) (fired int, err error) {
	if len(reminders) == 0 {
		return 0, nil
	}
	if s.name == postgresName {
		return s.remindPostgres(ctx, reminders)
	}
	now := micros(time.Now())
	if s.clock != nil {
		now = micros(s.clock())
	}
	err = s.writes.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		w := &writer{tx: tx, bind: s.bind}
		for _, r := range reminders {
			var agency string
			w.scan(&agency, `UPDATE timers SET fired_at = ? WHERE id = ? AND generation = ? AND reminder > 0 AND due_at <= ?
				AND fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL RETURNING agency`, now, r.ID, r.Generation, now)
			if agency == "" {
				continue
			}
			fired++
			each(w, outboxTable, notices(r, now), agency, "")
		}
		return w.err
	})
	if err != nil {
		return 0, s.fault(ctx, err)
	}
	return fired, nil
}

func (s *Store) remindPostgres(ctx context.Context, reminders []casework.Timer) (fired int, err error) {
	var timers, ids, origins []uuid.UUID
	var generations, positions []int64
	var roles []string
	for _, r := range reminders {
		timers, generations = append(timers, r.ID), append(generations, r.Generation)
		for _, n := range notices(r, time.Time{}) {
			ids, origins = append(ids, n.ID), append(origins, r.ID)
			positions, roles = append(positions, int64(n.Position)), append(roles, string(n.Role))
		}
	}
	err = s.writes.WithContext(ctx).Raw(s.sql(reminding), s.now(), arrayOf(timers), arrayOf(generations),
		arrayOf(ids), arrayOf(origins), arrayOf(positions), arrayOf(roles)).Scan(&fired).Error
	return fired, s.fault(ctx, err)
}

// notices are what a reminder tells, one for each role. They stand behind the entry that armed it.
func notices(r casework.Timer, at time.Time) []casework.Message {
	list := make([]casework.Message, len(r.Tells))
	for i, role := range r.Tells {
		list[i] = casework.Message{
			ID: casework.NoticeID(r.ID, role), Case: r.Case, Seq: r.Generation, Position: i,
			Kind: casework.NoticeMessage, Event: r.Kind, Role: role, Reminder: true, Created: at,
		}
	}
	return list
}

// Dismiss implements casework.Store. A timer that is not open any more is ErrLostRace.
func (s *Store) Dismiss(ctx context.Context, timer casework.Timer, why string) error {
	return s.one(ctx, s.sql(`UPDATE timers SET cleared_at = {moment}, note = ?
		WHERE id = ? AND generation = ? AND fired_at IS NULL AND cleared_at IS NULL AND paused_at IS NULL AND {house}`), s.now(), why, timer.ID, timer.Generation)
}

// An event waits for those that the same case sent before it; notices wait for nobody.
const claiming = `WITH picked AS (
	SELECT m.id FROM outbox AS m
	WHERE {house} AND m.done_at IS NULL AND (m.claimed_until IS NULL OR m.claimed_until <= {moment}) AND (m.kind <> 'event' OR NOT EXISTS (
		SELECT 1 FROM outbox AS before WHERE before.case_id = m.case_id AND before.kind = 'event' AND before.done_at IS NULL
			AND (before.seq, before.position) < (m.seq, m.position)))
	ORDER BY m.created_at, m.case_id, m.seq, m.position LIMIT ? {unshared})
UPDATE outbox SET claimed_until = {moment} + {later}, attempts = attempts + 1
FROM picked WHERE outbox.id = picked.id AND {house}
RETURNING outbox.id, case_id, seq, position, kind, event, to_parent, ref, role, reminder, body, created_at, attempts, done_at, outcome`

// Claim implements casework.Alarms.
func (s *Store) Claim(ctx context.Context, limit int, lease time.Duration) ([]casework.Message, error) {
	now := s.now()
	var rows []messageRow
	err := s.writes.WithContext(ctx).Raw(s.sql(claiming), now, limit, now, lease.Microseconds()).Scan(&rows).Error
	claimed := messages(rows)
	// RETURNING keeps no order.
	slices.SortFunc(claimed, func(a, b casework.Message) int {
		return cmp.Or(a.Created.Compare(b.Created), compareIDs(a.Case, b.Case), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Position, b.Position))
	})
	return claimed, s.fault(ctx, err)
}

func compareIDs(a, b workflow.CaseID) int { return slices.Compare(a[:], b[:]) }

// Settle implements casework.Alarms. A message that has been settled for good is ErrLostRace.
func (s *Store) Settle(ctx context.Context, id uuid.UUID, outcome casework.Outcome) error {
	if outcome.Done {
		return s.one(ctx, s.sql(`UPDATE outbox SET done_at = {moment}, outcome = ?, claimed_until = NULL WHERE id = ? AND done_at IS NULL AND {house}`),
			s.now(), outcome.Remark, id)
	}
	return s.one(ctx, s.sql(`UPDATE outbox SET claimed_until = {moment} + {later}, outcome = ? WHERE id = ? AND done_at IS NULL AND {house}`),
		s.now(), outcome.Retry.Microseconds(), outcome.Remark, id)
}

// SettleAll implements casework.Alarms.
func (s *Store) SettleAll(ctx context.Context, ids []uuid.UUID) error {
	return s.persist(ctx, func() error {
		return s.writes.WithContext(ctx).Exec(s.sql(`UPDATE outbox SET done_at = {moment}, outcome = '', claimed_until = NULL
			WHERE `+s.among("id")+` AND done_at IS NULL AND {house}`), s.now(), s.uuids(ids)).Error
	})
}

// one carries out a statement that changes exactly one row, or else the race is lost.
func (s *Store) one(ctx context.Context, text string, args ...any) error {
	done := s.writes.WithContext(ctx).Exec(text, args...)
	if done.Error == nil && done.RowsAffected != 1 {
		return casework.ErrLostRace
	}
	return s.fault(ctx, done.Error)
}

// Depth implements casework.Alarms.
func (s *Store) Depth(ctx context.Context) (waiting int64, now time.Time, err error) {
	var row struct {
		Waiting int64
		Now     instant
	}
	err = s.reads.WithContext(ctx).Raw(s.sql("SELECT count(*) AS waiting, {moment} AS now FROM outbox WHERE done_at IS NULL AND {house}"), s.now()).Scan(&row).Error
	return row.Waiting, row.Now.time(), s.fault(ctx, err)
}
