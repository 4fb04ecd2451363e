package workflow

import (
	"errors"
	"slices"
	"strings"

	"selter/workflow/policy"
	"selter/workflow/wire"
)

// ErrNotAnID is the answer to a text that should name a case and does not.
var ErrNotAnID = errors.New("not an identifier")

// A Kind says which sort of wall a refused event met.
type Kind string

// The kinds of refusal, from the outside in.
const (
	UnknownEvent Kind = "unknown_event" // the procedure has no such event
	Malformed    Kind = "malformed"     // the body has not the form of the event
	WrongState   Kind = "wrong_state"   // no row for the event in this state
	WrongActor   Kind = "wrong_actor"   // none of the actor's roles may do it
	Guarded      Kind = "guarded"       // a rule of law stands against it
)

// The codes of reasons that are not guards.
const (
	EventIsKnown     = "event_is_known"
	BodyIsWellFormed = "body_is_well_formed"
	StateAllowsEvent = "state_allows_event"
	ActorMayAct      = "actor_may_act"
)

// A Reason is one thing that stands against an event. Its code is the assertion
// that does not hold.
type Reason struct {
	Code      string            `json:"code"`
	Field     string            `json:"field,omitzero"` // JSON pointer into the body
	Detail    string            `json:"detail,omitzero"`
	Evidence  []Evidence        `json:"evidence,omitzero"`
	Citations []policy.Citation `json:"citations,omitzero"`
}

// A Refusal says no, with all reasons at once.
type Refusal struct {
	Kind    Kind
	Event   Event
	State   State
	Reasons []Reason
}

func (r *Refusal) Error() string {
	codes := make([]string, len(r.Reasons))
	for i, reason := range r.Reasons {
		codes[i] = reason.Code
	}
	return string(r.Event) + " refused in " + string(r.State) + ": " + strings.Join(codes, ", ")
}

// Has tells whether a reason with this code is among the refusal's.
func (r *Refusal) Has(code string) bool {
	for _, reason := range r.Reasons {
		if reason.Code == code {
			return true
		}
	}
	return false
}

func malformed(event Event, state State, problems wire.Problems) *Refusal {
	refusal := &Refusal{Kind: Malformed, Event: event, State: state}
	for _, p := range problems {
		refusal.Reasons = append(refusal.Reasons, Reason{Code: BodyIsWellFormed, Field: p.Field, Detail: p.Problem})
	}
	return refusal
}

// reasonFrom gathers the citations of the guard and of every limit it compared with.
func reasonFrom(code string, cites []policy.Citation, verdict Verdict) Reason {
	reason := Reason{Code: code, Evidence: verdict.Evidence}
	for _, e := range verdict.Evidence {
		if e.Citation != nil && !slices.Contains(reason.Citations, *e.Citation) {
			reason.Citations = append(reason.Citations, *e.Citation)
		}
		if reason.Field == "" {
			reason.Field = e.Field
		}
	}
	for _, cite := range cites {
		if !slices.Contains(reason.Citations, cite) {
			reason.Citations = append(reason.Citations, cite)
		}
	}
	return reason
}
