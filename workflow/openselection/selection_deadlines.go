package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/wire"
)

// changingTime has the changes of the deadlines of a selection: of all but those of the applicants
// and of a scoring, whose days have been announced to those whom they bind.
func changingTime(twoLetters bool) []selectionRow {
	line := timeline[SelectionFacts]{
		of: func(f SelectionFacts) []Time { return f.Times },
		clocks: slices.DeleteFunc(selectionDeadlines(), func(d selectionDeadline) bool {
			return d.Kind == ApplicationsDue || d.Kind == ScoringDue
		}),
	}
	from := []workflow.State{
		ApplicationsClosed, Screened, TrackRecordChecked, CompetencyAssessed, FieldTested, Interviewed, HealthTested,
		ResultDetermined, ResultReported, ResultReturned, ResultRefused, ResultRecommended, Chosen, Inaugurated, Closed,
	}
	if twoLetters {
		from = append(from, InaugurationCleared)
	}
	return line.rows(workflow.FormOf[AskForTimeBody](), workflow.FormOf[GrantTimeBody](), from...)
}

// goingOn lists the clocks that a released hold lets go on: all, but where the case goes back to a
// result that has been returned, the supervisor's clock rests until the result is reported again.
func goingOn(q selectionQuestion) []workflow.Event {
	if q.Case.Resumes != ResultReturned {
		return nil
	}
	var kinds []workflow.Event
	for _, d := range selectionDeadlines() {
		if d.Kind != ResultRecommendedDue {
			kinds = append(kinds, d.Kind)
		}
	}
	return kinds
}

// AskForTimeBody asks for more time for what the selection waits for.
type AskForTimeBody AskedTime

// Check demands a reason.
func (b AskForTimeBody) Check() wire.Problems { return AskedTime(b).Check() }

// Apply keeps what was asked for.
func (b AskForTimeBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Times = AskedTime(b).keptIn(f.Times, on)
	return f
}

// GrantTimeBody grants what was last asked for.
type GrantTimeBody struct {
	Kind workflow.Event `json:"kind"`
}

// Apply keeps who granted it.
func (b GrantTimeBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Times = granted(f.Times, b.Kind, on)
	return f
}
