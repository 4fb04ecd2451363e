package complaint_test

import (
	"flag"
	"sync"
	"testing"

	"selter/workflow/calendar"
	"selter/workflow/complaint"
	"selter/workflow/policy"
	"selter/workflow/workflowtest"
)

// The suite reads it: -update rewrites the matrix in testdata.
var _ = flag.Bool("update", false, "rewrite the golden files in testdata")

var resolved = sync.OnceValues(func() (*policy.Pack, error) {
	library, err := policy.Load(nil)
	if err != nil {
		return nil, err
	}
	return library.Resolve(policy.Query{Date: calendar.MustDate("2024-05-08")})
})

func seed(t testing.TB) *policy.Pack {
	t.Helper()
	pack, err := resolved()
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

func TestConform(t *testing.T) {
	t.Parallel()
	workflowtest.Conform(t, complaint.Complaint, seed(t))
}
