package api

import (
	"context"

	"selter/api/gen"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// ReadRegionFreeze shows the windows of the election freeze in a region, those of both rules side by side.
func (s *Server) ReadRegionFreeze(ctx context.Context, request gen.ReadRegionFreezeRequestObject) (gen.ReadRegionFreezeResponseObject, error) {
	if !gates.IsRegion(request.Region) {
		return nil, reject("malformed_request", "path:region", "must be the code of a region, two or four digits")
	}
	query, err := s.query(ctx, policy.Query{Province: request.Region[:2], Agency: request.Region}, request.Params.Date)
	if err != nil {
		return nil, err
	}
	pack, err := s.config.Law.Resolve(query)
	if err != nil {
		return nil, err
	}
	region := gates.Listed().In(request.Region, pack)
	freeze := gen.RegionFreeze{
		Region: region.Code, Name: region.Name, Date: query.Date, Elections: []gen.RegionFreeze_Elections{},
		MonthsBefore: region.MonthsBefore.Value, MonthsAfter: region.MonthsAfter.Value,
		Citations: []policy.Citation{region.MonthsBefore.Citation, region.MonthsAfter.Citation},
	}
	if _, cite, frozen := region.On(query.Date); frozen {
		freeze.Frozen, freeze.Article = true, cite.Article
	}
	for _, election := range region.Elections {
		freeze.Elections = append(freeze.Elections, electionFor(election))
	}
	return ok(freeze)
}

func electionFor(e gates.FrozenElection) gen.RegionFreeze_Elections {
	shown := gen.RegionFreeze_Elections{
		Name: e.Name, Note: e.Note, CandidatesFixed: e.CandidatesFixed, TermEnds: e.TermEnds, HeadInaugurated: e.HeadInaugurated,
		Before: windowFor(e.Before, gates.FreezeBefore), Sources: []gen.RegionFreeze_Elections_Sources{},
	}
	if e.After != nil {
		shown.After = windowFor(*e.After, gates.FreezeAfter)
	}
	for _, source := range e.Cites {
		shown.Sources = append(shown.Sources, gen.RegionFreeze_Elections_Sources{Day: gen.RegionFreezeElectionsSourcesDay(source.Day), Citation: source.Citation})
	}
	return shown
}

func windowFor(w gates.Window, cite policy.Citation) gen.FreezeWindow {
	return gen.FreezeWindow{From: w.From, Until: w.Until, Citation: cite}
}
