package dossier

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// The markers of a JPEG's parts that a decoder needs, beside frame and scans (T.81, table B.1).
const (
	markDHT   = 0xc4
	markDQT   = 0xdb
	markDRI   = 0xdd
	markAPP0  = 0xe0
	markAPP1  = 0xe1
	markAPP14 = 0xee
)

// A jpegPart is one marker with what belongs to it: content[from:to], of which
// content[data:scan] is the segment's data and content[scan:to] the picture that follows.
type jpegPart struct {
	mark                 byte
	from, data, scan, to int
}

// jpegParts lists the parts between the first marker and the last, and where the image
// ends: as walkJPEG found them, which has been here before.
func jpegParts(content []byte) (parts []jpegPart, end int) {
	for at := 2; at+4 <= len(content); {
		for content[at] == 0xff && content[at+1] == 0xff {
			at++ // fill bytes, which belong to no part
		}
		if content[at+1] == markEOI {
			return parts, at + 2
		}
		p := jpegPart{mark: content[at+1], from: at, data: at + 4}
		p.scan = at + 2 + int(binary.BigEndian.Uint16(content[at+2:]))
		p.to = p.scan
		if p.mark == markSOS {
			p.to = scanned(content, p.scan)
		}
		parts = append(parts, p)
		at = p.to
	}
	return parts, len(content)
}

// shown are the parts that say what the picture looks like.
func (p jpegPart) shown() bool {
	return p.mark >= markSOF0 && p.mark <= markSOF2 || slices.Contains([]byte{markDHT, markDQT, markDRI, markSOS}, p.mark)
}

// stripJPEG copies what a decoder needs. Of what applications say it keeps three things,
// each written anew: that samples are spaced so (JFIF), how colours were mixed (Adobe), and
// which side is up (Exif).
func stripJPEG(content []byte) []byte {
	parts, _ := jpegParts(content)
	out := []byte{0xff, markSOI}
	for _, known := range []func(jpegPart, []byte) []byte{spacing, turned, mixing} {
		for _, p := range parts {
			if kept := known(p, content[p.data:p.scan]); kept != nil {
				out = append(out, kept...)
				break
			}
		}
	}
	for _, p := range parts {
		if p.shown() {
			out = append(out, content[p.from:p.to]...)
		}
	}
	return append(out, 0xff, markEOI)
}

// segment writes a part without a picture.
func segment(mark byte, data []byte) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(2+len(data)))
	return append(out, data...)
}

const (
	jfif  = "JFIF\x00"
	exif  = "Exif\x00\x00"
	adobe = "Adobe"
)

// spacing is a JFIF header without its small picture (ITU-T T.871, 10.1).
func spacing(p jpegPart, data []byte) []byte {
	const header = len(jfif) + 2 + 1 + 4
	if p.mark != markAPP0 || len(data) < header || !bytes.HasPrefix(data, []byte(jfif)) {
		return nil
	}
	return segment(markAPP0, append(bytes.Clone(data[:header]), 0, 0))
}

// mixing is an Adobe marker without its flags (Adobe technical note 5116, section 18).
func mixing(p jpegPart, data []byte) []byte {
	const transform, version = len(adobe) + 6, 100
	if p.mark != markAPP14 || len(data) <= transform || !bytes.HasPrefix(data, []byte(adobe)) || data[transform] > 2 {
		return nil
	}
	return segment(markAPP14, append([]byte(adobe), 0, version, 0, 0, 0, 0, data[transform]))
}

// turned is an Exif part that says which side is up and nothing else; none when the picture
// stands as it is.
func turned(p jpegPart, data []byte) []byte {
	if p.mark != markAPP1 || !bytes.HasPrefix(data, []byte(exif)) {
		return nil
	}
	side := orientation(data[len(exif):])
	if side < 2 || side > 8 {
		return nil
	}
	const directory, entries, more = 8, 1, 0
	out := append([]byte(exif), "MM\x00*"...)
	out = binary.BigEndian.AppendUint32(out, directory)
	out = binary.BigEndian.AppendUint16(out, entries)
	out = binary.BigEndian.AppendUint16(out, tagOrientation)
	out = binary.BigEndian.AppendUint16(out, typeShort)
	out = binary.BigEndian.AppendUint32(out, 1)
	out = binary.BigEndian.AppendUint16(out, side)
	out = binary.BigEndian.AppendUint16(out, 0)
	return segment(markAPP1, binary.BigEndian.AppendUint32(out, more))
}

const (
	tagOrientation = 0x0112
	typeShort      = 3
)

// orientation reads which side is up from a TIFF structure (TIFF 6.0, section 8): 1 to 8,
// or something else when it does not say.
func orientation(tiff []byte) uint16 {
	const head, entry = 8, 12
	if len(tiff) < head {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	rest := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(rest) < entry {
			return 0
		}
		if order.Uint16(rest) == tagOrientation && order.Uint16(rest[2:]) == typeShort {
			return order.Uint16(rest[head:])
		}
		rest = rest[entry:]
	}
	return 0
}

// blankJPEG does the same to a picture inside of a PDF, where nothing may change its place:
// what the parts of applications and remarks say becomes zeros, as does what follows the
// picture. There, which side is up is the page's matter.
func blankJPEG(picture []byte) {
	parts, end := jpegParts(picture)
	for _, p := range parts {
		if p.shown() {
			continue
		}
		data := picture[p.data:p.scan]
		kept := spacing(p, data)
		if kept == nil {
			kept = mixing(p, data)
		}
		clear(data)
		if kept != nil {
			copy(data, kept[4:]) // without marker and length
		}
	}
	clear(picture[end:])
}
