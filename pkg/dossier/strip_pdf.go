package dossier

import (
	"bytes"
	"maps"
	"slices"
)

// A stripping is a copy of a PDF from which things are taken out in place: every byte
// stays where it is, so that the tables of objects stay true.
type stripping struct {
	*document
	copy eraser
	// live are the numbers of the objects to which the pages lead.
	live map[int64]bool
	// packed is what the numbers stand for that lie in object streams.
	packed map[int64]value
}

// An eraser is what is blanked in its place.
type eraser []byte

func (e eraser) blank(from, to int) {
	for i := from; i < to; i++ {
		e[i] = ' '
	}
}

// stripPDF keeps the objects to which the catalogue leads, without what they say of the
// maker, and makes every other one null: the information dictionary, streams of metadata,
// private data of programs, what an earlier revision showed.
func (l Limits) stripPDF(content []byte) ([]byte, error) {
	s := &stripping{copy: bytes.Clone(content), live: map[int64]bool{}, packed: map[int64]value{}}
	d, err := l.readPDF(content, s.copy.blank)
	if err != nil {
		return nil, err
	}
	s.document = d
	d.tokens = l.Tokens // it is read once more
	s.unpackNumbers()
	s.reach(d.root())
	s.reachBeside()
	for _, at := range slices.Sorted(maps.Keys(d.objects)) {
		if err := s.object(at, d.objects[at]); err != nil {
			return nil, err
		}
	}
	for _, at := range slices.Sorted(maps.Keys(d.sections)) {
		if _, stream := d.objects[at]; stream {
			continue
		}
		if err := s.trailer(at, d.sections[at].trailer); err != nil {
			return nil, err
		}
	}
	return s.copy, nil
}

// object strips one object of the file.
func (s *stripping) object(at int, one object) error {
	current := s.isCurrent(one.number, at)
	switch {
	case one.get("Type").isName("XRef"):
		return s.scrub(s.lexer(one.body), one.value, ofTrailers, s.copy)
	case one.get("Type").isName("ObjStm") && current:
		if err := s.inner(at, one); err != nil {
			return err
		}
		return s.scrub(s.lexer(one.body), one.value, ofHolders, s.copy)
	case current && s.live[one.number]:
		if err := s.picture(one); err != nil {
			return err
		}
		return s.scrub(s.lexer(one.body), one.value, ofAnything, s.copy)
	}
	s.forget(one)
	return nil
}

// isCurrent tells whether a number stands for the object that begins there.
func (s *stripping) isCurrent(number int64, at int) bool {
	where, there := s.table[number]
	return there && where.how == 1 && s.from(where.where) == at
}

// unpackNumbers notes what the numbers stand for that lie in object streams.
func (s *stripping) unpackNumbers() {
	for at, holds := range s.inside {
		for _, one := range holds {
			where, there := s.table[one.number]
			if _, twice := s.packed[one.number]; there && !twice && where.how == 2 && s.streamAt(where.where) == at {
				s.packed[one.number] = one.value
			}
		}
	}
}

// reachBeside marks what the streams are made of that hold objects and tables: no page
// leads there.
func (s *stripping) reachBeside() {
	for _, one := range s.objects {
		if kind := one.get("Type"); kind.isName("ObjStm") || kind.isName("XRef") {
			s.reach(one.get("Length"))
			s.reach(one.get("DecodeParms"))
		}
	}
}

// reach marks what a value leads to, but by what is scrubbed.
func (s *stripping) reach(from value) {
	for next := []value{from}; len(next) > 0; {
		v := next[len(next)-1]
		next = next[:len(next)-1]
		switch v.kind {
		case ref:
			if s.live[v.n] {
				continue
			}
			s.live[v.n] = true
			if inside, is := s.packed[v.n]; is {
				next = append(next, inside)
			} else if where, there := s.table[v.n]; there && where.how == 1 {
				next = append(next, s.at(where.where).value)
			}
		case list:
			next = append(next, v.items...)
		case dict:
			for i := 0; i < len(v.items); i += 2 {
				if !ofAnything(v, v.items[i].name) {
					next = append(next, v.items[i+1])
				}
			}
		default: // leads nowhere
		}
	}
}

// trailer strips the trailer of a table of objects.
func (s *stripping) trailer(at int, v value) error {
	l := s.lexer(at)
	for {
		token, err := l.token()
		if err != nil {
			return err
		}
		if token.kind == word && token.name == "trailer" {
			return s.scrub(l, v, ofTrailers, s.copy)
		}
	}
}

// scrub passes a value that was read before and follows now, and blanks the keys that go,
// of it and of what lies in it, with what stands under them.
func (s *stripping) scrub(l *lexer, v value, goes func(value, string) bool, from eraser) error {
	switch v.kind {
	case ref: // number, generation and word
		for range 3 {
			if _, err := l.token(); err != nil {
				return err
			}
		}
		return nil
	case list, dict:
	default:
		_, err := l.token()
		return err
	}
	if _, err := l.token(); err != nil { // what opens it
		return err
	}
	for i := 0; i < len(v.items); i++ {
		if v.kind == list {
			if err := s.scrub(l, v.items[i], ofAnything, from); err != nil {
				return err
			}
			continue
		}
		if err := l.skip(); err != nil {
			return err
		}
		key, begins := v.items[i].name, l.at
		if _, err := l.token(); err != nil {
			return err
		}
		i++
		if err := s.scrub(l, v.items[i], ofAnything, from); err != nil {
			return err
		}
		if goes(v, key) {
			from.blank(begins, l.at)
		}
	}
	_, err := l.token() // what closes it
	return err
}

// picture strips a picture that is a stream of the file. One inside of another layer, or in
// a format whose remarks are not looked for, is refused.
func (s *stripping) picture(one object) error {
	filters := one.get("Filter").many()
	for _, filter := range filters {
		switch {
		case !slices.Contains(pictureFilters, filter.name), filter.name == "CCITTFaxDecode", filter.name == "CCF":
		case len(filters) == 1 && (filter.name == "DCTDecode" || filter.name == "DCT"):
			picture := s.copy[one.from:one.to]
			if _, _, err := walkJPEG(picture); err != nil {
				return refuse(FileMetadata, "a picture in the file cannot be read to its end: "+again)
			}
			blankJPEG(picture)
		default:
			return refuse(FileMetadata, "a picture in the file is kept in a way in which what it says of its maker is not found: "+again)
		}
	}
	return nil
}

// forget makes an object null, as is one that is not there (7.3.9).
func (s *stripping) forget(one object) {
	room := s.copy[one.body:one.end]
	s.copy.blank(one.body, one.end)
	for _, nothing := range []string{" null ", " 0 ", "()"} {
		if len(room) >= len(nothing) {
			copy(room, nothing)
			return
		}
	}
}
