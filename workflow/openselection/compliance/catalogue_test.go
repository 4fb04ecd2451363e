package compliance_test

import (
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
)

// The catalogue counts as the regulation does: 3 indicators with 7 checks, 5 with 8, and 4. Each
// check has its sentence in two languages, its articles, its weight, its term, and events of the tables.
func TestChecks(t *testing.T) {
	t.Parallel()
	library, err := policy.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	var events []workflow.Event
	for _, query := range []policy.Query{{Base: policy.BaseSeed, Date: calendar.MustDate("2024-05-02")}, {Base: policy.BaseNational, Date: calendar.MustDate("2025-09-01")}} {
		pack, err := library.Resolve(query)
		if err != nil {
			t.Fatal(err)
		}
		round, err := openselection.Round(pack)
		if err != nil {
			t.Fatal(err)
		}
		selection, err := openselection.Selection(pack)
		if err != nil {
			t.Fatal(err)
		}
		events = slices.Concat(events, round.Events(), selection.Events(), []workflow.Event{openselection.ConfirmCommittee})
		sums := map[string]int{}
		for _, check := range compliance.Checks() {
			sums[check.Dimension] += policy.ScoreCheckWeights.In(pack).Value.Of(string(check.ID))
		}
		for _, dimension := range policy.ScoreDimensions.In(pack).Value {
			if sums[dimension.Name] != dimension.N {
				t.Errorf("the checks of %s weigh %d, not %d", dimension.Name, sums[dimension.Name], dimension.N)
			}
		}
	}
	checks, indicators := map[string]int{}, map[string]int{}
	var ids []string
	for _, i := range compliance.Indicators() {
		indicators[i.Dimension]++
	}
	for _, check := range compliance.Checks() {
		ids = append(ids, string(check.ID))
		checks[check.Dimension]++
		at := slices.IndexFunc(compliance.Indicators(), func(i compliance.Indicator) bool { return i.ID == check.Indicator })
		if at < 0 || compliance.Indicators()[at].Dimension != check.Dimension || !strings.HasPrefix(string(check.ID), check.Indicator) {
			t.Errorf("%s stands under %s", check.ID, check.Indicator)
		}
		if !strings.HasSuffix(check.Sentence, ".") || !strings.HasSuffix(check.English, ".") || len(check.Cites) == 0 || len(check.Touches) == 0 {
			t.Errorf("%s lacks a sentence, an article or an event", check.ID)
		}
		for _, event := range check.Touches {
			if !slices.Contains(events, event) {
				t.Errorf("%s is touched by %s, which no table has", check.ID, event)
			}
		}
	}
	if !slices.Equal(ids, openselection.ComplianceCheck("").Enum()) {
		t.Errorf("checks %v, words %v", ids, openselection.ComplianceCheck("").Enum())
	}
	for dimension, want := range map[string][2]int{compliance.Preparation: {3, 7}, compliance.Execution: {5, 8}, compliance.Reporting: {4, 4}} {
		if got := [2]int{indicators[dimension], checks[dimension]}; got != want {
			t.Errorf("%s has %v indicators and checks, want %v", dimension, got, want)
		}
	}
}
