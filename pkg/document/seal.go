package document

import (
	"fmt"

	"github.com/skip2/go-qrcode"
)

// A seal is the code of a document as it is printed: as dots for a camera and as letters
// for a hand. It is no signature.
type seal struct {
	dots  [][]bool
	code  string
	notes [2][]string // above and below the letters
}

const besides = 4.0 // the quiet zone between the dots and what is next to them

// seal prepares the dots and the lines for half the width of a page.
func (p *paper) seal(v Verification) (*seal, error) {
	qr, err := qrcode.New(v.URL, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("document: the address of the verification does not fit into a QR code: %w", err)
	}
	qr.DisableBorder = true
	s := &seal{dots: qr.Bitmap(), code: v.Code}
	room := p.half() - qrSide - besides
	p.use(small)
	s.notes = [2][]string{p.wrap("Kode verifikasi dokumen", room), p.wrap("Isi dokumen ini dapat diperiksa pada "+v.URL, room)}
	return s, nil
}

// tall is the height of a seal with its quiet zone; no seal has none.
func (s *seal) tall() float64 {
	if s == nil {
		return 0
	}
	return max(qrSide, float64(len(s.notes[0])+len(s.notes[1]))*small.height()+strong.height()) + besides
}

// below puts a seal under what is there.
func (p *paper) below(s *seal) {
	p.need(s.tall())
	p.draw(s, p.y)
	p.y += s.tall()
}

// draw puts the seal on the left with its upper edge at y. The dots are squares, which
// stay sharp in print.
func (p *paper) draw(s *seal, y float64) {
	if s == nil {
		return
	}
	dot := qrSide / float64(len(s.dots))
	for row, line := range s.dots {
		for from := 0; from < len(line); from++ {
			to := from
			for to < len(line) && line[to] {
				to++
			}
			if to > from {
				p.pdf.Rect(left+float64(from)*dot, y+float64(row)*dot, float64(to-from)*dot, dot, "F")
				from = to
			}
		}
	}
	before := p.y
	p.y = y
	const x = left + qrSide + besides
	p.use(small)
	p.lines(x, s.notes[0])
	p.use(strong)
	p.lines(x, []string{s.code})
	p.use(small)
	p.lines(x, s.notes[1])
	p.y = before
}
