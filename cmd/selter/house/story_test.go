package house_test

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"selter/api/apitest"
	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/config"
	"selter/pkg/identity/vault"
	"selter/pkg/peers"
	"selter/pkg/story"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// Every story is played over HTTP on every kind of house; each answer is held
// against the contract, and at the end every journal folds to what is stored.
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(openselection.Stories, "testdata/story/*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	for backend, settings := range map[string]func(*testing.T) house.Config{"sqlite": embedded, "postgres": production} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			for _, file := range files {
				t.Run(path.Base(file), func(t *testing.T) {
					t.Parallel()
					play(t, file, settings(t))
				})
			}
		})
	}
}

// While scores wait for the committee's result, the officers who will choose see how
// a selection stands and nothing that was said in it.
func TestScoresAreSealedFromWhoWillChoose(t *testing.T) {
	t.Parallel()
	s, err := story.Load(openselection.Stories, "testdata/story/regency-two-letters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	last := slices.IndexFunc(s.Steps, func(step story.Step) bool { return step.Event == openselection.AssessCompetency })
	s.Steps = s.Steps[:last+1]
	c := embedded(t)
	c.DevIdentity, c.Clock, c.Log = true, house.NewClock(s.Begins()), slog.New(slog.DiscardHandler)
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	server := httptest.NewServer(apitest.Validating(t, h.Handler))
	defer server.Close()
	if _, err := (story.Player{Target: story.Target{Base: server.URL}}).Play(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	var selection casework.Record
	if err := h.EachCase(t.Context(), func(record casework.Record) error {
		if record.Procedure == openselection.SelectionName {
			selection = record
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for role, want := range map[workflow.Role]struct {
		sees, journal int
		scores        bool
	}{
		workflow.AppointingOfficer: {http.StatusOK, http.StatusOK, false}, workflow.AuthorisedOfficer: {http.StatusOK, http.StatusOK, false},
		workflow.Applicant: {http.StatusOK, http.StatusForbidden, false}, workflow.Public: {http.StatusNotFound, http.StatusNotFound, false},
		workflow.Supervisor: {http.StatusOK, http.StatusOK, true}, workflow.CommitteeChair: {http.StatusOK, http.StatusOK, true},
	} {
		who := "seseorang-" + string(role)
		terms := mandate.InstallBody{Ref: "tugas", Duty: mandate.DutyName(role), From: calendar.DateOf(s.Begins(), calendar.WITA)}
		switch role { //nolint:exhaustive // the others have no terms of their own
		case workflow.Applicant:
			terms.Round, terms.Selection = selection.Parent, selection.ID
		case workflow.Supervisor:
			terms.Body = mandate.BKN
		}
		if role != workflow.Public {
			if err := h.Install(t.Context(), who, house.Agency{Code: selection.Agency, Zone: calendar.WITA}, terms); err != nil {
				t.Fatal(err)
			}
		}
		for path, status := range map[string]int{"": want.sees, "/journal": want.journal} {
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/selections/"+selection.ID.String()+path, nil)
			request.Header.Set("Authorization", "Bearer dev:"+who)
			answer := httptest.NewRecorder()
			h.Handler.ServeHTTP(answer, request)
			word := map[string]string{"": `"points"`, "/journal": "neutrality_checked"}[path]
			if answer.Code != status || strings.Contains(answer.Body.String(), word) != want.scores {
				t.Errorf("%s%s: %d, scores shown although they should be: %t", role, path, answer.Code, want.scores)
			}
		}
	}
}

func embedded(t *testing.T) house.Config {
	t.Helper()
	return house.Config{Data: t.TempDir()}
}

func production(t *testing.T) house.Config {
	t.Helper()
	redis := peers.StartRedis(t, "appendonly=yes")
	c := house.Config{
		Settings: config.Settings{
			DatabaseURL: peers.Postgres(t), RedisURL: "unix://" + redis.Addr.Addr, Keys: keys(t), CustodyKeysFile: keysFile(t), Files: config.Files{Dir: t.TempDir()},
		},
		Log: slog.New(slog.DiscardHandler),
	}
	if err := house.Migrate(t.Context(), c, migrations.Up); err != nil {
		t.Fatal(err)
	}
	return c
}

// keysFile has the keys under which who complained is sealed.
func keysFile(t *testing.T) string {
	t.Helper()
	ring, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "custody.keys")
	if err := ring.WriteFile(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// keys are those of an installation that lasts as long as a test.
func keys(t *testing.T) string {
	t.Helper()
	ring, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	text, err := ring.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func play(t *testing.T, file string, c house.Config) {
	t.Helper()
	s, err := story.Load(openselection.Stories, file)
	if err != nil {
		t.Fatal(err)
	}
	c.DevIdentity, c.Clock, c.Log, c.Scratch = true, house.NewClock(s.Begins()), slog.New(slog.DiscardHandler), true
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	server := httptest.NewServer(apitest.Validating(t, h.Handler))
	defer server.Close()
	result, err := story.Player{Target: story.Target{Base: server.URL, HTTP: server.Client()}}.Play(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if !result.Met || result.Journal == 0 {
		t.Errorf("met %t, %d entries", result.Met, result.Journal)
	}
	told := len(result.Cases)
	for _, tally := range result.Records {
		told += tally.Cases
	}
	cases := 0
	err = h.EachCase(t.Context(), func(record casework.Record) error {
		if record.Procedure != mandate.Name && record.Procedure != person.Name {
			cases++
		}
		return h.Desk.Verify(t.Context(), h.Store, record.ID)
	})
	if err != nil || cases != told || len(result.Cases) != len(s.Posts)+1 {
		t.Errorf("%d cases, %d of them told: %v", cases, told, err)
	}
	scoresAreGolden(t, h, file)
	scoresAreMeasuredAlike(t, h)
}
