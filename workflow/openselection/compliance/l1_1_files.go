package compliance

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// L1.1: two people looked at each file, whoever failed was told why, and ages were taken on the
// day that counts.
func filesVerified() Check {
	return Check{
		ID: "l1_1", Indicator: "l1", Dimension: Execution,
		Sentence: "Berkas diverifikasi dua orang, setiap kegagalan beralasan, dan usia dihitung pada tanggal acuan.",
		English:  "Two people verify each file, every failure has a reason, and ages are taken on the reference day.",
		Cites:    []policy.Citation{requirements, twoPersons},
		Touches:  []workflow.Event{openselection.VerifyFiles, openselection.PassScreening},
		measure: func(q *inquiry) {
			q.rely(q.selection, openselection.VerifyFiles)
			if _, passed := q.rely(q.selection, openselection.PassScreening); !passed {
				return
			}
			alone, unreasoned, tooOld, otherDay := 0, 0, 0, 0
			days := q.facts.AgeDays(q.pack)
			for _, f := range q.facts.Files {
				if f.Verifier == "" || f.Second == "" || f.Verifier == f.Second {
					alone++
				}
				if !f.Passed && strings.TrimSpace(f.Reason) == "" {
					unreasoned++
				}
				if f.Passed && !f.AgeMet {
					tooOld++
				}
				if f.Passed && !slices.Contains(days, f.AgeOn) {
					otherDay++
				}
			}
			q.must(len(q.facts.Files) > 0, workflow.Found("files", len(q.facts.Files)))
			q.must(alone == 0, workflow.Found("verified_by_one", alone))
			q.must(unreasoned == 0, workflow.Found("failed_without_reason", unreasoned))
			q.must(tooOld == 0, workflow.Found("passed_above_the_age", tooOld))
			q.must(otherDay == 0, workflow.Found("age_taken_on_another_day", otherDay))
		},
	}
}
