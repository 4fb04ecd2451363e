package workflow

import (
	"time"

	"selter/workflow/calendar"
)

// An EffectKind says what sort of thing a row brings about besides the move.
type EffectKind string

// The kinds of effect.
const (
	ArmsDeadline     EffectKind = "arm_deadline"
	ClearsDeadline   EffectKind = "clear_deadline"
	PausesDeadlines  EffectKind = "pause_deadlines"
	ResumesDeadlines EffectKind = "resume_deadlines"
	ResetsDeadline   EffectKind = "reset_deadline"
	Tells            EffectKind = "tell"
	Sends            EffectKind = "send_event"
	Opens            EffectKind = "open_case"
	SetsDuties       EffectKind = "set_duties"
	DestroysKey      EffectKind = "destroy_key"
)

// An Effect is what a row promises: the kind and the object can be read from the
// table; the actions are computed, purely, for one decision.
type Effect[F any] struct {
	Kind   EffectKind
	Object string // the deadline's kind, the event sent, the role told
	Plan   func(Question[F]) ([]Action, error)
}

// An Action is an effect as data. The commit unit writes it; nothing here acts.
type Action interface{ action() }

// ArmDeadline starts a clock. An open deadline of the same kind is replaced, with
// a new generation, so that an alarm set for the old one is stale.
type ArmDeadline struct {
	Kind      Event
	Due       time.Time      // the first instant at which it has passed
	Count     calendar.Count // how the day was found
	Reminders []time.Time    // before Due, ascending
	Tells     []Role         // who is reminded
}

// ClearDeadline ends a clock: what it waited for has happened or will not.
type ClearDeadline struct{ Kind Event }

// PauseDeadlines stops open clocks of the case: those of Kinds or, with none named, all.
type PauseDeadlines struct{ Kinds []Event }

// ResumeDeadlines lets paused clocks of the case go on, later by the pause: those of
// Kinds or, with none named, all.
type ResumeDeadlines struct{ Kinds []Event }

// Tell lets the holders of a role know that an event has happened to the case.
type Tell struct {
	Role  Role
	About Event
}

// SendEvent makes another case decide on an event of its own: every child when
// Ref is empty and ToParent is not set, else one child, or the parent.
type SendEvent struct {
	ToParent bool
	Ref      string
	Event    Event
	Body     any
}

// OpenCase opens a child in the same commit.
type OpenCase struct {
	Procedure string
	Ref       string
	Subject   string // the person whom the child is about, if it is about one
	Event     Event
	Body      any
}

// SetDuties says which duties the subject of the case holds by it from now on, all of
// them: what the case is asked for by everybody else. See Duty.
type SetDuties struct{ Duties []Duty }

// DestroyKey makes everything that is kept encrypted about the person whom the case
// is about unreadable, for ever, and ends the person's access. The journal stays.
type DestroyKey struct{}

func (ArmDeadline) action()     {}
func (ClearDeadline) action()   {}
func (PauseDeadlines) action()  {}
func (ResumeDeadlines) action() {}
func (Tell) action()            {}
func (SendEvent) action()       {}
func (OpenCase) action()        {}
func (SetDuties) action()       {}
func (DestroyKey) action()      {}

// Telling lets roles know that the row's event has happened.
func Telling[F any](about Event, roles ...Role) []Effect[F] {
	effects := make([]Effect[F], len(roles))
	for i, role := range roles {
		effects[i] = Effect[F]{Kind: Tells, Object: string(role), Plan: func(Question[F]) ([]Action, error) {
			return []Action{Tell{Role: role, About: about}}, nil
		}}
	}
	return effects
}

// Pausing stops all clocks of the case.
func Pausing[F any]() Effect[F] {
	return Effect[F]{Kind: PausesDeadlines, Plan: func(Question[F]) ([]Action, error) {
		return []Action{PauseDeadlines{}}, nil
	}}
}

// Resuming lets the clocks of the case go on, all of them.
func Resuming[F any]() Effect[F] {
	return ResumingSome(func(Question[F]) []Event { return nil })
}

// ResumingSome lets those clocks of the case go on that kinds names for this decision; all
// when it names none.
func ResumingSome[F any](kinds func(Question[F]) []Event) Effect[F] {
	return Effect[F]{Kind: ResumesDeadlines, Plan: func(q Question[F]) ([]Action, error) {
		return []Action{ResumeDeadlines{Kinds: kinds(q)}}, nil
	}}
}

// Sending sends event to what targets names for this decision.
func Sending[F any](event Event, plan func(Question[F]) []SendEvent) Effect[F] {
	return Effect[F]{Kind: Sends, Object: string(event), Plan: func(q Question[F]) ([]Action, error) {
		var actions []Action
		for _, send := range plan(q) {
			send.Event = event
			actions = append(actions, send)
		}
		return actions, nil
	}}
}

// Opening opens the children that plan names for this decision.
func Opening[F any](procedure string, event Event, plan func(Question[F]) []OpenCase) Effect[F] {
	return Effect[F]{Kind: Opens, Object: procedure, Plan: func(q Question[F]) ([]Action, error) {
		var actions []Action
		for _, open := range plan(q) {
			open.Procedure, open.Event = procedure, event
			actions = append(actions, open)
		}
		return actions, nil
	}}
}
