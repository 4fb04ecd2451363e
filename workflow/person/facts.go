package person

import (
	"encoding/hex"
	"strings"

	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// A Particular is a kind of thing that is kept about a person.
type Particular string

// The particulars. Health and wealth are personal data of the specific kind, to which
// UU 27/2022 gives more protection.
const (
	FullName     Particular = "full_name"
	NIK          Particular = "nik" // number of the resident
	NIP          Particular = "nip" // number of the official
	BirthDate    Particular = "birth_date"
	Email        Particular = "email"
	Phone        Particular = "phone"
	Address      Particular = "address"
	HealthResult Particular = "health_result"
	WealthReport Particular = "wealth_report"
)

// Particulars lists what may be kept about a person; nothing else may.
func Particulars() []Particular {
	return []Particular{FullName, NIK, NIP, BirthDate, Email, Phone, Address, HealthResult, WealthReport}
}

// Enum lets the contract name the values of a word.
func (Particular) Enum() []string {
	var names []string
	for _, p := range Particulars() {
		names = append(names, string(p))
	}
	return names
}

// A Commitment binds the journal to what the vault keeps, and tells nothing of it.
type Commitment struct {
	Field Particular `json:"field"`
	// Commitment is the HMAC-SHA256 of the value under a random salt, in hexadecimal; the
	// salt stands with the value in the vault and goes with it.
	Commitment string `json:"commitment"`
}

// Check holds the form of the hash.
func (c Commitment) Check() wire.Problems {
	if raw, err := hex.DecodeString(c.Commitment); err != nil || len(raw) != 32 || strings.ToLower(c.Commitment) != c.Commitment {
		return wire.Problems{{Field: "/commitment", Problem: "must be 64 hexadecimal digits in small letters"}}
	}
	return nil
}

// A Basis names the document on paper on which something rests.
type Basis struct {
	Number string        `json:"number"`
	Date   calendar.Date `json:"date"`
}

// Check demands a number: a letter without one cannot be found again.
func (b Basis) Check() wire.Problems {
	if strings.TrimSpace(b.Number) == "" {
		return wire.Problems{{Field: "/number", Problem: "must not be empty"}}
	}
	return nil
}

// An Act is who did something and on which day, by the calendar of the file's zone.
type Act struct {
	Person string        `json:"person"`
	On     calendar.Date `json:"on"`
	// Letter is the letter by which it was asked for or on which it rests.
	Letter *Basis `json:"letter,omitzero"`
	Reason string `json:"reason,omitzero"`
}

// Facts is what the file knows: never a particular itself.
type Facts struct {
	// Recorded holds the newest commitment of each particular, in the order of recording.
	Recorded  []Commitment `json:"recorded,omitzero"`
	Requested *Act         `json:"requested,omitzero"`
	Refused   []Act        `json:"refused,omitzero"` // requests that were refused
	Erased    *Act         `json:"erased,omitzero"`
}
