package complaint

import (
	"slices"

	"selter/workflow/openselection"
)

// A ComplaintCategory says what a complaint is about, as who complains sees it.
type ComplaintCategory string

// The categories.
const (
	Payment      ComplaintCategory = "payment"      // money or favours were asked for or given
	Intervention ComplaintCategory = "intervention" // somebody from outside steered the result
	Neutrality   ComplaintCategory = "neutrality"   // party politics
	Steps        ComplaintCategory = "procedure"    // a step was skipped or taken in the wrong order
	Announcement ComplaintCategory = "announcement"
	Scoring      ComplaintCategory = "scoring"
	Requirements ComplaintCategory = "requirements"
	Conflict     ComplaintCategory = "conflict" // of interest
	Removal      ComplaintCategory = "removal"  // an official was removed or moved
	OtherMatter  ComplaintCategory = "other"
)

// Enum lets the contract name the values of a word.
func (ComplaintCategory) Enum() []string {
	return spelled(Payment, Intervention, Neutrality, Steps, Announcement, Scoring, Requirements, Conflict, Removal, OtherMatter)
}

// A Breach is what was found to have been done against the rules.
type Breach string

// The breaches, as the guide groups them.
const (
	PaymentProven              Breach = "payment_proven"
	InterventionProven         Breach = "intervention_proven"
	InauguratedUnrecommended   Breach = "inaugurated_unrecommended"
	UnqualifiedPassed          Breach = "unqualified_passed"
	ChosenOutsideThree         Breach = "chosen_outside_three"
	ScoreAltered               Breach = "score_altered"
	CommitteeInvalid           Breach = "committee_invalid"
	StageSkipped               Breach = "stage_skipped"
	AnnouncementTooShort       Breach = "announcement_too_short"
	ConflictUnreported         Breach = "conflict_unreported"
	WeightsChanged             Breach = "weights_changed"
	PublishedLate              Breach = "published_late"
	ClericalErrorWithoutEffect Breach = "clerical_error"
	OtherBreach                Breach = "other_breach" // of which the guide says nothing
)

// guide is our guide to the class of a breach (Usulan Selter); what stands in no line has none.
var guide = []struct {
	class    openselection.ComplaintClass
	breaches []Breach
}{
	{openselection.VeryMaterial, []Breach{PaymentProven, InterventionProven, InauguratedUnrecommended, UnqualifiedPassed, ChosenOutsideThree, ScoreAltered}},
	{openselection.Material, []Breach{CommitteeInvalid, StageSkipped, AnnouncementTooShort, ConflictUnreported, WeightsChanged}},
	{openselection.LessMaterial, []Breach{PublishedLate, ClericalErrorWithoutEffect}},
}

// Enum lets the contract name the values of a word.
func (Breach) Enum() []string {
	var all []Breach
	for _, line := range guide {
		all = append(all, line.breaches...)
	}
	return spelled(append(all, OtherBreach)...)
}

// GuidedClass is the class that the guide has for the gravest of breaches; empty where it has none.
func GuidedClass(breaches []Breach) openselection.ComplaintClass {
	for _, line := range guide {
		if slices.ContainsFunc(breaches, func(b Breach) bool { return slices.Contains(line.breaches, b) }) {
			return line.class
		}
	}
	return ""
}

// An OpeningReason says why custodians open who complained. It is a word from a list and no text:
// whoever has opened a name before would know it when writing.
type OpeningReason string

// The reasons for an opening.
const (
	ReporterMustBeAsked    OpeningReason = "reporter_must_be_asked"   // what is missing nobody else knows
	ReporterMustBeGuarded  OpeningReason = "reporter_must_be_guarded" // there is reprisal, or threat of it
	OrderedByCourt         OpeningReason = "ordered_by_court"
	AskedByLawEnforcement  OpeningReason = "asked_by_law_enforcement"
	ReporterAsksForOpening OpeningReason = "reporter_asks_for_opening" // in the complaint itself
)

// Enum lets the contract name the values of a word.
func (OpeningReason) Enum() []string {
	return spelled(ReporterMustBeAsked, ReporterMustBeGuarded, OrderedByCourt, AskedByLawEnforcement, ReporterAsksForOpening)
}

func spelled[W ~string](words ...W) []string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = string(word)
	}
	return list
}

// LongestText is how long a complaint may be, in bytes. Usulan Selter.
const LongestText = 10_000

// A ComplaintText is what somebody complains of, in their own words.
type ComplaintText string

// Longest lets it be longer than other texts.
func (ComplaintText) Longest() int { return LongestText }
