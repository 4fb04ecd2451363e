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
	RankMinPratama.name:   since("rank.min_pratama", word, "none"),
	RankMinMadya.name:     since("rank.min_madya", word, "none"),
	PaperMarkersMin.name:  since("paper.markers_min", "people", "2"),
	ScoringWindowMin.name: since("scoring.window_min", "calendar_days", "1"),
	ScoringWindowMax.name: since("scoring.window_max", "calendar_days", "30"),
	// What these two clocks were reminded by before they had leads of their own.
	RemindersScoringDue.name:        since("reminders.scoring_due", "working_days", "3,1"),
	RemindersElectionReportDue.name: since("reminders.election_report_due", "calendar_days", "7,3,1"),
	DisciplineHeaviest.name:         since("discipline.heaviest", word, "light"),
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
	ScoreDimensions.name:                  since("score.dimensions", points, "preparation 40,execution 50,reporting 10"),
	ScoreCheckWeights.name:                since("score.check_weights", points, "p1_1 4,p1_2 6,p1_3 8,p2_1 7,p2_2 5,p3_1 6,p3_2 4,l1_1 6,l1_2 6,l2_1 7,l3_1 7,l3_2 6,l4_1 6,l5_1 6,l5_2 6,r1 3,r2 2,r3 3,r4 2"),
	ScoreDeductions.name:                  since("score.deductions", points, "very_material 50,material 30,less_material 20"),
	ScoreBands.name:                       since("score.bands", points, "very_good 90,good 80,sufficient 70"),
	ScoreIndices.name:                     since("score.indices", hundredths, "very_good 400,good 350,sufficient 300,poor 250"),
	ScoreNormGapFrom.name:                 since("score.norm_gap_from", points, "60"),
}

// since is what is read of a requirement for applicants from a pack of before there were any.
func since(name, unit, value string) Entry {
	return Entry{
		Key: name, Unit: unit, Value: value, From: calendar.NewDate(2014, 1, 1), Citation: Cite("Selter proposal", "for packs from before the key", Proposal),
		Note: "No text read so far sets it for the whole country.", Instrument: "selter-proposals",
	}
}
