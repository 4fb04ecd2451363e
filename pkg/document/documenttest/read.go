// Package documenttest reads printed documents back, for tests, with another library than the one that writes them.
package documenttest

import (
	"bytes"
	"cmp"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
)

// A Run is a piece of text as one command of the file writes it.
type Run struct {
	Page       int
	X, Y, Size float64 // points, from the lower left corner
	Font, Text string
}

// A Square is a filled rectangle; its height is negative when it goes down.
type Square struct{ X, Y, Width, Height float64 }

// A Document is what a file says.
type Document struct {
	Pages         int
	Width, Height float64 // of the last page, in points
	Runs          []Run
	Squares       []Square // of the last page
}

// Read follows the commands of each page. The library reads the file and its commands; the letters are decoded here, because it
// reads a map of letters in its low bytes only: the codes in these files are UTF-16, and so says their map.
func Read(t testing.TB, data []byte) Document {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	got := Document{Pages: r.NumPage()}
	for n := 1; n <= r.NumPage(); n++ {
		page := r.Page(n)
		box := page.V.Key("MediaBox")
		if box.IsNull() {
			box = page.V.Key("Parent").Key("MediaBox")
		}
		got.Width, got.Height = box.Index(2).Float64(), box.Index(3).Float64()
		got.Squares = nil
		now := Run{Page: n}
		pdf.Interpret(page.V.Key("Contents"), func(stack *pdf.Stack, op string) {
			args := make([]pdf.Value, stack.Len())
			for i := range args {
				args[len(args)-1-i] = stack.Pop()
			}
			switch op {
			case "Tf":
				now.Font, now.Size = page.Font(args[0].Name()).BaseFont(), args[1].Float64()
			case "Td":
				now.X, now.Y = args[0].Float64(), args[1].Float64()
			case "Tj":
				now.Text = fromUTF16(args[0].RawString())
				got.Runs = append(got.Runs, now)
			case "re":
				got.Squares = append(got.Squares, Square{args[0].Float64(), args[1].Float64(), args[2].Float64(), args[3].Float64()})
			}
		})
	}
	return got
}

func fromUTF16(raw string) string {
	codes := make([]uint16, len(raw)/2)
	for i := range codes {
		codes[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	return string(utf16.Decode(codes))
}

// Rows are lines of runs, page by page from the top, each with its pieces from left to right.
func Rows(runs []Run) [][]string {
	sorted := slices.SortedStableFunc(slices.Values(runs), func(a, b Run) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(b.Y, a.Y), cmp.Compare(a.X, b.X))
	})
	var rows [][]string
	for i, one := range sorted {
		if i > 0 && sorted[i-1].Page == one.Page && sorted[i-1].Y == one.Y {
			rows[len(rows)-1] = append(rows[len(rows)-1], one.Text)
			continue
		}
		rows = append(rows, []string{one.Text})
	}
	return rows
}
