package openselection_test

import (
	"slices"
	"testing"
	"time"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/openselection"
)

// course lists the states of a clean selection under a pack, and the side states that a
// test can bring about, each with how to get there.
func course(pack string) map[workflow.State]func(*player) {
	to := func(state workflow.State) func(*player) { return func(p *player) { p.ready(state) } }
	states := map[workflow.State]func(*player){
		openselection.Extended: func(p *player) {
			p.announced(first)
			p.short(first, 0)
			p.do("chair", first, openselection.Extend, p.extension(first))
		},
		openselection.ShortageConsulted: func(p *player) { p.announced(first); p.consulted(first, 0) },
		openselection.ResultReturned: func(p *player) {
			p.ready(openselection.ResultReported)
			p.do("supervisor", first, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("dokumentasi")})
		},
		openselection.ResultRefused: func(p *player) {
			p.ready(openselection.ResultReported)
			p.do("supervisor", first, openselection.RefuseResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("pansel")})
		},
	}
	for _, state := range []workflow.State{
		openselection.Announced, openselection.ApplicationsClosed, openselection.Screened, openselection.TrackRecordChecked,
		openselection.CompetencyAssessed, openselection.FieldTested, openselection.Interviewed, openselection.HealthTested,
		openselection.ResultDetermined, openselection.ResultReported, openselection.ResultRecommended, openselection.Chosen,
	} {
		states[state] = to(state)
	}
	if pack == bkn {
		states[openselection.InaugurationCleared] = to(openselection.InaugurationCleared)
	}
	return states
}

func TestHold(t *testing.T) {
	t.Parallel()
	for _, pack := range []string{seed, bkn} {
		for state, reach := range course(pack) {
			t.Run("for_a_complaint_returns_exactly_to_"+string(state)+"_under_"+pack, func(t *testing.T) {
				t.Parallel()
				p := newPlayer(t, pack)
				reach(p)
				p.state(first, state)
				before := p.facts(first)
				p.do("ppk", first, openselection.HoldForComplaint, p.hold())
				p.state(first, openselection.HeldForComplaint)
				p.refused("ppk", first, openselection.HoldForComplaint, p.hold(), workflow.StateAllowsEvent)
				p.refused("ppk", first, openselection.ReleaseComplaint, p.hold(), workflow.ActorMayAct)
				p.later(3)
				p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
				p.state(first, state)
				if p.posts[first].now.Resumes != "" || len(p.facts(first).Overdue) != len(before.Overdue) {
					t.Errorf("after the release: resumes %q, overdue %v", p.posts[first].now.Resumes, p.facts(first).Overdue)
				}
				p.refused("supervisor", first, openselection.ReleaseComplaint, p.hold(), workflow.StateAllowsEvent)
				folds(t, p.posts[first])
			})
		}
	}

	late := []workflow.State{
		openselection.ResultDetermined, openselection.ResultReported, openselection.ResultReturned, openselection.ResultRecommended,
		openselection.Chosen, openselection.InaugurationCleared,
	}
	for state, reach := range course(bkn) {
		t.Run("for_the_election_in_"+string(state), func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, bkn)
			reach(p)
			p.freeze()
			if !slices.Contains(late, state) {
				p.refused("ppk", first, openselection.HoldForElection, p.hold(), workflow.StateAllowsEvent)
				return
			}
			p.do("ppk", first, openselection.HoldForElection, p.hold())
			p.refused("ppk", first, openselection.ReleaseElection, p.hold(), "freeze_is_over_or_permitted")
			p.refused("supervisor", first, openselection.HoldForComplaint, p.hold(), workflow.StateAllowsEvent)
			// The new head takes office: six months later the freeze is over.
			fixed := p.posts[first].now.Facts.Freeze.Election.CandidatesFixed
			p.at(fixed.AddMonths(5))
			p.do("secretary", "round", openselection.RecordElection, openselection.ElectionBody(gates.Election{CandidatesFixed: fixed, HeadInaugurated: fixed.AddMonths(5)}))
			p.refused("ppk", first, openselection.ReleaseElection, p.hold(), "freeze_is_over_or_permitted")
			p.at(fixed.AddMonths(11).AddDays(1))
			p.do("ppk", first, openselection.ReleaseElection, p.hold())
			p.state(first, state)
			folds(t, p.posts[first])
		})
	}

	t.Run("stops_the_clocks_and_lets_them_go_on", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ResultRecommended)
		due := p.posts[first].clocks[openselection.InaugurationDue].Due
		p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
		p.later(30)
		p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
		if got := p.posts[first].clocks[openselection.InaugurationDue].Due; got.Sub(due) != 30*24*time.Hour {
			t.Errorf("due moved by %s, want by the 30 days of the hold", got.Sub(due))
		}
	})

	t.Run("keeps_the_window_open_for_as_long_as_it_lasted", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.at(p.opens().AddDays(2))
		p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
		p.later(40)
		p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
		p.state(first, openselection.Announced)
		p.later(12)
		p.state(first, openselection.Announced)
		p.later(2)
		p.state(first, openselection.ApplicationsClosed)
	})
}

func TestEnding(t *testing.T) {
	t.Parallel()

	for _, pack := range []string{seed, bkn} {
		for state, reach := range course(pack) {
			t.Run("cancel_in_"+string(state)+"_stops_all_clocks_under_"+pack, func(t *testing.T) {
				t.Parallel()
				p := newPlayer(t, pack)
				reach(p)
				p.refused("ppk", first, openselection.Cancel, edit(p.ending(), func(b *openselection.CancelBody) { b.Reason = "" }), workflow.BodyIsWellFormed)
				p.do("ppk", first, openselection.Cancel, p.ending())
				p.state(first, openselection.Cancelled)
				if len(p.posts[first].clocks) > 0 {
					t.Errorf("clocks run on: %v", p.posts[first].clocks)
				}
				folds(t, p.posts[first])
			})
		}
	}

	t.Run("cancel_while_it_is_held", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Screened)
		p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
		p.do("ppk", first, openselection.Cancel, p.ending())
		p.state(first, openselection.Cancelled)
		folds(t, p.posts[first])
	})

	t.Run("an_inaugurated_official_is_not_cancelled_away", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.Inaugurated)
		p.refused("ppk", first, openselection.Cancel, p.ending(), workflow.StateAllowsEvent)
		p.refused("supervisor", first, openselection.HoldForComplaint, p.hold(), workflow.StateAllowsEvent)
	})

	t.Run("repeat_after_a_shortage_or_a_refusal_and_not_otherwise", func(t *testing.T) {
		t.Parallel()
		for _, state := range []workflow.State{openselection.ShortageConsulted, openselection.ResultRefused} {
			p := newPlayer(t, seed)
			course(seed)[state](p)
			p.do("ppk", first, openselection.Repeat, p.ending())
			p.state(first, openselection.ToBeRepeated)
		}
		p := newPlayer(t, seed)
		p.ready(openselection.ResultReported)
		p.refused("ppk", first, openselection.Repeat, p.ending(), workflow.StateAllowsEvent)
	})

	t.Run("divert_needs_the_shortage", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ApplicationsClosed)
		p.refused("ppk", first, openselection.DivertToJobfit, p.ending(), workflow.StateAllowsEvent)
		p.refused("ppk", first, openselection.DivertToSuccession, p.ending(), workflow.StateAllowsEvent)
	})
}
