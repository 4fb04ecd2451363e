package custody_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/custody"
	"selter/pkg/identity/vault"
	"selter/pkg/peers"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
)

func TestMain(m *testing.M) { peers.Main(m) }

// now is the moment at which everything happens.
var now = time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC)

// A cellar has a custody on one real store.
type cellar struct {
	*custody.Custody
	kept  custody.Store
	blobs shelf
	file  string // the database of SQLite; "" for Postgres
}

// A shelf keeps blobs as a folder does: under a name that is used goes nothing else.
type shelf map[string][]byte

func (s shelf) Put(_ context.Context, name string, content []byte) error {
	if there, used := s[name]; used && !bytes.Equal(there, content) {
		return custody.ErrTaken
	}
	s[name] = bytes.Clone(content)
	return nil
}

func (s shelf) Get(_ context.Context, name string) ([]byte, error) {
	if content, there := s[name]; there {
		return content, nil
	}
	return nil, errors.New("no such blob")
}

func keyring(t *testing.T) *vault.Keyring {
	t.Helper()
	keys, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// backends runs a proof on each of the two databases.
func backends(t *testing.T, proof func(t *testing.T, c *cellar)) {
	t.Helper()
	for name, url := range map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { return filepath.Join(t.TempDir(), "selter.db") },
		"postgres": func(t *testing.T) string {
			return peers.PostgresTemplate(t, "custody", func(url string) error {
				s, err := store.Open(context.Background(), store.Config{URL: url, Prepare: migrations.Up})
				if err != nil {
					return err
				}
				return s.Close()
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := store.Config{URL: url(t), Clock: func() time.Time { return now }, MaxConns: 2}
			c := &cellar{blobs: shelf{}}
			if name == "sqlite" {
				config.Prepare, c.file = migrations.Up, config.URL
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
			c.kept = opened.Custody()
			c.Custody = custody.New(c.kept, keyring(t), c.blobs)
			proof(t, c)
		})
	}
}

func newComplaint() workflow.CaseID { return workflow.CaseID(uuid.Must(uuid.NewV7())) }

// opened is a complaint that one custodian has asked to open and another has granted, at a
// moment before or after now.
func opened(t *testing.T, id workflow.CaseID, asked, granted string, after time.Duration) casework.Loaded {
	t.Helper()
	var facts complaint.Facts
	if asked != "" {
		opening := complaint.Opening{Act: complaint.Act{Person: asked, On: calendar.MustDate("2024-05-08")}}
		if granted != "" {
			opening.Granted = &complaint.Grant{Person: granted, At: now.Add(after), Until: now.Add(after + 24*time.Hour)}
		}
		facts.Openings = []complaint.Opening{opening}
	}
	text, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	return casework.Loaded{Now: now, Record: casework.Record{Procedure: complaint.Name, Case: catalog.Case{ID: id, Facts: text}}}
}

var kenari = custody.Reporter{Name: "Kenari Contoh", Contact: "+62 812-9900-0000", Relation: "pegawai di sana"}

func TestCustody_shows_who_complained_to_two_and_to_nobody_else(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, c *cellar) {
		id := newComplaint()
		if err := c.Keep(t.Context(), id, kenari); err != nil {
			t.Fatal(err)
		}
		for name, refused := range map[string]struct {
			reader string
			loaded casework.Loaded
		}{
			"nobody has asked":             {"satu", opened(t, id, "", "", 0)},
			"nobody has granted":           {"satu", opened(t, id, "satu", "", 0)},
			"who asked has granted":        {"satu", opened(t, id, "satu", "satu", -time.Hour)},
			"others have opened":           {"tiga", opened(t, id, "satu", "dua", -time.Hour)},
			"nobody asks":                  {"", opened(t, id, "satu", "dua", -time.Hour)},
			"the time is over":             {"satu", opened(t, id, "satu", "dua", -24*time.Hour)},
			"the time has not begun":       {"satu", opened(t, id, "satu", "dua", time.Hour)},
			"an original, without a grant": {"satu", opened(t, id, "satu", "", 0)},
		} {
			if got, err := c.Open(t.Context(), custody.Reader{Person: refused.reader}, refused.loaded); !errors.Is(err, custody.ErrSealed) || got != (custody.Reporter{}) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := c.Original(t.Context(), custody.Reader{Person: refused.reader}, refused.loaded, "00"); !errors.Is(err, custody.ErrSealed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if readings, err := c.Readings(t.Context(), id); err != nil || len(readings) > 0 {
			t.Errorf("readings of nobody: %v, %v", readings, err)
		}
		for i, reader := range []string{"satu", "dua"} {
			got, err := c.Open(t.Context(), custody.Reader{Person: reader, Request: "permintaan-" + reader}, opened(t, id, "satu", "dua", -time.Hour))
			if err != nil || got != kenari {
				t.Errorf("%s: %v", reader, err)
			}
			readings, err := c.Readings(t.Context(), id)
			if err != nil || len(readings) != i+1 {
				t.Fatalf("%d readings, %v", len(readings), err)
			}
			last := readings[i]
			last.ID = uuid.Nil
			if want := (custody.Reading{At: now, Complaint: id, Reader: reader, What: custody.ReporterRead, Request: "permintaan-" + reader}); last != want {
				t.Errorf("noted %+v", last)
			}
		}
		if _, err := c.Open(t.Context(), custody.Reader{Person: "satu"}, casework.Loaded{Record: casework.Record{Procedure: "round"}}); err == nil {
			t.Error("a round has a reporter")
		}
	})
}

func TestCustody_tells_nothing_to_who_has_the_database(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, c *cellar) {
		longest := custody.Reporter{Name: strings.Repeat("n", custody.LongestName), Contact: strings.Repeat("k", custody.LongestContact), Relation: strings.Repeat("h", custody.LongestRelation)}
		ids, length := make(map[workflow.CaseID]custody.Reporter), 0
		for _, who := range []custody.Reporter{{}, kenari, longest} {
			id := newComplaint()
			ids[id] = who
			if err := c.Keep(t.Context(), id, who); err != nil {
				t.Fatal(err)
			}
			sealed, err := c.kept.Kept(t.Context(), id)
			if err != nil || length != 0 && len(sealed) != length || bytes.Contains(sealed, []byte("Kenari")) {
				t.Errorf("%d bytes are kept, elsewhere %d; %v", len(sealed), length, err)
			}
			length = len(sealed)
		}
		for id, who := range ids {
			if got, err := c.Open(t.Context(), custody.Reader{Person: "satu"}, opened(t, id, "satu", "dua", 0)); err != nil || got != who {
				t.Errorf("%v", err)
			}
		}
		if c.file == "" {
			return
		}
		whole, err := os.ReadFile(c.file)
		log, err2 := os.ReadFile(c.file + "-wal")
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if all := append(whole, log...); bytes.Contains(all, []byte("Kenari")) || !bytes.Contains(all, []byte("satu")) {
			t.Error("the file holds the name, or was not looked at")
		}
	})
}

func TestCustody_keeps_the_first_and_each_for_its_complaint(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, c *cellar) {
		id, other := newComplaint(), newComplaint()
		for _, who := range []custody.Reporter{kenari, {Name: "Orang Lain"}} {
			if err := c.Keep(t.Context(), id, who); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := c.Open(t.Context(), custody.Reader{Person: "satu"}, opened(t, id, "satu", "dua", 0)); err != nil || got != kenari {
			t.Errorf("the second has taken the place of the first: %v", err)
		}
		if _, err := c.Open(t.Context(), custody.Reader{Person: "satu"}, opened(t, other, "satu", "dua", 0)); !errors.Is(err, custody.ErrUnknown) {
			t.Errorf("of a complaint of which nothing is kept: %v", err)
		}
		// Whoever can write to the table moves a row, to have it opened as another's.
		sealed, err := c.kept.Kept(t.Context(), id)
		if err == nil {
			err = c.kept.Keep(t.Context(), other, sealed)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Open(t.Context(), custody.Reader{Person: "satu"}, opened(t, other, "satu", "dua", 0)); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("a row that was moved: %v", err)
		}
	})
}

func TestCustody_keeps_files(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, c *cellar) {
		id, content := newComplaint(), []byte("%PDF- oleh Kenari")
		name, err := c.KeepOriginal(t.Context(), id, content)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := c.KeepOriginal(t.Context(), id, content); err != nil || again != name || len(c.blobs) != 1 {
			t.Errorf("the same file again: %v, %d are kept", err, len(c.blobs))
		}
		elsewhere, err := c.KeepOriginal(t.Context(), newComplaint(), content)
		if err != nil || elsewhere == name {
			t.Errorf("two complaints with the same file know of each other: %v", err)
		}
		sum, err := c.KeepCopy(t.Context(), id, []byte("%PDF-"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Copy(t.Context(), id, sum[:]); err != nil || string(got) != "%PDF-" {
			t.Errorf("the copy: %v", err)
		}
		if _, err := c.Copy(t.Context(), newComplaint(), sum[:]); err == nil {
			t.Error("a copy is read as another complaint's")
		}
		pair := opened(t, id, "satu", "dua", 0)
		got, err := c.Original(t.Context(), custody.Reader{Person: "dua"}, pair, name)
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("the original: %v", err)
		}
		if readings, err := c.Readings(t.Context(), id); err != nil || len(readings) != 1 || readings[0].What != name {
			t.Errorf("noted %v, %v", readings, err)
		}
		for _, sealed := range c.blobs {
			if bytes.Contains(sealed, []byte("%PDF-")) {
				t.Error("a file lies open")
			}
		}
		c.blobs[name] = []byte("something else")
		if _, err := c.KeepOriginal(t.Context(), id, content); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("a name that is taken by something else: %v", err)
		}
	})
}

func TestReporter_is_not_printed(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("siapa", "reporter", kenari)
	for _, text := range []string{fmt.Sprint(kenari), fmt.Sprintf("%+v %#v %q", kenari, kenari, kenari), fmt.Sprintf("%v", &kenari), log.String()} {
		if strings.Contains(text, "Kenari") || !strings.Contains(text, "under seal") {
			t.Errorf("printed as %s", text)
		}
	}
}

func TestReporter_is_checked(t *testing.T) {
	t.Parallel()
	for member, bad := range map[string]custody.Reporter{
		"name":     {Name: strings.Repeat("n", custody.LongestName+1)},
		"contact":  {Contact: "satu\ndua"},
		"relation": {Relation: "\xff"},
	} {
		fault, is := errors.AsType[*custody.Fault](bad.Check())
		if !is || fault.Member != member || strings.Contains(fault.Error(), "satu") {
			t.Errorf("%s: %v", member, fault)
		}
	}
	if err := kenari.Check(); err != nil {
		t.Error(err)
	}
	c := custody.New(nil, keyring(t), nil)
	if err := c.Keep(t.Context(), newComplaint(), custody.Reporter{Name: "a\x00"}); err == nil {
		t.Error("kept what cannot be kept")
	}
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	c, other := custody.New(nil, keyring(t), nil), custody.New(nil, keyring(t), nil)
	words := [32]byte{1}
	code := c.Receipt("kunci-1", words)
	if code != c.Receipt("kunci-1", words) {
		t.Error("the same request has another code")
	}
	seen := map[string]bool{code: true}
	for _, different := range []string{c.Receipt("kunci-2", words), c.Receipt("kunci-1", [32]byte{2}), other.Receipt("kunci-1", words)} {
		if seen[different] {
			t.Error("two requests have one code")
		}
		seen[different] = true
	}
	if mark := c.Mark(words); mark == words || mark == other.Mark(words) || mark == c.Mark([32]byte{2}) {
		t.Error("the words of a command are marked without keys")
	}
	for _, written := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", ""), " " + strings.ReplaceAll(code, "-", " ")} {
		if got, ok := custody.ReadReceipt(written); !ok || got != code {
			t.Errorf("%q is read as %q", written, got)
		}
	}
	if got, ok := custody.ReadReceipt("01801-AAAAA-AAAAA-AAAAA-AAAAA"); !ok || got != "OIBOI-AAAAA-AAAAA-AAAAA-AAAAA" {
		t.Errorf("digits that look like letters: %q", got)
	}
	for _, bad := range []string{"", "-", code[1:], code + "A", strings.Repeat("-", 60) + code, "9" + code[1:], "é" + code[2:]} {
		if got, ok := custody.ReadReceipt(bad); ok || got != "" {
			t.Errorf("%q is a code", bad)
		}
	}
}
