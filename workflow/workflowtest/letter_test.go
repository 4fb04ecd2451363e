package workflowtest_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// letters is a small table that conforms: a letter is drafted, sent, answered in
// time, and may rest on its way. The tests break it in one place each.
type letters = workflow.Procedure[facts]

type facts struct {
	Notes  []string `json:"notes,omitzero"`
	Answer *string  `json:"answer,omitzero"`
}

type note struct {
	Text string `json:"text"`
}

func (n note) Apply(f facts, _ workflow.Occurrence) facts {
	f.Notes = append(slices.Clone(f.Notes), n.Text)
	return f
}

type silence struct{}

func (silence) Apply(f facts, _ workflow.Occurrence) facts { return f }

type (
	row   = workflow.Transition[facts]
	guard = workflow.Guard[facts]
)

var (
	law       = policy.Cite("PermenPANRB 15/2019", "Lampiran", policy.Known)
	answerDue = workflow.Deadline[facts]{
		Kind: "answer_due", Reminders: policy.RemindersScreeningDue, Tells: []workflow.Role{workflow.Supervisor}, Cites: []policy.Citation{law},
		Counts: func(q workflow.Question[facts]) (calendar.Count, error) {
			return q.Holidays.Count(q.Today, calendar.Days{N: 5, Unit: calendar.WorkingDays}, false)
		},
	}
	hasNotes = guard{Code: "letter_has_notes", Standing: true, Cites: []policy.Citation{law}, Check: func(q workflow.Question[facts]) workflow.Verdict {
		return workflow.Require(len(q.Case.Facts.Notes) > 0, workflow.Found("notes", len(q.Case.Facts.Notes)))
	}}
	answerIsNew = guard{Code: "answer_is_new", Cites: []policy.Citation{law}, Check: func(q workflow.Question[facts]) workflow.Verdict {
		said := q.After.Notes[len(q.After.Notes)-1]
		return workflow.Require(!slices.Contains(q.Case.Facts.Notes, said), workflow.FoundIn("/text", "said", said))
	}}
)

func table(pack *policy.Pack) letters {
	by := func(roles ...workflow.Role) []workflow.Role { return roles }
	in := func(states ...workflow.State) []workflow.State { return states }
	cites := []policy.Citation{law}
	noting, silent := workflow.FormOf[note, facts](), workflow.FormOf[silence, facts]()
	return letters{
		Name: "letter", Version: "1", Pack: pack, Deadlines: []workflow.Deadline[facts]{answerDue},
		States: []workflow.StateInfo{
			{Name: "drafted", Standing: workflow.Active},
			{Name: "sent", Standing: workflow.Active},
			{Name: "rested", Standing: workflow.Held},
			{Name: "answered", Standing: workflow.Final},
		},
		Rows: []row{
			{On: "draft", From: in(workflow.Unopened), To: "drafted", By: by(workflow.Secretariat), Says: noting, Cites: cites},
			{On: "write", From: in("drafted"), To: workflow.Stay, By: by(workflow.Secretariat), Says: noting, Cites: cites},
			{
				On: "send", From: in("drafted"), To: "sent", By: by(workflow.CommitteeChair), Says: silent, Cites: cites,
				Requires: []guard{hasNotes}, Effects: []workflow.Effect[facts]{answerDue.Arm()},
			},
			{On: "answer_due", From: in("sent"), To: workflow.Stay, By: by(workflow.Clock), Says: silent, Cites: cites, Effects: workflow.Telling[facts]("answer_due", workflow.Supervisor)},
			{
				On: "answer", From: in("sent"), To: "answered", By: by(workflow.Supervisor), Says: noting, Cites: cites,
				Requires: []guard{hasNotes, answerIsNew}, Effects: []workflow.Effect[facts]{answerDue.Clear()},
			},
			{
				On: "rest", From: in("sent"), To: "rested", By: by(workflow.Supervisor), Says: silent, Cites: cites, Holds: true,
				Effects: []workflow.Effect[facts]{workflow.Pausing[facts]()},
			},
			{
				On: "wake", From: in("rested"), To: workflow.Return, By: by(workflow.Supervisor), Says: silent, Cites: cites,
				Effects: []workflow.Effect[facts]{workflow.Resuming[facts]()},
			},
			{On: "remark", From: in("answered"), To: workflow.Stay, By: by(workflow.Auditor), Says: noting, Cites: cites},
		},
	}
}

func seed(t *testing.T) *policy.Pack {
	t.Helper()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := library.Resolve(policy.Query{Date: calendar.MustDate("2024-05-08")})
	if err != nil {
		t.Fatal(err)
	}
	return pack
}
