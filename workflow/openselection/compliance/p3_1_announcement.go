package compliance

import (
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// P3.1: the post was announced long enough and widely enough, and stayed open as long as announced.
func announcement() Check {
	return Check{
		ID: "p3_1", Indicator: "p3", Dimension: Preparation,
		Sentence: "Lama dan saluran pengumuman sesuai ketentuan, dan pendaftaran dibuka sampai hari yang diumumkan.",
		English:  "The announcement is long and wide enough, and applications stay open until the announced day.",
		Cites:    []policy.Citation{procedure2019},
		Touches:  []workflow.Event{openselection.Announce, openselection.Extend, openselection.ApplicationsDue},
		measure: func(q *inquiry) {
			announced, there := q.rely(q.round, openselection.Announce)
			if !there || q.plan.Announced == nil {
				q.waiting = true
				return
			}
			a, day := q.plan.Announced, q.day(announced)
			q.lasts(openselection.Window{Opens: a.Opens, Closes: a.Closes}, policy.AnnouncementLength)
			q.must(!a.Opens.Before(day), workflow.Found("announced_on", day), workflow.Found("opens", a.Opens))
			least, kinds := policy.AnnouncementChannelsMin.In(q.pack), make(map[string]bool, len(a.Channels))
			for _, channel := range a.Channels {
				if channel.Evidence.Number != "" {
					kinds[channel.Kind] = true
				}
			}
			q.must(len(kinds) >= least.Value, workflow.Found("channels", len(kinds)), workflow.Limit("at_least", least))
			for i, extended := range q.selection.all(openselection.Extend) {
				q.name(q.selection, extended)
				if i < len(q.facts.Extensions) {
					e := q.facts.Extensions[i]
					q.lasts(openselection.Window{Opens: e.Opens, Closes: e.Closes}, policy.ExtensionLength)
				}
			}
			if closed, there := q.rely(q.selection, openselection.ApplicationsDue); there {
				until := q.facts.Window.Closes
				q.must(q.day(closed).After(until), workflow.Found("closes", until), workflow.Found("closed_on", q.day(closed)))
			}
		},
	}
}

// lasts demands that a window is as long as the policy says. A year of which no holidays are
// known proves nothing.
func (q *inquiry) lasts(w openselection.Window, key policy.Key[calendar.Days]) {
	needed := key.In(q.pack)
	days, enough, err := w.Lasts(q.holidays, needed.Value)
	if err != nil {
		q.must(false, workflow.Found("uncountable", err.Error()))
		return
	}
	q.must(enough, workflow.Found("opens", w.Opens), workflow.Found("closes", w.Closes), workflow.Found("days", days), workflow.Limit("at_least", needed))
}
