package complaint

import (
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

type deadline = workflow.Deadline[Facts]

// within counts a time of the policy from the day of the event, the day itself not counted.
func within(key policy.Key[calendar.Days]) func(question) (calendar.Count, error) {
	return func(q question) (calendar.Count, error) {
		return q.Holidays.Count(q.Today, key.In(q.Pack).Value, false)
	}
}

// Who is reminded of what: the supervisor of the own turns, the officers of theirs.
var (
	watching = []workflow.Role{workflow.Supervisor}
	officers = []workflow.Role{workflow.AppointingOfficer, workflow.AuthorisedOfficer}
)

// The clocks of a complaint. No text gives their times; all are ours.
var (
	examinationDue = deadline{
		Kind: ExaminationDue, Counts: within(policy.ComplaintExaminationWithin), Reminders: policy.RemindersExaminationDue,
		Tells: watching, Cites: []policy.Citation{complaintFlow},
	}
	clarificationDue = deadline{
		Kind: ClarificationDue, Counts: within(policy.ComplaintClarificationWithin), Reminders: policy.RemindersClarificationDue,
		Tells: append([]workflow.Role{workflow.Supervisor}, officers...), Next: watching, Cites: []policy.Citation{complaintFlow, heardFirst},
	}
	findingDue = deadline{
		Kind: FindingDue, Counts: within(policy.ComplaintFindingWithin), Reminders: policy.RemindersFindingDue,
		Tells: watching, Cites: []policy.Citation{complaintFlow},
	}
	restorationAnswerDue = deadline{
		Kind: RestorationAnswerDue, Reminders: policy.RemindersRestorationAnswerDue,
		// The letter may name the last day; else the policy has the time.
		Counts: func(q question) (calendar.Count, error) {
			until := last(q.After.Restorings).AnswerBy
			if until.IsZero() {
				return within(policy.ComplaintRestorationAnswerWithin)(q)
			}
			return q.Holidays.Count(q.Today, calendar.Days{N: q.Today.DaysUntil(until), Unit: calendar.CalendarDays}, false)
		},
		Tells: officers, Next: watching, Cites: []policy.Citation{complaintFlow, exchangeOfKASN},
	}
	followUpDue = deadline{
		Kind: FollowUpDue, Counts: within(policy.ComplaintFollowUpWithin), Reminders: policy.RemindersFollowUpDue,
		Tells: watching, Cites: []policy.Citation{complaintFlow},
	}
)

func deadlines() []deadline {
	return []deadline{examinationDue, clarificationDue, findingDue, restorationAnswerDue, followUpDue}
}

// overdue is the row by which a clock says that its time is over.
func overdue(d deadline, from ...workflow.State) row {
	return row{
		On: d.Kind, From: from, To: workflow.Stay, By: roles{workflow.Clock}, Says: workflow.FormOf[passed](),
		Effects: tells(d.Kind, d.Escalates()...), Cites: d.Cites,
	}
}
