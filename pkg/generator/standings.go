package generator

import (
	"fmt"
	"time"

	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// Standings are lines for the board alone, of no case: what it takes to count a hundred thousand is
// measured without measuring their scores first. The same seed makes the same; they are spread over
// the agencies and the years like the rounds of a Nation, in rounds of one to six posts.
func Standings(seed uint64, count int, agencies []oversight.Agency) []compliance.Standing {
	d := newDraw(seed)
	list := make([]compliance.Standing, 0, count)
	for len(list) < count {
		agency, year := agencies[d.below(len(agencies))], firstYear+d.below(lastYear-firstYear+1)
		at := time.Date(year, time.Month(1+d.below(12)), 1+d.below(28), 3, 0, 0, 0, time.UTC)
		round := workflow.CaseID(d.id(at))
		for post := range min(1+d.below(6), count-len(list)) {
			s := d.standing()
			s.Selection, s.Round, s.Agency, s.Name, s.Year = workflow.CaseID(d.id(at)), round, agency.Code, agency.Name, year
			s.Ref, s.Title, s.Tier, s.Profile = postRef(post), fmt.Sprintf("Kepala Dinas Contoh %d", post+1), openselection.Pratama, "kasn"
			if agency.Kind == oversight.Ministry && d.below(4) == 0 {
				s.Tier = openselection.Madya
			}
			if year == lastYear {
				s.Profile = "bkn"
			}
			list = append(list, s)
		}
	}
	return list
}

// standing draws what became of a post.
func (d draw) standing() compliance.Standing {
	s := compliance.Standing{State: openselection.Closed, Status: compliance.Final, Findings: d.below(4)}
	legs := compliance.Legs
	switch n := d.below(20); {
	case n == 0:
		s.State, s.Status = openselection.Cancelled, compliance.Ended
		legs = 3
	case n < 4:
		s.State = []workflow.State{openselection.Announced, openselection.Screened, openselection.ResultReported, openselection.Chosen}[n]
		s.Status, legs = compliance.Live, 2+n
	default:
		s.InTime, s.Published = d.maybe(6), d.maybe(5)
	}
	s.Late = max(d.below(6)-3, 0)
	if d.below(50) == 0 {
		s.EarlyMoves = 1
	}
	s.Raw = scoring.Points(55_00 + d.below(45_00))
	if d.below(40) == 0 {
		s.Complaints, s.Proven = 1, d.below(2)
		s.Deducted = scoring.Points(20_00 * s.Proven)
	}
	s.Total = max(s.Raw-s.Deducted, 0)
	s.Index, s.Band, s.Label = banded(s.Total)
	s.NormGap = s.Total >= 60_00 && s.Total < 70_00
	for i := range legs {
		days := d.below(30)
		s.Legs[i] = &days
	}
	return s
}

// maybe is no once in so many times.
func (d draw) maybe(n int) *bool {
	yes := d.below(n) > 0
	return &yes
}

// banded is the band of a score as the proposal has it.
func banded(total scoring.Points) (index scoring.Points, band, label string) {
	switch {
	case total > 90_00:
		return 4_00, "very_good", "good"
	case total > 80_00:
		return 3_50, "good", "good"
	case total >= 70_00:
		return 3_00, "sufficient", "sufficient"
	}
	return 2_50, "poor", "poor"
}
