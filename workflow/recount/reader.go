package recount

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// A reader takes what it knows out of a tree and keeps the first flaw. After one it goes
// on with nothing in its hands, and what it then reads is thrown away.
type reader struct{ flaw *Flaw }

func (r *reader) fail(at, problem string) {
	if r.flaw == nil {
		r.flaw = &Flaw{at, problem}
	}
}

// called are the kinds as a flaw tells them.
var called = map[kind]string{isTruth: "true or false", isNumber: "a number", isText: "a text", isList: "a list", isObject: "an object"}

func (r *reader) kind(v value, at string, want kind) {
	if v.kind != want {
		r.fail(at, "must be "+called[want])
	}
}

// member is what has to stand under a name.
func (r *reader) member(of value, at, name string, want kind) value {
	v, there := of.get(name)
	if !there {
		r.fail(at+"/"+name, "is missing")
	} else if v.kind != want {
		r.fail(at+"/"+name, "must be "+called[want])
	}
	return v
}

func (r *reader) text(of value, at, name string) string {
	v := r.member(of, at, name, isText)
	if v.written == "" {
		r.fail(at+"/"+name, "must not be empty")
	}
	return v.written
}

func (r *reader) number(of value, at, name string) *big.Rat {
	v := r.member(of, at, name, isNumber)
	x, plain := decimal(v.written)
	if !plain {
		r.fail(at+"/"+name, "must be a plain decimal number")
		return new(big.Rat)
	}
	return x
}

func (r *reader) component(v value, at string) string {
	if !slices.Contains(components, v.written) {
		r.fail(at, "must be a component")
	}
	return v.written
}

// each goes through a list, which is empty where it is left out.
func (r *reader) each(of value, at, name string, do func(item value, at string)) {
	list, there := of.get(name)
	if !there {
		return
	}
	r.kind(list, at+"/"+name, isList)
	for i, item := range list.items {
		do(item, at+"/"+name+"/"+strconv.Itoa(i))
	}
}

// once refuses a candidate who was seen before.
func (r *reader) once(seen map[string]bool, candidate, at string) {
	if seen[candidate] {
		r.fail(at, "is of a candidate who was there before")
	}
	seen[candidate] = true
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
