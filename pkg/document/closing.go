package document

import (
	"fmt"
)

// Measures of the end of a document, in millimetres.
const (
	qrSide    = 26.0
	signature = 18.0 // room for a hand or for the mark of an electronic signature
)

// issued ends an announcement, minutes or a report: where and when, and who signs.
func (p *paper) issued(verb string, h Head) error {
	lines := []string{verb + " di " + h.Place, "pada tanggal " + h.Date.Long()}
	return p.closing(lines, h)
}

// closing has the signatories, the code of the document and the copies. One signs beside
// the code, two side by side, and more, such as a committee, in a table.
func (p *paper) closing(place []string, h Head) error {
	seal, err := p.seal(h.Verification)
	if err != nil {
		return err
	}
	p.y += 3
	switch len(h.Signatories) {
	case 1:
		p.sign(place, h.Signatories, seal)
	case 2:
		p.sign(place, h.Signatories, nil)
		p.below(seal)
	default:
		p.register(place, h.Signatories)
		p.below(seal)
	}
	if len(h.Copies) > 0 {
		p.need(2 * small.height())
		p.block(small, left, p.inner(), toLeft, "Tembusan:")
		for i, to := range h.Copies {
			p.block(small, left+4, p.inner()-4, toLeft, fmt.Sprintf("%d. %s", i+1, to))
		}
	}
	return nil
}

// register is the table in which many sign.
func (p *paper) register(place []string, who []Signatory) {
	p.need(float64(len(place)+1)*body.height() + 40)
	for _, line := range place {
		p.block(body, left, p.inner(), toLeft, line)
	}
	p.y += 2
	rows := make([][]string, len(who))
	for i, s := range who {
		rows[i] = []string{counter(i), s.Name, s.Office, ""}
	}
	p.tableOf([]column{{"No.", 1, centred}, {"Nama", 6, toLeft}, {"Jabatan", 6, toLeft}, {"Tanda tangan", 5, toLeft}}, rows, 3)
}

// sign has one or two signatories in a row; one alone stands on the right, with the seal
// on his left. What is signed is not parted from its signature.
func (p *paper) sign(place []string, who []Signatory, beside *seal) {
	width := p.half()
	columns := []float64{left, left + p.inner() - width}[2-len(who):]
	offices, names := make([][]string, len(who)), make([][]string, len(who))
	p.use(strong)
	for i, s := range who {
		names[i] = p.wrap(s.Name, width)
	}
	p.use(body)
	var dated []string
	for _, line := range place {
		dated = append(dated, p.wrap(line, width)...)
	}
	for i, s := range who {
		offices[i] = p.wrap(s.Office+",", width)
	}
	tall := float64(len(dated)+most(offices)+most(names))*body.height() + signature
	p.need(max(tall, beside.tall()))
	start := p.y
	p.use(body)
	p.lines(columns[len(columns)-1], dated)
	for i, lines := range offices {
		p.lines(columns[i], lines)
		p.y -= float64(len(lines)) * body.height()
	}
	p.y += float64(most(offices))*body.height() + signature
	p.use(strong)
	for i, lines := range names {
		if who[i].Name == "" { // signed by hand, with the name in letters
			p.pdf.Line(columns[i], p.y+strong.height(), columns[i]+width, p.y+strong.height())
		}
		p.lines(columns[i], lines)
		p.y -= float64(len(lines)) * strong.height()
	}
	p.draw(beside, start)
	p.y = start + max(tall, beside.tall()) + 4
}

// half is the width of one of two columns.
func (p *paper) half() float64 { return p.inner()/2 - 3 }

// lines writes lines of the present style under one another.
func (p *paper) lines(x float64, lines []string) {
	for _, line := range lines {
		p.put(x, p.y, line)
		p.y += p.now.height()
	}
}
