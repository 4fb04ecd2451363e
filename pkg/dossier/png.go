package dossier

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// A header is what a PNG's IHDR says (ISO/IEC 15948, 11.2.2).
type header struct {
	width, height     int
	depth, colour     byte
	packing, interlac byte
}

// channels are the samples of a pixel and the depths that each colour type may have.
var channels = map[byte]struct {
	samples int
	depths  string
}{
	0: {1, "\x01\x02\x04\x08\x10"}, // grey
	2: {3, "\x08\x10"},             // red, green, blue
	3: {1, "\x01\x02\x04\x08"},     // palette
	4: {2, "\x08\x10"},             // grey and alpha
	6: {4, "\x08\x10"},             // red, green, blue and alpha
}

// inspectPNG reads every chunk with its checksum and unpacks the image data, which it
// counts and does not keep: a picture of any size takes the same memory.
func (l Limits) inspectPNG(content []byte) (width, height int, err error) {
	rest := content[len(pngMagic):]
	var head header
	var packed [][]byte
	for n := 0; ; n++ {
		kind, data, after, err := chunk(rest)
		if err != nil {
			return 0, 0, err
		}
		rest = after
		switch {
		case n > l.Objects:
			return 0, 0, refuse(FileComplexity, "the image has more than %d parts", l.Objects)
		case n == 0:
			if head, err = readHeader(kind, data); err != nil {
				return 0, 0, err
			}
			if head.width > l.Pixels/head.height {
				return 0, 0, refuse(ImagePixels, "the image has more than %d pixels", l.Pixels)
			}
		case kind == "IDAT":
			packed = append(packed, data)
		case kind == "IEND":
			if len(data) > 0 || len(packed) == 0 {
				return 0, 0, refuse(FileDamaged, "the image ends without a picture")
			}
			if len(rest) > 0 {
				return 0, 0, refuse(FilePolyglot, "%d bytes follow the end of the image", len(rest))
			}
			return head.width, head.height, head.unpack(packed)
		case kind[0]&0x20 == 0 && kind != "PLTE":
			return 0, 0, refuse(FileDamaged, "the image has a critical part that the format does not know")
		}
	}
}

// chunk reads one chunk (5.3): length, type, data and the checksum of the latter two.
func chunk(rest []byte) (kind string, data, after []byte, err error) {
	const frame = 12
	if len(rest) < frame {
		return "", nil, nil, refuse(FileDamaged, "the image ends too early")
	}
	length := binary.BigEndian.Uint32(rest)
	if uint64(length) > uint64(len(rest)-frame) {
		return "", nil, nil, refuse(FileDamaged, "the image ends too early")
	}
	body := rest[4 : 8+length]
	for _, c := range body[:4] {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return "", nil, nil, refuse(FileDamaged, "a part of the image has no name")
		}
	}
	if crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(rest[8+length:]) {
		return "", nil, nil, refuse(FileDamaged, "a part of the image does not fit its checksum")
	}
	return string(body[:4]), body[4:], rest[frame+length:], nil
}

func readHeader(kind string, data []byte) (header, error) {
	const length = 13
	if kind != "IHDR" || len(data) != length {
		return header{}, refuse(FileDamaged, "the image does not begin with its header")
	}
	h := header{
		width: int(binary.BigEndian.Uint32(data)), height: int(binary.BigEndian.Uint32(data[4:])),
		depth: data[8], colour: data[9], packing: data[10] | data[11], interlac: data[12],
	}
	known, ok := channels[h.colour]
	const largest = 1<<31 - 1
	if !ok || !bytes.ContainsRune([]byte(known.depths), rune(h.depth)) || h.packing != 0 || h.interlac > 1 ||
		h.width < 1 || h.height < 1 || h.width > largest || h.height > largest {
		return header{}, refuse(FileDamaged, "the header of the image makes no sense")
	}
	return h, nil
}

// size is how many bytes the picture unpacks to (7.2, 8.2).
func (h header) size() int64 {
	bits := int64(channels[h.colour].samples) * int64(h.depth)
	rows := func(width, height int64) int64 {
		if width <= 0 || height <= 0 {
			return 0
		}
		return height * (1 + (width*bits+7)/8)
	}
	w, t := int64(h.width), int64(h.height)
	if h.interlac == 0 {
		return rows(w, t)
	}
	var total int64
	for _, pass := range [7][4]int64{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		total += rows((w-pass[0]+pass[2]-1)/pass[2], (t-pass[1]+pass[3]-1)/pass[3])
	}
	return total
}

// unpack makes sure that the data are the picture which the header tells of, whole and
// nothing beside.
func (h header) unpack(packed [][]byte) error {
	parts := make([]io.Reader, len(packed))
	for i, part := range packed {
		parts[i] = bytes.NewReader(part)
	}
	whole := bufio.NewReader(io.MultiReader(parts...)) // read by the byte, so that unpacking stops where it ends
	unpacking, err := zlib.NewReader(whole)
	if err != nil {
		return refuse(FileDamaged, "the picture cannot be unpacked")
	}
	want := h.size()
	got, err := io.Copy(io.Discard, io.LimitReader(unpacking, want+1))
	switch {
	case got > want:
		return refuse(FileExpands, "the picture unpacks to more than its header says")
	case err != nil || got < want:
		return refuse(FileDamaged, "the picture cannot be unpacked")
	}
	if _, err := whole.ReadByte(); !errors.Is(err, io.EOF) {
		return refuse(FilePolyglot, "something follows the picture")
	}
	return nil
}
