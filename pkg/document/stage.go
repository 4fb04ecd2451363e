package document

import (
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// A Stage is what minutes and announcements of results are about. A scored stage is called
// as its component.
type Stage string

// The stages.
const (
	ScreeningStage   Stage = "screening"
	TrackRecordStage       = Stage(openselection.TrackRecord)
	AssessmentStage        = Stage(openselection.Assessment)
	PaperStage             = Stage(openselection.Paper)
	InterviewStage         = Stage(openselection.InterviewOf)
	PlenaryStage     Stage = "plenary"
)

// Stages lists the stages in their order.
func Stages() []Stage {
	return []Stage{ScreeningStage, TrackRecordStage, AssessmentStage, PaperStage, InterviewStage, PlenaryStage}
}

// scored tells whether the stage gives points.
func (s Stage) scored() bool {
	for _, component := range openselection.Components() {
		if s == Stage(component) {
			return true
		}
	}
	return false
}

func (s Stage) known() bool { return s == ScreeningStage || s == PlenaryStage || s.scored() }

// stage is what a stage is called.
func (w words) stage(s Stage) string {
	if s.scored() {
		return w.component(openselection.Component(s))
	}
	if s == ScreeningStage {
		return "Seleksi administrasi"
	}
	return "Rapat pleno penetapan hasil seleksi"
}

// A StageRow is one participant in the result of a stage. Which members count follows from
// the stage: a screening has a standing, a scored stage points, a plenary total and rank.
type StageRow struct {
	Number   string         `json:"number"`
	Standing Standing       `json:"standing,omitzero"`
	Points   scoring.Points `json:"points,omitzero"`
	Total    scoring.Total  `json:"total,omitzero"`
	Rank     int            `json:"rank,omitzero"`
	Note     string         `json:"note,omitzero"` // needed for a screening that was not passed
}

// rows holds the result of a stage to what the stage can have.
func (c *checks) rows(s Stage, rows []StageRow) {
	c.that(len(rows) > 0, "has no participant")
	c.numbers(numbersOf(rows, func(row StageRow) string { return row.Number }))
	for _, row := range rows {
		c.that(row.Standing.says() != "", "has an unknown standing")
		c.that(s.scored() || row.Points == 0, "has points in a stage that gives none")
		c.that(s == PlenaryStage || row.Total == 0 && row.Rank == 0, "has a total in a stage that makes none")
		c.that(row.Points.Valid(), "has a score that is not between 0 and 100")
		if row.Standing != InOrder {
			c.that(row.Points == 0 && row.Total == 0 && row.Rank == 0, "scores a participant who is not in order")
			c.that(s != ScreeningStage || row.Note != "", "has no reason for a participant who did not pass")
			continue
		}
		c.that(s != PlenaryStage || row.Rank == 1+better(rows, row), "has a rank that does not follow from the totals")
	}
}

// better is the number of participants ranked before row. Equal totals may be told apart by
// the sealed order of components, which minutes do not show; so ranks are held only to the
// totals: nobody with a larger total stands behind, nobody with a smaller one before.
func better(rows []StageRow, row StageRow) int {
	n := 0
	for _, other := range rows {
		if other.Standing != InOrder || other.Number == row.Number {
			continue
		}
		if other.Total > row.Total || other.Total == row.Total && other.Rank < row.Rank {
			n++
		}
	}
	return n
}

// result is the table of a stage's result, by number, or by rank where there is one.
func (p *paper) result(s Stage, rows []StageRow) {
	columns := []column{{"No.", 1, centred}, {"Nomor peserta", 4, toLeft}}
	if s.scored() {
		columns = append(columns, column{"Nilai", 2, toRight})
	} else if s == ScreeningStage {
		columns = append(columns, column{"Hasil", 4, toLeft})
	} else {
		columns = append(columns, column{"Nilai akhir", 2.5, toRight}, column{"Peringkat", 2, centred})
	}
	columns = append(columns, column{"Keterangan", 5, toLeft})
	place := func(row StageRow) int {
		if row.Standing != InOrder && s == PlenaryStage {
			return len(rows) + 1
		}
		return row.Rank
	}
	cells := make([][]string, len(rows))
	for i, row := range byNumber(rows, place, func(row StageRow) string { return row.Number }) {
		cells[i] = append([]string{counter(i), row.Number}, row.cells(s)...)
	}
	p.table(columns, cells)
}

func (row StageRow) cells(s Stage) []string {
	switch {
	case s == ScreeningStage:
		return []string{row.Standing.says(), row.Note}
	case row.Standing != InOrder && s == PlenaryStage:
		return []string{"–", "–", noted(row.Standing.says(), row.Note)}
	case row.Standing != InOrder:
		return []string{"–", noted(row.Standing.says(), row.Note)}
	case s == PlenaryStage:
		return []string{total(row.Total), counter(row.Rank - 1), row.Note}
	}
	return []string{points(row.Points), row.Note}
}

// passed are the participants still in order.
func passed(rows []StageRow) int {
	n := 0
	for _, row := range rows {
		if row.Standing == InOrder {
			n++
		}
	}
	return n
}
