package notify

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/notice"
	"selter/workflow/openselection"
)

// Cases are the cases that letters are about.
type Cases interface {
	Case(ctx context.Context, id workflow.CaseID) (casework.Loaded, error)
	Timers(ctx context.Context, id workflow.CaseID) ([]casework.Timer, error)
}

// about gathers what a letter may say: where the case lies, by the names that everybody in it knows, and the
// deadline that it is about. Nothing of it is personal.
func (c *clerk) about(ctx context.Context, n casework.Notice, record casework.Record) (notice.About, error) {
	about := notice.About{
		Procedure: record.Procedure, Event: n.About, Role: n.Role, Reminder: n.Reminder, Case: n.Case, Ref: record.Ref,
		Agency: record.Agency, Zone: record.Zone,
	}
	if err := c.place(ctx, &about, record); err != nil {
		return about, err
	}
	kind, counts := notice.Clock(record.Procedure, n.About)
	if !counts {
		return about, nil
	}
	timers, err := c.clocks(ctx, n.Case)
	if err != nil {
		return about, err
	}
	// The clock itself, not a reminder before it, as it was set last.
	timers = slices.DeleteFunc(slices.Clone(timers), func(t casework.Timer) bool { return t.Kind != kind || t.Reminder != 0 })
	if len(timers) > 0 {
		last := slices.MaxFunc(timers, func(a, b casework.Timer) int { return int(a.Generation - b.Generation) })
		about.Due, about.Count = last.Due, last.Count
	}
	return about, nil
}

// place names the post and the agency: a selection and what it opened have a post, a round has the letterhead.
func (c *clerk) place(ctx context.Context, about *notice.About, record casework.Record) error {
	if selection := record.Scope().Selection; !selection.IsZero() {
		at, err := c.of(ctx, record, selection)
		if err != nil {
			return err
		}
		var facts struct {
			Post openselection.Post `json:"post"`
		}
		if err := json.Unmarshal(at.Facts, &facts); err != nil {
			return err
		}
		about.Post = facts.Post.Title
	}
	if record.Round.IsZero() {
		return nil
	}
	round, err := c.of(ctx, record, record.Round)
	if err != nil {
		return err
	}
	var facts struct {
		Plan struct {
			Title      string                   `json:"title"`
			Letterhead openselection.Letterhead `json:"letterhead"`
		} `json:"plan"`
	}
	if err := json.Unmarshal(round.Facts, &facts); err != nil {
		return err
	}
	about.Round = facts.Plan.Title
	if facts.Plan.Letterhead.Agency != "" {
		about.Agency = facts.Plan.Letterhead.Agency
	}
	return nil
}

// of is the record itself or another one.
func (c *clerk) of(ctx context.Context, record casework.Record, id workflow.CaseID) (casework.Record, error) {
	if record.ID == id {
		return record, nil
	}
	loaded, err := c.file(ctx, id)
	return loaded.Record, err
}
