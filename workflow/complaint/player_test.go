package complaint_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

const code = "receipt-code-of-the-trials"

// A player plays one complaint. Its days pass only as the player says.
type player struct {
	t      testing.TB
	law    *workflow.Procedure[complaint.Facts]
	file   workflow.Case[complaint.Facts]
	at     time.Time
	parent *workflow.Relative
	told   []workflow.Role                         // by the newest event
	sent   []workflow.SendEvent                    // by the newest event
	due    map[workflow.Event]workflow.ArmDeadline // open clocks
	all    []workflow.Entry                        // the journal
	note   func(refused bool, event workflow.Event, code string)
}

// newPlayer has a complaint about a selection that is being interviewed for.
func newPlayer(t testing.TB) *player {
	t.Helper()
	law, err := complaint.Complaint(seed(t))
	if err != nil {
		t.Fatal(err)
	}
	who := complaint.Reporter(code)
	selection := workflow.CaseID{7}
	return &player{
		t: t, law: law, at: time.Date(2024, time.May, 8, 3, 0, 0, 0, time.UTC), due: make(map[workflow.Event]workflow.ArmDeadline),
		parent: &workflow.Relative{ID: selection, Procedure: openselection.SelectionName, Ref: "dinas-a", State: openselection.Interviewed, Revision: 30},
		file: workflow.Case[complaint.Facts]{
			ID: workflow.CaseID{9}, Parent: selection, Ref: complaint.Number(who), Subject: who, Agency: "53", Zone: calendar.WITA, State: workflow.Unopened,
		},
	}
}

// aboutAgency lets the complaint be about no selection.
func (p *player) aboutAgency() *player {
	p.parent, p.file.Parent = nil, workflow.CaseID{}
	return p
}

func actor(person string, roles ...workflow.Role) workflow.Actor {
	return workflow.Actor{Person: person, Roles: roles}
}

var (
	reporter  = actor(complaint.Reporter(code), workflow.DataSubject)
	examiner  = actor("pengawas-1", workflow.Supervisor)
	finder    = actor("pengawas-2", workflow.Supervisor)
	ppk       = actor("ppk", workflow.AppointingOfficer)
	custodian = actor("penjaga-1", workflow.Custodian)
	second    = actor("penjaga-2", workflow.Custodian)
	clock     = actor("clock", workflow.Clock)
)

func (p *player) days(n int) { p.at = p.at.AddDate(0, 0, n) }

func (p *player) today() calendar.Date { return calendar.DateOf(p.at, p.file.Zone) }

func (p *player) letter(number string) openselection.Letter {
	return openselection.Letter{Number: number, Date: p.today()}
}

func (p *player) try(who workflow.Actor, event workflow.Event, body any) error {
	p.t.Helper()
	raw, err := wire.Canonical(body)
	if err != nil {
		p.t.Fatal(err)
	}
	row, _ := p.law.Row(event, p.file.State)
	moment := workflow.Moment{At: p.at, Holidays: calendar.National()}
	if row.LooksUp {
		moment.Parent = p.parent
	}
	decision, err := p.law.Decide(p.file, workflow.Command{Event: event, Actor: who, Body: raw}, moment)
	if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
		for _, reason := range refusal.Reasons {
			p.wrote(true, event, reason.Code)
		}
		return err
	} else if err != nil {
		p.t.Fatalf("%s is neither done nor refused: %v", event, err)
	}
	for _, guard := range row.Requires {
		p.wrote(false, event, guard.Code)
	}
	p.file, p.told, p.sent = decision.Case, nil, nil
	p.all = append(p.all, decision.Entry)
	delete(p.due, event) // a clock that passes is open no more
	for _, action := range decision.Actions {
		switch act := action.(type) {
		case workflow.Tell:
			p.told = append(p.told, act.Role)
		case workflow.SendEvent:
			p.sent = append(p.sent, act)
		case workflow.ArmDeadline:
			p.due[act.Kind] = act
		case workflow.ClearDeadline:
			delete(p.due, act.Kind)
		default:
			p.t.Fatalf("%s acts by %T", event, action)
		}
	}
	return nil
}

func (p *player) wrote(refused bool, event workflow.Event, code string) {
	if p.note != nil {
		p.note(refused, event, code)
	}
}

// do lets somebody do what has to succeed.
func (p *player) do(who workflow.Actor, event workflow.Event, body any) {
	p.t.Helper()
	if err := p.try(who, event, body); err != nil {
		p.t.Fatalf("%s by %s: %v", event, who.Person, err)
	}
}

// refused lets somebody try what has to be refused for exactly these reasons.
func (p *player) refused(who workflow.Actor, event workflow.Event, body any, codes ...string) {
	p.t.Helper()
	err := p.try(who, event, body)
	refusal, ok := errors.AsType[*workflow.Refusal](err)
	if !ok {
		p.t.Fatalf("%s by %s was not refused", event, who.Person)
	}
	var got []string
	for _, reason := range refusal.Reasons {
		got = append(got, reason.Code)
		if refusal.Kind == workflow.Guarded && (len(reason.Evidence) == 0 || len(reason.Citations) == 0) {
			p.t.Errorf("%s: evidence %v, citations %v", reason.Code, reason.Evidence, reason.Citations)
		}
	}
	slices.Sort(got)
	slices.Sort(codes)
	if !slices.Equal(got, codes) {
		p.t.Fatalf("%s by %s: refused by %v, want %v", event, who.Person, got, codes)
	}
}

// The bodies of a clean complaint.

func filed() complaint.FileComplaintBody {
	return complaint.FileComplaintBody{Category: complaint.Scoring, Text: "Nilai wawancara diubah sesudah rapat.", HappenedOn: calendar.MustDate("2024-05-06")}
}

func (p *player) asks() complaint.AskClarificationBody {
	return complaint.AskClarificationBody{Letter: p.letter("B/1"), Questions: []string{"Siapa yang memegang lembar nilai setelah rapat?"}}
}

func (p *player) proves(class openselection.ComplaintClass, breaches ...complaint.Breach) complaint.FindProvenBody {
	return complaint.FindProvenBody{Class: class, Breaches: breaches, Letter: p.letter("R/7"), Reason: "Berita acara dan lembar nilai berbeda."}
}

func (p *player) restores() complaint.RecommendRestoringBody {
	return complaint.RecommendRestoringBody{Post: "Kepala Dinas Contoh", Letter: p.letter("R/8"), Reason: "Pemberhentian tanpa dasar."}
}

// steps are the shortest way through a complaint that is proven.
func (p *player) steps() []step {
	return []step{
		{complaint.Received, reporter, complaint.FileComplaint, filed()},
		{complaint.Examined, examiner, complaint.ExamineComplaint, complaint.ExamineComplaintBody{Summary: "Dugaan perubahan nilai."}},
		{complaint.Clarified, examiner, complaint.CloseClarification, complaint.CloseClarificationBody{Reason: "Bukti tertulis sudah lengkap."}},
		{complaint.Proven, finder, complaint.FindProven, p.proves(openselection.VeryMaterial, complaint.ScoreAltered)},
		{complaint.FollowedUp, finder, complaint.FollowUp, complaint.FollowUpBody{Letter: p.letter("T/1"), Done: "Nilai diperbaiki."}},
		{complaint.Closed, finder, complaint.CloseComplaint, complaint.CloseComplaintBody{}},
	}
}

type step struct {
	to    workflow.State
	who   workflow.Actor
	event workflow.Event
	body  any
}

// to brings a complaint that lies on that way to a state.
func (p *player) to(state workflow.State) *player {
	p.t.Helper()
	if state == complaint.NotProven {
		p.to(complaint.Clarified)
		p.do(finder, complaint.FindNotProven, complaint.FindNotProvenBody{Letter: p.letter("R/9"), Reason: "Tidak ada bukti."})
		return p
	}
	steps := p.steps()
	here := slices.IndexFunc(steps, func(s step) bool { return s.to == p.file.State })
	for _, next := range steps[here+1:] {
		if p.file.State == state {
			break
		}
		p.do(next.who, next.event, next.body)
	}
	if p.file.State != state {
		p.t.Fatalf("reached %s, not %s", p.file.State, state)
	}
	return p
}

// A ledger remembers which guard of which event refused, and which was passed.
type ledger struct {
	mu              sync.Mutex
	refused, passed map[string]int
}

func (l *ledger) note(refused bool, event workflow.Event, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.passed
	if refused {
		of = l.refused
	}
	of[string(event)+"/"+code]++
}

func (l *ledger) holes(p *workflow.Procedure[complaint.Facts]) []string {
	missing := make(map[string]bool)
	for _, row := range p.Rows {
		for _, guard := range row.Requires {
			key := string(row.On) + "/" + guard.Code
			if l.refused[key] == 0 {
				missing["nothing made "+key+" refuse"] = true
			}
			if l.passed[key] == 0 {
				missing["nothing got past "+key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(missing))
}

func repeated(text string, n int) complaint.ComplaintText {
	return complaint.ComplaintText(strings.Repeat(text, n))
}
