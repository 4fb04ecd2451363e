package document

// A Kind says what produces a document, and in which forms.
type Kind struct {
	// Code is the word of the glossary. Two of them no row of the tables leaves:
	// stage_minutes and nomination_letter.
	Code string
	// New is the empty data of the document, to be filled.
	New func() Document
	// Spreadsheet tells that there is an XLSX beside the PDF.
	Spreadsheet bool
}

// Kinds lists the documents that are produced here, in the order of a selection. The other
// papers of the tables come from elsewhere: decrees and letters that somebody signs and
// uploads.
func Kinds() []Kind {
	return []Kind{
		{Code: "announcement", New: func() Document { return &Announcement{} }},
		{Code: "screening_minutes", New: func() Document { return &Minutes{Stage: ScreeningStage} }},
		{Code: "screening_result", New: func() Document { return &ScreeningResult{} }},
		{Code: "stage_minutes", New: func() Document { return &Minutes{Stage: TrackRecordStage} }},
		{Code: "score_announcement", New: func() Document { return &StageScores{} }},
		{Code: "plenary_minutes", New: func() Document { return &Minutes{Stage: PlenaryStage} }},
		{Code: "score_recap", New: func() Document { return &Recap{} }, Spreadsheet: true},
		{Code: "nomination_letter", New: func() Document { return &NominationLetter{} }},
		{Code: "result_report", New: func() Document { return &Report{} }},
		{Code: "final_announcement", New: func() Document { return &FinalResult{} }},
	}
}

// Of finds what produces the document of a code; false for a paper from elsewhere.
func Of(code string) (Kind, bool) {
	for _, kind := range Kinds() {
		if kind.Code == code {
			return kind, true
		}
	}
	return Kind{}, false
}
