package casework_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
)

// added asks for one more post under a round, in the words in which the round asked for its first.
func (r *room) added(t *testing.T, round workflow.CaseID, by casework.Caller, ref string) casework.Opening {
	t.Helper()
	first := r.journal(t, r.child(t, round, "bappeda"))[0]
	o := casework.Opening{
		Parent: round, Under: openselection.RoundName, Ref: ref, Subject: "seseorang", Agency: "99", Zone: calendar.WIT,
		Request: request(workflow.System, first.Event, string(first.Body), "add "+ref+" by "+by.Person),
	}
	o.Procedure, o.By, o.Key.Person = openselection.SelectionName, by, by.Person
	return o
}

// beforeCommits lets something happen before each of the first commits of another desk.
func (r *room) beforeCommits(n int64, happens func()) *tap {
	return &tap{Store: r.store, commit: func(i int64, _ *casework.Change) error {
		if i <= n {
			happens()
		}
		return nil
	}}
}

func relatives() []deskCase {
	return []deskCase{
		{"a case that is opened under another one lies where that one lies", func(t *testing.T, r *room) {
			round := r.round(t)
			opening := r.added(t, round, casework.House("sistem"), "biro-hukum")
			reply, err := r.Open(t.Context(), opening)
			if err != nil {
				t.Fatal(err)
			}
			parent, child := r.record(t, round), r.record(t, reply.Case)
			if child.Parent != round || child.Round != round || child.Agency != "53" || child.Zone != parent.Zone || child.Pack != parent.Pack ||
				child.Ref != "biro-hukum" || child.Subject != "seseorang" || child.State != openselection.Planned || parent.Revision != 1 {
				t.Errorf("%+v under %+v", child, parent)
			}
			again, err := r.Open(t.Context(), opening)
			if err != nil || !again.Replayed || again.Case != reply.Case {
				t.Errorf("again: %+v, %v", again, err)
			}
			twice := r.added(t, round, casework.House("lain"), "biro-hukum")
			_, err = r.Open(t.Context(), twice)
			wantError(t, casework.ErrFileExists, err)
			same(t, "inspected", []casework.Violation(nil), r.inspected(t, r.store))
		}},
		{"nothing is opened under a case of which the caller may not know", func(t *testing.T, r *room) {
			round := r.round(t)
			within, nowhere := r.added(t, round, casework.House("sistem"), "x"), r.added(t, round, casework.House("sistem"), "y")
			within.Parent, nowhere.Parent = r.child(t, round, "dinkes"), workflow.CaseID{1}
			before := r.picture(t)
			for name, o := range map[string]casework.Opening{
				"of another agency": r.added(t, round, of("52", workflow.Secretariat), "a"), "without a duty": r.added(t, round, casework.Caller{Person: "pelamar"}, "b"),
				"of another procedure": within, "that is not there": nowhere,
			} {
				_, err := r.Open(t.Context(), o)
				if wantError(t, casework.ErrNoCase, err); err != nil && err.Error() != casework.ErrNoCase.Error() {
					t.Errorf("%s: %v", name, err)
				}
			}
			_, err := r.Open(t.Context(), r.added(t, round, of("53", workflow.Secretariat), "c"))
			wantRefusal(t, workflow.WrongActor, workflow.ActorMayAct, err)
			same(t, "written", before, r.picture(t))
		}},
		{"a procedure whose cases have a parent or none sees none where there is none", func(t *testing.T, r *room) {
			round := r.round(t)
			open := r.complain
			reply, err := open(t, workflow.CaseID{}, "about the agency")
			if err != nil {
				t.Fatal(err)
			}
			if got := r.record(t, reply.Case); !got.Parent.IsZero() || !got.Round.IsZero() || got.Agency != "53" || got.State != complaint.Received {
				t.Errorf("%+v", got)
			}
			// Of what is not announced nobody outside learns, not even by complaining.
			_, err = open(t, r.child(t, round, "dinkes"), "about a plan")
			wantError(t, casework.ErrNoCase, err)
			// Nor of what was cancelled before.
			planned := r.child(t, round, "bappeda")
			r.do(t, planned, workflow.AppointingOfficer, openselection.Cancel, cancellation)
			_, err = open(t, planned, "about a cancelled plan")
			wantError(t, casework.ErrNoCase, err)
			same(t, "inspected", []casework.Violation(nil), r.inspected(t, r.store))
		}},
		{"of what was announced and then cancelled everybody can complain", func(t *testing.T, r *room) {
			announced, _ := r.running(t)
			r.do(t, announced, workflow.AppointingOfficer, openselection.Cancel, cancellation)
			if reply, err := r.complain(t, announced, "about a cancelled selection"); err != nil || r.record(t, reply.Case).Parent != announced {
				t.Errorf("%+v, %v", reply, err)
			}
		}},
		{"a case is not opened beside a parent that moves meanwhile, but decided anew", func(t *testing.T, r *room) {
			round := r.round(t)
			once := r.beforeCommits(1, func() { r.do(t, round, workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal) })
			if _, err := r.another(t, once).Open(t.Context(), r.added(t, round, casework.House("sistem"), "a")); err != nil || once.commits.Load() != 2 {
				t.Errorf("%d attempts, %v", once.commits.Load(), err)
			}
			always := r.beforeCommits(9, func() { r.do(t, round, workflow.Permitter, openselection.RecordPermit, permit) })
			_, err := r.another(t, always).Open(t.Context(), r.added(t, round, casework.House("sistem"), "b"))
			wantError(t, casework.ErrLostRace, err)
		}},
		{"a round that looks at its selections does not overlook what one of them does meanwhile", func(t *testing.T, r *room) {
			selection, round := r.running(t)
			var watched []casework.Watch
			meanwhile := r.beforeCommits(1, func() { r.do(t, selection, workflow.AppointingOfficer, openselection.Cancel, cancellation) })
			happens := meanwhile.commit
			meanwhile.commit = func(n int64, change *casework.Change) error {
				watched = change.Watched
				if change.Census == nil || change.Census.Count != 2 || len(change.Census.Of) != 0 {
					t.Errorf("census %+v", change.Census)
				}
				return happens(n, change)
			}
			cancel := request(workflow.AppointingOfficer, openselection.CancelRound, cancellation, "cancel")
			if _, err := r.another(t, meanwhile).Handle(t.Context(), round, cancel); err != nil {
				t.Fatal(err)
			}
			if meanwhile.commits.Load() != 2 || len(watched) != 2 {
				t.Errorf("%d attempts, watched %v", meanwhile.commits.Load(), watched)
			}
			for _, w := range watched {
				if seen := r.record(t, w.Case); seen.Parent != round || seen.Revision != w.Revision {
					t.Errorf("%s is watched at revision %d and stands at %d", seen.Ref, w.Revision, seen.Revision)
				}
			}
			if state := r.record(t, round).State; state != openselection.Cancelled {
				t.Errorf("the round is in %s", state)
			}
		}},
	}
}

// applying is a person's word that they apply for a post.
func applying(selection workflow.CaseID, who, key string) casework.Opening {
	o := casework.Opening{
		Parent: selection, Under: openselection.SelectionName, Ref: openselection.RegistrationRef(selection, who), Subject: who,
		Request: request(workflow.Public, openselection.ApplyForPost, `{}`, key),
	}
	o.Procedure, o.By, o.Key.Person = openselection.ApplicationName, casework.Caller{Person: who}, who
	return o
}

func applications() []deskCase {
	return []deskCase{
		{"whoever has no part applies for a post that is announced, and has one from then on", func(t *testing.T, r *room) {
			selection, round := r.running(t)
			r.set(taking)
			reply, err := r.Open(t.Context(), applying(selection, "pelamar", "apply"))
			if err != nil {
				t.Fatal(err)
			}
			application := r.record(t, reply.Case)
			if application.Parent != selection || application.Round != round || application.Subject != "pelamar" || application.Agency != "53" {
				t.Errorf("%+v", application)
			}
			want := []workflow.Duty{{Role: workflow.Applicant, Scope: workflow.Scope{Agency: "53", Round: round, Selection: selection}, From: calendar.DateOf(taking, calendar.WITA)}}
			held, err := r.store.Held(t.Context(), "pelamar", workflow.CaseID{})
			if err != nil {
				t.Fatal(err)
			}
			same(t, "held", want, held)
			same(t, "untouched", []casework.Violation(nil), r.inspected(t, r.store))
			if found := r.inspected(t, crooked{Store: r.store, given: []workflow.Duty{}}); len(found) != 1 || found[0].Case != reply.Case {
				t.Errorf("a part that got lost: %v", found)
			}
			_, err = r.Open(t.Context(), applying(selection, "pelamar", "apply again"))
			wantError(t, casework.ErrFileExists, err)
		}},
		{"nobody applies for a post that is not announced", func(t *testing.T, r *room) {
			round := r.round(t)
			_, err := r.Open(t.Context(), applying(r.child(t, round, "dinkes"), "pelamar", "too early"))
			wantError(t, casework.ErrNoCase, err)
		}},
		{"an application that comes in while the selection is closed is late", func(t *testing.T, r *room) {
			selection, _ := r.running(t)
			r.set(taking)
			closing := r.beforeCommits(1, func() { r.do(t, selection, workflow.AppointingOfficer, openselection.Cancel, cancellation) })
			_, err := r.another(t, closing).Open(t.Context(), applying(selection, "pelamar", "apply"))
			if err == nil || closing.commits.Load() != 1 {
				t.Errorf("%v after %d attempts", err, closing.commits.Load())
			}
			held, err := r.store.Held(t.Context(), "pelamar", workflow.CaseID{})
			if err != nil || len(held) != 0 {
				t.Errorf("held %v, %v", held, err)
			}
		}},
		{"of two applications at once one is within the limit", func(t *testing.T, r *room) {
			_, second, _ := strings.Cut(plan, `{"ref":"dinkes"`)
			second, _, _ = strings.Cut(second, `],`)
			r.plan = strings.Replace(plan, `"posts":[`, `"posts":[{"ref":"dpmptsp"`+second+`,`, 1)
			first, round := r.running(t)
			r.set(taking)
			if _, err := r.Open(t.Context(), applying(r.child(t, round, "dpmptsp"), "pelamar", "the first of two")); err != nil {
				t.Fatal(err)
			}
			desk := r.another(t, r.meeting(2))
			errs := make([]error, 2)
			var callers sync.WaitGroup
			for i, selection := range []workflow.CaseID{first, r.child(t, round, "dinkes")} {
				callers.Go(func() { _, errs[i] = desk.Open(t.Context(), applying(selection, "pelamar", selection.String())) })
			}
			callers.Wait()
			held, err := r.store.Held(t.Context(), "pelamar", workflow.CaseID{})
			if err != nil || len(held) != 2 || (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("held %v after %v, %v", held, errs, err)
			}
			wantRefusal(t, workflow.Guarded, "posts_are_within_limit", errors.Join(errs...))
		}},
	}
}

// taking is a moment at which applications are taken.
var taking = time.Date(2024, 5, 22, 2, 0, 0, 0, time.UTC)

// complain lets somebody of whom nobody knows file a complaint under a selection, or about the agency.
func (r *room) complain(t *testing.T, under workflow.CaseID, key string) (casework.Reply, error) {
	t.Helper()
	who := complaint.Reporter("receipt")
	o := casework.Opening{
		Parent: under, Ref: complaint.Number(who), Subject: who, Agency: "53", Zone: calendar.WITA,
		Request: request(workflow.DataSubject, complaint.FileComplaint, `{"category":"scoring","text":"Nilai diubah."}`, key),
	}
	o.Procedure, o.By, o.Key.Person = complaint.Name, casework.Caller{Person: who}, who
	return r.Open(t.Context(), o)
}
