package openselection

import (
	"slices"
	"strings"
	"time"

	"selter/workflow"
)

// gatherScores reads the sheets that are out. Only what was submitted is taken, only of
// candidates who still compete, and of no scorer with a conflict, whether the sheet has
// heard of it yet or not. Papers get their authors back.
func gatherScores(q selectionQuestion, _ nothing[SelectionFacts]) (RevealScoresBody, error) {
	f := q.Case.Facts
	if f.Scoring == nil {
		return RevealScoresBody{Component: Components()[0], Sheets: []RevealedSheet{}}, nil // which a guard refuses
	}
	if short, err := waiting(q); err != nil {
		return RevealScoresBody{}, err
	} else if len(short) > 0 {
		return lengthened(q), nil
	}
	body := RevealScoresBody{Component: f.Scoring.Component, Sheets: []RevealedSheet{}}
	authors := make(map[string]string)
	if body.Component == Paper {
		papers, err := papersOf(q.Children)
		if err != nil {
			return body, err
		}
		for candidate, code := range papers {
			authors[code] = candidate
			body.Papers = append(body.Papers, Unsealed{Code: code, Candidate: candidate})
		}
		slices.SortFunc(body.Papers, func(a, b Unsealed) int { return strings.Compare(a.Code, b.Code) })
	}
	for _, scorer := range f.Scoring.Scorers {
		sheet, submitted, err := submittedSheet(q.Children, *f.Scoring, scorer.Person)
		if err != nil {
			return body, err
		}
		revealed := RevealedSheet{By: scorer.Person, Lapsed: !submitted && len(scorer.Candidates) > 0}
		for _, m := range sheet.Marks {
			candidate := m.Candidate
			if body.Component == Paper {
				candidate = authors[m.Candidate]
			}
			if submitted && slices.Contains(scorer.Candidates, candidate) {
				revealed.Marks = append(revealed.Marks, RevealedMark{Candidate: candidate, Points: markOf(sheet.Criteria, m.Criteria), Criteria: m.Criteria})
			}
		}
		slices.SortFunc(revealed.Marks, func(a, b RevealedMark) int { return strings.Compare(a.Candidate, b.Candidate) })
		body.Sheets = append(body.Sheets, revealed)
	}
	return body, nil
}

// submittedSheet finds what a scorer has submitted. A sheet that cannot be read is neither
// submitted nor lapsed, but an error.
func submittedSheet(children []workflow.Relative, s Scoring, person string) (SheetFacts, bool, error) {
	sheet, there := sheetOf(children, s, person)
	if !there || sheet.State != SheetSubmitted {
		return SheetFacts{}, false, nil
	}
	facts, err := factsOf[SheetFacts](sheet)
	return facts, err == nil, err
}

func sheetOf(children []workflow.Relative, s Scoring, person string) (workflow.Relative, bool) {
	ref := SheetRef(s.Component, person, s.Turn)
	at := slices.IndexFunc(children, func(r workflow.Relative) bool { return r.Procedure == SheetName && r.Ref == ref })
	if at < 0 {
		return workflow.Relative{}, false
	}
	return children[at], true
}

// papersOf finds the code of each candidate's paper: where somebody has handed in two under
// two codes, of the one that came last.
func papersOf(children []workflow.Relative) (map[string]string, error) {
	papers, at := make(map[string]string), make(map[string]time.Time)
	for _, child := range children {
		if child.Procedure != PaperName {
			continue
		}
		facts, err := factsOf[PaperFacts](child)
		if err != nil {
			return nil, err
		}
		code, again := papers[facts.Candidate]
		before := at[facts.Candidate]
		if !again || before.Before(facts.At) || before.Equal(facts.At) && code < child.Ref {
			papers[facts.Candidate], at[facts.Candidate] = child.Ref, facts.At
		}
	}
	return papers, nil
}

// onSheets names candidates as sheets of a component do: papers by their codes, in the
// order of the codes, so that not even the order tells who is who.
func onSheets(c Component, candidates []string, papers map[string]string) []string {
	if c != Paper {
		return candidates
	}
	codes := []string{}
	for _, candidate := range candidates {
		if code, there := papers[candidate]; there {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}
