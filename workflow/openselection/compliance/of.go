package compliance

import (
	"fmt"
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// Of measures a selection under the pack that binds it, as if it closed with the newest entry of
// its journal. It asks no clock and knows nothing but the record, the holidays and the elections of
// heads of region that are listed (nil: none), so the same of them give the same result for ever. It
// fails for a journal that is out of order.
func Of(pack *policy.Pack, holidays *calendar.Holidays, elections *gates.Elections, r Record) (Result, error) {
	if err := ordered(r.Round.Case, r.Round.Steps); err != nil {
		return Result{}, err
	}
	if err := ordered(r.Selection.Case, r.Selection.Steps); err != nil {
		return Result{}, err
	}
	s := subject{
		pack: pack, holidays: holidays, elections: elections, record: &r, plan: &r.Round.Facts, facts: &r.Selection.Facts,
		round: journal{r.Round.Case, r.Round.Steps}, selection: journal{r.Selection.Case, r.Selection.Steps},
	}
	law := lawOf(pack)
	result := Result{Round: r.Round.Case, Selection: r.Selection.Case, Rubric: Rubric, Pack: pack.Hash, Status: status(r.Selection.State), Weights: law.weights()}
	result.Rows = make([]Row, 0, len(catalogue))
	for _, check := range catalogue {
		result.Rows = append(result.Rows, s.row(check, result.Status))
	}
	result.Comments = s.comments()
	law.weigh(&result)
	result.Breaches = s.breaches()
	result.Deductions, result.Deducted = s.deductions(law)
	result.Total = max(result.Raw-result.Deducted, 0)
	law.judge(&result)
	return result, nil
}

func ordered(id workflow.CaseID, steps []Step) error {
	for i := 1; i < len(steps); i++ {
		if steps[i].Seq <= steps[i-1].Seq {
			return fmt.Errorf("the journal of %s has entry %d after %d", id, steps[i].Seq, steps[i-1].Seq)
		}
	}
	return nil
}

// status tells how far a selection is.
func status(state workflow.State) Status {
	ended := []workflow.State{openselection.Cancelled, openselection.DivertedToJobfit, openselection.DivertedToSuccession, openselection.ToBeRepeated}
	switch {
	case state == openselection.Closed:
		return Final
	case slices.Contains(ended, state):
		return Ended
	}
	return Live
}

// row measures one check.
func (s *subject) row(check Check, status Status) Row {
	row := Row{ID: string(check.ID), Indicator: check.Indicator, Dimension: check.Dimension, Mark: NotInForce, Evidence: []Evidence{}, Cites: check.Cites}
	row.Adopted = s.adopted(check.ID)
	if check.InForce != nil && !check.InForce(s.pack) {
		return row
	}
	q := inquiry{subject: s}
	check.measure(&q)
	row.Mark, row.Waiting = q.mark(status)
	row.Found = q.found
	row.Evidence = append(row.Evidence, q.sorted()...)
	return row
}

// adopted is the mark that two supervisors have put in the place of the measured one, as long as
// the confirmation is in the journal.
func (s *subject) adopted(id openselection.ComplianceCheck) *Adopted {
	for _, a := range slices.Backward(s.facts.Deepening.Adopted) {
		if a.Row != id {
			continue
		}
		step, there := s.selection.entry(openselection.ConfirmMark, a.Entry)
		if !there || a.Mark == openselection.DeepenedAsMeasured {
			return nil
		}
		return &Adopted{Mark: Mark(a.Mark), Reason: a.Reason, Evidence: s.told(step)}
	}
	return nil
}

func (s *subject) comments() []Comment {
	var comments []Comment
	for _, c := range s.facts.Deepening.Comments {
		if step, there := s.selection.entry(openselection.CommentOnCompliance, c.Entry); there {
			comments = append(comments, Comment{Row: string(c.Row), Text: c.Text, Evidence: s.told(step)})
		}
	}
	return comments
}

// told is an entry of the selection's journal as evidence.
func (s *subject) told(step Step) Evidence {
	return Evidence{Case: s.selection.id, Seq: step.Seq, Event: step.Event}
}

// deductions are what proven complaints take off, each for itself.
func (s *subject) deductions(law law) ([]Deduction, scoring.Points) {
	var list []Deduction
	var sum scoring.Points
	for _, c := range s.facts.Complaints {
		step, there := s.selection.entry(openselection.NoteComplaint, c.Entry)
		if !there {
			continue
		}
		off := whole(law.off.Value.Of(string(c.Class)))
		list = append(list, Deduction{Complaint: c.Complaint, Class: string(c.Class), Points: off, Evidence: s.told(step)})
		sum += off
	}
	return list, sum
}
