package generator

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A Template is a played round with its selections and the complaints about them.
type Template struct {
	Plot
	archive casework.Archive
	// pseudonyms are the subjects of the complaints; each copy has others.
	pseudonyms []string
}

// Selections counts the posts of the round.
func (t *Template) Selections() int { return len(t.Posts) }

// Prepare plays the plots on a scratch store and reads back what that leaves. Progress is
// told after each.
func Prepare(ctx context.Context, scratch Scratch, clock *Clock, law *policy.Library, plots []Plot, progress func(done, total int)) ([]*Template, error) {
	s := newStage(scratch, clock, law)
	rounds := make([]workflow.CaseID, len(plots))
	for i, plot := range plots {
		var err error
		if rounds[i], err = s.play(ctx, plot); err != nil {
			return nil, err
		}
		progress(i+1, len(plots))
	}
	answers, err := s.answers(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]*Template, len(plots))
	for i, plot := range plots {
		if list[i], err = s.template(ctx, plot, rounds[i], answers); err != nil {
			return nil, fmt.Errorf("template %s: %w", plot.Name, err)
		}
	}
	return list, nil
}

// answers reads all answers of the scratch store, by their cases.
func (s *stage) answers(ctx context.Context) (map[workflow.CaseID][]casework.Answer, error) {
	all := make(map[workflow.CaseID][]casework.Answer)
	for after := (casework.Key{}); ; {
		page, err := s.Answers(ctx, after, batch)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, answer := range page {
			all[answer.Case] = append(all[answer.Case], answer)
			after = answer.Key
		}
	}
}

// template reads what is kept of a round and of what lies below it.
func (s *stage) template(ctx context.Context, plot Plot, round workflow.CaseID, answers map[workflow.CaseID][]casework.Answer) (*Template, error) {
	t := &Template{Plot: plot}
	loaded, err := s.Case(ctx, round)
	if err != nil {
		return nil, err
	}
	records := []casework.Record{loaded.Record}
	for _, below := range []string{openselection.SelectionName, complaint.Name} {
		for _, parent := range records { // those of the level above, which stand there by now
			children, err := s.children(ctx, parent.ID, below)
			if err != nil {
				return nil, err
			}
			records = append(records, children...)
		}
	}
	t.archive = casework.Archive{Agency: templateAgency, Records: records}
	if t.archive.Pack, err = s.Pack(ctx, loaded.Record.Pack); err != nil {
		return nil, err
	}
	for _, record := range records {
		if record.Procedure == complaint.Name {
			t.pseudonyms = append(t.pseudonyms, record.Subject)
		}
		if err := s.take(ctx, t, record, answers[record.ID]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// take reads what belongs to a case: the journal, the deadlines, the events that it sent.
// Reminders and notices are left out, each with the other.
func (s *stage) take(ctx context.Context, t *Template, record casework.Record, answers []casework.Answer) error {
	for after := int64(0); ; {
		page, err := s.Journal(ctx, record.ID, after, batch)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		t.archive.Entries, after = append(t.archive.Entries, page...), page[len(page)-1].Seq
	}
	timers, err := s.Timers(ctx, record.ID)
	if err != nil {
		return err
	}
	for _, timer := range timers {
		if timer.Reminder > 0 {
			continue
		}
		if timer.FiredAt.IsZero() && timer.ClearedAt.IsZero() {
			timer.ClearedAt, timer.PausedAt, timer.Note = record.Last, timer.FiredAt, "archived while it ran"
		}
		t.archive.Timers = append(t.archive.Timers, timer)
	}
	messages, err := s.Messages(ctx, record.ID)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if stays(m, record) {
			t.archive.Messages = append(t.archive.Messages, m)
		}
	}
	for _, answer := range answers {
		kept, err := brief(answer)
		if err != nil {
			return err
		}
		t.archive.Answers = append(t.archive.Answers, kept)
	}
	return nil
}

// stays tells whether an event went to a case that is in the archive: up to the round, or
// from it to its selections. What a selection sends to those below it is left out with them.
func stays(m casework.Message, from casework.Record) bool {
	return m.Kind == casework.EventMessage && (m.ToParent || from.Procedure == openselection.RoundName)
}

// brief is an answer that promises nothing: the clocks which it told of do not run any more.
func brief(answer casework.Answer) (casework.Answer, error) {
	var outline casework.Outline
	if err := json.Unmarshal(answer.Body, &outline); err != nil {
		return answer, err
	}
	outline.Deadlines, outline.Next = []casework.ArmedOutline{}, []workflow.Event{}
	body, err := wire.Canonical(outline)
	answer.Body = body
	return answer, err
}
