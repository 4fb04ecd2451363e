package story_test

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"selter/api"
	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/store"
	"selter/pkg/story"
	"selter/pkg/taskqueue"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata")

// golden holds text against a file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; make it with -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("golden (-want +got), accept with -update:\n%s", diff)
	}
}

// A house is the whole server over a SQLite file, with a story clock.
type house struct {
	mu    sync.Mutex
	now   time.Time
	store *store.Store
	sweep *taskqueue.Sweep
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) set(to time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = to
}

// pass lets time pass as a demo does: from one thing that falls due to the next.
func (h *house) pass(ctx context.Context, to time.Time) error {
	if to.Before(h.clock()) {
		return errors.New("the clock does not go back")
	}
	for {
		if _, err := h.sweep.Once(ctx); err != nil {
			return err
		}
		_, next, err := h.store.Due(ctx, 1)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			break
		}
		h.set(next)
	}
	h.set(to)
	_, err := h.sweep.Once(ctx)
	return err
}

// serve starts a house that stands at the first of January 2024.
func serve(t *testing.T) http.Handler {
	t.Helper()
	h := &house{now: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	opened, err := store.Open(t.Context(), store.Config{
		URL: filepath.Join(t.TempDir(), "selter.db"), Clock: h.clock, Prepare: migrations.Up,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	policies, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	desk := casework.NewDesk(casework.Config{
		Store: opened, Policies: policies, Catalog: catalog.New(), Holidays: calendar.National(), Notifier: mute{},
	})
	h.store, h.sweep = opened, taskqueue.NewSweep(opened, desk, nil, slog.New(slog.DiscardHandler))
	handler, err := api.New(api.Config{
		Desk: desk, Law: desk, Shelves: opened, Packs: opened, Identify: api.DevIdentity(), Version: "test", SetClock: h.pass,
	})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func listen(t *testing.T, handler http.Handler) story.Target {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return story.Target{Base: server.URL, HTTP: server.Client()}
}

// mute is a notifier whose notices arrive nowhere.
type mute struct{}

func (mute) Notify(context.Context, casework.Notice) error { return nil }

func small(t *testing.T) *story.Story {
	t.Helper()
	s, err := story.Load(os.DirFS("testdata"), "small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// changed reads the small story with one text in place of another.
func changed(t *testing.T, from, to string) *story.Story {
	t.Helper()
	data, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), from) {
		t.Fatalf("the small story has no %q", from)
	}
	people, err := os.ReadFile("testdata/lib/people.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := story.Load(fstest.MapFS{
		"small.yaml": {Data: []byte(strings.Replace(string(data), from, to, 1))}, "lib/people.yaml": {Data: people},
	}, "small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
