package workflowtest

import (
	"testing"

	"selter/workflow"
	"selter/workflow/policy"
)

// ConformReadOnly is Conform for tables that are broken on purpose: -update must
// not make their matrix the golden one.
func ConformReadOnly[F any](t testing.TB, build func(*policy.Pack) (*workflow.Procedure[F], error), packs ...*policy.Pack) {
	t.Helper()
	conform(t, false, build, packs...)
}
