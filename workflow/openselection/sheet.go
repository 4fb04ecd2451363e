package openselection

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"

	"selter/workflow"
	"selter/workflow/policy"
)

// ScoreSheet is the table of a sheet: what one scorer gives the candidates in one
// component. Its subject is the scorer. Until the selection reveals it, nobody else reads
// what it says; once it is submitted nobody changes it.
func ScoreSheet(pack *policy.Pack) (*workflow.Procedure[SheetFacts], error) {
	system, scorer := roles{workflow.System}, roles{workflow.DataSubject}
	alone := []policy.Citation{aloneAndUnseen, interviewRules}
	return workflow.Define(workflow.Procedure[SheetFacts]{
		Name: SheetName, Version: Version, Pack: pack,
		States: standing([]workflow.State{SheetOpened, SheetSubmitted}, nil, []workflow.State{SheetRevealed, SheetLapsed}),
		Rows: []sheetRow{
			{
				On: OpenSheet, From: []workflow.State{workflow.Unopened}, To: SheetOpened, By: system,
				Says: workflow.FormOf[OpenSheetBody](), Cites: alone,
			},
			{
				On: EnterScores, From: []workflow.State{SheetOpened}, To: workflow.Stay, By: scorer, LooksUp: true,
				Says: workflow.FormOf[EnterScoresBody](), Requires: []sheetGuard{scoringStillRuns, scorerHasAPart, marksAreOfTheSheet}, Cites: alone,
			},
			{
				On: SubmitScores, From: []workflow.State{SheetOpened}, To: SheetSubmitted, By: scorer, LooksUp: true,
				Says:      workflow.FormOf[nothing[SheetFacts]](),
				Requires:  []sheetGuard{scoringStillRuns, scorerHasAPart, statementIsSigned, everyCandidateIsMarked},
				Documents: []string{"score_sheet"}, Cites: alone,
			},
			{
				On: StrikeCandidate, From: []workflow.State{SheetOpened, SheetSubmitted, SheetRevealed, SheetLapsed}, To: workflow.Stay, By: system,
				Says: workflow.FormOf[StrikeCandidateBody](), Cites: []policy.Citation{ethics, procedure2019},
			},
			{
				On: RevealSheet, From: []workflow.State{SheetSubmitted}, To: SheetRevealed, By: system,
				Says: workflow.FormOf[nothing[SheetFacts]](), Cites: alone,
			},
			{
				On: LapseSheet, From: []workflow.State{SheetOpened, SheetSubmitted}, To: SheetLapsed, By: system,
				Says: workflow.FormOf[nothing[SheetFacts]](), Cites: alone,
			},
		},
	})
}

// crockford writes 5 bits a character, without letters that are taken for digits.
var crockford = base32.NewEncoding(crockfordAlphabet).WithPadding(base32.NoPadding)

const crockfordAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// SheetRef is what a selection calls a sheet: the component, eight characters for the
// person and, where marks were lacking after a first scoring, which one it is.
func SheetRef(component Component, person string, turn int) string {
	sum := sha256.Sum256([]byte(person))
	ref := string(component) + "-" + crockford.EncodeToString(sum[:5])
	if turn > 1 {
		ref += fmt.Sprintf("-%d", turn)
	}
	return ref
}

type (
	sheetRow      = workflow.Transition[SheetFacts]
	sheetGuard    = workflow.Guard[SheetFacts]
	sheetQuestion = workflow.Question[SheetFacts]
)
