package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/audit"
)

// journal is a sound journal of n entries.
func journal(t testing.TB, n int) []audit.Sealed {
	t.Helper()
	var sealed []audit.Sealed
	var previous audit.Hash
	for i := range n {
		entry := workflow.Entry{
			Case: workflow.CaseID{1}, Seq: int64(i) + 1, At: time.Date(2024, 5, 8, 3, i, 0, 1000, time.UTC), Procedure: "round", Version: "1", Pack: "cafe",
			Event: "vote", From: "filed", To: "filed", Person: fmt.Sprintf("m-%d", i%5), Role: workflow.CommitteeMember, Body: fmt.Appendf(nil, `{"n":%d}`, i),
		}
		one, err := audit.Seal(previous, entry)
		if err != nil {
			t.Fatal(err)
		}
		sealed, previous = append(sealed, one), one.Hash
	}
	return sealed
}

const length = 200

// looked chooses the entries that are tampered with: those near both ends and every
// fifth between. Dropped and renamed ones are tried at every place.
func looked(i int) bool { return i < 8 || i > length-8 || i%5 == 0 }

func TestVerify(t *testing.T) {
	t.Parallel()
	sound := journal(t, length)
	if err := audit.Verify(sound); err != nil {
		t.Fatalf("a sound journal: %v", err)
	}
	if err := audit.Verify(nil); err != nil {
		t.Fatalf("an empty journal: %v", err)
	}

	// Each member of an entry that is changed breaks the chain at that entry.
	changes := map[string]func(*audit.Sealed){
		"case":                        func(s *audit.Sealed) { s.Case[15]++ },
		"time":                        func(s *audit.Sealed) { s.At = s.At.Add(time.Microsecond) },
		"zone of time":                func(s *audit.Sealed) { s.At = s.At.In(time.FixedZone("", 7*3600)) },
		"procedure":                   func(s *audit.Sealed) { s.Procedure = "selection" },
		"version":                     func(s *audit.Sealed) { s.Version = "2" },
		"pack":                        func(s *audit.Sealed) { s.Pack = "" },
		"event":                       func(s *audit.Sealed) { s.Event = "veto" },
		"from":                        func(s *audit.Sealed) { s.From = "voted" },
		"to":                          func(s *audit.Sealed) { s.To = "voted" },
		"person":                      func(s *audit.Sealed) { s.Person += " " },
		"role":                        func(s *audit.Sealed) { s.Role = workflow.CommitteeChair },
		"body":                        func(s *audit.Sealed) { s.Body = []byte(`{"n":-1}`) },
		"missing body":                func(s *audit.Sealed) { s.Body = nil },
		"hash":                        func(s *audit.Sealed) { s.Hash[31] ^= 1 },
		"previous hash":               func(s *audit.Sealed) { s.Previous[0] ^= 1 },
		"number":                      func(s *audit.Sealed) { s.Seq++ },
		"words moved between members": func(s *audit.Sealed) { s.Procedure, s.Version = s.Procedure+s.Version, "" },
	}
	for name, change := range changes {
		t.Run("finds_a_changed_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			for i := range sound {
				if name != "person" && !looked(i) {
					continue
				}
				changed := slices.Clone(sound)
				change(&changed[i])
				bad := i + 1
				if name == "number" {
					bad++ // it is told by the number it bears
				}
				wantBroken(t, changed, bad)
			}
		})
	}

	t.Run("finds_an_entry_that_is_dropped", func(t *testing.T) {
		t.Parallel()
		for i := range length - 1 { // the last: see below
			wantBroken(t, slices.Delete(slices.Clone(sound), i, i+1), i+2)
		}
	})
	t.Run("finds_two_entries_that_are_swapped", func(t *testing.T) {
		t.Parallel()
		for i := range length - 1 {
			if !looked(i) {
				continue
			}
			swapped := slices.Clone(sound)
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			wantBroken(t, swapped, i+2)
			swapped[i].Seq, swapped[i+1].Seq = swapped[i+1].Seq, swapped[i].Seq // and renumbered
			wantBroken(t, swapped, i+1)
		}
	})
	t.Run("finds_an_entry_that_stands_twice", func(t *testing.T) {
		t.Parallel()
		for i := range length {
			if !looked(i) {
				continue
			}
			wantBroken(t, slices.Insert(slices.Clone(sound), i, sound[i]), i+1)
		}
	})
	t.Run("finds_an_entry_that_is_put_in", func(t *testing.T) {
		t.Parallel()
		for i := range length - 1 {
			if !looked(i) {
				continue
			}
			forged := sound[i].Entry
			forged.Seq++
			forged.Person = "forger"
			put, err := audit.Seal(sound[i].Hash, forged) // rightly sealed behind its neighbour
			if err != nil {
				t.Fatal(err)
			}
			wantBroken(t, slices.Insert(slices.Clone(sound), i+1, put), i+2)
		}
	})
	t.Run("finds_a_head_that_is_cut", func(t *testing.T) {
		t.Parallel()
		for i := 1; i < length; i++ {
			if !looked(i) {
				continue
			}
			wantBroken(t, sound[i:], i+1)
		}
	})
	t.Run("finds_a_changed_entry_that_is_sealed_anew", func(t *testing.T) {
		t.Parallel()
		for i := range length - 1 {
			if !looked(i) {
				continue
			}
			changed := slices.Clone(sound)
			entry := changed[i].Entry
			entry.Person = "forger"
			anew, err := audit.Seal(changed[i].Previous, entry)
			if err != nil {
				t.Fatal(err)
			}
			changed[i] = anew
			wantBroken(t, changed, i+2) // the next one does not follow it
		}
	})
	t.Run("cannot_see_a_tail_that_is_cut", func(t *testing.T) {
		// Nothing inside a journal can: that is what the head kept with the case and
		// checkpoints outside are for.
		t.Parallel()
		if err := audit.Verify(sound[:length-1]); err != nil {
			t.Errorf("sees more than it can: %v", err)
		}
	})
}

// wantBroken demands that Verify names the entry with this number, which is the first
// that is not as it should be. Where entries are missing or doubled the one that
// stands there is named.
func wantBroken(t *testing.T, journal []audit.Sealed, seq int) {
	t.Helper()
	err := audit.Verify(journal)
	if err == nil {
		t.Fatal("not found")
	}
	named := false
	for _, n := range []int{seq, seq - 1} {
		named = named || strings.HasPrefix(err.Error(), fmt.Sprintf("entry %d ", n)) && (n == seq || strings.Contains(err.Error(), fmt.Sprintf("stands at place %d", seq)))
	}
	if !named {
		t.Fatalf("says %q, want entry %d", err, seq)
	}
}

func TestSeal(t *testing.T) {
	t.Parallel()
	entry := journal(t, 1)[0].Entry
	t.Run("does_not_depend_on_how_the_body_is_written", func(t *testing.T) {
		t.Parallel()
		loose := entry
		loose.Body = []byte(` { "n" : 0 } `)
		one, err1 := audit.Seal(audit.Hash{}, entry)
		two, err2 := audit.Seal(audit.Hash{}, loose)
		if one.Hash != two.Hash || err1 != nil || err2 != nil {
			t.Errorf("%v, %v: %s and %s", err1, err2, one.Hash, two.Hash)
		}
	})
	t.Run("is_always_the_same", func(t *testing.T) {
		t.Parallel()
		// A literal: another way to hash would orphan every journal that has been kept.
		const want = "615d1ee37c61b0d5bb0a3cc089acd05003bb1e4ef742d29c537290792a9fe765"
		if got := journal(t, 2)[1].Hash.String(); got != want {
			t.Errorf("sealed %s", got)
		}
	})
	t.Run("refuses_a_body_that_is_not_json", func(t *testing.T) {
		t.Parallel()
		broken := entry
		broken.Body = []byte(`{"n":`)
		if _, err := audit.Seal(audit.Hash{}, broken); err == nil {
			t.Error("sealed")
		}
	})
}

func TestHash(t *testing.T) {
	t.Parallel()
	hash := journal(t, 1)[0].Hash
	text, err := hash.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var read audit.Hash
	if err := read.UnmarshalText(text); err != nil || read != hash {
		t.Errorf("%v: read %s", err, read)
	}
	for _, wrong := range []string{
		"", string(text[:63]), string(text) + "0", string(text) + "00", strings.ToUpper(string(text)), "g" + string(text[1:]), " " + string(text[1:]), strings.Repeat("A", 64),
	} {
		kept := hash
		if err := kept.UnmarshalText([]byte(wrong)); err == nil || kept != hash {
			t.Errorf("%q: %v, now %s", wrong, err, kept)
		}
	}
}
