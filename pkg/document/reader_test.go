package document_test

import (
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"selter/pkg/document/documenttest"
	"selter/pkg/document/font"
)

// A run is a piece of text as one command of the file writes it.
type run struct{ documenttest.Run }

// read is a document as another library than the one that wrote it reads it.
type read struct {
	documenttest.Document
	runs []run
}

func readPDF(t *testing.T, data []byte) read {
	t.Helper()
	got := read{Document: documenttest.Read(t, data)}
	for _, one := range got.Runs {
		got.runs = append(got.runs, run{one})
	}
	return got
}

// isFooter tells the line under each page from the body.
func (r run) isFooter() bool { return r.Y < 25*points }

const points = 72 / 25.4 // in a millimetre

// text is all that the body says, in capitals and without spaces, in the order of writing:
// breaks of lines and pages do not matter to it.
func (r read) text() string {
	var b strings.Builder
	for _, one := range r.runs {
		if !one.isFooter() {
			b.WriteString(one.Text)
		}
	}
	return squeezed(b.String())
}

func squeezed(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// rows are the lines of all pages, each with its pieces from left to right.
func (r read) rows() [][]string {
	var body []documenttest.Run
	for _, one := range r.runs {
		if !one.isFooter() {
			body = append(body, one.Run)
		}
	}
	return documenttest.Rows(body)
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
		face := faces[strings.HasSuffix(strings.ToLower(one.Font), "b")]
		for _, letter := range one.Text {
			glyph, err := face.GlyphIndex(nil, letter)
			if err != nil {
				t.Fatal(err)
			}
			advance, err := face.GlyphAdvance(nil, glyph, fixed.I(1000), 0)
			if err != nil {
				t.Fatal(err)
			}
			width += float64(advance) / 64 / 1000 * one.Size
		}
		lowest := 25 * points
		if one.isFooter() {
			lowest = 10 * points
		}
		if one.X < 30*points-slack || one.X+width > r.Width-20*points+slack || one.Y < lowest-slack || one.Y+one.Size > r.Height-20*points+one.Size/2 {
			out = append(out, one.Text)
		}
	}
	return out
}
