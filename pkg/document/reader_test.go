package document_test

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"selter/pkg/document/font"
)

// A run is a piece of text as one command of the file writes it.
type run struct {
	page       int
	x, y, size float64 // points, from the lower left corner
	font, text string
}

// read is a document as another library than the one that wrote it reads it.
type read struct {
	pages         int
	width, height float64
	runs          []run
	squares       []square // of the last page
}

// readPDF follows the commands of each page. The library reads the file and its commands;
// the letters are decoded here, because it reads a map of letters in its low bytes only:
// the codes in these files are UTF-16, and so says their map.
func readPDF(t *testing.T, data []byte) read {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	got := read{pages: r.NumPage()}
	for n := 1; n <= r.NumPage(); n++ {
		page := r.Page(n)
		box := page.V.Key("MediaBox")
		if box.IsNull() {
			box = page.V.Key("Parent").Key("MediaBox")
		}
		got.width, got.height = box.Index(2).Float64(), box.Index(3).Float64()
		got.squares = nil
		now := run{page: n}
		pdf.Interpret(page.V.Key("Contents"), func(stack *pdf.Stack, op string) {
			args := make([]pdf.Value, stack.Len())
			for i := range args {
				args[len(args)-1-i] = stack.Pop()
			}
			switch op {
			case "Tf":
				now.font, now.size = page.Font(args[0].Name()).BaseFont(), args[1].Float64()
			case "Td":
				now.x, now.y = args[0].Float64(), args[1].Float64()
			case "Tj":
				now.text = fromUTF16(args[0].RawString())
				got.runs = append(got.runs, now)
			case "re":
				got.squares = append(got.squares, square{args[0].Float64(), args[1].Float64(), args[2].Float64(), args[3].Float64()})
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

// A square is a filled rectangle; its height is negative when it goes down.
type square struct{ x, y, width, height float64 }

// isFooter tells the line under each page from the body.
func (r run) isFooter() bool { return r.y < 25*points }

const points = 72 / 25.4 // in a millimetre

// text is all that the body says, in capitals and without spaces, in the order of writing:
// breaks of lines and pages do not matter to it.
func (r read) text() string {
	var b strings.Builder
	for _, one := range r.runs {
		if !one.isFooter() {
			b.WriteString(one.text)
		}
	}
	return squeezed(b.String())
}

func squeezed(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// rows are the lines of all pages, each with its pieces from left to right.
func (r read) rows() [][]string {
	sorted := slices.DeleteFunc(slices.Clone(r.runs), run.isFooter)
	slices.SortStableFunc(sorted, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.page, b.page), cmp.Compare(b.y, a.y), cmp.Compare(a.x, b.x))
	})
	var rows [][]string
	for i, one := range sorted {
		if i > 0 && sorted[i-1].page == one.page && sorted[i-1].y == one.y {
			rows[len(rows)-1] = append(rows[len(rows)-1], one.text)
			continue
		}
		rows = append(rows, []string{one.text})
	}
	return rows
}

// row finds the line that has a participant number in its second column.
func (r read) row(t *testing.T, number string) []string {
	t.Helper()
	for _, row := range r.rows() {
		if len(row) > 1 && row[1] == number {
			return row
		}
	}
	t.Fatalf("no row of the document is that of %s", number)
	return nil
}

// outside lists the text that reaches over a margin.
func (r read) outside(t *testing.T) []string {
	t.Helper()
	faces := make(map[bool]*sfnt.Font)
	for bold, data := range map[bool][]byte{false: font.Regular, true: font.Bold} {
		face, err := sfnt.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		faces[bold] = face
	}
	const slack = 0.5 // points: widths are rounded to thousandths of the size
	var out []string
	for _, one := range r.runs {
		width := 0.0
		face := faces[strings.HasSuffix(strings.ToLower(one.font), "b")]
		for _, letter := range one.text {
			glyph, err := face.GlyphIndex(nil, letter)
			if err != nil {
				t.Fatal(err)
			}
			advance, err := face.GlyphAdvance(nil, glyph, fixed.I(1000), 0)
			if err != nil {
				t.Fatal(err)
			}
			width += float64(advance) / 64 / 1000 * one.size
		}
		lowest := 25 * points
		if one.isFooter() {
			lowest = 10 * points
		}
		if one.x < 30*points-slack || one.x+width > r.width-20*points+slack || one.y < lowest-slack || one.y+one.size > r.height-20*points+one.size/2 {
			out = append(out, one.text)
		}
	}
	return out
}
