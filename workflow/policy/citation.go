package policy

import "fmt"

// Certainty says how far a value or a rule can be trusted. It travels with the value to every place where it is shown, so that an
// unverified number is visibly unverified.
type Certainty string

const (
	// Seen: read in a source that states it.
	Seen Certainty = "seen"
	// Known: general knowledge; verify it against the text before relying on it.
	Known Certainty = "known"
	// Proposal: ours, without legal force.
	Proposal Certainty = "proposal"
)

// Valid reports whether c is one of the three marks.
func (c Certainty) Valid() bool { return c == Seen || c == Known || c == Proposal }

// Citation names the legal text behind a value or a rule, the place inside it, and how certain that is.
type Citation struct {
	Instrument string    `json:"instrument"`
	Article    string    `json:"article"`
	Certainty  Certainty `json:"certainty"`
}

// Cite makes a citation. The article may be empty where a text has no parts worth naming.
func Cite(instrument, article string, c Certainty) Citation {
	return Citation{Instrument: instrument, Article: article, Certainty: c}
}

// String reads like "PermenPANRB 15/2019, Lampiran (known)".
func (c Citation) String() string {
	if c.Article == "" {
		return fmt.Sprintf("%s (%s)", c.Instrument, c.Certainty)
	}
	return fmt.Sprintf("%s, %s (%s)", c.Instrument, c.Article, c.Certainty)
}
