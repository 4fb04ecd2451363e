package policy

import "selter/workflow/calendar"

// The units besides days and percent.
const (
	people  = "people"
	times   = "times"
	posts   = "posts"
	years   = "years"
	months  = "months"
	media   = "channels"
	flag    = "yes_no"
	word    = "choice"
	inOrder = "order"
	offices = "duties"
	uploads = "documents"
	points  = "points"
	// hundredths of an index
	hundredths = "hundredths"
	hours      = "hours"
	entries    = "entries"
)

// The selection committee (panitia seleksi).
var (
	CommitteeSizeMin                 = Key[int]{"committee.size_min", people, "fewest members", whole}
	CommitteeSizeMax                 = Key[int]{"committee.size_max", people, "most members", whole}
	CommitteeOdd                     = Key[bool]{"committee.odd", flag, "the number of members is odd", yesNo}
	CommitteeInternalMaxPercent      = Key[int]{"committee.internal_max_percent", unitPercent, "largest share of seats held by the agency's own officials", whole}
	CommitteeOutsideMin              = Key[int]{"committee.outside_min", people, "fewest members from outside the local government", whole}
	CommitteeConflictDeclaration     = Key[bool]{"committee.conflict_declaration", flag, "each member signs that no conflict of interest exists", yesNo}
	CommitteeGovernorForInspectorate = Key[bool]{"committee.governor_for_inspectorate", flag, "the governor recommends the committee for an inspector of a district or city", yesNo}
	CommitteeSupervisorStaffAllowed  = Key[bool]{"committee.supervisor_staff_allowed", flag, "officials of the supervisor may sit on a committee", yesNo}
	CommitteeAfterPlanRecommendation = Key[bool]{"committee.after_plan_recommendation", flag, "the committee is appointed only after the plan is recommended", yesNo}
)

// The plan, and the supervisor on the plan and on the result.
var (
	PlanRecommendationRequired = Key[bool]{"plan.recommendation_required", flag, "the supervisor recommends the plan before the announcement", yesNo}
	PlanInternalRouteFirst     = Key[bool]{"plan.internal_route_first", flag, "moving officials inside the agency was tried before the post is opened", yesNo}
	PlanRecommendationWithin   = Key[calendar.Days]{"plan.recommendation_within", unitDays, "time of the supervisor for the plan, from its submission", duration}
	SupervisorBody             = Key[string]{"supervisor.body", word, "who holds the duty of supervision", choice("KASN", "BKN")}
	ResultOrder                = Key[string]{"result.order", word, "whether the three names are announced before or after the supervisor's recommendation", choice("announce_first", "recommend_first")}
	TwoSupervisorLetters       = Key[bool]{"supervisor.two_letters", flag, "a second clearance of the supervisor precedes the inauguration", yesNo}
	ResultReportWithin         = Key[calendar.Days]{"result.report_within", unitDays, "time to send the result to the supervisor, from its determination", duration}
	ResultRecommendationWithin = Key[calendar.Days]{"result.recommendation_within", unitDays, "time of the supervisor for the result, from the report", duration}
)

// The announcement, the applications and the extensions.
var (
	AnnouncementLength          = Key[calendar.Days]{"announcement.length", unitDays, "shortest time applications stay open, both ends counted", duration}
	AnnouncementChannelsMin     = Key[int]{"announcement.channels_min", media, "fewest channels on which the announcement appears", whole}
	ExtensionsMax               = Key[int]{"extension.max", times, "how often the announcement of a post may be extended", whole}
	ExtensionLength             = Key[calendar.Days]{"extension.length", unitDays, "length of one extension, both ends counted", duration}
	CandidatesMin               = Key[int]{"candidates.min", people, "fewest candidates of a post who pass the administrative check", whole}
	CandidatesMinAfterExtension = Key[int]{"candidates.min_after_extension", people, "the same once the post has been extended", whole}
	PostsPerApplicantMax        = Key[int]{"application.posts_max", posts, "most posts of a round one person may apply for", whole}
	ScreeningWithin             = Key[calendar.Days]{"screening.within", unitDays, "time for the administrative check, from the close of applications", duration}
	PublicationWithin           = Key[calendar.Days]{"publication.within", unitDays, "time to publish the result of a stage, from its end", duration}
)

// What an applicant must bring.
var (
	EducationMin           = Key[string]{"education.min", word, "lowest level of education", choice("d3", "s1_d4", "s2", "s3")}
	AgeMaxPratama          = Key[int]{"age.max_pratama", years, "highest age for a JPT Pratama post on the reference date", whole}
	AgeMaxMadya            = Key[int]{"age.max_madya", years, "highest age for a JPT Madya post on the reference date", whole}
	AgeMaxUtama            = Key[int]{"age.max_utama", years, "highest age for a JPT Utama post on the reference date", whole}
	AgeReference           = Key[string]{"age.reference", word, "the day on which the age is taken", choice("registration", "inauguration", "printed_date")}
	ExperienceYearsPratama = Key[int]{"experience.years_pratama", years, "related experience in total for a JPT Pratama post", whole}
	ExperienceYearsMadya   = Key[int]{"experience.years_madya", years, "related experience in total for a JPT Madya post", whole}
	ExperienceYearsUtama   = Key[int]{"experience.years_utama", years, "related experience in total for a JPT Utama post", whole}
	HeldPostYears          = Key[int]{"held_post.years", years, "time in the qualifying current or former post", whole}
	PerformanceYears       = Key[int]{"performance.years", years, "last years whose performance must be rated good", whole}
	RankMinPratama         = Key[string]{"rank.min_pratama", word, "lowest rank (golongan ruang) for a JPT Pratama post", choice(ranks...)}
	RankMinMadya           = Key[string]{"rank.min_madya", word, "lowest rank (golongan ruang) for a JPT Madya post", choice(ranks...)}
	DisciplineHeaviest     = Key[string]{"discipline.heaviest", word, "heaviest disciplinary sanction with which one may still apply", choice("none", "light", "medium", "heavy")}
	ApplicationDocuments   = Key[[]string]{"application.documents", uploads, "documents that every applicant hands in, unless the announcement lists others", sequence(checklist...)}
)

// Assessment, scores and the three names.
var (
	AssessmentValidityYears  = Key[int]{"assessment.validity_years", years, "how long an earlier competency assessment may be reused", whole}
	AssessorsPerCandidateMin = Key[int]{"assessment.assessors_min", people, "fewest assessors who observe a candidate", whole}
	PaperMarkersMin          = Key[int]{"paper.markers_min", people, "fewest members who mark a paper", whole}
	ScoringWindowMin         = Key[calendar.Days]{"scoring.window_min", unitDays, "least time in which sheets can be submitted", duration}
	ScoringWindowMax         = Key[calendar.Days]{"scoring.window_max", unitDays, "longest time in which sheets can be submitted", duration}
	AssessmentFitLow         = Key[int]{"assessment.fit_low", unitPercent, "job person match below this is not yet fit", whole}
	AssessmentFitHigh        = Key[int]{"assessment.fit_high", unitPercent, "job person match from this on is fit", whole}
	WeightTrackRecord        = Key[Range]{"weight.track_record", unitPercent, "admitted weight of the track record", share}
	WeightAssessment         = Key[Range]{"weight.assessment", unitPercent, "admitted weight of the competency assessment", share}
	WeightPaper              = Key[Range]{"weight.paper", unitPercent, "admitted weight of the paper and its presentation", share}
	WeightInterview          = Key[Range]{"weight.interview", unitPercent, "admitted weight of the final interview", share}
	WeightTotal              = Key[int]{"weight.total", unitPercent, "sum of the weights", whole}
	ResourcePersonScores     = Key[bool]{"resource_person.scores", flag, "a resource person or user at the interview may score", yesNo}
	QuorumPercent            = Key[int]{"quorum.percent", unitPercent, "the committee decides when more than this share of its seats is present", whole}
	TieBreak                 = Key[[]string]{"tie_break.order", inOrder, "components that rank equal totals, the first difference decides", sequence("track_record", "assessment", "paper", "interview")}
	ProposedNames            = Key[int]{"candidates.proposed", people, "names proposed to the appointing officer for a post", whole}
	PublishStageScores       = Key[bool]{"scores.published_per_stage", flag, "the scores of each stage are published when it closes", yesNo}
	PublishFinalRanking      = Key[bool]{"ranking.published", flag, "the final names are published in the order of their rank", yesNo}
	ChoiceReasonUnlessFirst  = Key[bool]{"choice.reason_unless_first", flag, "choosing another than the first name needs a written reason", yesNo}
)

// After the choice, and the gates of other laws.
var (
	InaugurationWithin         = Key[calendar.Days]{"inauguration.within", unitDays, "time to inaugurate, from the last recommendation of the supervisor", duration}
	FinalReportWithin          = Key[calendar.Days]{"final_report.within", unitDays, "time for the final report, from the inauguration", duration}
	ArchiveRetentionYears      = Key[int]{"archive.retention_years", years, "how long the record of a round is kept", whole}
	ElectionFreezeMonthsBefore = Key[int]{"election.freeze_months_before", months, "start of the freeze before the candidates for head of region are fixed", whole}
	ElectionFreezeMonthsAfter  = Key[int]{"election.freeze_months_after", months, "length of the freeze after the new head of region is inaugurated", whole}
	ElectionActReportWithin    = Key[calendar.Days]{"election.act_report_within", unitDays, "time to report a personnel act during the freeze", duration}
	MoveMinYears               = Key[int]{"post.move_min_years", years, "shortest time in a post before a move", whole}
	MoveMaxYears               = Key[int]{"post.move_max_years", years, "longest time in a post before a move is due", whole}
	ReplaceMinYears            = Key[int]{"post.replace_min_years", years, "time after the inauguration in which the holder may not be replaced", whole}
	TermMaxYears               = Key[int]{"post.term_max_years", years, "longest term in a post before it has to be extended", whole}
)

// Complaints about a selection. No text read so far gives their times.
var (
	ComplaintExaminationWithin       = Key[calendar.Days]{"complaint.examination_within", unitDays, "time to examine a complaint, from its receipt", duration}
	ComplaintClarificationWithin     = Key[calendar.Days]{"complaint.clarification_within", unitDays, "time to hear those whom a complaint concerns, from its examination or from the last questions", duration}
	ComplaintFindingWithin           = Key[calendar.Days]{"complaint.finding_within", unitDays, "time to find on a complaint, from the end of the hearing", duration}
	ComplaintRestorationAnswerWithin = Key[calendar.Days]{"complaint.restoration_answer_within", unitDays, "time to answer a recommendation to restore an official, unless its letter names a day", duration}
	ComplaintFollowUpWithin          = Key[calendar.Days]{"complaint.follow_up_within", unitDays, "time for what follows a finding", duration}
	ComplaintAdditionsMax            = Key[int]{"complaint.additions_max", entries, "how often who complained may add to it", whole}
	ComplaintAttachmentsMax          = Key[int]{"complaint.attachments_max", entries, "most files attached to a complaint", whole}
	ComplaintReporterOpenHours       = Key[int]{"complaint.reporter_open_hours", hours, "how long two custodians may learn who complained, once the second has agreed", whole}
)

// How long before a deadline its reminders are due.
var (
	RemindersApplicationsDue         = Key[Leads]{"reminders.applications_due", unitDays, "before applications close", reminders}
	RemindersScreeningDue            = Key[Leads]{"reminders.screening_due", unitDays, "before the administrative check is due", reminders}
	RemindersPublicationDue          = Key[Leads]{"reminders.publication_due", unitDays, "before the result of a stage has to be published", reminders}
	RemindersPlanRecommendationDue   = Key[Leads]{"reminders.plan_recommendation_due", unitDays, "before the recommendation of the plan is due", reminders}
	RemindersResultReportDue         = Key[Leads]{"reminders.result_report_due", unitDays, "before the result has to reach the supervisor", reminders}
	RemindersResultRecommendationDue = Key[Leads]{"reminders.result_recommendation_due", unitDays, "before the recommendation of the result is due", reminders}
	RemindersInaugurationDue         = Key[Leads]{"reminders.inauguration_due", unitDays, "before the inauguration is due", reminders}
	RemindersScoringDue              = Key[Leads]{"reminders.scoring_due", unitDays, "before the sheets of a scoring are opened", reminders}
	RemindersElectionReportDue       = Key[Leads]{"reminders.election_report_due", unitDays, "before a personnel act in the freeze has to be reported", reminders}
	RemindersFinalReportDue          = Key[Leads]{"reminders.final_report_due", unitDays, "before the final report is due", reminders}
	RemindersExaminationDue          = Key[Leads]{"reminders.examination_due", unitDays, "before a complaint has to be examined", reminders}
	RemindersClarificationDue        = Key[Leads]{"reminders.clarification_due", unitDays, "before the hearing on a complaint has to end", reminders}
	RemindersFindingDue              = Key[Leads]{"reminders.finding_due", unitDays, "before a complaint has to be found on", reminders}
	RemindersRestorationAnswerDue    = Key[Leads]{"reminders.restoration_answer_due", unitDays, "before a recommendation to restore an official has to be answered", reminders}
	RemindersFollowUpDue             = Key[Leads]{"reminders.follow_up_due", unitDays, "before what follows a finding is due", reminders}
)

// The compliance score. What must add up stands under one key, so that it is changed together: the weights of the checks say how the
// weight of their dimension is divided.
var (
	ScoreDimensions   = Key[Parts]{"score.dimensions", points, "most points of each dimension", parts("preparation", "execution", "reporting")}
	ScoreCheckWeights = Key[Parts]{"score.check_weights", points, "how the points of a dimension are divided among its checks", parts(checks...)}
	ScoreDeductions   = Key[Parts]{"score.deductions", points, "points that each proven complaint takes off, by its class; two of one class take off twice", parts("very_material", "material", "less_material")}
	ScoreBands        = Key[Parts]{"score.bands", points, "very good and good begin above these points, sufficient at them", parts("very_good", "good", "sufficient")}
	ScoreIndices      = Key[Parts]{"score.indices", hundredths, "index of each band, in hundredths", parts("very_good", "good", "sufficient", "poor")}
	ScoreNormGapFrom  = Key[int]{"score.norm_gap_from", points, "from here up to the band sufficient the known table says nothing", whole}
)

// How duties are given. The list is never empty: a duty that nobody checks twice leaves the others checked.
var DutySecondPerson = Key[[]string]{"duty.second_person", offices, "duties that a second person has to confirm before they are held", sequence(
	"appointing_officer", "authorised_officer", "committee_chair", "committee_member", "secretariat", "assessor", "resource_person", "tracer",
	"supervisor", "permitter", "auditor", "custodian", "admin",
)}

// Keys lists every key, in the order in which a pack shows its entries.
func Keys() []AnyKey {
	return []AnyKey{
		CommitteeSizeMin,
		CommitteeSizeMax,
		CommitteeOdd,
		CommitteeInternalMaxPercent,
		CommitteeOutsideMin,
		CommitteeConflictDeclaration,
		CommitteeGovernorForInspectorate,
		CommitteeSupervisorStaffAllowed,
		CommitteeAfterPlanRecommendation,
		PlanRecommendationRequired,
		PlanInternalRouteFirst,
		PlanRecommendationWithin,
		SupervisorBody,
		ResultOrder,
		TwoSupervisorLetters,
		ResultReportWithin,
		ResultRecommendationWithin,
		AnnouncementLength,
		AnnouncementChannelsMin,
		ExtensionsMax,
		ExtensionLength,
		CandidatesMin,
		CandidatesMinAfterExtension,
		PostsPerApplicantMax,
		ScreeningWithin,
		PublicationWithin,
		EducationMin,
		AgeMaxPratama,
		AgeMaxMadya,
		AgeMaxUtama,
		AgeReference,
		ExperienceYearsPratama,
		ExperienceYearsMadya,
		ExperienceYearsUtama,
		HeldPostYears,
		PerformanceYears,
		RankMinPratama,
		RankMinMadya,
		DisciplineHeaviest,
		ApplicationDocuments,
		AssessmentValidityYears,
		AssessorsPerCandidateMin,
		PaperMarkersMin,
		ScoringWindowMin,
		ScoringWindowMax,
		AssessmentFitLow,
		AssessmentFitHigh,
		WeightTrackRecord,
		WeightAssessment,
		WeightPaper,
		WeightInterview,
		WeightTotal,
		ResourcePersonScores,
		QuorumPercent,
		TieBreak,
		ProposedNames,
		PublishStageScores,
		PublishFinalRanking,
		ChoiceReasonUnlessFirst,
		InaugurationWithin,
		FinalReportWithin,
		ArchiveRetentionYears,
		ElectionFreezeMonthsBefore,
		ElectionFreezeMonthsAfter,
		ElectionActReportWithin,
		MoveMinYears,
		MoveMaxYears,
		ReplaceMinYears,
		TermMaxYears,
		ComplaintExaminationWithin,
		ComplaintClarificationWithin,
		ComplaintFindingWithin,
		ComplaintRestorationAnswerWithin,
		ComplaintFollowUpWithin,
		ComplaintAdditionsMax,
		ComplaintAttachmentsMax,
		ComplaintReporterOpenHours,
		RemindersApplicationsDue,
		RemindersScreeningDue,
		RemindersPublicationDue,
		RemindersPlanRecommendationDue,
		RemindersResultReportDue,
		RemindersResultRecommendationDue,
		RemindersInaugurationDue,
		RemindersScoringDue,
		RemindersElectionReportDue,
		RemindersFinalReportDue,
		RemindersExaminationDue,
		RemindersClarificationDue,
		RemindersFindingDue,
		RemindersRestorationAnswerDue,
		RemindersFollowUpDue,
		ScoreDimensions,
		ScoreCheckWeights,
		ScoreDeductions,
		ScoreBands,
		ScoreIndices,
		ScoreNormGapFrom,
		DutySecondPerson,
	}
}
