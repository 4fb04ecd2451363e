package house

import (
	"context"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
)

// Move sets a clock without sweeping: what is due is left to the parts that run.
func (c *Clock) Move(to time.Time) error { return c.set(to) }

// EachCase calls do for every case, until it fails.
func (h *House) EachCase(ctx context.Context, do func(casework.Record) error) error {
	var after workflow.CaseID
	for {
		page, err := h.Store.Cases(ctx, casework.Query{After: after, Limit: 100})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, record := range page {
			if err := do(record); err != nil {
				return err
			}
			after = record.ID
		}
	}
}
