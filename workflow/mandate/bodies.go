package mandate

import (
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/wire"
)

// Terms are the terms on which a duty is given: what, where, from when until when, for whom and
// by which decree.
type Terms struct {
	// Ref is a short alias, unique in the mandate, by which the duty is confirmed and ended.
	Ref  string   `json:"ref"`
	Duty DutyName `json:"duty"`
	// Round makes the place narrower than the agency, Selection narrower still; a selection
	// is named together with its round.
	Round     workflow.CaseID `json:"round,omitzero"`
	Selection workflow.CaseID `json:"selection,omitzero"`
	From      calendar.Date   `json:"from"`
	// Until is the last day; a duty without one is held until it is ended.
	Until calendar.Date `json:"until,omitzero"`
	// Body is whom a supervisor acts for.
	Body   SupervisingBody `json:"body,omitzero"`
	Decree *Decree         `json:"decree,omitzero"`
}

// Check holds the form of the alias.
func (t Terms) Check() wire.Problems { return aliasGiven(t.Ref) }

// in is the duty as it is held in an agency.
func (t Terms) in(agency string) workflow.Duty {
	return workflow.Duty{
		Role: workflow.Role(t.Duty), Scope: workflow.Scope{Agency: agency, Round: t.Round, Selection: t.Selection},
		From: t.From, Until: t.Until, Body: string(t.Body),
	}
}

// GrantBody gives a duty.
type GrantBody Terms

// Check holds the form of the alias.
func (b GrantBody) Check() wire.Problems { return Terms(b).Check() }

// Apply adds the duty as given.
func (b GrantBody) Apply(f Facts, on workflow.Occurrence) Facts {
	return f.with(Grant{Terms: Terms(b), Given: by(on)})
}

// ProposeBody proposes a duty to a second person.
type ProposeBody Terms

// Check holds the form of the alias.
func (b ProposeBody) Check() wire.Problems { return Terms(b).Check() }

// Apply adds the duty as proposed.
func (b ProposeBody) Apply(f Facts, on workflow.Occurrence) Facts {
	return f.with(Grant{Terms: Terms(b), Proposed: by(on)})
}

// ConfirmBody confirms a proposed duty, which is held from then on.
type ConfirmBody struct {
	Ref string `json:"ref"`
}

// Apply gives the duty if it is proposed.
func (b ConfirmBody) Apply(f Facts, on workflow.Occurrence) Facts {
	return f.changing(b.Ref, Grant.proposed, func(g *Grant) { g.Given = by(on) })
}

// RefuseBody refuses a proposed duty.
type RefuseBody struct {
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
}

// Check demands a reason.
func (b RefuseBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply ends the proposal.
func (b RefuseBody) Apply(f Facts, on workflow.Occurrence) Facts {
	return f.changing(b.Ref, Grant.proposed, func(g *Grant) { g.Refused = &End{Act: *by(on), Reason: b.Reason} })
}

// EndBody takes a duty away, at once.
type EndBody struct {
	Ref    string  `json:"ref"`
	Reason string  `json:"reason"`
	Decree *Decree `json:"decree,omitzero"`
}

// Check demands a reason.
func (b EndBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply ends the duty if it stands.
func (b EndBody) Apply(f Facts, on workflow.Occurrence) Facts {
	return f.changing(b.Ref, Grant.stands, func(g *Grant) { g.Ended = &End{Act: *by(on), Reason: b.Reason, Decree: b.Decree} })
}

// InstallBody gives a duty where nobody is there yet to give it.
type InstallBody Terms

// Check holds the form of the alias.
func (b InstallBody) Check() wire.Problems { return Terms(b).Check() }

// Apply adds the duty as given.
func (b InstallBody) Apply(f Facts, on workflow.Occurrence) Facts {
	return f.with(Grant{Terms: Terms(b), Given: by(on)})
}

// CloseBody closes a mandate in which nothing stands any more, for good: it is for who will
// not come back, having died or left the service. Anybody else's mandate waits for the
// next duty.
type CloseBody struct {
	Reason string  `json:"reason"`
	Decree *Decree `json:"decree,omitzero"`
}

// Check demands a reason.
func (b CloseBody) Check() wire.Problems { return reasonGiven(b.Reason) }

// Apply keeps who closed it.
func (b CloseBody) Apply(f Facts, on workflow.Occurrence) Facts {
	f.Latest, f.Closed = "", &End{Act: *by(on), Reason: b.Reason, Decree: b.Decree}
	return f
}

func by(on workflow.Occurrence) *Act { return &Act{Person: on.Actor.Person, On: on.Today} }

func reasonGiven(reason string) wire.Problems {
	if strings.TrimSpace(reason) == "" {
		return wire.Problems{{Field: "/reason", Problem: "must not be empty"}}
	}
	return nil
}

func aliasGiven(ref string) wire.Problems {
	outside := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }
	if ref == "" || len(ref) > 40 || strings.ContainsFunc(ref, outside) {
		return wire.Problems{{Field: "/ref", Problem: "must be 1 to 40 lower-case letters, digits or hyphens"}}
	}
	return nil
}
