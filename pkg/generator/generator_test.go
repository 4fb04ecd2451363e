package generator_test

import (
	"bytes"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/generator"
	"selter/pkg/oversight"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/openselection"
)

// What the tests play: a complaint proven and one not, an extension in vain, a round that runs.
// The smallest has one post, so that any number of selections can be reached.
var few = []string{"smooth-2022", "nobody-2020", "complained-2021", "running-09"}

const enough = 30 // selections of a nation in tests

func TestNation(t *testing.T) {
	t.Parallel()
	templates := played(t, few...)
	nation := func(seed uint64) generator.Nation {
		return generator.Nation{Seed: seed, Selections: enough, Agencies: generator.Agencies(), Templates: templates}
	}
	archives := made(t, nation(7))

	for name, config := range map[string]func(*testing.T) store.Config{
		"sqlite": func(t *testing.T) store.Config {
			t.Helper()
			return store.Config{URL: filepath.Join(t.TempDir(), "nation.db"), Scratch: true, Prepare: migrations.Up}
		},
		"postgres": func(t *testing.T) store.Config {
			t.Helper()
			return store.Config{URL: peers.Postgres(t), Prepare: migrations.Up}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := opened(t, config(t))
			into, err := s.Archives(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			entries, cases := 0, 0
			for _, archive := range archives {
				if err := into.Add(t.Context(), archive); err != nil {
					t.Fatal(err)
				}
				entries, cases = entries+len(archive.Entries), cases+len(archive.Records)
			}
			saw, found := inspected(t, s)
			for _, violation := range found {
				t.Error(violation)
			}
			if saw.Cases != cases || saw.Entries != entries || saw.Overdue != 0 || saw.Answers == 0 || saw.Messages == 0 || saw.Timers == 0 {
				t.Errorf("saw %+v of %d cases with %d entries", saw, cases, entries)
			}
			if _, err := s.Archives(t.Context()); !errors.Is(err, store.ErrNotEmpty) {
				t.Errorf("a store with cases takes archives: %v", err)
			}
		})
	}

	t.Run("has_exactly_as_many_selections_as_asked_for", func(t *testing.T) {
		t.Parallel()
		count, states := 0, make(map[workflow.State]int)
		for _, archive := range archives {
			for _, record := range archive.Records {
				if record.Procedure == openselection.SelectionName {
					count++
					states[record.State]++
				}
			}
		}
		if count != enough || states[openselection.Closed] == 0 || states[openselection.DivertedToJobfit] == 0 {
			t.Errorf("%d selections: %v", count, states)
		}
	})
	t.Run("is_the_same_with_the_same_seed", func(t *testing.T) {
		t.Parallel()
		if again := made(t, nation(7)); !slices.EqualFunc(archives, again, sameHeads) {
			t.Error("differs")
		}
		if other := made(t, nation(8)); slices.EqualFunc(archives, other, sameHeads) {
			t.Error("another seed makes the same")
		}
	})
	t.Run("leaves_nothing_of_the_template_in_a_copy", func(t *testing.T) {
		t.Parallel()
		seen := make(map[string]bool)
		for _, archive := range archives {
			text, err := json.Marshal(archive)
			if err != nil {
				t.Fatal(err)
			}
			if at := bytes.Index(bytes.ToLower(text), []byte("templat")); at >= 0 {
				t.Fatalf("a round of %s still speaks of its template: %s", archive.Agency, text[max(at-80, 0):at+20])
			}
			for _, record := range archive.Records {
				if seen[record.ID.String()] || record.Subject != "" && seen[record.Subject] {
					t.Errorf("%s of %s stands twice", record.Procedure, archive.Agency)
				}
				seen[record.ID.String()], seen[record.Subject] = true, record.Subject != ""
			}
		}
	})
	t.Run("is_refused_where_it_contradicts_itself", func(t *testing.T) {
		t.Parallel()
		s := opened(t, store.Config{URL: filepath.Join(t.TempDir(), "refusing.db"), Scratch: true, Prepare: migrations.Up})
		into, err := s.Archives(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for name, spoil := range map[string]func(*casework.Archive){
			"an entry is missing":          func(a *casework.Archive) { a.Entries = slices.Delete(a.Entries, 3, 4) },
			"an entry is of another case":  func(a *casework.Archive) { a.Entries[2].Case[0] ^= 1 },
			"a case has another head":      func(a *casework.Archive) { a.Records[0].Head[0] ^= 1 },
			"a case is of another agency":  func(a *casework.Archive) { a.Records[1].Agency = "lain" },
			"a case is of another pack":    func(a *casework.Archive) { a.Records[1].Pack = "lain" },
			"a child is before its parent": func(a *casework.Archive) { slices.Reverse(a.Records) },
			"a timer runs": func(a *casework.Archive) {
				a.Timers[0].FiredAt, a.Timers[0].ClearedAt = a.Timers[0].PausedAt, a.Timers[0].PausedAt
			},
			"a message waits":              func(a *casework.Archive) { a.Messages[0].Done = a.Timers[0].PausedAt },
			"an answer is of another case": func(a *casework.Archive) { a.Answers[0].Case[0] ^= 1 },
		} {
			spoiled := archives[0]
			spoiled.Records, spoiled.Entries, spoiled.Timers = slices.Clone(spoiled.Records), slices.Clone(spoiled.Entries), slices.Clone(spoiled.Timers)
			spoiled.Messages, spoiled.Answers = slices.Clone(spoiled.Messages), slices.Clone(spoiled.Answers)
			spoil(&spoiled)
			if err := into.Add(t.Context(), spoiled); err == nil || !strings.Contains(err.Error(), "contradicts itself") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func made(t *testing.T, nation generator.Nation) []casework.Archive {
	t.Helper()
	var list []casework.Archive
	for archive, err := range nation.Rounds() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, archive)
	}
	return list
}

func sameHeads(a, b casework.Archive) bool {
	return slices.EqualFunc(a.Records, b.Records, func(x, y casework.Record) bool { return x.ID == y.ID && x.Head == y.Head })
}

func TestPlots(t *testing.T) {
	t.Parallel()
	shares := make(map[int]int)
	names := make(map[string]bool)
	smallest := make(map[int]int)
	for _, p := range generator.Plots() {
		year := p.Drafts.Year()
		shares[year] += p.Share
		if names[p.Name] || p.Share <= 0 || len(p.Posts) == 0 {
			t.Errorf("%s: stands twice, has no share or no post", p.Name)
		}
		names[p.Name] = true
		if p.Kinds == nil && (smallest[year] == 0 || len(p.Posts) < smallest[year]) {
			smallest[year] = len(p.Posts)
		}
	}
	for year := 2020; year <= 2024; year++ {
		if shares[year] < 100 || smallest[year] != 1 {
			t.Errorf("%d: shares of %d, the smallest round has %d posts", year, shares[year], smallest[year])
		}
	}
}

func TestAgencies(t *testing.T) {
	t.Parallel()
	list := generator.Agencies()
	counts := make(map[oversight.AgencyKind]int)
	for _, agency := range list {
		counts[agency.Kind]++
		if region := agency.Kind == oversight.District || agency.Kind == oversight.City; region != (agency.Region != "") {
			t.Errorf("%s lies in %q", agency.Code, agency.Region)
		}
	}
	want := map[oversight.AgencyKind]int{oversight.Ministry: 73, oversight.NonStructural: 98, oversight.Province: 34, oversight.District: 416, oversight.City: 98}
	if !maps.Equal(counts, want) {
		t.Errorf("%v, want %v", counts, want)
	}
	var file bytes.Buffer
	if err := oversight.WriteAgencies(&file, list); err != nil {
		t.Fatal(err)
	}
	read, err := oversight.ReadAgencies(&file)
	if err != nil {
		t.Fatal(err)
	}
	for _, agency := range list {
		if again, ok := read.Of(agency.Code); !ok || again != agency {
			t.Fatalf("%+v comes back as %+v", agency, again)
		}
	}
}
