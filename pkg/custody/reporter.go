package custody

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Reporter is what somebody who complains entrusts to the custodians; all of it may be
// empty. Printed or logged it is a placeholder.
type Reporter struct {
	Name     string
	Contact  string // where they can be reached: a number, an address
	Relation string // what they have to do with the matter, in their words
}

// The most bytes that each may have. All together, with their lengths, fit into one row of
// the one length that every row has.
const (
	LongestName     = 200
	LongestContact  = 300
	LongestRelation = 500
)

// Format prints the placeholder, whatever the verb.
func (Reporter) Format(f fmt.State, _ rune) { fmt.Fprint(f, placeholder) }

// LogValue logs the placeholder.
func (Reporter) LogValue() slog.Value { return slog.StringValue(placeholder) }

const placeholder = "[under seal]"

// A Fault is a member of a Reporter that cannot be kept. It repeats nothing of it.
type Fault struct{ Member, Problem string }

func (f *Fault) Error() string { return f.Member + " " + f.Problem }

// Check looks at each member: text in UTF-8 without control characters, not too long.
func (r Reporter) Check() error {
	var faults []error
	for _, m := range r.members() {
		switch {
		case len(m.text) > m.longest:
			faults = append(faults, &Fault{m.name, fmt.Sprintf("must have at most %d bytes", m.longest)})
		case !utf8.ValidString(m.text), strings.ContainsFunc(m.text, unicode.IsControl):
			faults = append(faults, &Fault{m.name, "must be text without control characters"})
		}
	}
	return errors.Join(faults...)
}

type member struct {
	name, text string
	longest    int
}

func (r Reporter) members() []member {
	return []member{{"name", r.Name, LongestName}, {"contact", r.Contact, LongestContact}, {"relation", r.Relation, LongestRelation}}
}

// room is the length of every Reporter as it is sealed, in bytes.
const room = 1024

// form is the first byte of a Reporter as it is sealed.
const form = 1

// padded writes a Reporter in the one length; whoever calls has checked it.
func (r Reporter) padded() []byte {
	out := make([]byte, 0, room)
	out = append(out, form)
	for _, m := range r.members() {
		out = binary.BigEndian.AppendUint16(out, uint16(len(m.text)))
		out = append(out, m.text...)
	}
	return out[:room]
}

// unpadded reads what padded has written.
func unpadded(plain []byte) (Reporter, error) {
	bad := errors.New("a reporter is not in the form in which they are kept")
	if len(plain) != room || plain[0] != form {
		return Reporter{}, bad
	}
	var texts [3]string
	rest := plain[1:]
	for i := range texts {
		if len(rest) < 2 || int(binary.BigEndian.Uint16(rest)) > len(rest)-2 {
			return Reporter{}, bad
		}
		end := 2 + int(binary.BigEndian.Uint16(rest))
		texts[i], rest = string(rest[2:end]), rest[end:]
	}
	return Reporter{Name: texts[0], Contact: texts[1], Relation: texts[2]}, nil
}
