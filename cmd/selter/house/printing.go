package house

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/document"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// printer makes the official documents out of what a case and its round say: nothing in
// them comes from who has them printed, so the code of a document affirms all of it.
type printer struct {
	packs  api.Packs
	public string // address of this server, for who checks a document
}

// Print implements api.Printer.
func (p printer) Print(ctx context.Context, order api.PrintOrder, address string) ([]byte, error) {
	form := order.Form
	d, err := p.compose(ctx, order, func(h *document.Head, d func() document.Document) (err error) {
		h.Verification, err = document.Verifiable(d(), p.public+address)
		return err
	})
	if err != nil {
		return nil, err
	}
	if recap, is := d.(document.Recap); is && form == "xlsx" {
		return recap.XLSX()
	}
	if form != "pdf" {
		return nil, casework.ErrNoCase
	}
	return d.PDF()
}

// Code implements api.Printer.
func (p printer) Code(ctx context.Context, order api.PrintOrder) (string, error) {
	var code string
	_, err := p.compose(ctx, order, func(_ *document.Head, d func() document.Document) error {
		hash, err := document.HashOf(d())
		code = document.CodeOf(hash)
		return err
	})
	return code, err
}

// sealing is given the head of a document that is otherwise complete.
type sealing func(h *document.Head, d func() document.Document) error

func (p printer) compose(ctx context.Context, order api.PrintOrder, seal sealing) (document.Document, error) {
	facts, err := said[openselection.SelectionFacts](order.Selection)
	if err != nil {
		return nil, err
	}
	round, err := said[openselection.RoundFacts](order.Round)
	if err != nil {
		return nil, err
	}
	head := document.Head{
		Agency: document.Agency{Name: round.Plan.Letterhead.Agency, Body: committee}, Round: round.Plan.Title, Place: round.Plan.Letterhead.Place,
		Signatories: []document.Signatory{{Office: "Ketua " + committee}},
	}
	post := document.Post{Title: facts.Post.Title, Tier: facts.Post.Tier}
	switch order.Document {
	case "announcement":
		pack, err := p.packs.Pack(ctx, order.Selection.Pack)
		if err != nil {
			return nil, err
		}
		if round.Announced == nil || round.Sealed == nil {
			return nil, casework.ErrNoCase
		}
		d := p.announcement(numbered(head, round.Announced.Letter), post, facts, round, pack, order.Selection.Zone)
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	case "result_report":
		if facts.Report == nil || facts.Result == nil || round.Recommend == nil || round.Committee == nil {
			return nil, casework.ErrNoCase
		}
		pack, err := p.packs.Pack(ctx, order.Selection.Pack)
		if err != nil {
			return nil, err
		}
		d := report(numbered(head, *facts.Report), post, facts, round, pack)
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	case "screening_result":
		if facts.Screened == nil {
			return nil, casework.ErrNoCase
		}
		d := document.ScreeningResult{Head: numbered(head, facts.Screened.Result), Posts: []document.PostResult{{Post: post, Rows: screened(facts)}}}
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	case "score_announcement":
		published, is := newest(facts, order.Stage)
		if !is || !slices.Contains(openselection.Components(), openselection.Component(order.Stage)) {
			return nil, casework.ErrNoCase
		}
		rows := scored(facts, openselection.Component(order.Stage))
		d := document.StageScores{
			Head: numbered(head, published.Letter), Stage: document.Stage(order.Stage),
			Posts: []document.PostResult{{Post: post, Rows: rows, Corrections: corrected(facts, order.Stage, rows)}},
		}
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	case "score_recap":
		if facts.Result == nil {
			return nil, casework.ErrNoCase
		}
		d := recap(numbered(head, facts.Result.Minutes), post, facts, order.Selection.ID)
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	case "nomination_letter":
		if facts.Result == nil {
			return nil, casework.ErrNoCase
		}
		d := letter(head, post, *facts.Result)
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	case "plenary_minutes":
		pack, err := p.packs.Pack(ctx, order.Selection.Pack)
		if err != nil {
			return nil, err
		}
		if facts.Result == nil {
			return nil, casework.ErrNoCase
		}
		d := plenaryMinutes(head, post, facts, pack)
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	case "final_announcement":
		pack, err := p.packs.Pack(ctx, order.Selection.Pack)
		if err != nil {
			return nil, err
		}
		published, is := newest(facts, "result")
		if !is || facts.Result == nil {
			return nil, casework.ErrNoCase
		}
		d := final(numbered(head, published.Letter), post, *facts.Result, policy.PublishFinalRanking.In(pack).Value)
		err = seal(&d.Head, func() document.Document { return d })
		return d, err
	}
	return nil, casework.ErrNoCase
}

const committee = "Panitia Seleksi"

func numbered(h document.Head, letter openselection.Letter) document.Head {
	h.Number, h.Date = letter.Number, letter.Date
	return h
}

// said reads what is known of a case.
func said[F any](record casework.Record) (F, error) {
	var facts F
	if err := json.Unmarshal(record.Facts, &facts); err != nil {
		return facts, fmt.Errorf("the facts of a %s: %w", record.Procedure, err)
	}
	return facts, nil
}

// screened are the results of the administrative check.
func screened(facts openselection.SelectionFacts) []document.StageRow {
	var rows []document.StageRow
	for _, file := range facts.Files {
		row := document.StageRow{Number: file.Candidate}
		if !file.Passed {
			row.Standing, row.Note = document.Failed, file.Reason
		}
		rows = append(rows, row)
	}
	return rows
}

// scored are the points of a stage as they stand, as the public page has them.
func scored(facts openselection.SelectionFacts, component openselection.Component) []document.StageRow {
	var rows []document.StageRow
	for _, line := range facts.Showing(string(component)) {
		row := document.StageRow{Number: line.Candidate, Standing: document.Standing(line.Out)}
		switch {
		case line.Points != nil:
			row.Points = *line.Points
		case line.Out == "":
			row.Standing = document.Unscored
		}
		rows = append(rows, row)
	}
	return rows
}

// corrected are the points that are others now than when they were first published.
func corrected(facts openselection.SelectionFacts, stage string, rows []document.StageRow) []document.CorrectedScore {
	var list []document.CorrectedScore
	changes := facts.Changes(stage)
	for _, row := range rows {
		at := slices.IndexFunc(changes, func(c openselection.Changed) bool { return c.Candidate == row.Number && c.Was != nil })
		if at >= 0 && row.Standing == document.InOrder && *changes[at].Was != row.Points {
			list = append(list, document.CorrectedScore{Number: row.Number, Was: *changes[at].Was, Now: row.Points, Reason: "Nilai dihitung kembali"})
		}
	}
	return list
}

// standing is why somebody is out of the contest: the words are the same.
func standing(facts openselection.SelectionFacts, candidate string) document.Standing {
	for _, out := range facts.Out {
		if out.Candidate == candidate {
			return document.Standing(out.Kind)
		}
	}
	return document.InOrder
}

func pointsOf(facts openselection.SelectionFacts, component openselection.Component, candidate string) (scoring.Points, bool) {
	for _, sheet := range facts.Scores {
		for _, score := range sheet.Scores {
			if sheet.Component == component && score.Candidate == candidate {
				return score.Points, true
			}
		}
	}
	return 0, false
}

// recap is every score with the totals and ranks of the committee's decision.
func recap(head document.Head, post document.Post, facts openselection.SelectionFacts, id workflow.CaseID) document.Recap {
	d := document.Recap{
		Head: head, Post: post, Weights: facts.Terms.Weights, Tie: facts.Terms.Tie,
		Source: fmt.Sprintf("jurnal seleksi %s, penetapan hasil nomor %s", id, facts.Result.Minutes.Number),
	}
	for _, file := range facts.Files {
		if !file.Passed {
			continue
		}
		row := document.RecapRow{Number: file.Candidate, Points: make(map[openselection.Component]scoring.Points), Standing: standing(facts, file.Candidate)}
		for _, component := range openselection.Components() {
			if points, has := pointsOf(facts, component, file.Candidate); has {
				row.Points[component] = points
			}
		}
		at := slices.IndexFunc(facts.Result.Ranking, func(r openselection.Ranked) bool { return r.Candidate == file.Candidate })
		switch {
		case at >= 0:
			row.Total, row.Rank = facts.Result.Ranking[at].Total, facts.Result.Ranking[at].Rank
		case row.Standing == document.InOrder:
			row.Standing = unranked(facts, file.Candidate)
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

// unranked is why somebody who competed to the end has no rank. That somebody is unfit is
// said only where a test has said so.
func unranked(facts openselection.SelectionFacts, candidate string) document.Standing {
	if slices.ContainsFunc(facts.Health, func(h openselection.HealthCheck) bool { return h.Candidate == candidate && !h.Fit }) {
		return document.Unfit
	}
	return document.Untested
}

// newest is the publication of a stage that counts: that of the newest letter.
func newest(facts openselection.SelectionFacts, stage string) (openselection.Publication, bool) {
	for _, publication := range slices.Backward(facts.Publications) {
		if publication.Stage == stage {
			return publication, true
		}
	}
	return openselection.Publication{}, false
}

// final are those who are proposed, by number; with totals and ranks only where these are
// published.
func final(head document.Head, post document.Post, result openselection.Result, ranked bool) document.FinalResult {
	return document.FinalResult{
		Head: head, Posts: []document.Nomination{nominated(post, result, ranked)}, RankIsPublic: ranked, Minutes: plenary(result),
	}
}

func nominated(post document.Post, result openselection.Result, ranked bool) document.Nomination {
	nomination := document.Nomination{Post: post, FewerReason: result.FewerReason}
	for _, number := range result.Proposed {
		candidate := document.Candidate{Number: number}
		at := slices.IndexFunc(result.Ranking, func(r openselection.Ranked) bool { return r.Candidate == number })
		if ranked && at >= 0 {
			candidate.Total, candidate.Rank = result.Ranking[at].Total, result.Ranking[at].Rank
		}
		nomination.Candidates = append(nomination.Candidates, candidate)
	}
	return nomination
}

func plenary(result openselection.Result) document.Reference {
	return refer("Berita Acara Rapat Pleno", result.Minutes)
}

func refer(what string, letter openselection.Letter) document.Reference {
	return document.Reference{What: what, Number: letter.Number, Date: letter.Date}
}
