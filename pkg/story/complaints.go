package story

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/complaint"
)

// A complained case is one that somebody of the story has filed. The code alone shows who it was.
type complained struct {
	by, selection string // alias, and case
	id, receipt   string
}

// file files a complaint as nobody: who complains is not asked who they are.
func (g *game) file(ctx context.Context, c call, d deed) (said, error) {
	c.method, c.path, c.in, c.as = http.MethodPost, d.selection.path()+"/complaints", d.body, Person{}
	r, err := g.Target.do(ctx, c)
	if err != nil || r.problem != nil {
		return said{on: d.name, problem: r.problem}, err
	}
	filed, err := decode[struct {
		Complaint string         `json:"complaint"`
		Receipt   string         `json:"receipt_code"`
		State     workflow.State `json:"state"`
	}](r)
	if err != nil {
		return said{}, err
	}
	g.complained = append(g.complained, complained{by: d.who.Alias, selection: d.selection.ID, id: filed.Complaint, receipt: filed.Receipt})
	return said{on: d.name, answer: &answer{
		Case: filed.Complaint, Procedure: complaint.Name, Event: complaint.FileComplaint, From: workflow.Unopened, State: filed.State, Revision: 1,
	}}, nil
}

// onComplaints are what a step lets somebody do to the complaints about one post: to the own
// one with its receipt, and to those that the body names by who has filed them, or to all.
func (g *game) onComplaints(ctx context.Context, s Step, d deed) ([]deed, error) {
	if s.Event == complaint.FileComplaint {
		return []deed{d}, nil
	}
	wanted, body, err := picked(d.body, "complaint")
	if err != nil {
		return nil, err
	}
	if d.body = body; slices.ContainsFunc(g.complained, func(c complained) bool { return c.by == d.who.Alias }) {
		wanted = []string{d.who.Alias}
	}
	records, err := g.records(ctx, reader, d.selection, complaint.Name)
	if err != nil {
		return nil, err
	}
	var all []deed
	for _, filed := range g.complained {
		i := slices.IndexFunc(records, func(r caseRead) bool { return r.ID == filed.id })
		if i < 0 || len(wanted) > 0 && !slices.Contains(wanted, filed.by) {
			continue
		}
		one := d
		one.record, one.name = records[i], d.selection.Ref+"/"+filed.by
		if filed.by == d.who.Alias {
			one.receipt = filed.receipt
		}
		all = append(all, one)
	}
	if len(all) < max(1, len(wanted)) {
		return nil, &Unmet{On: d.selection.Ref, Expected: strings.TrimSpace("complaints of " + strings.Join(wanted, ", ")), Got: fmt.Sprintf("%d of them", len(all))}
	}
	return all, nil
}

// attach adds a file to a complaint.
func (g *game) attach(ctx context.Context, c call, d deed) (said, error) {
	made := document("lampiran", d.who.Alias)
	c.method, c.path, c.match = http.MethodPost, d.record.path()+"/attachments", etag(d.record.Revision)
	c.file, c.media = made.data, made.media
	return g.send(ctx, c, d.name)
}

// looked are the cases that a step which only looks is about: of posts, or of the complaints
// about them.
func (g *game) looked(ctx context.Context, s Step) ([]caseRead, error) {
	selections, err := g.cases(ctx, s.On)
	if err != nil || s.Of != complaint.Name {
		return selections, err
	}
	var all []caseRead
	for _, selection := range selections {
		deeds, err := g.onComplaints(ctx, s, deed{part: part{selection: selection}, body: naming(s.By)})
		if err != nil {
			return nil, err
		}
		for _, d := range deeds {
			d.record.Ref = d.name
			all = append(all, d.record)
		}
	}
	return all, nil
}
