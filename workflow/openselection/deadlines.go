package openselection

import (
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// within counts a time of the policy from the day of the event, the day itself not
// counted.
func within[F any](key policy.Key[calendar.Days]) func(workflow.Question[F]) (calendar.Count, error) {
	return func(q workflow.Question[F]) (calendar.Count, error) {
		return q.Holidays.Count(q.Today, key.In(q.Pack).Value, false)
	}
}

// Whoever owes what a clock waits for is reminded, and told with the next duty when it has passed:
// secretariat, then the chair of the committee, then the appointing officer, then the supervisor.
// Above the supervisor stands nobody: who waits for it is told. Usulan Selter, but that of the
// inauguration.

// The clocks of a round.
var (
	planRecommendationDue = roundDeadline{
		Kind: PlanRecommendedDue, Counts: within[RoundFacts](policy.PlanRecommendationWithin), Reminders: policy.RemindersPlanRecommendationDue,
		Tells: roles{workflow.Supervisor}, Next: roles{workflow.AuthorisedOfficer, workflow.AppointingOfficer}, Cites: []policy.Citation{supervision},
	}
	finalReportDue = roundDeadline{
		Kind: FinalReportDue, Counts: within[RoundFacts](policy.FinalReportWithin), Reminders: policy.RemindersFinalReportDue,
		Tells: roles{workflow.AppointingOfficer, workflow.Secretariat}, Next: roles{workflow.Supervisor}, Cites: []policy.Citation{procedure2019},
	}
)

// The clocks of a selection.
var (
	applicationsDue = selectionDeadline{
		Kind: ApplicationsDue, Reminders: policy.RemindersApplicationsDue,
		// The closing day was announced; the last day for applicants is the whole of it.
		Counts: func(q selectionQuestion) (calendar.Count, error) {
			w := q.After.Window
			n, _, err := q.Holidays.Length(w.Opens, w.Closes, calendar.CalendarDays)
			if err != nil {
				return calendar.Count{}, err
			}
			return q.Holidays.Count(w.Opens, calendar.Days{N: n, Unit: calendar.CalendarDays}, true)
		},
		Tells: roles{workflow.Secretariat}, Next: roles{workflow.CommitteeChair}, Cites: []policy.Citation{procedure2019},
	}
	screeningDue = selectionDeadline{
		Kind: ScreeningDue, Counts: within[SelectionFacts](policy.ScreeningWithin), Reminders: policy.RemindersScreeningDue,
		Tells: roles{workflow.Secretariat, workflow.CommitteeChair}, Next: roles{workflow.AppointingOfficer, workflow.Supervisor},
		Cites: []policy.Citation{procedure2019},
	}
	// The sheets of a component are revealed with the end of the day that was said when
	// they were handed out, whoever has submitted by then. No text knows the time.
	scoringDue = selectionDeadline{
		Kind: ScoringDue, Reminders: policy.RemindersScoringDue,
		Counts: func(q selectionQuestion) (calendar.Count, error) {
			n := max(q.Today.DaysUntil(said(q).Until), 0)
			return q.Holidays.Count(q.Today, calendar.Days{N: n + 1, Unit: calendar.CalendarDays}, true)
		},
		Tells: roles{workflow.CommitteeChair, workflow.CommitteeMember}, Next: roles{workflow.AppointingOfficer, workflow.Supervisor},
		Cites: []policy.Citation{aloneAndUnseen},
	}
	resultReportDue = selectionDeadline{
		Kind: ResultReportDue, Counts: within[SelectionFacts](policy.ResultReportWithin), Reminders: policy.RemindersResultReportDue,
		Tells: roles{workflow.AppointingOfficer, workflow.AuthorisedOfficer}, Next: roles{workflow.Supervisor}, Cites: []policy.Citation{supervision},
	}
	resultRecommendationDue = selectionDeadline{
		Kind: ResultRecommendedDue, Counts: within[SelectionFacts](policy.ResultRecommendationWithin), Reminders: policy.RemindersResultRecommendationDue,
		Tells: roles{workflow.Supervisor}, Next: roles{workflow.AppointingOfficer}, Cites: []policy.Citation{supervision},
	}
	inaugurationDue = selectionDeadline{
		Kind: InaugurationDue, Counts: within[SelectionFacts](policy.InaugurationWithin), Reminders: policy.RemindersInaugurationDue,
		Tells: roles{workflow.AppointingOfficer}, Next: roles{workflow.Supervisor}, Cites: []policy.Citation{inTime},
	}
	electionReportDue = selectionDeadline{
		Kind: ElectionReportDue, Counts: within[SelectionFacts](policy.ElectionActReportWithin), Reminders: policy.RemindersElectionReportDue,
		Tells: roles{workflow.AppointingOfficer}, Next: roles{workflow.Supervisor}, Cites: []policy.Citation{freezeLetter},
	}
)

func roundDeadlines() []roundDeadline { return []roundDeadline{planRecommendationDue, finalReportDue} }

// publicationDue is the clock for publishing the result of one stage. Each stage
// has its own: a later stage must not wind back the clock of one left unpublished.
func publicationDue(stage string) selectionDeadline {
	return selectionDeadline{
		Kind:   workflow.Event(stage + "_publication_due"),
		Counts: within[SelectionFacts](policy.PublicationWithin), Reminders: policy.RemindersPublicationDue,
		Tells: roles{workflow.Secretariat}, Next: roles{workflow.CommitteeChair, workflow.Supervisor}, Cites: []policy.Citation{procedure2019},
	}
}

// publicationsDue are the clocks of all stages that are published.
func publicationsDue() []selectionDeadline {
	clocks := make([]selectionDeadline, len(PublicationStages()))
	for i, stage := range PublicationStages() {
		clocks[i] = publicationDue(stage)
	}
	return clocks
}

func selectionDeadlines() []selectionDeadline {
	return append([]selectionDeadline{
		applicationsDue, screeningDue, scoringDue, resultReportDue, resultRecommendationDue, inaugurationDue, electionReportDue,
	}, publicationsDue()...)
}
