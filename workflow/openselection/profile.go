package openselection

import (
	"fmt"
	"slices"
	"strings"

	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// An Education is the highest level of education that somebody has completed.
type Education string

// The levels of education, from the lowest to the highest.
const (
	SecondarySchool Education = "sma"
	Diploma3        Education = "d3"
	Bachelor        Education = "s1_d4"
	Master          Education = "s2"
	Doctorate       Education = "s3"
)

// Enum lets the contract name the values of a word, from the lowest to the highest.
func (Education) Enum() []string {
	return []string{string(SecondarySchool), string(Diploma3), string(Bachelor), string(Master), string(Doctorate)}
}

// A Grade is the rank of a civil servant (golongan ruang).
type Grade string

// Enum lets the contract name the values of a word, from the lowest to the highest.
func (Grade) Enum() []string {
	return []string{"iii_a", "iii_b", "iii_c", "iii_d", "iv_a", "iv_b", "iv_c", "iv_d", "iv_e"}
}

// A QualifyingPost is a kind of post that opens the way to a JPT.
type QualifyingPost string

// The posts that PP 11/2017 Pasal 107 names, and what is none of them.
const (
	Administrator QualifyingPost = "administrator"
	ExpertMadya   QualifyingPost = "jf_madya" // functional official, ahli madya
	ExpertUtama   QualifyingPost = "jf_utama" // functional official, ahli utama
	JPTPratama    QualifyingPost = "jpt_pratama"
	JPTMadya      QualifyingPost = "jpt_madya"
	JPTUtama      QualifyingPost = "jpt_utama"
	OtherPost     QualifyingPost = "other"
)

// Enum lets the contract name the values of a word.
func (QualifyingPost) Enum() []string {
	return []string{
		string(Administrator), string(ExpertMadya), string(ExpertUtama), string(JPTPratama), string(JPTMadya), string(JPTUtama), string(OtherPost),
	}
}

// qualifying lists the posts that open the way to a tier: those of the text, and the
// senior posts from which somebody moves.
func qualifying(tier Tier) []QualifyingPost {
	switch tier {
	case Utama:
		return []QualifyingPost{JPTMadya, ExpertUtama, JPTUtama}
	case Madya:
		return []QualifyingPost{JPTPratama, ExpertUtama, JPTMadya, JPTUtama}
	case Pratama: // as below
	}
	return []QualifyingPost{Administrator, ExpertMadya, ExpertUtama, JPTPratama, JPTMadya, JPTUtama}
}

// A Held post is the qualifying post that an applicant holds or has held the longest.
type Held struct {
	Post  QualifyingPost `json:"post"`
	Years int            `json:"years"` // completed years in it
}

// A Rating is the yearly rating of a civil servant's performance (predikat SKP).
type Rating string

// The ratings, the best first.
const (
	VeryGood         Rating = "very_good"
	Good             Rating = "good"
	NeedsImprovement Rating = "needs_improvement"
	Poor             Rating = "poor"
	VeryPoor         Rating = "very_poor"
)

// Enum lets the contract name the values of a word.
func (Rating) Enum() []string {
	return []string{string(VeryGood), string(Good), string(NeedsImprovement), string(Poor), string(VeryPoor)}
}

// A Performance is the rating of one year.
type Performance struct {
	Year   int    `json:"year"`
	Rating Rating `json:"rating"`
}

// A Discipline is the heaviest disciplinary sanction that somebody has had.
type Discipline string

// Enum lets the contract name the values of a word, from the lightest to the heaviest.
func (Discipline) Enum() []string { return []string{"none", "light", "medium", "heavy"} }

// Declarations are the statements that an applicant signs (surat pernyataan).
type Declarations struct {
	NeverConvicted  bool `json:"never_convicted"`
	NotDisciplined  bool `json:"not_disciplined"` // neither medium nor heavy, nor in process
	IntegrityPact   bool `json:"integrity_pact"`
	DocumentsAreOwn bool `json:"documents_are_own"` // everything said and handed in is true
}

func (d Declarations) missing() []string {
	missing := []string{}
	for _, one := range []struct {
		name string
		made bool
	}{
		{"never_convicted", d.NeverConvicted}, {"not_disciplined", d.NotDisciplined}, {"integrity_pact", d.IntegrityPact}, {"documents_are_own", d.DocumentsAreOwn},
	} {
		if !one.made {
			missing = append(missing, one.name)
		}
	}
	return missing
}

// A Profile is what an applicant says of themself. It holds no name, number or birth date:
// those are kept with the person and never enter a journal.
type Profile struct {
	Education Education `json:"education"`
	Grade     Grade     `json:"grade"`
	// ExperienceYears counts completed years in work related to the post, all together.
	ExperienceYears int  `json:"experience_years"`
	Held            Held `json:"held"`
	// HoldsJPTSince is set by who holds a senior post now, and would move.
	HoldsJPTSince calendar.Date `json:"holds_jpt_since,omitzero"`
	Performance   []Performance `json:"performance"`
	Discipline    Discipline    `json:"discipline"`
	InProcess     bool          `json:"in_process"` // of a disciplinary examination
	Unit          string        `json:"unit"`       // where the applicant works
	// Superior is the person in Selter to whom the applicant reports, if there is one, and
	// Relatives are those on the committee to whom the applicant is related.
	Superior     string       `json:"superior,omitzero"`
	Relatives    []string     `json:"relatives,omitzero"`
	Declarations Declarations `json:"declarations"`
}

// mostYears is longer than anybody serves; it keeps a slip of the pen out.
const mostYears = 60

// Check holds what a profile must say about itself.
func (p Profile) Check() wire.Problems {
	var problems wire.Problems
	within := func(field string, n int) {
		if n < 0 || n > mostYears {
			problems = append(problems, wire.Problem{Field: field, Problem: fmt.Sprintf("must be between 0 and %d years", mostYears)})
		}
	}
	within("/experience_years", p.ExperienceYears)
	within("/held/years", p.Held.Years)
	if strings.TrimSpace(p.Unit) == "" {
		problems = append(problems, wire.Problem{Field: "/unit", Problem: "must not be empty"})
	}
	if slices.Contains(p.Relatives, "") {
		problems = append(problems, wire.Problem{Field: "/relatives", Problem: "must name somebody"})
	}
	seen := make(map[int]bool)
	for _, one := range p.Performance {
		if seen[one.Year] || one.Year < 1990 || one.Year > 9999 {
			problems = append(problems, wire.Problem{Field: "/performance", Problem: "must have each year once, from 1990 on"})
			break
		}
		seen[one.Year] = true
	}
	return problems
}

// atLeast tells whether a word comes no earlier than another in a list from low to high. A
// word that is not in the list reaches nothing.
func atLeast(list []string, word, least string) bool {
	at := slices.Index(list, word)
	return at >= 0 && at >= slices.Index(list, least)
}
