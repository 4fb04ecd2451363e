package house_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// decimal writes an exact number as Indonesian prints it, with all its places.
func decimal(exact fmt.Stringer, places int) string {
	whole, fraction, _ := strings.Cut(exact.String(), ".")
	return whole + "," + fraction + strings.Repeat("0", places-len(fraction))
}

// recorded is what is on record of a selection, by participant: what every number that is
// printed is held against.
type recorded struct {
	facts   openselection.SelectionFacts
	numbers []string
}

func recordOf(t *testing.T, record casework.Record) recorded {
	t.Helper()
	r := recorded{}
	if err := json.Unmarshal(record.Facts, &r.facts); err != nil {
		t.Fatal(err)
	}
	for _, file := range r.facts.Files {
		r.numbers = append(r.numbers, file.Candidate)
	}
	return r
}

func (r recorded) points(t *testing.T, c openselection.Component, number string) scoring.Points {
	t.Helper()
	for _, sheet := range r.facts.Scores {
		for _, score := range sheet.Scores {
			if sheet.Component == c && score.Candidate == number {
				return score.Points
			}
		}
	}
	t.Fatalf("%s has no points in %s", number, c)
	return 0
}

func (r recorded) ranked(number string) (openselection.Ranked, bool) {
	at := slices.IndexFunc(r.facts.Result.Ranking, func(one openselection.Ranked) bool { return one.Candidate == number })
	if at < 0 {
		return openselection.Ranked{}, false
	}
	return r.facts.Result.Ranking[at], true
}

// holdsNumbers compares every number of every document of a selection that was determined
// with what is on record.
func (g *gallery) holdsNumbers(t *testing.T, record casework.Record, agency, place string) {
	t.Helper()
	r := recordOf(t, record)
	printed := func(file string) []byte {
		return g.want(t, http.StatusOK, "", "sekretaris", http.MethodGet, "/v1/selections/"+record.ID.String()+"/documents/"+file, "").Body.Bytes()
	}
	recap := linesOf(t, printed("score_recap.pdf"))
	if !saidIn(recap, agency) || !saidIn(recap, "Dibuat di "+place) || !saidIn(recap, r.facts.Result.Minutes.Number) {
		t.Error("the recap is of another agency, place or number")
	}
	r.holdsRecap(t, rowsOf(recap, r.numbers), ",")
	r.holdsRecap(t, cellsOf(t, printed("score_recap.xlsx"), "Rekapitulasi"), ".")
	for _, component := range openselection.Components() {
		lines := linesOf(t, printed("score_announcement.pdf?stage="+string(component)))
		rows := rowsOf(lines, r.numbers)
		for _, number := range r.numbers {
			if want := decimal(r.points(t, component, number), 2); len(rows[number]) != 1 || rows[number][0] != want {
				t.Errorf("%s in %s is printed %q; on record are %s", number, component, rows[number], want)
			}
		}
		at := slices.IndexFunc(r.facts.Publications, func(p openselection.Publication) bool { return p.Stage == string(component) })
		for _, line := range r.facts.Publications[at].Shown {
			if line.Points == nil || *line.Points != r.points(t, component, line.Candidate) {
				t.Errorf("%s was published with %v in %s", line.Candidate, line.Points, component)
			}
		}
		if len(r.facts.Publications[at].Shown) != len(r.numbers) {
			t.Errorf("of %s %d were published, of %d", component, len(r.facts.Publications[at].Shown), len(r.numbers))
		}
		if !saidIn(lines, r.facts.Publications[at].Letter.Number) || !saidIn(lines, r.facts.Publications[at].Letter.Date.Long()) {
			t.Errorf("the announcement of %s has not the letter that published it", component)
		}
	}
	for file, listed := range map[string]int{
		"result_report.pdf": len(r.facts.Result.Proposed), "nomination_letter.pdf": len(r.facts.Result.Proposed), "plenary_minutes.pdf": len(r.numbers),
	} {
		rows := rowsOf(linesOf(t, printed(file)), r.numbers)
		for _, number := range r.facts.Result.Proposed {
			one, _ := r.ranked(number)
			if want := []string{decimal(one.Total, 4), strconv.Itoa(one.Rank)}; !slices.Equal(rows[number], want) {
				t.Errorf("%s has %s with %q; on record are %q", file, number, rows[number], want)
			}
		}
		if len(rows) != listed {
			t.Errorf("%s has %d participants; want %d", file, len(rows), listed)
		}
	}
	screening := rowsOf(linesOf(t, printed("screening_result.pdf")), r.numbers)
	for _, file := range r.facts.Files {
		if got := screening[file.Candidate]; len(got) == 0 || (got[0] == "Memenuhi syarat") != file.Passed {
			t.Errorf("%s is announced as %q; passed: %t", file.Candidate, got, file.Passed)
		}
	}
}

// holdsRecap compares the rows of a recap, in which a number has all its places; paper and
// workbook write another mark before them.
func (r recorded) holdsRecap(t *testing.T, rows map[string][]string, mark string) {
	t.Helper()
	const points, totals = 2, 4
	write := func(exact fmt.Stringer, places int) string {
		return strings.Replace(decimal(exact, places), ",", mark, 1)
	}
	if len(rows) != len(r.numbers) {
		t.Fatalf("%d rows for %d participants", len(rows), len(r.numbers))
	}
	for _, number := range r.numbers {
		var want []string
		for _, component := range openselection.Components() {
			p := r.points(t, component, number)
			want = append(want, write(p, points), write(scoring.Weigh(p, r.facts.Terms.Weights.Of(component)), totals))
		}
		got := rows[number]
		if one, is := r.ranked(number); is {
			want = append(want, write(one.Total, totals), strconv.Itoa(one.Rank))
		} else {
			note := got[len(got)-1] // as much of it as there is in the first line
			if got = slices.DeleteFunc(slices.Clone(got[:len(got)-1]), func(cell string) bool { return cell == "" || cell == "–" }); note == "" || !strings.HasPrefix("Tidak memenuhi syarat kesehatan", note) {
				t.Errorf("%s is unfit, and the recap says %q", number, note)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q; on record are %q", number, got, want)
		}
	}
}
