package openselection_test

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// The clean course of a round and of a selection: one step for each state.

// roundStep does what comes next on the round.
func (p *player) roundStep() {
	p.t.Helper()
	switch p.round.now.State {
	case workflow.Unopened:
		p.do("secretary", "round", openselection.DraftPlan, p.plan())
	case openselection.PlanDrafted, openselection.PlanReturned:
		p.do("pyb", "round", openselection.SubmitPlan, openselection.SubmitPlanBody{Proposal: p.letter("800/2")})
	case openselection.PlanSubmitted:
		p.do("supervisor", "round", openselection.RecommendPlan, openselection.RecommendPlanBody{Letter: p.letter("B-1626")})
	case openselection.PlanRecommended:
		p.do("ppk", "round", openselection.AppointCommittee, p.decree())
	case openselection.CommitteeAppointed:
		p.do("chair", "round", openselection.SealInstruments, p.instruments())
	case openselection.InstrumentsSealed:
		p.do("chair", "round", openselection.Announce, p.announcement())
	case openselection.Announced:
		p.do("ppk", "round", openselection.ReportFinally, openselection.ReportFinallyBody{Report: p.letter("800/99"), PersonnelSystem: true})
	case openselection.FinallyReported:
		p.do("secretary", "round", openselection.CloseRound, openselection.CloseRoundBody{Archive: p.letter("ARS/1")})
	default:
		p.t.Fatalf("nothing follows %s", p.round.now.State)
	}
}

// reachRound goes on until the round is in a state.
func (p *player) reachRound(state workflow.State) {
	p.t.Helper()
	for p.round.now.State != state {
		p.roundStep()
	}
}

// announced is a round whose posts take applications.
func (p *player) announced(refs ...string) {
	p.t.Helper()
	p.do("secretary", "round", openselection.DraftPlan, p.plan(refs...))
	p.reachRound(openselection.Announced)
}

// step does what comes next on a post, per the pack's supervision profile.
func (p *player) step(post string) {
	p.t.Helper()
	f := p.facts(post)
	switch p.posts[post].now.State {
	case openselection.Announced, openselection.Extended:
		p.closing(post, 5)
	case openselection.ApplicationsClosed:
		if !f.Verified {
			p.judged(post, 5)
			p.verifyFiles(post)
		} else {
			p.do("chair", post, openselection.PassScreening, p.screening())
		}
	case openselection.Screened:
		p.scored(post, openselection.TrackRecord)
		p.do("tracer", post, openselection.CheckTrackRecord, p.trackRecord())
	case openselection.TrackRecordChecked:
		p.scored(post, openselection.Assessment)
		p.do("assessor", post, openselection.AssessCompetency, p.assessment())
	case openselection.CompetencyAssessed:
		p.scored(post, openselection.Paper)
		p.do("chair", post, openselection.TestField, p.fieldTest())
	case openselection.FieldTested:
		p.scored(post, openselection.InterviewOf)
		p.do("chair", post, openselection.Interview, p.interview(post))
	case openselection.Interviewed:
		p.do("secretary", post, openselection.TestHealth, p.health(post, 3))
	case openselection.HealthTested:
		p.do("chair", post, openselection.DetermineResult, p.result(post))
	case openselection.ResultDetermined, openselection.ResultReturned:
		p.do("ppk", post, openselection.ReportResult, p.report())
	case openselection.ResultReported:
		p.do("supervisor", post, openselection.RecommendResult, openselection.RecommendResultBody{Letter: p.letter("R-2225")})
	case openselection.ResultRecommended:
		if !p.hasPublished(post, "result") {
			p.do("chair", post, openselection.AnnounceResult, p.names())
		}
		p.do("ppk", post, openselection.Choose, p.choice(f.Result.Proposed[0]))
	case openselection.Chosen:
		if policy.TwoSupervisorLetters.In(p.pack).Value {
			p.do("supervisor", post, openselection.ClearInauguration, openselection.ClearInaugurationBody{Letter: p.letter("PERTEK/1")})
		} else {
			p.do("ppk", post, openselection.Inaugurate, p.oath())
		}
	case openselection.InaugurationCleared:
		p.do("ppk", post, openselection.Inaugurate, p.oath())
	default:
		p.t.Fatalf("nothing follows %s", p.posts[post].now.State)
	}
}

func (p *player) names() openselection.AnnounceResultBody {
	return openselection.AnnounceResultBody{Letter: p.letter("PENG/9"), Where: "laman pansel"}
}

func (p *player) hasPublished(post, stage string) bool {
	for _, publication := range p.facts(post).Publications {
		if publication.Stage == stage {
			return true
		}
	}
	return false
}

// reach goes on until a post is in a state.
func (p *player) reach(post string, state workflow.State) {
	p.t.Helper()
	for p.posts[post].now.State != state {
		p.step(post)
	}
}

// at state: a post of a fresh round, in a state.
func (p *player) ready(state workflow.State) {
	p.t.Helper()
	p.announced(first)
	p.reach(first, state)
}

// short is a post whose files are checked and of which so many passed.
func (p *player) short(post string, passed int) {
	p.t.Helper()
	if p.posts[post].now.State != openselection.ApplicationsClosed {
		p.closing(post, passed)
	}
	p.judged(post, passed)
	p.verifyFiles(post)
}

// consulted is a post that stayed short after its extensions.
func (p *player) consulted(post string, passed int) {
	p.t.Helper()
	p.short(post, passed)
	for range policy.ExtensionsMax.In(p.pack).Value {
		p.do("chair", post, openselection.Extend, p.extension(post))
		p.short(post, passed)
	}
	p.do("secretary", post, openselection.ConsultShortage, openselection.ConsultBody{Letter: p.letter("K/9")})
}
