package story

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
)

// A file is a document as applicants upload it.
type file struct {
	media string
	data  []byte
}

// photoKind is the one document of the checklist that is a picture.
const photoKind = "photograph"

// document makes a document of a kind: one page that says whose it is, the same bytes each
// time.
func document(kind, of string) file {
	if kind == photoKind {
		return file{"image/png", portrait(of)}
	}
	return file{"application/pdf", OnePage(kind + " - " + of + " - contoh, bukan dokumen asli")}
}

// OnePage is a PDF of one A4 page with a line of text, written as ISO 32000-1 describes the
// smallest one: a catalogue, a page tree, a page, its contents and a font.
func OnePage(text string) []byte {
	text = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(text)
	stream := "BT /F1 12 Tf 72 770 Td (" + text + ") Tj ET"
	out := bytes.NewBufferString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	} {
		at = append(at, out.Len())
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return out.Bytes()
}

// portrait is a picture of nobody: one shade of grey, which the name decides.
func portrait(of string) []byte {
	shade := byte(0)
	for _, letter := range []byte(of) {
		shade += letter
	}
	picture := image.NewGray(image.Rect(0, 0, 30, 40))
	for i := range picture.Pix {
		picture.Pix[i] = shade
	}
	var out bytes.Buffer
	_ = png.Encode(&out, picture) // a buffer takes everything, and a picture of this size has a form
	return out.Bytes()
}
