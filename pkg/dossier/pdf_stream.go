package dossier

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"io"
	"slices"
)

// examineStream unpacks a stream and looks at what it is.
func (d *document) examineStream(at int, head value, data []byte) error {
	if slices.ContainsFunc([]string{"F", "FFilter", "FDecodeParms"}, head.has) {
		return refuse(PDFExternal, "a stream of the file lies in another file")
	}
	kept, err := d.unpack(head, data)
	if err != nil {
		return err
	}
	switch {
	case head.get("Type").isName("XRef"):
		return d.packedTable(at, head, kept)
	case head.get("Type").isName("ObjStm"):
		return d.packedObjects(at, head, kept)
	}
	return nil
}

// packedObjects reads an object stream (7.5.7): each object where the stream says that it
// begins, as a reader would.
func (d *document) packedObjects(at int, head value, data []byte) error {
	bad := refuse(FileDamaged, "an object stream of the file makes no sense")
	count, first := head.get("N"), head.get("First")
	if count.kind != integer || first.kind != integer || count.n < 0 || first.n < 0 || first.n > int64(len(data)) {
		return bad
	}
	if count.n > int64(d.limits.Objects-d.count) {
		return refuse(FileComplexity, "the file has more than %d objects", d.limits.Objects)
	}
	d.count += int(count.n)
	d.inside[at] = nil // there, even if it holds nothing
	list := &lexer{data: data[:first.n], tokens: &d.tokens, depth: d.limits.Depth}
	for range count.n {
		number, err := list.whole()
		if err != nil {
			return err
		}
		offset, err := list.whole()
		if err != nil {
			return err
		}
		if offset > int64(len(data))-first.n {
			return bad
		}
		l := &lexer{data: data, at: int(first.n + offset), tokens: &d.tokens, depth: d.limits.Depth}
		v, err := l.one()
		if err != nil {
			return err
		}
		if err := d.examine(v); err != nil {
			return err
		}
		d.inside[at] = append(d.inside[at], packedObject{number, v})
	}
	return nil
}

// one reads the value that begins here and nothing after it.
func (l *lexer) one() (value, error) {
	v, err := l.token()
	if err != nil {
		return value{}, err
	}
	switch v.kind {
	case opening:
		items, _, err := l.composed(v.n, 1)
		if err != nil {
			return value{}, err
		}
		if v.n == '>' {
			return paired(items)
		}
		return value{kind: list, items: items}, nil
	case word, closing, end:
		return value{}, refuse(FileDamaged, "an object of the file is not one value")
	default:
		return v, nil
	}
}

// The filters that only pictures and their readers know: what they hold is not unpacked.
var pictureFilters = []string{"DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode"}

// unpack runs a stream through its filters to the end and counts. What it keeps, and
// answers, is the content of streams that tell of objects.
func (d *document) unpack(head value, data []byte) (kept []byte, err error) {
	kind := head.get("Type")
	keep := kind.isName("XRef") || kind.isName("ObjStm")
	bound, err := d.bound(head)
	if err != nil {
		return nil, err
	}
	if keep {
		bound = structure
	}
	filters := head.get("Filter").many()
	if len(filters) > 4 {
		return nil, refuse(PDFFilter, "a stream of the file is packed more than four times")
	}
	var from io.Reader = bytes.NewReader(data)
	for i, filter := range filters {
		last := i == len(filters)-1
		switch {
		case filter.kind != name:
			return nil, refuse(PDFFilter, "a stream of the file does not say how it is packed")
		case filter.name == "FlateDecode" || filter.name == "Fl":
			if from, err = zlib.NewReader(from); err != nil {
				return nil, d.stumbled(err)
			}
		case filter.name == "ASCII85Decode" || filter.name == "A85":
			from = ascii85.NewDecoder(&until{r: from, stop: '~'})
		case filter.name == "ASCIIHexDecode" || filter.name == "AHx":
			from = &hexReader{r: &until{r: from, stop: '>'}}
		case slices.Contains(pictureFilters, filter.name) && last && !keep:
			if i == 0 && (filter.name == "DCTDecode" || filter.name == "DCT") {
				return nil, d.picture(data)
			}
			if i == 0 {
				return nil, nil // nothing to unpack
			}
			continue
		default:
			return nil, refuse(PDFFilter, "a stream of the file is packed in a way that is not taken")
		}
		from = &counted{r: from, d: d, packed: int64(len(data)), bound: bound}
	}
	if keep {
		kept, err = io.ReadAll(from)
	} else if len(filters) > 0 {
		_, err = io.Copy(io.Discard, from) //nolint:gosec // counted on its way, against the limits
	}
	return kept, d.stumbled(err)
}

// stumbled names what went wrong while unpacking. A wrong checksum at the end of what was
// unpacked whole is no fault: readers show it, and so do their writers.
func (d *document) stumbled(err error) error {
	if err == nil || errors.Is(err, zlib.ErrChecksum) {
		return nil
	}
	if refusal, ours := errors.AsType[*Refusal](err); ours {
		return refusal
	}
	return refuse(FileDamaged, "a stream of the file cannot be unpacked")
}

// bound is how much a stream may unpack to, whatever its ratio: a picture as much as it
// shows, since an empty page shrinks to a thousandth; 0 for anything else.
func (d *document) bound(head value) (int64, error) {
	if !head.get("Subtype").isName("Image") {
		return 0, nil
	}
	width, height := head.get("Width"), head.get("Height")
	if width.kind == ref || height.kind == ref { // told by objects that may come later
		d.sizes = append(d.sizes, [2]value{width, height})
		return 0, nil
	}
	if err := d.limits.picture(width, height); err != nil {
		return 0, err
	}
	const channels, slack = 4, 1 << 16
	bits := int64(8)
	if told := head.get("BitsPerComponent"); told.kind == integer && told.n == 16 {
		bits = 16
	}
	return width.n*height.n*channels*bits/8 + height.n + slack, nil
}

// picture holds the size that a picture tells against the limit.
func (l Limits) picture(width, height value) error {
	if width.kind != integer || height.kind != integer || width.n < 1 || height.n < 1 {
		return refuse(FileDamaged, "a picture in the file does not tell its size")
	}
	if width.n > int64(l.Pixels)/height.n {
		return refuse(ImagePixels, "a picture in the file has more than %d pixels", l.Pixels)
	}
	return nil
}

// picture looks at the frame of a JPEG inside the file: it may tell of more pixels than
// the object around it. Nobody here decodes it.
func (d *document) picture(data []byte) error {
	found, _, _ := walkJPEG(data)
	if found.width == 0 {
		return refuse(FileDamaged, "a picture in the file cannot be read")
	}
	if found.width > d.limits.Pixels/found.height {
		return refuse(ImagePixels, "a picture in the file has more than %d pixels", d.limits.Pixels)
	}
	return nil
}

// A counted reader counts what a filter makes, against the limits.
type counted struct {
	r             io.Reader
	d             *document
	packed, bound int64
	n             int64
}

// structure is how many bytes a stream may unpack to that tells of objects, and is kept.
const structure = 16 << 20

// large is from how many bytes on the ratio of a stream is looked at.
const large = 4 << 20

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.d.unpacked += int64(n)
	most := c.d.limits.Stream
	if c.bound > 0 {
		most = c.bound
	} else if c.n > large && c.n/max(c.packed, 1) > c.d.limits.Ratio {
		return 0, refuse(FileExpands, "a stream of the file unpacks to more than %d times its size", c.d.limits.Ratio)
	}
	if c.n > most || c.d.unpacked > c.d.limits.Streams {
		return 0, refuse(FileExpands, "the streams of the file unpack to more than is taken")
	}
	return n, err
}

// until ends where a byte stands that ends the data.
type until struct {
	r    io.Reader
	stop byte
	done bool
}

func (u *until) Read(p []byte) (int, error) {
	if u.done {
		return 0, io.EOF
	}
	n, err := u.r.Read(p)
	if at := bytes.IndexByte(p[:n], u.stop); at >= 0 {
		u.done = true
		return at, nil
	}
	return n, err
}

// A hexReader reads hex digits with white space between them.
type hexReader struct {
	r    io.Reader
	high int // a digit that waits for its second, plus one
}

func (h *hexReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	n, err := h.r.Read(p)
	out := 0
	for _, c := range p[:n] {
		var digit int
		switch {
		case isSpace(c):
			continue
		case c >= '0' && c <= '9':
			digit = int(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			digit = int(c|0x20-'a') + 10
		default:
			return 0, refuse(FileDamaged, "a stream of the file cannot be unpacked")
		}
		if h.high == 0 {
			h.high = digit + 1
			continue
		}
		p[out] = byte((h.high-1)<<4 | digit)
		out, h.high = out+1, 0
	}
	if err != nil && h.high > 0 && out < len(p) { // an odd digit counts as if a 0 followed
		p[out] = byte((h.high - 1) << 4)
		out, h.high = out+1, 0
	}
	return out, err
}
