package generator

import (
	"context"
	"fmt"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// A course is one template being played. The posts go through each step together.
type course struct {
	*stage
	plot    Plot
	pack    *policy.Pack
	round   workflow.CaseID
	posts   []*candidature
	day     calendar.Date
	minutes int
}

// A candidature is a post with its selection.
type candidature struct {
	Fate
	ref       string
	selection workflow.CaseID
	ended     bool     // cancelled or diverted
	waiting   []string // stages that are over and not published
}

// play plays a template to its end and answers which round it was.
func (s *stage) play(ctx context.Context, plot Plot) (workflow.CaseID, error) {
	c := &course{stage: s, plot: plot, day: plot.Drafts}
	s.begin(c.at())
	err := c.planned(ctx)
	for _, step := range c.steps() {
		if err != nil {
			break
		}
		err = c.take(ctx, step.step, step.do)
	}
	if err == nil {
		err = c.finish(ctx)
	}
	if err != nil {
		return c.round, fmt.Errorf("template %s: %w", plot.Name, err)
	}
	return c.round, nil
}

// at is the present moment: a minute is between two events of a day, which begins at eight.
func (c *course) at() time.Time {
	return zone.StartOf(c.day).Add(8*time.Hour + time.Duration(c.minutes)*time.Minute).UTC()
}

// after lets days pass.
func (c *course) after(ctx context.Context, days int) error {
	c.day, c.minutes = c.day.AddDays(days), 0
	return c.until(ctx, c.at())
}

// say lets somebody act, a minute later.
func (c *course) say(ctx context.Context, on workflow.CaseID, by string, event workflow.Event, body any) error {
	c.minutes++
	if err := c.until(ctx, c.at()); err != nil {
		return err
	}
	return c.act(ctx, on, c.caller(by), event, body)
}

// planned takes the round from its plan to its announcement.
func (c *course) planned(ctx context.Context) (err error) {
	p := c.plot.Pace
	if c.pack, err = c.desk.Resolve(c.law()); err != nil {
		return err
	}
	if c.round, err = c.open(ctx, c.caller("sekretaris"), openselection.RoundName, openselection.DraftPlan, c.plot.plan(c.day), casework.Opening{
		Agency: templateAgency, Zone: zone, Policy: c.law(),
	}); err != nil {
		return err
	}
	type word struct {
		wait  int
		by    string
		event workflow.Event
		body  func() obj
	}
	words := []word{{p.Submit, "pyb", openselection.SubmitPlan, func() obj { return obj{"proposal": letter("800/121/BKD", c.day)} }}}
	if c.plot.Twice {
		words = append(words,
			word{2, "pengawas", openselection.ReturnPlan, func() obj {
				return obj{"letter": letter("B-1500/JP.00.00", c.day), "items": []obj{{"item": "jadwal", "reason": "tanggal rapat belum dicantumkan"}}}
			}},
			word{2, "pyb", openselection.SubmitPlan, func() obj { return obj{"proposal": letter("800/122/BKD", c.day)} }})
	}
	words = append(words,
		word{p.Recommend, "pengawas", openselection.RecommendPlan, func() obj { return obj{"letter": letter("B-1626/JP.00.00", c.day)} }},
		word{p.Appoint, "ppk", openselection.AppointCommittee, func() obj { return obj{"decree": letter("821.2/56/BKD", c.day), "members": members()} }},
		word{1, "ketua", openselection.SealInstruments, func() obj {
			return obj{
				"minutes": letter("01/Pansel-JPT", c.day), "weights": weights, "tie_break": []string{"interview", "assessment", "track_record", "paper"},
				"rubrics": rubrics, "publication": "nilai tiap tahap diumumkan per nomor peserta",
			}
		}},
		word{p.Announce - 1, "ketua", openselection.Announce, func() obj { return announcement(c.day) }})
	for _, w := range words {
		if err := c.after(ctx, w.wait); err != nil {
			return err
		}
		if err := c.say(ctx, c.round, w.by, w.event, w.body()); err != nil {
			return err
		}
	}
	if _, err := c.settle(ctx); err != nil {
		return err
	}
	selections, err := c.children(ctx, c.round, openselection.SelectionName)
	for i, selection := range selections {
		c.posts = append(c.posts, &candidature{Fate: c.plot.Posts[i], ref: selection.Ref, selection: selection.ID})
	}
	return err
}

// law asks for what was in force on the day of the plan.
func (c *course) law() policy.Query {
	return policy.Query{Base: policy.BaseNational, Date: c.plot.Drafts}
}

// take lets the posts that have come so far take a step, or leave before it.
func (c *course) take(ctx context.Context, step Step, do func(context.Context, *candidature) error) error {
	if err := c.after(ctx, c.plot.Pace.wait(step)); err != nil {
		return err
	}
	for _, post := range c.posts {
		switch {
		case post.ended || post.Rests > 0 && post.Rests <= step:
			continue
		case post.Cancelled == step:
			post.ended = true
			if err := c.say(ctx, post.selection, "ppk", openselection.Cancel, obj{"basis": letter("800/300/BKD", c.day), "reason": "penataan organisasi"}); err != nil {
				return err
			}
			continue
		}
		if err := do(ctx, post); err != nil {
			return fmt.Errorf("%s: %w", post.ref, err)
		}
	}
	return nil
}

// finish closes a round of which every post has an outcome; one that runs is looked at on
// its last day.
func (c *course) finish(ctx context.Context) error {
	if c.plot.runs() {
		c.day, c.minutes = asOf, 0
		return c.until(ctx, c.at())
	}
	if err := c.after(ctx, 12); err != nil {
		return err
	}
	if err := c.say(ctx, c.round, "ppk", openselection.ReportFinally, obj{"report": letter("800/250/BKD", c.day), "personnel_system": true}); err != nil {
		return err
	}
	if err := c.after(ctx, 2); err != nil {
		return err
	}
	if err := c.say(ctx, c.round, "sekretaris", openselection.CloseRound, obj{"archive": letter("ARS-12", c.day)}); err != nil {
		return err
	}
	return c.complaints(ctx)
}
