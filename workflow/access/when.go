package access

import (
	"slices"

	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// A When is a condition on where a case stands. The zero one always holds.
type When string

// The conditions.
const (
	Always When = ""
	// ScoresOpen: no score can be there yet, or the committee has determined the
	// result of them. One that ended before that keeps its scores to itself for ever:
	// whoever could end a selection to see them would know them for the next one.
	ScoresOpen When = "scores_open"
	// Applying: from the announcement until the files are decided on.
	Applying When = "applying"
	// Running: from the announcement until somebody is inaugurated.
	Running When = "running"
	// OnceAnnounced: from the announcement on, for ever. One that was cancelled may never have
	// been announced.
	OnceAnnounced When = "once_announced"
	// Screening: the files are in and are being verified.
	Screening When = "screening"
	// HealthKnown: from the health test until somebody is inaugurated.
	HealthKnown When = "health_known"
	// Revealed: the sheet has been revealed, the paper opened. One that lapsed never is.
	Revealed When = "revealed"
	// HandedIn: somebody has handed the application in, or it is an invitation that nobody
	// has taken up. What is begun or taken back is the applicant's alone.
	HandedIn When = "handed_in"
	// Decided: the result of the administrative check has been signed.
	Decided When = "decided"
	// Heard: the complaint has been examined.
	Heard When = "heard"
	// InFile: in the file of the person itself, also while it is being opened.
	InFile When = "in_file"
)

// Conditions lists the conditions that rows use, with what they mean.
func Conditions() []struct {
	When When
	Says string
} {
	return []struct {
		When When
		Says string
	}{
		{ScoresOpen, "the selection has no scores yet, or the committee has determined the result; never when it ended before that"},
		{Applying, "from the announcement until the files are decided on"},
		{Running, "from the announcement until somebody is inaugurated"},
		{OnceAnnounced, "from the announcement on, for ever; not of one that was cancelled"},
		{Screening, "the files are in and are being verified"},
		{HealthKnown, "from the health test until somebody is inaugurated"},
		{Revealed, "the sheet has been revealed, the paper opened; a sheet that lapsed never is"},
		{HandedIn, "the application has been handed in and not been taken back, or is an invitation that has not been taken up"},
		{Decided, "the result of the administrative check has been signed, and the application not been taken back since"},
		{Heard, "the complaint has been examined, and those whom it concerns can be heard"},
		{InFile, "in the file of the person itself, for who has a part in it, and while it is opened"},
	}
}

// A selection that was held is, for every condition, where it was held.
var (
	ended     = []workflow.State{openselection.Cancelled, openselection.DivertedToJobfit, openselection.DivertedToSuccession, openselection.ToBeRepeated}
	screening = []workflow.State{openselection.ApplicationsClosed, openselection.ShortageConsulted}
	tested    = []workflow.State{
		openselection.HealthTested, openselection.ResultDetermined, openselection.ResultReported, openselection.ResultReturned,
		openselection.ResultRefused, openselection.ResultRecommended, openselection.Chosen, openselection.InaugurationCleared,
	}
	unknown  = []workflow.State{openselection.Planned, openselection.Cancelled}
	decided  = []workflow.State{openselection.Shortlisted, openselection.NotShortlisted}
	handedIn = append([]workflow.State{openselection.Invited, openselection.InvitationDeclined, openselection.Submitted}, decided...)
	applying = slices.Concat([]workflow.State{openselection.Announced, openselection.Extended}, screening)
	running  = slices.Concat(applying, []workflow.State{
		openselection.Screened, openselection.TrackRecordChecked, openselection.CompetencyAssessed, openselection.FieldTested, openselection.Interviewed,
	}, tested)
)

// about is the procedure on whose cases a condition is, where it is one on selections,
// applications or complaints.
func (w When) about() string {
	switch {
	case slices.Contains([]When{Always, InFile, Revealed}, w):
		return ""
	case slices.Contains([]When{HandedIn, Decided}, w):
		return openselection.ApplicationName
	case w == Heard:
		return complaint.Name
	}
	return openselection.SelectionName
}

// Holds tells whether the condition holds in a place.
func (w When) Holds(place Place) bool {
	if procedure := w.about(); procedure != "" && place.Procedure != procedure {
		return false
	}
	switch w {
	case Always:
		return true
	case HandedIn:
		return slices.Contains(handedIn, place.stage())
	case Decided:
		return slices.Contains(decided, place.stage())
	case ScoresOpen:
		return !openselection.ScoresAreSealed(place.State, place.Resumes) && !slices.Contains(ended, place.stage())
	case Applying:
		return slices.Contains(applying, place.stage())
	case Running:
		return slices.Contains(running, place.stage())
	case OnceAnnounced:
		return place.State != workflow.Unopened && !slices.Contains(unknown, place.stage())
	case Heard:
		return place.State != workflow.Unopened && place.State != complaint.Received
	case Screening:
		return slices.Contains(screening, place.stage())
	case HealthKnown:
		return slices.Contains(tested, place.stage())
	case Revealed:
		return place.State == openselection.SheetRevealed || place.State == openselection.PaperOpened
	case InFile:
		return place.Procedure == person.Name
	}
	return false
}
