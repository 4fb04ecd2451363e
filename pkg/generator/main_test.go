package generator_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/generator"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/policy"
)

func TestMain(m *testing.M) { peers.Main(m) }

func law(t testing.TB) *policy.Library {
	t.Helper()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return library
}

func opened(t testing.TB, config store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), config)
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

// played are the templates whose plots' names begin with one of the words.
func played(t testing.TB, words ...string) []*generator.Template {
	t.Helper()
	plots := slices.DeleteFunc(generator.Plots(), func(p generator.Plot) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(p.Name, word) })
	})
	clock := &generator.Clock{}
	scratch := opened(t, store.Config{URL: filepath.Join(t.TempDir(), "scratch.db"), Scratch: true, Clock: clock.Now, Prepare: migrations.Up})
	templates, err := generator.Prepare(t.Context(), scratch, clock, law(t), plots, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

// inspected is what an inspection of the whole store finds.
func inspected(t testing.TB, s *store.Store) (casework.Inspection, []string) {
	t.Helper()
	desk := casework.NewDesk(casework.Config{
		Store: s, Policies: law(t), Catalog: catalog.New(), Holidays: calendar.National().Provisional(),
	})
	var found []string
	saw, err := desk.Inspect(t.Context(), s, time.Now(), func(v casework.Violation) { found = append(found, v.String()) })
	if err != nil {
		t.Fatal(err)
	}
	return saw, found
}
