package openselection_test

import (
	"maps"
	"slices"
	"sync/atomic"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// A trial plays one guard both ways: first refused, then passed.
type trial struct {
	name string
	pack string // seed unless said otherwise
	play func(t *testing.T, p *player)
}

// TestGuards plays every trial and then asks the tables themselves: a guard that
// nothing made refuse, or that nothing got past, fails.
func TestGuards(t *testing.T) {
	t.Parallel()
	count := newLedger()
	played := slices.Concat(planTrials(), committeeTrials(), openingTrials(), applicationTrials(), screeningTrials(), scoringTrials(), sheetTrials(), paperTrials(), resultTrials(), choiceTrials(), timeTrials(), deepeningTrials())
	var ran atomic.Int64
	t.Cleanup(func() {
		// With -run for one trial, or after one that broke off, there are holes for another reason.
		if int(ran.Load()) == len(played) && !t.Failed() {
			everyGuardWasTried(t, count)
		}
	})
	for _, one := range played {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			pack := one.pack
			if pack == "" {
				pack = seed
			}
			p := newPlayer(t, pack)
			p.ledger = count
			one.play(t, p)
			ran.Add(1)
		})
	}
}

// everyGuardWasTried compares the ledger with the rows of both tables under every
// pack, row by row: the same guard on two events is two rules.
func everyGuardWasTried(t *testing.T, count *ledger) {
	under := []*policy.Pack{earlyCommittee(t)}
	for _, query := range queries() {
		under = append(under, packOf(t, query))
	}
	for _, pack := range under {
		round, err := openselection.Round(pack)
		if err != nil {
			t.Fatal(err)
		}
		selection, err := openselection.Selection(pack)
		if err != nil {
			t.Fatal(err)
		}
		for event, codes := range guards(round) {
			tried(t, count, round.Name, event, codes)
		}
		for event, codes := range guards(selection) {
			tried(t, count, selection.Name, event, codes)
		}
		application, err := openselection.Application(pack)
		if err != nil {
			t.Fatal(err)
		}
		for event, codes := range guards(application) {
			tried(t, count, application.Name, event, codes)
		}
		sheet, err := openselection.ScoreSheet(pack)
		if err != nil {
			t.Fatal(err)
		}
		for event, codes := range guards(sheet) {
			tried(t, count, sheet.Name, event, codes)
		}
		paper, err := openselection.BlindPaper(pack)
		if err != nil {
			t.Fatal(err)
		}
		for event, codes := range guards(paper) {
			tried(t, count, paper.Name, event, codes)
		}
	}
}

func tried(t *testing.T, count *ledger, procedure string, event workflow.Event, codes []string) {
	for _, code := range codes {
		key := procedure + "/" + string(event) + "/" + code
		if count.refused[key] == 0 {
			t.Errorf("no trial made %s refuse", key)
		}
		if count.passed[key] == 0 {
			t.Errorf("no trial got past %s", key)
		}
	}
}

func guards[F any](p *workflow.Procedure[F]) map[workflow.Event][]string {
	codes := map[workflow.Event][]string{}
	for _, row := range p.Rows {
		for _, guard := range row.Requires {
			codes[row.On] = append(codes[row.On], guard.Code)
		}
	}
	return codes
}

func TestGuards_are_named_once_for_one_meaning(t *testing.T) {
	t.Parallel()
	selection, err := openselection.Selection(packOf(t, queries()[bkn]))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range selection.Rows {
		var codes []string
		for _, guard := range row.Requires {
			codes = append(codes, guard.Code)
		}
		if unique := slices.Compact(slices.Sorted(slices.Values(codes))); len(unique) != len(codes) {
			t.Errorf("%s asks a guard twice: %v", row.On, codes)
		}
	}
	if all := slices.Sorted(maps.Keys(guards(selection))); len(all) < 15 {
		t.Errorf("only %d events are guarded: %v", len(all), all)
	}
}
