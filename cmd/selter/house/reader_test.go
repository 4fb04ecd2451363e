package house_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"selter/pkg/document/documenttest"
)

// linesOf reads a printed document back: each line with its pieces from left to right.
func linesOf(t *testing.T, data []byte) [][]string {
	t.Helper()
	return documenttest.Rows(documenttest.Read(t, data).Runs)
}

// rowsOf are the rows of a table by the participant number in their second column, without
// that and the counter before it.
func rowsOf(lines [][]string, numbers []string) map[string][]string {
	rows := make(map[string][]string)
	for _, line := range lines {
		if len(line) > 2 && slices.Contains(numbers, line[1]) {
			rows[line[1]] = line[2:]
		}
	}
	return rows
}

// saidIn tells whether a document says a text, wherever its lines break.
func saidIn(lines [][]string, text string) bool {
	var all strings.Builder
	for _, line := range lines {
		all.WriteString(strings.Join(line, ""))
	}
	squeeze := func(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }
	return strings.Contains(squeeze(all.String()), squeeze(text))
}

// cellsOf are the rows of a workbook's sheet by participant number, as they are stored.
func cellsOf(t *testing.T, data []byte, sheet string) map[string][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // all is read
	list, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string][]string)
	for _, row := range list[1:] {
		rows[row[1]] = row[2:]
	}
	return rows
}
