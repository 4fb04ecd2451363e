package dossier_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"selter/pkg/dossier"
)

func protected() []byte {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetProtection(fpdf.CnProtectPrint, "", "rahasia")
	pdf.AddPage()
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		panic(err) // to memory
	}
	return out.Bytes()
}

func given(content []byte) func() []byte { return func() []byte { return content } }

// cutFiles end before they should.
func cutFiles(t testing.TB) []bad {
	t.Helper()
	var all []bad
	document, picture, drawn := written(t, 1), photo(t, 40, 40), drawing(t, painted(40, 40))
	packed := newDraft()
	packed.packed = true
	for _, whole := range []struct {
		name    string
		content []byte
	}{{"document", document}, {"packed_document", packed.bytes()}, {"photo", picture}, {"drawing", drawn}} {
		for i := 1; i <= 8; i++ {
			keep := len(whole.content) * i / 9
			rule := dossier.FileDamaged
			all = append(all, bad{fmt.Sprintf("%s_cut_to_%d_ninths", whole.name, i), dossier.PDF | dossier.Photo, given(whole.content[:keep]), rule})
		}
		all = append(all, bad{whole.name + "_cut_by_its_last_bytes", dossier.PDF | dossier.Photo, given(whole.content[:len(whole.content)-3]), dossier.FileDamaged})
	}
	return append(all,
		bad{"nothing", dossier.PDF, given(nil), dossier.FileEmpty},
		bad{"one_byte", dossier.PDF, given([]byte("%")), dossier.FileMedia},
		bad{"the_first_word_of_a_document", dossier.PDF, given([]byte("%PDF-")), dossier.FilePolyglot},
		bad{"the_first_line_of_a_document", dossier.PDF, given([]byte("%PDF-1.7\n")), dossier.FileDamaged},
		bad{"the_first_bytes_of_a_photo", dossier.Photo, given([]byte("\xff\xd8\xff")), dossier.FileDamaged},
		bad{"the_first_bytes_of_a_drawing", dossier.Photo, given([]byte("\x89PNG\r\n\x1a\n")), dossier.FileDamaged},
	)
}

// mixedFiles are two files in one, or another than they should be.
func mixedFiles(t testing.TB) []bad {
	t.Helper()
	document, picture, drawn := newDraft().bytes(), photo(t, 8, 8), drawing(t, painted(8, 8))
	const page, shell = "<html><script>alert(1)</script></html>", "MZ\x90\x00\x03\x00\x00\x00"
	var all []bad
	for name, second := range map[string]string{
		"archive": "PK\x03\x04" + strings.Repeat("\x00", 26) + archive(0), "page": page, "program": shell, "script": "#!/bin/sh\nid\n",
		"photo": string(picture), "document": string(document), "byte": "x",
	} {
		all = append(all,
			bad{"document_then_" + name, dossier.PDF, given([]byte(string(document) + second)), dossier.FilePolyglot},
			bad{"photo_then_" + name, dossier.Photo, given([]byte(string(picture) + second)), dossier.FilePolyglot},
			bad{"drawing_then_" + name, dossier.Photo, given([]byte(string(drawn) + second)), dossier.FilePolyglot},
		)
		if name != "document" && name != "photo" { // those two are above
			all = append(all, bad{name + "_then_document", dossier.PDF, given([]byte(second + string(document))), dossier.FileMedia})
		}
	}
	for name, content := range map[string]string{
		"page": page, "program": shell, "archive": archive(0), "text": "Surat lamaran", "old_office_file": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
		"moving_picture": "GIF89a\x01\x00\x01\x00", "drawing_in_xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
		"picture_without_packing": "BM\x00\x00", "form_data": "%FDF-1.2\n", "postscript": "%!PS-Adobe-3.0\n", "space_then_document": " " + string(document),
		"mark_then_document": "\xef\xbb\xbf" + string(document), "line_then_document": "\n" + string(document),
	} {
		all = append(all, bad{"only_" + name, dossier.PDF | dossier.Photo, given([]byte(content)), dossier.FileMedia})
	}
	headed := func(header string) func() []byte {
		return func() []byte { d := newDraft(); d.header = header; return d.bytes() }
	}
	return append(all,
		bad{"photo_for_a_document", dossier.Document, given(picture), dossier.FileMedia},
		bad{"drawing_for_a_document", dossier.Document, given(drawn), dossier.FileMedia},
		bad{"document_for_a_photo", dossier.Photo, given(document), dossier.FileMedia},
		bad{"page_in_the_first_line", dossier.PDF, headed("%PDF-1.7" + page + "\n"), dossier.FilePolyglot},
		bad{"page_in_a_remark", dossier.PDF, headed("%PDF-1.7\n%" + page + "\n"), dossier.FilePolyglot},
		bad{"long_remark", dossier.PDF, headed("%PDF-1.7\n%" + strings.Repeat("x", 400) + "\n"), dossier.FilePolyglot},
		bad{"unknown_version", dossier.PDF, headed("%PDF-9.9\n"), dossier.FilePolyglot},
		bad{"document_then_much_space", dossier.PDF, given(append(bytes.Clone(document), bytes.Repeat([]byte("\r\n"), 1000)...)), dossier.FilePolyglot},
		bad{"archive_in_a_stream", dossier.PDF, func() []byte {
			return newDraft().set(4, streamed("", "PK\x03\x04"+strings.Repeat("\x00", 26)+archive(500))).bytes()
		}, dossier.FilePolyglot},
		bad{"archive_in_a_text", dossier.PDF, func() []byte {
			return newDraft().with(1, "/X ("+archive(600)+")").bytes()
		}, dossier.FilePolyglot},
		bad{"archive_between_drawing_and_its_end", dossier.Photo, func() []byte {
			return pngOf(pngHead(1, 1, 8, 0, 0), part("IDAT", append(deflated([]byte{0, 0}), archive(0)...)), part("IEND", nil))
		}, dossier.FilePolyglot},
	)
}

// tangledFiles lead their readers round, astray or too deep.
func tangledFiles(t testing.TB) []bad {
	t.Helper()
	damaged := map[string]func() []byte{
		"page_tree_that_is_its_own_child": func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>").bytes() },
		"page_tree_with_a_page_twice":     func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>").bytes() },
		"page_tree_in_a_circle": func() []byte {
			return newDraft().set(2, "<< /Type /Pages /Kids [5 0 R] /Count 1 >>").add("<< /Type /Pages /Kids [2 0 R] /Count 1 >>").bytes()
		},
		"page_that_is_no_object": func() []byte {
			return newDraft().set(2, "<< /Type /Pages /Kids [<< /Type /Page >>] /Count 1 >>").bytes()
		},
		"page_that_is_not_there":     func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [99 0 R] /Count 1 >>").bytes() },
		"page_that_is_a_catalogue":   func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [1 0 R] /Count 1 >>").bytes() },
		"page_tree_that_is_not_told": func() []byte { return newDraft().set(1, "<< /Type /Catalog >>").bytes() },
		"fewer_pages_than_told":      func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [3 0 R] /Count 7 >>").bytes() },
		"more_pages_than_told":       func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [3 0 R] /Count 0 >>").bytes() },
		"pages_that_are_not_counted": func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [3 0 R] >>").bytes() },
		"pages_below_nothing":        func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [3 0 R] /Count -1 >>").bytes() },
		"length_by_its_own_object":   func() []byte { return newDraft().set(4, "<< /Length 4 0 R >>\nstream\nx\nendstream").bytes() },
		"length_by_no_object":        func() []byte { return newDraft().set(4, "<< /Length 9 0 R >>\nstream\nx\nendstream").bytes() },
		"length_told_wrong": func() []byte {
			return newDraft().set(4, "<< /Length 5 0 R >>\nstream\nxyz\nendstream").add("99").bytes()
		},
		"length_in_a_circle": func() []byte {
			return newDraft().set(4, "<< /Length 5 0 R >>\nstream\nx\nendstream").add("5 0 R").bytes()
		},
		"length_too_small":       func() []byte { return newDraft().set(4, "<< /Length 1 >>\nstream\nabcdefg\nendstream").bytes() },
		"length_beyond_the_file": func() []byte { return newDraft().set(4, "<< /Length 9999999999 >>\nstream\nx\nendstream").bytes() },
		"length_below_nothing":   func() []byte { return newDraft().set(4, "<< /Length -1 >>\nstream\nx\nendstream").bytes() },
		"length_missing":         func() []byte { return newDraft().set(4, "<< >>\nstream\nx\nendstream").bytes() },
		"key_twice":              func() []byte { return newDraft().with(1, "/Pages 9 0 R").bytes() },
		"key_without_value":      func() []byte { return newDraft().with(1, "/X /Y /Z").bytes() },
		"key_that_is_a_number":   func() []byte { return newDraft().with(1, "1 2").bytes() },
		"text_without_end":       func() []byte { return newDraft().with(1, "/X (abc").bytes() },
		"hex_text_with_letters":  func() []byte { return newDraft().with(1, "/X <xyz>").bytes() },
		"bracket_too_many":       func() []byte { return newDraft().with(1, "/X [1 2]]").bytes() },
		"brackets_crossed":       func() []byte { return newDraft().with(1, "/X [<< ] >>").bytes() },
		"bracket_that_is_none":   func() []byte { return newDraft().with(1, "/X }").bytes() },
		"word_in_a_dictionary":   func() []byte { return newDraft().with(1, "/X endobj").bytes() },
		"object_of_two_values":   func() []byte { return newDraft().add("1 2").bytes() },
		"object_of_nothing":      func() []byte { return newDraft().add("").bytes() },
		"bytes_between_objects":  func() []byte { d := newDraft(); d.header += "(x)\n"; return d.bytes() },
		"object_without_end":     func() []byte { return bytes.Replace(newDraft().bytes(), []byte("endobj"), []byte("endxxx"), 1) },
		"table_in_a_circle":      func() []byte { return loop(0) },
		"table_of_another_file": func() []byte {
			return bytes.Replace(newDraft().bytes(), []byte("0000000015 "), []byte("0000000019 "), 1)
		},
		"no_table": func() []byte {
			whole := newDraft().bytes()
			return append(bytes.Clone(whole[:bytes.Index(whole, []byte("xref\n0"))]), "%%EOF\n"...)
		},
		"table_elsewhere":    func() []byte { return restart("9") },
		"table_after_it_all": func() []byte { return restart("99999999") },
		"table_with_letters": func() []byte { return bytes.Replace(newDraft().bytes(), []byte("xref\n0 5"), []byte("xref\n0 x"), 1) },
		"table_of_many": func() []byte {
			return bytes.Replace(newDraft().bytes(), []byte("xref\n0 5"), []byte("xref\n0 999999999"), 1)
		},
		"table_without_trailer": func() []byte {
			return bytes.Replace(newDraft().bytes(), []byte("trailer"), []byte("tra"), 1)
		},
		"object_hidden_in_a_stream": func() []byte {
			d := newDraft().set(4, streamed("", "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (x) >> >>\nendobj"))
			d.places = map[int]int{1: bytes.LastIndex(d.bytes(), []byte("1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Open"))}
			return d.bytes()
		},
		"table_hidden_in_a_stream": func() []byte {
			whole := newDraft().set(4, streamed("", "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 4 0 R >>\n")).bytes()
			return restarted(whole, fmt.Sprint(bytes.Index(whole, []byte("xref\n0 1"))))
		},
		"stream_that_is_not_packed": func() []byte { return newDraft().set(4, streamed("/Filter /FlateDecode", "not packed")).bytes() },
		"stream_packed_in_part": func() []byte {
			packed := deflated(bytes.Repeat([]byte("isi"), 1000))
			return newDraft().set(4, streamed("/Filter /FlateDecode", string(packed[:len(packed)/2]))).bytes()
		},
		"stream_of_false_hex": func() []byte { return newDraft().set(4, streamed("/Filter /ASCIIHexDecode", "zz>")).bytes() },
		"stream_of_false_85":  func() []byte { return newDraft().set(4, streamed("/Filter /ASCII85Decode", "\x7f\x7f~>")).bytes() },
		"stream_that_is_no_photo": func() []byte {
			return newDraft().add(streamed("/Subtype /Image /Width 1 /Height 1 /Filter /DCTDecode", "x")).bytes()
		},
		"picture_without_size":           func() []byte { return newDraft().add(streamed("/Subtype /Image", "x")).bytes() },
		"picture_of_a_size_told_nowhere": func() []byte { return newDraft().add(streamed("/Subtype /Image /Width 9 0 R /Height 1", "x")).bytes() },
		"picture_of_no_height":           func() []byte { return newDraft().add(streamed("/Subtype /Image /Width 1 /Height 0", "x")).bytes() },
		"objects_packed_wrong":           func() []byte { return newDraft().add(streamed("/Type /ObjStm /N 3 /First 4", "1 0 1 0 1 0")).bytes() },
		"objects_packed_nowhere":         func() []byte { return newDraft().add(streamed("/Type /ObjStm /N 1 /First 6", "9 9999 1")).bytes() },
		"objects_packed_before":          func() []byte { return newDraft().add(streamed("/Type /ObjStm /N 1 /First -1", "9 0 1")).bytes() },
		"objects_not_counted":            func() []byte { return newDraft().add(streamed("/Type /ObjStm /First 4", "9 0 1")).bytes() },
		"stream_in_a_stream":             func() []byte { return newDraft().add(streamed("/Type /ObjStm /N 1 /First 4", "9 0 endobj")).bytes() },
		"objects_packed_without_saying_so": func() []byte {
			d := newDraft()
			d.packed = true
			return bytes.Replace(d.bytes(), []byte("/Type /ObjStm"), []byte("/Typo /ObjStm"), 1)
		},
		"catalogue_named_by_an_older_trailer_alone": func() []byte {
			d := newDraft()
			d.later = []string{"<< /Type /Catalog /Pages 2 0 R >>"}
			whole := d.bytes()
			at := bytes.LastIndex(whole, []byte("/Root"))
			return append(append(bytes.Clone(whole[:at]), "/Roof"...), whole[at+5:]...)
		},
		"packed_table_of_no_width": func() []byte {
			return newDraft().add(streamed("/Type /XRef /Size 1 /W [0 0 0]", "")).bytes()
		},
		"packed_table_of_great_width": func() []byte {
			return newDraft().add(streamed("/Type /XRef /Size 1 /W [1 99 1]", "")).bytes()
		},
		"packed_table_of_many": func() []byte {
			return newDraft().add(streamed("/Type /XRef /Size 999999999 /W [1 2 1]", "\x01\x00\x01\x00")).bytes()
		},
		"packed_table_that_does_not_begin": func() []byte {
			return newDraft().add(streamed("/Type /XRef /Size 1 /Index [-5 1] /W [1 2 1]", "\x01\x00\x01\x00")).bytes()
		},
		"packed_table_of_unknown_kind": func() []byte {
			return newDraft().add(streamed("/Type /XRef /Size 1 /W [1 2 1]", "\x07\x00\x01\x00")).bytes()
		},
		"packed_table_with_a_false_row": func() []byte {
			return newDraft().add(streamed("/Type /XRef /Size 1 /W [1 2 1] /DecodeParms << /Predictor 12 /Columns 4 >>", "\x09\x01\x00\x01\x00")).bytes()
		},
		"packed_table_elsewhere": func() []byte { // the table leads to where no object begins
			return newDraft().add(streamed("/Type /XRef /Size 1 /W [1 2 1]", "\x01\x00\x03\x00")).bytes()
		},
	}
	var all []bad
	for name, content := range damaged {
		all = append(all, bad{name, dossier.PDF, content, dossier.FileDamaged})
	}
	return all
}

// loop is a file whose tables of objects lead to each other.
func loop(extra int) []byte {
	d := newDraft()
	d.later = []string{"<< /Type /Catalog /Pages 2 0 R >>"}
	d.trailer = fmt.Sprintf("/Prev %09d", extra)
	whole := d.bytes()
	if at := bytes.LastIndex(whole, []byte("xref\n1 1")); at != extra {
		return loop(at)
	}
	return whole
}

func restart(where string) []byte { return restarted(newDraft().bytes(), where) }

// restarted is the file with another word about where its table of objects is.
func restarted(whole []byte, where string) []byte {
	at := bytes.LastIndex(whole, []byte("startxref\n"))
	return append(bytes.Clone(whole[:at]), "startxref\n"+where+"\n%%EOF\n"...)
}

// falseFiles are packed in ways that are not taken, or hold a wrong number of pages.
func falseFiles(t testing.TB) []bad {
	t.Helper()
	all := []bad{
		{"more_pages_than_are_taken", dossier.PDF, func() []byte { return written(t, 201) }, dossier.PDFPages},
		{"as_many_pages_as_there_are_numbers", dossier.PDF, func() []byte {
			return newDraft().set(2, "<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>").bytes()
		}, dossier.PDFPages},
		{"no_pages", dossier.PDF, func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids [] /Count 0 >>").bytes() }, dossier.PDFPages},
		{"pages_that_lead_nowhere", dossier.PDF, func() []byte { return newDraft().set(2, "<< /Type /Pages /Kids 99 0 R /Count 0 >>").bytes() }, dossier.PDFPages},
	}
	for _, filter := range []string{
		"/LZWDecode", "/RunLengthDecode", "/Crypt", "/Unknown", "5", "[/FlateDecode /LZWDecode]", "[/DCTDecode /FlateDecode]",
		"[/ASCIIHexDecode /ASCIIHexDecode /ASCIIHexDecode /ASCIIHexDecode /ASCIIHexDecode]",
	} {
		data := string(deflated([]byte("isi")))
		if strings.HasPrefix(filter, "[/ASCII") {
			data = "00>"
		}
		all = append(all, bad{"packed_by_" + filter, dossier.PDF, func() []byte { return newDraft().set(4, streamed("/Filter "+filter, data)).bytes() }, dossier.PDFFilter})
	}
	return append(all, bad{"objects_packed_as_a_photo", dossier.PDF, func() []byte {
		return newDraft().add(streamed("/Type /ObjStm /N 1 /First 4 /Filter /DCTDecode", "9 0 1")).bytes()
	}, dossier.PDFFilter})
}

// badPictures are photos and drawings that are none.
func badPictures(t testing.TB) []bad {
	t.Helper()
	picture := photo(t, 8, 8)
	pixel := part("IDAT", deflated([]byte{0, 0}))
	end := part("IEND", nil)
	broken := part("IDAT", deflated([]byte{0, 0}))
	broken[len(broken)-1] ^= 1
	frameAt := bytes.Index(picture, []byte{0xff, 0xc0})
	scanAt := bytes.Index(picture, []byte{0xff, 0xda})
	framed := func(change func(frame []byte)) []byte {
		changed := bytes.Clone(picture)
		change(changed[frameAt:])
		return changed
	}
	all := []bad{
		{"drawing_with_a_false_sum", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 0), broken, end)), dossier.FileDamaged},
		{"drawing_with_an_unknown_part", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 0), part("EVIL", nil), pixel, end)), dossier.FileDamaged},
		{"drawing_with_a_part_without_name", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 0), part("\x00\x01\x02\x03", nil), pixel, end)), dossier.FileDamaged},
		{"drawing_without_picture", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 0), end)), dossier.FileDamaged},
		{"drawing_with_two_heads", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 0), pngHead(1, 1, 8, 0, 0)[8:], pixel, end)), dossier.FileDamaged},
		{"drawing_without_head", dossier.Photo, given(pngOf([]byte("\x89PNG\r\n\x1a\n"), pixel, end)), dossier.FileDamaged},
		{"drawing_of_no_width", dossier.Photo, given(pngOf(pngHead(0, 1, 8, 0, 0), pixel, end)), dossier.FileDamaged},
		{"drawing_of_no_height", dossier.Photo, given(pngOf(pngHead(1, 0, 8, 0, 0), pixel, end)), dossier.FileDamaged},
		{"drawing_of_unknown_depth", dossier.Photo, given(pngOf(pngHead(1, 1, 3, 0, 0), pixel, end)), dossier.FileDamaged},
		{"drawing_of_unknown_colour", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 5, 0), pixel, end)), dossier.FileDamaged},
		{"drawing_interlaced_unknown", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 2), pixel, end)), dossier.FileDamaged},
		{"drawing_with_too_few_rows", dossier.Photo, given(pngOf(pngHead(1, 9, 8, 0, 0), pixel, end)), dossier.FileDamaged},
		{"drawing_that_is_not_packed", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 0), part("IDAT", []byte{0, 0}), end)), dossier.FileDamaged},
		{"drawing_with_a_length_beyond_it", dossier.Photo, given(pngOf(pngHead(1, 1, 8, 0, 0), []byte("\xff\xff\xff\xffIDAT\x00\x00\x00\x00"))), dossier.FileDamaged},
		{"drawing_of_too_many_parts", dossier.Photo, func() []byte {
			return pngOf(pngHead(1, 1, 8, 0, 0), bytes.Repeat(part("IDAT", nil), 50_001), pixel, end)
		}, dossier.FileComplexity},
		{"drawing_of_too_many_pixels", dossier.Photo, given(pngOf(pngHead(60_000, 60_000, 8, 6, 0), pixel, end)), dossier.ImagePixels},
		{"drawing_as_wide_as_can_be", dossier.Photo, given(pngOf(pngHead(1<<31-1, 1<<31-1, 16, 6, 1), pixel, end)), dossier.ImagePixels},
		{"drawing_of_one_pixel_too_many", dossier.Photo, given(pngOf(pngHead(40_000_001, 1, 1, 0, 0), pixel, end)), dossier.ImagePixels},
		{"drawing_that_unpacks_to_more", dossier.Photo, func() []byte { return pngOf(pngHead(1, 1, 8, 0, 0), part("IDAT", zeros(4<<20)), end) }, dossier.FileExpands},
		{"photo_without_frame", dossier.Photo, given([]byte("\xff\xd8\xff\xd9")), dossier.FileDamaged},
		{"photo_with_a_scan_first", dossier.Photo, given([]byte("\xff\xd8\xff\xda\x00\x02\x00\xff\xd9")), dossier.FileDamaged},
		{"photo_with_bytes_between", dossier.Photo, given(append([]byte("\xff\xd8\xff\xfe\x00\x02<script>"), picture[2:]...)), dossier.FileDamaged},
		{"photo_in_a_photo", dossier.Photo, given(append([]byte("\xff\xd8"), picture...)), dossier.FileDamaged},
		{"photo_with_a_part_beyond_it", dossier.Photo, given([]byte("\xff\xd8\xff\xe0\xff\xff")), dossier.FileDamaged},
		{"photo_without_loss", dossier.Photo, given(framed(func(f []byte) { f[1] = 0xc3 })), dossier.FileDamaged},
		{"photo_of_twelve_bits", dossier.Photo, given(framed(func(f []byte) { f[4] = 12 })), dossier.FileDamaged},
		{"photo_of_no_height", dossier.Photo, given(framed(func(f []byte) { f[5], f[6] = 0, 0 })), dossier.FileDamaged},
		{"photo_of_nine_colours", dossier.Photo, given(framed(func(f []byte) { f[9] = 9 })), dossier.FileDamaged},
		{"photo_of_too_many_pixels", dossier.Photo, given(framed(func(f []byte) {
			binary.BigEndian.PutUint16(f[5:], 65_500)
			binary.BigEndian.PutUint16(f[7:], 65_500)
		})), dossier.ImagePixels},
		{"photo_of_too_many_turns", dossier.Photo, given(append(bytes.Clone(picture[:scanAt]),
			append(bytes.Repeat(picture[scanAt:len(picture)-2], 100), "\xff\xd9"...)...)), dossier.FileComplexity},
		{"photo_larger_than_its_data", dossier.Photo, given(framed(func(f []byte) { binary.BigEndian.PutUint16(f[5:], 800) })), dossier.FileDamaged},
		{"photo_with_two_frames", dossier.Photo, given(append(bytes.Clone(picture[:frameAt]), append(bytes.Clone(picture[frameAt:frameAt+19]), picture[frameAt:]...)...)), dossier.FileDamaged},
	}
	return all
}
