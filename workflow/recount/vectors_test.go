package recount_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"selter/workflow/recount"
)

// A vector is a small record with what it says, counted by hand.
type vector struct {
	Says        string
	Facts       json.RawMessage
	Ranks       []string
	Differences []string
}

func TestVectors(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil || len(files) < 12 {
		t.Fatal("vectors are missing", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			v := readVector(t, file)
			report, err := recount.Check(v.Facts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(v.Ranks, ranksOf(report)); diff != "" {
				t.Error(v.Says, diff)
			}
			if diff := cmp.Diff(v.Differences, saidOf(report)); diff != "" {
				t.Error(v.Says, diff)
			}
			if report.Agrees() != (len(v.Differences) == 0) || !report.Determined {
				t.Errorf("agrees: %t, determined: %t", report.Agrees(), report.Determined)
			}
		})
	}
}

func readVector(t *testing.T, file string) (v vector) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func ranksOf(report recount.Report) []string {
	var lines []string
	for _, s := range report.Standings {
		lines = append(lines, strings.Join([]string{strconv.Itoa(s.Rank), s.Candidate, s.Total}, " "))
	}
	return lines
}

func saidOf(report recount.Report) []string {
	var lines []string
	for _, d := range report.Differences {
		lines = append(lines, d.String())
	}
	return lines
}

func TestCheck_shows_the_working_of_every_total(t *testing.T) {
	t.Parallel()
	report, err := recount.Check(readVector(t, "testdata/vectors/the-three-best-of-four.json").Facts)
	if err != nil {
		t.Fatal(err)
	}
	want := recount.Standing{Rank: 3, Candidate: "03", Total: "79.85", Parts: []recount.Part{
		{Component: "track_record", Points: "78", Weight: "20", Marks: 1},
		{Component: "assessment", Points: "81", Weight: "25"},
		{Component: "paper", Points: "80", Weight: "20", Marks: 2},
		{Component: "interview", Points: "80", Weight: "35", Marks: 2},
	}}
	if diff := cmp.Diff(want, report.Standings[2]); diff != "" {
		t.Error(diff)
	}
}
