package dossier

import (
	"crypto/sha256"
	"fmt"
)

// Accepts is the set of formats that are taken in one place.
type Accepts uint8

// The formats.
const (
	PDF Accepts = 1 << iota
	JPEG
	PNG
)

// The media types, by which an inspected file is served.
const (
	MediaPDF  = "application/pdf"
	MediaJPEG = "image/jpeg"
	MediaPNG  = "image/png"
)

const (
	// Document is what a document may be: a PDF.
	Document = PDF
	// Photo is what a photo may be.
	Photo = JPEG | PNG
)

// Facts are what a file was found to be.
type Facts struct {
	Media  string // a media type
	Pages  int    // of a PDF; an image is one
	Size   int64  // bytes
	SHA256 [sha256.Size]byte
	Width  int // pixels; of an image alone
	Height int
}

// Limits bound what a file may ask of whoever reads it. They hold before anything is
// unpacked or kept.
type Limits struct {
	Size    int   // bytes of a file
	Pages   int   // of a PDF
	Pixels  int   // of an image, also of one inside a PDF
	Objects int   // of a PDF
	Tokens  int   // numbers, names and texts of all objects together
	Depth   int   // how deep they lie within each other, and pages in the page tree
	Stream  int64 // bytes to which one stream unpacks
	Streams int64 // bytes to which all streams together unpack
	Ratio   int64 // how many times larger than packed a large stream is
}

// Standard are the limits unless the house has others.
func Standard() Limits {
	return Limits{
		Size: 10 << 20, Pages: 200, Pixels: 40_000_000,
		Objects: 50_000, Tokens: 600_000, Depth: 40,
		Stream: 64 << 20, Streams: 512 << 20, Ratio: 400,
	}
}

// Inspect parses a file under the standard limits, see Limits.Inspect.
func Inspect(accepts Accepts, content []byte) (Facts, error) {
	return Standard().Inspect(accepts, content)
}

// Inspect parses a file to its last byte. One that is none of the formats accepted, is not
// wholly what its format says, holds more than what is shown, or goes beyond the limits
// is a *Refusal, whose rule tells which. It reads nothing but the bytes given.
func (l Limits) Inspect(accepts Accepts, content []byte) (facts Facts, err error) {
	defer func() {
		// A parser that stumbles over a file has not read it.
		if fault := recover(); fault != nil {
			facts, err = Facts{}, refuse(FileDamaged, "the file cannot be read (%T)", fault)
		}
	}()
	if len(content) == 0 {
		return Facts{}, refuse(FileEmpty, "the file is empty")
	}
	if len(content) > l.Size {
		return Facts{}, refuse(FileSize, "the file has %d bytes; at most %d are taken", len(content), l.Size)
	}
	format := formatOf(content)
	if format&accepts == 0 {
		return Facts{}, refuse(FileMedia, "the file is none of the formats taken here: %s", accepts)
	}
	facts = Facts{Pages: 1, Size: int64(len(content)), SHA256: sha256.Sum256(content)}
	switch format {
	case PDF:
		facts.Media = MediaPDF
		facts.Pages, err = l.inspectPDF(content)
	case JPEG:
		facts.Media = MediaJPEG
		facts.Width, facts.Height, err = l.inspectJPEG(content)
	default:
		facts.Media = MediaPNG
		facts.Width, facts.Height, err = l.inspectPNG(content)
	}
	if err != nil {
		return Facts{}, err
	}
	return facts, nil
}

// formatOf is the one format whose parser is to read the content: that of its first
// bytes. It decides nothing else.
func formatOf(content []byte) Accepts {
	begins := func(magic string) bool { return len(content) >= len(magic) && string(content[:len(magic)]) == magic }
	switch {
	case begins("%PDF-"):
		return PDF
	case begins("\xff\xd8\xff"):
		return JPEG
	case begins(pngMagic):
		return PNG
	default:
		return 0
	}
}

// String names the formats.
func (a Accepts) String() string {
	var text string
	for i, name := range []string{"PDF", "JPEG", "PNG"} {
		if a&(1<<i) == 0 {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += name
	}
	if text == "" {
		return fmt.Sprintf("Accepts(%d)", uint8(a))
	}
	return text
}
