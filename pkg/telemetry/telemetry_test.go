package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"selter/pkg/casework"
	"selter/pkg/telemetry"
	"selter/workflow"
)

func scrape(t *testing.T, m *telemetry.Metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if answer.Code != 200 {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	return answer.Body.String()
}

func TestMetrics(t *testing.T) {
	t.Parallel()

	t.Run("show_what_was_observed", func(t *testing.T) {
		t.Parallel()
		m := telemetry.NewMetrics()
		m.Observe(casework.Observation{Event: "announce", Outcome: "done", Took: 3 * time.Millisecond})
		m.Late("report_due", 200*time.Millisecond)
		m.Round(12, 1, time.Millisecond)
		m.Depth(7)
		m.DeadLetter("deadline:wake")
		m.Queue(func(context.Context) (map[string]int, error) { return map[string]int{"pending": 5, "orphaned": 1}, nil })
		text := scrape(t, m)
		for _, line := range []string{
			`selter_transition_seconds_count{event="announce",outcome="done"} 1`,
			`selter_transition_seconds_bucket{event="announce",outcome="done",le="0.002"} 0`,
			`selter_transition_seconds_bucket{event="announce",outcome="done",le="0.005"} 1`,
			`selter_deadline_lateness_seconds_bucket{kind="report_due",le="0.25"} 1`,
			`selter_sweep_round_seconds_count 1`,
			`selter_sweep_handled_total 12`,
			`selter_sweep_failures_total 1`,
			`selter_outbox_depth 7`,
			`selter_dead_letters_total{task="deadline:wake"} 1`,
			`selter_queue_tasks{state="pending"} 5`,
			`selter_queue_tasks{state="orphaned"} 1`,
			`selter_queue_up 1`,
			`go_goroutines `,
			`process_start_time_seconds `,
		} {
			if !strings.Contains(text, "\n"+line) {
				t.Errorf("missing: %s", line)
			}
		}
	})

	t.Run("survive_a_queue_that_does_not_answer", func(t *testing.T) {
		t.Parallel()
		m := telemetry.NewMetrics()
		m.Queue(func(context.Context) (map[string]int, error) { return nil, errors.New("redis is away") })
		text := scrape(t, m)
		if !strings.Contains(text, "\nselter_queue_up 0") || strings.Contains(text, "selter_queue_tasks{") || strings.Contains(text, "away") {
			t.Error(text)
		}
	})

	t.Run("bound_their_labels", func(t *testing.T) {
		t.Parallel()
		m := telemetry.NewMetrics()
		m.Observe(casework.Observation{Event: "announce", Outcome: "done"})
		for i := range 5000 {
			m.Observe(casework.Observation{Event: "announce", Outcome: "done"})
			m.Observe(casework.Observation{Event: workflow.Event(fmt.Sprintf("made_up_%d", i)), Outcome: "refused"})
		}
		text := scrape(t, m)
		if n := strings.Count(text, "selter_transition_seconds_count{"); n > 202 {
			t.Errorf("%d series", n)
		}
		if !strings.Contains(text, `event="other",outcome="refused"`) || !strings.Contains(text, `event="announce",outcome="done"} 5001`) {
			t.Error("the rest is not counted as other, or a known word is lost")
		}
	})
}

func line(t *testing.T, say func(*slog.Logger)) map[string]any {
	t.Helper()
	var out bytes.Buffer
	say(telemetry.NewLog(&out, slog.LevelInfo))
	var fields map[string]any
	if err := json.Unmarshal(out.Bytes(), &fields); err != nil {
		t.Fatalf("%q: %v", out.String(), err)
	}
	delete(fields, "time")
	return fields
}

type person struct{ Name, Staff string }

type card string

func (c card) LogValue() slog.Value { return slog.GroupValue(slog.String("nik", string(c))) }

func TestLog_redacts_numbers_and_addresses(t *testing.T) {
	t.Parallel()
	const nik, nip = "3374010101900001", "196503121990031002"
	got := line(t, func(log *slog.Logger) {
		log = log.With(slog.String("held", "nip "+nip)).WithGroup("request")
		log.Info("seen "+nik, slog.String("to", "Budi <budi.s@jateng.example.id>, ok"), slog.Any("error", errors.New("row "+nip+" exists")),
			slog.Int64("number", 3374010101900001), slog.Any("card", card(nik)), slog.Any("person", person{"B", nip}),
			slog.Group("inner", slog.String("paper", "19650312 199003 1 002")), slog.String("joined", "NIK"+nik), slog.Int("count", 12),
			slog.String("path", "/v1/people/"+nip+"?mail=a@b.id"), slog.Duration("took", time.Second), slog.Any("nothing", nil))
	})
	want := map[string]any{
		"level": "INFO", "msg": "seen [number]", "held": "nip [number]",
		"request": map[string]any{
			"to": "Budi <[mail]>, ok", "error": "row [number] exists", "number": "[number]",
			"card": map[string]any{"nik": "[number]"}, "person": "{Name:B Staff:[number]}",
			"inner": map[string]any{"paper": "[number]"}, "joined": "NIK[number]", "count": 12.0,
			"path": "/v1/people/[number]?mail=[mail]", "took": 1e9, "nothing": nil,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLog_keeps_ids_times_and_hashes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"01938c2e-0000-7000-8000-000000000001", "12345678-1234-7123-8123-123456789012", "2026-11-22T08:21:53.123456Z",
		"12345678901234567", "1234567890123456789", "announced", "127.0.0.1:8080", "15.2019.52.2020",
	} {
		if got := telemetry.Redact(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestLog_lets_no_number_through(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		number := rapid.StringMatching(`[0-9]{16}|[0-9]{18}`).Draw(r, "number")
		before := rapid.StringMatching(`[^0-9]{0,12}`).Draw(r, "before")
		after := rapid.StringMatching(`[^0-9]{0,12}`).Draw(r, "after")
		var out bytes.Buffer
		text := before + number + after
		log := telemetry.NewLog(&out, slog.LevelInfo)
		log.LogAttrs(context.Background(), slog.LevelInfo, text, slog.String("k", text)) //nolint:sloglint // a number in the message is tried, too
		if strings.Contains(out.String(), number) {
			r.Fatalf("%s", out.String())
		}
	})
}

func TestLog_respects_the_level_and_writes_utc(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := telemetry.NewLog(&out, slog.LevelWarn)
	log.Info("quiet")
	if out.Len() > 0 {
		t.Error(out.String())
	}
	log.Warn("loud")
	var fields struct{ Time string }
	if err := json.Unmarshal(out.Bytes(), &fields); err != nil || !strings.HasSuffix(fields.Time, "Z") {
		t.Errorf("%s, %v", out.String(), err)
	}
}
