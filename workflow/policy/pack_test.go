package policy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/workflow/policy"
)

var update = flag.Bool("update", false, "rewrite the golden packs in testdata")

// goldens are the packs a reader of the difference should look at when an instrument changes.
func goldens() map[string]policy.Query {
	return map[string]policy.Query{
		"seed":                {Date: day("2024-05-08")},
		"permenpanrb-13-2014": {Base: "permenpanrb-13-2014", Date: day("2018-05-08")},
		"permenpanrb-15-2019": {Base: "permenpanrb-15-2019", Date: day("2024-05-08")},
		"se-menpanrb-52-2020": {Base: "se-menpanrb-52-2020", Date: day("2021-05-08")},
		"bkn":                 {Base: "national", Profile: "bkn", Date: day("2025-12-03")},
	}
}

func TestPack_matches_its_golden(t *testing.T) {
	t.Parallel()
	l := load(t)
	for name, q := range goldens() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := table(resolve(t, l, q))
			file := filepath.Join("testdata", name+".golden")
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
		})
	}
}

func table(p *policy.Pack) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", p.ID, p.Hash)
	for _, e := range p.Entries() {
		fmt.Fprintf(&b, "%-35s %-40s %-14s %s..%s  %s [%s]\n", e.Key, e.Value, e.Unit, e.From, e.To, e.Citation, e.Instrument)
		if e.Note != "" {
			fmt.Fprintf(&b, "%36s# %s\n", "", e.Note)
		}
	}
	return b.String()
}

func TestPack_round_trip(t *testing.T) {
	t.Parallel()
	l := load(t)
	for name, q := range goldens() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q.Province, q.Agency = "53", "5300"
			p := resolve(t, l, q)
			data, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			back, err := policy.ParsePack(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p, back, cmp.AllowUnexported(policy.Pack{})); diff != "" {
				t.Errorf("pack (-made +read):\n%s", diff)
			}
			if again, err := json.Marshal(back); err != nil || !bytes.Equal(again, data) {
				t.Errorf("second JSON differs (%v)", err)
			}
			if policy.AnnouncementLength.In(back) != policy.AnnouncementLength.In(p) {
				t.Error("values differ")
			}
		})
	}
}

func TestPack_hash(t *testing.T) {
	t.Parallel()
	q := policy.Query{Date: day("2024-05-08")}
	first := resolve(t, load(t), q)
	t.Run("is the same from another library and with the defaults spelled out", func(t *testing.T) {
		t.Parallel()
		same := resolve(t, load(t), policy.Query{Base: "seed", Profile: "kasn", Date: day("2024-05-08")})
		if same.Hash != first.Hash || len(first.Hash) != 64 {
			t.Errorf("hash %q, then %q", first.Hash, same.Hash)
		}
	})
	t.Run("differs for each part of the query", func(t *testing.T) {
		t.Parallel()
		seen := map[string]policy.Query{}
		for _, other := range []policy.Query{
			q,
			{Date: day("2024-05-09")},
			{Date: q.Date, Profile: "bkn"},
			{Date: q.Date, Base: "national"},
			{Date: q.Date, Province: "53"},
			{Date: q.Date, Agency: "53"},
		} {
			p := resolve(t, load(t), other)
			if twin, ok := seen[p.Hash]; ok {
				t.Errorf("%+v and %+v share a hash", twin, other)
			}
			seen[p.Hash] = other
		}
	})
}

// Every field of a stored pack is under its hash.
func TestParsePack_refuses(t *testing.T) {
	t.Parallel()
	p := resolve(t, load(t), policy.Query{Date: day("2024-05-08"), Province: "53"})
	stored, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, old, replacement, want string }{
		{"another value", `"key":"candidates.min","value":"3"`, `"key":"candidates.min","value":"2"`, "its content has the hash"},
		{"another unit", `"value":"15","unit":"calendar_days"`, `"value":"15","unit":"working_days"`, "its content has the hash"},
		{"another source", `"instrument":"Selter seed"`, `"instrument":"Law"`, "its content has the hash"},
		{"another certainty", `"certainty":"proposal"`, `"certainty":"seen"`, "its content has the hash"},
		{"another note", `"note":"Implied there."`, `"note":"Stated there."`, "its content has the hash"},
		{"another first day", `"from":"2019-07-01"`, `"from":"2019-07-02"`, "its content has the hash"},
		{"another last day", `"to":"2023-10-31"`, `"to":"2023-11-01"`, "its content has the hash"},
		{"another hash", p.Hash, strings.Repeat("0", 64), "its content has the hash"},
		{"another date", `"date":"2024-05-08"`, `"date":"2024-05-09"`, "is named"},
		{"another scope", `"province":"53"`, `"province":"35"`, "is named"},
		{"another base", `"base":"seed"`, `"base":"national"`, "is named"},
		{"a renamed key", `"key":"candidates.min"`, `"key":"candidates.max"`, "its content has the hash"},
		{"an unknown field", `"base":`, `"basis":"x","base":`, "unknown field"},
		{"no date", `"date":"2024-05-08",`, ``, "is named"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			changed := strings.Replace(string(stored), tc.old, tc.replacement, 1)
			if changed == string(stored) {
				t.Fatalf("%s does not stand in the pack", tc.old)
			}
			if got, err := policy.ParsePack([]byte(changed)); err == nil || !strings.Contains(err.Error(), tc.want) || got != nil {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
	for name, data := range map[string]string{"nothing": "", "no object": "[]", "null": "null", "two packs": string(stored) + string(stored)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := policy.ParsePack([]byte(data)); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestKey_in_a_pack_nobody_resolved(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]*policy.Pack{"nil": nil, "hand-made": {ID: "seed/kasn/2024-05-08"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "candidates.min") {
					t.Errorf("recovered %v, want a panic that names the key", r)
				}
			}()
			policy.CandidatesMin.In(p)
		})
	}
}

// Two cases share one pack, so neither may change what the other reads.
func TestKey_lists_belong_to_the_caller(t *testing.T) {
	t.Parallel()
	p := resolve(t, load(t), policy.Query{Date: day("2024-05-08")})
	slices.Reverse(policy.TieBreak.In(p).Value)
	clear(policy.RemindersApplicationsDue.In(p).Value)
	p.Entries()[0].Value = "0"
	if policy.TieBreak.In(p).Value[0] != "interview" || policy.RemindersApplicationsDue.In(p).Value[0].N != 7 || p.Entries()[0].Value != "5" {
		t.Error("the pack changed")
	}
}

func TestValue_as_JSON(t *testing.T) {
	t.Parallel()
	p := resolve(t, load(t), policy.Query{Date: day("2024-05-08")})
	got, err := json.Marshal(policy.WeightPaper.In(p))
	want := `{"key":"weight.paper","value":{"min":15,"max":20},"unit":"percent",` +
		`"citation":{"instrument":"PermenPANRB 15/2019","article":"Lampiran","certainty":"seen"}}`
	if err != nil || string(got) != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
}

func TestRange_contains_both_ends(t *testing.T) {
	t.Parallel()
	r := policy.Range{Min: 15, Max: 20}
	for n, want := range map[int]bool{14: false, 15: true, 17: true, 20: true, 21: false} {
		if r.Contains(n) != want {
			t.Errorf("%s contains %d: %t", r, n, !want)
		}
	}
}

func TestCitation_reads_as_a_sentence(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]policy.Citation{
		"PermenPANRB 15/2019, Lampiran (known)": policy.Cite("PermenPANRB 15/2019", "Lampiran", policy.Known),
		"SE KASN (seen)":                        policy.Cite("SE KASN", "", policy.Seen),
	} {
		if c.String() != want {
			t.Errorf("got %q, want %q", c, want)
		}
	}
}

// A fitting hash does not make a pack usable: every key must be there once, with a value that the key takes.
func TestParsePack_holds_the_entries_to_the_keys(t *testing.T) {
	t.Parallel()
	p := resolve(t, load(t), policy.Query{Date: day("2024-05-08")})
	first := p.Entries()[0]
	bad, alien := first, first
	bad.Value = "five"
	alien.Key = "committee.colour"
	for _, tc := range []struct {
		name    string
		entries []policy.Entry
		want    string
	}{
		{"a missing key", p.Entries()[1:], "no value for committee.size_min"},
		{"a key that stands twice", append(p.Entries(), first), "a key stands twice"},
		{"a value of another type", append([]policy.Entry{bad}, p.Entries()[1:]...), `committee.size_min: "five" is not a plain whole number`},
		{"a key of another version", append(p.Entries(), alien), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			stored, err := json.Marshal(policy.Sealed(p, tc.entries))
			if err != nil {
				t.Fatal(err)
			}
			_, err = policy.ParsePack(stored)
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}
