package generator

import (
	"context"
	"fmt"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// wait is how many days pass before a step.
func (p Pace) wait(step Step) int {
	switch step {
	case Applying:
		return 2
	case Verifying:
		return window // the window has closed by then, however early one applied
	case Screening:
		return p.Screen
	case TrackRecord, Assessing, Writing, Interviewing:
		return p.Stage
	case Deciding:
		return 3
	case Reporting:
		return p.Report
	case Recommending:
		return p.Answer
	case Choosing:
		return 2
	case Inaugurating:
		return max(p.Inaugurate-2, 1)
	}
	return 0
}

// before is how many days after the draft a step is taken.
func (p Pace) before(step Step) int {
	days := p.opens()
	for s := Applying; s <= step; s++ {
		days += p.wait(s)
	}
	return days
}

type taking struct {
	step Step
	do   func(context.Context, *candidature) error
}

func (c *course) steps() []taking {
	scored := func(of openselection.Component) func(context.Context, *candidature) error {
		return func(ctx context.Context, post *candidature) error { return c.scored(ctx, post, of) }
	}
	return []taking{
		{Applying, c.apply},
		{Verifying, c.verify},
		{Screening, c.screen},
		{TrackRecord, scored(openselection.TrackRecord)},
		{Assessing, scored(openselection.Assessment)},
		{Writing, scored(openselection.Paper)},
		{Interviewing, scored(openselection.InterviewOf)},
		{Deciding, c.decide},
		{Reporting, c.report},
		{Recommending, c.recommend},
		{Choosing, c.choose},
		{Inaugurating, c.inaugurate},
	}
}

// applicant is the nth of those who apply for a post.
func (post *candidature) applicant(n int) string { return fmt.Sprintf("pelamar-%s-%d", post.ref, n+1) }

func (c *course) apply(ctx context.Context, post *candidature) error {
	if post.Nobody {
		return nil
	}
	for n := range candidates() {
		who := c.caller(post.applicant(n))
		c.minutes++
		if err := c.until(ctx, c.at()); err != nil {
			return err
		}
		application, err := c.open(ctx, who, openselection.ApplicationName, openselection.ApplyForPost, nil, casework.Opening{
			Parent: post.selection, Under: openselection.SelectionName,
			Ref: openselection.RegistrationRef(post.selection, who.Person), Subject: who.Person,
		})
		if err != nil {
			return err
		}
		if err := c.act(ctx, application, who, openselection.FillProfile, profile(c.day)); err != nil {
			return err
		}
		for _, kind := range documents() {
			if err := c.act(ctx, application, who, openselection.AttachDocument, attached(kind)); err != nil {
				return err
			}
		}
		if err := c.act(ctx, application, who, openselection.SubmitApplication, nil); err != nil {
			return err
		}
	}
	return nil
}

func (c *course) verify(ctx context.Context, post *candidature) error {
	applications, err := c.children(ctx, post.selection, openselection.ApplicationName)
	if err != nil {
		return err
	}
	for _, application := range applications {
		for _, verifier := range []string{"sekretaris", "verifikator"} {
			if err := c.say(ctx, application.ID, verifier, openselection.VerifyDocuments, verified()); err != nil {
				return err
			}
		}
	}
	if err := c.say(ctx, post.selection, "sekretaris", openselection.VerifyFiles, nil); err != nil || !post.Nobody {
		return err
	}
	return c.divert(ctx, post)
}

// divert extends the announcement as often as the law lets it, and gives the post to a job fit.
func (c *course) divert(ctx context.Context, post *candidature) error {
	post.ended = true
	for range policy.ExtensionsMax.In(c.pack).Value {
		opens := c.day.AddDays(1)
		if err := c.say(ctx, post.selection, "ketua", openselection.Extend, obj{
			"letter": letter("04/Pansel-JPT", c.day), "reason": "belum ada pelamar", "opens": opens.String(), "closes": opens.AddDays(12).String(),
		}); err != nil {
			return err
		}
		// The rest of the round waits for it.
		if err := c.after(ctx, 15); err != nil {
			return err
		}
		if err := c.say(ctx, post.selection, "sekretaris", openselection.VerifyFiles, nil); err != nil {
			return err
		}
	}
	for _, w := range []struct {
		by    string
		event workflow.Event
		body  obj
	}{
		{"sekretaris", openselection.ConsultShortage, obj{"letter": letter("800/455/BKD", c.day)}},
		{"pengawas", openselection.DenyFewer, obj{"letter": letter("B-3123/KASN", c.day), "route": "jobfit"}},
		{"ppk", openselection.DivertToJobfit, obj{"basis": letter("B-3123/KASN", c.day), "reason": "tidak ada pelamar setelah perpanjangan"}},
	} {
		if err := c.say(ctx, post.selection, w.by, w.event, w.body); err != nil {
			return err
		}
	}
	return nil
}

func (c *course) screen(ctx context.Context, post *candidature) error {
	if err := c.say(ctx, post.selection, "ketua", openselection.PassScreening, obj{
		"minutes": letter("05/Pansel-JPT", c.day), "result": letter("06/Pansel-JPT", c.day),
	}); err != nil {
		return err
	}
	if err := c.publish(ctx, post, "screening"); err != nil {
		return err
	}
	for _, member := range committee() {
		if err := c.say(ctx, post.selection, member, openselection.SignStatement, obj{"code_of_ethics": true, "no_further_conflict": true}); err != nil {
			return err
		}
	}
	return nil
}

// publish shows the result of a stage, at once, late or never.
func (c *course) publish(ctx context.Context, post *candidature, stage string) error {
	if post.Silent {
		return nil
	}
	post.waiting = append(post.waiting, stage)
	if post.Tardy && stage != string(openselection.InterviewOf) {
		return nil
	}
	for _, one := range post.waiting {
		if err := c.say(ctx, post.selection, "sekretaris", openselection.PublishStage, obj{
			"stage": one, "letter": letter("11/Pansel-JPT", c.day), "where": "laman pansel",
		}); err != nil {
			return err
		}
	}
	post.waiting = nil
	return nil
}

// scored hands out the sheets of a component, has them filled and submitted, and reveals them.
func (c *course) scored(ctx context.Context, post *candidature, of openselection.Component) error {
	if of == openselection.Paper {
		if err := c.handIn(ctx, post); err != nil {
			return err
		}
	}
	opened := make([]obj, 0, len(committee()))
	for _, scorer := range scorers(of) {
		opened = append(opened, obj{"person": templatePrefix + scorer})
	}
	if err := c.say(ctx, post.selection, "ketua", openselection.OpenScoring, obj{
		"component": of, "scorers": opened, "until": c.day.AddDays(1).String(),
	}); err != nil {
		return err
	}
	sheets, err := c.children(ctx, post.selection, openselection.SheetName)
	if err != nil {
		return err
	}
	for _, scorer := range scorers(of) {
		ref := openselection.SheetRef(of, templatePrefix+scorer, 1)
		for _, sheet := range sheets {
			if sheet.Ref != ref {
				continue
			}
			if err := c.say(ctx, sheet.ID, scorer, openselection.EnterScores, obj{"marks": marks(of)}); err != nil {
				return err
			}
			if err := c.say(ctx, sheet.ID, scorer, openselection.SubmitScores, nil); err != nil {
				return err
			}
		}
	}
	if err := c.say(ctx, post.selection, "ketua", openselection.RevealScores, nil); err != nil {
		return err
	}
	event, by, body := closing(of, c.day)
	if err := c.say(ctx, post.selection, by, event, body); err != nil {
		return err
	}
	return c.publish(ctx, post, string(of))
}

func marks(of openselection.Component) []obj {
	var list []obj
	for n, candidate := range candidates() {
		if of == openselection.Paper {
			candidate = paperCode(n)
		}
		list = append(list, obj{"candidate": candidate, "criteria": []obj{{"code": openselection.OnlyCriterion().Code, "points": points()[n]}}})
	}
	return list
}

// handIn has the papers handed in. Who applied first has the first number.
func (c *course) handIn(ctx context.Context, post *candidature) error {
	for n := range candidates() {
		c.minutes++
		if err := c.until(ctx, c.at()); err != nil {
			return err
		}
		who := c.caller(post.applicant(n))
		document := obj{"name": "naskah/" + paperCode(n), "sha256": file, "size": 90_000, "pages": 12, "media": "application/pdf"}
		if _, err := c.open(ctx, who, openselection.PaperName, openselection.HandInPaper, obj{"document": document}, casework.Opening{
			Parent: post.selection, Under: openselection.SelectionName, Ref: paperCode(n), Subject: who.Person,
		}); err != nil {
			return err
		}
	}
	return nil
}

func (c *course) decide(ctx context.Context, post *candidature) error {
	if err := c.say(ctx, post.selection, "sekretaris", openselection.TestHealth, obj{
		"facility": "RSUD Contoh", "government": true, "letter": letter("445/210/RSUD", c.day), "results": healthy(),
	}); err != nil {
		return err
	}
	return c.say(ctx, post.selection, "ketua", openselection.DetermineResult, obj{
		"minutes": letter("18/Pansel-JPT", c.day), "ranking": ranking(), "proposed": candidates()[:3], "signed": persons(committee()),
	})
}

func (c *course) report(ctx context.Context, post *candidature) error {
	return c.say(ctx, post.selection, "ppk", openselection.ReportResult, obj{
		"letter": letter("800/201/BKD", c.day), "through": letter("800/200/SETDA", c.day), "package": openselection.ReportPackage(),
	})
}

func (c *course) recommend(ctx context.Context, post *candidature) error {
	if post.Returned {
		if err := c.say(ctx, post.selection, "pengawas", openselection.ReturnResult, obj{
			"letter": letter("R-2100/JP.00.00", c.day), "items": []obj{{"item": "berita acara", "reason": "tanda tangan belum lengkap"}},
		}); err != nil {
			return err
		}
		if err := c.report(ctx, post); err != nil {
			return err
		}
	}
	if err := c.say(ctx, post.selection, "pengawas", openselection.RecommendResult, obj{"letter": letter("R-2225/JP.00.00", c.day)}); err != nil {
		return err
	}
	return c.say(ctx, post.selection, "ketua", openselection.AnnounceResult, obj{
		"letter": letter("20/Pansel-JPT", c.day), "where": "laman pansel dan papan pengumuman",
	})
}

func (c *course) choose(ctx context.Context, post *candidature) error {
	body := obj{"candidate": "01", "decree": letter("821.2/80/BKD", c.day), "age": obj{"years": 50, "months": 5, "days": 0}, "disciplined": false}
	if post.Second {
		body["candidate"], body["reason"] = "02", "berpengalaman memimpin perangkat daerah sejenis"
	}
	if c.plot.Madya {
		body["presidential"] = letter("Keppres 41/TPA", c.day)
	}
	if err := c.say(ctx, post.selection, "ppk", openselection.Choose, body); err != nil || !policy.TwoSupervisorLetters.In(c.pack).Value {
		return err
	}
	return c.say(ctx, post.selection, "pengawas", openselection.ClearInauguration, obj{"letter": letter("R-3310/JP.00.00", c.day)})
}

// tooLate is how many days more than the pace a late inauguration takes.
const tooLate = 20

func (c *course) inaugurate(ctx context.Context, post *candidature) error {
	if post.Late {
		if err := c.after(ctx, tooLate); err != nil {
			return err
		}
	}
	return c.say(ctx, post.selection, "ppk", openselection.Inaugurate, obj{
		"decree": letter("821.2/90/BKD", c.day), "oath": letter("01/BA-SUMPAH", c.day),
	})
}
