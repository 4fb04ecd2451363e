package openselection

import (
	"strings"

	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// A Letter names a document on paper: a decree, a recommendation, minutes. Date is
// the date that the letter bears; the journal keeps beside it when it was recorded.
type Letter struct {
	Number string        `json:"number"`
	Date   calendar.Date `json:"date"`
	// SHA256 is the hash of the file, in hexadecimal, once it is kept.
	SHA256 string `json:"sha256,omitzero"`
}

// Check demands a number: a letter without one cannot be found again.
func (l Letter) Check() wire.Problems {
	if strings.TrimSpace(l.Number) == "" {
		return wire.Problems{{Field: "/number", Problem: "must not be empty"}}
	}
	return nil
}

// A Tier is the level of a post.
type Tier string

// The tiers of JPT.
const (
	Utama   Tier = "utama"
	Madya   Tier = "madya"
	Pratama Tier = "pratama"
)

// An Office is a kind of post for which another law asks for one more approval.
type Office string

// The offices with approvals of their own.
const (
	OrdinaryOffice    Office = "ordinary"
	RegionSecretary   Office = "region_secretary" // Sekda: coordination with the governor
	Inspector         Office = "inspector"        // Inspektur: recommendation of the governor or minister
	CivilRegistration Office = "civil_registration"
)

// A VacancyReason says why a post is or will be vacant.
type VacancyReason string

// The reasons of a vacancy.
const (
	Retirement  VacancyReason = "retirement"
	Moved       VacancyReason = "move"
	NewPost     VacancyReason = "new_post"
	Resignation VacancyReason = "resignation"
	Death       VacancyReason = "death"
	Replacement VacancyReason = "replacement" // of an official who is removed
	TermEnded   VacancyReason = "term_ended"
)

// A Vacancy shows that a post is or will be vacant.
type Vacancy struct {
	Reason   VacancyReason `json:"reason"`
	From     calendar.Date `json:"from"` // first vacant day (TMT)
	Evidence Letter        `json:"evidence"`
	// HeldSince is the day on which the last holder was inaugurated; it is needed when
	// the holder is replaced or moved, or when the term has ended.
	HeldSince calendar.Date `json:"held_since,omitzero"`
	// Ground is the document that allows a replacement before two years: a breach of
	// law, requirements lost, or the President's approval.
	Ground *Letter `json:"ground,omitzero"`
}

// A Post is a position to be filled; each has a selection of its own.
type Post struct {
	Ref     string  `json:"ref"` // short alias, unique in the round
	Title   string  `json:"title"`
	Tier    Tier    `json:"tier"`
	Office  Office  `json:"office"`
	Vacancy Vacancy `json:"vacancy"`
	// Standard is the competency standard of the post, Requirements what applicants must bring.
	Standard     Letter `json:"standard"`
	Requirements Letter `json:"requirements"`
}

// Check holds what a post must say about itself.
func (p Post) Check() wire.Problems {
	var problems wire.Problems
	if !isAlias(p.Ref) {
		problems = append(problems, wire.Problem{Field: "/ref", Problem: "must be 1 to 40 lower-case letters, digits or hyphens"})
	}
	if strings.TrimSpace(p.Title) == "" {
		problems = append(problems, wire.Problem{Field: "/title", Problem: "must not be empty"})
	}
	return problems
}

// Enum lets the contract name the values of a word.
func (Tier) Enum() []string { return []string{string(Utama), string(Madya), string(Pratama)} }

// Enum lets the contract name the values of a word.
func (Office) Enum() []string {
	return []string{string(OrdinaryOffice), string(RegionSecretary), string(Inspector), string(CivilRegistration)}
}

// Enum lets the contract name the values of a word.
func (VacancyReason) Enum() []string {
	return []string{
		string(Retirement), string(Moved), string(NewPost), string(Resignation), string(Death), string(Replacement), string(TermEnded),
	}
}

// An Origin says where a member of the committee comes from.
type Origin string

// The origins of members.
const (
	FromAgency      Origin = "agency"       // an official of the agency itself: internal
	FromOtherAgency Origin = "other_agency" // an official of another agency
	FromAcademia    Origin = "academic"
	FromProfession  Origin = "professional"
	FromPublic      Origin = "public_figure"
	FromSupervisor  Origin = "supervisor" // an official of the supervising body
)

// Enum lets the contract name the values of a word.
func (Origin) Enum() []string {
	return []string{
		string(FromAgency), string(FromOtherAgency), string(FromAcademia), string(FromProfession), string(FromPublic), string(FromSupervisor),
	}
}

// A Member sits on the committee. Person is the name under which the member acts
// in Selter, not a personal name.
type Member struct {
	Person    string `json:"person"`
	Origin    Origin `json:"origin"`
	Expertise string `json:"expertise"`
	// Unit is where the member works, as applicants of the same agency would name it.
	Unit  string `json:"unit,omitzero"`
	Chair bool   `json:"chair,omitzero"`
	// NoConflict and NoParty are the signed statements on conflicts of interest and
	// on membership of a party.
	NoConflict bool `json:"no_conflict"`
	NoParty    bool `json:"no_party"`
	// Posts says what the member knows of single posts of the round, where that is given.
	Posts []PostExpertise `json:"posts,omitzero"`
}

// A PostExpertise is what a member knows of one post.
type PostExpertise struct {
	Post      string `json:"post"` // ref
	Expertise string `json:"expertise"`
}

// A Term is the time for which a committee is appointed, both days included: it keeps all
// selections of that time (UU 5/2014 Pasal 110 ayat (6)).
type Term struct {
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until"`
}

// Check keeps the days in order.
func (t Term) Check() wire.Problems {
	if t.Until.Before(t.From) {
		return wire.Problems{{Field: "/until", Problem: "must not be before from"}}
	}
	return nil
}

// A Committee is the panitia seleksi of a round.
type Committee struct {
	Decree  Letter   `json:"decree"`
	Members []Member `json:"members"`
	Term    *Term    `json:"term,omitzero"`
	// GovernorLetter is the recommendation that a committee for an inspector needs.
	GovernorLetter *Letter `json:"governor_letter,omitzero"`
}

// Freeze is what a region knows of its election and of the permit of the minister.
type Freeze struct {
	Election *gates.Election `json:"election,omitzero"`
	Permit   *Letter         `json:"permit,omitzero"`
}

// Weights are the shares of the scored components, in percent.
type Weights struct {
	TrackRecord int `json:"track_record"`
	Assessment  int `json:"assessment"`
	Paper       int `json:"paper"`
	Interview   int `json:"interview"`
}

// A Component is a scored stage.
type Component string

// The scored components.
const (
	TrackRecord Component = "track_record"
	Assessment  Component = "assessment"
	Paper       Component = "paper"
	InterviewOf Component = "interview"
)

// Components lists the scored components in the order of the stages.
func Components() []Component { return []Component{TrackRecord, Assessment, Paper, InterviewOf} }

// Enum lets the contract name the values of a word.
func (Component) Enum() []string {
	return []string{string(TrackRecord), string(Assessment), string(Paper), string(InterviewOf)}
}

// Of is the weight of a component, in percent.
func (w Weights) Of(c Component) int {
	switch c {
	case TrackRecord:
		return w.TrackRecord
	case Assessment:
		return w.Assessment
	case Paper:
		return w.Paper
	case InterviewOf:
		return w.Interview
	}
	return 0
}

// Sum is the sum of the weights; it has to be 100.
func (w Weights) Sum() int { return w.TrackRecord + w.Assessment + w.Paper + w.Interview }

// Terms are the sealed rules under which a selection scores, and who may score.
type Terms struct {
	Weights Weights     `json:"weights"`
	Tie     []Component `json:"tie_break"`
	// Rubrics is the hash of the sealed rubrics and question grids.
	Rubrics string `json:"rubrics"`
	// Criteria are the sealed rubrics as data, where they were sealed as data.
	Criteria *Criteria `json:"criteria,omitzero"`
	Members  []Member  `json:"members"`
	Term     *Term     `json:"term,omitzero"` // of the committee
	// Documents are what applicants hand in, and AgeOn is the day on which their age is taken,
	// where the announcement said so; see Announcement.
	Documents []ChecklistItem `json:"documents,omitzero"`
	AgeOn     calendar.Date   `json:"age_on,omitzero"`
}

// seats is the number of members, and quorum the fewest of them who can decide.
func (t Terms) quorum(percent int) int { return len(t.Members)*percent/100 + 1 }

func (t Terms) isMember(person string) bool {
	for _, m := range t.Members {
		if m.Person == person {
			return true
		}
	}
	return false
}

// A Score is the result of one candidate in one component.
type Score struct {
	Candidate string         `json:"candidate"` // participant number, never a name
	Points    scoring.Points `json:"points"`
}

// Check keeps scores between 0 and 100.
func (s Score) Check() wire.Problems {
	if !s.Points.Valid() {
		return wire.Problems{{Field: "/points", Problem: "must be between 0 and 100"}}
	}
	return nil
}

func isAlias(s string) bool {
	if len(s) == 0 || len(s) > 40 {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
