package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/workflow"
)

type migrateCommand struct {
	What string `arg:"" enum:"up,status,verify" help:"up: apply what is missing; status: list; verify: compare the schema with this program's."`
	Data string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

func (c migrateCommand) Run(ctx context.Context, t *terminal) error {
	return house.Migrate(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log}, func(ctx context.Context, db *sql.DB, dialect string) error {
		switch c.What {
		case "up":
			if err := migrations.Up(ctx, db, dialect); err != nil {
				return err
			}
			_, err := fmt.Fprintln(t.out, "the schema is up to date")
			return err
		case "verify":
			if err := migrations.Verify(ctx, db, dialect); err != nil {
				return err
			}
			_, err := fmt.Fprintln(t.out, "the schema is this program's")
			return err
		}
		steps, err := migrations.Status(ctx, db, dialect)
		for _, step := range steps {
			when := "not applied"
			if !step.Applied.IsZero() {
				when = "applied " + step.Applied.UTC().Format(time.RFC3339)
			}
			fmt.Fprintf(t.out, "%d  %-28s %s\n", step.Version, step.Name, when)
		}
		return err
	})
}

type verifyCommand struct {
	Data string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

// Run checks each case and says of each that fails why; a broken one does not keep
// the others from being checked.
func (c verifyCommand) Run(ctx context.Context, t *terminal) error {
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	defer h.Close()
	checked, broken := 0, 0
	err = h.EachCase(ctx, func(id workflow.CaseID) error {
		checked++
		if err := h.Desk.Verify(ctx, h.Store, id); err != nil {
			broken++
			fmt.Fprintln(t.out, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d cases checked, %d broken\n", checked, broken)
	if broken > 0 {
		return exit(exitFailed)
	}
	return nil
}
