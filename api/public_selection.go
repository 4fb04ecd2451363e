package api

import (
	"cmp"
	"context"
	"slices"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// ReadPublicSelection reads what has been published of a selection. What has not been is
// not there, nor that it is still to come.
func (s *Server) ReadPublicSelection(ctx context.Context, request gen.ReadPublicSelectionRequestObject) (gen.ReadPublicSelectionResponseObject, error) {
	id, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	loaded, err := s.everything().Case(ctx, id)
	if err != nil {
		return nil, err
	}
	record := loaded.Record
	if record.Procedure != openselection.SelectionName {
		return nil, casework.ErrNoCase
	}
	round, announced, err := s.announced(ctx, record.Parent)
	if err != nil {
		return nil, err
	}
	facts, err := factsOf[openselection.SelectionFacts](record)
	if err != nil {
		return nil, err
	}
	if facts.Window.Opens.IsZero() {
		return nil, casework.ErrNoCase // dropped before anything was announced
	}
	pack, err := s.config.Packs.Pack(ctx, record.Pack)
	if err != nil {
		return nil, err
	}
	score, err := s.publicScore(ctx, record)
	if err != nil {
		return nil, err
	}
	answer, err := ok(gen.PublicSelection{
		Round: round.ID.String(), Agency: record.Agency, Zone: string(record.Zone), Post: postOf(record, facts),
		Timeline: timelineOf(record.State, *announced.Announced, facts), Results: resultsOf(facts, policy.PublishFinalRanking.In(pack).Value), Corrections: correctionsOf(facts), Compliance: score,
	})
	return publicReply(answer, request.Params.IfNoneMatch), err
}

// timelineOf is what has been announced of a selection, by the dates of the letters.
func timelineOf(state workflow.State, first openselection.Announcement, facts openselection.SelectionFacts) []gen.PublicStep {
	steps := []gen.PublicStep{{Step: string(openselection.Announced), On: first.Opens, Until: first.Closes}}
	for _, extension := range facts.Extensions {
		steps = append(steps, gen.PublicStep{Step: string(openselection.Extended), On: extension.Opens, Until: extension.Closes})
	}
	for _, publication := range facts.Publications {
		steps = append(steps, gen.PublicStep{Step: publication.Stage, On: publication.Letter.Date})
	}
	if facts.Inaugurated != nil {
		steps = append(steps, gen.PublicStep{Step: string(openselection.Inaugurated), On: facts.Inaugurated.On})
	}
	if facts.Ended != nil {
		steps = append(steps, gen.PublicStep{Step: string(state), On: facts.Ended.Basis.Date})
	}
	return steps
}

// resultsOf are the published results by participant number. A stage that was published
// twice has the newer letter; a final result that fell stays to be seen as such.
func resultsOf(facts openselection.SelectionFacts, ranked bool) []gen.PublicResult {
	results := []gen.PublicResult{}
	for _, former := range facts.FormerResults {
		for _, publication := range former.Announced {
			fallen := gen.PublicResult{Stage: publication.Stage, Letter: publication.Letter.Number, Where: publication.Where, Ranked: ranked, Withdrawn: true}
			fallen.Participants = finalists(former.Result, ranked)
			results = append(results, fallen)
		}
	}
	for _, publication := range facts.Publications {
		result := gen.PublicResult{Stage: publication.Stage, Letter: publication.Letter.Number, Where: publication.Where}
		if publication.Stage == finalStage && facts.Result != nil {
			result.Participants, result.Ranked = finalists(*facts.Result, ranked), ranked
		} else {
			result.Participants = participants(facts, publication.Stage)
		}
		results = slices.DeleteFunc(results, func(r gen.PublicResult) bool { return r.Stage == publication.Stage && !r.Withdrawn })
		results = append(results, result)
	}
	return results
}

// participants are those of a stage, in the order of their numbers: that of their points
// would be a ranking.
func participants(facts openselection.SelectionFacts, stage string) []gen.PublicParticipant {
	list := []gen.PublicParticipant{}
	for _, line := range facts.Showing(stage) {
		list = append(list, gen.PublicParticipant{Number: line.Candidate, Passed: line.Passed, Points: line.Points})
	}
	slices.SortFunc(list, func(a, b gen.PublicParticipant) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

// finalists are those who are proposed: in the order of their rank only where the policy
// has the ranking published.
func finalists(result openselection.Result, ranked bool) []gen.PublicParticipant {
	numbers := slices.Clone(result.Proposed)
	if !ranked {
		slices.Sort(numbers)
	}
	list := make([]gen.PublicParticipant, len(numbers))
	for i, number := range numbers {
		list[i].Number = number
	}
	return list
}

// correctionsOf are the changes of what was published: what it said, and what it would say
// now. No points are those of somebody who is out, or of whom no mark counts any more. Why
// that is, is not for everybody.
func correctionsOf(facts openselection.SelectionFacts) []gen.PublicCorrection {
	corrections := []gen.PublicCorrection{}
	for _, component := range openselection.Components() {
		stage := string(component)
		for _, changed := range facts.Changes(stage) {
			corrections = append(corrections, gen.PublicCorrection{Stage: stage, Number: changed.Candidate, Was: changed.Was, Now: changed.Now})
		}
	}
	return corrections
}
