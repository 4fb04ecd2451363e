package workflow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A petition is the small procedure on which these tests try the engine: it is
// filed, voted on, may rest, and is granted or withdrawn.
type petition struct {
	Title  string  `json:"title"`
	Votes  []vote  `json:"votes,omitzero"`
	Reason *string `json:"reason,omitzero"`
	Rings  int     `json:"rings,omitzero"`
}

type vote struct {
	By  string `json:"by"`
	Yes bool   `json:"yes"`
}

type (
	fileBody struct {
		Title string        `json:"title"`
		Day   calendar.Date `json:"day"`
	}
	reasonBody struct {
		Reason string `json:"reason"`
	}
	silence struct{}
	ring    struct{}
)

func (b fileBody) Check() wire.Problems {
	if strings.TrimSpace(b.Title) == "" {
		return wire.Problems{{Field: "/title", Problem: "must not be empty"}}
	}
	return nil
}

func (b fileBody) Apply(f petition, _ workflow.Occurrence) petition {
	f.Title = b.Title
	return f
}

type ballot struct {
	Yes bool `json:"yes"`
}

func (b ballot) Apply(f petition, on workflow.Occurrence) petition {
	f.Votes = append(slices.Clone(f.Votes), vote{By: on.Actor.Person, Yes: b.Yes})
	return f
}

func (b reasonBody) Apply(f petition, _ workflow.Occurrence) petition {
	f.Reason = &b.Reason
	return f
}

func (silence) Apply(f petition, _ workflow.Occurrence) petition { return f }

func (ring) Apply(f petition, _ workflow.Occurrence) petition {
	f.Rings++
	return f
}

type (
	row       = workflow.Transition[petition]
	guard     = workflow.Guard[petition]
	effect    = workflow.Effect[petition]
	question  = workflow.Question[petition]
	theCase   = workflow.Case[petition]
	procedure = workflow.Procedure[petition]
)

const (
	filed     workflow.State = "filed"
	voted     workflow.State = "voted"
	resting   workflow.State = "resting"
	granted   workflow.State = "granted"
	withdrawn workflow.State = "withdrawn"
)

var (
	article   = policy.Cite("UU 5/2014", "Pasal 110", policy.Seen)
	other     = policy.Cite("PP 11/2017", "Pasal 114", policy.Known)
	answerDue = workflow.Deadline[petition]{
		Kind: "answer_due", Reminders: policy.RemindersScreeningDue, Tells: []workflow.Role{workflow.Supervisor}, Cites: []policy.Citation{article},
		Counts: func(q question) (calendar.Count, error) {
			return q.Holidays.Count(q.Today, calendar.Days{N: 10, Unit: calendar.WorkingDays}, false)
		},
	}
	hasVotes = guard{Code: "petition_has_votes", Standing: true, Cites: []policy.Citation{article}, Check: func(q question) workflow.Verdict {
		least := policy.CandidatesMin.In(q.Pack)
		return workflow.Require(len(q.Case.Facts.Votes) >= least.Value, workflow.Found("votes", len(q.Case.Facts.Votes)), workflow.Limit("at_least", least))
	}}
	isCarried = guard{Code: "petition_is_carried", Standing: true, Cites: []policy.Citation{other}, Check: func(q question) workflow.Verdict {
		yes := 0
		for _, v := range q.Case.Facts.Votes {
			if v.Yes {
				yes++
			}
		}
		return workflow.Require(2*yes > len(q.Case.Facts.Votes), workflow.Found("yes", yes))
	}}
	hasReason = guard{Code: "reason_is_given", Cites: []policy.Citation{article}, Check: func(q question) workflow.Verdict {
		return workflow.Require(q.After.Reason != nil && *q.After.Reason != "", workflow.FoundIn("/reason", "given", q.After.Reason != nil))
	}}
	votesOnce = guard{Code: "voter_votes_once", Cites: []policy.Citation{article}, Check: func(q question) workflow.Verdict {
		n := 0
		for _, v := range q.After.Votes {
			if v.By == q.Actor.Person {
				n++
			}
		}
		return workflow.Require(n == 1, workflow.Found("votes", n))
	}}
)

func in(states ...workflow.State) []workflow.State { return states }
func by(roles ...workflow.Role) []workflow.Role    { return roles }

func petitions(pack *policy.Pack) procedure {
	law := []policy.Citation{article}
	return procedure{
		Name: "petition", Version: "7", Pack: pack, Deadlines: []workflow.Deadline[petition]{answerDue},
		States: []workflow.StateInfo{
			{Name: filed, Standing: workflow.Active},
			{Name: voted, Standing: workflow.Active},
			{Name: resting, Standing: workflow.Held},
			{Name: granted, Standing: workflow.Final},
			{Name: withdrawn, Standing: workflow.Final},
		},
		Rows: []row{
			{
				On: "file", From: in(workflow.Unopened), To: filed, By: by(workflow.Secretariat), Says: workflow.FormOf[fileBody, petition](), Cites: law,
				Effects: append(workflow.Telling[petition]("file", workflow.Supervisor, workflow.Public), answerDue.Arm()), Documents: []string{"petition"},
			},
			{
				On: "vote", From: in(filed, voted), To: workflow.Stay, By: by(workflow.CommitteeMember, workflow.CommitteeChair),
				Says: workflow.FormOf[ballot, petition](), Requires: []guard{votesOnce}, Cites: law,
			},
			{On: "count", From: in(filed), To: voted, By: by(workflow.CommitteeChair), Says: workflow.FormOf[silence, petition](), Cites: []policy.Citation{other}},
			{
				On: "grant", From: in(voted), To: granted, By: by(workflow.AppointingOfficer), Says: workflow.FormOf[reasonBody, petition](),
				Requires: []guard{hasVotes, isCarried, hasReason}, Cites: law,
				Effects: append([]effect{answerDue.Clear()}, workflow.Telling[petition]("grant", workflow.Public)...),
			},
			{On: "answer_due", From: in(filed, voted), To: workflow.Stay, By: by(workflow.Clock), Says: workflow.FormOf[ring, petition](), Cites: law},
			{
				On: "rest", From: in(filed, voted), To: resting, By: by(workflow.Supervisor), Says: workflow.FormOf[silence, petition](), Cites: law, Holds: true,
				Effects: []effect{workflow.Pausing[petition]()},
			},
			{
				On: "wake", From: in(resting), To: workflow.Return, By: by(workflow.Supervisor), Says: workflow.FormOf[silence, petition](), Cites: law,
				Effects: []effect{workflow.Resuming[petition]()},
			},
			{
				On: "withdraw", From: in(filed, voted, resting), To: withdrawn, By: by(workflow.Secretariat), Says: workflow.FormOf[reasonBody, petition](), Cites: law,
				Effects: []effect{answerDue.Clear()},
			},
		},
	}
}

func seed(t testing.TB) *policy.Pack {
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

// define makes the procedure, changed as the test wants it.
func define(t testing.TB, changes ...func(*procedure)) *procedure {
	t.Helper()
	table := petitions(seed(t))
	for _, change := range changes {
		change(&table)
	}
	p, err := workflow.Define(table)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func rowOf(p *procedure, event workflow.Event) *row {
	return &p.Rows[slices.IndexFunc(p.Rows, func(r row) bool { return r.On == event })]
}

// Wednesday 8 May 2024, 10:00 WIB; the next two days are a holiday and collective leave.
var start = time.Date(2024, time.May, 8, 3, 0, 0, 0, time.UTC)

func at(moment time.Time) workflow.Moment {
	return workflow.Moment{At: moment, Holidays: calendar.National()}
}

func does(event workflow.Event, person string, role workflow.Role, body string) workflow.Command {
	return workflow.Command{Event: event, Actor: workflow.Actor{Person: person, Roles: []workflow.Role{role}}, Body: []byte(body)}
}

func unopened() theCase {
	return theCase{ID: workflow.CaseID{7}, Agency: "province-1", Zone: calendar.WIB, State: workflow.Unopened}
}

// told plays commands that must be accepted, a minute apart, and returns the case
// with its journal.
func told(t testing.TB, p *procedure, commands ...workflow.Command) (theCase, []workflow.Entry) {
	t.Helper()
	c := unopened()
	var journal []workflow.Entry
	for i, command := range commands {
		decision, err := p.Decide(c, command, at(start.Add(time.Duration(i)*time.Minute)))
		if err != nil {
			t.Fatalf("command %d: %v", i, err)
		}
		c, journal = decision.Case, append(journal, decision.Entry)
	}
	return c, journal
}

func file() workflow.Command {
	return does("file", "p-1", workflow.Secretariat, `{"title":"Sekolah","day":"2024-05-08"}`)
}

func canonical(t testing.TB, v any) string {
	t.Helper()
	text, err := wire.Canonical(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
