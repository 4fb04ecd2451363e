package document_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"selter/pkg/document"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// comma is a decimal as Indonesian writes it, made of the exact text of the scoring package.
func comma(text string, places int) string {
	whole, fraction, _ := strings.Cut(text, ".")
	return whole + "," + fraction + strings.Repeat("0", places-len(fraction))
}

func points2(p scoring.Points) string { return comma(p.String(), 2) }
func total4(t scoring.Total) string   { return comma(t.String(), 4) }

// holdsRow compares the cells of a participant behind the number; a cell that is empty is
// not written at all.
func holdsRow(t *testing.T, got read, number string, want ...string) {
	t.Helper()
	want = slices.DeleteFunc(want, func(cell string) bool { return cell == "" })
	if row := got.row(t, number)[2:]; !slices.Equal(row, want) {
		t.Errorf("%s has %q; want %q", number, row, want)
	}
}

func TestRecap_prints_each_number_of_each_participant(t *testing.T) {
	t.Parallel()
	r := sealed(recap(150))
	got := readPDF(t, printed(t, r))
	for _, row := range r.Rows {
		var want []string
		for _, component := range openselection.Components() {
			p, scored := row.Points[component]
			if !scored {
				want = append(want, "–", "–")
				continue
			}
			want = append(want, points2(p), total4(scoring.Weigh(p, weights.Of(component))))
		}
		switch row.Standing {
		case document.Absent: // the note goes on in a second line
			want = append(want, "–", "–", "Tidak hadir: tidak")
		case document.Withdrawn:
			want = append(want, "–", "–", "Mengundurkan diri")
		default:
			want = append(want, total4(row.Total), strconv.Itoa(row.Rank), row.Note)
		}
		holdsRow(t, got, row.Number, want...)
	}
}

func TestMinutes_print_each_result(t *testing.T) {
	t.Parallel()
	for _, stage := range document.Stages() {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			m := sealed(minutes(stage))
			got := readPDF(t, printed(t, m))
			for _, row := range m.Rows {
				switch {
				case stage == document.ScreeningStage && row.Standing == document.InOrder:
					holdsRow(t, got, row.Number, "Memenuhi syarat")
				case stage == document.ScreeningStage:
					holdsRow(t, got, row.Number, "Tidak memenuhi syarat", row.Note)
				case stage == document.PlenaryStage && row.Standing == document.InOrder:
					holdsRow(t, got, row.Number, total4(row.Total), strconv.Itoa(row.Rank))
				case stage == document.PlenaryStage:
					holdsRow(t, got, row.Number, "–", "–", "Tidak hadir: tidak hadir")
				case row.Standing == document.InOrder:
					holdsRow(t, got, row.Number, points2(row.Points))
				default:
					holdsRow(t, got, row.Number, "–", "Tidak hadir: tidak hadir")
				}
			}
		})
	}
}

func TestStageScores_print_points_and_corrections(t *testing.T) {
	t.Parallel()
	s := sealed(stageScores())
	got := readPDF(t, printed(t, s))
	for _, post := range s.Posts {
		for _, row := range post.Rows {
			if row.Standing == document.InOrder {
				holdsRow(t, got, row.Number, points2(row.Points))
			}
		}
	}
	corrected := s.Posts[1].Corrections[0]
	want := []string{"1", corrected.Number, "12,34", points2(corrected.Now), corrected.Reason}
	if !slices.ContainsFunc(got.rows(), func(row []string) bool { return slices.Equal(row, want) }) {
		t.Errorf("no row is %q", want)
	}
}

func TestNominations_print_ranks_only_where_they_may_be_seen(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]document.Document{
		"nomination_letter": sealed(letter()), "result_report": sealed(report()), "final_announcement": sealed(finalResult(true)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readPDF(t, printed(t, d))
			for _, post := range nominations(15, true) {
				for _, one := range post.Candidates {
					holdsRow(t, got, one.Number, one.Name, total4(one.Total), strconv.Itoa(one.Rank))
				}
			}
		})
	}
	t.Run("final_announcement_without_ranks", func(t *testing.T) {
		t.Parallel()
		got := readPDF(t, printed(t, sealed(finalResult(false))))
		for _, post := range nominations(15, false) {
			for _, one := range post.Candidates {
				holdsRow(t, got, one.Number, one.Name)
			}
		}
		if text := got.text(); strings.Contains(text, "NILAIAKHIR") {
			t.Error("an announcement without ranks has totals")
		}
	})
}

// Whatever order the caller gives them in, the names of a post come out in one order: that
// of the alphabet when all are named, titles apart, and else that of the numbers.
func TestFinalResult_without_ranks_tells_nothing_by_its_order(t *testing.T) {
	t.Parallel()
	a := document.Candidate{Number: "P-9", Name: "Hj. Ani Contoh"}
	b := document.Candidate{Number: "P-10", Name: "Prof. Dr. Zul Contoh"}
	c := document.Candidate{Number: "P-11", Name: "Cici Contoh"}
	unnamed := document.Candidate{Number: "P-11"}
	for _, given := range []struct {
		list []document.Candidate
		want []string
	}{
		{[]document.Candidate{a, b, c}, []string{"P-9", "P-11", "P-10"}},
		{[]document.Candidate{b, c, a}, []string{"P-9", "P-11", "P-10"}},
		{[]document.Candidate{c, b, a}, []string{"P-9", "P-11", "P-10"}},
		{[]document.Candidate{unnamed, b, a}, []string{"P-9", "P-10", "P-11"}},
		{[]document.Candidate{b, a, unnamed}, []string{"P-9", "P-10", "P-11"}},
	} {
		f := finalResult(false)
		f.Posts = []document.Nomination{{Post: post, Candidates: given.list}}
		content, err := document.Content(f)
		if err != nil {
			t.Fatal(err)
		}
		at := -1
		for _, number := range given.want {
			next := strings.Index(string(content), `"`+number+`"`)
			if next <= at {
				t.Errorf("the data has another order than the paper: %s", content)
			}
			at = next
		}
		var numbers []string
		for _, row := range readPDF(t, printed(t, sealed(f))).rows() {
			if len(row) > 1 && strings.HasPrefix(row[1], "P-") {
				numbers = append(numbers, row[1])
			}
		}
		if !slices.Equal(numbers, given.want) {
			t.Errorf("%v came out as %q; want %q", given.list, numbers, given.want)
		}
	}
}
