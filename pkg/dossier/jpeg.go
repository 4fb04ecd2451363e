package dossier

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
)

// The markers that a parser must know (ITU-T T.81, table B.1).
const (
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markSOF0 = 0xc0
	markSOF2 = 0xc2
)

// decodable is how much memory a picture may take to be decoded as well. Beyond it the
// structure alone is read: nothing of the house ever decodes a picture.
const decodable = 64 << 20

// mostScans is several times what writers use: each one makes a decoder go over the whole
// picture, and may cost but a few bytes.
const mostScans = 64

// inspectJPEG walks the segments and scans from the first marker to the end of the image,
// which must be the end of the file, and then decodes the picture if it is not large.
func (l Limits) inspectJPEG(content []byte) (width, height int, err error) {
	frame, end, err := walkJPEG(content)
	if err != nil {
		return 0, 0, err
	}
	if frame.width > l.Pixels/frame.height {
		return 0, 0, refuse(ImagePixels, "the image has more than %d pixels", l.Pixels)
	}
	if end != len(content) {
		return 0, 0, refuse(FilePolyglot, "%d bytes follow the end of the image", len(content)-end)
	}
	memory := frame.width * frame.height * frame.components
	if frame.progressive {
		memory *= 5 // the decoder keeps a coefficient of four bytes for each sample
	}
	if memory <= decodable {
		if _, err := jpeg.Decode(bytes.NewReader(content)); err != nil {
			return 0, 0, refuse(FileDamaged, "the picture cannot be decoded")
		}
	}
	return frame.width, frame.height, nil
}

type frame struct {
	width, height, components int
	progressive               bool
}

// walkJPEG finds the one frame, which it also tells beside a fault that comes later, and
// where the image ends.
func walkJPEG(content []byte) (found frame, end int, err error) {
	at, scans := 2, 0
	if len(content) < at || content[0] != 0xff || content[1] != markSOI {
		return found, 0, refuse(FileDamaged, "the image does not begin")
	}
	for {
		for at < len(content)-1 && content[at] == 0xff && content[at+1] == 0xff {
			at++ // fill bytes
		}
		if at+2 > len(content) {
			return found, 0, refuse(FileDamaged, "the image ends too early")
		}
		if content[at] != 0xff {
			return found, 0, refuse(FileDamaged, "the image holds bytes that belong to none of its parts")
		}
		mark := content[at+1]
		at += 2
		if mark == markEOI {
			if scans == 0 {
				return found, 0, refuse(FileDamaged, "the image ends without a picture")
			}
			return found, at, nil
		}
		if mark < markSOF0 || mark == markSOI || mark >= 0xd0 && mark <= 0xd7 || mark >= 0xf0 && mark <= 0xfd {
			return found, 0, refuse(FileDamaged, "the image has a part that the format does not know here")
		}
		if at+2 > len(content) {
			return found, 0, refuse(FileDamaged, "the image ends too early")
		}
		length := int(binary.BigEndian.Uint16(content[at:]))
		if length < 2 || at+length > len(content) {
			return found, 0, refuse(FileDamaged, "the image ends too early")
		}
		data := content[at+2 : at+length]
		at += length
		switch {
		case mark == markSOS:
			if found.width == 0 {
				return found, 0, refuse(FileDamaged, "the picture comes before its frame")
			}
			if scans++; scans > mostScans {
				return found, 0, refuse(FileComplexity, "the image is drawn in more than %d turns", mostScans)
			}
			at = scanned(content, at)
		case mark >= markSOF0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc:
			if found.width != 0 {
				return found, 0, refuse(FileDamaged, "the image has a second frame")
			}
			if found, err = readFrame(mark, data); err != nil {
				return frame{}, 0, err
			}
		}
	}
}

// readFrame reads a frame header (B.2.2): baseline and progressive, what cameras make.
func readFrame(mark byte, data []byte) (frame, error) {
	const fixed = 6
	if mark > markSOF2 || len(data) < fixed || data[0] != 8 {
		return frame{}, refuse(FileDamaged, "the image is of a kind that is not taken: baseline and progressive are")
	}
	f := frame{
		height: int(binary.BigEndian.Uint16(data[1:])), width: int(binary.BigEndian.Uint16(data[3:])),
		components: int(data[5]), progressive: mark == markSOF2,
	}
	if f.width == 0 || f.height == 0 || f.components < 1 || f.components > 4 || len(data) != fixed+3*f.components {
		return frame{}, refuse(FileDamaged, "the frame of the image makes no sense")
	}
	return f, nil
}

// scanned is where the entropy-coded data that begin here end: before the next marker
// that is no restart (B.1.1.5).
func scanned(content []byte, at int) int {
	for ; at+1 < len(content); at++ {
		if next := content[at+1]; content[at] == 0xff && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
			return at
		}
	}
	return len(content)
}
