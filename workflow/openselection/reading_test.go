package openselection_test

import (
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
)

func TestScoresAreSealed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state, resumes workflow.State
		sealed         bool
	}{
		{openselection.ApplicationsClosed, "", false},
		{openselection.Screened, "", true}, // where sheets are revealed before the stage is closed
		{openselection.TrackRecordChecked, "", true},
		{openselection.HealthTested, "", true},
		{openselection.ResultDetermined, "", false},
		{openselection.HeldForComplaint, openselection.Interviewed, true},
		{openselection.HeldForComplaint, openselection.ResultReported, false},
	} {
		if got := openselection.ScoresAreSealed(c.state, c.resumes); got != c.sealed {
			t.Errorf("%s (%s): %t", c.state, c.resumes, got)
		}
	}
}
