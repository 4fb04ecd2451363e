package casework_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

func TestMain(m *testing.M) { peers.Main(m) }

// A deskCase is one thing that a desk does, whatever store it works on.
type deskCase struct {
	name string
	test func(t *testing.T, r *room)
}

func TestDesk(t *testing.T) {
	t.Parallel()
	for backend, url := range map[string]func(*testing.T) string{"sqlite": file, "postgres": postgres} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			for _, c := range slices.Concat(openings(), handlings(), races(), firings(), holdings(), deliveries(), notices(), readings(), walls(), relatives(), applications()) {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.test(t, newRoom(t, url(t)))
				})
			}
		})
	}
}

func file(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "selter.db")
}

func postgres(t *testing.T) string {
	t.Helper()
	return peers.PostgresTemplate(t, "casework", func(url string) error {
		s, err := store.Open(context.Background(), store.Config{URL: url, Prepare: migrations.Up})
		if err != nil {
			return err
		}
		return s.Close()
	})
}

// A room has a desk on a real store with a clock that the test sets, and keeps what the desk tells others.
type room struct {
	*casework.Desk
	store *store.Store
	plan  string // of its rounds

	mu       sync.Mutex
	now      time.Time
	observed []string
	rung     []casework.Wake
	noticed  []casework.Notice
	deaf     error // what the notifier answers
}

// start is in the morning of a working day in WITA, three months before the result.
var start = time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC)

func newRoom(t *testing.T, url string) *room {
	t.Helper()
	r := &room{now: start, plan: plan}
	config := store.Config{URL: url, Clock: r.clock, MaxConns: 4}
	if !strings.Contains(url, "://") {
		config.Prepare = migrations.Up
	}
	opened, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	r.store = opened
	r.Desk = r.another(t, nil)
	return r
}

// another is a further desk with an empty cache on the same store, or on what stands before it.
func (r *room) another(t *testing.T, before casework.Store, overlays ...string) *casework.Desk {
	t.Helper()
	folder := fstest.MapFS{}
	for _, text := range overlays {
		folder["overlay.yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	policies, err := policy.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	if before == nil {
		before = r.store
	}
	return casework.NewDesk(casework.Config{
		Store: before, Policies: policies, Catalog: catalog.New(), Holidays: calendar.National(), Bell: r, Notifier: r, Observe: r.observe,
	})
}

func (r *room) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *room) set(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = at
}

func (r *room) later(d time.Duration) { r.set(r.clock().Add(d)) }

func (r *room) Ring(wake casework.Wake) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rung = append(r.rung, wake)
}

func (r *room) Notify(_ context.Context, notices ...casework.Notice) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.noticed = append(r.noticed, notices...)
	return r.deaf
}

func (r *room) observe(o casework.Observation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.observed = append(r.observed, string(o.Event)+" "+o.Outcome)
}

// as is a person with one duty in the whole nation; the house's own parts have none.
func as(role workflow.Role) casework.Caller {
	person := "orang-" + string(role)
	if role == workflow.System {
		return casework.House(person)
	}
	return casework.Caller{Person: person, Duties: []workflow.Duty{{Role: role, Scope: workflow.Scope{Agency: workflow.Nation}}}}
}

// request asks for an event under the key; the fingerprint is that of event and body.
func request(role workflow.Role, event workflow.Event, body, key string) casework.Request {
	return casework.Request{
		By: as(role), Event: event, Body: []byte(body),
		Key: casework.Key{Person: as(role).Person, Text: key}, Fingerprint: sha256.Sum256([]byte(string(event) + body)),
	}
}

func draft(body, key string) casework.Opening {
	o := casework.Opening{Request: request(workflow.Secretariat, openselection.DraftPlan, body, key), Agency: "53", Zone: calendar.WITA}
	o.Procedure = openselection.RoundName
	return o
}

// do lets an event happen that must succeed. Its key is new for each revision.
func (r *room) do(t *testing.T, id workflow.CaseID, role workflow.Role, event workflow.Event, body string) casework.Reply {
	t.Helper()
	key := id.String() + " " + string(event) + " " + r.record(t, id).Head.String()
	reply, err := r.Handle(t.Context(), id, request(role, event, body, key))
	if err != nil {
		t.Fatalf("%s: %v", event, err)
	}
	return reply
}

// round opens a round, with two posts unless the test says otherwise.
func (r *room) round(t *testing.T) workflow.CaseID {
	t.Helper()
	reply, err := r.Open(t.Context(), draft(r.plan, "open"))
	if err != nil {
		t.Fatal(err)
	}
	return reply.Case
}

// submitted is a round whose plan waits for the supervisor.
func (r *room) submitted(t *testing.T) workflow.CaseID {
	t.Helper()
	id := r.round(t)
	r.do(t, id, workflow.AuthorisedOfficer, openselection.SubmitPlan, proposal)
	return id
}

// announced is a round that is announced; its selections have not heard of it yet.
func (r *room) announced(t *testing.T) workflow.CaseID {
	t.Helper()
	id := r.submitted(t)
	r.do(t, id, workflow.Supervisor, openselection.RecommendPlan, recommendation)
	r.do(t, id, workflow.AppointingOfficer, openselection.AppointCommittee, decree)
	r.do(t, id, workflow.CommitteeChair, openselection.SealInstruments, instruments)
	r.do(t, id, workflow.CommitteeChair, openselection.Announce, announcement)
	return id
}

// running is a selection that takes applications, and its round.
func (r *room) running(t *testing.T) (selection, round workflow.CaseID) {
	t.Helper()
	round = r.announced(t)
	for _, m := range r.events(t, round, openselection.Announce) {
		if out := r.Deliver(t.Context(), m); !out.Done || out.Remark != "" {
			t.Fatalf("announce: %+v", out)
		}
	}
	return r.child(t, round, "bappeda"), round
}

func (r *room) child(t *testing.T, round workflow.CaseID, ref string) workflow.CaseID {
	t.Helper()
	children, err := r.store.Children(t.Context(), round)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(children, func(c workflow.Relative) bool { return c.Ref == ref })
	if at < 0 {
		t.Fatalf("no child %s in %v", ref, children)
	}
	return children[at].ID
}

func (r *room) record(t *testing.T, id workflow.CaseID) casework.Record {
	t.Helper()
	loaded, err := r.store.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Record
}

func (r *room) journal(t *testing.T, id workflow.CaseID) []audit.Sealed {
	t.Helper()
	journal, err := r.store.Journal(t.Context(), id, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return journal
}

// timer finds the newest deadline of a kind.
func (r *room) timer(t *testing.T, id workflow.CaseID, kind workflow.Event) casework.Timer {
	t.Helper()
	timers, err := r.store.Timers(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, timer := range slices.Backward(timers) {
		if timer.Kind == kind && timer.Reminder == 0 {
			return timer
		}
	}
	t.Fatalf("no timer %s in %+v", kind, timers)
	return casework.Timer{}
}

// events lists what a case sent to others by the name of the event.
func (r *room) events(t *testing.T, id workflow.CaseID, event workflow.Event) []casework.Message {
	t.Helper()
	return r.messages(t, id, casework.EventMessage, event)
}

func (r *room) messages(t *testing.T, id workflow.CaseID, kind casework.MessageKind, event workflow.Event) []casework.Message {
	t.Helper()
	messages, err := r.store.Messages(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	messages = slices.DeleteFunc(messages, func(m casework.Message) bool { return m.Kind != kind || m.Event != event })
	if len(messages) == 0 {
		t.Fatalf("%s sent no %s %s", id, kind, event)
	}
	return messages
}

// A picture is all that a store knows of the cases of a room.
type picture struct {
	Records []casework.Record
	Journal []audit.Sealed
	Timers  []casework.Timer
	Outbox  []casework.Message
	Answers []casework.Answer
}

func (r *room) picture(t *testing.T) picture {
	t.Helper()
	records, err := r.store.Cases(t.Context(), casework.Query{Limit: 100})
	p := picture{Records: records}
	for _, record := range records {
		p.Journal = append(p.Journal, r.journal(t, record.ID)...)
		timers, failed := r.store.Timers(t.Context(), record.ID)
		messages, again := r.store.Messages(t.Context(), record.ID)
		p.Timers, p.Outbox = append(p.Timers, timers...), append(p.Outbox, messages...)
		err = errors.Join(err, failed, again)
	}
	answers, failed := r.store.Answers(t.Context(), casework.Key{}, 100)
	if err := errors.Join(err, failed); err != nil {
		t.Fatal(err)
	}
	p.Answers = answers
	return p
}
