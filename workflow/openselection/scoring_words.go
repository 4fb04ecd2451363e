package openselection

import "selter/workflow"

// The procedures of scoring; each of their cases lies under a selection.
const (
	SheetName = "sheet"
	PaperName = "paper"
)

// The states of a sheet and of a paper.
const (
	SheetOpened    workflow.State = "sheet_opened"
	SheetSubmitted workflow.State = "sheet_submitted"
	SheetRevealed  workflow.State = "sheet_revealed"
	SheetLapsed    workflow.State = "sheet_lapsed"

	PaperSealed workflow.State = "paper_sealed"
	PaperOpened workflow.State = "paper_opened"
)

// The events of a sheet and of a paper.
const (
	OpenSheet       workflow.Event = "open_sheet"
	EnterScores     workflow.Event = "enter_scores"
	SubmitScores    workflow.Event = "submit_scores"
	StrikeCandidate workflow.Event = "strike_candidate"
	RevealSheet     workflow.Event = "reveal_sheet"
	LapseSheet      workflow.Event = "lapse_sheet"

	HandInPaper  workflow.Event = "hand_in_paper"
	ReplacePaper workflow.Event = "replace_paper"
	OpenPaper    workflow.Event = "open_paper"
)

// The events of a selection that have to do with scoring, besides the closing of stages.
const (
	SignStatement   workflow.Event = "sign_statement"
	OpenScoring     workflow.Event = "open_scoring"
	RevealScores    workflow.Event = "reveal_scores"
	ScoringDue      workflow.Event = "scoring_due"
	ReuseAssessment workflow.Event = "reuse_assessment"
	ConfirmReuse    workflow.Event = "confirm_reuse"
	RecordAbsence   workflow.Event = "record_absence"
	Disqualify      workflow.Event = "disqualify"

	ConfirmCorrection workflow.Event = "confirm_correction"
)
