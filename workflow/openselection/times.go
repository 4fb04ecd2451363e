package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A Time is a change of a deadline that somebody asked for, and who granted it. No text read so far
// says who may give more time: two people do, one of them the supervisor. Usulan Selter.
type Time struct {
	Kind   workflow.Event `json:"kind"`
	Until  calendar.Date  `json:"until,omitzero"` // the last day, as it was asked for
	Reason string         `json:"reason"`
	Letter *Letter        `json:"letter,omitzero"`
	By     string         `json:"by"`
	On     calendar.Date  `json:"on,omitzero"`
	// GrantedBy and GrantedOn are set once it has been granted.
	GrantedBy string        `json:"granted_by,omitzero"`
	GrantedOn calendar.Date `json:"granted_on,omitzero"`
	Entry     int64         `json:"entry,omitzero"` // of the journal: the grant
}

// AskedTime is what who owes something says to get more time for it.
type AskedTime struct {
	Kind   workflow.Event `json:"kind"`
	Until  calendar.Date  `json:"until"`
	Reason string         `json:"reason"`
	Letter *Letter        `json:"letter,omitzero"`
}

// Check demands a reason.
func (a AskedTime) Check() wire.Problems { return reasonGiven(a.Reason) }

func (a AskedTime) keptIn(times []Time, on workflow.Occurrence) []Time {
	return append(slices.Clone(times), Time{Kind: a.Kind, Until: a.Until, Reason: a.Reason, Letter: a.Letter, By: on.Actor.Person, On: on.Today})
}

// granted marks the newest request of a kind that nobody has granted. Where there is none it keeps
// a grant of nothing, which the guards refuse.
func granted(times []Time, kind workflow.Event, on workflow.Occurrence) []Time {
	times = slices.Clone(times)
	at := openRequest(times, kind)
	if at < 0 {
		at, times = len(times), append(times, Time{Kind: kind})
	}
	times[at].GrantedBy, times[at].GrantedOn, times[at].Entry = on.Actor.Person, on.Today, on.Seq
	return times
}

// openRequest is where the newest request of a kind stands, if nobody has granted it; otherwise -1.
// What was asked for before a grant is settled with it.
func openRequest(times []Time, kind workflow.Event) int {
	for i, t := range slices.Backward(times) {
		if t.Kind != kind {
			continue
		}
		if t.GrantedBy != "" {
			return -1
		}
		return i
	}
	return -1
}

// A timeline is how the facts of a procedure keep the changes of its deadlines.
type timeline[F any] struct {
	of     func(F) []Time
	clocks []workflow.Deadline[F] // those whose day can be changed
}

// clock finds a clock whose day can be changed.
func (l timeline[F]) clock(kind workflow.Event) (workflow.Deadline[F], bool) {
	i := slices.IndexFunc(l.clocks, func(d workflow.Deadline[F]) bool { return d.Kind == kind })
	if i < 0 {
		return workflow.Deadline[F]{}, false
	}
	return l.clocks[i], true
}

// owing lists who owes what some of the clocks wait for.
func (l timeline[F]) owing() []workflow.Role {
	var owing []workflow.Role
	for _, role := range workflow.Roles() {
		if slices.ContainsFunc(l.clocks, func(d workflow.Deadline[F]) bool { return slices.Contains(d.Tells, role) }) {
			owing = append(owing, role)
		}
	}
	return owing
}

// asked is the request of the event: the one that has just been added.
func (l timeline[F]) asked(q workflow.Question[F]) Time { return l.of(q.After)[len(l.of(q.After))-1] }

// granted is the request of the event: the one that has just been granted.
func (l timeline[F]) granted(q workflow.Question[F]) Time {
	before, after := l.of(q.Case.Facts), l.of(q.After)
	for i, t := range after {
		if t.GrantedBy != "" && (i >= len(before) || before[i].GrantedBy == "") {
			return t
		}
	}
	return Time{}
}

// rows are those by which deadlines are changed in some states.
func (l timeline[F]) rows(ask, grant workflow.Form[F], from ...workflow.State) []workflow.Transition[F] {
	return []workflow.Transition[F]{
		{
			On: AskForTime, From: from, To: workflow.Stay, By: l.owing(), Says: ask, Clocks: true,
			Requires: []workflow.Guard[F]{l.isRunning(l.asked), l.isLater(l.asked), l.isAskedByWhoOwes()},
			Effects:  workflow.Telling[F](AskForTime, workflow.Supervisor), Documents: []string{"time_request"}, Cites: []policy.Citation{changedByTwo},
		},
		{
			On: GrantTime, From: from, To: workflow.Stay, By: []workflow.Role{workflow.Supervisor}, Says: grant, Clocks: true,
			Requires: []workflow.Guard[F]{l.isRunning(l.granted), l.isLater(l.granted), l.wasAskedByAnother()},
			Effects:  append(l.resets(), l.tellWhoOwes()...), Documents: []string{"time_grant"}, Cites: []policy.Citation{changedByTwo},
		},
	}
}

// resets sets the clock that is granted to its new day.
func (l timeline[F]) resets() []workflow.Effect[F] {
	effects := make([]workflow.Effect[F], len(l.clocks))
	for i, clock := range l.clocks {
		effects[i] = clock.Reset(func(q workflow.Question[F]) calendar.Date {
			if t := l.granted(q); t.Kind == clock.Kind {
				return t.Until
			}
			return calendar.Date{}
		})
	}
	return effects
}

// tellWhoOwes tells those who owe what the changed clock waits for, and nobody else.
func (l timeline[F]) tellWhoOwes() []workflow.Effect[F] {
	effects := workflow.Telling[F](GrantTime, l.owing()...)
	for i, role := range l.owing() {
		tell := effects[i].Plan
		effects[i].Plan = func(q workflow.Question[F]) ([]workflow.Action, error) {
			if clock, _ := l.clock(l.granted(q).Kind); !slices.Contains(clock.Tells, role) {
				return nil, nil
			}
			return tell(q)
		}
	}
	return effects
}

// Only a clock that runs is changed: what has passed has passed, and what rests goes on by itself.
// The last day for applicants is changed by an extension alone, and that of a scoring by handing
// sheets out again.
func (l timeline[F]) isRunning(of func(workflow.Question[F]) Time) workflow.Guard[F] {
	return workflow.Guard[F]{
		Code: "clock_is_running", Cites: []policy.Citation{changedByTwo},
		Check: func(q workflow.Question[F]) workflow.Verdict {
			kind := of(q).Kind
			_, changes := l.clock(kind)
			clock, open := q.Clock(kind)
			return workflow.Require(changes && open && !clock.Paused,
				workflow.FoundIn("/kind", "can_be_changed", changes), workflow.Found("open", open), workflow.Found("paused", clock.Paused))
		},
	}
}

// More time is more: the new last day lies after the present one, and within a year. No text sets that
// limit; a slip of the pen would set one that nobody lives to see.
func (l timeline[F]) isLater(of func(workflow.Question[F]) Time) workflow.Guard[F] {
	return workflow.Guard[F]{
		Code: "time_asked_is_later", Cites: []policy.Citation{changedByTwo},
		Check: func(q workflow.Question[F]) workflow.Verdict {
			until, last := of(q).Until, q.Today
			if clock, open := q.Clock(of(q).Kind); open {
				last = calendar.DateOf(clock.Due.Add(-1), q.Case.Zone) // due is the first instant at which it has passed
			}
			return workflow.Require(until.After(last) && until.After(q.Today) && !until.After(q.Today.AddYears(1)),
				workflow.FoundIn("/until", "until", textOf(until)), workflow.Found("last_day", last), workflow.Found("today", q.Today))
		},
	}
}

// Whoever owes what the clock waits for asks for more time, and nobody for them.
func (l timeline[F]) isAskedByWhoOwes() workflow.Guard[F] {
	return workflow.Guard[F]{
		Code: "time_is_asked_by_who_owes_it", Cites: []policy.Citation{changedByTwo},
		Check: func(q workflow.Question[F]) workflow.Verdict {
			clock, _ := l.clock(l.asked(q).Kind)
			_, owes := q.Actor.Acting(clock.Tells)
			return workflow.Require(owes, workflow.FoundIn("/kind", "owed_by", append([]workflow.Role{}, clock.Tells...)))
		},
	}
}

// Nobody grants what they have asked for, and nobody what was not asked for.
func (l timeline[F]) wasAskedByAnother() workflow.Guard[F] {
	return workflow.Guard[F]{
		Code: "time_is_granted_by_another", Cites: []policy.Citation{changedByTwo, twoPersons},
		Check: func(q workflow.Question[F]) workflow.Verdict {
			t := l.granted(q)
			return workflow.Require(t.By != "" && t.By != t.GrantedBy,
				workflow.FoundIn("/kind", "asked", t.By != ""), workflow.Found("by_another", t.By != t.GrantedBy))
		},
	}
}
