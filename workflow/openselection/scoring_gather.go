package openselection

import (
	"slices"
	"strings"

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
	body := RevealScoresBody{Component: f.Scoring.Component, Sheets: []RevealedSheet{}}
	authors := make(map[string]string)
	if body.Component == Paper {
		for candidate, paper := range papersOf(q.Children) {
			authors[paper.Ref] = candidate
			body.Papers = append(body.Papers, Unsealed{Code: paper.Ref, Candidate: candidate})
		}
		slices.SortFunc(body.Papers, func(a, b Unsealed) int { return strings.Compare(a.Code, b.Code) })
	}
	for _, scorer := range f.Scoring.Scorers {
		sheet, submitted := submittedSheet(q.Children, *f.Scoring, scorer.Person)
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

// submittedSheet finds what a scorer has submitted.
func submittedSheet(children []workflow.Relative, s Scoring, person string) (SheetFacts, bool) {
	sheet, there := sheetOf(children, s, person)
	if !there || sheet.State != SheetSubmitted {
		return SheetFacts{}, false
	}
	facts, err := factsOf[SheetFacts](sheet)
	return facts, err == nil
}

func sheetOf(children []workflow.Relative, s Scoring, person string) (workflow.Relative, bool) {
	ref := SheetRef(s.Component, person, s.Turn)
	at := slices.IndexFunc(children, func(r workflow.Relative) bool { return r.Procedure == SheetName && r.Ref == ref })
	if at < 0 {
		return workflow.Relative{}, false
	}
	return children[at], true
}

// papersOf finds the paper of each candidate: where somebody has handed in two under two
// codes, the one that came last.
func papersOf(children []workflow.Relative) map[string]workflow.Relative {
	type handed struct {
		workflow.Relative
		facts PaperFacts
	}
	last := make(map[string]handed)
	for _, child := range children {
		facts, err := factsOf[PaperFacts](child)
		if child.Procedure != PaperName || err != nil {
			continue
		}
		before, again := last[facts.Candidate]
		if !again || before.facts.At.Before(facts.At) || before.facts.At.Equal(facts.At) && before.Ref < child.Ref {
			last[facts.Candidate] = handed{child, facts}
		}
	}
	papers := make(map[string]workflow.Relative, len(last))
	for candidate, h := range last {
		papers[candidate] = h.Relative
	}
	return papers
}

// onSheets names candidates as sheets of a component do: papers by their codes, in the
// order of the codes, so that not even the order tells who is who.
func onSheets(c Component, candidates []string, papers map[string]workflow.Relative) []string {
	if c != Paper {
		return candidates
	}
	codes := []string{}
	for _, candidate := range candidates {
		if paper, there := papers[candidate]; there {
			codes = append(codes, paper.Ref)
		}
	}
	slices.Sort(codes)
	return codes
}
