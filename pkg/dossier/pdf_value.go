package dossier

import (
	"slices"
	"strings"
)

// A kind is what a value of a PDF is (ISO 32000-1, 7.3).
type kind uint8

const (
	other   kind = iota // true, false, null and numbers with a fraction: nobody asks
	integer             // n
	text                // name holds its beginning
	name                // name, with what was escaped in it
	list                // items
	dict                // items under keys
	ref                 // to object n
	word                // a bare word that belongs to the syntax
	opening             // "[" or "<<", by n
	closing             // "]" or ">>", by n
	end                 // nothing follows
)

// A value is what a PDF is made of. Files are made of very many: it is kept small.
type value struct {
	kind  kind
	n     int64
	name  string
	items []value // of a dict: each key, which is there once, and then what it stands for
}

// get is what a dict holds under a key, or nothing of use.
func (v value) get(key string) value {
	if v.kind != dict {
		return value{}
	}
	for i := 0; i < len(v.items); i += 2 {
		if v.items[i].name == key {
			return v.items[i+1]
		}
	}
	return value{}
}

func (v value) has(key string) bool { return v.get(key).kind != other }

// isName tells whether the value is this name.
func (v value) isName(want string) bool { return v.kind == name && v.name == want }

// many is a list's items, or the one value in place of a list.
func (v value) many() []value {
	switch v.kind {
	case list:
		return v.items
	case other:
		return nil
	default:
		return []value{v}
	}
}

// paired makes a dict of what lies between its brackets.
func paired(items []value) (value, error) {
	const few = 16 // up to which looking is quicker than hashing
	if len(items)%2 != 0 {
		return value{}, refuse(FileDamaged, "a dictionary of the file holds a key without a value")
	}
	v := value{kind: dict}
	var seen map[string]bool
	if len(items) > 2*few {
		seen = make(map[string]bool, len(items)/2)
	}
	for i := 0; i < len(items); i += 2 {
		key := items[i]
		if key.kind != name {
			return value{}, refuse(FileDamaged, "a dictionary of the file has a key that is no name")
		}
		twice := seen[key.name]
		if seen == nil {
			for j := 0; j < i && !twice; j += 2 {
				twice = items[j].name == key.name
			}
		} else {
			seen[key.name] = true
		}
		if twice { // one reader would take the first value, the next one the last
			return value{}, refuse(FileDamaged, "a dictionary of the file has a key twice")
		}
	}
	v.items = items
	return v, nil
}

// harmless tells whether an address leads by a scheme that only shows something.
func harmless(address string) bool {
	whole := len(address) < longestText
	address = strings.ToLower(strings.TrimLeft(address, "\x00\t\n\f\r "))
	if address == "" {
		return whole // else space hides what comes after it
	}
	scheme, _, found := strings.Cut(address, ":")
	if !found || strings.ContainsAny(scheme, "/?#.") {
		return true // relative
	}
	return slices.Contains([]string{"http", "https", "mailto", "tel"}, scheme)
}
