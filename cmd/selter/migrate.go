package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/pkg/casework"
)

type migrateCommand struct {
	What string `arg:"" enum:"up,status,verify" help:"up: apply what is missing; status: list; verify: compare the schema with this program's."`
	Data string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

func (c migrateCommand) Run(ctx context.Context, t *terminal) error {
	if c.What != "up" {
		if err := existing(t, c.Data); err != nil {
			return err
		}
	}
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

// Run looks at everything and names each invariant that something breaks, and each number
// of a ranking that counting again finds otherwise; one broken case does not keep the
// others from being checked.
func (c verifyCommand) Run(ctx context.Context, t *terminal) (err error) {
	if err := existing(t, c.Data); err != nil {
		return err
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	found := 0
	// Whether a sweep runs beside this is not known here, so what is overdue is only counted.
	saw, err := h.Desk.Inspect(ctx, h.Store, time.Time{}, func(v casework.Violation) {
		found++
		fmt.Fprintln(t.out, v)
	})
	if err != nil {
		return err
	}
	rankings, err := recounted(ctx, h.Store, func(line string) {
		found++
		fmt.Fprintln(t.out, line)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d cases checked, %d broken; %d journal entries, %d deadlines and reminders (%d of them wait for the sweep), %d messages, %d answers; %d rankings counted again\n",
		saw.Cases, saw.Broken, saw.Entries, saw.Timers, saw.Overdue, saw.Messages, saw.Answers, rankings)
	if found > 0 {
		return exit(exitFailed)
	}
	return nil
}

// existing refuses a data folder that holds no state: looking at one that was only
// just made would say that all is well.
func existing(t *terminal, data string) error {
	if t.settings.Embedded() && !house.Keeps(data) {
		return mistake{fmt.Errorf("--data: %s keeps no state of Selter", data)}
	}
	return nil
}
