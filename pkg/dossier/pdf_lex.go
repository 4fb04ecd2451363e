package dossier

import (
	"bytes"
	"encoding/hex"
	"strconv"
)

// A lexer reads values of a PDF, front to back, under the limits: tokens is shared by all
// lexers of a file and counts down.
type lexer struct {
	data   []byte
	at     int
	tokens *int
	depth  int
	remark func(from, to int) // is told of every remark, if it is set
}

// longestComment and longestText: what goes beyond is no remark, and of texts only the
// beginning is looked at.
const (
	longestComment = 256
	longestText    = 128
)

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// skip passes white space and remarks. A remark may hold no markup: a browser that guesses
// would take the file for a page. Nor may it be the first line of another PDF.
func (l *lexer) skip() error {
	for l.at < len(l.data) {
		c := l.data[l.at]
		switch {
		case isSpace(c):
			l.at++
		case c == '%':
			length := bytes.IndexAny(l.data[l.at:min(len(l.data), l.at+longestComment)], "\r\n")
			if length < 0 {
				length = min(len(l.data)-l.at, longestComment)
			}
			remark := l.data[l.at : l.at+length]
			if length == longestComment || bytes.IndexByte(remark, '<') >= 0 || bytes.HasPrefix(remark, []byte("%PDF-")) {
				return refuse(FilePolyglot, "a remark in the file holds more than a remark")
			}
			if l.remark != nil {
				l.remark(l.at, l.at+length)
			}
			l.at += length
		default:
			return nil
		}
	}
	return nil
}

// token reads one token; composed values come as their brackets.
func (l *lexer) token() (value, error) {
	if err := l.skip(); err != nil {
		return value{}, err
	}
	if *l.tokens--; *l.tokens < 0 {
		return value{}, refuse(FileComplexity, "the file consists of too many parts")
	}
	if l.at >= len(l.data) {
		return value{kind: end}, nil
	}
	c, next := l.data[l.at], byte(0)
	if l.at+1 < len(l.data) {
		next = l.data[l.at+1]
	}
	l.at++
	switch {
	case c == '/':
		return value{kind: name, name: unescaped(l.regular())}, nil
	case c == '(':
		return l.literal()
	case c == '[':
		return value{kind: opening, n: ']'}, nil
	case c == ']':
		return value{kind: closing, n: ']'}, nil
	case c == '<' && next == '<':
		l.at++
		return value{kind: opening, n: '>'}, nil
	case c == '>' && next == '>':
		l.at++
		return value{kind: closing, n: '>'}, nil
	case c == '<':
		return l.hexadecimal()
	case isDelimiter(c):
		return value{}, refuse(FileDamaged, "the file holds a bracket where none can be")
	}
	l.at--
	bare := l.regular()
	if c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		if n, err := strconv.ParseInt(string(bare), 10, 64); err == nil {
			return value{kind: integer, n: n}, nil
		}
		return value{}, nil
	}
	switch string(bare) {
	case "true", "false", "null":
		return value{}, nil
	}
	const longestWord = 16
	return value{kind: word, name: string(bare[:min(len(bare), longestWord)])}, nil
}

// regular reads up to white space or a delimiter.
func (l *lexer) regular() []byte {
	from := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	return l.data[from:l.at]
}

// unescaped is a name as it is meant (7.3.5): /J#61vaScript is /JavaScript.
func unescaped(raw []byte) string {
	if bytes.IndexByte(raw, '#') < 0 {
		return string(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		var one [1]byte
		if raw[i] == '#' && i+2 < len(raw) {
			if _, err := hex.Decode(one[:], raw[i+1:i+3]); err == nil {
				out = append(out, one[0])
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return string(out)
}

// literal reads a text in parentheses (7.3.4.2), of which it keeps the beginning.
func (l *lexer) literal() (value, error) {
	var begin []byte
	for open := 1; l.at < len(l.data); {
		c := l.data[l.at]
		l.at++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return value{kind: text, name: string(begin)}, nil
			}
		case '\\':
			var meant bool
			if c, meant = l.escape(); !meant {
				continue
			}
		}
		if len(begin) < longestText {
			begin = append(begin, c)
		}
	}
	return value{}, refuse(FileDamaged, "a text of the file does not end")
}

// escape reads what follows a backslash: false when it stands for nothing.
func (l *lexer) escape() (byte, bool) {
	if l.at >= len(l.data) {
		return 0, false
	}
	c := l.data[l.at]
	l.at++
	switch c {
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case '\r':
		if l.at < len(l.data) && l.data[l.at] == '\n' {
			l.at++
		}
		return 0, false
	case '\n':
		return 0, false
	}
	if c < '0' || c > '7' {
		return c, true
	}
	code := int(c - '0')
	for range 2 {
		if l.at >= len(l.data) || l.data[l.at] < '0' || l.data[l.at] > '7' {
			break
		}
		code = code*8 + int(l.data[l.at]-'0')
		l.at++
	}
	return byte(code), true
}

// hexadecimal reads a text in hex (7.3.4.3), of which it keeps the beginning.
func (l *lexer) hexadecimal() (value, error) {
	length := bytes.IndexByte(l.data[l.at:], '>')
	if length < 0 {
		return value{}, refuse(FileDamaged, "a text of the file does not end")
	}
	raw := l.data[l.at : l.at+length]
	l.at += length + 1
	var digits []byte
	for _, c := range raw {
		switch {
		case isSpace(c):
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
			if len(digits) < 2*longestText {
				digits = append(digits, c)
			}
		default:
			return value{}, refuse(FileDamaged, "a text of the file is not hexadecimal")
		}
	}
	if len(digits)%2 != 0 {
		digits = append(digits, '0')
	}
	begin := make([]byte, len(digits)/2)
	_, _ = hex.Decode(begin, digits) // nothing but hex digits
	return value{kind: text, name: string(begin)}, nil
}

// composed reads values up to the closing bracket, or up to a bare word if until is 0.
func (l *lexer) composed(until int64, depth int) (items []value, stop value, err error) {
	if depth > l.depth {
		return nil, value{}, refuse(FileComplexity, "the file nests its parts too deep")
	}
	for {
		v, err := l.token()
		if err != nil {
			return nil, value{}, err
		}
		switch v.kind {
		case opening:
			inner, _, err := l.composed(v.n, depth+1)
			if err != nil {
				return nil, value{}, err
			}
			if v = (value{kind: list, items: inner}); l.data[l.at-1] == '>' {
				if v, err = paired(inner); err != nil {
					return nil, value{}, err
				}
			}
		case closing:
			if v.n != until {
				return nil, value{}, refuse(FileDamaged, "the brackets of the file do not fit")
			}
			return items, v, nil
		case end:
			if until != 0 {
				return nil, value{}, refuse(FileDamaged, "the file ends in the middle of a part")
			}
			return items, v, nil
		case word:
			size := len(items)
			if v.name == "R" && size >= 2 && items[size-1].kind == integer && items[size-2].kind == integer {
				items = append(items[:size-2], value{kind: ref, n: items[size-2].n})
				continue
			}
			if until != 0 {
				return nil, value{}, refuse(FileDamaged, "the file holds a word where none can be")
			}
			return items, v, nil
		default: // a value as it is
		}
		items = append(items, v)
	}
}

// object reads one value and the word that follows it, or end.
func (l *lexer) object() (v, stop value, err error) {
	items, stop, err := l.composed(0, 0)
	if err != nil {
		return value{}, value{}, err
	}
	if len(items) != 1 {
		return value{}, value{}, refuse(FileDamaged, "an object of the file is not one value")
	}
	return items[0], stop, nil
}

// whole reads one number that must follow.
func (l *lexer) whole() (int64, error) {
	v, err := l.token()
	if err == nil && (v.kind != integer || v.n < 0) {
		err = refuse(FileDamaged, "the file has no number where one must be")
	}
	return v.n, err
}

// expect reads one bare word that must follow.
func (l *lexer) expect(want string) error {
	v, err := l.token()
	if err == nil && (v.kind != word || v.name != want) {
		err = refuse(FileDamaged, "the file has no %q where it must be", want)
	}
	return err
}
