package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// An inquiry is one check being measured. It begins as met and only falls: by what is found, or
// because an entry that would prove it is not there.
type inquiry struct {
	*subject
	late, failed, waiting bool
	found                 []workflow.Evidence
	proof                 []Evidence
}

// A subject is what checks look at.
type subject struct {
	pack      *policy.Pack
	holidays  *calendar.Holidays
	elections *gates.Elections
	record    *Record
	plan      *openselection.RoundFacts
	facts     *openselection.SelectionFacts
	round     journal
	selection journal
}

// must says that the check is not met unless ok, with what was looked at.
func (q *inquiry) must(ok bool, found ...workflow.Evidence) {
	q.found = append(q.found, found...)
	q.failed = q.failed || !ok
}

// should says that the check is met only in part unless ok.
func (q *inquiry) should(ok bool, found ...workflow.Evidence) {
	q.found = append(q.found, found...)
	q.late = q.late || !ok
}

// rely names the newest entry of some events as proof. Without one the check waits for it.
func (q *inquiry) rely(on journal, events ...workflow.Event) (Step, bool) {
	step, there := on.last(events...)
	return q.relyOn(on, step, there)
}

// relyOn names an entry as proof, if it is there.
func (q *inquiry) relyOn(on journal, step Step, there bool) (Step, bool) {
	if !there {
		q.waiting = true
		return step, false
	}
	q.name(on, step)
	return step, true
}

// name adds an entry to the proof.
func (q *inquiry) name(on journal, step Step) {
	entry := Evidence{Case: on.id, Seq: step.Seq, Event: step.Event}
	if !slices.Contains(q.proof, entry) {
		q.proof = append(q.proof, entry)
	}
}

// day is the civil day of an entry where the agency is.
func (q *inquiry) day(s Step) calendar.Date { return calendar.DateOf(s.At, q.record.Zone) }

// inTime tells whether something happened within a time of the policy, counted as its clock counts:
// from the day after, standing still while the case is held, to another day where two have granted
// it. An entry of the clock itself is proof that the time had passed.
func (q *inquiry) inTime(on journal, from, to Step, clock workflow.Event, key policy.Key[calendar.Days]) bool {
	inTime, _ := q.timely(on, from, to, clock, key)
	return inTime
}

// timely is inTime, and whether that holds by law as well, without what was granted.
func (q *inquiry) timely(on journal, from, to Step, clock workflow.Event, key policy.Key[calendar.Days]) (inTime, byLaw bool) {
	within := key.In(q.pack)
	passed, ran := on.first(clock, from.Seq)
	ran = ran && passed.Seq < to.Seq
	if ran {
		q.name(on, passed)
	}
	count, err := q.holidays.Count(q.day(from), within.Value, false)
	if err != nil {
		q.found = append(q.found, workflow.Found("uncountable", err.Error()))
		return false, false
	}
	happened := q.day(Step{At: to.At.Add(-on.rested(from, to))})
	last := count.Last
	byLaw = !ran && !happened.After(last)
	if granted, more := q.granted(on, from, to, clock); more {
		last = granted
		q.found = append(q.found, workflow.Found("last_day_by_law", count.Last))
	}
	q.found = append(q.found, workflow.Found("from", q.day(from)), workflow.Found("last_day", last), workflow.Found("on", q.day(to)), workflow.Limit("within", within))
	return !ran && !happened.After(last), byLaw
}

// granted is the last day that was granted for a clock between two entries, if one was.
func (q *inquiry) granted(on journal, from, to Step, clock workflow.Event) (last calendar.Date, more bool) {
	times := q.facts.Times
	if on.id == q.round.id {
		times = q.plan.Times
	}
	for _, t := range times {
		if t.Kind != clock || t.Entry <= from.Seq || t.Entry >= to.Seq {
			continue
		}
		if grant, there := on.entry(openselection.GrantTime, t.Entry); there {
			q.name(on, grant)
			last, more = t.Until, true
		}
	}
	return last, more
}

// published finds the entry by which a stage was published first.
func (s *subject) published(stage string) (Step, bool) {
	event := openselection.PublishStage
	if stage == "result" {
		event = openselection.AnnounceResult
	}
	for _, p := range s.facts.Publications {
		if p.Stage == stage {
			return s.selection.entry(event, p.Entry)
		}
	}
	return Step{}, false
}

// mark is what the check has come to. What a check still looks for when the selection has closed was
// not done. One that has ended without an inauguration cannot bring it any more, and the check does
// not apply then.
func (q *inquiry) mark(status Status) (Mark, bool) {
	switch {
	case q.failed:
		return NotMet, false
	case q.waiting && status == Ended:
		return NotApplicable, false
	case q.waiting:
		return NotMet, status == Live
	case q.late:
		return Partly, false
	}
	return Met, false
}

// sorted puts the proof in the order of the journals, that of the round first.
func (q *inquiry) sorted() []Evidence {
	slices.SortFunc(q.proof, func(a, b Evidence) int {
		if a.Case != b.Case {
			if a.Case == q.round.id {
				return -1
			}
			return 1
		}
		return int(a.Seq - b.Seq)
	})
	return q.proof
}

// dated tells whether a letter is there, and bears no date after a day.
func dated(l *openselection.Letter, until calendar.Date) bool {
	return l != nil && l.Number != "" && !l.Date.After(until)
}
