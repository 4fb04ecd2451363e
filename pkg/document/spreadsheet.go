package document

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
)

// ErrCellTooLong says that a text does not fit into a cell of a spreadsheet.
var ErrCellTooLong = errors.New("document: a text is too long for a cell of a spreadsheet")

// cellMax is what a cell holds, in units of UTF-16; the library would cut what is longer.
const cellMax = 32767

// harmless is a text that no spreadsheet takes for a formula, neither in this file nor
// when somebody saves it as CSV and opens that: behind an apostrophe, as is the custom
// (OWASP, CSV injection), if it begins with what starts a formula. What cannot be seen
// in front of it does not hide it, nor does a look-alike such as the full-width "＝".
func harmless(text string) string {
	text = oneLine(text, func(rune) bool { return true }) // the reader's program has its own typefaces
	for escaped.MatchString(text) {
		text = escaped.ReplaceAllString(text, "_ $1")
	}
	if startsFormula(text) {
		return "'" + text
	}
	return text
}

// escaped is how the file format writes a character by its number: "_x003D_" in the file is
// a "=" in the cell (ECMA-376 Part 1, ST_Xstring). The library does not mask such a text.
var escaped = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// startsFormula looks at the first character that can be seen. Dashes of all kinds count:
// programs "correct" them into the minus that they resemble.
func startsFormula(text string) bool {
	visible := strings.TrimLeftFunc(norm.NFKC.String(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me)
	})
	for _, r := range visible {
		return strings.ContainsRune("=+-@|%\u2212\u02D7", r) || unicode.Is(unicode.Pd, r)
	}
	return false
}

// A workbook is a spreadsheet while it is written; the first error stands.
type workbook struct {
	file  *excelize.File
	err   error
	style map[string]int
}

func newWorkbook(h Head, title string) *workbook {
	b := &workbook{file: excelize.NewFile(), style: make(map[string]int)}
	day := midnight(h.Date).Format(time.RFC3339)
	b.keep(b.file.SetDocProps(&excelize.DocProperties{
		Title: printable(title), Creator: printable(h.Agency.Name), LastModifiedBy: "Selter", Created: day, Modified: day, Language: "id-ID",
	}))
	return b
}

func (b *workbook) keep(err error) {
	if b.err == nil && err != nil {
		b.err = fmt.Errorf("document: %w", err)
	}
}

// format is the number of a style, made once.
func (b *workbook) format(name string, s excelize.Style) int {
	if n, ok := b.style[name]; ok {
		return n
	}
	n, err := b.file.NewStyle(&s)
	b.keep(err)
	b.style[name] = n
	return n
}

// at is the name of a cell; rows and columns count from one.
func (b *workbook) at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	b.keep(err)
	return name
}

func (b *workbook) text(sheet string, column, row int, text string) {
	text = harmless(text)
	if len(utf16.Encode([]rune(text))) > cellMax {
		b.keep(ErrCellTooLong)
		return
	}
	b.keep(b.file.SetCellStr(sheet, b.at(column, row), text))
}

// number writes n of so many decimal places as a number that can be counted with. The
// nearest float of a decimal of so few places is written with these places and no others.
func (b *workbook) number(sheet string, column, row int, n int64, places int) {
	unit, mask := 1.0, "0"
	if places > 0 {
		mask += "." + strings.Repeat("0", places)
	}
	for range places {
		unit *= 10
	}
	cell := b.at(column, row)
	b.keep(b.file.SetCellFloat(sheet, cell, float64(n)/unit, places, 64))
	style := b.format(mask, excelize.Style{CustomNumFmt: &mask})
	b.keep(b.file.SetCellStyle(sheet, cell, cell, style))
}

func (b *workbook) bold(sheet string, fromColumn, fromRow, toColumn, toRow int) {
	style := b.format("bold", excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	b.keep(b.file.SetCellStyle(sheet, b.at(fromColumn, fromRow), b.at(toColumn, toRow), style))
}

// protect keeps a slip of the hand from changing a cell. It has no password and is no
// proof: what proves is the code, which the data answers for.
func (b *workbook) protect(sheet string) {
	b.keep(b.file.ProtectSheet(sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true}))
}

func (b *workbook) bytes() ([]byte, error) {
	if b.err != nil {
		return nil, b.err
	}
	var out bytes.Buffer
	if err := b.file.Write(&out); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return out.Bytes(), b.file.Close()
}
