package story_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"

	"selter/pkg/story"
)

func TestPlay_small_story_on_the_real_server(t *testing.T) {
	t.Parallel()
	var dones []int
	var shown []story.Line
	s := small(t)
	player := story.Player{
		Target: listen(t, serve(t)), Shown: func(l story.Line) { shown = append(shown, l) },
		Progress: func(done, total int) {
			if total != len(s.Steps)+1 {
				t.Errorf("total is %d", total)
			}
			dones = append(dones, done)
		},
	}
	result, err := player.Play(t.Context(), s)
	var out strings.Builder
	if printErr := story.Print(&out, result, story.Options{}); printErr != nil {
		t.Error(printErr)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	golden(t, "small.timeline.golden", out.String())
	if len(dones) != len(s.Steps)+1 || !slices.IsSorted(dones) || dones[len(dones)-1] != len(s.Steps)+1 {
		t.Errorf("progress went %v", dones)
	}
	if len(shown) != len(s.Steps) {
		t.Errorf("%d lines were shown for %d steps", len(shown), len(s.Steps))
	}
	text, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"met":true`, `"journal_entries":16`, `"day":44`, `"pack":"seed/kasn/2024-05-08"`, `"at":"2024-06-11T08:00:00+08:00"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}

func TestPlay_stops_at_the_first_expectation_that_does_not_hold(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, from, to, want string }{
		{"another_state", "then: plan_submitted", "then: plan_returned", "small.yaml:45:5: step 3 on round: expected state plan_returned, got state plan_submitted"},
		{"done_but_to_be_refused", "then: plan_submitted", "refused: committee_is_odd", "step 3 on round: expected refused: committee_is_odd, got state plan_submitted"},
		{
			"refused_but_to_be_done", ", refused: [actor_may_act]}", "}",
			"small.yaml:44:5: step 2 on round: expected to be done, got refused: actor_may_act",
		},
		{
			"one_reason_more_than_listed", "refused: [announcement_is_long_enough, announcement_has_channels]", "refused: announcement_is_long_enough",
			"expected refused: announcement_is_long_enough, got refused: announcement_has_channels, announcement_is_long_enough",
		},
		{
			"one_reason_fewer_than_listed", "refused: [actor_may_act]", "refused: [actor_may_act, committee_is_odd]",
			"expected refused: actor_may_act, committee_is_odd, got refused: actor_may_act",
		},
		{
			"malformed_body", "then: plan_drafted", "then: plan_drafted\n  - {by: sekda, on: round, do: submit_plan, with: {proposals: {}}}",
			"expected to be done, got refused: body_is_well_formed; /proposals is not a known member",
		},
		{"refused_when_the_round_opens", "title: Seleksi terbuka 2024", "title: ''", "step 1 on round: expected state plan_drafted, got refused: body_is_well_formed; /plan/title must not be empty"},
		{
			"many_of_which_none_does", ", refused: [files_are_verified, enough_candidates_passed]", "",
			"on bappeda: expected to be done, got refused: enough_candidates_passed, files_are_verified",
		},
		{
			"deadline_that_is_ahead", "at: 2024-05-23T00:05", "at: 2024-05-22T23:59",
			"on round: expected plan_recommendation_due fired once, got it is open, due at 2024-05-23T00:00",
		},
		{"deadline_that_is_not_set", "fires: plan_recommendation_due", "fires: final_report_due", "expected final_report_due fired once, got it is not set"},
		{
			"deadline_told_of_twice", "- {skip: pemeriksaan berkas tidak diceritakan}", "- {fires: applications_due, on: bappeda}",
			"step 16 on bappeda: expected applications_due fired once, got it is not set",
		},
		{"somebody_else_was_told", "told: pengawas", "told: gubernur", "on round: expected gubernur told about submit_plan, got only supervisor"},
		{"nobody_was_told", "told: ketua, about: applications_due", "told: ketua, about: interview", "expected ketua told about interview, got nobody was"},
		{"state", "{on: all, state: cancelled}", "{on: all, state: closed}", "on bappeda: expected state closed, got state cancelled"},
		{"revision", "revision: 8", "revision: 9", "step 19 on round: expected revision 9, got 8"},
		{"deadlines", "deadlines: [applications_due]", "deadlines: []", "on bappeda: expected open deadlines [], got [applications_due]"},
		{"fact", "/window/closes: 2024-06-10", "/window/closes: 2024-06-11", `expected /window/closes to be "2024-06-11", got "2024-06-10"`},
		{"fact_that_is_not_there", "/verified: null", "/window/closes/0: 1", "expected /window/closes/0 to be 1, got null"},
		{"nobody_left", "{on: all, state: cancelled}", "{on: posts, state: cancelled}", "expected a post whose selection goes on, got none"},
		{
			"before_the_round_is_open", "- {import: lib/people.yaml}", "- {import: lib/people.yaml}\n  - {at: 2024-05-08T09:00, by: sekda, on: round, do: submit_plan}",
			"small.yaml:28:5: step 1: expected an open round, got no round yet: draft_plan opens it",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			result, err := story.Player{Target: listen(t, serve(t))}.Play(t.Context(), changed(t, test.from, test.to))
			unmet, ok := errors.AsType[*story.Unmet](err)
			if !ok {
				t.Fatalf("got %v, want an expectation that does not hold", err)
			}
			if !strings.Contains(unmet.Error(), test.want) {
				t.Errorf("got  %s\nwant %s", unmet, test.want)
			}
			if result.Met || len(result.Unmet) != 1 || len(result.Timeline) == 0 {
				t.Errorf("the result says %+v", result)
			}
			var out strings.Builder
			if err := story.Print(&out, result, story.Options{}); err != nil || !strings.Contains(out.String(), "Tidak sesuai: small.yaml:") {
				t.Errorf("printed %v %s", err, &out)
			}
		})
	}
}

func TestPlay_goes_on_when_told_to(t *testing.T) {
	t.Parallel()
	s := changed(t, "then: plan_submitted", "then: plan_returned")
	result, err := story.Player{Target: listen(t, serve(t)), KeepGoing: true}.Play(t.Context(), s)
	if _, ok := errors.AsType[*story.Unmet](err); !ok || len(result.Unmet) != 1 || result.Met {
		t.Errorf("got %v and %+v", err, result.Unmet)
	}
	if last := result.Timeline[len(result.Timeline)-1]; last.Step != len(s.Steps) {
		t.Errorf("the play ended at step %d of %d", last.Step, len(s.Steps))
	}
}

// wire is a server whose traffic is seen, and whose answers may be changed on their way.
type wire struct {
	http.Handler
	mu     sync.Mutex
	keys   []string
	change func(r *http.Request, status int, body string) (int, string)
}

func (w *wire) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	if r.Method == http.MethodPost {
		w.keys = append(w.keys, r.Header.Get("Idempotency-Key")+" "+r.Header.Get("If-Match"))
	}
	w.mu.Unlock()
	recorder := httptest.NewRecorder()
	w.Handler.ServeHTTP(recorder, r)
	status, body := recorder.Code, recorder.Body.String()
	if w.change != nil {
		status, body = w.change(r, status, body)
	}
	to.Header().Set("Content-Type", recorder.Header().Get("Content-Type"))
	to.WriteHeader(status)
	_, _ = io.WriteString(to, body)
}

func TestPlay_commands_carry_a_fresh_key_and_the_revision_read(t *testing.T) {
	t.Parallel()
	w := &wire{Handler: serve(t)}
	if _, err := (story.Player{Target: listen(t, w)}).Play(t.Context(), small(t)); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	form := regexp.MustCompile(`^[0-9a-f-]{36}-\d+ ("[1-9]\d*")?$`)
	without := 0
	for _, key := range w.keys {
		if seen[key] || !form.MatchString(key) {
			t.Errorf("a key is repeated or is none: %s", key)
		}
		if seen[key] = true; strings.HasSuffix(key, " ") {
			without++
		}
	}
	if len(w.keys) != 10 || without != 2 { // the opening and the bulk form name no revision in a header
		t.Errorf("%d commands, %d without If-Match: %v", len(w.keys), without, w.keys)
	}
}

func TestPlay_distrusts_the_server(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(r *http.Request, status int, body string) (int, string)
		want   string
	}{
		{"not_in_demo_mode", func(r *http.Request, status int, body string) (int, string) {
			if r.URL.Path == "/v1/demo/clock" {
				return 404, `{"code":"not_found","status":404}`
			}
			return status, body
		}, "small.yaml:28:5: move the clock to 2024-05-08T09:00:00+08:00: the server is not in demo mode"},
		{"no_selter", func(*http.Request, int, string) (int, string) { return 502, "<html>" }, "answered 502 without a problem document"},
		{"no_json", func(r *http.Request, status int, body string) (int, string) {
			if r.Method == http.MethodGet {
				return 200, "<html>"
			}
			return status, body
		}, "read /v1/procedures/round"},
		{"reads_are_refused", func(r *http.Request, status int, body string) (int, string) {
			if strings.HasSuffix(r.URL.Path, "/notices") {
				return 503, `{"code":"unavailable","status":503,"detail":"later"}`
			}
			return status, body
		}, "/notices: refused: unavailable (503): later"},
		{"fired_twice", func(r *http.Request, status int, body string) (int, string) {
			if strings.HasSuffix(r.URL.Path, "/journal") {
				body = strings.Replace(body, `{"items":[`, `{"items":[{"seq":99,"event":"plan_recommendation_due","role":"clock","at":"2024-05-23T00:00:00Z"},`, 1)
			}
			return status, body
		}, "step 5 on round: expected plan_recommendation_due fired once, got 1 fired and 2 entries of it in the journal"},
		{"fired_early", func(r *http.Request, status int, body string) (int, string) {
			return status, strings.ReplaceAll(body, `"fired_at":"2024-05-22T16:00:00Z"`, `"fired_at":"2024-05-22T15:59:59Z"`)
		}, "got fired at 2024-05-22T23:59, before it was due at 2024-05-23T00:00"},
		{"notice_that_never_left", func(_ *http.Request, status int, body string) (int, string) {
			return status, strings.ReplaceAll(body, `"delivered":true`, `"delivered":false`)
		}, "expected pengawas told about submit_plan, got nobody was"},
		{"fewer_answers_than_asked", func(r *http.Request, status int, body string) (int, string) {
			if strings.Contains(r.URL.Path, "/selections/events/") {
				return 200, `{"items":[]}`
			}
			return status, body
		}, "2 selections were asked and 0 answered"},
		{"an_answer_that_is_none", func(r *http.Request, status int, body string) (int, string) {
			if strings.Contains(r.URL.Path, "/selections/events/") {
				return 200, `{"items":[{"selection":"x"},{"selection":"y"}]}`
			}
			return status, body
		}, "the answer for selection bappeda is not one"},
		{"bulk_refused_as_a_whole", func(r *http.Request, status int, body string) (int, string) {
			if strings.Contains(r.URL.Path, "/selections/events/") {
				return 422, `{"code":"key_reused","status":422}`
			}
			return status, body
		}, "got refused: key_reused (422)"},
		{"fails_after_the_last_step", func(r *http.Request, status int, body string) (int, string) {
			if strings.HasSuffix(r.URL.Path, "/journal") && strings.Contains(body, "cancel_round") {
				return 500, `{"code":"fault","status":500}`
			}
			return status, body
		}, "small.yaml: after the last step: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			result, err := story.Player{Target: listen(t, &wire{Handler: serve(t), change: test.change})}.Play(t.Context(), small(t))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if result.Met {
				t.Error("the result says that all is well")
			}
		})
	}
}

func TestPlay_ends_with_its_context(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	player := story.Player{Target: listen(t, serve(t)), Shown: func(story.Line) { cancel() }}
	result, err := player.Play(ctx, small(t))
	if !errors.Is(err, context.Canceled) || len(result.Timeline) != 1 {
		t.Errorf("got %v after %d steps", err, len(result.Timeline))
	}
}

func TestCompare_tells_what_another_law_makes_of_the_same_deeds(t *testing.T) {
	t.Parallel()
	play := func(base, profile string) story.Result {
		s := *small(t)
		s.Policy = story.Policy{Base: base, Profile: profile}
		result, err := story.Player{Target: listen(t, serve(t)), KeepGoing: true}.Play(t.Context(), &s)
		if _, unmet := errors.AsType[*story.Unmet](err); err != nil && !unmet {
			t.Fatal(err)
		}
		return result
	}
	kasn, old := play("seed", "kasn"), play("permenpanrb-13-2014", "bkn")
	var out strings.Builder
	if err := story.PrintDifferences(&out, kasn, old, story.Options{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "small.differences.golden", out.String())
	if same := story.Compare(kasn, play("seed", "kasn")); len(same) != 0 {
		t.Errorf("one law differs from itself: %+v", same)
	}
	out.Reset()
	if err := story.PrintDifferences(&out, kasn, kasn, story.Options{}); err != nil || !strings.HasPrefix(out.String(), "Tidak ada beda") {
		t.Errorf("got %v %s", err, &out)
	}
}

func TestPrint_speaks_indonesian_and_steers_no_terminal(t *testing.T) {
	t.Parallel()
	s := small(t)
	result, err := story.Player{Target: listen(t, serve(t))}.Play(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	result.Story = "satu\x1b[2Jdua"
	var out strings.Builder
	err = story.Print(&out, result, story.Options{Term: func(kind, code string) string {
		if code == "announce" || code == "round" {
			return fmt.Sprintf("<%s %s>", kind, code)
		}
		return ""
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<event announce>", "<procedure round>", "submit_plan", "satu [2Jdua\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}
