package document_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"selter/pkg/document"
	"selter/workflow/calendar"
)

func TestBoard(t *testing.T) {
	t.Parallel()
	table := document.Board{
		Title: "Papan", AsOf: calendar.MustDate("2024-12-31"), Columns: []string{"Instansi", "Skor", "Jabatan", "=kolom"}, Notes: []string{"Usulan Selter"},
		Rows: [][]document.BoardCell{
			{{Text: `=HYPERLINK("https://contoh.invalid")`}, {Number: 83_05, Places: 2, IsNumber: true}, {Number: 12, IsNumber: true}, {Text: "a, \"b\"\nc"}},
			{{Text: "+62"}, {}, {Number: 0, IsNumber: true}, {Text: "@x"}},
		},
	}
	t.Run("as_csv_holds_no_formula", func(t *testing.T) {
		t.Parallel()
		got, err := table.CSV()
		want := "Instansi,Skor,Jabatan,'=kolom\r\n" +
			"\"'=HYPERLINK(\"\"https://contoh.invalid\"\")\",83.05,12,\"a, \"\"b\"\" c\"\r\n" +
			"'+62,,0,'@x\r\n"
		if err != nil || string(got) != want {
			t.Errorf("%v\n%q, want\n%q", err, got, want)
		}
	})
	t.Run("as_a_spreadsheet_has_numbers_and_its_notes", func(t *testing.T) {
		t.Parallel()
		file, err := table.XLSX()
		if err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		for cell, want := range map[string]string{"A1": "Instansi", "B2": "83.05", "C2": "12", "B3": "", "C3": "0"} {
			if got, err := book.GetCellValue(document.TableSheet, cell); err != nil || got != want {
				t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
			}
		}
		for _, cell := range []string{"A2", "A3", "D3", "D1"} {
			text, err := book.GetCellValue(document.TableSheet, cell)
			formula, more := book.GetCellFormula(document.TableSheet, cell)
			if err != nil || more != nil || !strings.HasPrefix(text, "'") || formula != "" {
				t.Errorf("%s is %q with the formula %q", cell, text, formula)
			}
		}
		if kind, err := book.GetCellType(document.TableSheet, "B2"); err != nil || kind == excelize.CellTypeSharedString || kind == excelize.CellTypeInlineString {
			t.Errorf("a score is of type %v, %v", kind, err)
		}
		if note, err := book.GetCellValue(document.NotesSheet, "A3"); err != nil || note != "Usulan Selter" {
			t.Errorf("the note is %q, %v", note, err)
		}
	})
}
