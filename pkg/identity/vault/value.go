package vault

import (
	"fmt"
	"log/slog"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow/access"
	"selter/workflow/person"
)

// A Value is what somebody entrusted to the house, in the clear. It shows itself to who
// asks with Expose and to nobody else: printed in whatever way, logged or written as
// JSON it is a placeholder.
type Value struct {
	// A pointer: fmt cannot call methods on what lies in a field that is not exported, and
	// prints it by reflection; it follows no pointer then.
	plain *string
}

// Plain makes a Value of text that came in.
func Plain(text string) Value { return Value{&text} }

// placeholder is what everybody sees who does not ask.
const placeholder = "[withheld]"

// Expose is the text itself.
func (v Value) Expose() string {
	if v.plain == nil {
		return ""
	}
	return *v.plain
}

// Format prints the placeholder, whatever the verb.
func (Value) Format(f fmt.State, _ rune) { fmt.Fprint(f, placeholder) }

// LogValue logs the placeholder.
func (Value) LogValue() slog.Value { return slog.StringValue(placeholder) }

// MarshalText writes the placeholder, for encoding/json and everything else of its kind.
func (Value) MarshalText() ([]byte, error) { return []byte(placeholder), nil }

// MarshalJSONTo writes the placeholder.
func (Value) MarshalJSONTo(to *jsontext.Encoder) error {
	return to.WriteToken(jsontext.String(placeholder))
}

// A Field is one kind of thing that is known about people: a name, never what is known.
type Field = person.Particular

// The fields, as the journal names them.
const (
	FullName     = person.FullName
	NIK          = person.NIK // number in the register of residents, 16 digits
	NIP          = person.NIP // number of a civil servant, 18 digits
	BirthDate    = person.BirthDate
	Email        = person.Email
	Phone        = person.Phone // in the form of E.164
	Address      = person.Address
	HealthResult = person.HealthResult
	WealthReport = person.WealthReport
)

// Fields lists every field.
func Fields() []Field { return person.Particulars() }

// LookupFields lists the fields by which people are found. No two people have the same
// value in one.
func LookupFields() []Field { return []Field{NIK, NIP} }

// IsField tells whether the name is a field's.
func IsField(name Field) bool { return slices.Contains(Fields(), name) }

// ClassOf tells the class of a field, by which workflow/access decides who may read it;
// "" for a name that is no field. Health and a person's own finances are specific
// personal data (UU 27/2022 art 4(2); general knowledge, to be verified against the text).
func ClassOf(field Field) access.Class {
	switch field {
	case FullName, NIK, NIP, BirthDate:
		return access.Identity
	case Email, Phone, Address:
		return access.Contact
	case HealthResult:
		return access.Health
	case WealthReport:
		return access.Wealth
	}
	return ""
}
