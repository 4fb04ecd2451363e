package document

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"selter/workflow/calendar"
)

// A Board is a table of the supervisor's figures as it leaves the house.
type Board struct {
	Title   string
	AsOf    calendar.Date
	Columns []string
	Rows    [][]BoardCell
	Notes   []string
}

// A BoardCell is a text, or a number of so many decimal places.
type BoardCell struct {
	Text     string
	Number   int64
	Places   int
	IsNumber bool
}

// TableSheet is the sheet of a board's table; beside it is that of its notes.
const TableSheet = "Tabel"

// XLSX is the table as a spreadsheet: numbers as numbers, no formula, and the notes that
// belong to the figures on a sheet of their own.
func (t Board) XLSX() ([]byte, error) {
	b := newWorkbook(Head{Agency: Agency{Name: "Selter"}, Date: t.AsOf}, t.Title)
	b.keep(b.file.SetSheetName("Sheet1", TableSheet))
	for i, title := range t.Columns {
		b.text(TableSheet, i+1, 1, title)
	}
	b.bold(TableSheet, 1, 1, max(len(t.Columns), 1), 1)
	for n, row := range t.Rows {
		for i, cell := range row {
			switch {
			case cell.IsNumber:
				b.number(TableSheet, i+1, n+2, cell.Number, cell.Places)
			case cell.Text != "":
				b.text(TableSheet, i+1, n+2, cell.Text)
			}
		}
	}
	_, err := b.file.NewSheet(NotesSheet)
	b.keep(err)
	for n, note := range append([]string{t.Title, t.AsOf.String()}, t.Notes...) {
		b.text(NotesSheet, 1, n+1, note)
	}
	return b.bytes()
}

// CSV is the table in the form of RFC 4180, its first line the titles. Texts are written so that no
// spreadsheet takes one for a formula; the notes are not in it.
func (t Board) CSV() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	line := make([]string, len(t.Columns))
	for i, title := range t.Columns {
		line[i] = harmless(title)
	}
	if err := w.Write(line); err != nil {
		return nil, err
	}
	for _, row := range t.Rows {
		line = line[:0]
		for _, cell := range row {
			if cell.IsNumber {
				line = append(line, dotted(cell.Number, cell.Places))
			} else {
				line = append(line, harmless(cell.Text))
			}
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// dotted writes a number with a point, as programs read it.
func dotted(n int64, places int) string {
	if places == 0 {
		return strconv.FormatInt(n, 10)
	}
	digits := fmt.Sprintf("%0*d", places+1, n)
	return digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}
