package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

const (
	rightRecord = "../../workflow/recount/testdata/vectors/the-three-best-of-four.json"
	wrongRecord = "../../workflow/recount/testdata/vectors/a-mean-that-was-cut.json"
)

func TestRecount(t *testing.T) {
	t.Parallel()
	t.Run("a_right_ranking_is_as_published", func(t *testing.T) {
		t.Parallel()
		got := call(t, nil, "recount", rightRecord)
		if got.code != exitDone || !strings.Contains(got.out, "the ranking is as published\n    1. 01       82.675\n") {
			t.Errorf("exit %d: %s%s", got.code, got.out, got.errs)
		}
	})
	t.Run("every_difference_is_named", func(t *testing.T) {
		t.Parallel()
		got := call(t, nil, "recount", wrongRecord)
		if got.code != exitFailed || !strings.Contains(got.out, "2 differences") ||
			!strings.Contains(got.out, "  ! total candidate=01 published=80.0035 recounted=80.007\n") {
			t.Errorf("exit %d: %s%s", got.code, got.out, got.errs)
		}
	})
	t.Run("one_wrong_record_among_right_ones_is_found", func(t *testing.T) {
		t.Parallel()
		got := call(t, nil, "recount", "--json", write(t, "all.json", `[`+contents(t, rightRecord)+`,`+contents(t, wrongRecord)+`]`))
		var report struct {
			Selections []struct {
				Selection   string
				Determined  bool
				Differences []struct{ Code string }
			}
		}
		if err := json.Unmarshal([]byte(got.out), &report); err != nil {
			t.Fatal(err, got.errs)
		}
		if s := report.Selections; got.code != exitFailed || len(s) != 2 || !s[0].Determined || len(s[0].Differences) != 0 || len(s[1].Differences) != 2 {
			t.Errorf("exit %d: %+v", got.code, s)
		}
	})
	t.Run("what_cannot_be_counted_is_a_mistake", func(t *testing.T) {
		t.Parallel()
		for says, file := range map[string]string{
			"nonexistent.json":                       "/nonexistent.json",
			"is not JSON":                            write(t, "half.json", `{"facts":`),
			"no selection is in it":                  write(t, "empty.json", `{"items":[]}`),
			"selection x: /terms/weights is missing": write(t, "bare.json", `{"id":"x","facts":{"terms":{}}}`),
		} {
			if got := call(t, nil, "recount", file); got.code != exitMistake || !strings.Contains(got.errs, says) || got.out != "" {
				t.Errorf("%s: exit %d: %s%s", file, got.code, got.out, got.errs)
			}
		}
	})
	t.Run("the_standard_input_is_a_document_too", func(t *testing.T) {
		t.Parallel()
		if got, err := (recountCommand{File: "-"}).read(strings.NewReader("{}")); err != nil || string(got) != "{}" {
			t.Errorf("%s, %v", got, err)
		}
	})
}

// A fewCases is a shelf that hands its cases out one by one.
type fewCases []casework.Record

func (f fewCases) Cases(_ context.Context, query casework.Query) ([]casework.Record, error) {
	if query.Procedure != openselection.SelectionName {
		return nil, errors.New("other cases have no ranking")
	}
	next := 1 + slices.IndexFunc(f, func(r casework.Record) bool { return r.ID == query.After })
	return f[next:min(next+1, len(f))], nil
}

func TestVerify_counts_every_ranking_again(t *testing.T) {
	t.Parallel()
	var kept fewCases
	for _, facts := range []string{factsIn(t, rightRecord), factsIn(t, wrongRecord), `{}`, factsIn(t, rightRecord)} {
		var r casework.Record
		r.ID, r.Facts = workflow.CaseID(uuid.New()), []byte(facts)
		kept = append(kept, r)
	}
	var lines []string
	rankings, err := recounted(t.Context(), kept, func(line string) { lines = append(lines, line) })
	if err != nil || rankings != 3 {
		t.Errorf("%d rankings, %v", rankings, err)
	}
	id := func(n int) string { return "recount: case " + kept[n].ID.String() + ": " }
	want := []string{
		id(1) + "points component=interview candidate=01 published=80.01 recounted=80.02",
		id(1) + "total candidate=01 published=80.0035 recounted=80.007",
		id(2) + "/terms is missing",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("%q", lines)
	}
}

func contents(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func factsIn(t *testing.T, file string) string {
	t.Helper()
	var vector struct{ Facts json.RawMessage }
	if err := json.Unmarshal([]byte(contents(t, file)), &vector); err != nil {
		t.Fatal(err)
	}
	return string(vector.Facts)
}
