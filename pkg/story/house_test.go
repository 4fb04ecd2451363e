package story_test

import (
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"selter/cmd/selter/house"
	"selter/pkg/story"
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

// serve starts a house over a SQLite file, with a story clock that stands at the first of
// January 2024.
func serve(t *testing.T) http.Handler {
	t.Helper()
	h, err := house.Open(t.Context(), house.Config{
		Data: t.TempDir(), DevIdentity: true, Clock: house.NewClock(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)),
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h.Handler
}

func listen(t *testing.T, handler http.Handler) story.Target {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return story.Target{Base: server.URL, HTTP: server.Client()}
}

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
