package house_test

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
	"github.com/xuri/excelize/v2"
)

// A piece is a text as one command of a printed page writes it.
type piece struct {
	page int
	x, y float64
	text string
}

// linesOf reads a printed document back, with another library than the one that wrote it:
// each line with its pieces from left to right.
func linesOf(t *testing.T, data []byte) [][]string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var pieces []piece
	for n := 1; n <= r.NumPage(); n++ {
		now := piece{page: n}
		pdf.Interpret(r.Page(n).V.Key("Contents"), func(stack *pdf.Stack, op string) {
			args := make([]pdf.Value, stack.Len())
			for i := range args {
				args[len(args)-1-i] = stack.Pop()
			}
			switch op {
			case "Td":
				now.x, now.y = args[0].Float64(), args[1].Float64()
			case "Tj":
				raw := args[0].RawString()
				codes := make([]uint16, len(raw)/2) // the letters are UTF-16
				for i := range codes {
					codes[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
				}
				now.text = string(utf16.Decode(codes))
				pieces = append(pieces, now)
			}
		})
	}
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.page, b.page), cmp.Compare(b.y, a.y), cmp.Compare(a.x, b.x))
	})
	var lines [][]string
	for i, one := range pieces {
		if i > 0 && pieces[i-1].page == one.page && pieces[i-1].y == one.y {
			lines[len(lines)-1] = append(lines[len(lines)-1], one.text)
			continue
		}
		lines = append(lines, []string{one.text})
	}
	return lines
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
