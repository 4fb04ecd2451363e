package dossier

import (
	"bytes"
	"compress/zlib"
	"slices"
)

// inner strips what lies in an object stream, and packs it again into the same place.
func (s *stripping) inner(at int, one object) error {
	if !slices.ContainsFunc(s.inside[at], func(p packedObject) bool { return s.gives(at, p) }) {
		return nil
	}
	data, err := s.unpack(one.value, s.data[one.from:one.to])
	if err != nil {
		return err
	}
	into := eraser(bytes.Clone(data))
	first := one.get("First").n
	list := &lexer{data: data[:first], tokens: &s.tokens, depth: s.limits.Depth}
	for _, p := range s.inside[at] {
		if _, err := list.whole(); err != nil {
			return err
		}
		offset, err := list.whole()
		if err != nil {
			return err
		}
		if !s.gives(at, p) {
			continue
		}
		l := &lexer{data: data, at: int(first + offset), tokens: &s.tokens, depth: s.limits.Depth}
		begins := l.at
		if err := s.scrub(l, p.value, ofAnything, into); err != nil {
			return err
		}
		if !s.isNeeded(at, p) {
			into.blank(begins, l.at)
			copy(into[begins:], "()") // it holds a text, so there is room
		}
	}
	return s.repack(one, into)
}

// isNeeded tells whether a page leads to an object of the object stream that begins there.
func (s *stripping) isNeeded(at int, p packedObject) bool {
	where, there := s.table[p.number]
	return there && where.how == 2 && s.streamAt(where.where) == at && s.live[p.number]
}

// gives tells whether an object of an object stream says something that is to be taken out.
func (s *stripping) gives(at int, p packedObject) bool {
	if s.isNeeded(at, p) {
		return tells(p.value)
	}
	return says(p.value)
}

// says tells whether a text lies in a value.
func says(v value) bool {
	return v.kind == text && v.name != "" || slices.ContainsFunc(v.items, says)
}

// tells tells whether a value holds something that is scrubbed, other than by leading to
// it: what it leads to is null.
func tells(v value) bool {
	for i := 0; v.kind == dict && i < len(v.items); i += 2 {
		if v.items[i+1].kind != ref && ofAnything(v, v.items[i].name) {
			return true
		}
	}
	return slices.ContainsFunc(v.items, tells)
}

// repack puts an object stream back where it was. It must take no more room; where it takes
// less, bytes follow that nobody who unpacks it reads.
func (s *stripping) repack(one object, data []byte) error {
	room := s.copy[one.from:one.to]
	switch filters := one.get("Filter").many(); {
	case len(filters) == 0:
		copy(room, data)
		return nil
	case len(filters) == 1 && (filters[0].isName("FlateDecode") || filters[0].isName("Fl")):
		var packed bytes.Buffer
		w, err := zlib.NewWriterLevel(&packed, zlib.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(data); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		if packed.Len() <= len(room) {
			clear(room)
			copy(room, packed.Bytes())
			return nil
		}
	}
	return refuse(FileMetadata, "the file says who made it in a part that cannot be packed again: "+again)
}
