package openselection

import (
	"slices"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// TakeBackSheet is the chair's, while sheets are out.
const TakeBackSheet workflow.Event = "take_back_sheet"

// TakeBackSheetBody takes an open sheet back from somebody who will not submit it, and
// hands one to somebody else in their place.
type TakeBackSheetBody struct {
	Person string `json:"person"`
	Reason string `json:"reason"`
	// Instead has the candidates of the sheet that was taken back, but for conflicts. It may
	// be left out where enough others score.
	Instead string `json:"instead,omitzero"`
	// Sitting is where whoever comes later has interviewed the candidates; see Sitting.
	Sitting *SittingBody `json:"sitting,omitzero"`
}

// Check demands a reason.
func (b TakeBackSheetBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply takes the sheet as lapsed and keeps who scores instead.
func (b TakeBackSheetBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	if f.Scoring == nil {
		return f
	}
	open := *f.Scoring
	f = f.sat(b.Sitting, on.Pack, open.Component)
	at := slices.IndexFunc(open.Scorers, func(s Scorer) bool { return s.Person == b.Person })
	if at < 0 {
		return f
	}
	left := open.Scorers[at].Candidates
	open.Scorers = slices.Delete(slices.Clone(open.Scorers), at, at+1)
	if b.Instead != "" {
		may := f.toScore(on.Pack, open.Component, b.Instead)
		open.Scorers = append(open.Scorers, Scorer{
			Person:     b.Instead,
			Candidates: slices.DeleteFunc(may, func(candidate string) bool { return !slices.Contains(left, candidate) }),
		})
	}
	f.Lapsed = append(slices.Clone(f.Lapsed), Lapse{Component: open.Component, Turn: open.Turn, Person: b.Person})
	f.Scoring = &open
	return f
}

// isBlind tells whether nobody can know yet whose the papers are that are scored.
func (s Scoring) isBlind() bool { return s.Component == Paper && s.Turn == 1 }

// scorersOf counts those who have a sheet with a candidate.
func (f SelectionFacts) scorersOf(candidate string) int {
	if f.Scoring == nil {
		return 0
	}
	return count(f.Scoring.Scorers, func(s Scorer) bool { return slices.Contains(s.Candidates, candidate) })
}

// newcomers are those whom the event hands a sheet.
func newcomers(q selectionQuestion) []Scorer {
	were := q.Case.Facts.Scoring
	return slices.DeleteFunc(slices.Clone(said(q).Scorers), func(s Scorer) bool {
		return were != nil && were.Turn == said(q).Turn && slices.ContainsFunc(were.Scorers, func(before Scorer) bool { return before.Person == s.Person })
	})
}

// gone finds the scorer whose sheet the event takes back.
func gone(q selectionQuestion) (Scorer, bool) {
	if s := q.Case.Facts.Scoring; s != nil {
		for _, scorer := range s.Scorers {
			if !slices.ContainsFunc(said(q).Scorers, func(now Scorer) bool { return now.Person == scorer.Person }) {
				return scorer, true
			}
		}
	}
	return Scorer{}, false
}

// What was submitted stays. An open sheet is taken back from a member who has left the
// committee, and from anybody else only once the window has been lengthened for it: nobody
// is hurried out of a scoring in which they would disagree.
var sheetMayBeTakenBack = selectionGuard{
	Code: "sheet_may_be_taken_back", Cites: []policy.Citation{aloneAndUnseen},
	Check: func(q selectionQuestion) workflow.Verdict {
		s := q.Case.Facts.Scoring
		scorer, found := gone(q)
		if s == nil || !found {
			return workflow.Require(false, workflow.FoundIn("/person", "has_a_sheet", false))
		}
		sheet, there := sheetOf(q.Children, *s, scorer.Person)
		open := there && sheet.State == SheetOpened
		left := byMembers(s.Component) && !q.Case.Facts.Terms.isMember(scorer.Person)
		return workflow.Require(open && (left || s.Lengthened > 0), workflow.FoundIn("/person", "is_open", open),
			workflow.Found("has_left", left), workflow.Found("lengthened", s.Lengthened))
	},
}

// waiting lists the candidates who would be left with too few marks because a sheet has
// not come: whoever scored them afterwards would have seen the marks of the others. Whom
// conflicts alone leave with too few holds nobody up.
func waiting(q selectionQuestion) ([]need, error) {
	f, short := q.Case.Facts, []need{}
	for _, candidate := range f.competing() {
		marks, missing := len(f.counting(f.Scoring.Component, candidate)), false
		for _, scorer := range f.Scoring.Scorers {
			if !slices.Contains(scorer.Candidates, candidate) {
				continue
			}
			_, submitted, err := submittedSheet(q.Children, *f.Scoring, scorer.Person)
			if err != nil {
				return nil, err
			}
			missing = missing || !submitted
			if submitted {
				marks++
			}
		}
		if needed := f.needed(q.Pack, f.Scoring.Component, candidate); missing && marks < needed {
			short = append(short, need{candidate, needed, marks})
		}
	}
	return short, nil
}

// lengthened is what is recorded when too few sheets are in as the window ends: nothing is
// revealed, what was submitted stays sealed, and the window goes on.
func lengthened(q selectionQuestion) RevealScoresBody {
	return RevealScoresBody{
		Component: q.Case.Facts.Scoring.Component, Sheets: []RevealedSheet{}, Until: q.Today.AddDays(policy.ScoringWindowMin.In(q.Pack).Value.N),
	}
}

// isRevealed tells whether the event has ended the scoring.
func isRevealed(q selectionQuestion) bool { return q.After.Scoring == nil }

// isLengthened tells whether the sheets stay out.
func isLengthened(q selectionQuestion) bool { return !isRevealed(q) }

// onceRevealed has effects only if the event has ended the scoring.
func onceRevealed(effects ...selectionEffect) []selectionEffect {
	for i, effect := range effects {
		effects[i] = where(isRevealed, effect)
	}
	return effects
}

// lapseTakenBack ends the sheet that the event takes back.
var lapseTakenBack = workflow.Sending(LapseSheet, func(q selectionQuestion) []workflow.SendEvent {
	scorer, found := gone(q)
	if !found {
		return nil
	}
	return []workflow.SendEvent{{Ref: SheetRef(said(q).Component, scorer.Person, said(q).Turn), Body: nothing[SheetFacts]{}}}
})

// where is an effect that a row has only if something is so.
func where(is func(selectionQuestion) bool, effect selectionEffect) selectionEffect {
	plan := effect.Plan
	effect.Plan = func(q selectionQuestion) ([]workflow.Action, error) {
		if !is(q) {
			return nil, nil
		}
		return plan(q)
	}
	return effect
}

// lapsed tells whether somebody has failed to submit a sheet of a component. They have
// seen, or could have, what the others gave, and score that component no more.
func (f SelectionFacts) lapsed(c Component, person string) bool {
	return slices.ContainsFunc(f.Lapsed, func(l Lapse) bool { return l.Component == c && l.Person == person })
}

// rested is the facts while a selection rests, and after: the days on which nobody could
// submit are added to the window, as the clock adds them.
func (f SelectionFacts) rested(on workflow.Occurrence) SelectionFacts {
	if f.Scoring == nil {
		return f
	}
	open := *f.Scoring
	if on.Event == HoldForComplaint || on.Event == HoldForElection {
		open.Rests = on.At
	} else if !open.Rests.IsZero() {
		const day = 24
		open.Until, open.Rests = open.Until.AddDays(int(on.At.Sub(open.Rests).Hours())/day), time.Time{}
	}
	f.Scoring = &open
	return f
}

// A SittingBody is a further sitting of the interview.
type SittingBody struct {
	Minutes Letter   `json:"minutes"`
	Present []string `json:"present"` // all members who were there
}

// A Sitting is a further interview of candidates who lack marks, because a conflict was
// found after the first: members who were not there come to know them.
type Sitting struct {
	Minutes    Letter   `json:"minutes"`
	Present    []string `json:"present"`
	Candidates []string `json:"candidates"`
}

// sat keeps a further sitting, which is of all who lack marks.
func (f SelectionFacts) sat(b *SittingBody, pack *policy.Pack, c Component) SelectionFacts {
	if b != nil {
		f.Sittings = append(slices.Clone(f.Sittings), Sitting{Minutes: b.Minutes, Present: b.Present, Candidates: f.lacking(pack, c)})
	}
	return f
}

// attended tells whether a member was at an interview of a candidate.
func (f SelectionFacts) attended(member, candidate string) bool {
	return slices.Contains(f.Present, member) || slices.ContainsFunc(f.Sittings, func(s Sitting) bool {
		return slices.Contains(s.Present, member) && slices.Contains(s.Candidates, candidate)
	})
}

// A further sitting is of the interview, after its end, and with a quorum of those without
// conflict for each candidate whom it concerns, like the first.
var sittingHasQuorum = selectionGuard{
	Code: "sitting_has_quorum", Cites: []policy.Citation{procedure2019, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		if len(q.After.Sittings) == len(q.Case.Facts.Sittings) {
			return workflow.Require(true)
		}
		last, f := q.After.Sittings[len(q.After.Sittings)-1], q.After
		over := said(q).Component == InterviewOf && len(f.Present) > 0
		strangers := slices.DeleteFunc(slices.Clone(last.Present), f.Terms.isMember)
		short := slices.DeleteFunc(f.present(q.Pack, last.Present), func(s shortage) bool { return !slices.Contains(last.Candidates, s.Candidate) })
		return workflow.Require(over && len(strangers) == 0 && len(short) == 0 && !last.Minutes.Date.After(q.Today),
			workflow.FoundIn("/sitting", "interview_is_over", over), workflow.Found("not_members", strangers), workflow.Found("short", short),
			workflow.Found("minutes", textOf(last.Minutes.Date)), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
	},
}

// scoringEndsOn is judged against the policy's window, both days counted from today.
func scoringEndsOn(q selectionQuestion, until calendar.Date) workflow.Verdict {
	least, most := policy.ScoringWindowMin.In(q.Pack), policy.ScoringWindowMax.In(q.Pack)
	days := q.Today.DaysUntil(until)
	return workflow.Require(days >= least.Value.N && days <= most.Value.N,
		workflow.FoundIn("/until", "until", textOf(until)), workflow.Found("today", q.Today), workflow.Limit("at_least", least), workflow.Limit("at_most", most))
}
