package mandate_test

import (
	"flag"
	"testing"

	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/policy"
	"selter/workflow/workflowtest"
)

// The suite reads it: -update rewrites the matrix in testdata.
var _ = flag.Bool("update", false, "rewrite the golden files in testdata")

func seed(t testing.TB) *policy.Pack {
	t.Helper()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := library.Resolve(policy.Query{Date: calendar.MustDate("2024-05-08")})
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

func TestConform(t *testing.T) {
	t.Parallel()
	workflowtest.Conform(t, mandate.Mandate, seed(t))
}
