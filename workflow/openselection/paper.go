package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/policy"
)

// BlindPaper is the table of a paper: what one applicant hands in under a code of chance.
// Its subject is the applicant and its ref the code. Nobody but the applicant can tell
// whose it is until the selection has revealed the scores.
func BlindPaper(pack *policy.Pack) (*workflow.Procedure[PaperFacts], error) {
	author := roles{workflow.DataSubject}
	cites := []policy.Citation{procedure2019, blindPapers}
	handing := func(on workflow.Event, from, to workflow.State, guards ...paperGuard) paperRow {
		return paperRow{
			On: on, From: []workflow.State{from}, To: to, By: author, LooksUp: true, Says: workflow.Gathered(handedIn),
			Requires: append(guards, papersAreTaken, authorCompetes), Documents: []string{"papers"}, Cites: cites,
		}
	}
	return workflow.Define(workflow.Procedure[PaperFacts]{
		Name: PaperName, Version: Version, Pack: pack,
		States: standing([]workflow.State{PaperSealed}, nil, []workflow.State{PaperOpened}),
		Rows: []paperRow{
			handing(HandInPaper, workflow.Unopened, PaperSealed, codeIsBlind),
			handing(ReplacePaper, PaperSealed, workflow.Stay),
			{
				On: OpenPaper, From: []workflow.State{PaperSealed}, To: PaperOpened, By: roles{workflow.System},
				Says: workflow.FormOf[nothing[PaperFacts]](), Cites: cites,
			},
		},
	})
}

// paperCodeLength is the length of a code: forty bits of chance.
const paperCodeLength = 8

// PaperCode writes five bytes of chance as the code of a paper.
func PaperCode(chance [5]byte) string { return crockford.EncodeToString(chance[:]) }

// IsPaperCode tells whether a code may name a paper: eight characters of the alphabet, not
// all of them digits, since such a code could be taken for a number of somebody. One code
// of ten thousand is not; whoever draws codes draws again then.
func IsPaperCode(code string) bool {
	digits := strings.Trim(code, "0123456789") == ""
	return len(code) == paperCodeLength && !digits && strings.Trim(code, crockfordAlphabet) == ""
}

// codeIsBlind holds the form of the code, and that it is not taken from what is known of
// the author: the registration number, the person, the selection.
var codeIsBlind = paperGuard{
	Code: "paper_code_is_blind", Cites: []policy.Citation{blindPapers},
	Check: func(q paperQuestion) workflow.Verdict {
		plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "")) }
		telling := slices.ContainsFunc([]string{RegistrationRef(q.Case.Parent, q.Case.Subject), q.Case.Subject, q.Case.Parent.String()}, func(known string) bool {
			return strings.Contains(plain(known), q.Case.Ref)
		})
		return workflow.Require(IsPaperCode(q.Case.Ref) && !telling,
			workflow.Found("has_its_form", IsPaperCode(q.Case.Ref)), workflow.Found("tells_its_author", telling))
	},
}

// Papers are taken from the end of the assessment until the scoring of papers is opened.
var papersAreTaken = paperGuard{
	Code: "papers_are_taken", Cites: []policy.Citation{procedure2019},
	Check: func(q paperQuestion) workflow.Verdict {
		selection, state := above(q)
		opened := slices.Contains(selection.Turns, Paper)
		return workflow.Require(state == CompetencyAssessed && !opened, workflow.Found("selection", state), workflow.Found("scoring_opened", opened))
	},
}

var authorCompetes = paperGuard{
	Code: "author_competes", Cites: []policy.Citation{procedure2019},
	Check: func(q paperQuestion) workflow.Verdict {
		return workflow.Require(q.After.Candidate != "", workflow.Found("competes", q.After.Candidate != ""))
	},
}

type (
	paperRow      = workflow.Transition[PaperFacts]
	paperGuard    = workflow.Guard[PaperFacts]
	paperQuestion = workflow.Question[PaperFacts]
)
