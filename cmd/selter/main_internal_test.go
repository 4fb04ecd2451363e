package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"selter/pkg/config"
	"selter/pkg/peers"
)

func TestMain(m *testing.M) { peers.Main(m) }

// called is what a call of the program came to.
type called struct {
	code      int
	out, errs string
}

func call(t *testing.T, environ []string, args ...string) called {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, environ, &out, &errs)
	return called{code, out.String(), errs.String()}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestMistakesEndWithTwoAndOneLine(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = busy.Close() })
	overlay := filepath.Dir(write(t, "overlay.yaml", "id: x\ntitle: x\nscope: {agency: \"53\"}\nlines:\n  - {kee: candidates.min}\n"))
	notAFolder := write(t, "data", "")
	const story = "../../workflow/openselection/testdata/story/regency-secretary-nobody-applies.yaml"
	noStory := write(t, "bad.yaml", "story: x\nunknown: 1\n")
	for name, c := range map[string]struct {
		environ []string
		args    []string
		says    string
	}{
		"half_set_environment":         {[]string{"SELTER_DATABASE_URL=postgres://h/db"}, []string{"serve"}, "SELTER_REDIS_URL: is missing"},
		"misspelt_variable":            {[]string{"SELTER_DATABASEURL=x"}, []string{"serve"}, "SELTER_DATABASEURL"},
		"policy_folder_that_is_none":   {[]string{"SELTER_POLICY_DIR=/nonexistent"}, []string{"serve", "--listen=127.0.0.1:0"}, "SELTER_POLICY_DIR"},
		"overlay_with_an_unknown_word": {[]string{"SELTER_POLICY_DIR=" + overlay}, []string{"serve", "--listen=127.0.0.1:0", "--data=" + t.TempDir()}, `overlay.yaml:4:1: unknown field "lines"`},
		"address_in_use":               {nil, []string{"serve", "--listen=" + busy.Addr().String(), "--data=" + t.TempDir()}, "--listen"},
		"data_folder_that_is_a_file":   {nil, []string{"serve", "--listen=127.0.0.1:0", "--data=" + notAFolder}, "data folder"},
		"unknown_command":              {nil, []string{"dance"}, "dance"},
		"unknown_flag":                 {nil, []string{"serve", "--fast"}, "--fast"},
		"split_roles_embedded":         {nil, []string{"serve", "--role=api", "--listen=127.0.0.1:0"}, "one process"},
		"worker_embedded":              {nil, []string{"worker"}, "one process"},
		"a_law_that_nobody_wrote":      {nil, []string{"story", "--policy=nonsense", story}, "known are"},
		"a_profile_that_nobody_has":    {nil, []string{"story", "--profile=nonsense", story}, "kasn"},
		"an_overlay_that_is_not_there": {nil, []string{"story", "--policy=/nonexistent.yaml", story}, "nonexistent.yaml"},
		"verify_of_an_empty_folder":    {nil, []string{"verify", "--data=" + t.TempDir()}, "keeps no state"},
		"status_of_an_empty_folder":    {nil, []string{"migrate", "status", "--data=" + t.TempDir()}, "keeps no state"},
		"story_that_is_not_there":      {nil, []string{"story", "/nonexistent.yaml"}, "/nonexistent.yaml"},
		"story_with_an_unknown_key":    {nil, []string{"story", noStory}, "bad.yaml:2:1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := call(t, c.environ, c.args...)
			if got.code != exitMistake || !strings.Contains(got.errs, c.says) {
				t.Errorf("exit %d, said %q; want 2 and %q", got.code, got.errs, c.says)
			}
			if got.out != "" && !strings.Contains(got.out, "Usage") {
				t.Errorf("wrote to standard output: %q", got.out)
			}
		})
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	data := "--data=" + filepath.Join(t.TempDir(), "new")
	got := call(t, nil, "demo", "--no-serve", "--json", data)
	if got.code != exitDone {
		t.Fatalf("exit %d: %s", got.code, got.errs)
	}
	if kept := call(t, nil, "verify", data); kept.code != exitDone || !strings.Contains(kept.out, " 0 broken") {
		t.Errorf("what was played does not verify: exit %d, %s", kept.code, kept.out)
	}
	decoder := json.NewDecoder(strings.NewReader(got.out))
	var result struct {
		Met     bool
		Journal int `json:"journal_entries"`
		Cases   []struct{ On, State string }
	}
	if err := decoder.Decode(&result); err != nil {
		t.Fatal(err)
	}
	if decoder.More() {
		t.Error("more than one document")
	}
	if !result.Met || len(result.Cases) != 16 || result.Journal < 300 {
		t.Errorf("met %t, %d cases, %d entries", result.Met, len(result.Cases), result.Journal)
	}
	for _, c := range result.Cases {
		if c.State != "closed" {
			t.Errorf("%s ended %s", c.On, c.State)
		}
	}
}

func TestStory(t *testing.T) {
	t.Parallel()
	const folder = "../../workflow/openselection/testdata/story/"
	t.Run("the_stories_hold", func(t *testing.T) {
		t.Parallel()
		got := call(t, nil, "story", folder+"regency-secretary-nobody-applies.yaml", folder+"regency-two-letters.yaml")
		if got.code != exitDone {
			t.Errorf("exit %d: %s", got.code, got.errs)
		}
	})
	t.Run("an_expectation_that_does_not_hold_ends_with_one_and_its_line", func(t *testing.T) {
		t.Parallel()
		text, err := os.ReadFile(folder + "regency-secretary-nobody-applies.yaml")
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(text), "then: diverted_to_jobfit", "then: cancelled", 1)
		got := call(t, nil, "story", write(t, "story.yaml", changed))
		if got.code != exitFailed || !regexp.MustCompile(`story\.yaml:\d+:\d+: .*cancelled`).MatchString(got.errs) {
			t.Errorf("exit %d: %s", got.code, got.errs)
		}
	})
	t.Run("an_overlay_is_read_alone_whatever_lies_beside_it", func(t *testing.T) {
		t.Parallel()
		// Five candidates instead of three: the check that found four does not pass any more.
		overlay := write(t, "ketat.yaml", "instrument: uji-ketat\ntitle: Uji ketat\nscope: {agency: \"1706\"}\nvalues:\n"+
			"  - {key: candidates.min, value: 5, unit: people, from: 2020-01-01, article: Pasal 1, certainty: proposal}\n"+
			"  - {key: candidates.min_after_extension, value: 5, unit: people, from: 2020-01-01, article: Pasal 1, certainty: proposal}\n")
		if err := os.WriteFile(filepath.Join(filepath.Dir(overlay), "cerita.yaml"), []byte("bukan: overlay\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := call(t, nil, "story", "--json", "--policy="+overlay, folder+"regency-two-letters.yaml")
		if got.code != exitDone || !strings.Contains(got.out, "enough_candidates_passed") {
			t.Errorf("exit %d: %s", got.code, got.errs)
		}
	})
	t.Run("another_law_shows_its_differences", func(t *testing.T) {
		t.Parallel()
		got := call(t, nil, "story", "--json", "--policy", "permenpanrb-15-2019", folder+"regency-secretary-nobody-applies.yaml")
		var document struct {
			Stories []struct{ Differences []struct{ What, A, B string } }
		}
		if err := json.Unmarshal([]byte(got.out), &document); err != nil {
			t.Fatalf("exit %d, %s: %v", got.code, got.errs, err)
		}
		// Fifteen calendar days instead of five working days: the plan fails already.
		found := false
		for _, d := range document.Stories[0].Differences {
			found = found || d.What == "submit_plan" && strings.Contains(d.B, "schedule_is_possible")
		}
		if !found {
			t.Errorf("no difference at the plan: %+v", document.Stories[0].Differences)
		}
	})
}

// serving starts "selter serve" and ends it when the test does.
func serving(t *testing.T, environ []string, args ...string) (address string, ended func() called) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = listener.Addr().String()
	_ = listener.Close()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(stop)
	done := make(chan called, 1)
	go func() {
		var out, errs bytes.Buffer
		code := run(ctx, append([]string{"serve", "--listen=" + address}, args...), environ, &out, &errs)
		done <- called{code, out.String(), errs.String()}
	}()
	deadline := time.Now().Add(time.Minute)
	for {
		answer, err := http.Get("http://" + address + "/livez")
		if err == nil {
			_ = answer.Body.Close()
			break
		}
		select {
		case got := <-done:
			t.Fatalf("ended with %d: %s", got.code, got.errs)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("does not answer")
		}
	}
	return address, func() called {
		stop()
		return <-done
	}
}

func status(t *testing.T, url string) int {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

func TestServe(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	address, end := serving(t, nil, "--data="+data)
	if code := status(t, "http://"+address+"/v1/rounds"); code != http.StatusUnauthorized {
		t.Errorf("without an identity source /v1 answers %d", code)
	}
	if code := status(t, "http://"+address+"/readyz"); code != http.StatusOK {
		t.Errorf("/readyz answers %d", code)
	}
	if code := status(t, "http://"+address+"/metrics"); code != http.StatusOK {
		t.Errorf("/metrics answers %d", code)
	}
	if second := call(t, nil, "verify", "--data="+data); second.code == exitDone {
		t.Error("a second process could open the same folder")
	}
	if play := call(t, nil, "demo", "--no-serve", "--data="+data); play.code != exitMistake {
		t.Errorf("a play among real cases: exit %d", play.code)
	}
	if got := end(); got.code != exitDone {
		t.Errorf("ended with %d: %s", got.code, got.errs)
	}
	if got := call(t, nil, "verify", "--data="+data); got.code != exitDone || !strings.Contains(got.out, "0 broken") {
		t.Errorf("verify: exit %d, %s%s", got.code, got.out, got.errs)
	}
}

func TestStoryAgainstARunningServer(t *testing.T) {
	t.Parallel()
	address, end := serving(t, nil, "--data="+t.TempDir(), "--insecure-dev-identity", "--story-clock=2020-09-01T00:00:00+07:00")
	got := call(t, nil, "story", "--against=http://"+address, "../../workflow/openselection/testdata/story/regency-secretary-nobody-applies.yaml")
	if got.code != exitDone {
		t.Errorf("exit %d: %s", got.code, got.errs)
	}
	if got := end(); got.code != exitDone {
		t.Errorf("ended with %d: %s", got.code, got.errs)
	}
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0"} {
		if got := call(t, nil, "serve", "--data="+t.TempDir(), "--insecure-dev-identity", "--listen="+address); got.code != exitMistake || !strings.Contains(got.errs, "loopback") {
			t.Errorf("development tokens on %s: exit %d, %s", address, got.code, got.errs)
		}
	}
	elsewhere := []string{"SELTER_DATABASE_URL=postgres://127.0.0.1:1/x", "SELTER_REDIS_URL=redis://127.0.0.1:1"}
	if got := call(t, elsewhere, "serve", "--insecure-dev-identity"); got.code != exitMistake || !strings.Contains(got.errs, "Postgres") {
		t.Errorf("development tokens on Postgres: exit %d, %s", got.code, got.errs)
	}
	if got := call(t, nil, "serve", "--story-clock=2020-09-01T00:00:00+07:00"); got.code != exitMistake {
		t.Errorf("a story clock without development tokens: exit %d", got.code)
	}
}

func TestProduction(t *testing.T) {
	t.Parallel()
	t.Run("postgres/redis", func(t *testing.T) {
		t.Parallel()
		redis := peers.StartRedis(t, "appendonly=yes")
		environ := []string{"SELTER_DATABASE_URL=" + peers.Postgres(t), "SELTER_REDIS_URL=unix://" + redis.Addr.Addr}
		if got := call(t, environ, "serve", "--listen=127.0.0.1:0"); got.code != exitMistake || !strings.Contains(got.errs, "selter migrate up") {
			t.Fatalf("an empty database: exit %d, %s", got.code, got.errs)
		}
		if got := call(t, environ, "migrate", "up"); got.code != exitDone {
			t.Fatalf("migrate: exit %d, %s", got.code, got.errs)
		}
		if got := call(t, environ, "serve", "--listen=127.0.0.1:0"); got.code != exitMistake || !strings.Contains(got.errs, config.KeysFile) {
			t.Fatalf("without keys: exit %d, %s", got.code, got.errs)
		}
		keys := filepath.Join(t.TempDir(), "keys.json")
		if got := call(t, nil, "keys", "create", keys); got.code != exitDone {
			t.Fatalf("keys: exit %d, %s", got.code, got.errs)
		}
		environ = append(environ, config.KeysFile+"="+keys)
		for _, what := range []string{"up", "status", "verify"} {
			if got := call(t, environ, "migrate", what); got.code != exitDone || got.out == "" {
				t.Fatalf("migrate %s: exit %d, %s%s", what, got.code, got.out, got.errs)
			}
		}
		address, end := serving(t, environ, "--role=api")
		if code := status(t, "http://"+address+"/readyz"); code != http.StatusOK {
			t.Errorf("/readyz answers %d", code)
		}
		if got := end(); got.code != exitDone {
			t.Errorf("ended with %d: %s", got.code, got.errs)
		}
	})
}

func TestAdminCreate_prints_an_invitation_once_and_no_password(t *testing.T) {
	t.Parallel()
	data := "--data=" + t.TempDir()
	create := []string{"admin", "create", "--login=ani@contoh.go.id", "--decree=821/1", "--date=2026-01-05", data}
	first := call(t, nil, create...)
	if first.code != exitDone || !strings.Contains(first.out, "selter_i_") {
		t.Fatalf("exit %d, %s%s", first.code, first.out, first.errs)
	}
	if again := call(t, nil, create...); again.code != exitMistake || strings.Contains(again.out+again.errs, "ani@") {
		t.Errorf("a name that is taken: exit %d, %s%s", again.code, again.out, again.errs)
	}
	for _, missing := range []int{2, 3, 4} {
		if got := call(t, nil, slices.Delete(slices.Clone(create), missing, missing+1)...); got.code != exitMistake {
			t.Errorf("without %s: exit %d", create[missing], got.code)
		}
	}
	if got := call(t, nil, "verify", data); got.code != exitDone || !strings.Contains(got.out, "2 cases checked, 0 broken") {
		t.Errorf("verify: exit %d, %s%s", got.code, got.out, got.errs)
	}
}

func TestMigrateEmbedded(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, what := range []string{"up", "status", "verify"} {
		if got := call(t, nil, "migrate", what, "--data="+data); got.code != exitDone || got.out == "" {
			t.Fatalf("migrate %s: exit %d, %s%s", what, got.code, got.out, got.errs)
		}
	}
}

// The README promises two commands. The first is played here; the second is the one
// that CI takes from the same page.
func TestReadme(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)\n```").FindAllStringSubmatch(string(page), -1)
	var commands []string
	for _, block := range blocks {
		commands = append(commands, block[1])
	}
	if len(commands) != 3 || commands[0] != "go run ./cmd/selter demo" || commands[2] != "go test ./..." {
		t.Fatalf("the README's commands have changed: %q", commands)
	}
	ci, err := os.ReadFile("../../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(ci), `'s/^\(go test .*\)$/\1/p' README.md`) {
		t.Error(".ci/run does not take the test command from the README")
	}
	for _, link := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(string(page), -1) {
		if _, err := os.Stat(filepath.Join("../..", link[1])); err != nil {
			t.Errorf("the README links to %s: %v", link[1], err)
		}
	}
	// The curl of the README, against the demonstration itself.
	url, header, ok := curl(commands[1])
	if !ok {
		t.Fatalf("not a curl: %q", commands[1])
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said, errs := io.Pipe()
	done := make(chan int, 1)
	go func() {
		code := run(ctx, []string{"demo", "--listen=" + address}, nil, io.Discard, errs)
		_ = errs.Close()
		done <- code
	}()
	lines := bufio.NewScanner(said)
	for lines.Scan() && !strings.Contains(lines.Text(), "serving the result") {
		t.Log(lines.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.Replace(url, "127.0.0.1:8080", address, 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	name, value, _ := strings.Cut(header, ": ")
	request.Header.Set(name, value)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var shown struct{ Items []struct{ State string } }
	if err := json.NewDecoder(answer.Body).Decode(&shown); err != nil || len(shown.Items) != 15 || shown.Items[0].State != "closed" {
		t.Errorf("the demonstration shows %+v, %v", shown, err)
	}
	stop()
	if code := <-done; code != exitDone {
		t.Errorf("ended with %d", code)
	}
}

// Every direct dependency has its reason written down.
func TestDependencies(t *testing.T) {
	t.Parallel()
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile("../../deploy/DEPENDENCIES.md")
	if err != nil {
		t.Fatal(err)
	}
	direct := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(module), -1)
	if len(direct) == 0 {
		t.Fatal("no dependency found in go.mod")
	}
	for _, m := range direct {
		if !regexp.MustCompile(`(?m)^\|[^|]*\b` + regexp.QuoteMeta(m[1]) + `[ ,|]`).Match(reasons) {
			t.Errorf("%s has no reason in deploy/DEPENDENCIES.md", m[1])
		}
	}
}

func curl(command string) (url, header string, ok bool) {
	m := regexp.MustCompile(`^curl -H '([^']+)' (\S+)$`).FindStringSubmatch(command)
	if m == nil {
		return "", "", false
	}
	return m[2], m[1], true
}
