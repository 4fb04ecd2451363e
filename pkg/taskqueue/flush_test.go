package taskqueue_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/pkg/taskqueue"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

// The size of the flush harness; a longer run is 20,000 deadlines over two minutes.
var (
	deadlines = flag.Int("deadlines", 2000, "deadlines that fall due in the flush harness")
	over      = flag.Duration("over", 6*time.Second, "how long they take to fall due")
	seed      = flag.Uint64("seed", 0, "of the flush harness; 0 chooses one")
)

// perCase is how many deadlines one case has, each of a kind of its own.
const perCase = 4

// A house is a store with synthetic cases whose deadlines do nothing but leave an entry in the journal and a notice in the outbox.
type house struct {
	*store.Store
	bell casework.Bell

	mu        sync.Mutex
	delivered map[uuid.UUID]int
	// misfire, when set, may act instead of firing: the planted faults.
	misfire func(ctx context.Context, h *house, timer casework.Timer) (instead bool, err error)
}

// Fire does what the desk does, without a table: read, append an entry, commit guarded on revision and timer.
func (h *house) Fire(ctx context.Context, timer casework.Timer) error {
	if h.misfire != nil {
		if instead, err := h.misfire(ctx, h, timer); instead {
			return err
		}
	}
	return h.happen(ctx, timer, &timer)
}

// happen lets a deadline happen to its case, guarded by it or, in a planted fault, by nothing.
func (h *house) happen(ctx context.Context, timer casework.Timer, guard *casework.Timer) error {
	for {
		loaded, err := h.Load(ctx, casework.Everywhere(), timer.Case, casework.Key{})
		if err != nil {
			return err
		}
		record := loaded.Record
		at := loaded.Now
		if at.Before(record.Last) {
			at = record.Last
		}
		sealed, err := audit.Seal(record.Head, workflow.Entry{
			Case: record.ID, Seq: record.Revision + 1, At: at, Procedure: record.Procedure, Version: record.Version, Pack: record.Pack,
			Event: timer.Kind, From: record.State, To: record.State, Person: "clock", Role: workflow.Clock, Body: jsontext.Value("{}"),
		})
		if err != nil {
			return err
		}
		was := record.Revision
		record.Revision, record.Last, record.Head = sealed.Seq, at, sealed.Hash
		notice := casework.Message{
			ID: uuid.New(), Case: record.ID, Seq: sealed.Seq, Kind: casework.NoticeMessage, Event: timer.Kind, Role: workflow.Secretariat, Created: at,
		}
		err = h.Commit(ctx, casework.Change{
			At: at, Moved: &casework.Moved{Record: record, Was: was, Fires: guard},
			Entries: []audit.Sealed{sealed}, Outbox: []casework.Message{notice},
		})
		if errors.Is(err, casework.ErrLostRace) && guard == nil {
			continue
		}
		if err == nil && h.bell != nil {
			h.bell.Ring(casework.Wake{Messages: []uuid.UUID{notice.ID}})
		}
		return err
	}
}

func (h *house) DeliverTogether(ctx context.Context, messages []casework.Message) error {
	return deliverTogether(ctx, messages, h.Deliver)
}

func (h *house) Deliver(_ context.Context, message casework.Message) casework.Outcome {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.delivered[message.ID]++
	return casework.Outcome{Done: true}
}

// openCases makes cases whose deadlines fall due at random in a span that begins after a lead.
func openCases(t *testing.T, s *store.Store, random *rand.Rand, n int, lead, span time.Duration) (cases []workflow.CaseID, dues []time.Time) {
	t.Helper()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := library.Resolve(policy.Query{Date: calendar.NewDate(2024, time.May, 15)})
	if err != nil {
		t.Fatal(err)
	}
	_, now, err := s.Depth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	change := casework.Change{At: now, Pack: pack}
	for i := range n {
		id := workflow.CaseID(uuid.Must(uuid.NewV7()))
		sealed, err := audit.Seal(audit.Hash{}, workflow.Entry{
			Case: id, Seq: 1, At: now, Procedure: "flood", Version: "1", Pack: pack.Hash, Event: "open",
			From: workflow.Unopened, To: "open", Person: "test", Role: workflow.Secretariat, Body: jsontext.Value("{}"),
		})
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, id)
		change.Entries = append(change.Entries, sealed)
		change.Opened = append(change.Opened, casework.Record{
			Case: catalog.Case{
				ID: id, Ref: fmt.Sprint(i), Agency: "test", Zone: calendar.WIB, State: "open", Revision: 1, Last: now, Facts: jsontext.Value("{}"),
			},
			Procedure: "flood", Version: "1", Pack: pack.Hash, Head: sealed.Hash, Opened: now,
		})
		for k := range perCase {
			due := now.Add(lead + time.Duration(random.Int64N(int64(span)))).Truncate(time.Microsecond)
			dues = append(dues, due)
			change.Armed = append(change.Armed, casework.Timer{
				ID: uuid.New(), Case: id, Kind: workflow.Event(fmt.Sprintf("part_%d_due", k)), Generation: 1, Due: due,
			})
		}
		if len(change.Opened) == 50 || i == n-1 {
			if err := s.Commit(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			change = casework.Change{At: now, Pack: pack}
		}
	}
	return cases, dues
}

// A judgement is what the rows say about the deadlines, whatever the sweeps believe.
type judgement struct {
	Missed, Early, Double, Broken int
	Entries                       int
}

// judge reads the timers and the journals of the cases.
func judge(t *testing.T, s *store.Store, cases []workflow.CaseID) (judgement, []time.Duration) {
	t.Helper()
	var found judgement
	var lateness []time.Duration
	for _, id := range cases {
		journal, err := s.Journal(t.Context(), id, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if audit.Verify(journal) != nil {
			found.Broken++
		}
		timers, err := s.Timers(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, timer := range timers {
			var entries []audit.Sealed
			for _, entry := range journal {
				if entry.Event == timer.Kind {
					entries = append(entries, entry)
				}
			}
			found.Entries += len(entries)
			if len(entries) == 0 || timer.FiredAt.IsZero() {
				found.Missed++
			}
			if len(entries) > 1 {
				found.Double++
			}
			if len(entries) > 0 && entries[0].At.Before(timer.Due) || !timer.FiredAt.IsZero() && timer.FiredAt.Before(timer.Due) {
				found.Early++
			}
			if len(entries) > 0 {
				lateness = append(lateness, entries[0].At.Sub(timer.Due))
			}
		}
	}
	slices.Sort(lateness)
	return found, lateness
}

func overStores(t *testing.T, test func(t *testing.T, open func() *store.Store)) {
	t.Helper()
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			// One after the other: the lateness that they print is worth nothing when they disturb each other.
			url := filepath.Join(t.TempDir(), "selter.db")
			if name == "postgres" {
				url = peers.Postgres(t)
			}
			open := func() *store.Store {
				s, err := store.Open(context.WithoutCancel(t.Context()), store.Config{URL: url, Prepare: migrations.Up})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
				return s
			}
			if name == "sqlite" { // a file belongs to one process, so its workers share one store
				open = sync.OnceValue(open)
			}
			test(t, open)
		})
	}
}

func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	chosen := *seed
	if chosen == 0 {
		chosen = rand.Uint64()
	}
	t.Logf("-seed=%d", chosen)
	return rand.New(rand.NewPCG(chosen, 0))
}

// TestFlush is the harness H3: Redis is emptied again and again while deadlines fall due, two workers and two sweeps work on them, one of
// the workers is stopped and started, and nothing may be missed, early or double.
func TestFlush(t *testing.T) { //nolint:paralleltest // other tests would make its deadlines late
	overStores(t, func(t *testing.T, open func() *store.Store) {
		random := seeded(t)
		redis := peers.StartRedis(t)
		first := open()
		n := *deadlines
		if raced && strings.HasSuffix(t.Name(), "/sqlite") {
			n /= 5 // SQLite is Go here, which the race detector slows tenfold; the full number runs without it
		}
		cases, dues := openCases(t, first, random, n/perCase, time.Second, *over)

		var houses []*house
		crew := func() (stop func()) { // what one process of `selter worker` runs
			s := first
			if len(houses) > 0 {
				s = open()
			}
			queue := connect(t, redis.Addr)
			h := &house{Store: s, delivered: make(map[uuid.UUID]int)}
			sweep := taskqueue.NewSweep(s, h, nil, quiet())
			bell := taskqueue.NewRelay(queue, sweep, quiet())
			h.bell = bell
			houses = append(houses, h)
			if len(houses) == 1 {
				bell.Ring(casework.Wake{Due: dues})
			}
			stops := []func(){started(t, bell.Run), started(t, sweep.Run), started(t, taskqueue.NewWorker(queue, sweep, nil, quiet()).Run)}
			return func() {
				for _, stop := range stops {
					stop()
				}
			}
		}
		crew()
		stopSecond := crew()

		flushes, end := 0, slices.MaxFunc(dues, time.Time.Compare)
		for restarted := false; time.Now().Before(end); {
			pause(t, 200*time.Millisecond+time.Duration(random.Int64N(int64(1300*time.Millisecond))))
			if err := redis.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			flushes++
			if !restarted && time.Until(end) < *over/2 {
				restarted = true
				stopSecond()
				crew()
			}
		}
		ended := func() (bool, int64) {
			due, next, err := first.Due(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			waiting, _, err := first.Depth(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return len(due) == 0 && next.IsZero() && waiting == 0, waiting
		}
		last, progress := int64(-1), time.Now()
		eventually(t, 10*time.Minute, "the end of the timers and the outbox", func() bool {
			done, waiting := ended()
			if waiting != last {
				last, progress = waiting, time.Now()
			}
			if time.Since(progress) > time.Minute { // slow is no fault, standing still is
				t.Fatalf("%d messages wait, and nothing moves", waiting)
			}
			pause(t, 20*time.Millisecond) // leave the database to the sweeps
			return done
		})

		found, lateness := judge(t, first, cases)
		if diff := cmp.Diff(judgement{Entries: len(dues)}, found); diff != "" {
			t.Error(diff)
		}
		notices := make(map[uuid.UUID]int)
		for _, h := range houses {
			h.mu.Lock()
			for id, n := range h.delivered {
				notices[id] += n
			}
			h.mu.Unlock()
		}
		if len(notices) != len(dues) {
			t.Errorf("%d of %d notices were delivered", len(notices), len(dues))
		}
		at := func(share float64) time.Duration {
			return lateness[int(share*float64(len(lateness)-1))].Round(time.Microsecond)
		}
		t.Logf("H3: %d deadlines, %d flushes: %d missed, %d early, %d double; late p50 %v, p99 %v, max %v (bound 3/n = %.4f)",
			len(dues), flushes, found.Missed, found.Early, found.Double, at(.5), at(.99), at(1), 3/float64(len(dues)))
	})
}

// TestFlush_oracle plants each fault that the harness looks for: an oracle that cannot fail proves nothing.
func TestFlush_oracle(t *testing.T) { //nolint:paralleltest // its deadlines are but tenths of a second away
	overStores(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		var once sync.Once
		for _, plant := range []struct {
			name    string
			misfire func(ctx context.Context, h *house, timer casework.Timer) (bool, error)
			before  func(t *testing.T, h *house, timer casework.Timer)
			want    judgement
		}{
			{name: "no_fault", want: judgement{Entries: 8}},
			{
				name: "drop_one", want: judgement{Missed: 1, Entries: 7},
				misfire: func(ctx context.Context, h *house, timer casework.Timer) (dropped bool, err error) {
					once.Do(func() {
						dropped, err = true, h.Dismiss(ctx, timer, "planted")
					})
					return dropped, err
				},
			},
			{
				name: "fire_early_and_again", want: judgement{Early: 1, Double: 1, Entries: 9},
				before: func(t *testing.T, h *house, timer casework.Timer) {
					t.Helper()
					if err := h.happen(t.Context(), timer, nil); err != nil {
						t.Fatal(err)
					}
				},
			},
			{
				name: "fire_twice", want: judgement{Double: 8, Entries: 16},
				misfire: func(ctx context.Context, h *house, timer casework.Timer) (bool, error) {
					if err := h.happen(ctx, timer, &timer); err != nil {
						return true, err
					}
					return true, h.happen(context.WithoutCancel(ctx), timer, nil) // also when the test ends the sweep meanwhile
				},
			},
		} {
			t.Run(plant.name, func(t *testing.T) {
				const n = 8 / perCase
				cases, dues := openCases(t, s, seeded(t), n, 300*time.Millisecond, 100*time.Millisecond)
				h := &house{Store: s, delivered: make(map[uuid.UUID]int), misfire: plant.misfire}
				if plant.before != nil {
					timers, err := s.Timers(t.Context(), cases[0])
					if err != nil {
						t.Fatal(err)
					}
					plant.before(t, h, timers[0])
				}
				sweep := taskqueue.NewSweep(s, h, nil, quiet())
				stop := started(t, sweep.Run)
				eventually(t, soon, "the end of the timers", func() bool {
					due, next, err := s.Due(t.Context(), 1)
					return err == nil && len(due) == 0 && next.IsZero()
				})
				stop()
				found, _ := judge(t, s, cases)
				if diff := cmp.Diff(plant.want, found); diff != "" {
					t.Errorf("%d dues: %s", len(dues), diff)
				}
			})
		}
	})
}

// TestStore_refuses_an_early_or_second_firing holds the guard on which the sweep relies, on both databases.
func TestStore_refuses_an_early_or_second_firing(t *testing.T) {
	t.Parallel()
	overStores(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		cases, _ := openCases(t, s, seeded(t), 1, time.Hour, time.Second)
		h := &house{Store: s, delivered: make(map[uuid.UUID]int)}
		timers, err := s.Timers(t.Context(), cases[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Fire(t.Context(), timers[0]); !errors.Is(err, casework.ErrLostRace) {
			t.Errorf("an hour early: %v", err)
		}
		if found, _ := judge(t, s, cases); found.Entries != 0 || !strings.HasPrefix(string(timers[0].Kind), "part_") {
			t.Errorf("%+v", found)
		}
	})
}
