package dossier_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"

	"selter/pkg/dossier"
)

// hybrid appends a revision as some office programs do: an empty table of the old kind, whose
// trailer leads to one of the new kind.
func hybrid(whole []byte) []byte {
	before := bytes.LastIndex(whole, []byte("xref\n0 "))
	at := len(whole)
	whole = fmt.Appendf(whole, "5 0 obj\n%s\nendobj\n", tabled([][3]int{{0}, {0}, {0}, {0}, {0}, {1, at}}, ""))
	table := len(whole)
	return fmt.Appendf(whole, "xref\r\n0 0\r\ntrailer\r\n<</Size 6/Root 1 0 R/Prev %d/XRefStm %d>>\r\nstartxref\r\n%d\r\n%%%%EOF", before, at, table)
}

// What careful writers do, and what is therefore taken.
func TestInspectTakes(t *testing.T) {
	t.Parallel()
	blank := string(zeros(3000 * 2000 * 3)) // to a thousandth, as an empty page that was scanned
	plain := newDraft().objects
	for name, d := range map[string]*draft{
		"a_plain_file":           newDraft(),
		"objects_in_a_stream":    {header: "%PDF-1.5\r\n", objects: plain, packed: true},
		"a_first_view":           newDraft().with(1, "/OpenAction [3 0 R /FitH null]"),
		"a_first_view_by_name":   newDraft().with(1, "/OpenAction (awal)"),
		"a_first_view_as_a_step": newDraft().with(1, "/OpenAction 5 0 R").add("<< /S /GoTo /D [3 0 R /Fit] >>"),
		"addresses": newDraft().with(3, "/Annots [<< /A << /S /URI /URI (https://contoh.example/a:b) >> >> "+
			"<< /A << /URI (MAILTO:a@contoh.example) >> >> << /A << /URI (tel:+62) >> >> << /A << /URI (www.contoh.example/a:b) >> >>]"),
		"a_form_that_was_signed": newDraft().with(1, "/AcroForm << /Fields [5 0 R] /SigFlags 3 >>").
			add("<< /FT /Sig /V << /Type /Sig /ByteRange [0 1 2 3] /Contents <" + strings.Repeat("00", 8000) + "> >> >>"),
		"a_list_of_no_files":        newDraft().with(1, "/Names << /EmbeddedFiles << /Names [ ] >> >>"),
		"a_later_revision":          {header: "%PDF-1.4\n", objects: plain, later: []string{"<< /Type /Catalog /Pages 2 0 R /Lang (id) >>"}},
		"a_length_told_later":       newDraft().set(4, "<< /Length 5 0 R >>\nstream\r\nBT ET\r\nendstream").add("5"),
		"filters_one_after_another": newDraft().set(4, streamed("/Filter [/AHx /Fl]", fmt.Sprintf("%x>", deflated([]byte("BT ET"))))),
		"base_85":                   newDraft().set(4, streamed("/Filter /ASCII85Decode", "87cURD]i,\"Ebo80~>")),
		"an_empty_page_that_was_scanned": newDraft().add(streamed(
			"/Subtype /Image /Width 3000 /Height 2000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode", blank)),
		"names_that_mean_something_else": newDraft().
			with(3, "/Resources << /ExtGState << /G << /BM /Screen >> >> /Font << /AAAAAA#2BArial 5 0 R >> >> /Trans << /S /Fly >>").
			add("<< /Type /Font /BaseFont /AAAAAA+Arial >>"),
		"unusual_space":                          {header: "%PDF-1.7\r", objects: plain, data: func(b []byte) []byte { return append(b, "\r\n \n"...) }},
		"a_picture_whose_size_is_told_elsewhere": newDraft().add(streamed("/Subtype /Image /Width 6 0 R /Height 7 0 R", "xx"), "2", "1"),
		"tables_of_both_kinds":                   {header: "%PDF-1.7\n", objects: plain, data: hybrid},
		"a_photo_on_the_page":                    newDraft().add(streamed("/Subtype /Image /Width 8 /Height 8 /Filter /DCTDecode", string(photo(t, 8, 8)))),
		"a_scan_for_a_facsimile":                 newDraft().add(streamed("/Subtype /Image /Width 8 /Height 8 /Filter [/CCITTFaxDecode]", "\x00\x10\x01")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := d.bytes()
			if facts, err := dossier.Inspect(dossier.Document, content); err != nil || facts.Pages != 1 {
				t.Errorf("%d pages, %v", facts.Pages, err)
			}
			// Somebody else's reader, so that the drafts are no private idea of a PDF.
			if other, err := pdf.NewReader(bytes.NewReader(content), int64(len(content))); err != nil || other.NumPage() != 1 {
				t.Errorf("another reader: %v", err)
			}
		})
	}
	for name, c := range map[string]struct {
		head   []byte
		unpack int // bytes: each row has one before it
	}{
		"a_drawing_interlaced":         {pngHead(5, 3, 8, 6, 1), (1+4)*3 + (1 + 12) + 2*(1+8) + (1 + 20)},
		"a_drawing_interlaced_of_one":  {pngHead(1, 1, 8, 0, 1), 1 + 1},
		"a_drawing_of_one_bit":         {pngHead(9, 2, 1, 0, 0), 2 * (1 + 2)},
		"a_drawing_of_a_palette":       {pngHead(3, 2, 4, 3, 0), 2 * (1 + 2)},
		"a_drawing_of_sixteen_bits":    {pngHead(2, 2, 16, 2, 0), 2 * (1 + 12)},
		"a_drawing_of_grey_with_alpha": {pngHead(2, 1, 8, 4, 0), 1 + 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := pngOf(c.head, part("PLTE", make([]byte, 48)), part("tEXt", []byte("Title\x00contoh")),
				part("IDAT", deflated(make([]byte, c.unpack))), part("IEND", nil))
			if _, err := dossier.Inspect(dossier.Photo, content); err != nil {
				t.Error(err)
			}
		})
	}
}
