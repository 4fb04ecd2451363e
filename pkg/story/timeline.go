package story

import (
	"context"
	"slices"
	"time"

	"selter/workflow"
)

// finish delivers what is still under way, reads how all cases ended, and puts the
// deadlines that no step mentions into the timeline.
func (g *game) finish(ctx context.Context) error {
	if g.round == nil {
		return nil
	}
	if err := g.moveClock(ctx, g.result.Timeline[len(g.result.Timeline)-1].At); err != nil {
		return err
	}
	cases, err := g.cases(ctx, []string{OnRound})
	if err != nil {
		return err
	}
	posts, err := g.cases(ctx, []string{OnAll})
	if err != nil {
		return err
	}
	var silent []Line
	for _, c := range append(cases, posts...) {
		journal, err := g.journal(ctx, c)
		if err != nil {
			return err
		}
		g.result.Cases = append(g.result.Cases, Outcome{On: c.name(), State: c.State, Entries: len(journal)})
		g.result.Journal += len(journal)
		for _, e := range journal {
			if e.Role == workflow.Clock && !g.claimed[claim{c.ID, e.Seq}] {
				silent = g.mention(silent, c, e)
			}
		}
	}
	if err := g.tally(ctx, posts); err != nil {
		return err
	}
	slices.SortStableFunc(silent, func(a, b Line) int { return a.At.Compare(b.At) })
	g.result.Timeline = merged(g.result.Timeline, silent)
	return nil
}

// tally counts what lies below the selections. Each revision is an entry of the journal.
func (g *game) tally(ctx context.Context, selections []caseRead) error {
	vocabulary, err := known()
	if err != nil {
		return err
	}
	for _, procedure := range vocabulary.records {
		first := len(g.result.Records)
		for _, selection := range selections {
			records, err := g.records(ctx, reader, selection, procedure)
			if err != nil {
				return err
			}
			for _, r := range records {
				i := slices.IndexFunc(g.result.Records[first:], func(t Tally) bool { return t.State == r.State }) + first
				if i < first {
					i = len(g.result.Records)
					g.result.Records = append(g.result.Records, Tally{Procedure: procedure, State: r.State})
				}
				g.result.Records[i].Cases++
				g.result.Records[i].Entries += int(r.Revision)
				g.result.Journal += int(r.Revision)
			}
		}
	}
	return nil
}

// mention adds a deadline that passed to the lines; cases in which the same passed at the same time share one.
func (g *game) mention(lines []Line, c caseRead, e entryRead) []Line {
	at, answer := e.At.In(g.story.Zone.Location()), g.passed(c, e)
	i := slices.IndexFunc(lines, func(l Line) bool { return l.Event == e.Event && l.At.Equal(at) })
	if i < 0 {
		return append(lines, Line{
			Day: g.story.day(at), At: at, Verb: Fires, Event: e.Event, On: answer.On, Roles: []workflow.Role{workflow.Clock}, Answers: []Answer{answer},
		})
	}
	lines[i].On = append(slices.Clone(lines[i].On), answer.On...)
	lines[i].Answers = joined(append(lines[i].Answers, answer))
	return lines
}

// merged puts silent lines before the first step that is not earlier.
func merged(steps, silent []Line) []Line {
	all := []Line{}
	for _, step := range steps {
		for len(silent) > 0 && !silent[0].At.Truncate(time.Second).After(step.At) {
			all, silent = append(all, silent[0]), silent[1:]
		}
		all = append(all, step)
	}
	return append(all, silent...)
}
