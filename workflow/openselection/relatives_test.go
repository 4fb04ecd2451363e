package openselection_test

import (
	"maps"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// A founder makes the file of a case under a post. A new procedure is one line in founders.
type founder func(pack *policy.Pack, id, parent workflow.CaseID, ref, subject string, zone calendar.Zone) (played, error)

var founders = map[string]founder{
	openselection.ApplicationName: founding(openselection.Application),
	openselection.SheetName:       founding(openselection.ScoreSheet),
	openselection.PaperName:       founding(openselection.BlindPaper),
}

func founding[F any](law func(*policy.Pack) (*workflow.Procedure[F], error)) founder {
	return func(pack *policy.Pack, id, parent workflow.CaseID, ref, subject string, zone calendar.Zone) (played, error) {
		table, err := law(pack)
		if err != nil {
			return nil, err
		}
		return fileOf(table, id, parent, ref, subject, zone), nil
	}
}

// tryOpen lets an actor open a case under a post: an application, a paper. One that is
// refused leaves nothing behind.
func (p *player) tryOpen(actor workflow.Actor, post, procedure, ref, subject string, event workflow.Event, body any) error {
	p.t.Helper()
	on := post + "/" + ref
	if _, taken := p.kin[on]; taken {
		p.t.Fatalf("%s is there already", on)
	}
	found, known := founders[procedure]
	if !known {
		p.t.Fatalf("nobody opens a %q", procedure)
	}
	opened, err := found(p.pack, p.id(), p.posts[post].now.ID, ref, subject, p.zone)
	if err != nil {
		p.t.Fatalf("%s: %v", procedure, err)
	}
	p.kin[on] = opened
	if err := p.tryAs(actor, on, event, body); err != nil {
		delete(p.kin, on)
		return err
	}
	return nil
}

// kinOf lists the cases under a post, or under all, in the order of their names.
func (p *player) kinOf(post string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(p.kin)), func(on string) bool {
		return post != "" && !strings.HasPrefix(on, post+"/")
	})
}

// withFacts is a case as a relative that looks into it sees it.
func (p *player) withFacts(f played) workflow.Relative {
	p.t.Helper()
	relative := f.relative()
	facts, err := f.facts()
	if err != nil {
		p.t.Fatalf("facts of %s %s: %v", relative.Procedure, relative.Ref, err)
	}
	relative.Facts = facts
	return relative
}

// momentFor is what the desk would tell a decision, and no more: relatives, particulars
// and duties only where the rows declare that they look there.
func (p *player) momentFor(on string, f played, wants wants) workflow.Moment {
	p.t.Helper()
	m := workflow.Moment{At: p.now, Holidays: calendar.National(), Elections: p.elections}
	if wants.clocks {
		m.Clocks = f.open()
	}
	under := p.kinOf(on)
	if on == "round" {
		under = p.refs()
	}
	for _, name := range under {
		child := p.find(name)
		switch {
		case slices.Contains(wants.into, child.relative().Procedure):
			m.Children = append(m.Children, p.withFacts(child))
		case wants.children:
			m.Children = append(m.Children, child.relative())
		}
	}
	if wants.up && on != "round" {
		parent := p.withFacts(p.find(above(on)))
		m.Parent = &parent
	}
	subject := f.relative().Subject
	for _, field := range wants.knows {
		if value, kept := p.known[subject][field]; kept {
			if m.Known == nil {
				m.Known = map[string]string{}
			}
			m.Known[field] = value
		}
	}
	if wants.held && subject != "" {
		m.Held = slices.Clone(p.duties[subject])
		for _, name := range p.kinOf("") {
			if other := p.find(name); name != on && other.relative().Subject == subject {
				m.Held = append(m.Held, other.given()...)
			}
		}
	}
	return m
}

// above names the case that opened another.
func above(on string) string {
	if post, _, under := strings.Cut(on, "/"); under {
		return post
	}
	return "round"
}

// carry delivers what a decision sends and opens, as the desk does: a case that
// refuses is remarked upon and stops nobody else.
func (p *player) carry(on string, actions []workflow.Action) {
	p.t.Helper()
	for _, action := range actions {
		switch act := action.(type) {
		case workflow.OpenCase:
			p.carryOpening(on, act)
		case workflow.SendEvent:
			for _, target := range p.targets(on, act) {
				p.send(target, act.Event, act.Body)
			}
		}
	}
}

func (p *player) carryOpening(on string, act workflow.OpenCase) {
	p.t.Helper()
	if on != "round" {
		if err := p.tryOpen(cast()["system"], on, act.Procedure, act.Ref, act.Subject, act.Event, act.Body); err != nil {
			p.remarks = append(p.remarks, on+"/"+act.Ref+": "+err.Error())
		}
		return
	}
	law, err := openselection.Selection(p.pack)
	if err != nil {
		p.t.Fatalf("selection: %v", err)
	}
	p.posts[act.Ref] = fileOf(law, p.id(), p.round.now.ID, act.Ref, "", p.zone)
	p.send(act.Ref, act.Event, act.Body)
}

// targets are the cases to which an event is sent: the one above, one below, or all below.
func (p *player) targets(from string, act workflow.SendEvent) []string {
	switch {
	case act.ToParent:
		return []string{above(from)}
	case from == "round" && act.Ref != "":
		return []string{act.Ref}
	case from == "round":
		return p.refs()
	case act.Ref != "":
		return []string{from + "/" + act.Ref}
	}
	return p.kinOf(from)
}

func (p *player) send(to string, event workflow.Event, body any) {
	p.t.Helper()
	raw, err := wire.Canonical(body)
	if err != nil {
		p.t.Fatalf("body of %s: %v", event, err)
	}
	if err := p.tryRaw(cast()["system"], to, event, raw); err != nil {
		p.remarks = append(p.remarks, to+": "+err.Error())
	}
}
