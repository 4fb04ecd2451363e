package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"time"

	"gorm.io/gorm"

	"selter/pkg/identity"
)

// pruned is how many guesses that nobody counts any more go with one that is made: more than
// it adds, so that what is left behind shrinks.
const pruned = 100

// Attempt implements identity.Accounts. On Postgres everybody who guesses at a subject waits for its
// lock, so that the count which is read is the count that holds; the locks are taken in one order by
// all. A SQLite file has one writer. Who is refused anyway waits for nobody and holds nobody up.
func (i Identity) Attempt(ctx context.Context, subjects []identity.Limit) (at, retry time.Time, err error) {
	err = i.s.persist(ctx, func() error {
		retry, at, err = i.full(i.s.reads.WithContext(ctx), subjects)
		return err
	})
	if err != nil || !retry.IsZero() {
		return at, retry, err
	}
	err = i.s.together(ctx, func(w *writer) error {
		at, retry, err = i.attempt(w, subjects)
		return err
	})
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	return at, retry, nil
}

func (i Identity) attempt(w *writer, limits []identity.Limit) (at, retry time.Time, err error) {
	guesses := longest(limits)
	if i.s.name == postgresName {
		for _, guess := range guesses {
			w.exec(`SELECT pg_advisory_xact_lock(?)`, int64(binary.BigEndian.Uint64(guess.Subject[:8]))) // any 64 bits do
		}
	}
	if w.err != nil {
		return time.Time{}, time.Time{}, w.err
	}
	retry, now, err := i.full(w.tx, limits)
	if err != nil || !retry.IsZero() {
		return now, retry, err
	}
	for _, guess := range guesses {
		// The bytes do not come first: gorm spreads a slice that stands right behind a parenthesis.
		w.exec(`INSERT INTO attempts (at, subject, ends_at) VALUES (?, ?, ?)`, now, guess.Subject[:], now.Add(guess.Window))
	}
	// Rows that somebody else is taking away are left to them, and nobody waits.
	w.exec(i.s.sql(`DELETE FROM attempts WHERE (subject, at) IN (
		SELECT m.subject, m.at FROM attempts AS m WHERE m.ends_at <= ? LIMIT ? {unshared})`), now, pruned)
	return now, time.Time{}, nil
}

// full tells when the next guess may be made, zero for now, by the clock that it answers.
func (i Identity) full(db *gorm.DB, limits []identity.Limit) (retry, now time.Time, err error) {
	var clock struct{ Now instant }
	if err := db.Raw(i.s.sql(`SELECT {now} AS now`), i.s.now()).Scan(&clock).Error; err != nil {
		return time.Time{}, time.Time{}, err
	}
	now = clock.Now.time()
	for _, limit := range limits {
		next, err := i.next(db, limit, now)
		if err != nil {
			return time.Time{}, time.Time{}, err
		}
		if next.After(retry) {
			retry = next
		}
	}
	return retry, now, nil
}

// next is when a subject may be guessed at again, zero for now: when as many guesses lie in the window
// as it takes, the oldest of them must leave it first.
func (i Identity) next(db *gorm.DB, limit identity.Limit, now time.Time) (time.Time, error) {
	if limit.Most < 1 {
		return now.Add(limit.Window), nil
	}
	var oldest []struct{ At instant }
	err := db.Raw(`SELECT at FROM attempts WHERE subject = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?`,
		limit.Subject[:], i.s.bind(micros(now.Add(-limit.Window))), limit.Most-1).Scan(&oldest).Error
	if err != nil || len(oldest) == 0 {
		return time.Time{}, err
	}
	return oldest[0].At.time().Add(limit.Window), nil
}

// longest names each subject once, with its longest window, in the order of the subjects.
func longest(limits []identity.Limit) []identity.Limit {
	sorted := slices.SortedFunc(slices.Values(limits), func(a, b identity.Limit) int {
		if order := bytes.Compare(a.Subject[:], b.Subject[:]); order != 0 {
			return order
		}
		return int(max(-1, min(1, b.Window-a.Window)))
	})
	return slices.CompactFunc(sorted, func(a, b identity.Limit) bool { return a.Subject == b.Subject })
}

// Forgive implements identity.Accounts.
func (i Identity) Forgive(ctx context.Context, subject [32]byte) error {
	_, err := i.s.repeatable(ctx, `DELETE FROM attempts WHERE subject = ?`, subject[:])
	return err
}

// GiveBack implements identity.Accounts. Two that give back guesses of one instant at once may give back one
// of them: the count is then too high by one, never too low.
func (i Identity) GiveBack(ctx context.Context, subject [32]byte, at time.Time) error {
	row := "rowid"
	if i.s.name == postgresName {
		row = "ctid"
	}
	_, err := i.s.once(ctx, `DELETE FROM attempts WHERE `+row+` = (SELECT `+row+` FROM attempts WHERE subject = ? AND at = ? LIMIT 1)`, subject[:], at)
	return err
}
