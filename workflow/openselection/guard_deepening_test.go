package openselection_test

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

// saidOfTheScore is what can still be said of a selection that has ended: none of it goes on with it.
var saidOfTheScore = []workflow.Event{
	openselection.CommentOnCompliance, openselection.ProposeMark, openselection.ConfirmMark, openselection.WithdrawMark, openselection.NoteComplaint,
}

// overseer is one of several who supervise.
func overseer(person string) workflow.Actor {
	return workflow.Actor{Person: person, Roles: []workflow.Role{workflow.Supervisor}}
}

func markOf(row openselection.ComplianceCheck, mark openselection.DeepenedMark) openselection.ProposeMarkBody {
	return openselection.ProposeMarkBody{Row: row, Mark: mark, Reason: "kanal pengumuman tidak dapat dibuka"}
}

// deepeningTrials are of what supervisors say of a measured mark.
func deepeningTrials() []trial {
	return []trial{
		{name: "a_mark_is_confirmed_by_another_supervisor", play: func(t *testing.T, p *player) {
			p.announced(first)
			confirm := openselection.ConfirmMarkBody{Row: "p3_1", Mark: openselection.DeepenedPartly}
			p.refusedAs(overseer("pengawas-2"), first, openselection.ConfirmMark, confirm, "mark_is_proposed")
			p.do("supervisor", first, openselection.ProposeMark, markOf("p3_1", openselection.DeepenedNotMet))
			p.do("supervisor", first, openselection.ProposeMark, markOf("p3_1", openselection.DeepenedPartly)) // in its place
			p.do("supervisor", first, openselection.ProposeMark, markOf("p1_1", openselection.DeepenedMet))
			p.refused("supervisor", first, openselection.ConfirmMark, confirm, "mark_is_confirmed_by_another")
			p.refusedAs(overseer("pengawas-2"), first, openselection.ConfirmMark, edit(confirm, func(b *openselection.ConfirmMarkBody) { b.Mark = openselection.DeepenedNotMet }), "mark_is_proposed")
			p.doAs(overseer("pengawas-2"), first, openselection.ConfirmMark, confirm)
			said := p.facts(first).Deepening
			if len(said.Adopted) != 1 || said.Adopted[0].Row != "p3_1" || said.Adopted[0].By != "pengawas" || said.Adopted[0].Second != "pengawas-2" ||
				said.Adopted[0].Entry != p.revision(first) || len(said.Proposed) != 1 {
				t.Errorf("said: %+v", said)
			}
			folds(t, p.posts[first])
		}},
		{name: "a_proposed_mark_is_taken_back", play: func(t *testing.T, p *player) {
			p.announced(first)
			withdraw := openselection.WithdrawMarkBody{Row: "r3", Reason: "keliru butir"}
			p.refused("supervisor", first, openselection.WithdrawMark, withdraw, "mark_is_proposed")
			p.do("supervisor", first, openselection.ProposeMark, markOf("r3", openselection.DeepenedMet))
			p.do("supervisor", first, openselection.WithdrawMark, withdraw)
			p.refusedAs(overseer("pengawas-2"), first, openselection.ConfirmMark, openselection.ConfirmMarkBody{Row: "r3", Mark: openselection.DeepenedMet}, "mark_is_proposed")
			if said := p.facts(first).Deepening; len(said.Proposed)+len(said.Adopted) > 0 {
				t.Errorf("said: %+v", said)
			}
		}},
		{name: "comments_have_a_text_and_name_a_check", play: func(t *testing.T, p *player) {
			p.announced(first)
			comment := openselection.CommentBody{Row: "p1_1", Text: "bukti kelowongan berupa salinan"}
			p.refused("supervisor", first, openselection.CommentOnCompliance, edit(comment, func(b *openselection.CommentBody) { b.Text = " " }), workflow.BodyIsWellFormed)
			p.refused("supervisor", first, openselection.CommentOnCompliance, edit(comment, func(b *openselection.CommentBody) { b.Text = strings.Repeat("a", 4001) }), workflow.BodyIsWellFormed)
			p.refused("supervisor", first, openselection.CommentOnCompliance, edit(comment, func(b *openselection.CommentBody) { b.Row = "p9_9" }), workflow.BodyIsWellFormed)
			p.refused("supervisor", first, openselection.ProposeMark, edit(markOf("p1_1", openselection.DeepenedMet), func(b *openselection.ProposeMarkBody) { b.Mark = "not_applicable" }), workflow.BodyIsWellFormed)
			p.refused("auditor", first, openselection.CommentOnCompliance, comment, workflow.ActorMayAct)
			p.do("supervisor", first, openselection.CommentOnCompliance, comment)
			p.do("ppk", first, openselection.Cancel, p.ending())
			p.do("supervisor", first, openselection.CommentOnCompliance, comment) // the score outlives the selection
			if said := p.facts(first).Deepening.Comments; len(said) != 2 || said[0].Text != comment.Text {
				t.Errorf("said: %+v", said)
			}
		}},
		{name: "what_a_complaint_and_who_measures_bring_stays_in_its_order", play: func(t *testing.T, p *player) {
			note := openselection.ComplaintNoteBody{Complaint: "P-0001", Class: openselection.Material, Letter: p.letter("TERBUKTI/1")}
			p.ready(openselection.Inaugurated)
			p.do("system", first, openselection.NoteComplaint, note)
			p.refused("supervisor", first, openselection.NoteComplaint, note, workflow.ActorMayAct)
			seal := openselection.SealScoreBody{Rubric: "1", Total: 70_00, Raw: 100_00, Deducted: 30_00, Digest: strings.Repeat("ab", 32)}
			p.refused("system", first, openselection.SealScore, seal, workflow.StateAllowsEvent)
			p.reachRound(openselection.FinallyReported)
			p.do("system", first, openselection.SealScore, seal)
			p.do("system", first, openselection.NoteComplaint, edit(note, func(b *openselection.ComplaintNoteBody) { b.Class = openselection.VeryMaterial }))
			p.do("system", first, openselection.SealScore, edit(seal, func(b *openselection.SealScoreBody) { b.Total, b.Deducted = 0, 130_00 }))
			for field, wrong := range map[string]openselection.SealScoreBody{
				"/total":    edit(seal, func(b *openselection.SealScoreBody) { b.Total = 100_01 }),
				"/raw":      edit(seal, func(b *openselection.SealScoreBody) { b.Raw = -1 }),
				"/deducted": edit(seal, func(b *openselection.SealScoreBody) { b.Deducted = -1 }),
				"/digest":   edit(seal, func(b *openselection.SealScoreBody) { b.Digest = "ab" }),
			} {
				refusal := p.refused("system", first, openselection.SealScore, wrong, workflow.BodyIsWellFormed)
				if !slices.ContainsFunc(refusal.Reasons, func(r workflow.Reason) bool { return strings.HasSuffix(r.Field, field) }) {
					t.Errorf("%s is not named: %+v", field, refusal.Reasons)
				}
			}
			f := p.facts(first)
			if len(f.Complaints) != 2 || len(f.Sealed) != 2 || f.Complaints[1].Entry <= f.Complaints[0].Entry || f.Sealed[1].Deducted != 130_00 {
				t.Errorf("complaints %+v, sealed %+v", f.Complaints, f.Sealed)
			}
			folds(t, p.posts[first])
		}},
		{name: "a_complaint_orders_a_hold_and_ends_it", play: func(_ *testing.T, p *player) {
			of := func(complaint string) openselection.HoldBody {
				return edit(p.hold(), func(b *openselection.HoldBody) { b.Complaint = complaint })
			}
			p.ready(openselection.Screened)
			for _, who := range []string{"ppk", "supervisor"} {
				p.refused(who, first, openselection.HoldForComplaint, of("aduan-a"), "complaint_speaks_for_itself")
			}
			p.do("system", first, openselection.HoldForComplaint, of("aduan-a"))
			p.state(first, openselection.HeldForComplaint)
			p.refused("system", first, openselection.ReleaseComplaint, of("aduan-b"), "hold_is_of_this_complaint")
			p.refused("supervisor", first, openselection.ReleaseComplaint, of("aduan-b"), "hold_is_of_this_complaint")
			p.do("system", first, openselection.ReleaseComplaint, of("aduan-a"))
			p.state(first, openselection.Screened)
		}},
		{name: "what_one_complaint_lifts_another_still_holds", play: func(_ *testing.T, p *player) {
			of := func(complaint string) openselection.HoldBody {
				return edit(p.hold(), func(b *openselection.HoldBody) { b.Complaint = complaint })
			}
			p.ready(openselection.Screened)
			p.do("system", first, openselection.HoldForComplaint, of("aduan-a"))
			p.do("supervisor", first, openselection.ReleaseComplaint, p.hold()) // who supervises frees it, whoever holds it
			p.state(first, openselection.Screened)
			p.do("system", first, openselection.HoldForComplaint, of("aduan-b"))
			p.refused("system", first, openselection.ReleaseComplaint, of("aduan-a"), "hold_is_of_this_complaint")
			p.do("system", first, openselection.ReleaseComplaint, of("aduan-b"))
			p.do("ppk", first, openselection.HoldForComplaint, p.hold()) // no complaint did, and none ends it
			p.refused("system", first, openselection.ReleaseComplaint, of("aduan-b"), "hold_is_of_this_complaint")
			p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
			p.state(first, openselection.Screened)
			folds(p.t, p.posts[first])
		}},
	}
}
