package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"selter/api"
	"selter/api/apitest"
	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// A house is the API over a real desk on a SQLite file, with a clock of its own.
type house struct {
	http.Handler // every answer is held against the contract
	store        *store.Store
	desk         *casework.Desk
	log          *syncBuffer
	mu           sync.Mutex
	now          time.Time
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// open builds a house; changes adjust how its server is made.
func open(t *testing.T, changes ...func(*api.Config)) *house {
	t.Helper()
	return openOn(t, filepath.Join(t.TempDir(), "selter.db"), changes...)
}

// openOn builds a house on a database.
func openOn(t *testing.T, database string, changes ...func(*api.Config)) *house {
	t.Helper()
	h := &house{now: time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC), log: new(syncBuffer)}
	opened, err := store.Open(t.Context(), store.Config{
		URL: database, Clock: h.clock, Prepare: migrations.Up,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	h.store = opened
	policies, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	desk := casework.NewDesk(casework.Config{
		Store: opened, Policies: policies, Catalog: catalog.New(), Holidays: calendar.National(),
	})
	h.desk = desk
	config := api.Config{
		Desk: desk, Law: desk, Shelves: opened, Packs: opened, Identify: h.identify, Version: "test",
		Says: func(code string) string { return "kalimat " + code },
		Log:  slog.New(slog.NewJSONHandler(h.log, nil)),
	}
	for _, change := range changes {
		change(&config)
	}
	server, err := api.New(config)
	if err != nil {
		t.Fatal(err)
	}
	h.Handler = apitest.Validating(t, server)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(h.log)
		}
	})
	return h
}

// identify believes a token "test:<person>:<duty>[@<agency>],...": a person with duties,
// in the whole nation when no agency is named.
func (h *house) identify(r *http.Request) (identity.Subject, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer test:")
	person, duties, named := strings.Cut(token, ":")
	if !ok || !named || person == "" {
		return identity.Subject{}, identity.ErrUnauthenticated
	}
	who := identity.Subject{Person: person, At: h.clock(), Factors: 2}
	for duty := range strings.SplitSeq(duties, ",") {
		role, agency, local := strings.Cut(duty, "@")
		if !local {
			agency = workflow.Nation
		}
		if role != "" {
			who.Duties = append(who.Duties, workflow.Duty{Role: workflow.Role(role), Scope: workflow.Scope{Agency: agency}})
		}
	}
	return who, nil
}

// inOneRound believes the same, of one round of each agency only.
func inOneRound(believed func(*http.Request) (identity.Subject, error)) func(*http.Request) (identity.Subject, error) {
	return func(r *http.Request) (identity.Subject, error) {
		who, err := believed(r)
		for i := range who.Duties {
			who.Duties[i].Scope.Round = workflow.CaseID{1}
		}
		return who, err
	}
}

const (
	secretariat = "Bearer test:sek:secretariat"
	authorised  = "Bearer test:sekda:authorised_officer"
	supervisor  = "Bearer test:asisten:supervisor"
	applicant   = "Bearer test:pelamar:applicant"
)

// A call is one request; members left empty take a good value.
type call struct {
	method, path, body string
	as                 string // Authorization; "-" for none
	key                string // Idempotency-Key; "-" for none
	match              string // If-Match; "-" for none
	header             map[string]string
}

func (h *house) do(t *testing.T, c call) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, c.request(t.Context()))
	return w
}

func (c call) request(ctx context.Context) *http.Request {
	if c.method == "" {
		c.method = http.MethodGet
	}
	var body io.Reader = http.NoBody
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r := httptest.NewRequestWithContext(ctx, c.method, c.path, body)
	put := func(name, value, usual string) {
		if value == "" {
			value = usual
		}
		if value != "-" && value != "" {
			r.Header.Set(name, value)
		}
	}
	put("Authorization", c.as, secretariat)
	if c.method == http.MethodPost {
		put("Idempotency-Key", c.key, "key-"+c.path)
		if strings.Contains(c.path, "/events/") && !strings.Contains(c.path, "/selections/events/") {
			put("If-Match", c.match, "*")
		}
	}
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		if value == "-" {
			r.Header.Del(name)
		} else {
			r.Header.Set(name, value)
		}
	}
	return r
}

// round opens a round with two posts and tells its identifier.
func (h *house) round(t *testing.T) string {
	t.Helper()
	w := h.do(t, call{method: http.MethodPost, path: "/v1/rounds", body: opening()})
	if w.Code != http.StatusCreated {
		t.Fatalf("opening a round answered %d: %s", w.Code, w.Body)
	}
	return field(t, w, "case").(string)
}

// selections tells the identifiers of a round's selections.
func (h *house) selections(t *testing.T, round string) []string {
	t.Helper()
	var page struct{ Items []struct{ ID string } }
	read(t, h.do(t, call{path: "/v1/selections?round=" + round}), &page)
	var ids []string
	for _, item := range page.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

// written is all that the house has on file, so that a test can tell that nothing
// was added.
func (h *house) written(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, procedure := range []string{openselection.RoundName, openselection.SelectionName} {
		records, err := h.store.Cases(t.Context(), casework.Query{Procedure: procedure, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records {
			all.WriteString(record.ID.String() + " " + string(record.State) + " " + record.Head.String() + "\n")
		}
	}
	return all.String()
}

func read(t *testing.T, w *httptest.ResponseRecorder, into any) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
}

func field(t *testing.T, w *httptest.ResponseRecorder, name string) any {
	t.Helper()
	var members map[string]any
	read(t, w, &members)
	return members[name]
}

// opening is the body that opens a round; edit changes the text of the plan.
func opening(edit ...string) string {
	body := `{"agency":{"code":"53","name":"Provinsi Contoh","kind":"province"},"zone":"WITA","plan":` + plan + `}`
	return strings.NewReplacer(edit...).Replace(body)
}

const plan = `{"title":"Seleksi terbuka JPT Pratama","letterhead":{"agency":"Pemerintah Provinsi Contoh","place":"Kupang"},
 "posts":[
  {"ref":"bappeda","title":"Kepala Bappeda","tier":"pratama","office":"ordinary",
   "vacancy":{"reason":"retirement","from":"2024-05-01","evidence":{"number":"SK-1","date":"2024-01-02"}},
   "standard":{"number":"SK-2","date":"2024-01-02"},"requirements":{"number":"SK-3","date":"2024-01-02"}},
  {"ref":"dinkes","title":"Kepala Dinas Kesehatan","tier":"pratama","office":"ordinary",
   "vacancy":{"reason":"retirement","from":"2024-05-01","evidence":{"number":"SK-4","date":"2024-01-02"}},
   "standard":{"number":"SK-5","date":"2024-01-02"},"requirements":{"number":"SK-6","date":"2024-01-02"}}],
 "internal_route":{"tried":true},
 "weights":{"track_record":20,"assessment":25,"paper":20,"interview":35},
 "committee":[
  {"person":"p1","origin":"agency","expertise":"pemerintahan","chair":true,"no_conflict":true,"no_party":true},
  {"person":"p2","origin":"agency","expertise":"hukum","no_conflict":true,"no_party":true},
  {"person":"p3","origin":"academic","expertise":"psikologi","no_conflict":true,"no_party":true},
  {"person":"p4","origin":"academic","expertise":"manajemen","no_conflict":true,"no_party":true},
  {"person":"p5","origin":"professional","expertise":"kesehatan","no_conflict":true,"no_party":true}],
 "schedule":{"opens":"2024-05-20","closes":"2024-06-10","result":"2024-07-15"}}`

const proposal = `{"proposal":{"number":"800/1","date":"2024-05-08"}}`

// syncBuffer is a log that can be read while it is written.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
