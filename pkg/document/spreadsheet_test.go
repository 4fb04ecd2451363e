package document_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"selter/pkg/document"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

func spreadsheet(t *testing.T, r document.Recap) *excelize.File {
	t.Helper()
	data, err := sealed(r).XLSX()
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, data)
}

func opened(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestXLSX_has_each_number_as_a_number(t *testing.T) {
	t.Parallel()
	r := recap(150)
	file := spreadsheet(t, r)
	byNumber := make(map[string]document.RecapRow)
	for _, row := range r.Rows {
		byNumber[row.Number] = row
	}
	cell := func(column string, row int) (value string, kind excelize.CellType) {
		t.Helper()
		at := column + strconv.Itoa(row)
		value, err := file.GetCellValue(document.ScoresSheet, at, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		kind, err = file.GetCellType(document.ScoresSheet, at)
		if err != nil {
			t.Fatal(err)
		}
		return value, kind
	}
	number := func(column string, row int, want string) {
		t.Helper()
		got, kind := cell(column, row)
		if whole, fraction, found := strings.Cut(got, "."); found { // as the scoring package writes it
			got = strings.TrimSuffix(whole+"."+strings.TrimRight(fraction, "0"), ".")
		}
		if got != want || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s%d is %s of the type %d; want the number %s", column, row, got, kind, want)
		}
	}
	for n := range r.Rows {
		at := n + 2
		participant, kind := cell("B", at)
		if kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
			t.Errorf("the number of a participant has the type %d", kind)
		}
		row, known := byNumber[participant]
		if !known {
			t.Fatalf("row %d is of %q", at, participant)
		}
		delete(byNumber, participant)
		for i, component := range openselection.Components() {
			p, scored := row.Points[component]
			columns := [][2]string{{"C", "D"}, {"E", "F"}, {"G", "H"}, {"I", "J"}}[i]
			if !scored {
				if value, _ := cell(columns[0], at); value != "" {
					t.Errorf("%s has %q for a score that was not given", participant, value)
				}
				continue
			}
			number(columns[0], at, p.String())
			number(columns[1], at, scoring.Weigh(p, weights.Of(component)).String())
		}
		if row.Standing == document.InOrder {
			number("K", at, row.Total.String())
			number("L", at, strconv.Itoa(row.Rank))
		}
	}
	if len(byNumber) > 0 {
		t.Errorf("%d participants are not in the sheet", len(byNumber))
	}
}

func TestXLSX_says_what_it_was_made_of(t *testing.T) {
	t.Parallel()
	r := sealed(recap(20))
	rows, err := spreadsheet(t, r).GetRows(document.NotesSheet)
	if err != nil {
		t.Fatal(err)
	}
	for label, want := range map[string]string{
		"Kode verifikasi": r.Verification.Code, "Alamat verifikasi": r.Verification.URL, "Sumber data": r.Source, "Nomor": r.Number, "Tanggal": "14 Juli 2024",
		"Bobot Wawancara akhir (persen)": "35",
	} {
		if !slices.ContainsFunc(rows, func(row []string) bool { return len(row) == 2 && row[0] == label && row[1] == want }) {
			t.Errorf("%s is not %q in %q", label, want, rows)
		}
	}
}

func TestXLSX_is_the_same_file_each_time_and_protected(t *testing.T) {
	t.Parallel()
	r := sealed(recap(20))
	first, err := r.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.XLSX()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("the same data gave two files")
	}
	for name, part := range parts(t, first) {
		if strings.HasPrefix(name, "xl/worksheets/") && !strings.Contains(part, "<sheetProtection") {
			t.Errorf("%s is not protected", name)
		}
	}
}

// parts are the files inside a spreadsheet.
func parts(t fataler, data []byte) map[string]string {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		all[file.Name] = string(content)
	}
	return all
}

// fataler is a test or a property.
type fataler interface{ Fatal(args ...any) }

// hostile draws texts that want to be formulas.
func hostile() *rapid.Generator[string] {
	front := []string{
		"", " ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", "\u202e", "\u00ad", "\x00", "\x0b", "\u0301", "\u3000", "_x0009_", "_x003D_", "_x005F_x003D_", "'", `"`,
	}
	start := []string{
		"=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−", "⁼", "⁺", "₊", "–", "—", "˗", "=cmd|' /C calc'!A0", "=1+1", "@SUM(1)",
		"+HYPERLINK(\"http://x\")", "<f>1+1</f>", "]]><f>1</f>",
	}
	return rapid.Custom(func(t *rapid.T) string {
		hidden := strings.Join(rapid.SliceOfN(rapid.SampledFrom(front), 0, 3).Draw(t, "front"), "")
		return hidden + rapid.SampledFrom(start).Draw(t, "start") + rapid.String().Draw(t, "rest")
	})
}

// beginsFormula is the test's own reading of what a spreadsheet may take for a formula.
func beginsFormula(cell string) bool {
	cell = norm.NFKC.String(cell)
	cell = strings.TrimLeftFunc(cell, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.IsMark(r) })
	return cell != "" && strings.ContainsAny(cell[:1], "=+-@|%") || strings.HasPrefix(cell, "\u2212")
}

func TestXLSX_never_starts_a_formula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := recap(2)
		r.Round, r.Source, r.Post.Title = hostile().Draw(t, "round"), hostile().Draw(t, "source"), hostile().Draw(t, "post")
		r.Rows[0].Number, r.Rows[1].Note = hostile().Draw(t, "number"), hostile().Draw(t, "note")
		data, err := sealed(r).XLSX()
		if err != nil {
			t.Fatal(err)
		}
		file, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range file.GetSheetList() {
			rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if beginsFormula(cell) {
						t.Fatalf("a cell begins a formula: %q", cell)
					}
				}
			}
		}
		for name, part := range parts(t, data) {
			if strings.HasPrefix(name, "xl/worksheets/") && (strings.Contains(part, "<f>") || strings.Contains(part, "<f ") || strings.Contains(part, "<hyperlink")) {
				t.Fatalf("%s has a formula or a link", name)
			}
		}
	})
}

func TestXLSX_keeps_harmless_text_as_it_is(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"JPT-2024-7": "JPT-2024-7", "nilai = 5": "nilai = 5", "=1": "'=1", " \t@x": "'@x", "\u202e=1": "[U+202E]=1", "": "", "＝1": "'＝1", "- catatan": "'- catatan",
		"_x003D_1+1": "_ x003D_1+1", "_x005F_x003D_1": "_ x005F_ x003D_1", "李 😀": "李 😀",
	} {
		if got := document.Harmless(text); got != want {
			t.Errorf("%q became %q; want %q", text, got, want)
		}
	}
}

func TestXLSX_refuses_a_text_that_would_be_cut(t *testing.T) {
	t.Parallel()
	r := recap(2)
	r.Rows[0].Note = strings.Repeat("a", 40_000)
	if _, err := sealed(r).XLSX(); !errors.Is(err, document.ErrCellTooLong) {
		t.Errorf("got %v", err)
	}
}
