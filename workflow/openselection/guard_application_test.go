package openselection_test

import (
	"errors"
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

// codesOf are the reasons of a refusal, in the order of the alphabet; none of anything else.
func codesOf(err error) []string {
	refusal, refused := errors.AsType[*workflow.Refusal](err)
	if !refused {
		return nil
	}
	var codes []string
	for _, reason := range refusal.Reasons {
		codes = append(codes, reason.Code)
	}
	slices.Sort(codes)
	return codes
}

// cannotOpen demands that opening a case was refused for exactly these reasons.
func (p *player) cannotOpen(err error, codes ...string) *workflow.Refusal {
	p.t.Helper()
	refusal, refused := errors.AsType[*workflow.Refusal](err)
	slices.Sort(codes)
	if !refused || !slices.Equal(codesOf(err), codes) {
		p.t.Fatalf("answered %v, want a refusal by %v%s", err, codes, detail(err))
	}
	if refusal.Kind == workflow.Guarded {
		p.isAccountedFor(refusal)
	}
	return refusal
}

// cannotApply demands that a person's application is refused for exactly these reasons.
func (p *player) cannotApply(post, person string, codes ...string) *workflow.Refusal {
	p.t.Helper()
	return p.cannotOpen(p.tryApply(post, person), codes...)
}

// invites lets the secretariat invite a person.
func (p *player) tryInvite(post, person string) error {
	p.t.Helper()
	return p.tryOpen(cast()["secretary"], post, openselection.ApplicationName, openselection.RegistrationRef(p.posts[post].now.ID, person), person,
		openselection.Invite, p.invitation())
}

func (p *player) invitation() openselection.InviteBody {
	return openselection.InviteBody{Recommendation: p.letter("800/5")}
}

func (p *player) invites(post, person string) string {
	p.t.Helper()
	if err := p.tryInvite(post, person); err != nil {
		p.t.Fatalf("%s is not invited: %v%s", person, err, detail(err))
	}
	return p.applicationOf(post, person)
}

// duty is one that a mandate has given in the round of a post, or in one of its selections.
func (p *player) duty(role workflow.Role, post string) workflow.Duty {
	d := workflow.Duty{Role: role, Scope: workflow.Scope{Agency: "53", Round: p.round.now.ID}, From: p.pack.Date}
	if post != "" {
		d.Scope.Selection = p.posts[post].now.ID
	}
	return d
}

const somebody = "calon-1"

func applicationTrials() []trial {
	// begun plays what has to be refused in the draft of somebody, and then goes on.
	begun := func(play func(p *player, on string)) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.announced(first)
			p.inWindow(first)
			play(p, p.begins(first, somebody))
		}
	}
	// verifying plays what has to be refused of a verifier, and then verifies.
	verifying := func(spoil func(*openselection.VerifyDocumentBody), codes ...string) func(*testing.T, *player) {
		return func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			on := p.applications(first)[0]
			p.refused("secretary", on, openselection.VerifyDocuments, edit(p.judgement(on, true), spoil), codes...)
			p.do("secretary", on, openselection.VerifyDocuments, p.judgement(on, true))
		}
	}
	closed := func(p *player) { p.at(p.facts(first).Window.Closes.AddDays(1)) }
	return []trial{
		{name: "one_applies_in_the_window_and_neither_before_nor_after", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.until(p.zone.StartOf(p.opens()).Add(-1))
			p.cannotApply(first, somebody, "window_is_open")
			p.inWindow(first)
			p.begins(first, somebody)
			p.expecting(first, 5)
			closed(p)
			p.cannotApply(first, "terlambat", "window_is_open")
		}},
		{name: "nobody_chooses_the_name_of_an_application", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.inWindow(first)
			for _, ref := range []string{"7k3m-q9td", openselection.RegistrationRef(p.posts[first].now.ID, "orang-lain")} {
				p.cannotOpen(p.tryOpen(self(somebody), first, openselection.ApplicationName, ref, somebody, openselection.ApplyForPost, struct{}{}), "registration_is_derived")
				p.cannotOpen(p.tryOpen(cast()["secretary"], first, openselection.ApplicationName, ref, somebody, openselection.Invite, p.invitation()), "registration_is_derived")
			}
			p.begins(first, somebody)
			p.invites(first, "calon-2")
		}},
		{name: "an_invitation_names_a_recommendation_of_the_past", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.cannotOpen(p.tryInvite(first, somebody), "window_is_open")
			p.inWindow(first)
			ref := openselection.RegistrationRef(p.posts[first].now.ID, somebody)
			late := edit(p.invitation(), func(b *openselection.InviteBody) { b.Recommendation.Date = p.today().AddDays(1) })
			p.cannotOpen(p.tryOpen(cast()["chair"], first, openselection.ApplicationName, ref, somebody, openselection.Invite, late), "recommendation_is_dated")
			p.invites(first, somebody)
		}},
		{name: "one_applies_for_two_posts_of_a_round_and_not_for_three", play: func(_ *testing.T, p *player) {
			p.announced(first, second, third)
			p.inWindow(first)
			invited, again := p.invites(third, somebody), p.begins(third, "calon-2")
			p.doAs(self("calon-2"), again, openselection.Withdraw, openselection.WithdrawBody{Reason: "memilih jabatan lain"})
			for _, person := range []string{somebody, "calon-2", "calon-3"} {
				p.begins(first, person)
				p.begins(second, person)
			}
			p.cannotApply(third, "calon-3", "posts_are_within_limit")
			p.refusedAs(self(somebody), invited, openselection.AcceptInvitation, struct{}{}, "posts_are_within_limit")
			p.refusedAs(self("calon-2"), again, openselection.ApplyAgain, struct{}{}, "posts_are_within_limit")
			// Whoever withdraws from one may apply for another.
			for _, person := range []string{somebody, "calon-2", "calon-3"} {
				p.doAs(self(person), p.applicationOf(second, person), openselection.Withdraw, openselection.WithdrawBody{Reason: "memilih jabatan lain"})
			}
			p.doAs(self(somebody), invited, openselection.AcceptInvitation, struct{}{})
			p.doAs(self("calon-2"), again, openselection.ApplyAgain, struct{}{})
			p.begins(third, "calon-3")
		}},
		{name: "who_has_another_part_does_not_apply", play: func(_ *testing.T, p *player) {
			p.announced(first, second)
			p.inWindow(first)
			invited, again := p.invites(first, somebody), p.begins(first, "calon-2")
			p.doAs(self("calon-2"), again, openselection.Withdraw, openselection.WithdrawBody{Reason: "sakit"})
			for _, person := range []string{somebody, "calon-2", "calon-3"} {
				p.duties[person] = []workflow.Duty{p.duty(workflow.CommitteeMember, "")}
			}
			p.cannotApply(first, "calon-3", "applicant_has_no_other_part")
			p.refusedAs(self(somebody), invited, openselection.AcceptInvitation, struct{}{}, "applicant_has_no_other_part")
			p.refusedAs(self("calon-2"), again, openselection.ApplyAgain, struct{}{}, "applicant_has_no_other_part")
			clear(p.duties)
			p.doAs(self(somebody), invited, openselection.AcceptInvitation, struct{}{})
			p.doAs(self("calon-2"), again, openselection.ApplyAgain, struct{}{})
			p.begins(first, "calon-3")
		}},
		{name: "nothing_is_changed_after_the_closing_instant", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.inWindow(first)
			draft, submitted, withdrawn, invited := p.begins(first, somebody), p.applies(first, "calon-2"), p.begins(first, "calon-3"), p.invites(first, "calon-4")
			p.doAs(self("calon-3"), withdrawn, openselection.Withdraw, openselection.WithdrawBody{Reason: "sakit"})
			p.fills(draft)
			p.expecting(first, 5)
			closed(p)
			profile := p.profile(openselection.Pratama)
			for _, on := range []string{draft, submitted} {
				p.refusedAs(p.subject(on), on, openselection.FillProfile, profile, "window_is_open")
				p.refusedAs(p.subject(on), on, openselection.AttachDocument, p.upload(listed[0]), "window_is_open")
			}
			p.refusedAs(self(somebody), draft, openselection.RemoveDocument, openselection.RemoveDocumentBody{Kind: listed[0]}, "window_is_open")
			p.refusedAs(self(somebody), draft, openselection.SubmitApplication, struct{}{}, "window_is_open")
			p.refusedAs(self("calon-3"), withdrawn, openselection.ApplyAgain, struct{}{}, "window_is_open")
			p.refusedAs(self("calon-4"), invited, openselection.AcceptInvitation, struct{}{}, "window_is_open")
		}},
		{name: "a_document_is_among_those_that_are_asked_for", play: begun(func(p *player, on string) {
			p.refusedAs(self(somebody), on, openselection.AttachDocument, p.upload("tax_return"), "document_is_on_the_checklist")
			p.doAs(self(somebody), on, openselection.AttachDocument, p.upload(listed[0]))
		})},
		{name: "only_what_is_there_is_taken_back", play: begun(func(p *player, on string) {
			p.refusedAs(self(somebody), on, openselection.RemoveDocument, openselection.RemoveDocumentBody{Kind: listed[0]}, "document_is_attached")
			p.doAs(self(somebody), on, openselection.AttachDocument, p.upload(listed[0]))
			p.doAs(self(somebody), on, openselection.RemoveDocument, openselection.RemoveDocumentBody{Kind: listed[0]})
		})},
		{name: "an_application_is_complete_when_it_is_submitted", play: begun(func(p *player, on string) {
			p.refusedAs(self(somebody), on, openselection.SubmitApplication, struct{}{}, "profile_is_filled", "declarations_are_made", "checklist_is_complete")
			p.fills(on)
			p.doAs(self(somebody), on, openselection.RemoveDocument, openselection.RemoveDocumentBody{Kind: listed[1]})
			p.refusedAs(self(somebody), on, openselection.SubmitApplication, struct{}{}, "checklist_is_complete")
			p.doAs(self(somebody), on, openselection.AttachDocument, p.upload(listed[1]))
			for _, spoil := range []func(*openselection.Declarations){
				func(d *openselection.Declarations) { d.NeverConvicted = false }, func(d *openselection.Declarations) { d.NotDisciplined = false },
				func(d *openselection.Declarations) { d.IntegrityPact = false }, func(d *openselection.Declarations) { d.DocumentsAreOwn = false },
			} {
				p.doAs(self(somebody), on, openselection.FillProfile, edit(p.profile(openselection.Pratama), func(b *openselection.FillProfileBody) { spoil(&b.Declarations) }))
				p.refusedAs(self(somebody), on, openselection.SubmitApplication, struct{}{}, "declarations_are_made")
			}
			p.completes(on)
		})},
		{name: "an_age_is_taken_from_a_birth_date_on_record", play: begun(func(p *player, on string) {
			p.fills(on)
			p.known[somebody] = map[string]string{}
			p.refusedAs(self(somebody), on, openselection.SubmitApplication, struct{}{}, "birth_date_is_on_record")
			p.known[somebody]["birth_date"] = "1974-05-06"
			p.doAs(self(somebody), on, openselection.SubmitApplication, struct{}{})
		})},
		{name: "what_is_submitted_stays_complete", play: begun(func(p *player, on string) {
			p.completes(on)
			p.refusedAs(self(somebody), on, openselection.RemoveDocument, openselection.RemoveDocumentBody{Kind: listed[0]}, "submitted_stays_complete")
			p.refusedAs(self(somebody), on, openselection.FillProfile, edit(p.profile(openselection.Pratama), func(b *openselection.FillProfileBody) {
				b.Declarations.IntegrityPact = false
			}), "submitted_stays_complete")
			p.doAs(self(somebody), on, openselection.FillProfile, p.profile(openselection.Pratama))
			p.doAs(self(somebody), on, openselection.AttachDocument, edit(p.upload(listed[0]), func(b *openselection.AttachDocumentBody) { b.Size++ }))
		})},
		{name: "a_number_is_given_once", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			on := p.applications(first)[0]
			for _, number := range []string{"", "07"} {
				p.refused("system", on, openselection.GiveNumber, openselection.GiveNumberBody{Number: number}, "number_is_given_once")
			}
			p.do("system", on, openselection.GiveNumber, openselection.GiveNumberBody{Number: "01"})
		}},
		{name: "nobody_looks_into_files_before_the_window_is_over", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.expecting(first, 5)
			on := p.applications(first)[0]
			p.refused("secretary", on, openselection.VerifyDocuments, p.judgement(on, true), "applications_are_closed")
			p.refused("chair", on, openselection.SettleVerification, p.settlement(true), "applications_are_closed", "two_have_verified")
			closed(p)
			p.verified(on, true)
			p.do("chair", on, openselection.SettleVerification, p.settlement(true))
		}},
		{name: "what_two_agree_on_is_not_turned_round_by_the_chair_alone", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			on, other := p.applications(first)[0], p.applications(first)[1]
			p.verified(on, true)
			for _, signed := range [][]string{nil, {"ketua"}, {"ketua", "ketua", "ketua", "sekretaris", "anggota-9"}, {"ketua", "anggota-1"}} {
				body := p.settlement(false)
				body.Signed = signed
				p.refused("chair", on, openselection.SettleVerification, body, "settlement_is_signed_by_quorum")
			}
			p.do("chair", on, openselection.SettleVerification, p.settlement(false))
			p.do("secretary", other, openselection.VerifyDocuments, p.judgement(other, true))
			p.doAs(verifier, other, openselection.VerifyDocuments, p.judgement(other, false))
			p.do("chair", other, openselection.SettleVerification, edit(p.settlement(true), func(b *openselection.SettleVerificationBody) { b.Signed = nil }))
		}},
		{name: "a_second_verifier_is_another_and_there_is_no_third", play: func(_ *testing.T, p *player) {
			p.ready(openselection.ApplicationsClosed)
			on := p.applications(first)[0]
			p.do("secretary", on, openselection.VerifyDocuments, p.judgement(on, true))
			p.refused("secretary", on, openselection.VerifyDocuments, p.judgement(on, true), "second_verifier_is_another")
			p.refused("chair", on, openselection.SettleVerification, p.settlement(true), "two_have_verified")
			p.doAs(verifier, on, openselection.VerifyDocuments, p.judgement(on, false))
			third := workflow.Actor{Person: "verifikator-3", Roles: []workflow.Role{workflow.Secretariat}}
			p.refusedAs(third, on, openselection.VerifyDocuments, p.judgement(on, true), "verification_is_missing")
			p.do("chair", on, openselection.SettleVerification, p.settlement(false))
		}},
		{name: "every_document_is_judged_once", play: verifying(func(b *openselection.VerifyDocumentBody) { b.Documents = b.Documents[1:] }, "every_document_is_judged")},
		{name: "no_other_document_is_judged", play: verifying(func(b *openselection.VerifyDocumentBody) {
			b.Documents = append(b.Documents, openselection.JudgedDocument{Kind: "tax_return", Accepted: true})
		}, "every_document_is_judged")},
		{name: "every_requirement_is_judged_once", play: verifying(func(b *openselection.VerifyDocumentBody) { b.Requirements = b.Requirements[1:] }, "every_requirement_is_judged")},
		{name: "no_requirement_is_judged_twice", play: verifying(func(b *openselection.VerifyDocumentBody) {
			b.Requirements = append(b.Requirements, b.Requirements[0])
		}, "every_requirement_is_judged")},
		{name: "a_refused_document_has_a_reason", play: verifying(func(b *openselection.VerifyDocumentBody) {
			b.Documents[0].Accepted, b.Passed, b.Reason = false, false, "tidak lengkap"
		}, "judgements_have_reasons")},
		{name: "a_requirement_that_is_not_met_has_a_reason", play: verifying(func(b *openselection.VerifyDocumentBody) {
			b.Requirements[0].Met, b.Passed, b.Reason = false, false, "tidak memenuhi syarat"
		}, "judgements_have_reasons")},
		{name: "who_does_not_pass_is_told_why", play: verifying(func(b *openselection.VerifyDocumentBody) {
			b.Documents[0].Accepted, b.Documents[0].Reason, b.Passed = false, "tidak terbaca", false
		}, "judgements_have_reasons")},
		{name: "a_file_passes_with_everything_in_it_and_only_then", play: func(_ *testing.T, p *player) {
			verifying(func(b *openselection.VerifyDocumentBody) {
				b.Documents[0].Accepted, b.Documents[0].Reason = false, "tidak terbaca"
			}, "passing_follows_from_the_judgements")(p.t, p)
			on := p.applications(first)[1]
			p.refused("secretary", on, openselection.VerifyDocuments, edit(p.judgement(on, true), func(b *openselection.VerifyDocumentBody) {
				b.Passed, b.Reason = false, "kurang dikenal"
			}), "passing_follows_from_the_judgements")
		}},
		{name: "who_finds_otherwise_than_the_computation_says_why", play: func(_ *testing.T, p *player) {
			p.announced(first)
			p.inWindow(first)
			on := p.applies(first, somebody)
			p.doAs(self(somebody), on, openselection.FillProfile, edit(p.profile(openselection.Pratama), func(b *openselection.FillProfileBody) { b.ExperienceYears = 4 }))
			p.expecting(first, 5)
			closed(p)
			bare := p.judgement(on, true)
			for i := range bare.Requirements {
				bare.Requirements[i].Reason = ""
			}
			p.refused("secretary", on, openselection.VerifyDocuments, bare, "judgements_have_reasons")
			p.do("secretary", on, openselection.VerifyDocuments, p.judgement(on, true))
		}},
	}
}

// quorum is enough of five members for everything.
var quorum = []string{"ketua", "anggota-1", "anggota-2"}

func (p *player) settlement(passed bool) openselection.SettleVerificationBody {
	return openselection.SettleVerificationBody{Passed: passed, Reason: "asli ditunjukkan di rapat", Minutes: p.letter("BA/2"), Signed: quorum}
}
