package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// Nobody holds a selection in the name of a complaint but that complaint, which the house brings.
var complaintSpeaksForItself = selectionGuard{
	Code: "complaint_speaks_for_itself", Cites: []policy.Citation{supervision},
	Check: func(q selectionQuestion) workflow.Verdict {
		_, brought := q.Actor.Acting(roles{workflow.System})
		named := q.After.HeldFor != ""
		return workflow.Require(!named || brought, workflow.FoundIn("/complaint", "complaint_named", named), workflow.Found("by_the_complaint", brought))
	},
}

// The end of one complaint's hold does not end another's, nor one that was ordered in the selection itself.
// Who supervises frees the selection whoever holds it.
var holdIsOfThisComplaint = selectionGuard{
	Code: "hold_is_of_this_complaint", Cites: []policy.Citation{supervision},
	Check: func(q selectionQuestion) workflow.Verdict {
		_, brought := q.Actor.Acting(roles{workflow.System})
		byComplaint, ended := q.Case.Facts.HeldFor != "", q.After.HeldFor == ""
		return workflow.Require(ended && (byComplaint || !brought),
			workflow.Found("held_for_a_complaint", byComplaint), workflow.FoundIn("/complaint", "ends_that_hold", ended))
	},
}

// IsHeldFor tells whether a selection rests by the order of the complaint with this reference. Of one
// whose facts cannot be read nobody is told that it goes on.
func IsHeldFor(selection workflow.Relative, complaint string) bool {
	if selection.State != HeldForComplaint {
		return false
	}
	facts, err := factsOf[SelectionFacts](selection)
	return err != nil || facts.HeldFor == complaint
}

// WasAnnounced tells whether a selection has been announced, also where it has been cancelled since.
func WasAnnounced(selection workflow.Relative) bool {
	if selection.Procedure != SelectionName || slices.Contains([]workflow.State{workflow.Unopened, Planned}, selection.State) {
		return false
	}
	if selection.State != Cancelled {
		return true
	}
	facts, err := factsOf[SelectionFacts](selection)
	return err == nil && !facts.Round.IsZero()
}
