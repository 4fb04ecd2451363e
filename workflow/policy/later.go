package policy

import "selter/workflow/calendar"

// later has the keys that came when packs had been stored already, each with what is read from a pack that was stored without it. Such a
// pack stays as it is: its entries and its hash say what was known then. What stands here is ours and marked so, and is never changed,
// since cases are replayed by it.
var later = map[string]Entry{
	DutySecondPerson.name: {
		Key: DutySecondPerson.name, Unit: offices,
		Value:      "appointing_officer,authorised_officer,committee_chair,committee_member,supervisor,auditor,admin",
		From:       calendar.NewDate(2014, 1, 1),
		Citation:   Cite("Selter proposal", "for packs from before the key", Proposal),
		Note:       "No text read so far sets it.",
		Instrument: "selter-proposals",
	},
	RankMinPratama.name:     since("rank.min_pratama", word, "none"),
	RankMinMadya.name:       since("rank.min_madya", word, "none"),
	PaperMarkersMin.name:    since("paper.markers_min", "people", "2"),
	ScoringWindowMin.name:   since("scoring.window_min", "calendar_days", "1"),
	ScoringWindowMax.name:   since("scoring.window_max", "calendar_days", "30"),
	DisciplineHeaviest.name: since("discipline.heaviest", word, "light"),
	ApplicationDocuments.name: since("application.documents", uploads,
		"application_letter,curriculum_vitae,identity_card,latest_rank_decree,latest_post_decree,diploma,performance_reports,wealth_report,integrity_pact"),

	// No pack of before knew of complaints.
	ComplaintExaminationWithin.name:       since("complaint.examination_within", unitWorkingDays, "3"),
	ComplaintClarificationWithin.name:     since("complaint.clarification_within", unitWorkingDays, "14"),
	ComplaintFindingWithin.name:           since("complaint.finding_within", unitWorkingDays, "14"),
	ComplaintRestorationAnswerWithin.name: since("complaint.restoration_answer_within", unitWorkingDays, "14"),
	ComplaintFollowUpWithin.name:          since("complaint.follow_up_within", unitWorkingDays, "30"),
	ComplaintAdditionsMax.name:            since("complaint.additions_max", entries, "20"),
	ComplaintAttachmentsMax.name:          since("complaint.attachments_max", entries, "20"),
	ComplaintReporterOpenHours.name:       since("complaint.reporter_open_hours", hours, "24"),
	RemindersExaminationDue.name:          since("reminders.examination_due", unitWorkingDays, "1"),
	RemindersClarificationDue.name:        since("reminders.clarification_due", unitWorkingDays, "5,1"),
	RemindersFindingDue.name:              since("reminders.finding_due", unitWorkingDays, "5,1"),
	RemindersRestorationAnswerDue.name:    since("reminders.restoration_answer_due", unitWorkingDays, "5,1"),
	RemindersFollowUpDue.name:             since("reminders.follow_up_due", unitWorkingDays, "5,1"),
}

// since is what is read of a requirement for applicants from a pack of before there were any.
func since(name, unit, value string) Entry {
	return Entry{
		Key: name, Unit: unit, Value: value, From: calendar.NewDate(2014, 1, 1), Citation: Cite("Selter proposal", "for packs from before the key", Proposal),
		Note: "No text read so far sets it for the whole country.", Instrument: "selter-proposals",
	}
}
