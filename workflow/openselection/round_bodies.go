package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/wire"
)

// nothing is the body of an event that needs no words.
type nothing[F any] struct{}

func (nothing[F]) Apply(f F, _ workflow.Occurrence) F { return f }

// PlanBody is what the secretariat says when it drafts or revises a plan.
type PlanBody Plan

// Check holds what a plan must say about itself.
func (b PlanBody) Check() wire.Problems { return Plan(b).Check() }

// Apply keeps the plan, and the election of the region with it.
func (b PlanBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.Plan, f.Returned = Plan(b), nil
	if b.Election != nil {
		f.Freeze.Election, f.Plan.Election = b.Election, nil
	}
	return f
}

// SubmitPlanBody sends the plan to the supervisor.
type SubmitPlanBody struct {
	Proposal Letter `json:"proposal"`
}

// Apply keeps the letter.
func (b SubmitPlanBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.Proposal = &b.Proposal
	return f
}

// ReturnPlanBody sends the plan back, with a reason for each item.
type ReturnPlanBody struct {
	Letter Letter   `json:"letter"`
	Items  []Remark `json:"items"`
}

// Apply keeps what has to be mended.
func (b ReturnPlanBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.Returned = b.Items
	return f
}

// RecommendPlanBody is the supervisor's recommendation of the plan. Refused names
// the posts that it leaves out.
type RecommendPlanBody struct {
	Letter  Letter   `json:"letter"`
	Refused []Remark `json:"refused,omitzero"`
}

// Apply keeps the letter and its limits.
func (b RecommendPlanBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.Recommend, f.Refused = &b.Letter, b.Refused
	return f
}

// AppointCommitteeBody is the decree that appoints the committee.
type AppointCommitteeBody Committee

// Apply keeps the committee.
func (b AppointCommitteeBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	committee := Committee(b)
	f.Committee = &committee
	return f
}

// ChangeCommitteeBody replaces the committee by another decree, with a reason.
type ChangeCommitteeBody struct {
	Committee Committee `json:"committee"`
	Reason    string    `json:"reason"`
}

// Check demands a reason.
func (b ChangeCommitteeBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps the new committee and the old decree.
func (b ChangeCommitteeBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	if f.Committee != nil {
		f.FormerCommittees = append(slices.Clone(f.FormerCommittees), f.Committee.Decree)
	}
	f.Committee = &b.Committee
	return f
}

// SealInstrumentsBody freezes weights, rubrics, tie-break and publication rule.
type SealInstrumentsBody Instruments

// Check holds the form of the hash.
func (b SealInstrumentsBody) Check() wire.Problems { return Instruments(b).Check() }

// Apply keeps the instruments with who sealed them and when.
func (b SealInstrumentsBody) Apply(f RoundFacts, on workflow.Occurrence) RoundFacts {
	f.Sealed = &Seal{Instruments: Instruments(b), On: on.Today, By: on.Actor.Person}
	return f
}

// AnnounceBody is the announcement of the round.
type AnnounceBody Announcement

// Check keeps the dates in order.
func (b AnnounceBody) Check() wire.Problems { return Announcement(b).Check() }

// Apply keeps the announcement.
func (b AnnounceBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	announced := Announcement(b)
	f.Announced = &announced
	return f
}

// ElectionBody records what becomes known of the region's election.
type ElectionBody gates.Election

// Check keeps the days in order.
func (b ElectionBody) Check() wire.Problems { return electionIsOrdered(gates.Election(b)) }

// Apply keeps the election; the permit stays as it is.
func (b ElectionBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	election := gates.Election(b)
	f.Freeze.Election = &election
	return f
}

// RoundPermitBody records the written approval of the minister.
type RoundPermitBody struct {
	Permit Letter `json:"permit"`
}

// Apply keeps the permit.
func (b RoundPermitBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.Freeze.Permit = &b.Permit
	return f
}

// NoteInaugurationBody tells the round that one of its posts is filled.
type NoteInaugurationBody struct {
	Ref string `json:"ref"`
}

// Apply keeps the post, once.
func (b NoteInaugurationBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	if !slices.Contains(f.Inaugurated, b.Ref) {
		f.Inaugurated = append(slices.Clone(f.Inaugurated), b.Ref)
	}
	return f
}

// ReportFinallyBody is the final report to the supervisor.
type ReportFinallyBody struct {
	Report Letter `json:"report"`
	// PersonnelSystem says that the appointments were entered into SIASN.
	PersonnelSystem bool `json:"personnel_system"`
}

// Apply keeps the report.
func (b ReportFinallyBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.FinalReport, f.PersonnelSystem = &b.Report, b.PersonnelSystem
	return f
}

// CloseRoundBody seals the archive.
type CloseRoundBody struct {
	Archive Letter `json:"archive"`
}

// Apply keeps the archive.
func (b CloseRoundBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.Archive = &b.Archive
	return f
}

// RoundCancelBody ends the round before its time.
type RoundCancelBody struct {
	Basis  Letter `json:"basis"`
	Reason string `json:"reason"`
}

// Check demands a reason.
func (b RoundCancelBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps the basis.
func (b RoundCancelBody) Apply(f RoundFacts, _ workflow.Occurrence) RoundFacts {
	f.Cancelled = &b.Basis
	return f
}

func reasonGiven(reason string) wire.Problems {
	if strings.TrimSpace(reason) == "" {
		return wire.Problems{{Field: "/reason", Problem: "must not be empty"}}
	}
	return nil
}
