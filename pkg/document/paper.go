package document

import (
	"bytes"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"selter/pkg/document/font"
)

// Measures of a page, in millimetres.
const (
	left, right, top, bottom = 30.0, 20.0, 20.0, 25.0
	short, long              = 210.0, 297.0 // A4
	footer                   = 15.0         // of the footer's line above the lower edge
	millimetre               = 72 / 25.4    // in points
)

// A style is a size in points, bold or not.
type style struct {
	size float64
	bold bool
}

var (
	body    = style{size: 10}
	strong  = style{size: 10, bold: true}
	heading = style{size: 12, bold: true}
	small   = style{size: 8}
	cell    = style{size: 9}
	cellTop = style{size: 8, bold: true}
)

// height is the distance from one line to the next, in millimetres.
func (s style) height() float64 { return s.size * 1.35 / millimetre }

// A paper is a document while it is written: a pen that goes down the page. All breaking
// of lines and pages is done here, so that no word ever lies outside the margins.
type paper struct {
	pdf           *fpdf.Fpdf
	width, height float64 // of the page
	y             float64 // where the next line begins
	now           style
	sections      int // headings so far
}

func newPaper(d Document, title string, landscape bool) *paper {
	h := d.head()
	p := &paper{width: short, height: long}
	orientation := "P"
	if landscape {
		orientation, p.width, p.height = "L", long, short
	}
	p.pdf = fpdf.New(orientation, "mm", "A4", "")
	p.pdf.SetAutoPageBreak(false, 0)
	p.pdf.SetCatalogSort(true)
	p.pdf.SetCreationDate(midnight(h.Date))
	p.pdf.SetModificationDate(midnight(h.Date))
	p.pdf.SetProducer("Selter", true)
	p.pdf.SetTitle(printable(title), true)
	p.pdf.SetAuthor(printable(h.Agency.Name), true)
	p.pdf.SetSubject(printable(h.Number), true)
	p.pdf.SetLang("id-ID")
	p.pdf.AddUTF8FontFromBytes("dejavu", "", font.Regular)
	p.pdf.AddUTF8FontFromBytes("dejavu", "B", font.Bold)
	p.turn()
	return p
}

// turn begins a new page.
func (p *paper) turn() {
	p.pdf.AddPage()
	p.y = top
	p.use(p.now)
}

// need turns the page when less than so many millimetres are left on it.
func (p *paper) need(height float64) {
	if p.y+height > p.height-bottom && p.y > top {
		p.turn()
	}
}

func (p *paper) use(s style) {
	if s.size == 0 {
		s = body
	}
	face := ""
	if s.bold {
		face = "B"
	}
	p.now = s
	p.pdf.SetFont("dejavu", face, s.size)
}

// inner is the width between the margins.
func (p *paper) inner() float64 { return p.width - left - right }

// put writes one line whose upper edge is y.
func (p *paper) put(x, y float64, text string) {
	if text != "" {
		p.pdf.Text(x, y+p.now.size/millimetre, text)
	}
}

// wrap breaks text into lines of the present style that are no wider than width. A word
// that is wider than a line is broken inside.
func (p *paper) wrap(text string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(printable(text)) {
		if joined := strings.TrimPrefix(line+" "+word, " "); p.pdf.GetStringWidth(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = ""
		for _, r := range word {
			if line != "" && p.pdf.GetStringWidth(line+string(r)) > width {
				cut := breakIn(line)
				lines, line = append(lines, line[:cut]), line[cut:]
			}
			line += string(r)
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// breakIn is where a line that is one long word ends best: behind its last stroke, as in an
// address or a number, unless that would leave it half empty.
func breakIn(line string) int {
	if cut := strings.LastIndexAny(line, "/-") + 1; cut > len(line)/2 {
		return cut
	}
	return len(line)
}

// block writes text between x and x+width, down the page and over to the next.
func (p *paper) block(s style, x, width float64, align align, text string) {
	p.use(s)
	for _, line := range p.wrap(text, width) {
		p.need(s.height())
		p.put(align.at(x, width, p.pdf.GetStringWidth(line)), p.y, line)
		p.y += s.height()
	}
}

// An align says where a line lies in its room.
type align int

const (
	toLeft align = iota
	toRight
	centred
)

func (a align) at(x, room, width float64) float64 {
	switch a {
	case toRight:
		return x + room - width
	case centred:
		return x + (room-width)/2
	case toLeft:
	}
	return x
}

// finish puts the footers on all pages, now that their number is known, and ends the file.
func (p *paper) finish(h Head) ([]byte, error) {
	pages := p.pdf.PageCount()
	for page := 1; page <= pages; page++ {
		p.pdf.SetPage(page)
		p.use(small)
		y := p.height - footer
		p.pdf.SetLineWidth(0.2)
		p.pdf.Line(left, y-1, p.width-right, y-1)
		place := fmt.Sprintf("Halaman %d dari %d", page, pages)
		p.put(left, y, "Kode verifikasi "+h.Verification.Code+" · "+h.Date.Long())
		p.put(toRight.at(left, p.inner(), p.pdf.GetStringWidth(place)), y, place)
	}
	var out bytes.Buffer
	if err := p.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	return out.Bytes(), nil
}
