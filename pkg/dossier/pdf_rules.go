package dossier

// The names that make a PDF more than pages, wherever they stand: an action, a thing to
// play, a file inside. Names are compared as they are meant, not as they are spelled.
var forbidden = map[string]Rule{
	"JavaScript": PDFActive, "Launch": PDFActive, "SubmitForm": PDFActive, "ImportData": PDFActive,
	"RichMedia": PDFActive, "RichMediaExecute": PDFActive, "RichMediaContent": PDFActive, "RichMediaSettings": PDFActive,
	"Rendition": PDFActive, "Movie": PDFActive, "Sound": PDFActive, "3D": PDFActive, "GoTo3DView": PDFActive,
	"EmbeddedFile": PDFAttachment, "EmbeddedFiles": PDFAttachment, "FileAttachment": PDFAttachment,
	"GoToR": PDFExternal, "GoToE": PDFExternal,
}

// The keys that do so, where as a value the name could mean something else.
var forbiddenKeys = map[string]Rule{
	"JS": PDFActive, "AA": PDFActive, "XFA": PDFActive,
	"EF": PDFAttachment, "Collection": PDFAttachment,
	"Encrypt": PDFEncrypted,
}

// what says what a rule found.
var what = map[Rule]string{
	PDFActive:     "the file holds an action or a program",
	PDFAttachment: "the file holds another file",
	PDFExternal:   "the file leads to another file",
	PDFEncrypted:  "the file is encrypted",
}

// examine looks at every name and key of a value.
func (d *document) examine(v value) error {
	if v.kind == name {
		return broken(forbidden[v.name])
	}
	for i, item := range v.items {
		if v.kind == dict && i%2 == 0 {
			if err := d.examineKey(item.name, v.items[i+1]); err != nil {
				return err
			}
			continue
		}
		if err := d.examine(item); err != nil {
			return err
		}
	}
	return nil
}

func (d *document) examineKey(key string, v value) error {
	if listed := v.get("Names"); key == "EmbeddedFiles" && listed.kind == list && len(listed.items) == 0 && !v.has("Kids") {
		return nil // some writers list the files inside even if there are none
	}
	if err := broken(forbidden[key]); err != nil {
		return err
	}
	if err := broken(forbiddenKeys[key]); err != nil {
		return err
	}
	switch {
	case key == "OpenAction":
		d.opens = append(d.opens, v)
	case key != "URI" && key != "Base": // an address, and what begins those that are not whole
	case v.kind == ref, v.kind == text && !harmless(v.name):
		return broken(PDFActive)
	}
	return nil
}

func broken(rule Rule) error {
	if rule == "" {
		return nil
	}
	return refuse(rule, "%s", what[rule])
}

// opened looks at what is to happen when the file is opened (7.7.2, OpenAction). Many
// writers say there which page is shown first and how large, and no more is taken.
func (d *document) opened() error {
	for _, v := range d.opens {
		switch v = d.resolve(v); v.kind {
		case list, other, name, text: // a place in the file
		case dict:
			if !v.get("S").isName("GoTo") || v.has("Next") {
				return broken(PDFActive)
			}
		default:
			return broken(PDFActive)
		}
	}
	return nil
}
