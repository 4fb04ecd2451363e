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
	// Tells is who owes what the clock waits for: they are reminded, and told when it has passed.
	Tells []Role
	// Next is the next duty, told besides when it has passed. Nobody stands above a supervisor.
	Next  []Role
	Cites []policy.Citation
}

// Escalates lists who is told that the clock has passed: who owes it, and the next duty.
func (d Deadline[F]) Escalates() []Role {
	var told []Role
	for _, role := range slices.Concat(d.Tells, d.Next) {
		if !slices.Contains(told, role) {
			told = append(told, role)
		}
	}
	return told
}

// A Running is an open clock of a case, as a decision sees it.
type Running struct {
	Kind   Event
	Due    time.Time // as it stands; a paused one will be due later
	Paused bool
}

// running finds the open clock of a kind.
func running(clocks []Running, kind Event) (Running, bool) {
	i := slices.IndexFunc(clocks, func(c Running) bool { return c.Kind == kind })
	if i < 0 {
		return Running{}, false
	}
	return clocks[i], true
}

// Clock finds the open clock of a kind, in a row that looks at clocks.
func (q Question[F]) Clock(kind Event) (Running, bool) { return running(q.Clocks, kind) }

// Arm is the effect that starts the clock.
func (d Deadline[F]) Arm() Effect[F] {
	return Effect[F]{Kind: ArmsDeadline, Object: string(d.Kind), Plan: func(q Question[F]) ([]Action, error) {
		count, err := d.Counts(q)
		if err != nil {
			return nil, fmt.Errorf("deadline %s: %w", d.Kind, err)
		}
		return d.set(q, count)
	}}
}

// set starts the clock with a day that has been counted.
func (d Deadline[F]) set(q Question[F], count calendar.Count) ([]Action, error) {
	reminders, err := remindersBefore(q.Holidays, count.Last, d.Reminders.In(q.Pack).Value, q.Case.Zone, q.At)
	if err != nil {
		return nil, fmt.Errorf("deadline %s: %w", d.Kind, err)
	}
	return []Action{ArmDeadline{
		Kind: d.Kind, Due: q.Case.Zone.EndOf(count.Last), Count: count, Reminders: reminders, Tells: d.Tells,
	}}, nil
}

// Reset is the effect that sets the clock, while it is open, to another last day: a new
// generation whose count runs from today. Until names the day; a zero one leaves the clock as it is.
func (d Deadline[F]) Reset(until func(Question[F]) calendar.Date) Effect[F] {
	return Effect[F]{Kind: ResetsDeadline, Object: string(d.Kind), Plan: func(q Question[F]) ([]Action, error) {
		last := until(q)
		if last.IsZero() {
			return nil, nil
		}
		count, err := q.Holidays.Count(q.Today, calendar.Days{N: q.Today.DaysUntil(last), Unit: calendar.CalendarDays}, false)
		if err != nil {
			return nil, fmt.Errorf("deadline %s: %w", d.Kind, err)
		}
		return d.set(q, count)
	}}
}

// Pause is the effect that stops the clock, and no other.
func (d Deadline[F]) Pause() Effect[F] {
	return Effect[F]{Kind: PausesDeadlines, Object: string(d.Kind), Plan: func(Question[F]) ([]Action, error) {
		return []Action{PauseDeadlines{Kinds: []Event{d.Kind}}}, nil
	}}
}

// GoOn are the effects that let the clock go on, later by its pause, and start it where none
// rests: at first, and when it has passed before. Their row has to look at clocks.
func (d Deadline[F]) GoOn() []Effect[F] {
	rests := func(q Question[F]) bool {
		clock, open := q.Clock(d.Kind)
		return open && clock.Paused
	}
	arm := d.Arm()
	return []Effect[F]{
		{Kind: ResumesDeadlines, Object: string(d.Kind), Plan: func(q Question[F]) ([]Action, error) {
			if !rests(q) {
				return nil, nil
			}
			return []Action{ResumeDeadlines{Kinds: []Event{d.Kind}}}, nil
		}},
		{Kind: arm.Kind, Object: arm.Object, Plan: func(q Question[F]) ([]Action, error) {
			if rests(q) {
				return nil, nil
			}
			return arm.Plan(q)
		}},
	}
}

// Clear is the effect that ends the clock.
func (d Deadline[F]) Clear() Effect[F] {
	return Effect[F]{Kind: ClearsDeadline, Object: string(d.Kind), Plan: func(Question[F]) ([]Action, error) {
		return []Action{ClearDeadline{Kind: d.Kind}}, nil
	}}
}

// Resumed is when a clock ends that has rested: later by the pause, and then with the end of that day in the zone of the
// case, since nobody can be told an hour; where working days were counted, of the first working day from there on.
func Resumed(holidays *calendar.Holidays, zone calendar.Zone, count calendar.Count, due time.Time, rested time.Duration) (time.Time, error) {
	last := calendar.DateOf(due.Add(rested-time.Microsecond), zone)
	for count.Days.Unit == calendar.WorkingDays {
		working, err := holidays.Working(last)
		if err != nil {
			return time.Time{}, err
		}
		if working {
			break
		}
		last = last.AddDays(1)
	}
	return zone.EndOf(last), nil
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
