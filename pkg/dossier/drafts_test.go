package dossier_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// A draft is a PDF in the making. The first object is the catalogue, the second the page
// tree, the third the only page, the fourth what is on it; each may be replaced.
type draft struct {
	header  string
	objects []string
	trailer string              // what it holds beside Size and Root
	places  map[int]int         // where the table of objects says that one lies, if not where it does
	later   []string            // objects that a later revision adds
	packed  bool                // all but streams lie in an object stream
	data    func([]byte) []byte // what becomes of the bytes in the end
}

func newDraft() *draft {
	return &draft{header: "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", objects: []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
		streamed("", "BT /F1 12 Tf (contoh) Tj ET"),
	}}
}

// with adds something to an object's dictionary.
func (d *draft) with(object int, more string) *draft {
	d.objects[object-1] = strings.Replace(d.objects[object-1], "<<", "<< "+more, 1)
	return d
}

// set replaces an object.
func (d *draft) set(object int, content string) *draft {
	d.objects[object-1] = content
	return d
}

// add adds objects.
func (d *draft) add(objects ...string) *draft {
	d.objects = append(d.objects, objects...)
	return d
}

func streamed(head, data string) string {
	return fmt.Sprintf("<< /Length %d %s >>\nstream\n%s\nendstream", len(data), head, data)
}

func (d *draft) bytes() []byte {
	var out bytes.Buffer
	out.WriteString(d.header)
	if d.packed {
		d.writePacked(&out)
	} else {
		where := make([]int, len(d.objects))
		for i, object := range d.objects {
			where[i] = out.Len()
			fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
		}
		for number, place := range d.places {
			where[number-1] = place
		}
		at := out.Len()
		fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(where)+1)
		for _, place := range where {
			fmt.Fprintf(&out, "%010d 00000 n \n", place)
		}
		fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(where)+1, d.trailer, at)
		d.revise(&out, at)
	}
	if d.data != nil {
		return d.data(out.Bytes())
	}
	return out.Bytes()
}

// revise appends a revision, which replaces the first objects by newer ones.
func (d *draft) revise(out *bytes.Buffer, before int) {
	if len(d.later) == 0 {
		return
	}
	var table strings.Builder
	for i, object := range d.later {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	at := out.Len()
	fmt.Fprintf(out, "xref\n1 %d\n%strailer\n<< /Size %d /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n",
		len(d.later), table.String(), len(d.objects)+1, before, at)
}

// writePacked writes the objects as PDF 1.5 does: those that are no streams in an object
// stream, and the table of all in a stream as well.
func (d *draft) writePacked(out *bytes.Buffer) {
	const inFile, inStream = 1, 2
	var heads, bodies strings.Builder
	holder := len(d.objects) + 1
	rows := make([][3]int, holder+2)
	index := 0
	for i, object := range d.objects {
		if strings.Contains(object, "\nstream\n") {
			rows[i+1] = [3]int{inFile, out.Len()}
			fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", i+1, object)
			continue
		}
		fmt.Fprintf(&heads, "%d %d ", i+1, bodies.Len())
		bodies.WriteString(object + " ")
		rows[i+1] = [3]int{inStream, holder, index}
		index++
	}
	rows[holder] = [3]int{inFile, out.Len()}
	inside := string(deflated([]byte(heads.String() + bodies.String())))
	fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", holder,
		streamed(fmt.Sprintf("/Type /ObjStm /N %d /First %d /Filter /FlateDecode", index, heads.Len()), inside))
	at := out.Len()
	rows[holder+1] = [3]int{inFile, at}
	fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", holder+1, tabled(rows, d.trailer), at)
}

// tabled is a stream with the table of objects, written with the predictor that most
// writers use.
func tabled(rows [][3]int, trailer string) string {
	const width = 7
	var table []byte
	above := make([]byte, width)
	for _, row := range rows {
		line := append([]byte{byte(row[0])}, binary.BigEndian.AppendUint32(nil, uint32(row[1]))...)
		line = binary.BigEndian.AppendUint16(line, uint16(row[2]))
		table = append(table, 2)
		for i := range line {
			table = append(table, line[i]-above[i])
		}
		above = line
	}
	head := fmt.Sprintf("/Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns %d >> %s", len(rows), width, trailer)
	return streamed(head, string(deflated(table)))
}

func deflated(data []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(data) // to memory
	_ = w.Close()
	return out.Bytes()
}

// zeros deflates so many zeros, without holding them, to a thousandth.
func zeros(count int64) []byte { return zerosAt(zlib.DefaultCompression, count) }

func zerosAt(level int, count int64) []byte {
	var out bytes.Buffer
	w, _ := zlib.NewWriterLevel(&out, level)
	_, _ = io.CopyN(w, nothing{}, count)
	_ = w.Close()
	return out.Bytes()
}

type nothing struct{}

func (nothing) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// part is one chunk of a PNG.
func part(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	body := append([]byte(kind), data...)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
}

// pngHead is a PNG up to the header.
func pngHead(width, height uint32, depth, colour, interlace byte) []byte {
	data := binary.BigEndian.AppendUint32(nil, width)
	data = binary.BigEndian.AppendUint32(data, height)
	return append([]byte("\x89PNG\r\n\x1a\n"), part("IHDR", append(data, depth, colour, 0, 0, interlace))...)
}

// pngOf is a PNG of these chunks after its header.
func pngOf(head []byte, parts ...[]byte) []byte { return append(head, bytes.Join(parts, nil)...) }

// archive is the end of an empty ZIP with a comment of a length.
func archive(comment int) string {
	return "PK\x05\x06" + strings.Repeat("\x00", 16) + string(binary.LittleEndian.AppendUint16(nil, uint16(comment)))
}
