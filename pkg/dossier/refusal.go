package dossier

import "fmt"

// A Rule is the code of what a refused file goes against.
type Rule string

// The rules. All are the house's own ("Usulan Selter"): the law asks for documents and
// says nothing of how a file is made.
const (
	FileEmpty      Rule = "file_empty"      // nothing was handed in
	FileSize       Rule = "file_size"       // more bytes than the limit
	FileMedia      Rule = "file_media"      // none of the formats that are taken here
	FileDamaged    Rule = "file_damaged"    // cannot be read to its end by the rules of its format
	FilePolyglot   Rule = "file_polyglot"   // more than one file in one
	FileExpands    Rule = "file_expands"    // unpacks to far more than it seems
	FileComplexity Rule = "file_complexity" // more parts, or parts within parts, than the limit
	FileInfected   Rule = "file_infected"   // the virus scanner knows it
	FileMetadata   Rule = "file_metadata"   // says who made it where that cannot be taken out
	ImagePixels    Rule = "image_pixels"    // more pixels than the limit
	PDFPages       Rule = "pdf_pages"       // no page, or more than the limit
	PDFEncrypted   Rule = "pdf_encrypted"   // is under a password
	PDFActive      Rule = "pdf_active"      // holds a program or an action, not only pages
	PDFAttachment  Rule = "pdf_attachment"  // holds other files
	PDFExternal    Rule = "pdf_external"    // leads to files outside of it
	PDFFilter      Rule = "pdf_filter"      // is packed in a way that is not taken here
)

// Rules lists every rule.
func Rules() []Rule {
	return []Rule{
		FileEmpty, FileSize, FileMedia, FileDamaged, FilePolyglot, FileExpands, FileComplexity, FileInfected, FileMetadata,
		ImagePixels, PDFPages, PDFEncrypted, PDFActive, PDFAttachment, PDFExternal, PDFFilter,
	}
}

// A Refusal says why a file is not taken. Detail is for a reader of English, in words of
// ours: it repeats nothing that the file holds but names that a rule lists.
type Refusal struct {
	Rule   Rule
	Detail string
}

func (r *Refusal) Error() string { return string(r.Rule) + ": " + r.Detail }

func refuse(rule Rule, format string, args ...any) error {
	return &Refusal{rule, fmt.Sprintf(format, args...)}
}
