package storetest

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// wallCases show that what lies outside a wall is not there.
func wallCases() []Case {
	return []Case{
		{"nothing of another agency is shown by any method", func(t *testing.T, k *Kit) {
			ours, theirs := k.inhabited(t, "prov-contoh"), k.inhabited(t, "kota-contoh")
			wall := casework.Caller{Person: "ketua", Duties: []workflow.Duty{{
				Role: workflow.CommitteeChair, Scope: workflow.Scope{Agency: "prov-contoh"},
			}}}.Wall()
			shelf := k.Within(wall)
			same(t, "our own", k.seen(t, k.Backend, ours), k.seen(t, shelf, ours))
			same(t, "another agency's", seen{}, k.seen(t, shelf, theirs))
			list, err := shelf.Cases(t.Context(), casework.Query{})
			wantError(t, nil, err)
			same(t, "list", []workflow.CaseID{ours.ID}, ids(list))
			list, err = shelf.Cases(t.Context(), casework.Query{Agency: "kota-contoh"})
			wantError(t, nil, err)
			same(t, "list of the other agency", []workflow.CaseID{}, ids(list))
			now, err := shelf.Ready(t.Context())
			if err != nil || !now.Equal(k.Clock.Now()) {
				t.Errorf("ready at %v, %v", now, err)
			}
		}},
		{"a case behind a wall is told in the same words as one that is not there", func(t *testing.T, k *Kit) {
			theirs := k.inhabited(t, "kota-contoh")
			wall := walled("ketua", workflow.Scope{Agency: "prov-contoh"})
			hidden, err := k.Load(t.Context(), wall, theirs.ID, answered(theirs))
			wantError(t, casework.ErrNoCase, err)
			missing, again := k.Load(t.Context(), wall, workflow.CaseID(newID()), casework.Key{Person: "ketua", Text: "never"})
			wantError(t, casework.ErrNoCase, again)
			same(t, "loaded", missing, hidden)
			same(t, "words", err.Error(), again.Error())
		}},
		{"an answer about a case behind a wall is not given again", func(t *testing.T, k *Kit) {
			ours, theirs := k.inhabited(t, "prov-contoh"), k.inhabited(t, "kota-contoh")
			wall := walled("ketua", workflow.Scope{Agency: "prov-contoh"})
			recalled, err := k.Recall(t.Context(), wall, answered(ours))
			if err != nil || recalled.Answer == nil || recalled.Answer.Case != ours.ID {
				t.Errorf("our own: %+v, %v", recalled.Answer, err)
			}
			recalled, err = k.Recall(t.Context(), wall, answered(theirs))
			wantError(t, casework.ErrNoCase, err)
			same(t, "recalled", casework.Loaded{Now: k.Clock.Now()}, recalled)
			// The key is the caller's own, so that it is known to be used, whatever it was used for.
			loaded, err := k.Load(t.Context(), wall, ours.ID, answered(theirs))
			if err != nil || loaded.Answer == nil || loaded.Answer.Case != theirs.ID {
				t.Errorf("a key used elsewhere: %+v, %v", loaded.Answer, err)
			}
		}},
		{"whoever has no duty sees the files on themself and nothing else", func(t *testing.T, k *Kit) {
			k.inhabited(t, "prov-contoh")
			k.filed(t, mandate.Name, "prov-contoh", "lain")
			own := []workflow.CaseID{
				k.filed(t, person.Name, workflow.Nation, "ketua").ID, k.filed(t, mandate.Name, "kota-contoh", "ketua").ID,
			}
			slices.SortFunc(own, func(a, b workflow.CaseID) int { return slices.Compare(a[:], b[:]) })
			shelf := k.Within(walled("ketua"))
			list, err := shelf.Cases(t.Context(), casework.Query{})
			wantError(t, nil, err)
			same(t, "list", own, ids(list))
			for _, record := range list {
				same(t, "own file", k.seen(t, k.Backend, record), k.seen(t, shelf, record))
				if len(k.seen(t, shelf, record).Journal) != 1 {
					t.Errorf("the journal of %s is not shown", record.Procedure)
				}
			}
		}},
		{"the zero wall, and one without names, shows nothing at all", func(t *testing.T, k *Kit) {
			record := k.inhabited(t, "prov-contoh")
			k.filed(t, mandate.Name, "prov-contoh", "")
			for name, wall := range map[string]casework.Wall{
				"zero": {}, "nobody": walled(""), "an agency without a name": walled("", workflow.Scope{}),
				"an agency called all": walled("", workflow.Scope{Agency: "*"}), "two in one": walled("", workflow.Scope{Agency: "kota-contoh,prov-contoh"}),
				"an agency that is an SQL": walled("'", workflow.Scope{Agency: "') OR ('1'='1"}),
			} {
				list, err := k.Within(wall).Cases(t.Context(), casework.Query{})
				wantError(t, nil, err)
				same(t, name, []workflow.CaseID{}, ids(list))
				same(t, name, seen{}, k.seen(t, k.Within(wall), record))
			}
		}},
		{"a wall shows exactly what it says that it shows", exactly},
		{"callers of different agencies at the same time see each their own", together},
		{"a change belongs to one agency, which has a name", func(t *testing.T, k *Kit) {
			for _, agency := range []string{"", "*", "a,b"} {
				draft := k.draft()
				draft.Agency = agency
				if err := k.Commit(t.Context(), k.opening(t, draft)); err == nil {
					t.Errorf("%q was written", agency)
				}
			}
			change := k.opening(t, k.draft())
			k.child(t, &change, "a")
			change.Opened[1].Agency = "kota-contoh"
			if err := k.Commit(t.Context(), change); err == nil {
				t.Error("a child in another agency was written")
			}
			same(t, "case", picture{}, k.picture(t, change.Opened[0].ID))
		}},
	}
}

func walled(who string, scopes ...workflow.Scope) casework.Wall {
	caller := casework.Caller{Person: who}
	for _, scope := range scopes {
		caller.Duties = append(caller.Duties, workflow.Duty{Role: workflow.CommitteeChair, Scope: scope})
	}
	return caller.Wall()
}

func ids(records []casework.Record) []workflow.CaseID {
	list := make([]workflow.CaseID, len(records))
	for i, record := range records {
		list[i] = record.ID
	}
	return list
}

// inhabited opens a round of an agency with something of everything.
func (k *Kit) inhabited(t testing.TB, agency string) casework.Record {
	t.Helper()
	draft := k.draft()
	draft.Agency = agency
	change := k.opening(t, draft)
	for _, more := range []func(*casework.Change){
		k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, time.Minute), k.telling(workflow.Supervisor), k.sending("open_applications"),
		k.answering(casework.Key{Person: "ketua", Text: draft.ID.String()}),
	} {
		more(&change)
	}
	k.commit(t, change)
	return change.Opened[0]
}

// answered is the key of the answer that inhabited has recorded.
func answered(record casework.Record) casework.Key {
	return casework.Key{Person: "ketua", Text: record.ID.String()}
}

// filed opens the file of a person, or a mandate.
func (k *Kit) filed(t testing.TB, procedure, agency, who string) casework.Record {
	t.Helper()
	draft, event, state := k.draft(), workflow.Event("enrol"), person.Enrolled
	if procedure == mandate.Name {
		event, state = "grant_duty", mandate.Mandated
	}
	draft.Round, draft.Procedure, draft.Agency, draft.Ref, draft.Subject = workflow.CaseID{}, procedure, agency, who, who
	change := k.openingBy(t, draft, event, state)
	k.commit(t, change)
	return change.Opened[0]
}

// applying adds the opening of a case about somebody to a change that moves a selection. No states are known of its procedure.
func (k *Kit) applying(t testing.TB, change *casework.Change, who string) casework.Record {
	t.Helper()
	draft, in := k.draft(), subject(change)
	draft.Parent, draft.Round, draft.Ref, draft.Subject, draft.Procedure, draft.Agency = in.ID, in.Round, who, who, "errand", in.Agency
	after, sealed := k.step(t, draft, "begin", "begun")
	change.Opened, change.Entries = append(change.Opened, after), append(change.Entries, sealed)
	return after
}

// seen is what a library tells about one case.
type seen struct {
	Record  casework.Record
	Journal []string
	Timers  []casework.Timer
	Notices []casework.Message
}

func (k *Kit) seen(t testing.TB, library casework.Library, record casework.Record) seen {
	t.Helper()
	loaded, err := library.Case(t.Context(), record.ID)
	if err != nil && !errors.Is(err, casework.ErrNoCase) {
		t.Fatal(err)
	}
	journal, err := library.Journal(t.Context(), record.ID, 0, 100)
	timers, more := library.Timers(t.Context(), record.ID)
	notices, evenMore := library.Notices(t.Context(), record.ID)
	if err := errors.Join(err, more, evenMore); err != nil {
		t.Fatal(err)
	}
	s := seen{Record: loaded.Record, Timers: timers, Notices: notices}
	for _, entry := range journal {
		s.Journal = append(s.Journal, entry.Hash.String())
	}
	return s
}

// exactly compares the statements with casework.Wall.Shows on walls of all forms, in a world that has all forms of cases.
func exactly(t *testing.T, k *Kit) {
	agencies, people := []string{"prov-contoh", "kota-contoh", "kab-contoh"}, []string{"ketua", "anggota"}
	var world []casework.Record
	for _, agency := range agencies {
		for range 2 {
			draft := k.draft()
			draft.Agency = agency
			change := k.opening(t, draft)
			for _, ref := range []string{"ketua", "biro-hukum"} { // a post may be called like a person
				k.child(t, &change, ref)
			}
			k.commit(t, change)
			within := k.moving(t, change.Opened[1])
			for _, who := range people {
				k.applying(t, &within, who)
			}
			k.commit(t, within)
			world = append(world, change.Opened[0], within.Moved.Record, change.Opened[2])
			world = append(world, within.Opened...)
		}
		for _, who := range people {
			world = append(world, k.filed(t, mandate.Name, agency, who))
		}
	}
	for _, who := range people {
		world = append(world, k.filed(t, person.Name, workflow.Nation, who))
	}
	slices.SortFunc(world, func(a, b casework.Record) int { return slices.Compare(a.ID[:], b.ID[:]) })
	shown, hidden := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		wall := anyWall(world, append(agencies, workflow.Nation, "entah"), append(people, "", "entah")).Draw(r, "wall")
		shelf := k.Within(wall)
		want := []workflow.CaseID{}
		for _, record := range world {
			if wall.Shows(record) {
				want = append(want, record.ID)
			}
		}
		list, err := shelf.Cases(t.Context(), casework.Query{})
		if err != nil || !slices.Equal(want, ids(list)) {
			r.Fatalf("%d cases are listed, %d are to be shown, %v", len(list), len(want), err)
		}
		record := rapid.SampledFrom(world).Draw(r, "case")
		_, err = k.Load(t.Context(), wall, record.ID, casework.Key{})
		journal, more := shelf.Journal(t.Context(), record.ID, 0, 1)
		timers, evenMore := shelf.Timers(t.Context(), record.ID)
		if err := errors.Join(more, evenMore); err != nil {
			r.Fatal(err)
		}
		there := err == nil
		if there != wall.Shows(record) || len(journal) == 1 != there || !there && (len(timers) > 0 || !errors.Is(err, casework.ErrNoCase)) {
			r.Fatalf("shown is %t: loading says %v, %d entries, %d timers", wall.Shows(record), err, len(journal), len(timers))
		}
		if there {
			shown++
		} else {
			hidden++
		}
	})
	if shown < 5 || hidden < 5 {
		t.Errorf("%d shown and %d hidden cases were looked at", shown, hidden)
	}
}

// anyWall draws scopes that fit cases of the world and such that fit nothing.
func anyWall(world []casework.Record, agencies, people []string) *rapid.Generator[casework.Wall] {
	return rapid.Custom(func(r *rapid.T) casework.Wall {
		if rapid.IntRange(0, 9).Draw(r, "everywhere") == 0 {
			return casework.Everywhere()
		}
		scopes := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) workflow.Scope {
			scope := workflow.Scope{Agency: rapid.SampledFrom(agencies).Draw(r, "agency")}
			near := rapid.SampledFrom(world).Draw(r, "near").Scope()
			if rapid.Bool().Draw(r, "its agency") {
				scope.Agency = near.Agency
			}
			if rapid.Bool().Draw(r, "its round") {
				scope.Round = near.Round
			}
			if rapid.Bool().Draw(r, "its selection") {
				scope.Selection = near.Selection
			}
			if rapid.IntRange(0, 9).Draw(r, "anything as a selection") == 0 {
				scope.Selection = rapid.SampledFrom(world).Draw(r, "anything").ID
			}
			return scope
		}), 0, 4).Draw(r, "scopes")
		return walled(rapid.SampledFrom(people).Draw(r, "person"), scopes...)
	})
}

func together(t *testing.T, k *Kit) {
	agencies := []string{"prov-contoh", "kota-contoh", "kab-contoh", "kementerian-contoh"}
	rounds := make([]casework.Record, len(agencies))
	for i, agency := range agencies {
		rounds[i] = k.inhabited(t, agency)
	}
	var work sync.WaitGroup
	for i, agency := range agencies {
		work.Go(func() {
			wall := walled("ketua", workflow.Scope{Agency: agency})
			other := rounds[(i+1)%len(rounds)]
			for range 25 {
				list, err := k.Within(wall).Cases(t.Context(), casework.Query{})
				if err != nil || len(list) != 1 || list[0].ID != rounds[i].ID {
					t.Errorf("%s sees %v, %v", agency, ids(list), err)
				}
				if _, err := k.Load(t.Context(), wall, other.ID, casework.Key{}); !errors.Is(err, casework.ErrNoCase) {
					t.Errorf("%s loads another's: %v", agency, err)
				}
				rounds := k.moving(t, list[0])
				if err := k.Commit(t.Context(), rounds); err != nil {
					t.Errorf("%s: %v", agency, err)
				}
			}
		})
	}
	work.Wait()
	for i, record := range rounds {
		loaded, err := k.Case(t.Context(), record.ID)
		if err != nil || loaded.Record.Revision != 26 || loaded.Record.Agency != agencies[i] || loaded.Record.Procedure != openselection.RoundName {
			t.Errorf("%+v, %v", loaded.Record, err)
		}
	}
}
