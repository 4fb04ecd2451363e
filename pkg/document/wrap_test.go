package document_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"pgregory.net/rapid"

	"selter/pkg/document"
	"selter/pkg/document/font"
)

// tokens are so many words that are nowhere else.
func tokens(n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("kata%04d", i)
	}
	return words
}

// A cell longer than a page, a paragraph longer than a page and a word longer than a line
// are printed whole, and within the margins.
func TestPDF_breaks_what_is_too_long(t *testing.T) {
	t.Parallel()
	m := minutes(document.InterviewStage)
	long := tokens(1500)
	m.Rows[0].Note = strings.Join(long, " ")
	m.Decisions = append(m.Decisions, strings.Join(long, " "))
	m.Post.Title = strings.Repeat("KepalaDinasTanpaSpasi/", 30)
	m.Attendance[0].Name = strings.Repeat("W", 300)
	got := readPDF(t, printed(t, sealed(m)))
	if out := got.outside(t); len(out) > 0 {
		t.Errorf("over a margin: %q", out)
	}
	text := got.text()
	for _, word := range long {
		if n := strings.Count(text, strings.ToUpper(word)); n != 2 {
			t.Errorf("%s is printed %d times; want 2", word, n)
		}
	}
	for _, whole := range []string{m.Post.Title, m.Attendance[0].Name} {
		if !strings.Contains(text, squeezed(whole)) {
			t.Errorf("%q is not printed whole", whole)
		}
	}
	heads := 0
	for _, row := range got.rows() {
		if slices.Equal(row, []string{"No.", "Nomor peserta", "Nilai", "Keterangan"}) {
			heads++
		}
	}
	if heads < 3 {
		t.Errorf("the head of a table over several pages is printed %d times", heads)
	}
}

// Whatever somebody writes stands on the paper: each character as itself or by its number.
func TestPDF_prints_whatever_is_written(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 14))
	blocks := [][2]rune{{0x20, 0x24F}, {0x20, 0x24F}, {0x1E00, 0x1EFF}, {0x2000, 0x2070}, {0x300, 0x36F}, {0x0, 0x1F}, {0x4E00, 0x4E20}, {0x1F600, 0x1F640}, {0xE000, 0xE010}}
	m := minutes(document.InterviewStage)
	for range 150 {
		var text strings.Builder
		text.WriteString("x")
		for range random.IntN(60) {
			block := blocks[random.IntN(len(blocks))]
			text.WriteRune(block[0] + rune(random.IntN(int(block[1]-block[0]+1))))
		}
		m.Decisions = append(m.Decisions, text.String())
	}
	got := readPDF(t, printed(t, sealed(m)))
	if out := got.outside(t); len(out) > 0 {
		t.Errorf("over a margin: %q", out)
	}
	text := got.text()
	for _, decision := range m.Decisions {
		if want := squeezed(document.Printable(decision)); !strings.Contains(text, want) {
			t.Errorf("%q is not printed", want)
		}
	}
}

func TestPrintable_has_only_what_both_faces_draw(t *testing.T) {
	t.Parallel()
	var faces []*sfnt.Font
	for _, data := range [][]byte{font.Regular, font.Bold} {
		face, err := sfnt.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		faces = append(faces, face)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := document.Printable(rapid.String().Draw(t, "text"))
		if strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
			t.Fatalf("%q has spaces too many", text)
		}
		if again := document.Printable(text); again != text {
			t.Fatalf("%q becomes %q", text, again)
		}
		for _, r := range text {
			for _, face := range faces {
				if glyph, err := face.GlyphIndex(nil, r); err != nil || glyph == 0 {
					t.Fatalf("%q has %U, which a face cannot draw", text, r)
				}
			}
		}
	})
}

// Every letter of Latin script that Unicode has in its main blocks is drawn.
func TestPrintable_knows_every_Latin_letter(t *testing.T) {
	t.Parallel()
	looked := 0
	for _, block := range [][2]rune{{'A', 'Z'}, {'a', 'z'}, {0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x24F}, {0x1E00, 0x1EF9}} {
		for r := block[0]; r <= block[1]; r++ {
			looked++
			if got := document.Printable(string(r)); strings.HasPrefix(got, "[") {
				t.Errorf("%U is printed as %s", r, got)
			}
		}
	}
	if looked < 700 {
		t.Errorf("looked at %d letters only", looked)
	}
}
