package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

// A Kit is a store with what a case needs to make changes for it. The changes are made up, but their
// journals are chains as the desk would seal them.
type Kit struct {
	Backend
	Clock *Clock
	open  Opening
	pack  *policy.Pack
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

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// draft is a case that nobody has opened yet.
func (k *Kit) draft() casework.Record {
	id := workflow.CaseID(newID())
	return casework.Record{
		Case:  catalog.Case{ID: id, Agency: "prov-contoh", Zone: calendar.WITA, State: workflow.Unopened, Facts: jsontext.Value(`{}`)},
		Round: id, Procedure: "round", Version: "1", Pack: k.pack.Hash,
	}
}

// step is the case after one more event, and the entry for it.
func (k *Kit) step(t testing.TB, before casework.Record, event workflow.Event, to workflow.State) (casework.Record, audit.Sealed) {
	t.Helper()
	at := k.Clock.Now()
	after := before
	after.State, after.Last, after.Revision = to, at, before.Revision+1
	after.Facts = jsontext.Value(fmt.Sprintf(`{"steps":%d}`, after.Revision))
	if before.Revision == 0 {
		after.Opened = at
	}
	sealed, err := audit.Seal(before.Head, workflow.Entry{
		Case: after.ID, Seq: after.Revision, At: at, Procedure: after.Procedure, Version: after.Version, Pack: after.Pack,
		Event: event, From: before.State, To: to, Person: "ketua", Role: workflow.CommitteeChair, Body: jsontext.Value(`{"note":"é <&> \u2028"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	after.Head = sealed.Hash
	return after, sealed
}

// opening is the change that opens a case.
func (k *Kit) opening(t testing.TB, draft casework.Record) casework.Change {
	t.Helper()
	return k.openingBy(t, draft, "draft_plan", "plan_drafted")
}

// openingBy is the change that opens a case of any procedure.
func (k *Kit) openingBy(t testing.TB, draft casework.Record, event workflow.Event, to workflow.State) casework.Change {
	t.Helper()
	after, sealed := k.step(t, draft, event, to)
	return casework.Change{
		At: k.Clock.Now(), Opened: []casework.Record{after}, Entries: []audit.Sealed{sealed}, Pack: k.pack,
	}
}

// opened opens a case.
func (k *Kit) opened(t testing.TB, with ...func(*casework.Change)) casework.Record {
	t.Helper()
	change := k.opening(t, k.draft())
	for _, more := range with {
		more(&change)
	}
	k.commit(t, change)
	return change.Opened[0]
}

// moving is the change that moves a case one step.
func (k *Kit) moving(t testing.TB, before casework.Record, with ...func(*casework.Change)) casework.Change {
	t.Helper()
	event, to := workflow.Event("submit_plan"), workflow.State("plan_submitted")
	if before.Round != before.ID { // what happens to anything else leaves it in its state
		event, to = "submit", before.State
	}
	after, sealed := k.step(t, before, event, to)
	change := casework.Change{
		At: k.Clock.Now(), Moved: &casework.Moved{Record: after, Was: before.Revision}, Entries: []audit.Sealed{sealed},
	}
	for _, more := range with {
		more(&change)
	}
	return change
}

// moved moves a case one step.
func (k *Kit) moved(t testing.TB, before casework.Record, with ...func(*casework.Change)) casework.Record {
	t.Helper()
	change := k.moving(t, before, with...)
	k.commit(t, change)
	return change.Moved.Record
}

func (k *Kit) commit(t testing.TB, change casework.Change) {
	t.Helper()
	if err := k.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
}

// subject is the case that a change moves or, failing that, opens.
func subject(change *casework.Change) casework.Record {
	if change.Moved != nil {
		return change.Moved.Record
	}
	return change.Opened[0]
}

// arming adds a deadline, or with a number above 0 a reminder, due after a time.
func (k *Kit) arming(kind workflow.Event, reminder int, after time.Duration) func(*casework.Change) {
	return func(change *casework.Change) {
		timer := casework.Timer{
			ID: newID(), Case: subject(change).ID, Kind: kind, Reminder: reminder, Generation: subject(change).Revision,
			Due: k.Clock.Now().Add(after),
			Count: calendar.Count{
				From: calendar.MustDate("2024-05-08"), Last: calendar.MustDate("2024-05-14"),
				Days:    calendar.Days{N: 3, Unit: calendar.WorkingDays},
				Skipped: []calendar.Skipped{{Date: calendar.MustDate("2024-05-09"), Why: "Kenaikan Yesus Kristus"}},
			},
		}
		if reminder > 0 {
			timer.Tells = []workflow.Role{workflow.Secretariat, workflow.CommitteeChair}
		}
		change.Armed = append(change.Armed, timer)
	}
}

func clearing(kind workflow.Event) func(*casework.Change) {
	return func(change *casework.Change) {
		change.Cleared = append(change.Cleared, casework.Clearing{Case: subject(change).ID, Kind: kind})
	}
}

func pausing(change *casework.Change)  { change.Paused = casework.Clocks{All: true} }
func resuming(change *casework.Change) { change.Resumed = casework.Clocks{All: true} }

func pausingOnly(kind workflow.Event) func(*casework.Change) {
	return func(change *casework.Change) { change.Paused.Kinds = append(change.Paused.Kinds, kind) }
}

func resumingOnly(kind workflow.Event) func(*casework.Change) {
	return func(change *casework.Change) { change.Resumed.Kinds = append(change.Resumed.Kinds, kind) }
}

func rounding(kind workflow.Event, by time.Duration) func(*casework.Change) {
	return func(change *casework.Change) {
		change.Rounded = append(change.Rounded, casework.Rounding{Kind: kind, By: by})
	}
}

func firing(timer casework.Timer) func(*casework.Change) {
	return func(change *casework.Change) { change.Moved.Fires = &timer }
}

// sending adds an event for the children.
func (k *Kit) sending(event workflow.Event) func(*casework.Change) {
	return k.posting(casework.Message{Kind: casework.EventMessage, Event: event, Body: jsontext.Value(`{"permit":null}`)})
}

// telling adds a notice.
func (k *Kit) telling(role workflow.Role) func(*casework.Change) {
	return k.posting(casework.Message{Kind: casework.NoticeMessage, Event: "announce", Role: role})
}

func (k *Kit) posting(m casework.Message) func(*casework.Change) {
	return func(change *casework.Change) {
		m.ID, m.Case, m.Seq, m.Created = newID(), subject(change).ID, subject(change).Revision, k.Clock.Now()
		m.Position = len(change.Outbox)
		change.Outbox = append(change.Outbox, m)
	}
}

func (k *Kit) answering(key casework.Key) func(*casework.Change) {
	return func(change *casework.Change) {
		change.Answer = &casework.Answer{
			Key: key, Fingerprint: [32]byte{31: 7}, Case: subject(change).ID, Body: jsontext.Value(`{"revision":1}`), At: k.Clock.Now(),
		}
	}
}

// A picture is everything that a store tells about one case.
type picture struct {
	Record  casework.Record
	Journal []audit.Sealed
	Timers  []casework.Timer
	Notices []casework.Message
	Waiting int64
}

func (k *Kit) picture(t testing.TB, id workflow.CaseID) picture {
	t.Helper()
	loaded, err := k.Case(t.Context(), id)
	if errors.Is(err, casework.ErrNoCase) {
		err = nil
	}
	journal, more := k.Journal(t.Context(), id, 0, 100)
	timers, evenMore := k.Timers(t.Context(), id)
	notices, stillMore := k.Notices(t.Context(), id)
	waiting, _, last := k.Depth(t.Context())
	if err := errors.Join(err, more, evenMore, stillMore, last); err != nil {
		t.Fatal(err)
	}
	return picture{loaded.Record, journal, timers, notices, waiting}
}

// timer finds the only timer of a kind that has this number among the reminders and is open or not.
func (k *Kit) timer(t testing.TB, id workflow.CaseID, kind workflow.Event, reminder int, open bool) casework.Timer {
	t.Helper()
	timers, err := k.Timers(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var found []casework.Timer
	for _, timer := range timers {
		if timer.Kind == kind && timer.Reminder == reminder && open == (timer.FiredAt.IsZero() && timer.ClearedAt.IsZero()) {
			found = append(found, timer)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d timers of the kind %s, not 1: %+v", len(found), kind, timers)
	}
	return found[0]
}

// same compares values; nil and empty lists are the same, times are compared as instants.
func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateComparable(calendar.Date{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantError(t *testing.T, want, got error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("want %v, got %v", want, got)
	}
}

// NewKit is a kit for tests of one backend's own.
func NewKit(t testing.TB, b Backend) *Kit {
	t.Helper()
	return &Kit{Backend: b, Clock: &Clock{now: start}, pack: seed(t)}
}

// Opened opens a case.
func (k *Kit) Opened(t testing.TB) casework.Record {
	t.Helper()
	return k.opened(t)
}

// Step is a change that moves a case, arms a deadline anew, tells somebody, sends an event and records an answer.
func (k *Kit) Step(t testing.TB, before casework.Record, key casework.Key) casework.Change {
	t.Helper()
	return k.moving(t, before, clearing("plan_due"), k.arming("plan_due", 0, time.Hour), k.arming("plan_due", 1, time.Minute),
		k.telling(workflow.Supervisor), k.sending("open_applications"), k.answering(key))
}

// Opening is a change that opens a case and records an answer.
func (k *Kit) Opening(t testing.TB, key casework.Key) casework.Change {
	t.Helper()
	change := k.opening(t, k.draft())
	k.answering(key)(&change)
	return change
}

// EachOther lets a parent and a child move at the same time, again and again, that look at each other.
func (k *Kit) EachOther(t *testing.T) {
	t.Helper()
	eachOther(t, k)
}

// Beside is a child that was opened, and a change that moves it and looks at its parent.
func (k *Kit) Beside(t testing.TB) (parent casework.Record, change casework.Change) {
	t.Helper()
	f := k.family(t, 1)
	return f.parent, k.moving(t, f.children[0], watching(f.parent))
}

// Crowd opens a case with many others under it, each about somebody else.
func (k *Kit) Crowd(t testing.TB, agency string, size int) casework.Record {
	t.Helper()
	return k.familyOf(t, agency, size).parent
}

// Inhabited opens a round of an agency with something of everything, and a mandate there.
func (k *Kit) Inhabited(t testing.TB, agency string) casework.Record {
	t.Helper()
	k.mandated(t, agency, "anggota", []workflow.Duty{{
		Role: workflow.CommitteeMember, Scope: workflow.Scope{Agency: agency}, From: calendar.MustDate("2024-05-08"),
	}})
	return k.inhabited(t, agency)
}
