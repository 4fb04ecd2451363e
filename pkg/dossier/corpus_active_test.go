package dossier_test

import (
	"fmt"
	"strings"

	"selter/pkg/dossier"
)

// fragments are what makes a PDF more than pages: entries of a dictionary.
var fragments = []struct {
	name, entry string
	rule        dossier.Rule
}{
	{"script_when_opened", "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", dossier.PDFActive},
	{"script_by_name", "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>", dossier.PDFActive},
	{"script_alone", "/X << /JS (x) >>", dossier.PDFActive},
	{"script_after_a_step", "/A << /S /GoTo /D [3 0 R /Fit] /Next << /S /JavaScript >> >>", dossier.PDFActive},
	{"other_events", "/AA << /O << /S /Named /N /NextPage >> >>", dossier.PDFActive},
	{"launch", "/A << /S /Launch /F (cmd.exe) >>", dossier.PDFActive},
	{"launch_for_one_system", "/A << /S /Launch /Win << /P (cmd.exe) >> >>", dossier.PDFActive},
	{"submit", "/A << /S /SubmitForm /FS (https://contoh.example) >>", dossier.PDFActive},
	{"import", "/A << /S /ImportData >>", dossier.PDFActive},
	{"form_of_another_kind", "/AcroForm << /Fields [] /XFA [(a) 4 0 R] >>", dossier.PDFActive},
	{"rich_media", "/X << /Type /Annot /Subtype /RichMedia >>", dossier.PDFActive},
	{"rendition", "/A << /S /Rendition >>", dossier.PDFActive},
	{"movie", "/X << /Type /Annot /Subtype /Movie >>", dossier.PDFActive},
	{"sound", "/A << /S /Sound >>", dossier.PDFActive},
	{"three_dimensions", "/X << /Type /Annot /Subtype /3D >>", dossier.PDFActive},
	{"view_of_three_dimensions", "/A << /S /GoTo3DView >>", dossier.PDFActive},
	{"script_as_address", "/A << /S /URI /URI (javascript:alert\\(1\\)) >>", dossier.PDFActive},
	{"file_as_address", "/A << /S /URI /URI (\\146ile:///etc/passwd) >>", dossier.PDFActive},
	{"data_as_address", "/A << /S /URI /URI <646174613a746578742f68746d6c2c3c623e> >>", dossier.PDFActive},
	{"script_as_address_after_much_space", "/A << /S /URI /URI (" + strings.Repeat(" ", 300) + "javascript:alert\\(1\\)) >>", dossier.PDFActive},
	{"script_as_address_divided", "/A << /S /URI /URI (java\\tscript:alert\\(1\\)) >>", dossier.PDFActive},
	{"script_as_beginning_of_addresses", "/URI << /Base (javascript:) >>", dossier.PDFActive},
	{"address_from_elsewhere", "/A << /S /URI /URI 4 0 R >>", dossier.PDFActive},
	{"address_when_opened", "/OpenAction << /S /URI /URI (https://contoh.example) >>", dossier.PDFActive},
	{"two_steps_when_opened", "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (https://contoh.example) >> >>", dossier.PDFActive},
	{"number_when_opened", "/OpenAction 1", dossier.PDFActive},
	{"embedded_files", "/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", dossier.PDFAttachment},
	{"embedded_files_elsewhere", "/Names << /EmbeddedFiles 4 0 R >>", dossier.PDFAttachment},
	{"embedded_files_named_elsewhere", "/Names << /EmbeddedFiles << /Names 4 0 R >> >>", dossier.PDFAttachment},
	{"embedded_files_below", "/Names << /EmbeddedFiles << /Kids [4 0 R] >> >>", dossier.PDFAttachment},
	{"file_in_a_specification", "/X << /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>", dossier.PDFAttachment},
	{"file_on_a_page", "/X << /Type /Annot /Subtype /FileAttachment >>", dossier.PDFAttachment},
	{"embedded_file", "/X << /Type /EmbeddedFile >>", dossier.PDFAttachment},
	{"collection", "/Collection << /View /D >>", dossier.PDFAttachment},
	{"other_file", "/A << /S /GoToR /F (a.pdf) /D [0 /Fit] >>", dossier.PDFExternal},
	{"file_inside_a_file", "/A << /S /GoToE /D [0 /Fit] >>", dossier.PDFExternal},
}

// hidings are the places where an entry may lie.
var hidings = []struct {
	name string
	hide func(entry string) *draft
}{
	{"in_the_catalogue", func(e string) *draft { return newDraft().with(1, e) }},
	{"on_the_page", func(e string) *draft { return newDraft().with(3, "/Annots [<< /Type /Annot /Subtype /Link "+e+" >>]") }},
	{"where_nobody_leads", func(e string) *draft { return newDraft().add("<< " + e + " >>") }},
	{"in_an_object_stream", func(e string) *draft { d := newDraft().add("<< " + e + " >>"); d.packed = true; return d }},
	{"in_a_stream_head", func(e string) *draft { return newDraft().with(4, e) }},
	{"in_an_older_revision", func(e string) *draft {
		d := newDraft().with(1, e)
		d.later = []string{"<< /Type /Catalog /Pages 2 0 R >>"}
		return d
	}},
	{"in_the_trailer", func(e string) *draft { d := newDraft(); d.trailer = e; return d }},
}

// spellings are ways to write the same names.
var spellings = []struct {
	name  string
	spell func(entry string) string
}{
	{"with_one_letter_escaped", func(e string) string { return escapedNames(e, 1) }},
	{"with_all_letters_escaped", func(e string) string { return escapedNames(e, 100) }},
	{"without_spaces", func(e string) string {
		return strings.NewReplacer(" /", "/", " <<", "<<", "<< ", "<<", " >>", ">>", " (", "(", " [", "[").Replace(e)
	}},
	{"with_remarks_between", func(e string) string { return strings.ReplaceAll(e, " /", "%x\r\x00\f/") }},
}

// escapedNames writes the first letters of every name by their number.
func escapedNames(entry string, letters int) string {
	var out strings.Builder
	left := 0
	for i := range len(entry) {
		c := entry[i]
		switch {
		case c == '/' && !strings.Contains(entry[max(0, i-8):i], ":"): // not of an address
			left = letters
			out.WriteByte(c)
		case left > 0 && (c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'):
			left--
			fmt.Fprintf(&out, "#%02X", c)
		default:
			left = 0
			out.WriteByte(c)
		}
	}
	return out.String()
}

func activeFiles() []bad {
	var all []bad
	for i, f := range fragments {
		for _, h := range hidings {
			all = append(all, bad{f.name + "_" + h.name, dossier.PDF, func() []byte { return h.hide(f.entry).bytes() }, f.rule})
		}
		for j, s := range spellings {
			h := hidings[(i+j)%len(hidings)]
			all = append(all, bad{f.name + "_" + h.name + "_" + s.name, dossier.PDF, func() []byte { return h.hide(s.spell(f.entry)).bytes() }, f.rule})
		}
	}
	return append(all,
		bad{"encrypted", dossier.PDF, func() []byte {
			d := newDraft()
			d.trailer = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 >>"
			return d.bytes()
		}, dossier.PDFEncrypted},
		bad{"encrypted_by_an_object", dossier.PDF, func() []byte { d := newDraft(); d.trailer = "/Encrypt 4 0 R"; return d.bytes() }, dossier.PDFEncrypted},
		bad{"encrypted_escaped", dossier.PDF, func() []byte { d := newDraft(); d.trailer = "/#45ncrypt 4 0 R"; return d.bytes() }, dossier.PDFEncrypted},
		bad{"encrypted_packed", dossier.PDF, func() []byte {
			d := newDraft()
			d.trailer, d.packed = "/Encrypt 4 0 R", true
			return d.bytes()
		}, dossier.PDFEncrypted},
		bad{"encrypted_by_a_writer", dossier.PDF, func() []byte { return protected() }, dossier.PDFEncrypted},
		bad{"opened_by_an_object", dossier.PDF, func() []byte {
			return newDraft().with(1, "/OpenAction 5 0 R").add("<< /S /URI /URI (https://contoh.example) >>").bytes()
		}, dossier.PDFActive},
		bad{"name_of_an_action_by_an_object", dossier.PDF, func() []byte {
			return newDraft().with(3, "/A << /S 5 0 R >>").add("/Java#53cript").bytes()
		}, dossier.PDFActive},
		bad{"stream_in_another_file", dossier.PDF, func() []byte { return newDraft().set(4, streamed("/F (a.bin)", "")).bytes() }, dossier.PDFExternal},
		bad{"stream_in_another_file_packed", dossier.PDF, func() []byte {
			return newDraft().set(4, streamed("/F << /Type /Filespec /F (a.bin) >> /FFilter /FlateDecode", "")).bytes()
		}, dossier.PDFExternal},
	)
}
