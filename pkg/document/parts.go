package document

import (
	"fmt"
	"strings"
)

// letterhead is the kop: who speaks, and where he can be reached.
func (p *paper) letterhead(a Agency) {
	p.block(heading, left, p.inner(), centred, strings.ToUpper(a.Name))
	if a.Body != "" {
		p.block(strong, left, p.inner(), centred, strings.ToUpper(a.Body))
	}
	for _, line := range []string{a.Address, a.Contact} {
		if line != "" {
			p.block(small, left, p.inner(), centred, line)
		}
	}
	p.y++
	p.pdf.SetLineWidth(0.6)
	p.pdf.Line(left, p.y, p.width-right, p.y)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(left, p.y+1, p.width-right, p.y+1)
	p.y += 5
}

// title is the kind of paper, its number and what it is about.
func (p *paper) title(kind, number, about string) {
	p.block(heading, left, p.inner(), centred, strings.ToUpper(kind))
	p.block(body, left, p.inner(), centred, "NOMOR "+number)
	p.y += 2
	p.block(body, left, p.inner(), centred, "TENTANG")
	p.y += 1
	p.block(strong, left, p.inner(), centred, strings.ToUpper(about))
	p.y += 4
}

// section is a heading inside the body under the next letter.
func (p *paper) section(text string) {
	p.heading(string(rune('A'+p.sections))+".", text)
	p.sections++
}

// heading does not stay alone at the foot of a page.
func (p *paper) heading(mark, text string) {
	p.need(5 * body.height())
	p.y += 2
	p.block(strong, left, p.inner(), toLeft, mark+" "+text)
	p.y++
}

func (p *paper) paragraph(text string) {
	p.block(body, left, p.inner(), toLeft, text)
	p.y += 2
}

// parting is the last paragraph before the signatures. It goes over to the next page with
// them: a signature alone on a page could be put under anything.
func (p *paper) parting(text string) {
	p.use(body)
	p.need(float64(len(p.wrap(text, p.inner())))*body.height() + 60)
	p.paragraph(text)
}

// list is what follows one another, each under its mark: "1.", "a." or "-".
func (p *paper) list(mark func(int) string, items []string) {
	const room = 8
	for i, item := range items {
		p.need(body.height())
		p.use(body)
		p.put(left, p.y, mark(i))
		p.block(body, left+room, p.inner()-room, toLeft, item)
	}
	p.y += 2
}

func numbered(i int) string { return fmt.Sprintf("%d.", i+1) }
func dashed(int) string     { return "–" }

// pairs are labels with what they stand for, after a colon. A pair that says nothing is
// left out.
func (p *paper) pairs(list ...[2]string) {
	label := 0.0
	p.use(body)
	for _, pair := range list {
		label = max(label, p.pdf.GetStringWidth(pair[0])+2)
	}
	for _, pair := range list {
		if strings.TrimSpace(pair[1]) == "" {
			continue
		}
		p.need(body.height())
		p.use(body)
		p.put(left, p.y, pair[0])
		p.put(left+label, p.y, ":")
		p.block(body, left+label+3, p.inner()-label-3, toLeft, pair[1])
	}
	p.y += 2
}
