package story

import (
	"context"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// scoringOf is what a selection says of the component that is being scored.
func scoringOf(selection caseRead) (openselection.Scoring, error) {
	var facts struct {
		Scoring openselection.Scoring `json:"scoring"`
	}
	err := json.Unmarshal(selection.Facts, &facts)
	return facts.Scoring, err
}

// sheetRef is what a selection calls the sheet that somebody has in the component which is
// being scored.
func sheetRef(selection caseRead, person string) (string, error) {
	scoring, err := scoringOf(selection)
	return openselection.SheetRef(scoring.Component, person, scoring.Turn), err
}

// marks is the body of what a scorer enters. A story says the points by participant, as
// {points: {"01": 82.5}}: they become marks by the criterion of a component that has only
// one. Papers go under the codes that their authors were given: a sheet names no others.
func (g *game) marks(ctx context.Context, selection caseRead, with jsontext.Value) (jsontext.Value, error) {
	var body struct {
		Points map[string]jsontext.Value `json:"points"`
	}
	if with == nil {
		return nil, nil
	}
	if err := json.Unmarshal(with, &body); err != nil || body.Points == nil {
		return with, err
	}
	codes, err := g.codes(ctx, selection)
	if err != nil {
		return nil, err
	}
	type points struct {
		Code   string         `json:"code"`
		Points jsontext.Value `json:"points"`
	}
	type mark struct {
		Candidate string   `json:"candidate"`
		Criteria  []points `json:"criteria"`
	}
	var out struct {
		Marks []mark `json:"marks"`
	}
	for _, number := range slices.Sorted(maps.Keys(body.Points)) {
		candidate := number
		if code := codes[number]; code != "" {
			candidate = code
		}
		out.Marks = append(out.Marks, mark{candidate, []points{{openselection.OnlyCriterion().Code, body.Points[number]}}})
	}
	return wire.Canonical(out)
}

// codes are those of the papers by their authors' participant numbers, while papers are
// being marked. The player knows them because it handed the papers in for the authors;
// nobody else could tell.
func (g *game) codes(ctx context.Context, selection caseRead) (map[string]string, error) {
	scoring, err := scoringOf(selection)
	if err != nil || scoring.Component != openselection.Paper {
		return nil, err
	}
	applications, err := g.records(ctx, reader, selection, openselection.ApplicationName)
	if err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for _, a := range applications {
		number, err := numberOf(a)
		if err != nil {
			return nil, err
		}
		codes[number] = g.codeOf[a.Subject][selection.ID]
	}
	return codes, nil
}

// numberOf is the participant number of an application; empty before it has one.
func numberOf(application caseRead) (string, error) {
	var facts struct {
		Number string `json:"number"`
	}
	if len(application.Facts) == 0 {
		return "", nil
	}
	err := json.Unmarshal(application.Facts, &facts)
	return facts.Number, err
}
