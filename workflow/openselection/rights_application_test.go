package openselection_test

import (
	"maps"
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

// Who may do what to an application is written out here by hand, so that a row given to
// somebody else by mistake is seen. The person alone applies, completes and withdraws; two
// of the secretariat verify; the chair settles; nobody from outside writes anything.
func TestRights_on_an_application(t *testing.T) {
	t.Parallel()
	want := map[workflow.Role][]workflow.Event{
		workflow.DataSubject: {
			openselection.ApplyForPost, openselection.AcceptInvitation, openselection.DeclineInvitation, openselection.ApplyAgain, openselection.FillProfile,
			openselection.AttachDocument, openselection.RemoveDocument, openselection.SubmitApplication, openselection.Withdraw,
		},
		workflow.Secretariat:    {openselection.Invite, openselection.VerifyDocuments},
		workflow.CommitteeChair: {openselection.Invite, openselection.SettleVerification},
		workflow.System: {
			openselection.GiveNumber, openselection.NoteShortlisted, openselection.NoteNotShortlisted, openselection.CloseDraft,
		},
	}
	for name, query := range queries() {
		law, err := openselection.Application(packOf(t, query))
		if err != nil {
			t.Fatal(err)
		}
		got := map[workflow.Role][]workflow.Event{}
		for _, row := range law.Rows {
			for _, role := range row.By {
				got[role] = append(got[role], row.On)
			}
		}
		for _, role := range slices.Concat(workflow.Roles(), slices.Collect(maps.Keys(got))) {
			may, must := slices.Sorted(slices.Values(got[role])), slices.Sorted(slices.Values(want[role]))
			if !slices.Equal(may, must) {
				t.Errorf("under %s %s may do %v, want %v", name, role, may, must)
			}
		}
	}
}

// Nobody gets into an application of somebody else by being an applicant, too: the table
// knows the subject only, and who that is the desk says.
func TestRights_of_other_people_on_an_application(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.inWindow(first)
	on := p.applies(first, somebody)
	for _, who := range slices.Sorted(maps.Keys(cast())) {
		for event, body := range map[workflow.Event]any{
			openselection.FillProfile: p.profile(openselection.Pratama), openselection.AttachDocument: p.upload(listed[0]),
			openselection.RemoveDocument: openselection.RemoveDocumentBody{Kind: listed[0]}, openselection.Withdraw: openselection.WithdrawBody{Reason: "x"},
		} {
			p.refused(who, on, event, body, workflow.ActorMayAct)
		}
		if who != "secretary" {
			p.refused(who, on, openselection.VerifyDocuments, p.judgement(on, true), workflow.ActorMayAct)
		}
		if who != "chair" {
			p.refused(who, on, openselection.SettleVerification, p.settlement(true), workflow.ActorMayAct)
		}
	}
	p.refusedAs(self(somebody), on, openselection.VerifyDocuments, p.judgement(on, true), workflow.ActorMayAct)
}

// What is malformed is told by its place, and is no reason of law.
func TestApplication_bodies(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.inWindow(first)
	on := p.begins(first, somebody)
	profile := func(change func(*openselection.FillProfileBody)) {
		t.Helper()
		p.refusedAs(self(somebody), on, openselection.FillProfile, edit(p.profile(openselection.Pratama), change), workflow.BodyIsWellFormed)
	}
	profile(func(b *openselection.FillProfileBody) { b.Education = "s4" })
	profile(func(b *openselection.FillProfileBody) { b.Grade = "v_a" })
	profile(func(b *openselection.FillProfileBody) { b.Held.Post = "raja" })
	profile(func(b *openselection.FillProfileBody) { b.ExperienceYears = -1 })
	profile(func(b *openselection.FillProfileBody) { b.Held.Years = 61 })
	profile(func(b *openselection.FillProfileBody) { b.Unit = " " })
	profile(func(b *openselection.FillProfileBody) { b.Relatives = []string{""} })
	profile(func(b *openselection.FillProfileBody) { b.Performance = append(b.Performance, b.Performance[0]) })
	profile(func(b *openselection.FillProfileBody) { b.Performance[0].Year = 1989 })
	document := func(change func(*openselection.AttachDocumentBody)) {
		t.Helper()
		p.refusedAs(self(somebody), on, openselection.AttachDocument, edit(p.upload(listed[0]), change), workflow.BodyIsWellFormed)
	}
	document(func(b *openselection.AttachDocumentBody) { b.Kind = "surat_cinta" })
	document(func(b *openselection.AttachDocumentBody) { b.Name = "" })
	document(func(b *openselection.AttachDocumentBody) { b.SHA256 = "ABCD" })
	document(func(b *openselection.AttachDocumentBody) { b.Size = 0 })
	document(func(b *openselection.AttachDocumentBody) { b.Pages = -1 })
	document(func(b *openselection.AttachDocumentBody) { b.Media = "" })
	p.refusedAs(self(somebody), on, openselection.Withdraw, openselection.WithdrawBody{Reason: " "}, workflow.BodyIsWellFormed)
	p.refusedAs(self(somebody), on, openselection.SubmitApplication, map[string]any{"age_years": 40}, workflow.BodyIsWellFormed) // nobody states an age
	p.state(on, openselection.Drafted)

	p = newPlayer(t, seed)
	p.reachRound(openselection.InstrumentsSealed)
	p.refused("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) {
		b.Documents = []openselection.ChecklistItem{listed[0], listed[0]}
	}), workflow.BodyIsWellFormed)
}

// Without a list of its own an announcement asks for what the policy asks for.
func TestChecklist_is_that_of_the_policy_where_none_is_announced(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.reachRound(openselection.InstrumentsSealed)
	p.do("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Documents = nil }))
	p.inWindow(first)
	on := p.begins(first, somebody)
	p.doAs(self(somebody), on, openselection.FillProfile, p.profile(openselection.Pratama))
	refusal := p.refusedAs(self(somebody), on, openselection.SubmitApplication, struct{}{}, "checklist_is_complete")
	missing, ok := evidence(t, refusal, "checklist_is_complete", "missing").Value.([]openselection.ChecklistItem)
	if !ok || len(missing) != 19 {
		t.Fatalf("missing %v", missing)
	}
	if asked := evidence(t, refusal, "checklist_is_complete", "asked_for"); asked.Citation == nil || asked.Citation.Certainty != "proposal" {
		t.Errorf("asked for by %+v", asked)
	}
	for _, kind := range missing {
		p.doAs(self(somebody), on, openselection.AttachDocument, p.upload(kind))
	}
	p.doAs(self(somebody), on, openselection.SubmitApplication, struct{}{})
	p.refusedAs(self(somebody), on, openselection.AttachDocument, p.upload("initial_paper"), "document_is_on_the_checklist")
}
