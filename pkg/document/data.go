package document

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// Head is what every document begins and ends with.
type Head struct {
	Agency Agency `json:"agency"`
	// Round is the title of the round, as in the plan.
	Round  string        `json:"round"`
	Number string        `json:"number"`
	Date   calendar.Date `json:"date"`
	Place  string        `json:"place"` // where it is signed
	// Signatories sign in this order; the last one printed alone is the one who issues it.
	Signatories []Signatory `json:"signatories"`
	Copies      []string    `json:"copies,omitzero"` // tembusan
	// Verification is made of all the rest, so it is no part of the data.
	Verification Verification `json:"-"`
}

// An Agency is the letterhead (kop naskah dinas).
type Agency struct {
	Name string `json:"name"`
	// Body speaks for the agency, such as its selection committee; it may be empty.
	Body    string `json:"body,omitzero"`
	Address string `json:"address,omitzero"`
	Contact string `json:"contact,omitzero"` // telephone, site, mail
}

// A Signatory signs by office. The name may be left out, and is then signed by hand.
type Signatory struct {
	Office string `json:"office"`
	Name   string `json:"name,omitzero"`
}

// Verification is the printed code of a document and the address that answers for it.
type Verification struct {
	Code string
	URL  string
}

// A Post is one vacant post.
type Post struct {
	Title string             `json:"title"`
	Tier  openselection.Tier `json:"tier,omitzero"`
}

// A Standing says that a participant is no longer in the running, or not judged.
type Standing string

// The standings. The empty one is a participant in order.
const (
	InOrder      Standing = ""
	Failed       Standing = "failed" // did not meet the requirements
	Absent       Standing = "absent"
	Disqualified Standing = "disqualified"
	Withdrawn    Standing = "withdrawn"
	Unfit        Standing = "unfit"    // did not pass the health test
	Untested     Standing = "untested" // was not asked to the health test, so is not ranked
	Unscored     Standing = "unscored" // has no mark that counts
)

// says is the Indonesian of a standing, as a table shows it.
func (s Standing) says() string {
	switch s {
	case InOrder:
		return "Memenuhi syarat"
	case Failed:
		return "Tidak memenuhi syarat"
	case Absent:
		return "Tidak hadir"
	case Disqualified:
		return "Didiskualifikasi"
	case Withdrawn:
		return "Mengundurkan diri"
	case Unfit:
		return "Tidak memenuhi syarat kesehatan"
	case Untested:
		return "Tidak mengikuti tes kesehatan"
	case Unscored:
		return "Belum dinilai"
	}
	return ""
}

// A Candidate is one of the names before the appointing officer. Name may be empty where
// only numbers are shown; Total and Rank are printed only where the document may show them.
type Candidate struct {
	Number string        `json:"number"`
	Name   string        `json:"name,omitzero"`
	Total  scoring.Total `json:"total"`
	Rank   int           `json:"rank"`
}

// A Document is the data of one official document.
type Document interface {
	// Code is the word under which the tables of the law know the document.
	Code() string
	// Check says everything that keeps the data from being a document; nil when nothing does.
	Check() error
	// PDF prints the document. It fails when Check does, or when the verification code is
	// not the code of the data.
	PDF() ([]byte, error)

	head() Head
}

func (h Head) head() Head { return h }

func (h Head) check() error {
	c := checks{}
	c.need("agency", h.Agency.Name)
	c.need("round", h.Round)
	c.need("number", h.Number)
	c.need("place", h.Place)
	c.that(!h.Date.IsZero(), "has no date")
	c.that(len(h.Signatories) > 0, "has nobody who signs")
	for _, s := range h.Signatories {
		c.need("office of a signatory", s.Office)
	}
	return c.err()
}

// checks gathers what is wrong, so that all of it is told at once, and each thing once.
type checks []error

func (c *checks) that(holds bool, format string, args ...any) {
	if !holds {
		c.take(fmt.Errorf("document: "+format, args...))
	}
}

func (c *checks) need(what, text string) {
	c.that(strings.TrimSpace(text) != "", "has no %s", what)
}

func (c *checks) take(err error) {
	if err != nil && !slices.ContainsFunc(*c, func(known error) bool { return known.Error() == err.Error() }) {
		*c = append(*c, err)
	}
}

func (c *checks) err() error { return errors.Join(*c...) }

// numbers demands participant numbers, each once.
func (c *checks) numbers(list []string) {
	seen := make(map[string]bool, len(list))
	for _, number := range list {
		c.need("participant number in a row", number)
		c.that(!seen[number], "has a participant number twice")
		seen[number] = true
	}
}
