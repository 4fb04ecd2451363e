// Package openselection is the law of the open selection (seleksi terbuka) for
// senior posts as two tables: the round (pelaksanaan) and the selection for each
// of its posts. Read round.go and selection.go first.
package openselection

import "selter/workflow"

// The states of a round.
const (
	PlanDrafted        workflow.State = "plan_drafted"
	PlanSubmitted      workflow.State = "plan_submitted"
	PlanReturned       workflow.State = "plan_returned"
	PlanRecommended    workflow.State = "plan_recommended"
	CommitteeAppointed workflow.State = "committee_appointed"
	InstrumentsSealed  workflow.State = "instruments_sealed"
	FinallyReported    workflow.State = "finally_reported"
)

// The states of a selection.
const (
	Planned             workflow.State = "planned"
	Extended            workflow.State = "extended"
	ApplicationsClosed  workflow.State = "applications_closed"
	ShortageConsulted   workflow.State = "shortage_consulted"
	Screened            workflow.State = "screened"
	TrackRecordChecked  workflow.State = "track_record_checked"
	CompetencyAssessed  workflow.State = "competency_assessed"
	FieldTested         workflow.State = "field_tested"
	Interviewed         workflow.State = "interviewed"
	HealthTested        workflow.State = "health_tested"
	ResultDetermined    workflow.State = "result_determined"
	ResultReported      workflow.State = "result_reported"
	ResultReturned      workflow.State = "result_returned"
	ResultRefused       workflow.State = "result_refused"
	ResultRecommended   workflow.State = "result_recommended"
	Chosen              workflow.State = "chosen"
	InaugurationCleared workflow.State = "inauguration_cleared"
	Inaugurated         workflow.State = "inaugurated"

	HeldForElection      workflow.State = "held_for_election"
	HeldForComplaint     workflow.State = "held_for_complaint"
	DivertedToJobfit     workflow.State = "diverted_to_jobfit"
	DivertedToSuccession workflow.State = "diverted_to_succession"
	ToBeRepeated         workflow.State = "to_be_repeated"
)

// The states of an application.
const (
	Invited            workflow.State = "invited"
	Drafted            workflow.State = "drafted"
	Submitted          workflow.State = "submitted"
	Withdrawn          workflow.State = "withdrawn"       // one may apply again while the window is open
	Shortlisted        workflow.State = "shortlisted"     // passed the administrative check
	NotShortlisted     workflow.State = "not_shortlisted" // did not pass it
	InvitationDeclined workflow.State = "invitation_declined"
	ApplicationClosed  workflow.State = "application_closed" // never submitted
)

// The states that rounds and selections both have.
const (
	Announced workflow.State = "announced"
	Closed    workflow.State = "closed"
	Cancelled workflow.State = "cancelled"
)

func roundStates() []workflow.StateInfo {
	return standing(
		[]workflow.State{
			PlanDrafted, PlanSubmitted, PlanReturned, PlanRecommended, CommitteeAppointed, InstrumentsSealed, Announced, FinallyReported,
		}, nil, []workflow.State{Closed, Cancelled})
}

func selectionStates(twoLetters bool) []workflow.StateInfo {
	return standing(active(twoLetters), []workflow.State{HeldForElection, HeldForComplaint},
		[]workflow.State{Closed, Cancelled, DivertedToJobfit, DivertedToSuccession, ToBeRepeated})
}

// active lists the states from which a selection goes on. A second letter of the
// supervisor adds one.
func active(twoLetters bool) []workflow.State {
	states := []workflow.State{Planned}
	states = append(states, running...)
	states = append(states, ResultRecommended, Chosen)
	if twoLetters {
		states = append(states, InaugurationCleared)
	}
	return append(states, Inaugurated)
}

// running are the states between the announcement and the recommendation.
var running = []workflow.State{
	Announced, Extended, ApplicationsClosed, ShortageConsulted, Screened, TrackRecordChecked, CompetencyAssessed, FieldTested,
	Interviewed, HealthTested, ResultDetermined, ResultReported, ResultReturned, ResultRefused,
}

func standing(active, held, final []workflow.State) []workflow.StateInfo {
	var states []workflow.StateInfo
	for _, group := range []struct {
		states   []workflow.State
		standing workflow.Standing
	}{{active, workflow.Active}, {held, workflow.Held}, {final, workflow.Final}} {
		for _, s := range group.states {
			states = append(states, workflow.StateInfo{Name: s, Standing: group.standing})
		}
	}
	return states
}
