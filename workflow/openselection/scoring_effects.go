package openselection

import (
	"slices"

	"selter/workflow"
)

// handOutSheets opens a sheet for each scorer who has none yet. For papers the numbers
// become codes here and nowhere else: the selection keeps the numbers, the sheets the codes,
// and nothing before the reveal has both. All markers are given all codes, also those of
// authors with whom they have a conflict: which codes somebody lacks would tell whose they
// are. Such marks are dropped at the reveal.
var handOutSheets = workflow.Opening(SheetName, OpenSheet, func(q selectionQuestion) []workflow.OpenCase {
	var opened []workflow.OpenCase
	s := said(q)
	papers, err := papersOf(q.Children)
	if err != nil {
		return nil // papersAreHandedIn has read them, and refused
	}
	for _, scorer := range newcomers(q) {
		candidates := scorer.Candidates
		if s.isBlind() {
			candidates = q.Case.Facts.lacking(q.Pack, Paper)
		}
		opened = append(opened, workflow.OpenCase{
			Ref: SheetRef(s.Component, scorer.Person, s.Turn), Subject: scorer.Person,
			Body: OpenSheetBody{
				Component: s.Component, Turn: s.Turn, Candidates: onSheets(s.Component, candidates, papers),
				Criteria: q.After.Terms.criteria(s.Component), Closes: s.Until,
			},
		})
	}
	return opened
})

// toSheets sends an event to the sheets that were out and were, or were not, submitted.
func toSheets(event workflow.Event, submitted bool) selectionEffect {
	return workflow.Sending(event, func(q selectionQuestion) []workflow.SendEvent {
		var sent []workflow.SendEvent
		if s := q.Case.Facts.Scoring; s != nil {
			for _, scorer := range s.Scorers {
				if sheet, there := sheetOf(q.Children, *s, scorer.Person); there && (sheet.State == SheetSubmitted) == submitted {
					sent = append(sent, workflow.SendEvent{Ref: sheet.Ref, Body: nothing[SheetFacts]{}})
				}
			}
		}
		return sent
	})
}

// openPapers gives every paper its author back once papers have been scored, also those
// of which no mark counts.
var openPapers = workflow.Sending(OpenPaper, func(q selectionQuestion) []workflow.SendEvent {
	var sent []workflow.SendEvent
	if s := q.Case.Facts.Scoring; s != nil && s.Component == Paper {
		for _, child := range q.Children {
			if child.Procedure == PaperName && child.State == PaperSealed {
				sent = append(sent, workflow.SendEvent{Ref: child.Ref, Body: nothing[PaperFacts]{}})
			}
		}
	}
	return sent
})

// lapseSheets ends the sheets of a selection that ends with them: they are never revealed.
var lapseSheets = workflow.Sending(LapseSheet, func(q selectionQuestion) []workflow.SendEvent {
	var sent []workflow.SendEvent
	if s := q.Case.Facts.Scoring; s != nil {
		for _, scorer := range s.Scorers {
			sent = append(sent, workflow.SendEvent{Ref: SheetRef(s.Component, scorer.Person, s.Turn), Body: nothing[SheetFacts]{}})
		}
	}
	return sent
})

// strikeFromSheets takes off the sheets that are out whoever the event has taken off. The
// reveal does not wait for it: it looks at conflicts and absences itself. Nobody is struck
// while papers are blind: which code goes would tell whose it is.
func strikeFromSheets(reason string) selectionEffect {
	return workflow.Sending(StrikeCandidate, func(q selectionQuestion) []workflow.SendEvent {
		was, now := q.Case.Facts.Scoring, q.After.Scoring
		if was == nil || now == nil || was.isBlind() {
			return nil
		}
		papers := make(map[string]string)
		for _, p := range q.Case.Facts.Papers {
			papers[p.Candidate] = p.Code
		}
		var sent []workflow.SendEvent
		for i, scorer := range was.Scorers {
			gone := slices.DeleteFunc(slices.Clone(scorer.Candidates), func(candidate string) bool { return slices.Contains(now.Scorers[i].Candidates, candidate) })
			for _, candidate := range onSheets(was.Component, gone, papers) {
				sent = append(sent, workflow.SendEvent{
					Ref: SheetRef(was.Component, scorer.Person, was.Turn), Body: StrikeCandidateBody{Candidate: candidate, Reason: reason},
				})
			}
		}
		return sent
	})
}
