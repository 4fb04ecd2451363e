package openselection_test

import (
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// A file is a case with its journal and its clocks, as the desk would keep them.
type file[F any] struct {
	law     *workflow.Procedure[F]
	opened  workflow.Case[F]
	now     workflow.Case[F]
	journal []workflow.Entry
	heard   []hearing // what led to each entry of the journal
	papers  []string
	told    []workflow.Tell
	sent    []workflow.SendEvent
	duties  []workflow.Duty
	clocks  map[workflow.Event]workflow.ArmDeadline
	paused  map[workflow.Event]time.Time
	written jsontext.Value // the facts as relatives see them, as of a revision
	asOf    int64
}

// A hearing is what was asked of a case and at which moment; with the journal it lets a
// decision be taken again.
type hearing struct {
	command workflow.Command
	moment  workflow.Moment
}

// played is a file of any procedure.
type played interface {
	decide(workflow.Command, workflow.Moment) ([]workflow.Action, error)
	wants(workflow.Event) wants
	relative() workflow.Relative // without its facts
	facts() (jsontext.Value, error)
	alarms() map[workflow.Event]workflow.ArmDeadline
	rests(workflow.Event) bool
	open() []workflow.Running
	given() []workflow.Duty
	moments() []moment
}

// wants is what the rows of an event declare that they look at, and their guards in the
// present state.
type wants struct {
	children, up, held, clocks bool
	into, knows                []string
	guards                     []string
}

func fileOf[F any](law *workflow.Procedure[F], id, parent workflow.CaseID, ref, subject string, zone calendar.Zone) *file[F] {
	opened := workflow.Case[F]{ID: id, Parent: parent, Ref: ref, Subject: subject, Agency: "53", Zone: zone, State: workflow.Unopened}
	return &file[F]{law: law, opened: opened, now: opened, clocks: map[workflow.Event]workflow.ArmDeadline{}, paused: map[workflow.Event]time.Time{}}
}

func (f *file[F]) decide(c workflow.Command, m workflow.Moment) ([]workflow.Action, error) {
	d, err := f.law.Decide(f.now, c, m)
	if err != nil {
		return nil, err
	}
	f.now, f.journal, f.papers = d.Case, append(f.journal, d.Entry), append(f.papers, d.Documents...)
	f.heard = append(f.heard, hearing{c, m})
	delete(f.clocks, c.Event) // a clock that has fired is done, unless it is armed anew
	for _, action := range d.Actions {
		switch act := action.(type) {
		case workflow.ArmDeadline:
			f.clocks[act.Kind] = act
			delete(f.paused, act.Kind)
		case workflow.ClearDeadline:
			delete(f.clocks, act.Kind)
			delete(f.paused, act.Kind)
		case workflow.PauseDeadlines:
			for kind := range f.clocks {
				if since := f.paused[kind]; since.IsZero() && among(act.Kinds, kind) {
					f.paused[kind] = d.Entry.At
				}
			}
		case workflow.ResumeDeadlines:
			for kind, since := range f.paused {
				if clock, open := f.clocks[kind]; open && among(act.Kinds, kind) {
					if clock.Due, err = workflow.Resumed(m.Holidays, f.now.Zone, clock.Count, clock.Due, d.Entry.At.Sub(since)); err != nil {
						return nil, err
					}
					f.clocks[kind] = clock
					delete(f.paused, kind)
				}
			}
		case workflow.Tell:
			f.told = append(f.told, act)
		case workflow.SendEvent:
			f.sent = append(f.sent, act)
		case workflow.SetDuties:
			f.duties = act.Duties
		}
	}
	return d.Actions, nil
}

// among tells whether a kind is meant: all are when none is named.
func among(kinds []workflow.Event, kind workflow.Event) bool {
	return len(kinds) == 0 || slices.Contains(kinds, kind)
}

// open lists the clocks that run or rest, as the desk would find them.
func (f *file[F]) open() []workflow.Running {
	var open []workflow.Running
	for _, kind := range slices.Sorted(maps.Keys(f.clocks)) {
		open = append(open, workflow.Running{Kind: kind, Due: f.clocks[kind].Due, Paused: f.rests(kind)})
	}
	return open
}

// wants looks at all rows of an event, as the desk does, which has to load before it decides.
func (f *file[F]) wants(event workflow.Event) wants {
	var w wants
	for _, row := range f.law.Rows {
		if row.On == event {
			w.children, w.up, w.held = w.children || row.Children, w.up || row.LooksUp, w.held || row.Held
			w.clocks = w.clocks || row.Clocks
			w.into, w.knows = append(w.into, row.LooksInto...), append(w.knows, row.Knows...)
		}
	}
	row, _ := f.law.Row(event, f.now.State)
	for _, guard := range row.Requires {
		w.guards = append(w.guards, guard.Code)
	}
	return w
}

func (f *file[F]) relative() workflow.Relative {
	return workflow.Relative{
		ID: f.now.ID, Procedure: f.law.Name, Ref: f.now.Ref, Subject: f.now.Subject, State: f.now.State, Revision: f.now.Revision,
	}
}

// facts are written once for each revision; whoever tampers with them forgets them first.
func (f *file[F]) facts() (written jsontext.Value, err error) {
	if f.written == nil || f.asOf != f.now.Revision {
		f.asOf = f.now.Revision
		f.written, err = wire.Canonical(f.now.Facts)
	}
	return f.written, err
}

func (f *file[F]) forget() { f.written = nil }

func (f *file[F]) alarms() map[workflow.Event]workflow.ArmDeadline { return f.clocks }
func (f *file[F]) rests(kind workflow.Event) bool                  { return !f.paused[kind].IsZero() }
func (f *file[F]) given() []workflow.Duty                          { return f.duties }
