package complaint_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// A trial plays one guard both ways: first refused, then passed.
type trial struct {
	name string
	play func(p *player)
}

// TestGuards plays every trial and then asks the table itself: a guard that nothing
// made refuse on an event, or that nothing got past there, fails.
func TestGuards(t *testing.T) {
	t.Parallel()
	count := &ledger{refused: map[string]int{}, passed: map[string]int{}}
	all := trials()
	var ran atomic.Int64
	t.Cleanup(func() {
		// With -run for one trial, or after one that broke off, there are holes for another reason.
		if int(ran.Load()) != len(all) || t.Failed() {
			return
		}
		law, err := complaint.Complaint(seed(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, hole := range count.holes(law) {
			t.Error(hole)
		}
	})
	for _, one := range all {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t)
			p.note = count.note
			one.play(p)
			ran.Add(1)
		})
	}
}

func attached(name string) complaint.AttachToComplaintBody {
	hash := strings.Repeat("0a", 32)
	return complaint.AttachToComplaintBody{Name: name, SHA256: hash, Size: 4711, Media: "image/jpeg", OriginalSHA256: hash}
}

func trials() []trial {
	return []trial{
		{"nobody_complains_under_the_own_name", func(p *player) {
			named := *p
			for _, who := range []string{"", "rahmat", "pelapor-", "pelapor-rahmat", strings.ToUpper(complaint.Reporter(code)), complaint.Reporter(code) + "a", "pelapor-" + strings.Repeat("1", 26)} {
				named.file.Subject, named.file.Ref = who, complaint.Number(who)
				named.refused(actor(who, workflow.DataSubject), complaint.FileComplaint, filed(), "reporter_is_pseudonymous")
			}
			p.file.Ref = "aduan-1"
			p.refused(reporter, complaint.FileComplaint, filed(), "reporter_is_pseudonymous")
			p.file.Ref = complaint.Number(reporter.Person)
			p.do(reporter, complaint.FileComplaint, filed())
		}},
		{"a_selection_that_is_not_announced_is_not_complained_about", func(p *player) {
			p.parent.State = openselection.Planned
			p.refused(reporter, complaint.FileComplaint, filed(), "selection_is_announced")
			p.parent.State, p.parent.Procedure = openselection.Announced, openselection.RoundName
			p.refused(reporter, complaint.FileComplaint, filed(), "selection_is_announced")
			p.parent.Procedure, p.parent.State, p.parent.Facts = openselection.SelectionName, openselection.Cancelled, jsontext.Value(`{}`)
			p.refused(reporter, complaint.FileComplaint, filed(), "selection_is_announced")
			announced := newPlayer(p.t)
			announced.parent.State, announced.parent.Facts = openselection.Cancelled, jsontext.Value(`{"round":"`+p.file.Parent.String()+`"}`)
			announced.do(reporter, complaint.FileComplaint, filed())
			p.parent = nil // of which nobody was told
			p.refused(reporter, complaint.FileComplaint, filed(), "selection_is_announced")
			p.aboutAgency().do(reporter, complaint.FileComplaint, filed())
		}},
		{"what_happened_does_not_lie_ahead", func(p *player) {
			ahead := filed()
			ahead.HappenedOn = p.today().AddDays(1)
			p.refused(reporter, complaint.FileComplaint, ahead, "complained_event_has_happened")
			ahead.HappenedOn = p.today()
			p.do(reporter, complaint.FileComplaint, ahead)
		}},
		{"additions_end_somewhere", func(p *player) {
			p.to(complaint.Received)
			for range policy.ComplaintAdditionsMax.In(seed(p.t)).Value {
				p.do(reporter, complaint.AddToComplaint, complaint.AddToComplaintBody{Text: "Masih ada lagi."})
			}
			p.refused(reporter, complaint.AddToComplaint, complaint.AddToComplaintBody{Text: "Dan ini."}, "additions_are_within_limit")
		}},
		{"attachments_end_somewhere_and_have_names_of_their_own", func(p *player) {
			p.to(complaint.Examined)
			for n := range policy.ComplaintAttachmentsMax.In(seed(p.t)).Value {
				p.do(reporter, complaint.AttachToComplaint, attached(fmt.Sprintf("gambar-%d.jpg", n)))
				if n == 0 {
					p.refused(reporter, complaint.AttachToComplaint, attached("gambar-0.jpg"), "attachment_name_is_new")
				}
			}
			p.refused(reporter, complaint.AttachToComplaint, attached("gambar-99.jpg"), "attachments_are_within_limit")
		}},
		{"nobody_answers_what_was_not_asked", func(p *player) {
			p.to(complaint.Examined)
			answer := complaint.AnswerClarificationBody{Letter: p.letter("800/1"), Text: "Lembar dipegang sekretariat."}
			p.refused(ppk, complaint.AnswerClarification, answer, "clarification_was_asked")
			p.do(examiner, complaint.AskClarification, p.asks())
			p.do(ppk, complaint.AnswerClarification, answer)
		}},
		{"who_was_asked_is_waited_for", func(p *player) {
			p.to(complaint.Examined)
			closing := complaint.CloseClarificationBody{Reason: "Tidak ada jawaban."}
			p.do(examiner, complaint.AskClarification, p.asks())
			p.refused(examiner, complaint.CloseClarification, closing, "answer_is_not_waited_for")
			p.days(21)
			p.do(clock, complaint.ClarificationDue, struct{}{})
			p.do(examiner, complaint.AskClarification, p.asks()) // new questions give new time
			p.refused(examiner, complaint.CloseClarification, closing, "answer_is_not_waited_for")
			p.days(21)
			p.do(clock, complaint.ClarificationDue, struct{}{})
			p.do(examiner, complaint.CloseClarification, closing)
		}},
		{"who_examined_does_not_find", func(p *player) {
			p.to(complaint.Clarified)
			p.refused(examiner, complaint.FindProven, p.proves(openselection.VeryMaterial, complaint.ScoreAltered), "finding_is_by_another")
			p.do(finder, complaint.FindProven, p.proves(openselection.VeryMaterial, complaint.ScoreAltered))
		}},
		{"who_examined_does_not_find_the_other_way_either", func(p *player) {
			p.to(complaint.Clarified)
			nothing := complaint.FindNotProvenBody{Letter: p.letter("R/9"), Reason: "Tidak ada bukti."}
			p.refused(examiner, complaint.FindNotProven, nothing, "finding_is_by_another")
			p.do(finder, complaint.FindNotProven, nothing)
		}},
		{"the_class_is_that_of_the_guide_or_it_is_said_why", func(p *player) {
			p.to(complaint.Clarified)
			for _, wrong := range []openselection.ComplaintClass{openselection.Material, openselection.LessMaterial} {
				p.refused(finder, complaint.FindProven, p.proves(wrong, complaint.PublishedLate, complaint.ScoreAltered), "class_follows_guide_or_says_why")
			}
			silent := p.proves(openselection.VeryMaterial, complaint.PublishedLate)
			silent.Departure = "  "
			p.refused(finder, complaint.FindProven, silent, "class_follows_guide_or_says_why")
			silent.Departure = "Keterlambatan berulang dan disengaja."
			p.do(finder, complaint.FindProven, silent)
		}},
		{"one_recommendation_at_a_time", func(p *player) {
			p.to(complaint.Proven)
			answer := complaint.AnswerRecommendationBody{CarriedOut: true, Letter: p.letter("800/2"), Reason: "Dikembalikan."}
			reply := complaint.ReplyToAnswerBody{Accepted: true, Letter: p.letter("R/10"), Reason: "Cukup."}
			p.refused(ppk, complaint.AnswerRecommendation, answer, "recommendation_is_unanswered")
			p.refused(finder, complaint.ReplyToAnswer, reply, "answer_waits_for_reply")
			p.do(finder, complaint.RecommendRestoring, p.restores())
			p.refused(finder, complaint.RecommendRestoring, p.restores(), "no_recommendation_waits")
			p.refused(finder, complaint.ReplyToAnswer, reply, "answer_waits_for_reply")
			p.refused(finder, complaint.FollowUp, complaint.FollowUpBody{Letter: p.letter("T/1"), Done: "Selesai."}, "no_recommendation_waits")
			p.do(ppk, complaint.AnswerRecommendation, answer)
			p.refused(ppk, complaint.AnswerRecommendation, answer, "recommendation_is_unanswered")
			p.do(finder, complaint.ReplyToAnswer, reply)
			p.refused(finder, complaint.ReplyToAnswer, reply, "answer_waits_for_reply")
			p.do(finder, complaint.RecommendRestoring, p.restores()) // and another one
			p.days(30)
			p.do(clock, complaint.RestorationAnswerDue, struct{}{})
			p.do(finder, complaint.FollowUp, complaint.FollowUpBody{Letter: p.letter("T/1"), Done: "Selesai."})
		}},
		{"an_answer_is_asked_for_a_day_that_comes", func(p *player) {
			p.to(complaint.Proven)
			late := p.restores()
			late.AnswerBy = p.today()
			p.refused(finder, complaint.RecommendRestoring, late, "answer_day_is_ahead")
			late.AnswerBy = p.today().AddDays(1)
			p.do(finder, complaint.RecommendRestoring, late)
			p.days(2)
			p.do(clock, complaint.RestorationAnswerDue, struct{}{})
			// Nobody waits any more, and a late answer is an answer.
			p.do(ppk, complaint.AnswerRecommendation, complaint.AnswerRecommendationBody{Letter: p.letter("800/3"), Reason: "Tidak dapat."})
		}},
		{"only_a_selection_that_goes_on_is_held", func(p *player) {
			p.to(complaint.Examined)
			order := complaint.OrderHoldBody{Letter: p.letter("P/1"), Reason: "Agar tidak dilantik dahulu."}
			lift := complaint.LiftHoldBody{Letter: p.letter("P/2"), Reason: "Sudah jelas."}
			p.refused(examiner, complaint.LiftHold, lift, "hold_stands")
			for _, state := range []workflow.State{openselection.HeldForComplaint, openselection.Inaugurated, openselection.Cancelled} {
				p.parent.State = state
				p.refused(examiner, complaint.OrderHold, order, "selection_goes_on")
			}
			p.parent.State = openselection.Chosen
			p.do(examiner, complaint.OrderHold, order)
			p.refused(examiner, complaint.OrderHold, order, "no_hold_stands")
			p.to(complaint.FollowedUp)
			p.parent.State, p.parent.Facts = openselection.HeldForComplaint, jsontext.Value(`{"held_for":"`+p.file.Ref+`"}`)
			p.refused(finder, complaint.CloseComplaint, complaint.CloseComplaintBody{}, "selection_is_not_held_by_it")
			p.do(finder, complaint.LiftHold, lift)
			p.do(finder, complaint.CloseComplaint, complaint.CloseComplaintBody{})
		}},
		{"what_was_freed_in_the_selection_itself_needs_no_lifting", func(p *player) {
			for state, facts := range map[workflow.State]string{
				openselection.Interviewed: `{}`, openselection.HeldForComplaint: `{"held_for":"aduan-lain"}`, openselection.Cancelled: `{"held_for":"` + p.file.Ref + `"}`,
			} {
				other := newPlayer(p.t).to(complaint.Proven)
				other.do(finder, complaint.OrderHold, complaint.OrderHoldBody{Letter: p.letter("P/1"), Reason: "Tahan."})
				other.to(complaint.FollowedUp)
				other.parent.State, other.parent.Facts = openselection.HeldForComplaint, nil // which nobody could read
				other.refused(finder, complaint.CloseComplaint, complaint.CloseComplaintBody{}, "selection_is_not_held_by_it")
				other.parent.State, other.parent.Facts = state, jsontext.Value(facts)
				other.do(finder, complaint.CloseComplaint, complaint.CloseComplaintBody{})
			}
		}},
		{"there_is_nothing_to_hold_in_a_complaint_about_an_agency", func(p *player) {
			p.aboutAgency().to(complaint.Examined)
			p.refused(examiner, complaint.OrderHold, complaint.OrderHoldBody{Letter: p.letter("P/1"), Reason: "Tahan."}, "complaint_is_about_a_selection")
		}},
		{"two_open_who_complained", func(p *player) {
			p.to(complaint.Received)
			p.refused(second, complaint.GrantReporter, complaint.GrantReporterBody{}, "opening_is_asked_for")
			p.do(custodian, complaint.AskForReporter, complaint.AskForReporterBody{Reason: complaint.ReporterMustBeGuarded})
			p.refused(custodian, complaint.GrantReporter, complaint.GrantReporterBody{}, "reporter_is_opened_by_two")
			p.do(second, complaint.GrantReporter, complaint.GrantReporterBody{})
			p.refused(second, complaint.GrantReporter, complaint.GrantReporterBody{}, "opening_is_asked_for")
		}},
	}
}
