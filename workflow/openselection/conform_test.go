package openselection_test

import (
	"flag"
	"testing"

	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/workflowtest"
)

// The suite reads it too: -update rewrites the goldens in testdata.
var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// conformingPacks are the policies under which the tables are held to the suite: the seed, the
// three national texts by themselves, and the texts of a day in the BKN's time.
func conformingPacks(t *testing.T) []*policy.Pack {
	t.Helper()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	queries := []policy.Query{
		{Base: "seed", Date: calendar.MustDate("2024-05-08")},
		{Base: "permenpanrb-15-2019", Date: calendar.MustDate("2024-05-08")},
		{Base: "permenpanrb-13-2014", Date: calendar.MustDate("2018-05-08")},
		{Base: "se-menpanrb-52-2020", Date: calendar.MustDate("2020-06-15")},
		{Base: "national", Date: calendar.MustDate("2025-03-01")},
	}
	packs := make([]*policy.Pack, len(queries))
	for i, query := range queries {
		if packs[i], err = library.Resolve(query); err != nil {
			t.Fatal(err)
		}
	}
	return packs
}

func TestConform(t *testing.T) {
	t.Parallel()
	for _, pack := range conformingPacks(t) {
		t.Run("round/"+pack.ID, func(t *testing.T) {
			t.Parallel()
			workflowtest.Conform(t, openselection.Round, pack)
		})
		t.Run("application/"+pack.ID, func(t *testing.T) {
			t.Parallel()
			workflowtest.Conform(t, openselection.Application, pack)
		})
		t.Run("selection/"+pack.ID, func(t *testing.T) {
			t.Parallel()
			workflowtest.Conform(t, openselection.Selection, pack)
		})
	}
}
