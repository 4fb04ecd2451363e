package document

// A column is a heading, its share of the width, and where its cells lie.
type column struct {
	title string
	share float64
	align align
}

const padding = 1.2 // between the rule and the text of a cell, in millimetres

// table draws rows under a head that is repeated on each page. A row is kept together
// unless it is longer than a page; then it goes on with the head above it.
func (p *paper) table(columns []column, rows [][]string) { p.tableOf(columns, rows, 1) }

// tableOf draws a table whose rows have room for at least so many lines.
func (p *paper) tableOf(columns []column, rows [][]string, least int) {
	t := ruled{paper: p, columns: columns, widths: make([]float64, len(columns))}
	sum := 0.0
	for _, c := range columns {
		sum += c.share
	}
	titles := make([]string, len(columns))
	for i, c := range columns {
		t.widths[i] = p.inner() * c.share / sum
		titles[i] = c.title
	}
	t.titles = t.cells(cellTop, titles, 1)
	p.need(t.tall(t.titles, cellTop) + 3*cell.height())
	t.top()
	for _, row := range rows {
		t.row(t.cells(cell, row, least))
	}
	p.y += 3
}

// ruled is a table while it is drawn.
type ruled struct {
	*paper
	columns []column
	widths  []float64
	titles  [][]string // lines of the head
}

// cells breaks the cells of a row into lines, and fills the first up to the least number.
func (t *ruled) cells(s style, row []string, least int) [][]string {
	t.use(s)
	broken := make([][]string, len(t.columns))
	for i := range t.columns {
		broken[i] = t.wrap(row[i], t.widths[i]-2*padding)
	}
	for len(broken[0]) < least {
		broken[0] = append(broken[0], "")
	}
	return broken
}

// most is the number of lines of the longest cell.
func most(cells [][]string) int {
	n := 0
	for _, lines := range cells {
		n = max(n, len(lines))
	}
	return n
}

func (t *ruled) tall(cells [][]string, s style) float64 {
	return float64(most(cells))*s.height() + 2*padding
}

func (t *ruled) top() {
	t.pdf.SetFillColor(232, 232, 232)
	t.pdf.Rect(left, t.y, t.inner(), t.tall(t.titles, cellTop), "F")
	t.pdf.SetFillColor(0, 0, 0) // text is filled with the same colour
	t.draw(cellTop, t.titles, true)
}

func (t *ruled) row(cells [][]string) {
	room := t.height - bottom
	whole := room - top - t.tall(t.titles, cellTop) // what a fresh page has for rows
	for {
		lines := int((room - t.y - 2*padding) / cell.height()) // for which there is room
		fits := most(cells) <= lines
		if !fits && (lines < 1 || t.tall(cells, cell) <= whole) {
			t.turn()
			t.top()
			continue
		}
		if fits {
			t.draw(cell, cells, false)
			return
		}
		var now, later [][]string
		for _, one := range cells {
			cut := min(lines, len(one))
			now, later = append(now, one[:cut]), append(later, one[cut:])
		}
		t.draw(cell, now, false)
		cells = later
	}
}

// draw writes the lines of a row and the rules around it.
func (t *ruled) draw(s style, cells [][]string, head bool) {
	t.use(s)
	t.pdf.SetLineWidth(0.2)
	tall, x := t.tall(cells, s), left
	for i, lines := range cells {
		at := t.columns[i].align
		if head {
			at = centred
		}
		for n, line := range lines {
			t.put(at.at(x+padding, t.widths[i]-2*padding, t.pdf.GetStringWidth(line)), t.y+padding+float64(n)*s.height(), line)
		}
		t.frame(x, t.y, t.widths[i], tall)
		x += t.widths[i]
	}
	t.y += tall
}

func (t *ruled) frame(x, y, width, height float64) {
	t.pdf.Line(x, y, x+width, y)
	t.pdf.Line(x, y+height, x+width, y+height)
	t.pdf.Line(x, y, x, y+height)
	t.pdf.Line(x+width, y, x+width, y+height)
}
