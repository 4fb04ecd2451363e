package house

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"selter/migrations"
	"selter/pkg/store"
)

// verifySchema refuses a database whose schema is not this program's: a server
// does not change the schema under other servers by itself.
func verifySchema(ctx context.Context, db *sql.DB, dialect string) error {
	if err := migrations.Verify(ctx, db, dialect); err != nil {
		if drift, ok := errors.AsType[*migrations.Drift](err); ok {
			return fmt.Errorf("the schema is not this program's, run \"selter migrate up\" first: %w", drift)
		}
		return err
	}
	return nil
}

// Migrate lets do work on the database of c, embedded or not, and on nothing else.
func Migrate(ctx context.Context, c Config, do func(ctx context.Context, db *sql.DB, dialect string) error) error {
	h := &House{config: c}
	location, err := h.location()
	if err != nil {
		return err
	}
	return store.Arrange(ctx, store.Config{URL: location, Log: c.Log, Prepare: do})
}
