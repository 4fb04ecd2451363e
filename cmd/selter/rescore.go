package main

import (
	"context"
	"errors"
	"fmt"

	"selter/cmd/selter/house"
	"selter/pkg/oversight"
)

type rescoreCommand struct {
	All    bool   `help:"Measure also what rests on the newest entries already. What has closed keeps its rows even so."`
	Resume bool   `help:"Go on with the newest measuring that has not come to its end."`
	JSON   bool   `name:"json" help:"Print one JSON document instead of a line."`
	Data   string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

// Run measures the compliance scores of all selections anew, as tasks of the queue. Who ends it loses nothing: how far it
// has come is in the database, and the workers of a server go on with it, or who resumes.
func (c rescoreCommand) Run(ctx context.Context, t *terminal) (err error) {
	if c.All && c.Resume {
		return mistake{errors.New("--all says how to begin; it does not go with --resume")}
	}
	if err := existing(t, c.Data); err != nil {
		return err
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	batch, err := h.Remeasure(ctx, house.Remeasuring{Everyone: c.All, Resume: c.Resume, Progress: progressOn(t.err, "measuring")})
	switch {
	case errors.Is(err, oversight.ErrNoBatch):
		return mistake{errors.New("--resume: every measuring has come to its end")}
	case err != nil && ctx.Err() != nil:
		fmt.Fprintf(t.err, "%d of %d selections are done; \"selter rescore --resume\" goes on\n", batch.Done, batch.Total)
		return exit(exitFailed)
	case err != nil:
		return err
	}
	took := batch.Ended.Sub(batch.Begun)
	if c.JSON {
		return printJSON(t, map[string]any{
			"id": batch.ID, "rubric": batch.Rubric, "selections": batch.Done, "changed": batch.Moved, "seconds": took.Seconds(),
		})
	}
	_, err = fmt.Fprintf(t.out, "%d selections in %.1f s; the score of %d has changed\n", batch.Done, took.Seconds(), batch.Moved)
	return err
}
