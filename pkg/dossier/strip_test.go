package dossier_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/ledongthuc/pdf"

	"selter/pkg/dossier"
)

// canary is what nobody is to find in a copy: the name of who made the file.
func canary(place string) string { return "Kenari di " + place }

// strip makes the copy and looks for canaries in it, as they stand and as they were packed.
func strip(t *testing.T, content []byte, canaries ...string) []byte {
	t.Helper()
	for _, one := range canaries {
		if !bytes.Contains(content, []byte(one)) {
			t.Fatalf("%q was never in the file", one)
		}
	}
	before := bytes.Clone(content)
	stripped, err := dossier.Strip(dossier.Document|dossier.Photo, content)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, content) {
		t.Error("the file itself was changed")
	}
	for _, one := range append(canaries, "Kenari") {
		if bytes.Contains(stripped, []byte(one)) {
			t.Errorf("the copy holds %q", one)
		}
	}
	again, err := dossier.Strip(dossier.Document|dossier.Photo, stripped)
	if err != nil || !bytes.Equal(again, stripped) {
		t.Errorf("a copy of the copy is another one: %v", err)
	}
	return stripped
}

// jpegPart is one part of a JPEG.
func jpegPart(mark byte, data string) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(2+len(data)))
	return append(out, data...)
}

// talkative is a photo with something in every place in which a JPEG may say who took it.
func talkative(t testing.TB, side byte) (content []byte, canaries []string) {
	t.Helper()
	says := func(place string) string {
		canaries = append(canaries, canary(place))
		return canary(place)
	}
	content = []byte{0xff, 0xd8}
	content = append(content, jpegPart(0xe0, "JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x01\x01"+strings.Repeat("\x00", 3)+says("JFIF"))...)
	content = append(content, jpegPart(0xe0, "JFXX\x00"+says("JFXX"))...)
	// Orientation, then a text whose place lies behind the directory.
	tiff := "MM\x00*\x00\x00\x00\x08\x00\x02" + "\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(side) + "\x00\x00" +
		"\x01\x3b\x00\x02\x00\x00\x00\x20\x00\x00\x00\x26" + "\x00\x00\x00\x00" + says("Exif")
	content = append(content, jpegPart(0xe1, "Exif\x00\x00"+tiff)...)
	content = append(content, jpegPart(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+says("XMP")+"</x:xmpmeta>")...)
	content = append(content, jpegPart(0xe2, "ICC_PROFILE\x00\x01\x01"+says("ICC"))...)
	content = append(content, jpegPart(0xed, "Photoshop 3.0\x008BIM\x04\x04"+says("IPTC"))...)
	for mark := byte(0xe3); mark <= 0xef; mark++ {
		content = append(content, jpegPart(mark, says(fmt.Sprintf("APP%d", mark-0xe0)))...)
	}
	content = append(content, jpegPart(0xfe, says("remark"))...)
	content = append(content, 0xff, 0xff) // fill bytes
	return append(content, photo(t, 24, 16)[2:]...), canaries
}

func TestStripJPEG(t *testing.T) {
	t.Parallel()
	t.Run("says_nothing_and_shows_the_same", func(t *testing.T) {
		t.Parallel()
		content, canaries := talkative(t, 1)
		stripped := strip(t, content, canaries...)
		was, err := jpeg.Decode(bytes.NewReader(content))
		is, err2 := jpeg.Decode(bytes.NewReader(stripped))
		if err := errors.Join(err, err2); err != nil || !same(was, is) {
			t.Errorf("the copy shows something else: %v", err)
		}
		if bytes.Contains(stripped, []byte("Exif")) {
			t.Error("a picture that stands as it is needs no word about it")
		}
		if !bytes.HasPrefix(stripped, []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x00\x00\xff")) {
			t.Errorf("begins with %x", stripped[:24])
		}
	})
	t.Run("keeps_which_side_is_up", func(t *testing.T) {
		t.Parallel()
		for _, side := range []byte{2, 6, 8} {
			content, canaries := talkative(t, side)
			stripped := strip(t, content, canaries...)
			want := jpegPart(0xe1, "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"+string(side)+"\x00\x00\x00\x00\x00\x00")
			if bytes.Count(stripped, want) != 1 || bytes.Count(stripped, []byte("\xff\xe1")) != 1 {
				t.Errorf("side %d is not told, or more than that", side)
			}
		}
	})
	t.Run("keeps_how_colours_were_mixed", func(t *testing.T) {
		t.Parallel()
		content := append([]byte{0xff, 0xd8}, jpegPart(0xee, "Adobe\x00\x64\x80\x01\x40\x02\x01Kenari")...)
		stripped := strip(t, append(content, photo(t, 8, 8)[2:]...), "Kenari")
		if !bytes.HasPrefix(stripped[2:], jpegPart(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01")) {
			t.Errorf("begins with %x", stripped[:20])
		}
	})
	t.Run("of_any_order_of_bytes_and_none", func(t *testing.T) {
		t.Parallel()
		for tiff, want := range map[string]bool{
			"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00": true,
			"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x04\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00": false, // of another type
			"II*\x00\x08\x00\x00\x00\xff\xff": false,
			"II*\x00\xff\xff\xff\xff":         false,
			"II*":                             false,
		} {
			content := append([]byte{0xff, 0xd8}, jpegPart(0xe1, "Exif\x00\x00"+tiff)...)
			stripped := strip(t, append(content, photo(t, 8, 8)[2:]...))
			if told := bytes.Contains(stripped, []byte("Exif")); told != want {
				t.Errorf("%q: told is %t", tiff, told)
			}
		}
	})
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r, g, b1, alpha := a.At(x, y).RGBA()
			if r2, g2, b2, alpha2 := b.At(x, y).RGBA(); r != r2 || g != g2 || b1 != b2 || alpha != alpha2 {
				return false
			}
		}
	}
	return true
}

func TestStripPNG(t *testing.T) {
	t.Parallel()
	palette := image.NewPaletted(image.Rect(0, 0, 3, 2), []color.Color{color.White, color.Black, color.Transparent})
	palette.Pix[1], palette.Pix[5] = 1, 2
	for name, picture := range map[string]image.Image{"of_colours": painted(7, 5), "of_a_palette": palette} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := drawing(t, picture)
			const head = 8 + 25 // magic and header
			content := bytes.Clone(plain[:head])
			var canaries []string
			says := func(kind, before string) {
				place := canary(kind)
				canaries = append(canaries, place)
				content = append(content, part(kind, []byte(before+place))...)
			}
			for _, kind := range []string{"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "iCCP", "sPLT", "hIST", "pHYs", "sBIT", "bKGD", "acTL", "fcTL", "fdAT", "prVt"} {
				says(kind, "Author\x00")
			}
			for _, kind := range []string{"gAMA", "cHRM", "sRGB"} { // at no size that they have
				says(kind, "")
			}
			content = append(content, part("gAMA", []byte{0, 0, 0xb1, 0x8f})...)
			content = append(content, plain[head:]...)
			content = append(content[:len(content)-12], append(part("tEXt", []byte("Author\x00"+canary("the_end"))), part("IEND", nil)...)...)
			stripped := strip(t, content, append(canaries, canary("the_end"))...)
			is, err := png.Decode(bytes.NewReader(stripped))
			if err != nil || !same(picture, is) {
				t.Errorf("the copy shows something else: %v", err)
			}
			if !bytes.Contains(stripped, []byte("gAMA")) {
				t.Error("the copy may look darker")
			}
		})
	}
	t.Run("a_palette_that_only_suggests", func(t *testing.T) {
		t.Parallel()
		plain := drawing(t, painted(3, 3))
		content := append(bytes.Clone(plain[:33]), part("PLTE", []byte("Kenari"))...)
		strip(t, append(content, plain[33:]...), "Kenari")
	})
}

// authored is a PDF by somebody else's writer with all that it lets one say of oneself.
func authored(t testing.TB) (content []byte, canaries []string) {
	t.Helper()
	says := func(place string) string {
		canaries = append(canaries, canary(place))
		return canary(place)
	}
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetTitle(says("Title"), false)
	doc.SetAuthor(says("Author"), false)
	doc.SetSubject(says("Subject"), false)
	doc.SetKeywords(says("Keywords"), false)
	doc.SetCreator(says("Creator"), false)
	doc.SetProducer(says("Producer"), false)
	doc.SetXmpMetadata([]byte("<x:xmpmeta>" + says("XMP") + "</x:xmpmeta>"))
	doc.SetFont("Helvetica", "", 12)
	picture, more := talkative(t, 6)
	canaries = append(canaries, more...)
	doc.RegisterImageOptionsReader("foto", fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(picture))
	doc.SetCompression(false)
	for page := range 2 {
		doc.AddPage()
		doc.Cell(40, 10, fmt.Sprintf("Pengaduan (contoh), halaman %d", page+1))
		doc.Image("foto", 150, 10, 30, 0, false, "", 0, "")
	}
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), canaries
}

// read is what another reader finds on the pages.
func read(t *testing.T, content []byte) (text string, pages int) {
	t.Helper()
	reader, err := pdf.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for page := range reader.NumPage() {
		for _, one := range reader.Page(page + 1).Content().Text {
			text += one.S
		}
	}
	return text, reader.NumPage()
}

func TestStripPDF(t *testing.T) {
	t.Parallel()
	t.Run("of_another_writer", func(t *testing.T) {
		t.Parallel()
		content, canaries := authored(t)
		stripped := strip(t, content, canaries...)
		was, before := read(t, content)
		is, after := read(t, stripped)
		if was != is || before != after || before != 2 || !strings.Contains(is, "Pengaduan(contoh),halaman2") && !strings.Contains(is, "Pengaduan (contoh), halaman 2") {
			t.Errorf("the copy says %q on %d pages, the file %q on %d", is, after, was, before)
		}
		if len(stripped) != len(content) {
			t.Error("something has lost its place")
		}
	})
	const secret = "(Kenari)"
	hidden := string(deflated([]byte("Kenari di dalam")))
	remark := "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (Kenari) /M (Kenari) /NM (Kenari) /CreationDate (Kenari) /Contents (isi) >>"
	for name, c := range map[string]struct {
		draft *draft
		says  string
	}{
		"information":                  {newDraft().add("<< /Author " + secret + " /Other <4b656e617269> >>").tell("/Info 5 0 R"), "4b656e617269"},
		"information_in_further_ones":  {newDraft().add("<< /Author 6 0 R >>", secret).tell("/Info 5 0 R"), secret},
		"the_trailer_itself":           {newDraft().tell("/ID [<4b656e> <4b656e>] /Kenari (Kenari)"), "<4b656e>"},
		"metadata_that_are_packed":     {newDraft().with(1, "/Metadata 5 0 R").add(streamed("/Type /Metadata /Subtype /XML /Filter /FlateDecode", hidden)), hidden},
		"metadata_of_a_page":           {newDraft().with(3, "/Metadata 5 0 R /LastModified (Kenari)").add(streamed("/Type /Metadata", "Kenari")), "Kenari"},
		"metadata_of_the_content":      {newDraft().set(4, streamed("/Metadata 5 0 R", "BT (contoh) Tj ET")).add(streamed("", "Kenari")), "Kenari"},
		"metadata_told_of_in_a_stream": {packed(newDraft().with(1, "/Metadata 5 0 R").add(streamed("/Type /Metadata", "Kenari"))), "Kenari"},
		"private_data":                 {newDraft().with(3, "/PieceInfo << /App << /LastModified (Kenari) /Private 5 0 R >> >>").add(streamed("", hidden)), hidden},
		"a_small_picture":              {newDraft().with(3, "/Thumb 5 0 R").add(streamed("/Width 1 /Height 1", "Kenari")), "Kenari"},
		"who_made_a_remark":            {newDraft().with(3, "/Annots [5 0 R]").add(remark), "(Kenari)"},
		"who_made_a_remark_in_place":   {newDraft().with(3, "/Annots ["+remark+"]"), "(Kenari)"},
		"what_nothing_leads_to":        {newDraft().add(secret, "[(Kenari) << /A (Kenari) >>]", "()", "5"), secret},
		"a_remark_in_the_file":         {newDraft().set(3, "<< /Type /Page % Kenari\n/Parent 2 0 R /MediaBox [0 0 1 1] /Contents 4 0 R >>\n% Kenari lagi"), "Kenari lagi"},
		"an_earlier_revision":          {newDraft().with(1, "/Kenari (Kenari)").later1("<< /Type /Catalog /Pages 2 0 R >>"), "(Kenari)"},
		"a_signature": {newDraft().with(1, "/AcroForm << /Fields [5 0 R] >> /Perms << /DocMDP 6 0 R >>").
			add("<< /FT /Sig /T (bidang) /V 6 0 R >>", "<< /Type /Sig /Name (Kenari) /ByteRange [0 1 2 3] /Contents <00> >>"), "Kenari"},
		"the_stream_of_the_table": {packed(newDraft().tell("/ID [(Kenari) (Kenari)] /Info 6 0 R").set(4, streamed("", "BT ET")).add(streamed("", "Kenari"))), "Kenari"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := c.draft.bytes()
			stripped := strip(t, content, c.says)
			if len(stripped) != len(content) {
				t.Error("something has lost its place")
			}
			if _, pages := read(t, stripped); pages != 1 {
				t.Errorf("another reader finds %d pages", pages)
			}
		})
	}
	for name, d := range map[string]*draft{
		"information_in_an_object_stream": packed(newDraft().add("<< /Author (Kenari) >>").tell("/Info 5 0 R")),
		"a_date_in_an_object_stream":      packed(newDraft().with(3, "/LastModified (Kenari)")),
		"an_author_in_an_object_stream":   packed(newDraft().with(3, "/Annots [<< /Subtype /Text /Rect [0 0 1 1] /T (Kenari) >>]")),
		"an_author_told_elsewhere":        packed(newDraft().with(3, "/Annots [<< /Subtype /Text /Rect [0 0 1 1] /T 5 0 R >>]").add("(Kenari)")),
		"nothing_packed_in_the_stream":    newDraft().add(streamed("/Type /ObjStm /N 1 /First 4 /Kenari (Kenari)", "9 0 (Kenari)")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := d.bytes()
			if !strings.Contains(unpacked(t, content), "Kenari") {
				t.Fatal("was never in the file")
			}
			stripped := strip(t, content)
			if inside := unpacked(t, stripped); strings.Contains(inside, "Kenari") {
				t.Errorf("the copy holds %q", inside)
			}
			if _, pages := read(t, stripped); pages != 1 {
				t.Errorf("another reader finds %d pages", pages)
			}
		})
	}
	t.Run("keeps_what_the_pages_need", func(t *testing.T) {
		t.Parallel()
		field := "<< /FT /Tx /T (bidang) /V (isi) /Subtype /Widget /Rect [0 0 1 1] >>"
		content := newDraft().with(1, "/AcroForm << /Fields [5 0 R] >>").with(3, "/Annots [5 0 R "+remark+"]").add(field).bytes()
		for _, kept := range []string{field, "/Contents (isi)", "(contoh) Tj"} {
			if stripped := strip(t, content, "Kenari"); !bytes.Contains(stripped, []byte(kept)) {
				t.Errorf("the copy has lost %s", kept)
			}
		}
	})
}

// unpacked is a file with what its object streams unpack to.
func unpacked(t *testing.T, content []byte) string {
	t.Helper()
	all := string(content)
	for _, part := range bytes.Split(content, []byte("stream\n"))[1:] {
		unpacking, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue // not packed
		}
		inside, err := io.ReadAll(unpacking)
		if err != nil {
			t.Fatal(err)
		}
		all += string(inside)
	}
	return all
}

// tell has the trailer say something more.
func (d *draft) tell(more string) *draft {
	d.trailer += more
	return d
}

// later1 replaces the first object in a later revision.
func (d *draft) later1(object string) *draft {
	d.later = append(d.later, object)
	return d
}

func packed(d *draft) *draft {
	d.packed = true
	return d
}

func TestStripRefuses(t *testing.T) {
	t.Parallel()
	photo := string(photo(t, 8, 8))
	for name, d := range map[string]*draft{
		"information_in_a_stream_in_hex": newDraft().add(streamed("/Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode", fmt.Sprintf("%x>", "9 0 (Kenari)"))),
		"a_photo_in_another_layer": newDraft().with(3, "/Resources << /XObject << /A 5 0 R >> >>").
			add(streamed("/Subtype /Image /Width 8 /Height 8 /Filter [/FlateDecode /DCTDecode]", string(deflated([]byte(photo))))),
		"a_photo_of_a_kind_not_looked_into": newDraft().with(3, "/Resources << /XObject << /A 5 0 R >> >>").
			add(streamed("/Subtype /Image /Width 8 /Height 8 /Filter /JPXDecode", "Kenari")),
		"a_photo_that_is_cut": newDraft().with(3, "/Resources << /XObject << /A 5 0 R >> >>").
			add(streamed("/Subtype /Image /Width 8 /Height 8 /Filter /DCTDecode", photo[:len(photo)-2])),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := d.bytes()
			if _, err := dossier.Inspect(dossier.Document, content); err != nil {
				t.Fatalf("is not taken at all: %v", err)
			}
			_, err := dossier.Strip(dossier.Document, content)
			if rule := ruleOf(t, err); rule != dossier.FileMetadata || !strings.Contains(err.Error(), "new PDF") {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("what_is_not_taken", func(t *testing.T) {
		t.Parallel()
		if _, err := dossier.Strip(dossier.Photo, newDraft().bytes()); ruleOf(t, err) != dossier.FileMedia {
			t.Errorf("%v", err)
		}
	})
	t.Run("what_the_scanner_knows", func(t *testing.T) {
		t.Parallel()
		keeper := &dossier.Dossier{Scanner: verdict{}}
		if _, err := keeper.Strip(t.Context(), newDraft().bytes(), dossier.Document); ruleOf(t, err) != dossier.FileInfected {
			t.Errorf("%v", err)
		}
		keeper = &dossier.Dossier{Scanner: verdict{clean: true}}
		if _, err := keeper.Strip(t.Context(), newDraft().bytes(), dossier.Document); err != nil {
			t.Errorf("%v", err)
		}
	})
}

// TestStripStandsWhatever changes good files at random places: what comes out of one that is
// taken is taken as well, and nothing stumbles.
func TestStripStandsWhatever(t *testing.T) {
	t.Parallel()
	const seed, rounds = 2418, 60
	random := rand.New(rand.NewPCG(seed, seed))
	for _, good := range seeds(t) {
		strip(t, good)
		for range rounds {
			changed := bytes.Clone(good)
			for range 1 + random.IntN(3) {
				changed[random.IntN(len(changed))] ^= 1 << random.IntN(8)
			}
			stripped, err := dossier.Strip(dossier.Document|dossier.Photo, changed)
			if err == nil {
				holds(t, stripped)
				continue
			}
			if ruleOf(t, err); strings.Contains(err.Error(), "(runtime.") {
				t.Errorf("stumbled: %v", err)
			}
		}
	}
}
