package openselection

import "selter/workflow"

// The procedures of this package.
const (
	RoundName     = "round"
	SelectionName = "selection"
	// ApplicationName is one person's application for one post, under its selection.
	ApplicationName = "application"
	// Version is the version of both tables; it is stored with every entry.
	Version = "1"
)

// The events of a round.
const (
	DraftPlan          workflow.Event = "draft_plan"
	RevisePlan         workflow.Event = "revise_plan"
	SubmitPlan         workflow.Event = "submit_plan"
	ReturnPlan         workflow.Event = "return_plan"
	RecommendPlan      workflow.Event = "recommend_plan"
	AppointCommittee   workflow.Event = "appoint_committee"
	ConfirmCommittee   workflow.Event = "confirm_committee"
	ChangeCommittee    workflow.Event = "change_committee"
	SealInstruments    workflow.Event = "seal_instruments"
	NoteInauguration   workflow.Event = "note_inauguration"
	ReportFinally      workflow.Event = "report_finally"
	CloseRound         workflow.Event = "close_round"
	CancelRound        workflow.Event = "cancel_round"
	RecordElection     workflow.Event = "record_election"
	PlanRecommendedDue workflow.Event = "plan_recommendation_due"
	FinalReportDue     workflow.Event = "final_report_due"
)

// The events of a selection.
const (
	OpenSelection        workflow.Event = "open_selection"
	ChangePost           workflow.Event = "change_post"
	DropPost             workflow.Event = "drop_post"
	ApplicationsDue      workflow.Event = "applications_due"
	VerifyFiles          workflow.Event = "verify_files"
	Extend               workflow.Event = "extend"
	ConsultShortage      workflow.Event = "consult_shortage"
	AllowFewer           workflow.Event = "allow_fewer"
	DenyFewer            workflow.Event = "deny_fewer"
	PassScreening        workflow.Event = "pass_screening"
	ScreeningDue         workflow.Event = "screening_due"
	DeclareConflict      workflow.Event = "declare_conflict"
	CheckTrackRecord     workflow.Event = "check_track_record"
	AssessCompetency     workflow.Event = "assess_competency"
	TestField            workflow.Event = "test_field"
	Interview            workflow.Event = "interview"
	TestHealth           workflow.Event = "test_health"
	CorrectScore         workflow.Event = "correct_score"
	DetermineResult      workflow.Event = "determine_result"
	ReportResult         workflow.Event = "report_result"
	ReturnResult         workflow.Event = "return_result"
	RecommendResult      workflow.Event = "recommend_result"
	RefuseResult         workflow.Event = "refuse_result"
	AnnounceResult       workflow.Event = "announce_result"
	Choose               workflow.Event = "choose"
	ClearInauguration    workflow.Event = "clear_inauguration"
	Inaugurate           workflow.Event = "inaugurate"
	ReportElectionAct    workflow.Event = "report_election_act"
	PublishStage         workflow.Event = "publish_stage"
	CloseSelection       workflow.Event = "close_selection"
	HoldForElection      workflow.Event = "hold_for_election"
	ReleaseElection      workflow.Event = "release_election_hold"
	HoldForComplaint     workflow.Event = "hold_for_complaint"
	ReleaseComplaint     workflow.Event = "release_complaint_hold"
	DivertToJobfit       workflow.Event = "divert_to_jobfit"
	DivertToSuccession   workflow.Event = "divert_to_succession"
	Repeat               workflow.Event = "repeat_selection"
	ResultReportDue      workflow.Event = "result_report_due"
	ResultRecommendedDue workflow.Event = "result_recommendation_due"
	InaugurationDue      workflow.Event = "inauguration_due"
	// One clock for each stage whose result is to be published.
	ScreeningPublicationDue   workflow.Event = "screening_publication_due"
	TrackRecordPublicationDue workflow.Event = "track_record_publication_due"
	AssessmentPublicationDue  workflow.Event = "assessment_publication_due"
	PaperPublicationDue       workflow.Event = "paper_publication_due"
	InterviewPublicationDue   workflow.Event = "interview_publication_due"
	ElectionReportDue         workflow.Event = "election_report_due"
)

// The events of an application.
const (
	ApplyForPost       workflow.Event = "apply"
	Invite             workflow.Event = "invite"
	AcceptInvitation   workflow.Event = "accept_invitation"
	DeclineInvitation  workflow.Event = "decline_invitation"
	ApplyAgain         workflow.Event = "apply_again"
	FillProfile        workflow.Event = "fill_profile"
	AttachDocument     workflow.Event = "attach_document"
	RemoveDocument     workflow.Event = "remove_document"
	SubmitApplication  workflow.Event = "submit_application"
	Withdraw           workflow.Event = "withdraw"
	GiveNumber         workflow.Event = "give_number"
	VerifyDocuments    workflow.Event = "verify_documents"
	SettleVerification workflow.Event = "settle_verification"
	NoteShortlisted    workflow.Event = "note_shortlisted"
	NoteNotShortlisted workflow.Event = "note_not_shortlisted"
	CloseDraft         workflow.Event = "close_draft"
)

// The events that rounds and selections both have.
const (
	Announce     workflow.Event = "announce"
	RecordPermit workflow.Event = "record_permit"
	ChangeTerms  workflow.Event = "change_terms"
	AskForTime   workflow.Event = "ask_for_time"
	GrantTime    workflow.Event = "grant_time"
	Cancel       workflow.Event = "cancel"
)
