package casework

import (
	"errors"
	"slices"

	"selter/workflow"
	"selter/workflow/access"
)

// Place is where the case stands, as the table of reads asks for it.
func (r Record) Place() access.Place {
	return access.Place{Procedure: r.Procedure, State: r.State, Resumes: r.Resumes}
}

// meets tells whether there is such a case for the caller: one that lies within the wall
// and of which not even the state may be known is not there, like one of another agency.
func (c Caller) meets(record Record, actor workflow.Actor) bool {
	if c.part != "" {
		return true
	}
	_, may := access.MayRead(access.Status, record.Place(), actor.Roles)
	return may
}

// mayHear tells whether the numbers of a case may be told to an actor. What has just been
// said to open a case is nobody's secret from who said it.
func mayHear(what access.Resource, record Record, actor workflow.Actor) bool {
	if record.State == workflow.Unopened || slices.Contains(actor.Roles, workflow.Clock) || slices.Contains(actor.Roles, workflow.System) {
		return true
	}
	_, may := access.MayRead(what, record.Place(), actor.Roles)
	return may
}

// spoken is an error without what its hearer may not know: guards look at facts, and
// their evidence repeats them.
func spoken(err error, record Record, actor workflow.Actor) error {
	refusal, ok := errors.AsType[*workflow.Refusal](err)
	if !ok || refusal.Kind != workflow.Guarded || mayHear(access.Facts, record, actor) {
		return err
	}
	said := *refusal
	said.Reasons = discreet(refusal.Reasons)
	return &said
}

// discreet leaves of the evidence what the actor said and what the law demands.
func discreet(reasons []workflow.Reason) []workflow.Reason {
	kept := slices.Clone(reasons)
	for i := range kept {
		kept[i].Detail = ""
		kept[i].Evidence = slices.DeleteFunc(slices.Clone(kept[i].Evidence), func(e workflow.Evidence) bool {
			return e.Field == "" && e.Citation == nil
		})
	}
	return kept
}
