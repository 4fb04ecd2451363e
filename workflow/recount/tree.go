package recount

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// deepest is how many lists and objects may lie in each other. A record has about eight.
const deepest = 64

// A kind says what a value is.
type kind byte

const (
	isNull kind = iota
	isTruth
	isNumber
	isText
	isList
	isObject
)

// A value is one JSON value. A number stays as it is written: see decimal.
type value struct {
	kind    kind
	truth   bool
	written string // a number as it is written, a text as it reads
	items   []value
	members []member // of an object, as they stand
	source  string   // what the value was read from
}

type member struct {
	name  string
	value value
}

// get finds what an object has under a name. Objects are small.
func (v value) get(name string) (value, bool) {
	for i := range v.members {
		if v.members[i].name == name {
			return v.members[i].value, true
		}
	}
	return value{}, false
}

// parse reads exactly one JSON value. Stricter than many readers, it refuses a name that
// an object has twice, text that is not UTF-8 and halves of surrogate pairs: each of
// them two programs could read in two ways.
func parse(document string) (value, error) {
	p := parser{left: document}
	v, err := p.value(0)
	if err == nil {
		if p.space(); p.left != "" {
			err = errors.New("goes on after its end")
		}
	}
	if err != nil {
		return value{}, fmt.Errorf("byte %d: %w", len(document)-len(p.left), err)
	}
	return v, nil
}

// A parser has read a document up to what is left of it.
type parser struct{ left string }

func (p *parser) space() {
	if p.left != "" && p.left[0] <= ' ' { // the canonical form has none
		p.left = strings.TrimLeft(p.left, " \t\r\n")
	}
}

// take passes over a token if it is next.
func (p *parser) take(token string) bool {
	rest, next := strings.CutPrefix(p.left, token)
	p.left = rest
	return next
}

func (p *parser) value(depth int) (v value, err error) {
	p.space()
	began := p.left
	defer func() { v.source = began[:len(began)-len(p.left)] }()
	switch {
	case depth > deepest:
		return v, errors.New("lies too deep")
	case p.take("null"):
		return value{kind: isNull}, nil
	case p.take("true"):
		return value{kind: isTruth, truth: true}, nil
	case p.take("false"):
		return value{kind: isTruth}, nil
	case strings.HasPrefix(p.left, `"`):
		text, err := p.text()
		return value{kind: isText, written: text}, err
	case p.take("["):
		return p.list(depth)
	case p.take("{"):
		return p.object(depth)
	}
	return p.number()
}

func (p *parser) list(depth int) (value, error) {
	v := value{kind: isList}
	if p.space(); p.take("]") {
		return v, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
		p.space()
		switch {
		case p.take("]"):
			return v, nil
		case !p.take(","):
			return v, errors.New("a list has neither a comma nor its end here")
		}
	}
}

func (p *parser) object(depth int) (value, error) {
	v := value{kind: isObject}
	if p.space(); p.take("}") {
		return v, nil
	}
	v.members = make([]member, 0, 4)
	var many map[string]bool // few names are looked through, many are looked up
	for {
		p.space()
		name, err := p.text()
		if err != nil {
			return v, err
		}
		if many == nil && len(v.members) > 16 {
			many = make(map[string]bool)
			for _, one := range v.members {
				many[one.name] = true
			}
		}
		twice := false
		if many == nil {
			_, twice = v.get(name)
		} else {
			twice, many[name] = many[name], true
		}
		if twice {
			return v, errors.New("an object has a name twice")
		}
		if p.space(); !p.take(":") {
			return v, errors.New("a name has no colon behind it")
		}
		under, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.members = append(v.members, member{name, under})
		p.space()
		switch {
		case p.take("}"):
			return v, nil
		case !p.take(","):
			return v, errors.New("an object has neither a comma nor its end here")
		}
	}
}

// number takes the longest number there is: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
func (p *parser) number() (value, error) {
	began := p.left
	p.take("-")
	whole := p.digits()
	good := len(whole) == 1 || len(whole) > 1 && whole[0] != '0'
	if good && p.take(".") {
		good = p.digits() != ""
	}
	if good && (p.take("e") || p.take("E")) {
		if !p.take("+") {
			p.take("-")
		}
		good = p.digits() != ""
	}
	if !good {
		return value{}, errors.New("here is no value")
	}
	return value{kind: isNumber, written: began[:len(began)-len(p.left)]}, nil
}

func (p *parser) digits() string {
	began := p.left
	p.left = strings.TrimLeft(p.left, "0123456789")
	return began[:len(began)-len(p.left)]
}

// text takes a string. Most have nothing to unescape and are taken as they stand.
func (p *parser) text() (string, error) {
	if !p.take(`"`) {
		return "", errors.New("here is no text")
	}
	var unescaped []byte
	for {
		end := strings.IndexFunc(p.left, func(r rune) bool { return r == '"' || r == '\\' || r < ' ' })
		if end < 0 {
			return "", errors.New("a text has no end")
		}
		plain := p.left[:end]
		if !utf8.ValidString(plain) {
			return "", errors.New("a text is not UTF-8")
		}
		p.left = p.left[end:]
		switch {
		case p.take(`"`):
			if unescaped == nil {
				return plain, nil
			}
			return string(append(unescaped, plain...)), nil
		case !p.take(`\`):
			return "", errors.New("a text has a control character")
		}
		r, err := p.escaped()
		if err != nil {
			return "", err
		}
		unescaped = utf8.AppendRune(append(unescaped, plain...), r)
	}
}

// escapes are the letters that stand for one character behind a backslash.
var escapes = map[string]rune{`"`: '"', `\`: '\\', "/": '/', "b": '\b', "f": '\f', "n": '\n', "r": '\r', "t": '\t'}

func (p *parser) escaped() (rune, error) {
	for letter, r := range escapes {
		if p.take(letter) {
			return r, nil
		}
	}
	r, err := p.unit()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if p.take(`\`) {
		second, err := p.unit()
		if pair := utf16.DecodeRune(r, second); err != nil || pair != utf8.RuneError {
			return pair, err
		}
	}
	return 0, errors.New("a text has half of a surrogate pair")
}

// unit takes one UTF-16 unit: the letter u and four hexadecimal digits.
func (p *parser) unit() (rune, error) {
	if p.take("u") && len(p.left) >= 4 {
		if n, err := strconv.ParseUint(p.left[:4], 16, 16); err == nil {
			p.left = p.left[4:]
			return rune(n), nil
		}
	}
	return 0, errors.New("a text has an escape that JSON does not know")
}
