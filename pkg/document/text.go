package document

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"selter/pkg/document/font"
)

// printable is text as it can stand on one line of paper: composed letters, plain spaces,
// and whatever cannot be seen or drawn under its number, as in [U+202E]. So nothing is
// dropped in silence, and no mark of direction turns a line around.
func printable(text string) string { return oneLine(text, hasGlyph) }

// oneLine is printable text for whatever draws the letters.
func oneLine(text string, draws func(rune) bool) string {
	var b strings.Builder
	space := true // none at the beginning
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD")) {
		switch {
		case unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case !unicode.IsPrint(r) || !draws(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
		space = false
	}
	return strings.TrimSuffix(b.String(), " ")
}

// typefaces are asked what they can draw; the regular and the bold face have to know a
// letter both, since any text may stand in a heading.
var typefaces = sync.OnceValue(func() [2]*sfnt.Font {
	var faces [2]*sfnt.Font
	for i, data := range [][]byte{font.Regular, font.Bold} {
		face, err := sfnt.Parse(data)
		if err != nil {
			panic("document: the embedded typeface cannot be read: " + err.Error())
		}
		faces[i] = face
	}
	return faces
})

// hasGlyph tells whether the typeface draws r. The PDF library writes codes of two bytes.
func hasGlyph(r rune) bool {
	if r < unicode.MaxASCII {
		return true // what is printable of it
	}
	if r > 0xFFFF {
		return false
	}
	for _, face := range typefaces() {
		if glyph, err := face.GlyphIndex(nil, r); err != nil || glyph == 0 {
			return false
		}
	}
	return true
}
