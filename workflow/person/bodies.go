package person

import (
	"fmt"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/wire"
)

// EnrolBody opens the file; there is nothing to be said.
type EnrolBody struct{}

// Apply changes nothing.
func (EnrolBody) Apply(f Facts, _ workflow.Occurrence) Facts { return f }

// ParticularsBody tells of what the vault keeps from now on.
type ParticularsBody struct {
	Particulars []Commitment `json:"particulars"`
}

// Check demands something, and each thing once.
func (b ParticularsBody) Check() wire.Problems {
	if len(b.Particulars) == 0 {
		return wire.Problems{{Field: "/particulars", Problem: "must not be empty"}}
	}
	var problems wire.Problems
	seen := make(map[Particular]bool)
	for i, p := range b.Particulars {
		if seen[p.Field] {
			problems = append(problems, wire.Problem{Field: fmt.Sprintf("/particulars/%d/field", i), Problem: "stands twice"})
		}
		seen[p.Field] = true
	}
	return problems
}

// Apply keeps the commitments in the place of older ones.
func (b ParticularsBody) Apply(f Facts, _ workflow.Occurrence) Facts {
	f.Recorded = slices.Clone(f.Recorded)
	for _, p := range b.Particulars {
		i := slices.IndexFunc(f.Recorded, func(was Commitment) bool { return was.Field == p.Field })
		if i < 0 {
			f.Recorded = append(f.Recorded, p)
		} else {
			f.Recorded[i] = p
		}
	}
	return f
}

// RequestErasureBody asks for the erasure. Whoever asks for another person names the
// letter by which that person asked.
type RequestErasureBody struct {
	Letter *Basis `json:"letter,omitzero"`
}

// Apply keeps the request.
func (b RequestErasureBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Requested = &Act{Person: on.Actor.Person, On: on.Today, Letter: b.Letter}
	return f
}

// RefuseErasureBody refuses the request, with the reason and the rule it rests on: a
// selection that runs, or a record that has to be kept.
type RefuseErasureBody struct {
	Reason string `json:"reason"`
	Letter *Basis `json:"letter,omitzero"`
}

// Check demands a reason.
func (b RefuseErasureBody) Check() wire.Problems {
	if strings.TrimSpace(b.Reason) == "" {
		return wire.Problems{{Field: "/reason", Problem: "must not be empty"}}
	}
	return nil
}

// Apply keeps the refusal; the person may ask again.
func (b RefuseErasureBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Refused = append(slices.Clone(f.Refused), Act{Person: on.Actor.Person, On: on.Today, Letter: b.Letter, Reason: b.Reason})
	f.Requested = nil
	return f
}

// ConfirmErasureBody erases; there is nothing more to be said.
type ConfirmErasureBody struct{}

// Apply keeps who erased. The commitments stay: they tell nothing without the salts,
// which go with the key.
func (ConfirmErasureBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Erased = &Act{Person: on.Actor.Person, On: on.Today}
	return f
}
