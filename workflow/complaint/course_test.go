package complaint_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

func (p *player) runs(kinds ...workflow.Event) {
	p.t.Helper()
	var open []workflow.Event
	for kind := range p.due {
		open = append(open, kind)
	}
	slices.Sort(open)
	slices.Sort(kinds)
	if !slices.Equal(open, kinds) {
		p.t.Errorf("in %s %v run, want %v", p.file.State, open, kinds)
	}
}

func (p *player) tells(roles ...workflow.Role) {
	p.t.Helper()
	if !slices.Equal(p.told, roles) {
		p.t.Errorf("%s told %v, want %v", p.all[len(p.all)-1].Event, p.told, roles)
	}
}

func TestComplaint_from_receipt_to_archive(t *testing.T) {
	t.Parallel()
	p := newPlayer(t)
	p.do(reporter, complaint.FileComplaint, filed())
	p.tells(workflow.Supervisor)
	p.runs(complaint.ExaminationDue)
	if got := p.due[complaint.ExaminationDue]; got.Count.Last != calendar.MustDate("2024-05-15") || len(got.Count.Skipped) == 0 { // three working days, over a holiday of four
		t.Errorf("examined by %s, skipping %v", got.Count.Last, got.Count.Skipped)
	}
	p.do(reporter, complaint.AddToComplaint, complaint.AddToComplaintBody{Text: "Saya masih menyimpan salinannya."})
	p.do(reporter, complaint.AttachToComplaint, attached("gambar-1.jpg"))
	p.do(examiner, complaint.ExamineComplaint, complaint.ExamineComplaintBody{Summary: "Dugaan perubahan nilai.", ClassSuspected: openselection.VeryMaterial})
	p.tells()
	p.runs(complaint.ClarificationDue)
	first := p.due[complaint.ClarificationDue].Due
	p.days(7)
	p.do(examiner, complaint.AskClarification, p.asks())
	p.tells(workflow.AppointingOfficer, workflow.AuthorisedOfficer)
	if !p.due[complaint.ClarificationDue].Due.After(first) {
		t.Error("questions give no time")
	}
	p.do(examiner, complaint.OrderHold, complaint.OrderHoldBody{Letter: p.letter("P/1"), Reason: "Agar tidak dilantik dahulu."})
	if len(p.sent) != 1 || p.sent[0].Event != openselection.HoldForComplaint || !p.sent[0].ToParent {
		t.Errorf("sends %+v", p.sent)
	}
	p.do(ppk, complaint.AnswerClarification, complaint.AnswerClarificationBody{Letter: p.letter("800/1"), Text: "Lembar dipegang sekretariat."})
	p.tells(workflow.Supervisor)
	p.runs(complaint.FindingDue)
	p.do(finder, complaint.FindProven, p.proves(openselection.VeryMaterial, complaint.ScoreAltered, complaint.PublishedLate))
	p.tells(workflow.AppointingOfficer, workflow.AuthorisedOfficer)
	p.runs(complaint.FollowUpDue)
	p.do(finder, complaint.LiftHold, complaint.LiftHoldBody{Letter: p.letter("P/2"), Reason: "Nilai sudah diperbaiki."})
	if len(p.sent) != 1 || p.sent[0].Event != openselection.ReleaseComplaint || !p.sent[0].ToParent {
		t.Errorf("sends %+v", p.sent)
	}
	p.do(finder, complaint.RecommendRestoring, p.restores())
	p.runs(complaint.FollowUpDue, complaint.RestorationAnswerDue)
	p.do(ppk, complaint.AnswerRecommendation, complaint.AnswerRecommendationBody{Letter: p.letter("800/2"), Reason: "Jabatan sudah dihapus."})
	p.runs(complaint.FollowUpDue)
	p.do(finder, complaint.ReplyToAnswer, complaint.ReplyToAnswerBody{Accepted: true, Letter: p.letter("R/10"), Reason: "Dapat diterima."})
	p.tells(workflow.AppointingOfficer, workflow.AuthorisedOfficer)
	p.do(finder, complaint.FollowUp, complaint.FollowUpBody{Letter: p.letter("T/1"), Done: "Nilai diperbaiki."})
	p.runs()
	p.do(finder, complaint.CloseComplaint, complaint.CloseComplaintBody{})
	if p.file.State != complaint.Closed {
		t.Errorf("is %s", p.file.State)
	}
	opened := p.file
	folded, err := p.law.Fold(opened, p.all)
	if err != nil {
		t.Fatal(err)
	}
	was, _ := wire.Canonical(p.file.Facts)
	again, _ := wire.Canonical(folded.Facts)
	if string(was) != string(again) || folded.State != p.file.State {
		t.Errorf("the journal tells\n%s, not\n%s", again, was)
	}
}

// What a complaint sends is what the selection reads, member by member, and the selection has a
// row for it that the house may take, in every state in which it is sent.
func TestComplaint_tells_its_selection_in_words_that_it_reads(t *testing.T) {
	t.Parallel()
	selection, err := openselection.Selection(seed(t))
	if err != nil {
		t.Fatal(err)
	}
	p := newPlayer(t).to(complaint.Clarified)
	order := complaint.OrderHoldBody{Letter: p.letter("P/1"), Reason: "Agar tidak dilantik dahulu."}
	p.do(examiner, complaint.OrderHold, order)
	sent := p.sent
	p.do(finder, complaint.FindProven, p.proves(openselection.Material, complaint.StageSkipped))
	sent = append(sent, p.sent...)
	lift := complaint.LiftHoldBody{Letter: p.letter("P/2"), Reason: "Sudah jelas."}
	p.do(finder, complaint.LiftHold, lift)
	sent = append(sent, p.sent...)
	if len(sent) != 3 {
		t.Fatalf("sent %+v", sent)
	}
	about := workflow.Case[openselection.SelectionFacts]{ID: p.file.Parent, Ref: "dinas-a", Agency: "53", Zone: calendar.WITA, State: openselection.Interviewed, Revision: 30}
	for _, send := range sent {
		body, err := wire.Canonical(send.Body)
		if err != nil {
			t.Fatal(err)
		}
		decision, err := selection.Decide(about, workflow.Command{Event: send.Event, Actor: actor("case", workflow.System), Body: body}, workflow.Moment{At: p.at, Holidays: calendar.National()})
		if err != nil {
			t.Fatalf("%s: %v", send.Event, err)
		}
		about = decision.Case
	}
	if notes := about.Facts.Complaints; len(notes) != 1 || notes[0].Complaint != p.file.Ref || notes[0].Class != openselection.Material || notes[0].Letter.Number != "R/7" {
		t.Errorf("the selection noted %+v", notes)
	}
	if about.State != openselection.Interviewed || !slices.Equal(about.Facts.Holds, []openselection.Letter{order.Letter, lift.Letter}) {
		t.Errorf("the selection is %s, held by %v", about.State, about.Facts.Holds)
	}
}

func TestComplaint_about_an_agency_tells_no_selection(t *testing.T) {
	t.Parallel()
	p := newPlayer(t).aboutAgency().to(complaint.Proven)
	if len(p.sent) > 0 {
		t.Errorf("sent %+v", p.sent)
	}
}

func TestComplaint_that_is_not_proven_tells_no_selection(t *testing.T) {
	t.Parallel()
	p := newPlayer(t).to(complaint.NotProven)
	if len(p.sent) > 0 || p.file.Facts.Finding.Proven {
		t.Errorf("sent %+v, found %+v", p.sent, p.file.Facts.Finding)
	}
}

// A hold is ordered exactly where the selection has a row for it, whoever supervises it.
func TestOrderHold_where_the_selection_can_be_held(t *testing.T) {
	t.Parallel()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, profile := range []string{"kasn", "bkn"} {
		pack, err := library.Resolve(policy.Query{Profile: profile, Date: calendar.MustDate("2024-05-08")})
		if err != nil {
			t.Fatal(err)
		}
		selection, err := openselection.Selection(pack)
		if err != nil {
			t.Fatal(err)
		}
		for _, state := range selection.States {
			_, can := selection.Row(openselection.HoldForComplaint, state.Name)
			p := newPlayer(t).to(complaint.Examined)
			p.parent.State = state.Name
			err := p.try(examiner, complaint.OrderHold, complaint.OrderHoldBody{Letter: p.letter("P/1"), Reason: "Tahan."})
			if looked++; (err == nil) != can {
				t.Errorf("%s: the selection can be held: %t, the complaint says %v", state.Name, can, err)
			}
		}
	}
	if looked < 40 {
		t.Errorf("looked at %d states only", looked)
	}
}

func TestDeadlines_pass(t *testing.T) {
	t.Parallel()
	officers := []workflow.Role{workflow.Supervisor, workflow.AppointingOfficer, workflow.AuthorisedOfficer}
	for _, c := range []struct {
		kind  workflow.Event
		state workflow.State
		told  []workflow.Role
	}{
		{complaint.ExaminationDue, complaint.Received, []workflow.Role{workflow.Supervisor}},
		{complaint.ClarificationDue, complaint.Examined, officers},
		{complaint.FindingDue, complaint.Clarified, []workflow.Role{workflow.Supervisor}},
		{complaint.FollowUpDue, complaint.NotProven, []workflow.Role{workflow.Supervisor}},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t).to(c.state)
			armed, ok := p.due[c.kind]
			if !ok || armed.Due.Before(p.at) || len(armed.Reminders) == 0 || len(armed.Tells) == 0 {
				t.Fatalf("armed %t: %+v", ok, armed)
			}
			p.at = armed.Due
			p.do(clock, c.kind, struct{}{})
			p.tells(c.told...)
			if p.file.State != c.state {
				t.Errorf("moved to %s", p.file.State)
			}
			p.refused(examiner, c.kind, struct{}{}, workflow.ActorMayAct)
		})
	}
	t.Run("restoration_answer_due/on_the_day_of_the_letter", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t).to(complaint.Proven)
		asks := p.restores()
		asks.AnswerBy = p.today().AddDays(5)
		p.do(finder, complaint.RecommendRestoring, asks)
		armed := p.due[complaint.RestorationAnswerDue]
		if armed.Count.Last != asks.AnswerBy || !slices.Equal(armed.Tells, []workflow.Role{workflow.AppointingOfficer, workflow.AuthorisedOfficer}) {
			t.Errorf("armed %+v", armed)
		}
		p.at = armed.Due
		p.do(clock, complaint.RestorationAnswerDue, struct{}{})
		p.tells(workflow.AppointingOfficer, workflow.AuthorisedOfficer, workflow.Supervisor)
	})
}

// Those whom a complaint concerns read what the supervisor says, and not one word that who
// complained has said or handed in, nor the sum of it.
func TestFindings_have_nothing_of_who_complained(t *testing.T) {
	t.Parallel()
	const canary = "kenari"
	p := newPlayer(t)
	said := filed()
	said.Text = canary
	p.do(reporter, complaint.FileComplaint, said)
	p.do(reporter, complaint.AddToComplaint, complaint.AddToComplaintBody{Text: canary})
	p.do(reporter, complaint.AttachToComplaint, attached(canary+".jpg"))
	p.do(examiner, complaint.ExamineComplaint, complaint.ExamineComplaintBody{Summary: canary, ClassSuspected: openselection.VeryMaterial})
	p.do(custodian, complaint.AskForReporter, complaint.AskForReporterBody{Reason: complaint.ReporterMustBeAsked})
	p.do(second, complaint.GrantReporter, complaint.GrantReporterBody{})
	p.do(examiner, complaint.AskClarification, p.asks())
	p.do(ppk, complaint.AnswerClarification, complaint.AnswerClarificationBody{Letter: p.letter("800/1"), Text: "Lembar dipegang sekretariat."})
	p.do(finder, complaint.FindProven, p.proves(openselection.VeryMaterial, complaint.ScoreAltered))
	p.do(finder, complaint.OrderHold, complaint.OrderHoldBody{Letter: p.letter("P/1"), Reason: "Tahan dahulu."})
	p.do(finder, complaint.LiftHold, complaint.LiftHoldBody{Letter: p.letter("P/2"), Reason: "Boleh lanjut."})
	p.do(finder, complaint.RecommendRestoring, p.restores())
	p.do(ppk, complaint.AnswerRecommendation, complaint.AnswerRecommendationBody{CarriedOut: true, Letter: p.letter("800/2"), Reason: "Sudah dikembalikan."})
	p.do(finder, complaint.ReplyToAnswer, complaint.ReplyToAnswerBody{Accepted: true, Letter: p.letter("R/10"), Reason: "Cukup jelas."})
	p.to(complaint.Closed)
	shown, err := wire.Canonical(complaint.Findings(p.file.Facts))
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{canary, string(complaint.Scoring), "2024-05-06", "pelapor-", "penjaga", string(complaint.ReporterMustBeAsked), "pengawas-", "ppk"} {
		if strings.Contains(string(shown), never) {
			t.Errorf("%q stands in %s", never, shown)
		}
	}
	for _, word := range []string{
		"Siapa yang memegang", "dipegang sekretariat", "very_material", "score_altered", "Berita acara dan lembar", "Tahan dahulu", "Boleh lanjut",
		"Kepala Dinas Contoh", "Sudah dikembalikan", "Cukup jelas", "Nilai diperbaiki", `"closed_on"`,
	} {
		if !strings.Contains(string(shown), word) {
			t.Errorf("%q is missing in %s", word, shown)
		}
	}
	empty, _ := wire.Canonical(complaint.Findings(newPlayer(t).to(complaint.Received).file.Facts))
	if string(empty) != "{}" {
		t.Errorf("before anything is found: %s", empty)
	}
}

// The pair reads who complained from the moment of the second's word, for a day; nobody else does,
// and neither of them before or after.
func TestMayOpen(t *testing.T) {
	t.Parallel()
	p := newPlayer(t).to(complaint.Closed) // also long after the end
	p.do(custodian, complaint.AskForReporter, complaint.AskForReporterBody{Reason: complaint.OrderedByCourt})
	if p.file.Facts.MayOpen(custodian.Person, p.at) {
		t.Error("who asks reads already")
	}
	p.days(1)
	p.do(second, complaint.GrantReporter, complaint.GrantReporterBody{})
	p.tells(workflow.Custodian)
	hours := time.Duration(policy.ComplaintReporterOpenHours.In(seed(t)).Value) * time.Hour
	for _, c := range []struct {
		who  string
		at   time.Time
		want bool
	}{
		{custodian.Person, p.at, true},
		{second.Person, p.at, true},
		{second.Person, p.at.Add(hours - time.Microsecond), true},
		{custodian.Person, p.at.Add(hours), false},
		{custodian.Person, p.at.Add(-time.Microsecond), false},
		{"penjaga-3", p.at, false},
		{examiner.Person, p.at, false},
		{"", p.at, false},
	} {
		if got := p.file.Facts.MayOpen(c.who, c.at); got != c.want {
			t.Errorf("%q at %s: %t", c.who, c.at, got)
		}
	}
	// The next time asks for two again.
	p.days(3)
	p.do(second, complaint.AskForReporter, complaint.AskForReporterBody{Reason: complaint.OrderedByCourt})
	if p.file.Facts.MayOpen(second.Person, p.at) {
		t.Error("an old word counts again")
	}
	p.do(custodian, complaint.GrantReporter, complaint.GrantReporterBody{})
	if !p.file.Facts.MayOpen(second.Person, p.at) {
		t.Error("the new pair does not read")
	}
}
