package openselection_test

import (
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// The term of the committee is that of all its selections; after it the committee
// decides nothing.
func TestCommittee_term(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.reachRound(openselection.PlanRecommended)
	until := p.closes().AddDays(10)
	termed := func(term openselection.Term) openselection.AppointCommitteeBody {
		return edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Term = &term })
	}
	p.refused("ppk", "round", openselection.AppointCommittee, termed(openselection.Term{From: until, Until: calendar.MustDate("2024-01-01")}), workflow.BodyIsWellFormed)
	p.do("ppk", "round", openselection.AppointCommittee, termed(openselection.Term{From: p.today(), Until: until}))
	p.reachRound(openselection.Announced)
	p.reach(first, openselection.HealthTested)
	p.at(until.AddDays(1))
	p.refused("chair", first, openselection.DetermineResult, p.result(first), "committee_is_still_valid")
	p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{
		Committee: openselection.Committee{Decree: p.letter("SK/2"), Members: members(5, 2), Term: &openselection.Term{From: p.today(), Until: until.AddDays(30)}}, Reason: "perpanjangan masa tugas",
	})
	p.do("chair", first, openselection.DetermineResult, p.result(first))
}

func TestCommittee_expertise_for_single_posts(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.reachRound(openselection.PlanRecommended)
	knowing := func(posts ...openselection.PostExpertise) openselection.AppointCommitteeBody {
		return edit(p.decree(), func(b *openselection.AppointCommitteeBody) { b.Members[0].Posts = posts })
	}
	of := func(post, expertise string) openselection.PostExpertise {
		return openselection.PostExpertise{Post: post, Expertise: expertise}
	}
	for _, wrong := range []openselection.AppointCommitteeBody{
		knowing(of("dinas-lain", "keuangan")), knowing(of(first, " ")), knowing(of(first, "keuangan"), of(first, "hukum")),
	} {
		p.refused("ppk", "round", openselection.AppointCommittee, wrong, "committee_has_expertise")
	}
	p.do("ppk", "round", openselection.AppointCommittee, knowing(of(first, "keuangan daerah")))
}
