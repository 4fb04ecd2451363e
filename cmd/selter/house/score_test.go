package house_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	textdiff "github.com/google/go-cmp/cmp"

	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

var updateScores = flag.Bool("update-scores", false, "rewrite the golden scores of the stories")

// scoresAreGolden holds the score of each post of a story, check by check, with the entries and the
// articles that it rests on, against a file. Every backend has the same.
func scoresAreGolden(t *testing.T, h *house.House, story string) {
	t.Helper()
	var posts []casework.Record
	if err := h.EachCase(t.Context(), func(record casework.Record) error {
		if record.Procedure == openselection.SelectionName {
			posts = append(posts, record)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(posts, func(a, b casework.Record) int { return cmp.Compare(a.Ref, b.Ref) })
	var text strings.Builder
	for _, post := range posts {
		describe(t, h, &text, post.Ref, post.ID)
	}
	file := filepath.Join("testdata", "score", strings.TrimSuffix(path.Base(story), ".yaml")+".golden")
	if *updateScores {
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; make it with -update-scores", err)
	}
	if diff := textdiff.Diff(string(want), text.String()); diff != "" {
		t.Errorf("%s (-want +got), accept with -update-scores:\n%s", file, diff)
	}
}

func describe(t *testing.T, h *house.House, text *strings.Builder, ref string, id workflow.CaseID) {
	t.Helper()
	reading, err := h.Keeper.Score(t.Context(), casework.Everywhere(), id)
	if err != nil {
		t.Fatal(err)
	}
	r := reading.Result
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(text, format+"\n", args...) }
	line("%s: %s, raw %s, deducted %s, %s, %s, %s", ref, r.Total, r.Raw, r.Deducted, r.Band, r.Label, r.Status)
	for _, row := range r.Rows {
		var proof, articles []string
		for _, e := range row.Evidence {
			of := "selection"
			if e.Case == r.Round {
				of = "round"
			}
			proof = append(proof, fmt.Sprintf("%s/%d %s", of, e.Seq, e.Event))
		}
		for _, c := range row.Cites {
			articles = append(articles, c.String())
		}
		line("  %s %s %s of %s [%s] %s", row.ID, row.Mark, row.Points, row.Weight, strings.Join(proof, ", "), strings.Join(articles, "; "))
	}
	for _, d := range r.Deductions {
		line("  complaint %s takes off %s [selection/%d]", d.Class, d.Points, d.Evidence.Seq)
	}
	for _, b := range r.Breaches {
		line("  breach %s", b.Code)
	}
}
