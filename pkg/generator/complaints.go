package generator

import (
	"context"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
)

// complaints lets somebody complain of the posts whose fate that is, and the supervisor find.
func (c *course) complaints(ctx context.Context) error {
	for _, post := range c.posts {
		if post.Class == "" && !post.Unfounded {
			continue
		}
		if err := c.complain(ctx, post); err != nil {
			return err
		}
	}
	return nil
}

func (c *course) complain(ctx context.Context, post *candidature) error {
	if err := c.after(ctx, 3); err != nil {
		return err
	}
	reporter := complaint.Reporter(c.plot.Name + "/" + post.ref) // no code is like this one, so that nobody holds it
	said := obj{"category": "procedure", "text": "Aduan contoh; tidak ada orang atau peristiwa nyata."}
	id, err := c.open(ctx, casework.Caller{Person: reporter}, complaint.Name, complaint.FileComplaint, said, casework.Opening{
		Parent: post.selection, Under: openselection.SelectionName, Ref: complaint.Number(reporter), Subject: reporter,
	})
	if err != nil {
		return err
	}
	finding, found := complaint.FindNotProven, obj{"letter": letter("B-77/ADU", c.day), "reason": "tidak didukung bukti"}
	if post.Class != "" {
		finding = complaint.FindProven
		found["class"], found["breaches"], found["reason"] = post.Class, []string{breachOf(post.Class)}, "terbukti dari dokumen"
	}
	for _, w := range []struct {
		wait  int
		by    string
		event workflow.Event
		body  obj
	}{
		{1, "pengawas", complaint.ExamineComplaint, obj{"summary": "perlu klarifikasi"}},
		{1, "pengawas", complaint.AskClarification, obj{"letter": letter("B-70/ADU", c.day), "questions": []string{"bagaimana tahapan dijalankan"}}},
		{7, "ppk", complaint.AnswerClarification, obj{"letter": letter("800/310/BKD", c.day), "text": "sesuai berita acara"}},
		{4, "pengawas-2", finding, found},
		{5, "pengawas", complaint.FollowUp, obj{"letter": letter("B-80/ADU", c.day), "done": "disampaikan kepada instansi"}},
		{1, "pengawas", complaint.CloseComplaint, obj{}},
	} {
		if err := c.after(ctx, w.wait); err != nil {
			return err
		}
		if err := c.say(ctx, id, w.by, w.event, w.body); err != nil {
			return err
		}
	}
	return nil
}

// breachOf is a breach for which the guide has a class.
func breachOf(class string) string {
	return map[string]string{
		"very_material": string(complaint.ScoreAltered), "material": string(complaint.StageSkipped), "less_material": string(complaint.PublishedLate),
	}[class]
}
