package casework_test

import (
	"testing"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
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
