package dossier

import (
	"bytes"
	"regexp"
)

// A document is a PDF as it was read from the first byte to the last: every object that
// lies in it, whether or not anything leads there.
type document struct {
	limits   Limits
	data     []byte
	tokens   int   // that may still be read
	unpacked int64 // bytes to which streams were unpacked

	objects  map[int]object         // by where they begin
	inside   map[int][]packedObject // what lies in object streams, by where these begin
	count    int                    // of objects, both kinds
	sections map[int]section        // cross-reference sections, by where they begin
	starts   []int64                // where the file says that the sections begin
	lengths  []awaited              // of streams, to be compared
	sizes    [][2]value             // of pictures, to be compared
	ended    bool                   // the last thing read was an end of file
	last     int                    // where the last word about the sections stands
	table    map[int64]place        // what every number stands for
	opens    []value                // what is to happen when the file is opened
	remark   func(from, to int)     // is told of every remark, if it is set
}

// An object is one that lies in the file itself: its value, and if it is one its stream,
// between body and end, the bytes of the stream between from and to.
type object struct {
	number    int64
	body, end int
	from, to  int
	value
}

// A packedObject lies in an object stream.
type packedObject struct {
	number int64
	value
}

// An awaited is the length of a stream which another object tells.
type awaited struct {
	in         int64 // the object's number
	short, max int   // the lengths that fit what was found
}

// reach is how far from the end readers look for where the table of objects is. Those that
// do not find it look for objects everywhere, into streams as well.
const reach = 1024

var pdfHeader = regexp.MustCompile(`^%PDF-(1\.[0-7]|2\.0)[ \t]*[\r\n]`)

// inspectPDF reads a PDF by the letter: nothing may lie in the file that the format does
// not put there, and nothing that the rules forbid; no reader is led to anything that was
// not read here. Writers that are careless with offsets and lengths are turned away, which
// costs their users a second try and the house no guess.
func (l Limits) inspectPDF(content []byte) (pages int, err error) {
	d, err := l.readPDF(content, nil)
	if err != nil {
		return 0, err
	}
	return d.pages()
}

// readPDF is inspectPDF but for the pages. It tells remark, unless that is nil, of every
// remark in the file.
func (l Limits) readPDF(content []byte, remark func(from, to int)) (*document, error) {
	header := pdfHeader.Find(content)
	if header == nil {
		return nil, refuse(FilePolyglot, "the first line of the file is not that of a PDF alone")
	}
	d := &document{
		limits: l, data: content, tokens: l.Tokens, remark: remark,
		objects: map[int]object{}, inside: map[int][]packedObject{}, sections: map[int]section{},
	}
	if err := d.scan(len(header) - 1); err != nil {
		return nil, d.named(err)
	}
	if endsAsArchive(content) {
		return nil, refuse(FilePolyglot, "the file ends as an archive does")
	}
	for _, check := range []func() error{d.follow, d.compare, d.opened} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *document) lexer(at int) *lexer {
	return &lexer{data: d.data, at: at, tokens: &d.tokens, depth: d.limits.Depth, remark: d.remark}
}

// scan reads all that lies at the top of the file.
func (d *document) scan(from int) error {
	l := d.lexer(from)
	for {
		if d.endMark(l) {
			continue
		}
		if err := l.skip(); err != nil {
			return err
		}
		if d.endMark(l) {
			continue
		}
		at := l.at
		v, err := l.token()
		if err != nil {
			return d.behind(err)
		}
		switch {
		case v.kind == end:
			if !d.ended {
				return refuse(FileDamaged, "the file does not end as a PDF does")
			}
			if len(d.data)-d.last > reach {
				return refuse(FilePolyglot, "much that means nothing stands at the end of the file")
			}
			return nil
		case v.kind == integer && v.n > 0:
			err = d.indirect(l, at, v.n)
		case v.kind == word && v.name == "xref":
			err = d.classic(l, at)
		case v.kind == word && v.name == "startxref":
			var where int64
			where, err = l.whole()
			d.starts, d.last = append(d.starts, where), at
		default:
			err = refuse(FileDamaged, "the file holds something that belongs to none of its parts")
		}
		if err != nil {
			return d.behind(err)
		}
		d.ended = false
	}
}

// endMark passes an end of file, of which each change of a file appends one. The remark is
// the one that means something.
func (d *document) endMark(l *lexer) bool {
	const mark = "%%EOF"
	for l.at < len(l.data) && isSpace(l.data[l.at]) {
		l.at++
	}
	if !bytes.HasPrefix(l.data[l.at:], []byte(mark)) {
		return false
	}
	l.at += len(mark)
	d.ended = true
	return true
}

// behind names a fault by where it lies: what follows the end of a PDF and is none is a
// second file.
func (d *document) behind(err error) error {
	if refusal, is := err.(*Refusal); is && d.ended && refusal.Rule == FileDamaged { //nolint:errorlint // made here, never wrapped
		return refuse(FilePolyglot, "something that is no part of a PDF follows its end")
	}
	return err
}

// named names a fault by its cause: what is encrypted looks damaged before the trailer says
// why. That says nothing about a file in which no fault was found.
func (d *document) named(err error) error {
	if refusal, is := err.(*Refusal); is && refusal.Rule == FileDamaged && bytes.Contains(d.data, []byte("/Encrypt ")) { //nolint:errorlint // made here, never wrapped
		return broken(PDFEncrypted)
	}
	return err
}

// indirect reads one object (7.3.10) and, if it is one, its stream.
func (d *document) indirect(l *lexer, at int, number int64) error {
	if _, err := l.whole(); err != nil {
		return err
	}
	if err := l.expect("obj"); err != nil {
		return err
	}
	if d.count++; d.count > d.limits.Objects {
		return refuse(FileComplexity, "the file has more than %d objects", d.limits.Objects)
	}
	one := object{number: number, body: l.at}
	v, stop, err := l.object()
	if err != nil {
		return err
	}
	if err := d.examine(v); err != nil {
		return err
	}
	one.value = v
	if stop.name == "stream" && v.kind == dict {
		if one.from, one.to, err = d.stream(l, v); err != nil {
			return err
		}
		if err := d.examineStream(at, v, d.data[one.from:one.to]); err != nil {
			return err
		}
		stop, err = l.token()
		if err != nil {
			return err
		}
	}
	if stop.kind != word || stop.name != "endobj" {
		return refuse(FileDamaged, "an object of the file does not end")
	}
	one.end = l.at - len("endobj")
	d.objects[at] = one
	return nil
}

// stream finds the bytes between the words (7.3.8.1).
func (d *document) stream(l *lexer, head value) (from, to int, err error) {
	switch rest := l.data[l.at:]; {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		l.at += 2
	case bytes.HasPrefix(rest, []byte("\n")):
		l.at++
	default:
		return 0, 0, refuse(FileDamaged, "a stream of the file does not begin")
	}
	from = l.at
	var length int
	switch told := head.get("Length"); told.kind {
	case integer:
		if told.n < 0 || told.n > int64(len(l.data)-from) {
			return 0, 0, refuse(FileDamaged, "a stream of the file is longer than the file")
		}
		length = int(told.n)
	case ref:
		length = bytes.Index(l.data[from:], []byte("endstream"))
		if length < 0 {
			return 0, 0, refuse(FileDamaged, "a stream of the file does not end")
		}
		// Told by another object, perhaps one that comes later: compared when all are read.
		short := length
		for back := 0; back < 2 && short > 0 && isSpace(l.data[from+short-1]); back++ {
			short--
		}
		d.lengths = append(d.lengths, awaited{told.n, short, length})
	default:
		return 0, 0, refuse(FileDamaged, "a stream of the file has no length")
	}
	l.at = from + length
	for l.at < len(l.data) && isSpace(l.data[l.at]) && l.at-from-length < 2 {
		l.at++
	}
	if !bytes.HasPrefix(l.data[l.at:], []byte("endstream")) {
		return 0, 0, refuse(FileDamaged, "a stream of the file has another length than it says")
	}
	l.at += len("endstream")
	return from, from + length, nil
}

// compare looks at what other objects tell of streams: lengths, and sizes of pictures.
func (d *document) compare() error {
	for _, size := range d.sizes {
		if err := d.limits.picture(d.resolve(size[0]), d.resolve(size[1])); err != nil {
			return err
		}
	}
	for _, one := range d.lengths {
		told := d.resolve(value{kind: ref, n: one.in})
		if told.kind != integer || told.n < int64(one.short) || told.n > int64(one.max) {
			return refuse(FileDamaged, "a stream of the file has another length than it says")
		}
	}
	return nil
}

// endsAsArchive tells whether a ZIP reader, which looks from the end, would find the end of
// a directory there (APPNOTE 4.3.16).
func endsAsArchive(content []byte) bool {
	const record, comment = 22, 1<<16 - 1
	tail := content[max(0, len(content)-record-comment):]
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	return at >= 0 && at+record <= len(tail)
}
