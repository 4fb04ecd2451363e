package openselection_test

import (
	"testing"

	"selter/workflow/openselection"
	"selter/workflow/workflowtest"
)

func TestConform_scoring(t *testing.T) {
	t.Parallel()
	for _, pack := range conformingPacks(t) {
		t.Run("sheet/"+pack.ID, func(t *testing.T) {
			t.Parallel()
			workflowtest.Conform(t, openselection.ScoreSheet, pack)
		})
		t.Run("paper/"+pack.ID, func(t *testing.T) {
			t.Parallel()
			workflowtest.Conform(t, openselection.BlindPaper, pack)
		})
	}
}
