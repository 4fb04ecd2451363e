package casework

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A unit is one commit unit in the making: one decision on one case, with the
// decisions on the cases that it opens.
type unit struct {
	desk   *Desk
	now    time.Time
	change Change
}

// carryOut decides, writes the change and rings the bell.
func (u *unit) carryOut(ctx context.Context, r Request, actor workflow.Actor, name string, pack *policy.Pack, record Record, parent *Record, fires *Timer) (Reply, error) {
	procedure, err := u.desk.Catalog.Procedure(name, pack)
	if err != nil {
		return Reply{}, err
	}
	moment, err := u.look(ctx, procedure, r.Event, record, parent)
	if err != nil {
		return Reply{}, err
	}
	command := workflow.Command{Event: r.Event, Actor: actor, Body: r.Body}
	decision, err := procedure.Decide(record.Case, command, moment)
	if err != nil {
		return Reply{}, spoken(err, record, actor)
	}
	after, sealed, err := u.record(record, procedure, decision)
	if err != nil {
		return Reply{}, err
	}
	if err := u.plan(procedure, after, decision, actor, record.State != workflow.Unopened); err != nil {
		return Reply{}, err
	}
	if err := u.round(ctx, after); err != nil {
		return Reply{}, err
	}
	if record.State != workflow.Unopened {
		u.change.Moved = &Moved{Record: after, Was: record.Revision, Fires: fires}
	}
	u.change.At = decision.Case.Last
	u.change.Particulars = r.Particulars
	if !mayHear(access.Bodies, after, actor) {
		sealed.Hash = audit.Hash{}
	}
	answer, err := u.answer(r, actor, procedure, decision, sealed)
	if err != nil {
		return Reply{}, err
	}
	if !r.Key.IsZero() {
		u.change.Answer = &answer
	}
	if err := u.desk.Store.Commit(ctx, u.change); err != nil {
		return Reply{}, err
	}
	u.ring()
	return Reply{Answer: answer, Revision: after.Revision}, nil
}

// record seals the decision's entry behind the case's journal.
func (u *unit) record(before Record, p catalog.Procedure, decision catalog.Decision) (Record, audit.Sealed, error) {
	sealed, err := audit.Seal(before.Head, decision.Entry)
	if err != nil {
		return Record{}, sealed, err
	}
	after := before
	after.Case, after.Head = decision.Case, sealed.Hash
	if before.State == workflow.Unopened {
		after.Procedure, after.Version, after.Pack, after.Opened = p.Name(), p.Version(), p.Pack().Hash, decision.Case.Last
		u.change.Opened = append(u.change.Opened, after)
	}
	u.change.Entries = append(u.change.Entries, sealed)
	if u.desk.Scorer != nil && compliance.Rests(after.Procedure) {
		u.post(after, Message{Kind: ScoreMessage, Event: sealed.Event})
	}
	return after, sealed, nil
}

// plan turns the decision's effects into rows.
func (u *unit) plan(p catalog.Procedure, c Record, decision catalog.Decision, actor workflow.Actor, existed bool) error {
	for _, action := range decision.Actions {
		switch act := action.(type) {
		case workflow.ArmDeadline:
			if existed {
				u.change.Cleared = append(u.change.Cleared, Clearing{Case: c.ID, Kind: act.Kind})
			}
			u.arm(c, act)
		case workflow.ClearDeadline:
			u.change.Cleared = append(u.change.Cleared, Clearing{Case: c.ID, Kind: act.Kind})
		case workflow.PauseDeadlines:
			u.change.Paused = u.change.Paused.and(act.Kinds)
		case workflow.ResumeDeadlines:
			u.change.Resumed = u.change.Resumed.and(act.Kinds)
		case workflow.Tell:
			u.post(c, Message{Kind: NoticeMessage, Event: act.About, Role: act.Role})
		case workflow.SendEvent:
			body, err := wire.Canonical(act.Body)
			if err != nil {
				return err
			}
			u.post(c, Message{Kind: EventMessage, Event: act.Event, ToParent: act.ToParent, Ref: act.Ref, Body: body})
		case workflow.SetDuties:
			u.change.Duties = append([]workflow.Duty{}, act.Duties...)
		case workflow.DestroyKey:
			u.change.Forgets = c.Subject
		case workflow.OpenCase:
			if err := u.open(p, c, act, actor); err != nil {
				return err
			}
		default:
			return fmt.Errorf("the desk does not know the effect %T", action)
		}
	}
	return nil
}

// round makes clocks that go on end with the end of a day.
func (u *unit) round(ctx context.Context, c Record) error {
	if !u.change.Resumed.Some() {
		return nil
	}
	timers, err := u.desk.Store.Clocks(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, timer := range timers {
		if timer.PausedAt.IsZero() || !u.change.Resumed.has(timer.Kind) {
			continue
		}
		rested := c.Last.Sub(timer.PausedAt)
		due, err := workflow.Resumed(u.desk.Holidays, c.Zone, timer.Count, timer.Due, rested)
		if err != nil {
			return fmt.Errorf("deadline %s: %w", timer.Kind, err)
		}
		if by := due.Sub(timer.Due.Add(rested)); by > 0 {
			u.change.Rounded = append(u.change.Rounded, Rounding{Kind: timer.Kind, By: by})
		}
	}
	return nil
}

func (u *unit) arm(c Record, act workflow.ArmDeadline) {
	timer := Timer{ID: newID(), Case: c.ID, Kind: act.Kind, Generation: c.Revision, Due: act.Due, Count: act.Count}
	u.change.Armed = append(u.change.Armed, timer)
	for i, at := range act.Reminders {
		timer.ID, timer.Reminder, timer.Due, timer.Tells = newID(), i+1, at, act.Tells
		u.change.Armed = append(u.change.Armed, timer)
	}
}

func (u *unit) post(c Record, m Message) {
	m.ID, m.Case, m.Seq, m.Created = newID(), c.ID, c.Revision, c.Last
	for _, other := range u.change.Outbox {
		if other.Case == c.ID {
			m.Position++
		}
	}
	u.change.Outbox = append(u.change.Outbox, m)
}

// open decides the first event of a child in the same unit. The child's entry
// names the person whose act opened it.
func (u *unit) open(p catalog.Procedure, parent Record, act workflow.OpenCase, actor workflow.Actor) error {
	child, err := u.desk.Catalog.Procedure(act.Procedure, p.Pack())
	if err != nil {
		return err
	}
	body, err := wire.Canonical(act.Body)
	if err != nil {
		return err
	}
	by := workflow.Actor{Person: actor.Person, Roles: []workflow.Role{workflow.System}}
	opened := Record{Round: parent.Round, Case: catalog.Case{
		ID: newCaseID(), Parent: parent.ID, Ref: act.Ref, Subject: act.Subject, Agency: parent.Agency, Zone: parent.Zone, State: workflow.Unopened,
	}}
	moment := workflow.Moment{At: parent.Last, Holidays: u.desk.Holidays, Elections: u.desk.Elections}
	if child.LooksUp(act.Event) {
		moment.Parent = parent.relative() // as it is after its own event, and written in the same commit
	}
	decision, err := child.Decide(opened.Case, workflow.Command{Event: act.Event, Actor: by, Body: body}, moment)
	if err != nil {
		return err
	}
	after, _, err := u.record(opened, child, decision)
	if err != nil {
		return err
	}
	return u.plan(child, after, decision, actor, false)
}

func (u *unit) ring() {
	var wake Wake
	for _, m := range u.change.Outbox {
		wake.Messages = append(wake.Messages, m.ID)
	}
	for _, t := range u.change.Armed {
		wake.Due = append(wake.Due, t.Due)
	}
	if len(wake.Messages)+len(wake.Due) > 0 {
		u.desk.Bell.Ring(wake)
	}
}

// An Outline is the body of an answer: what happened and what may follow.
type Outline struct {
	Case      workflow.CaseID `json:"case"`
	Procedure string          `json:"procedure"`
	Ref       string          `json:"ref,omitzero"`
	Event     workflow.Event  `json:"event"`
	From      workflow.State  `json:"from"`
	State     workflow.State  `json:"state"`
	Revision  int64           `json:"revision"`
	At        time.Time       `json:"at"`
	// Hash is left out for who may not read what the journal's entries say: it covers them all.
	Hash      audit.Hash       `json:"hash,omitzero"`
	Documents []string         `json:"documents"`
	Deadlines []ArmedOutline   `json:"deadlines"`
	Next      []workflow.Event `json:"next"`
}

// ArmedOutline is a clock that the event started.
type ArmedOutline struct {
	Kind  workflow.Event `json:"kind"`
	Due   time.Time      `json:"due"`
	Count calendar.Count `json:"count"`
}

func (u *unit) answer(r Request, actor workflow.Actor, p catalog.Procedure, decision catalog.Decision, sealed audit.Sealed) (Answer, error) {
	outline := Outline{
		Case: sealed.Case, Procedure: p.Name(), Ref: decision.Case.Ref, Event: sealed.Event, From: sealed.From,
		State: sealed.To, Revision: sealed.Seq, At: sealed.At, Hash: sealed.Hash,
		Documents: append([]string{}, decision.Documents...), Deadlines: []ArmedOutline{}, Next: []workflow.Event{},
	}
	for _, action := range decision.Actions {
		if arm, ok := action.(workflow.ArmDeadline); ok {
			outline.Deadlines = append(outline.Deadlines, ArmedOutline{Kind: arm.Kind, Due: arm.Due, Count: arm.Count})
		}
	}
	offers, err := decision.Offers(actor, workflow.Moment{At: u.now, Holidays: u.desk.Holidays, Elections: u.desk.Elections})
	if err != nil {
		return Answer{}, err
	}
	for _, offer := range offers {
		if offer.Open {
			outline.Next = append(outline.Next, offer.Event)
		}
	}
	body, err := wire.Canonical(outline)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Key: r.Key, Fingerprint: r.Fingerprint, Case: sealed.Case, Body: body, At: sealed.At}, nil
}

func revisionIn(body jsontext.Value) (int64, error) {
	var outline struct {
		Revision int64 `json:"revision"`
	}
	err := json.Unmarshal(body, &outline)
	return outline.Revision, err
}
