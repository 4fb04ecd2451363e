package compliance

import (
	"slices"

	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// The breaches that make a selection poor whatever its points: with them something does not
// conform, and no other step makes up for it.
const (
	InauguratedWithoutRecommendation = "inaugurated_without_recommendation"
	ChosenOutsideTheNames            = "chosen_outside_the_names"
	CommitteeNotLawful               = "committee_not_lawful"
)

// breaches lists what is there to be seen of them.
func (s *subject) breaches() []Breach {
	var list []Breach
	if inaugurated, there := s.selection.last(openselection.Inaugurate); there {
		if given, recommended := s.selection.last(lastLetter(s.pack)); !recommended || given.Seq > inaugurated.Seq {
			list = append(list, Breach{InauguratedWithoutRecommendation, []Evidence{s.told(inaugurated)}, []policy.Citation{supervision, inaugurateInTime}})
		}
	}
	if chosen, there := s.selection.last(openselection.Choose); there && s.facts.Choice != nil && s.facts.Result != nil {
		if !slices.Contains(s.facts.Result.Proposed, s.facts.Choice.Candidate) {
			list = append(list, Breach{ChosenOutsideTheNames, []Evidence{s.told(chosen)}, []policy.Citation{threeNames, choosing}})
		}
	}
	if determined, there := s.selection.last(openselection.DetermineResult); there && s.facts.Result != nil {
		day, term := (&inquiry{subject: s}).day(determined), s.facts.Terms.Term
		outside := term != nil && (day.Before(term.From) || day.After(term.Until))
		if outside || len(s.plan.CompositionFlaws(s.pack, s.facts.Terms.Members)) > 0 {
			list = append(list, Breach{CommitteeNotLawful, []Evidence{s.told(determined)}, []policy.Citation{formsCommittee, committeeRules}})
		}
	}
	return list
}
