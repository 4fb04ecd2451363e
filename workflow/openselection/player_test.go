package openselection_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// The packs under which the law is tried.
const (
	seed  = "seed/kasn"
	p2019 = "permenpanrb-15-2019"
	p2014 = "permenpanrb-13-2014"
	o2020 = "se-menpanrb-52-2020"
	bkn   = "national/bkn"
)

func queries() map[string]policy.Query {
	return map[string]policy.Query{
		seed:  {Base: policy.BaseSeed, Date: day("2024-05-02")},
		p2019: {Base: "permenpanrb-15-2019", Profile: "kasn", Date: day("2024-05-02")},
		p2014: {Base: "permenpanrb-13-2014", Profile: "kasn", Date: day("2018-05-02")},
		o2020: {Base: "se-menpanrb-52-2020", Profile: "kasn", Date: day("2020-09-07")},
		bkn:   {Base: policy.BaseNational, Date: day("2025-09-01")},
	}
}

var (
	day     = calendar.MustDate
	library = sync.OnceValues(func() (*policy.Library, error) { return policy.Load(nil) })
)

func packOf(t *testing.T, q policy.Query) *policy.Pack {
	t.Helper()
	l, err := library()
	if err != nil {
		t.Fatalf("policy: %v", err)
	}
	pack, err := l.Resolve(q)
	if err != nil {
		t.Fatalf("policy: %v", err)
	}
	return pack
}

// overlaid is the seed as an agency changes it: a key, its value and its unit.
func overlaid(t *testing.T, key, value, unit string) *policy.Pack {
	t.Helper()
	return overlaidOn(t, queries()[seed], key, value, unit)
}

func overlaidOn(t *testing.T, q policy.Query, key, value, unit string) *policy.Pack {
	t.Helper()
	overlay := fmt.Sprintf("instrument: local\ntitle: Peraturan Daerah\nscope: {agency: \"53\"}\nvalues:\n"+
		"  - {key: %s, value: %s, unit: %s, from: 2014-01-01, article: art. 4, certainty: seen}\n", key, value, unit)
	l, err := policy.Load(fstest.MapFS{"local.yaml": &fstest.MapFile{Data: []byte(overlay)}})
	if err != nil {
		t.Fatalf("overlay: %v", err)
	}
	q.Agency = "53"
	pack, err := l.Resolve(q)
	if err != nil {
		t.Fatalf("overlay: %v", err)
	}
	return pack
}

func earlyCommittee(t *testing.T) *policy.Pack {
	t.Helper()
	return overlaid(t, "committee.after_plan_recommendation", "false", "yes_no")
}

// A player plays a round with its selections in memory: it decides, carries events
// from case to case and lets deadlines pass.
type player struct {
	t         *testing.T
	pack      *policy.Pack
	now       time.Time
	round     *file[openselection.RoundFacts]
	posts     map[string]*file[openselection.SelectionFacts]
	kin       map[string]played            // cases under a post, as "post/ref": applications, sheets, papers
	known     map[string]map[string]string // particulars of people, by person and field
	duties    map[string][]workflow.Duty   // that mandates have given people
	zone      calendar.Zone
	elections *gates.Elections // nil: none is known but what the round records
	remarks   []string         // events that a case refused when another sent them
	ledger    *ledger          // nil when nobody keeps count
	ids       uint64
}

// A ledger counts which guards have refused and which have let pass.
type ledger struct {
	mu              sync.Mutex
	refused, passed map[string]int
}

func newLedger() *ledger { return &ledger{refused: map[string]int{}, passed: map[string]int{}} }

func (l *ledger) note(of map[string]int, procedure string, event workflow.Event, code string) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	of[procedure+"/"+code]++
	of[procedure+"/"+string(event)+"/"+code]++
}

func newPlayer(t *testing.T, pack string) *player {
	t.Helper()
	return playerUnder(t, packOf(t, queries()[pack]))
}

func playerUnder(t *testing.T, pack *policy.Pack) *player {
	t.Helper()
	round, err := openselection.Round(pack)
	if err != nil {
		t.Fatalf("round: %v", err)
	}
	p := &player{
		t: t, pack: pack, now: calendar.WITA.StartOf(pack.Date).Add(9 * time.Hour), posts: map[string]*file[openselection.SelectionFacts]{},
		kin: map[string]played{}, known: map[string]map[string]string{}, duties: map[string][]workflow.Duty{}, zone: calendar.WITA,
	}
	p.round = fileOf(round, p.id(), workflow.CaseID{}, "", "", p.zone)
	return p
}

func (p *player) id() workflow.CaseID {
	p.ids++
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[8:], p.ids)
	return workflow.CaseID(id)
}

// cast lists who plays; each person has one role, as in life.
func cast() map[string]workflow.Actor {
	one := func(person string, role workflow.Role) workflow.Actor {
		return workflow.Actor{Person: person, Roles: []workflow.Role{role}}
	}
	return map[string]workflow.Actor{
		"ppk": one("ppk", workflow.AppointingOfficer), "pyb": one("pyb", workflow.AuthorisedOfficer),
		"chair": one("ketua", workflow.CommitteeChair), "member": one("anggota-1", workflow.CommitteeMember),
		"secretary": one("sekretaris", workflow.Secretariat), "assessor": one("asesor", workflow.Assessor),
		"guest": one("narasumber", workflow.ResourcePerson), "tracer": one("penelusur", workflow.Tracer),
		"applicant": one("pelamar", workflow.Applicant), "supervisor": one("pengawas", workflow.Supervisor),
		"minister": one("menteri", workflow.Permitter), "auditor": one("auditor", workflow.Auditor),
		"public": one("warga", workflow.Public), "clock": one("clock", workflow.Clock), "system": one("system", workflow.System),
	}
}

// self is somebody in a case about themself.
func self(person string) workflow.Actor {
	return workflow.Actor{Person: person, Roles: []workflow.Role{workflow.DataSubject}}
}

// try lets an actor do something on the round ("round"), on a post, or on a case under
// it ("post/ref").
func (p *player) try(who, on string, event workflow.Event, body any) error {
	p.t.Helper()
	actor, known := cast()[who]
	if !known {
		p.t.Fatalf("nobody is called %q", who)
	}
	return p.tryAs(actor, on, event, body)
}

func (p *player) tryAs(actor workflow.Actor, on string, event workflow.Event, body any) error {
	p.t.Helper()
	raw, err := wire.Canonical(body)
	if err != nil {
		p.t.Fatalf("body of %s: %v", event, err)
	}
	return p.tryRaw(actor, on, event, raw)
}

func (p *player) tryRaw(actor workflow.Actor, on string, event workflow.Event, raw []byte) error {
	p.t.Helper()
	f := p.find(on)
	return act(p, on, f, workflow.Command{Event: event, Actor: actor, Body: raw})
}

func (p *player) find(on string) played {
	p.t.Helper()
	if on == "round" {
		return p.round
	}
	if post, known := p.posts[on]; known {
		return post
	}
	kin, known := p.kin[on]
	if !known {
		p.t.Fatalf("no case is called %q", on)
	}
	return kin
}

func (p *player) refs() []string { return slices.Sorted(maps.Keys(p.posts)) }

func act(p *player, on string, f played, c workflow.Command) error {
	p.t.Helper()
	wants := f.wants(c.Event)
	actions, err := f.decide(c, p.momentFor(on, f, wants))
	if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
		for _, reason := range refusal.Reasons {
			p.ledgerNote(true, f.relative().Procedure, c.Event, reason.Code)
		}
		return err
	} else if err != nil {
		p.t.Fatalf("%s is neither done nor refused: %v", c.Event, err)
	}
	for _, code := range wants.guards {
		p.ledgerNote(false, f.relative().Procedure, c.Event, code)
	}
	p.carry(on, actions)
	return nil
}

func (p *player) ledgerNote(refused bool, procedure string, event workflow.Event, code string) {
	if p.ledger == nil {
		return
	}
	of := p.ledger.passed
	if refused {
		of = p.ledger.refused
	}
	p.ledger.note(of, procedure, event, code)
}

// do lets an actor do something that has to succeed.
func (p *player) do(who, on string, event workflow.Event, body any) {
	p.t.Helper()
	if err := p.try(who, on, event, body); err != nil {
		p.t.Fatalf("%s by %s on %s: %v%s", event, who, on, err, detail(err))
	}
}

// refused lets an actor try what has to be refused for exactly these reasons.
func (p *player) refused(who, on string, event workflow.Event, body any, codes ...string) *workflow.Refusal {
	p.t.Helper()
	return p.refusedAs(cast()[who], on, event, body, codes...)
}

func (p *player) refusedAs(actor workflow.Actor, on string, event workflow.Event, body any, codes ...string) *workflow.Refusal {
	p.t.Helper()
	before := p.revision(on)
	err := p.tryAs(actor, on, event, body)
	refusal, ok := errors.AsType[*workflow.Refusal](err)
	if !ok {
		p.t.Fatalf("%s by %s on %s was not refused", event, actor.Person, on)
	}
	var got []string
	for _, reason := range refusal.Reasons {
		got = append(got, reason.Code)
	}
	slices.Sort(got)
	slices.Sort(codes)
	if !slices.Equal(got, codes) {
		p.t.Fatalf("%s by %s on %s: refused by %v, want %v%s", event, actor.Person, on, got, codes, detail(err))
	}
	if refusal.Kind == workflow.Guarded {
		p.isAccountedFor(refusal)
	}
	if p.revision(on) != before {
		p.t.Fatalf("%s on %s was refused and written all the same", event, on)
	}
	return refusal
}

// isAccountedFor demands of each reason what it looked at, a text it rests on and how
// certain that text is; and that all of it can be sent.
func (p *player) isAccountedFor(refusal *workflow.Refusal) {
	p.t.Helper()
	for _, reason := range refusal.Reasons {
		certain := !slices.ContainsFunc(reason.Citations, func(c policy.Citation) bool { return c.Instrument == "" || !c.Certainty.Valid() })
		if len(reason.Evidence) == 0 || len(reason.Citations) == 0 || !certain {
			p.t.Errorf("%s: evidence %v, citations %v", reason.Code, reason.Evidence, reason.Citations)
		}
	}
	if _, err := wire.Canonical(refusal.Reasons); err != nil {
		p.t.Errorf("the refusal cannot be sent: %v", err)
	}
}

func detail(err error) string {
	refusal, ok := errors.AsType[*workflow.Refusal](err)
	if !ok {
		return ""
	}
	var b strings.Builder
	for _, reason := range refusal.Reasons {
		fmt.Fprintf(&b, "\n  %s %s %s", reason.Code, reason.Field, reason.Detail)
		for _, e := range reason.Evidence {
			fmt.Fprintf(&b, " %s=%v", e.Name, e.Value)
		}
	}
	return b.String()
}

func (p *player) revision(on string) int64 {
	return p.find(on).relative().Revision
}

// today is the civil day of the player's clock.
func (p *player) today() calendar.Date { return calendar.DateOf(p.now, p.zone) }

// at moves the clock to nine in the morning of a day, letting deadlines pass on the way.
func (p *player) at(d calendar.Date) {
	p.t.Helper()
	p.until(p.zone.StartOf(d).Add(9 * time.Hour))
}

func (p *player) later(days int) {
	p.t.Helper()
	p.at(p.today().AddDays(days))
}

// until lets every deadline pass that falls due on the way, earliest first.
func (p *player) until(then time.Time) {
	p.t.Helper()
	for {
		on, kind, due := "", workflow.Event(""), then
		for _, name := range slices.Concat([]string{"round"}, p.refs(), p.kinOf("")) {
			f := p.find(name)
			for _, k := range slices.Sorted(maps.Keys(f.alarms())) {
				if at := f.alarms()[k].Due; !f.rests(k) && !at.After(then) && (on == "" || at.Before(due)) {
					on, kind, due = name, k, at
				}
			}
		}
		if on == "" {
			p.now = then
			return
		}
		if due.After(p.now) {
			p.now = due
		}
		if err := p.try("clock", on, kind, struct{}{}); err != nil {
			p.t.Fatalf("the clock %s of %s found no ear: %v", kind, on, err)
		}
	}
}

// state demands that a case is in a state.
func (p *player) state(on string, want workflow.State) {
	p.t.Helper()
	if got := p.find(on).relative().State; got != want {
		p.t.Fatalf("%s is in %s, want %s", on, got, want)
	}
}

func (p *player) facts(post string) openselection.SelectionFacts { return p.posts[post].now.Facts }
