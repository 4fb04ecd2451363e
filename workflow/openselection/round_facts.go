package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// RoundFacts is what a round knows.
type RoundFacts struct {
	Plan      Plan     `json:"plan"`
	Freeze    Freeze   `json:"freeze"`
	Proposal  *Letter  `json:"proposal,omitzero"` // surat usul PPK
	Returned  []Remark `json:"returned,omitzero"`
	Recommend *Letter  `json:"recommendation,omitzero"`
	// Refused are posts that the supervisor left out of the recommendation.
	Refused   []Remark   `json:"refused,omitzero"`
	Committee *Committee `json:"committee,omitzero"`
	// FormerCommittees keeps the decrees that a change replaced.
	FormerCommittees []Letter      `json:"former_committees,omitzero"`
	Sealed           *Seal         `json:"sealed,omitzero"`
	Announced        *Announcement `json:"announced,omitzero"`
	Inaugurated      []string      `json:"inaugurated,omitzero"` // refs of posts
	FinalReport      *Letter       `json:"final_report,omitzero"`
	// PersonnelSystem says that the appointments were entered into SIASN.
	PersonnelSystem bool    `json:"personnel_system,omitzero"`
	Archive         *Letter `json:"archive,omitzero"`
	Cancelled       *Letter `json:"cancelled,omitzero"`
	// Times are the changes of deadlines that were asked for, the latest last.
	Times []Time `json:"times,omitzero"`
}

// A Plan is what the agency proposes to the supervisor.
type Plan struct {
	Title string `json:"title"`
	// Letterhead is what the documents of the round are headed with and where they are signed.
	Letterhead Letterhead `json:"letterhead"`
	Posts      []Post     `json:"posts"`
	// InternalRoute says how officials inside the agency were considered first.
	InternalRoute InternalRoute `json:"internal_route"`
	Weights       Weights       `json:"weights"`
	Committee     []Member      `json:"committee"` // as drafted
	Schedule      Schedule      `json:"schedule"`
	Budget        *Letter       `json:"budget,omitzero"`
	// Election is the region's next election. The minister's permit is not the plan's to
	// state: it is recorded by who gives it.
	Election *gates.Election `json:"election,omitzero"`
}

// Check holds what a plan must say about itself.
func (p Plan) Check() wire.Problems {
	var problems wire.Problems
	if p.Title == "" {
		problems = append(problems, wire.Problem{Field: "/title", Problem: "must not be empty"})
	}
	problems = append(problems, under("/letterhead", p.Letterhead.check())...)
	seen := make(map[string]bool)
	for _, post := range p.Posts {
		if seen[post.Ref] {
			problems = append(problems, wire.Problem{Field: "/posts", Problem: "has two posts with one ref"})
		}
		seen[post.Ref] = true
	}
	if p.Election != nil {
		problems = append(problems, under("/election", electionIsOrdered(*p.Election))...)
	}
	return problems
}

// A Letterhead is what a printed document takes from the round and from nobody who has it
// printed (kop naskah dinas and tempat penandatanganan: Peraturan ANRI 5/2021; known, not
// read again for this).
type Letterhead struct {
	Agency string `json:"agency"` // the agency's name as its letterhead has it
	Place  string `json:"place"`  // where documents are signed
}

// The longest letterhead: more does not fit above a page. Usulan Selter.
const (
	longestAgency = 100
	longestPlace  = 50
)

func (l Letterhead) check() wire.Problems {
	var problems wire.Problems
	if strings.TrimSpace(l.Agency) == "" || len(l.Agency) > longestAgency {
		problems = append(problems, wire.Problem{Field: "/agency", Problem: "must be a name of at most 100 bytes"})
	}
	if strings.TrimSpace(l.Place) == "" || len(l.Place) > longestPlace {
		problems = append(problems, wire.Problem{Field: "/place", Problem: "must be a name of at most 50 bytes"})
	}
	return problems
}

// under moves problems to where the part that has them stands.
func under(field string, problems wire.Problems) wire.Problems {
	for i := range problems {
		problems[i].Field = field + problems[i].Field
	}
	return problems
}

// InternalRoute records that moving officials inside the agency was tried before
// the post is opened, or why not (PP 11/2017 Pasal 130 ayat (2)).
type InternalRoute struct {
	Tried  bool    `json:"tried"`
	Reason string  `json:"reason,omitzero"`
	Letter *Letter `json:"letter,omitzero"`
}

// A Schedule is the timetable of the round in civil days.
type Schedule struct {
	Opens      calendar.Date `json:"opens"`
	Closes     calendar.Date `json:"closes"`
	Result     calendar.Date `json:"result"`
	Inaugurate calendar.Date `json:"inaugurate,omitzero"`
}

// A Remark is what the supervisor says about one item, or one post.
type Remark struct {
	Item   string `json:"item"`
	Reason string `json:"reason"`
}

// Check demands a reason.
func (r Remark) Check() wire.Problems {
	if strings.TrimSpace(r.Item) == "" || strings.TrimSpace(r.Reason) == "" {
		return wire.Problems{{Problem: "needs an item and a reason"}}
	}
	return nil
}

// Instruments are what the committee seals before anybody may apply.
type Instruments struct {
	Minutes Letter      `json:"minutes"` // berita acara rapat pansel
	Weights Weights     `json:"weights"`
	Tie     []Component `json:"tie_break"`
	// Rubrics is the SHA-256 of the sealed rubrics, question grids and interview
	// material, in hexadecimal.
	Rubrics string `json:"rubrics"`
	// Criteria are the same rubrics as data; their hash is then Rubrics. See RubricsHash.
	Criteria    *Criteria `json:"criteria,omitzero"`
	Publication string    `json:"publication"` // the rule by which results are published
}

// A Seal is the instruments with who sealed them and on which day.
type Seal struct {
	Instruments Instruments   `json:"instruments"`
	On          calendar.Date `json:"on"`
	By          string        `json:"by"`
}

// Check holds the form of the hash.
func (i Instruments) Check() wire.Problems {
	var problems wire.Problems
	if !isHash(i.Rubrics) {
		problems = append(problems, wire.Problem{Field: "/rubrics", Problem: "must be a SHA-256 in 64 lower-case hexadecimal digits"})
	}
	if strings.TrimSpace(i.Publication) == "" {
		problems = append(problems, wire.Problem{Field: "/publication", Problem: "must not be empty"})
	}
	return problems
}

func isHash(s string) bool {
	return len(s) == 64 && !slices.ContainsFunc([]byte(s), func(c byte) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'f')
	})
}

// An Announcement opens the posts to applicants.
type Announcement struct {
	Letter   Letter        `json:"letter"`
	Opens    calendar.Date `json:"opens"`
	Closes   calendar.Date `json:"closes"`
	Channels []Channel     `json:"channels"`
	// Contents lists what the announcement tells; see AnnouncementContents.
	Contents []string `json:"contents"`
	// Documents are what applicants hand in, where that is not the list of the policy.
	Documents []ChecklistItem `json:"documents,omitzero"`
	// AgeOn is the day on which the age of applicants is taken, where the policy leaves it to
	// the announcement.
	AgeOn calendar.Date `json:"age_on,omitzero"`
}

// Check keeps the dates in order, and each document in the list once.
func (a Announcement) Check() wire.Problems {
	return append(windowIsOrdered(a.Opens, a.Closes), documentsListedOnce(a.Documents)...)
}

// windowIsOrdered refuses a window that ends before it begins, and one of more than
// a year: no text sets that limit, but a slip of the pen in the year would set one
// that nobody lives to see close.
func windowIsOrdered(opens, closes calendar.Date) wire.Problems {
	switch {
	case closes.Before(opens):
		return wire.Problems{{Field: "/closes", Problem: "must not be before opens"}}
	case closes.After(opens.AddYears(1)):
		return wire.Problems{{Field: "/closes", Problem: "must be within a year of opens"}}
	}
	return nil
}

// A Channel is where an announcement appeared, with the evidence for it.
type Channel struct {
	Kind     string `json:"kind"`
	Evidence Letter `json:"evidence"`
}

// AnnouncementContents lists what an announcement has to tell.
func AnnouncementContents() []string {
	return []string{"posts", "requirements", "dates", "method", "weights", "address"}
}

// Check keeps the days of the election in order.
func (f Freeze) Check() wire.Problems {
	if f.Election == nil {
		return nil
	}
	return under("/election", electionIsOrdered(*f.Election))
}

// electionIsOrdered refuses an end before the candidates are fixed, which would
// leave no freeze at all: where the head's term ended earlier, the freeze binds the
// acting head (UU 10/2016 Pasal 71 ayat (4)) and its end is left out.
func electionIsOrdered(e gates.Election) wire.Problems {
	var problems wire.Problems
	for field, day := range map[string]calendar.Date{"/head_inaugurated": e.HeadInaugurated, "/term_ends": e.TermEnds} {
		if !day.IsZero() && day.Before(e.CandidatesFixed) {
			problems = append(problems, wire.Problem{Field: field, Problem: "must not be before candidates_fixed"})
		}
	}
	slices.SortFunc(problems, func(a, b wire.Problem) int { return strings.Compare(a.Field, b.Field) })
	return problems
}

// windows are those of the election that the round has recorded.
func (f Freeze) windows(pack *policy.Pack) []gates.Window {
	if f.Election == nil {
		return nil
	}
	return gates.Freeze(*f.Election,
		policy.ElectionFreezeMonthsBefore.In(pack).Value, policy.ElectionFreezeMonthsAfter.In(pack).Value)
}

// frozenDays are the windows in which officials of the case's region may not be replaced without a
// permit: by what the round has recorded of its election, and by what is known of the region whether
// the round has recorded it or not.
func frozenDays[F any](q workflow.Question[F], f Freeze) []gates.Window {
	return f.windowsIn(q.Pack, q.Elections, q.Case.Agency)
}

func (f Freeze) windowsIn(pack *policy.Pack, elections *gates.Elections, region string) []gates.Window {
	before, after := policy.ElectionFreezeMonthsBefore.In(pack).Value, policy.ElectionFreezeMonthsAfter.In(pack).Value
	return append(f.windows(pack), elections.Windows(region, before, after)...)
}

// admitted are the posts that the supervisor did not refuse.
func (f RoundFacts) admitted() []Post {
	var posts []Post
	for _, post := range f.Plan.Posts {
		if !slices.ContainsFunc(f.Refused, func(r Remark) bool { return r.Item == post.Ref }) {
			posts = append(posts, post)
		}
	}
	return posts
}

func (f RoundFacts) terms() Terms {
	var terms Terms
	if f.Sealed != nil {
		sealed := f.Sealed.Instruments
		terms = Terms{Weights: sealed.Weights, Tie: sealed.Tie, Rubrics: sealed.Rubrics, Criteria: sealed.Criteria}
	}
	if f.Committee != nil {
		terms.Members, terms.Term = f.Committee.Members, f.Committee.Term
	}
	if f.Announced != nil {
		terms.Documents, terms.AgeOn = f.Announced.Documents, f.Announced.AgeOn
	}
	return terms
}

type (
	roundRow      = workflow.Transition[RoundFacts]
	roundGuard    = workflow.Guard[RoundFacts]
	roundQuestion = workflow.Question[RoundFacts]
	roundEffect   = workflow.Effect[RoundFacts]
	roundDeadline = workflow.Deadline[RoundFacts]
)
