package dossier

import "bytes"

// A section is one cross-reference section: what its trailer says and what it lists.
type section struct {
	trailer value
	entries []entry
}

// An entry says where the object of a number lies (7.5.4, 7.5.8.3).
type entry struct {
	number int64
	how    int64 // 1: in the file, at where; 2: in the object stream of number where
	where  int64
	index  int64 // in the object stream
}

// A place is where the object lies that a number stands for.
type place struct {
	how, where, index int64
}

// classic reads a table of cross-references and its trailer.
func (d *document) classic(l *lexer, at int) error {
	var s section
	for {
		v, err := l.token()
		if err != nil {
			return err
		}
		if v.kind == word && v.name == "trailer" {
			break
		}
		count, err := l.whole()
		if err != nil || v.kind != integer || v.n < 0 {
			return refuse(FileDamaged, "the table of objects of the file makes no sense")
		}
		for i := range count {
			one, err := l.classicEntry()
			if err != nil {
				return err
			}
			if one.number = v.n + i; one.how != 0 {
				s.entries = append(s.entries, one)
			}
		}
	}
	trailer, err := l.token()
	if err != nil {
		return err
	}
	if trailer.kind != opening || trailer.n != '>' {
		return refuse(FileDamaged, "the file has no trailer")
	}
	items, _, err := l.composed('>', 1)
	if err != nil {
		return err
	}
	if s.trailer, err = paired(items); err != nil {
		return err
	}
	if err := d.examine(s.trailer); err != nil {
		return err
	}
	d.sections[at] = s
	return nil
}

func (l *lexer) classicEntry() (entry, error) {
	where, err := l.whole()
	if err != nil {
		return entry{}, err
	}
	if _, err := l.whole(); err != nil {
		return entry{}, err
	}
	used, err := l.token()
	switch {
	case err != nil:
		return entry{}, err
	case used.kind == word && used.name == "f", used.kind == word && used.name == "n" && where == 0:
		return entry{}, nil // free, or never written
	case used.kind == word && used.name == "n":
		return entry{how: 1, where: where}, nil
	}
	return entry{}, refuse(FileDamaged, "the table of objects of the file makes no sense")
}

// packedTable reads a cross-reference stream (7.5.8).
func (d *document) packedTable(at int, head value, data []byte) error {
	bad := refuse(FileDamaged, "the table of objects of the file makes no sense")
	var widths [3]int64
	told := head.get("W").items
	if len(told) != len(widths) {
		return bad
	}
	var row int64
	for i, w := range told {
		if w.kind != integer || w.n < 0 || w.n > 8 {
			return bad
		}
		widths[i] = w.n
		row += w.n
	}
	rows, err := d.predicted(head, data, row)
	if err != nil || row == 0 {
		return bad
	}
	index := head.get("Index").items
	if len(index) == 0 {
		index = []value{{kind: integer}, head.get("Size")}
	}
	s := section{trailer: head}
	for ; len(index) >= 2; index = index[2:] {
		first, count := index[0], index[1]
		if first.kind != integer || count.kind != integer || first.n < 0 || count.n < 0 || count.n > int64(len(rows))/row {
			return bad
		}
		for i := range count.n {
			one := entry{number: first.n + i, how: 1}
			for field, w := range widths {
				n := int64(0)
				for _, c := range rows[:w] {
					n = n<<8 | int64(c)
				}
				rows = rows[w:]
				switch {
				case field == 0 && w > 0:
					one.how = n
				case field == 1:
					one.where = n
				case field == 2:
					one.index = n
				}
			}
			if one.how > 2 || one.where < 0 || one.index < 0 {
				return bad
			}
			if one.how != 0 {
				s.entries = append(s.entries, one)
			}
		}
	}
	d.sections[at] = s
	return nil
}

// predicted undoes the PNG predictors (7.4.4.4) that tables of objects are written with.
func (d *document) predicted(head value, data []byte, row int64) ([]byte, error) {
	parms := head.get("DecodeParms")
	if many := parms.many(); len(many) == 1 {
		parms = many[0]
	}
	const png = 10
	if told := parms.get("Predictor"); told.kind != integer || told.n < 2 {
		return data, nil
	} else if told.n < png || parms.get("Columns").n != row || row == 0 {
		return nil, refuse(PDFFilter, "the table of objects is packed in a way that is not taken")
	}
	out := make([]byte, 0, len(data))
	above := make([]byte, row)
	for ; int64(len(data)) > row; data = data[row+1:] {
		line := bytes.Clone(data[1 : row+1])
		for i := range line {
			var left, corner byte
			if i > 0 {
				left, corner = line[i-1], above[i-1]
			}
			switch data[0] {
			case 0:
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			default:
				return nil, refuse(FileDamaged, "the table of objects of the file makes no sense")
			}
		}
		out = append(out, line...)
		above = line
	}
	return out, nil
}

func paeth(left, above, corner byte) byte {
	p := int(left) + int(above) - int(corner)
	a, b, c := abs(p-int(left)), abs(p-int(above)), abs(p-int(corner))
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return above
	default:
		return corner
	}
}

func abs(n int) int { return max(n, -n) }

// follow goes through the sections as a reader does, from where the file says at its end,
// and makes sure that all leads to objects that were read: nobody is led into a stream,
// where other objects could wait.
func (d *document) follow() error {
	for _, where := range d.starts {
		if _, there := d.sections[int(where)]; !there && where != 0 { // 0 in the first part of a file made for the web
			return refuse(FileDamaged, "the file leads to a table of objects that is not there")
		}
	}
	if len(d.starts) == 0 {
		return refuse(FileDamaged, "the file does not say where its table of objects is")
	}
	d.table = map[int64]place{}
	seen := map[int64]bool{}
	for next := []int64{d.starts[len(d.starts)-1]}; len(next) > 0; next = next[1:] {
		at := next[0]
		s, there := d.sections[int(at)]
		if !there {
			return refuse(FileDamaged, "the file leads to a table of objects that is not there")
		}
		if seen[at] {
			return refuse(FileDamaged, "the tables of objects lead round in a circle")
		}
		seen[at] = true
		for _, one := range s.entries {
			if _, newer := d.table[one.number]; !newer {
				d.table[one.number] = place{one.how, one.where, one.index}
			}
		}
		for _, key := range []string{"XRefStm", "Prev"} {
			switch v := s.trailer.get(key); v.kind {
			case other:
			case integer:
				next = append(next, v.n)
			default:
				return refuse(FileDamaged, "the tables of objects do not lead to each other")
			}
		}
	}
	for _, one := range d.table {
		// A reader may take for an object stream whatever the table calls one.
		if _, read := d.inside[d.streamAt(one.where)]; one.how == 2 && !read {
			return refuse(FileDamaged, "the table of objects leads to an object stream that is none")
		}
	}
	for _, s := range d.sections {
		for _, one := range s.entries {
			if one.how == 1 && !d.begins(one) {
				return refuse(FileDamaged, "the table of objects leads to where none begins")
			}
		}
	}
	return nil
}

// begins tells whether the object of an entry begins where it says, white space apart.
func (d *document) begins(one entry) bool {
	if one.where >= int64(len(d.data)) {
		return false
	}
	at := int(one.where)
	for at < len(d.data) && isSpace(d.data[at]) {
		at++
	}
	found, there := d.objects[at]
	return there && found.number == one.number
}

// resolve is the value that a reference stands for; one that leads nowhere is nothing
// (7.3.10), and so is one that leads to another reference.
func (d *document) resolve(v value) value {
	if v.kind != ref {
		return v
	}
	where, there := d.table[v.n]
	if !there {
		return value{}
	}
	if where.how == 1 {
		return d.at(where.where).value
	}
	for _, one := range d.inside[d.streamAt(where.where)] {
		if one.number == v.n {
			return one.value
		}
	}
	return value{}
}

func (d *document) at(where int64) object { return d.objects[d.from(where)] }

func (d *document) from(where int64) int {
	at := int(where)
	for at < len(d.data) && isSpace(d.data[at]) {
		at++
	}
	return at
}

// streamAt is where the object stream of a number begins.
func (d *document) streamAt(number int64) int {
	where, there := d.table[number]
	if !there || where.how != 1 {
		return -1
	}
	return d.from(where.where)
}
