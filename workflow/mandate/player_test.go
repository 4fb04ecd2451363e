package mandate_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

var day = calendar.MustDate

// The places of the trials.
var (
	round     = workflow.CaseID{1}
	selection = workflow.CaseID{11}
	other     = workflow.CaseID{12}
)

// A player plays the mandate of one person in one agency, with what other mandates give.
type player struct {
	t    testing.TB
	law  *workflow.Procedure[mandate.Facts]
	file workflow.Case[mandate.Facts]
	held []workflow.Duty // by other mandates
	set  []workflow.Duty // as the newest effect has set them
	told []workflow.Role // by the newest event
	note func(refused bool, event workflow.Event, code string)
}

func newPlayer(t testing.TB, agency string) *player {
	t.Helper()
	return playerUnder(t, agency, seed(t))
}

func playerUnder(t testing.TB, agency string, pack *policy.Pack) *player {
	t.Helper()
	law, err := mandate.Mandate(pack)
	if err != nil {
		t.Fatal(err)
	}
	return &player{t: t, law: law, file: workflow.Case[mandate.Facts]{
		ID: workflow.CaseID{9}, Ref: "rahmat", Agency: agency, Zone: calendar.WITA, State: workflow.Unopened,
	}}
}

func actor(person string, roles ...workflow.Role) workflow.Actor {
	return workflow.Actor{Person: person, Roles: roles}
}

var (
	admin       = actor("admin-1", workflow.Admin)
	second      = actor("admin-2", workflow.Admin)
	ppk         = actor("ppk", workflow.AppointingOfficer)
	secretary   = actor("sekretaris", workflow.Secretariat)
	operator    = actor("operator", workflow.System)
	self        = actor("rahmat", workflow.DataSubject)
	selfAsAdmin = actor("rahmat", workflow.Admin)
)

// terms are those of a duty that nothing stands against.
func terms(ref string, duty workflow.Role) mandate.Terms {
	return mandate.Terms{
		Ref: ref, Duty: mandate.DutyName(duty), From: day("2024-05-01"), Until: day("2024-12-31"),
		Decree: &mandate.Decree{Number: "SK/" + ref, Date: day("2024-04-30")},
	}
}

// on narrows terms to a selection.
func on(t mandate.Terms, round, selection workflow.CaseID) mandate.Terms {
	t.Round, t.Selection = round, selection
	return t
}

func between(t mandate.Terms, from, until string) mandate.Terms {
	t.From, t.Until = day(from), calendar.Date{}
	if until != "" {
		t.Until = day(until)
	}
	return t
}

func grant(t mandate.Terms) mandate.GrantBody     { return mandate.GrantBody(t) }
func propose(t mandate.Terms) mandate.ProposeBody { return mandate.ProposeBody(t) }
func install(t mandate.Terms) mandate.InstallBody { return mandate.InstallBody(t) }

func (p *player) try(who workflow.Actor, event workflow.Event, body any) error {
	p.t.Helper()
	raw, err := wire.Canonical(body)
	if err != nil {
		p.t.Fatal(err)
	}
	row, _ := p.law.Row(event, p.file.State)
	decision, err := p.law.Decide(p.file, workflow.Command{Event: event, Actor: who, Body: raw}, workflow.Moment{
		At: time.Date(2024, time.May, 8, 3, 0, 0, 0, time.UTC), Holidays: calendar.National(), Held: p.held,
	})
	if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
		for _, reason := range refusal.Reasons {
			p.wrote(true, event, reason.Code)
		}
		return err
	} else if err != nil {
		p.t.Fatalf("%s is neither done nor refused: %v", event, err)
	}
	for _, guard := range row.Requires {
		p.wrote(false, event, guard.Code)
	}
	p.file, p.told = decision.Case, nil
	for _, action := range decision.Actions {
		switch act := action.(type) {
		case workflow.SetDuties:
			p.set = act.Duties
		case workflow.Tell:
			p.told = append(p.told, act.Role)
		default:
			p.t.Fatalf("%s acts by %T", event, action)
		}
	}
	return nil
}

func (p *player) wrote(refused bool, event workflow.Event, code string) {
	if p.note != nil {
		p.note(refused, event, code)
	}
}

// do lets somebody do what has to succeed.
func (p *player) do(who workflow.Actor, event workflow.Event, body any) {
	p.t.Helper()
	if err := p.try(who, event, body); err != nil {
		p.t.Fatalf("%s by %s: %v", event, who.Person, err)
	}
}

// refused lets somebody try what has to be refused for exactly these reasons.
func (p *player) refused(who workflow.Actor, event workflow.Event, body any, codes ...string) {
	p.t.Helper()
	err := p.try(who, event, body)
	refusal, ok := errors.AsType[*workflow.Refusal](err)
	if !ok {
		p.t.Fatalf("%s by %s was not refused", event, who.Person)
	}
	var got []string
	for _, reason := range refusal.Reasons {
		got = append(got, reason.Code)
		if refusal.Kind == workflow.Guarded && (len(reason.Evidence) == 0 || len(reason.Citations) == 0) {
			p.t.Errorf("%s: evidence %v, citations %v", reason.Code, reason.Evidence, reason.Citations)
		}
	}
	slices.Sort(got)
	slices.Sort(codes)
	if !slices.Equal(got, codes) {
		p.t.Fatalf("%s by %s: refused by %v, want %v", event, who.Person, got, codes)
	}
}

// holds demands that exactly these duties are set.
func (p *player) holds(roles ...workflow.Role) {
	p.t.Helper()
	got := []workflow.Role{}
	for _, d := range p.set {
		got = append(got, d.Role)
	}
	if p.set == nil || !slices.Equal(got, append([]workflow.Role{}, roles...)) {
		p.t.Fatalf("holds %v, want %v (set: %t)", got, roles, p.set != nil)
	}
}

// alone is the seed as an agency has it that asks for a second person in one duty only.
func alone(t testing.TB, duties ...workflow.Role) *policy.Pack {
	t.Helper()
	words := make([]string, len(duties))
	for i, duty := range duties {
		words[i] = string(duty)
	}
	overlay := "instrument: local\ntitle: Peraturan Daerah\nscope: {agency: \"53\"}\nvalues:\n" +
		"  - {key: duty.second_person, value: [" + strings.Join(words, ", ") + "], unit: duties, from: 2014-01-01, article: art. 4, certainty: seen}\n"
	library, err := policy.Load(fstest.MapFS{"local.yaml": &fstest.MapFile{Data: []byte(overlay)}})
	if err != nil {
		t.Fatal(err)
	}
	pack, err := library.Resolve(policy.Query{Agency: "53", Date: day("2024-05-08")})
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

// A ledger remembers which guard of which event refused, and which was passed.
type ledger struct {
	mu              sync.Mutex
	refused, passed map[string]int
}

func (l *ledger) note(refused bool, event workflow.Event, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.passed
	if refused {
		of = l.refused
	}
	of[string(event)+"/"+code]++
}

func (l *ledger) holes(p *workflow.Procedure[mandate.Facts]) []string {
	missing := make(map[string]bool)
	for _, row := range p.Rows {
		for _, guard := range row.Requires {
			key := string(row.On) + "/" + guard.Code
			if l.refused[key] == 0 {
				missing["nothing made "+key+" refuse"] = true
			}
			if l.passed[key] == 0 {
				missing["nothing got past "+key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(missing))
}
