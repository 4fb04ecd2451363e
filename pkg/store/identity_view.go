package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"selter/pkg/identity"
)

// Identity is the store as it keeps who people are.
type Identity struct{ s *Store }

var _ identity.Store = Identity{}

// Identity is the view of the store by which people prove who they are.
func (s *Store) Identity() Identity { return Identity{s} }

// Ready implements identity.Store.
func (i Identity) Ready(ctx context.Context) (time.Time, error) { return i.s.Ready(ctx) }

// binds are the values in the form in which the database takes them.
func (s *Store) binds(args []any) []any {
	bound := make([]any, len(args))
	for i, arg := range args {
		if at, is := arg.(time.Time); is {
			arg = micros(at)
		}
		bound[i] = s.bind(arg)
	}
	return bound
}

// find reads rows into a list or a row of a list, as often as it takes.
func (s *Store) find(ctx context.Context, into any, text string, args ...any) error {
	return s.persist(ctx, func() error {
		return s.reads.WithContext(ctx).Raw(s.sql(text), s.binds(args)...).Scan(into).Error
	})
}

// repeatable writes what is the same when it is written twice, and tells whether it met a row.
func (s *Store) repeatable(ctx context.Context, text string, args ...any) (met bool, err error) {
	err = s.persist(ctx, func() error {
		done := s.writes.WithContext(ctx).Exec(s.sql(text), s.binds(args)...)
		met = done.RowsAffected > 0
		return done.Error
	})
	return met, err
}

// once writes what must not be repeated: when the answer is lost, whoever did it would be told that
// somebody else has been faster.
func (s *Store) once(ctx context.Context, text string, args ...any) (met bool, err error) {
	done := s.writes.WithContext(ctx).Exec(s.sql(text), s.binds(args)...)
	return done.RowsAffected > 0, s.fault(ctx, done.Error)
}

// together carries out a transaction that may be repeated as a whole. What refuses it is no fault.
func (s *Store) together(ctx context.Context, work func(w *writer) error) error {
	return s.persist(ctx, func() error {
		return s.writes.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			w := &writer{tx: tx, bind: s.bind}
			if err := work(w); err != nil {
				return err
			}
			return w.err
		})
	})
}

// orNone is NULL for nothing.
func orNone(value []byte) any {
	if len(value) == 0 {
		return nil
	}
	return value
}

// orNew gives a row a name if nobody has.
func orNew(id uuid.UUID) (uuid.UUID, error) {
	if id != uuid.Nil {
		return id, nil
	}
	return uuid.NewV7()
}
