package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// SelectionFacts is what a selection knows.
type SelectionFacts struct {
	Post   Post   `json:"post"`
	Freeze Freeze `json:"freeze"`
	Terms  Terms  `json:"terms"`
	Window Window `json:"window"`
	// Round is where the selection lies, once its round has been announced.
	Round workflow.CaseID `json:"round,omitzero"`
	// Closed are the last days of the windows that are over.
	Closed []calendar.Date `json:"closed,omitzero"`
	// Participants are who applied in time, by the number under which everybody is told of them.
	Participants []Participant `json:"participants,omitzero"`
	// Extensions are the extensions so far, at most two (PermenPANRB 15/2019).
	Extensions []Extension `json:"extensions,omitzero"`
	// Files are the results of the administrative check, one per participant.
	Files    []File `json:"files,omitzero"`
	Verified bool   `json:"verified,omitzero"` // Files are those of the present window
	// Screened is the committee's decision on the files.
	Screened *PassScreeningBody `json:"screened,omitzero"`
	// Allowed is the number with which the supervisor let a short post go on.
	Allowed       int        `json:"allowed,omitzero"`
	Consultations []Letter   `json:"consultations,omitzero"`
	Route         Route      `json:"route,omitzero"`
	Conflicts     []Conflict `json:"conflicts,omitzero"`
	// Statements are the members' statements on ethics and conflicts, Out who competes no more.
	Statements []Statement `json:"statements,omitzero"`
	Out        []Out       `json:"out,omitzero"`
	// Scoring is the component whose sheets are out; Turns lists the scorings so far.
	Scoring *Scoring    `json:"scoring,omitzero"`
	Turns   []Component `json:"turns,omitzero"`
	Lapsed  []Lapse     `json:"lapsed,omitzero"`
	// Present is who was at the interview, once it is closed.
	Present []string `json:"present,omitzero"`
	// Sittings are further interviews of candidates who lacked marks after it.
	Sittings []Sitting `json:"sittings,omitzero"`
	// Marks are all marks that were revealed, Papers whose they were, Reused the earlier
	// assessments that are used again. Scores follow from them: see counted.
	Marks         []Given        `json:"marks,omitzero"`
	Papers        []Unsealed     `json:"papers,omitzero"`
	Reused        []Reuse        `json:"reused,omitzero"`
	Scores        []Sheet        `json:"scores,omitzero"`
	Stage         Stage          `json:"stage,omitzero"`
	Corrections   []Correction   `json:"corrections,omitzero"`
	Unconfirmed   []Correction   `json:"unconfirmed,omitzero"` // corrections that wait for their second person
	FormerResults []FormerResult `json:"former_results,omitzero"`
	Health        []HealthCheck  `json:"health,omitzero"`
	FormerHealth  []HealthCheck  `json:"former_health,omitzero"` // results that were changed
	Result        *Result        `json:"result,omitzero"`
	Report        *Letter        `json:"report,omitzero"`
	Enclosed      []string       `json:"enclosed,omitzero"` // in the report
	Returned      []Remark       `json:"returned,omitzero"`
	Recommended   *Letter        `json:"recommended,omitzero"`
	Conditions    []Remark       `json:"conditions,omitzero"`
	Publications  []Publication  `json:"publications,omitzero"`

	Choice      *ChooseBody   `json:"choice,omitzero"`
	Cleared     *Letter       `json:"cleared,omitzero"`
	Inaugurated *Inauguration `json:"inaugurated,omitzero"`
	Overdue     []Overdue     `json:"overdue,omitzero"`
	// Times are the changes of deadlines that were asked for, the latest last.
	Times []Time   `json:"times,omitzero"`
	Holds []Letter `json:"holds,omitzero"`
	// HeldFor is the reference of the complaint that ordered the hold under which the selection rests.
	HeldFor string  `json:"held_for,omitzero"`
	Ended   *Ending `json:"ended,omitzero"`

	// Deepening is what supervisors say of the compliance score, Complaints the complaints that
	// were found proven, Sealed the scores that were sealed.
	Deepening  Deepening       `json:"deepening,omitzero"`
	Complaints []ComplaintNote `json:"complaints,omitzero"`
	Sealed     []SealedScore   `json:"sealed,omitzero"`
}

// A Window is the days on which one may apply, both included.
type Window struct {
	Opens  calendar.Date `json:"opens,omitzero"`
	Closes calendar.Date `json:"closes,omitzero"`
}

// An Extension lengthens the announcement of one post.
type Extension struct {
	Letter Letter        `json:"letter"`
	Reason string        `json:"reason"`
	Opens  calendar.Date `json:"opens"`
	Closes calendar.Date `json:"closes"`
}

// A Participant is somebody who applied in time. Who that is stands in the application.
type Participant struct {
	Number       string `json:"number"`       // nomor peserta
	Registration string `json:"registration"` // nomor pendaftaran: what the selection calls the application
}

// A File is the result of the administrative check of one participant.
type File struct {
	Candidate    string `json:"candidate"`    // participant number
	Registration string `json:"registration"` // of the application
	Verifier     string `json:"verifier"`     // first person
	Second       string `json:"second"`       // second person
	Passed       bool   `json:"passed"`
	Reason       string `json:"reason,omitzero"` // needed when not passed
	// AgeYears, AgeMet and AgeOn are the age as the application has it.
	AgeYears int           `json:"age_years"`
	AgeMet   bool          `json:"age_met"`
	AgeOn    calendar.Date `json:"age_on,omitzero"`
	// HoldsJPTSince is set for a participant who moves from another senior post.
	HoldsJPTSince calendar.Date `json:"holds_jpt_since,omitzero"`
}

// A Route is where a post goes that an open selection cannot fill.
type Route string

// The routes that the supervisor may name.
const (
	ToJobfit     Route = "jobfit"
	ToSuccession Route = "succession"
	ToCancel     Route = "cancel"
)

// Enum lets the contract name the values of a word.
func (Route) Enum() []string {
	return []string{string(ToJobfit), string(ToSuccession), string(ToCancel)}
}

// A Conflict keeps a member from scoring a candidate. It is never taken back.
type Conflict struct {
	Member    string `json:"member"`
	Candidate string `json:"candidate"`
	Relation  string `json:"relation"`
	// Derived says that nobody declared it: it follows from what member and applicant said of
	// themselves. Applicants choose no judges: it holds until the member's statement denies it,
	// and the chair may still record that it is so.
	Derived bool `json:"derived,omitzero"`
	// Basis is what the committee signed where the conflict of somebody else voids marks.
	Basis *SignedMinutes `json:"basis,omitzero"`
}

// A Sheet is the scores of one stage as they count.
type Sheet struct {
	Component Component `json:"component"`
	Scores    []Score   `json:"scores"`
}

// A Correction is a score changed after it was given, with reason and second person.
type Correction struct {
	Component Component      `json:"component"`
	Candidate string         `json:"candidate"`
	Scorer    string         `json:"scorer,omitzero"` // whose mark; none: an earlier assessment
	Was       scoring.Points `json:"was"`
	Now       scoring.Points `json:"now"`
	Reason    string         `json:"reason"`
	By        string         `json:"by"`
	Second    string         `json:"second"`
	// Void says why the correction counts no more: what was there before it does.
	Void *Void `json:"void,omitzero"`
}

// A HealthCheck is a gate, not a score.
type HealthCheck struct {
	Candidate string `json:"candidate"`
	Fit       bool   `json:"fit"`
	// Reason and Second are why a result is another than before, and the member of the
	// committee who has seen it too.
	Reason string `json:"reason,omitzero"`
	Second string `json:"second,omitzero"`
}

// A Result is the decision of the committee.
type Result struct {
	Minutes  Letter   `json:"minutes"`
	Ranking  []Ranked `json:"ranking"`
	Proposed []string `json:"proposed"` // participant numbers, best first
	// FewerReason documents why fewer names are proposed than the law asks for.
	FewerReason string   `json:"fewer_reason,omitzero"`
	Signed      []string `json:"signed"` // members who signed the minutes
}

// A Publication shows the result of a stage to the public by participant number.
type Publication struct {
	Stage  string `json:"stage"`
	Letter Letter `json:"letter"`
	Where  string `json:"where"`
	// Shown is what it told of a stage. The final result is told from Result.
	Shown []Shown `json:"shown,omitzero"`
	// Entry is the entry of the journal that says so.
	Entry int64 `json:"entry,omitzero"`
}

// An Inauguration ends a selection well.
type Inauguration struct {
	Decree   Letter        `json:"decree"`
	Oath     Letter        `json:"oath"`
	On       calendar.Date `json:"on"`
	TermEnds calendar.Date `json:"term_ends"`
}

// Overdue marks a deadline that passed.
type Overdue struct {
	Kind workflow.Event `json:"kind"`
	On   calendar.Date  `json:"on"`
}

// An Ending says why a selection ended otherwise.
type Ending struct {
	Basis  Letter `json:"basis"`
	Reason string `json:"reason"`
}

// Passed lists the participants who passed the administrative check.
func (f SelectionFacts) passed() []string {
	var numbers []string
	for _, file := range f.Files {
		if file.Passed {
			numbers = append(numbers, file.Candidate)
		}
	}
	return numbers
}

// minimum is how many have to pass: a number that the supervisor allowed, or the
// pack's, which may be another one once the post has been extended.
func (f SelectionFacts) minimum(pack *policy.Pack) policy.Value[int] {
	least := policy.CandidatesMin.In(pack)
	if len(f.Extensions) > 0 {
		least = policy.CandidatesMinAfterExtension.In(pack)
	}
	if f.Allowed > 0 {
		least.Value = f.Allowed
		least.Note = "allowed by the supervisor"
		least.Citation = shortageLetter
	}
	return least
}

func (f SelectionFacts) short(pack *policy.Pack) bool { return len(f.passed()) < f.minimum(pack).Value }

func (f SelectionFacts) sheet(c Component) []Score {
	for _, sheet := range f.Scores {
		if sheet.Component == c {
			return sheet.Scores
		}
	}
	return nil
}

func (f SelectionFacts) fit(candidate string) bool {
	return slices.ContainsFunc(f.Health, func(h HealthCheck) bool { return h.Candidate == candidate && h.Fit })
}

// proposed are the names before the appointing officer, best first.
func (f SelectionFacts) proposed() []string {
	if f.Result == nil {
		return nil
	}
	return f.Result.Proposed
}

func (f SelectionFacts) conflicted(member, candidate string) bool {
	return slices.ContainsFunc(f.Conflicts, func(c Conflict) bool {
		return c.Member == member && c.Candidate == candidate && (!c.Derived || !f.denied(member, candidate))
	})
}

func (f SelectionFacts) published(stage string) bool {
	return slices.ContainsFunc(f.Publications, func(p Publication) bool { return p.Stage == stage })
}

type (
	selectionRow      = workflow.Transition[SelectionFacts]
	selectionGuard    = workflow.Guard[SelectionFacts]
	selectionQuestion = workflow.Question[SelectionFacts]
	selectionEffect   = workflow.Effect[SelectionFacts]
	selectionDeadline = workflow.Deadline[SelectionFacts]
)
