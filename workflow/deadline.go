package workflow

import (
	"fmt"
	"slices"
	"time"

	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// A Deadline is a clock that the law starts. When it passes, the clock sends the
// deadline's kind to the case as an event, so that every deadline has its rows.
type Deadline[F any] struct {
	Kind Event // named <thing>_due
	// Counts finds the last day on which the thing may still be done.
	Counts func(Question[F]) (calendar.Count, error)
	// Reminders are the lead times before the deadline, from the policy.
	Reminders policy.Key[policy.Leads]
	Tells     []Role // who is reminded
	Cites     []policy.Citation
}

// Arm is the effect that starts the clock.
func (d Deadline[F]) Arm() Effect[F] {
	return Effect[F]{Kind: ArmsDeadline, Object: string(d.Kind), Plan: func(q Question[F]) ([]Action, error) {
		count, err := d.Counts(q)
		if err != nil {
			return nil, fmt.Errorf("deadline %s: %w", d.Kind, err)
		}
		reminders, err := remindersBefore(q.Holidays, count.Last, d.Reminders.In(q.Pack).Value, q.Case.Zone, q.At)
		if err != nil {
			return nil, fmt.Errorf("deadline %s: %w", d.Kind, err)
		}
		return []Action{ArmDeadline{
			Kind: d.Kind, Due: q.Case.Zone.EndOf(count.Last), Count: count, Reminders: reminders, Tells: d.Tells,
		}}, nil
	}}
}

// Clear is the effect that ends the clock.
func (d Deadline[F]) Clear() Effect[F] {
	return Effect[F]{Kind: ClearsDeadline, Object: string(d.Kind), Plan: func(Question[F]) ([]Action, error) {
		return []Action{ClearDeadline{Kind: d.Kind}}, nil
	}}
}

// remindersBefore places each lead time at the start of its day; a reminder whose
// moment has gone by already is left out.
func remindersBefore(holidays *calendar.Holidays, last calendar.Date, leads policy.Leads, zone calendar.Zone, now time.Time) ([]time.Time, error) {
	var reminders []time.Time
	for _, lead := range leads {
		day := last
		for left := lead.N; left > 0; {
			day = day.AddDays(-1)
			if lead.Unit == calendar.WorkingDays {
				working, err := holidays.Working(day)
				if err != nil {
					return nil, err
				}
				if !working {
					continue
				}
			}
			left--
		}
		if at := zone.StartOf(day); at.After(now) && !slices.Contains(reminders, at) {
			reminders = append(reminders, at)
		}
	}
	slices.SortFunc(reminders, time.Time.Compare)
	return reminders, nil
}
