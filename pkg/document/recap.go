package document

import (
	"fmt"
	"slices"

	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// Recap has all scores of one post with what they weigh (rekapitulasi nilai). It is a
// paper of the committee: the rank in it is not for the public unless the pack says so.
type Recap struct {
	Head
	Post    Post                  `json:"post"`
	Weights openselection.Weights `json:"weights"`
	// Tie is the sealed order of components that tells equal totals apart.
	Tie  []openselection.Component `json:"tie_break"`
	Rows []RecapRow                `json:"rows"`
	// Source says out of which record the scores were taken, such as the last event of the
	// selection's journal.
	Source string `json:"source"`
}

// A RecapRow is one participant. Whoever is not in order has the scores given so far, and
// neither total nor rank.
type RecapRow struct {
	Number   string                                     `json:"number"`
	Points   map[openselection.Component]scoring.Points `json:"points"`
	Total    scoring.Total                              `json:"total,omitzero"`
	Rank     int                                        `json:"rank,omitzero"` // equal participants share one
	Standing Standing                                   `json:"standing,omitzero"`
	Note     string                                     `json:"note,omitzero"`
}

// Code is the word of the tables.
func (Recap) Code() string { return "score_recap" }

// Check recomputes every total and every rank: a recap that does not add up is none.
func (r Recap) Check() error {
	c := checks{}
	c.take(r.check())
	c.need("title of a post", r.Post.Title)
	c.need("source of the scores", r.Source)
	c.that(r.Weights.Sum() == 100, "has weights that do not sum to 100")
	c.that(len(r.Rows) > 0, "has no participant")
	c.numbers(numbersOf(r.Rows, func(row RecapRow) string { return row.Number }))
	for _, row := range r.Rows {
		for component, p := range row.Points {
			c.that(slices.Contains(openselection.Components(), component), "has a score in an unknown component")
			c.that(p.Valid(), "has a score that is not between 0 and 100")
		}
		if row.Standing != InOrder {
			c.that(row.Standing.says() != "", "has an unknown standing")
			c.that(row.Total == 0 && row.Rank == 0, "ranks a participant who is not in order")
			continue
		}
		c.that(len(row.Points) == len(openselection.Components()), "lacks a score of a participant in order")
		c.that(row.Total == r.sum(row), "has a total that is not the sum of its row")
		c.that(row.Rank == r.rank(row), "has a rank that does not follow from the totals")
	}
	return c.err()
}

func (r Recap) sum(row RecapRow) scoring.Total {
	var sum scoring.Total
	for component, p := range row.Points {
		sum += scoring.Weigh(p, r.Weights.Of(component))
	}
	return sum
}

// rank is one more than the number of participants in order who are better.
func (r Recap) rank(of RecapRow) int {
	rank := 1
	for _, row := range r.Rows {
		if row.Standing == InOrder && r.better(row, of) {
			rank++
		}
	}
	return rank
}

func (r Recap) better(a, b RecapRow) bool {
	if a.Total != b.Total {
		return a.Total > b.Total
	}
	for _, component := range r.Tie {
		if x, y := a.Points[component], b.Points[component]; x != y {
			return x > y
		}
	}
	return false
}

// ordered has the best first, and after them those without a rank by their number.
func (r Recap) ordered() []RecapRow {
	place := func(row RecapRow) int {
		if row.Standing != InOrder {
			return len(r.Rows) + 1
		}
		return row.Rank
	}
	return byNumber(r.Rows, place, func(row RecapRow) string { return row.Number })
}

// PDF prints the recap on its side: each component has its score and what that weighs.
func (r Recap) PDF() ([]byte, error) {
	return compose(r, true, func(p *paper, w words) error {
		p.title(w.document(r), r.Number, r.Round)
		p.pairs([2]string{"Jabatan", r.Post.Title}, [2]string{"Jenjang", capital(w.tier(r.Post.Tier))}, [2]string{"Sumber data", r.Source})
		columns := []column{{"No.", 8, centred}, {"Nomor peserta", 24, toLeft}}
		for _, component := range openselection.Components() {
			columns = append(columns, column{w.component(component), 20, toRight}, column{fmt.Sprintf("× %d%%", r.Weights.Of(component)), 16, toRight})
		}
		columns = append(columns, column{"Nilai akhir", 18, toRight}, column{"Peringkat", 18, centred}, column{"Keterangan", 35, toLeft})
		rows := make([][]string, len(r.Rows))
		for i, row := range r.ordered() {
			rows[i] = r.cells(i, row)
		}
		p.table(columns, rows)
		p.parting("Nilai akhir adalah jumlah nilai setiap tahapan dikalikan bobotnya, tanpa pembulatan." + r.tieSays(w))
		return p.issued("Dibuat", r.Head)
	})
}

func (r Recap) cells(i int, row RecapRow) []string {
	cells := []string{counter(i), row.Number}
	for _, component := range openselection.Components() {
		p, scored := row.Points[component]
		if !scored {
			cells = append(cells, "–", "–")
			continue
		}
		cells = append(cells, points(p), total(scoring.Weigh(p, r.Weights.Of(component))))
	}
	if row.Standing != InOrder {
		return append(cells, "–", "–", noted(row.Standing.says(), row.Note))
	}
	return append(cells, total(row.Total), counter(row.Rank-1), row.Note)
}

func (r Recap) tieSays(w words) string {
	if len(r.Tie) == 0 {
		return ""
	}
	names := make([]string, len(r.Tie))
	for i, component := range r.Tie {
		names[i] = w.Indonesian("component", string(component))
	}
	return " Nilai akhir yang sama dibedakan berturut-turut menurut nilai " + enumerated(names) + "; yang tetap sama berbagi peringkat."
}
