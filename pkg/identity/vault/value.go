package vault

import (
	"fmt"
	"log/slog"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
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

// A Field is one kind of thing that is known about people. A Field is a name; it is
// never what is known.
type Field string

// The fields.
const (
	FullName     Field = "full_name"
	NIK          Field = "nik"        // number of the population register, 16 digits
	NIP          Field = "nip"        // number of a civil servant, 18 digits
	BirthDate    Field = "birth_date" // YYYY-MM-DD
	Email        Field = "email"
	Phone        Field = "phone" // in the form of E.164
	Address      Field = "address"
	HealthResult Field = "health_result"
	WealthReport Field = "wealth_report"
)

// Fields lists every field.
func Fields() []Field {
	return []Field{FullName, NIK, NIP, BirthDate, Email, Phone, Address, HealthResult, WealthReport}
}

// LookupFields lists the fields by which people are found.
func LookupFields() []Field { return []Field{NIK, NIP} }

// A Class is how fields are alike in what they tell. Who may read which is decided
// elsewhere, see workflow/access.
type Class string

// The classes. Data on health and on a person's own finances are specific personal data
// (UU 27/2022 art 4(2); general knowledge, to be verified against the text), the others general ones (art 4(3)).
const (
	Identity Class = "identity"
	Contact  Class = "contact"
	Health   Class = "health"
	Wealth   Class = "wealth"
)

// Class tells the class of a field, "" for a name that is no field.
func (f Field) Class() Class {
	switch f {
	case FullName, NIK, NIP, BirthDate:
		return Identity
	case Email, Phone, Address:
		return Contact
	case HealthResult:
		return Health
	case WealthReport:
		return Wealth
	}
	return ""
}

// IsKnown tells whether the name is a field's.
func (f Field) IsKnown() bool { return slices.Contains(Fields(), f) }
