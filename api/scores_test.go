package api_test

import (
	"context"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection/compliance"
)

// A gauge has measured every selection, each alike.
type gauge struct{}

func (gauge) Score(_ context.Context, _ casework.Wall, selection workflow.CaseID) (oversight.Reading, error) {
	return oversight.Reading{Result: compliance.Result{Selection: selection, Round: selection, Status: compliance.Live, Band: compliance.Poor, Label: compliance.Poor}}, nil
}

func (gauge) Changes(context.Context, casework.Wall, workflow.CaseID, int64, int) ([]oversight.Change, error) {
	return nil, nil
}
