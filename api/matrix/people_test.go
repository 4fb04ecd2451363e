package matrix_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/workflow"
)

// A place is where somebody holds a duty.
type place struct{ agency, round, selection string }

// A caller is somebody with at most one duty, and perhaps with that of an applicant beside it.
type caller struct {
	person  string
	duty    string // "" for none
	place   place
	days    string // when the duty is held: now, past, future
	factors int    // in how many ways they have proved who they are
	applies string // and is, or was, an applicant in the same place: now, past
}

// asker is who asks, unless it has to be the person whom the case is about.
const asker = "penanya"

// standing is the caller's duty as it lies to a case, for the report.
func (who caller) standing(c target) string {
	if who.duty == "" {
		if who.person == asker {
			return "nobody in particular"
		}
		return "of that name"
	}
	said := relation(who.place, c)
	switch {
	case who.days != "now":
		said += ", " + who.days
	case who.factors < 2:
		said += ", one factor"
	case who.applies == "now":
		said += ", applies"
	case who.applies != "":
		said += ", once applied"
	case who.person != asker:
		said += ", about oneself"
	}
	return said
}

// callersFor is everybody with every duty in every relation to a case, and those without any.
func callersFor(c target, duties []string) []caller {
	ours := place{agency: ourAgency}
	round := place{ourAgency, c.round, ""}
	if round.round == "" {
		round.round = elsewhere
	}
	under := slices.Contains(underSelections, c.procedure)
	in := func(p place, selection string) place { p.selection = selection; return p }
	of := []caller{
		{place: place{agency: workflow.Nation}},
		{place: ours},
		{place: place{agency: otherAgency}},
		{place: round},
		{place: place{ourAgency, elsewhere, ""}},
		{place: in(round, c.within())},
		{place: in(round, elsewhere)},
		{place: ours, days: "past"},
		{place: ours, days: "future"},
		{place: ours, factors: 1},
		{place: ours, applies: "now"},
		{place: ours, applies: "past"},
	}
	if c.subject != "" {
		of = append(of, caller{place: place{agency: workflow.Nation}, person: c.subject})
	}
	if under { // who applies or scores has a duty there, as a rule
		of = append(of, caller{place: in(round, c.within()), person: c.subject})
	}
	all := []caller{{person: asker, factors: 2}}
	if c.ref != "" {
		all = append(all, caller{person: c.ref, factors: 2})
	}
	if c.subject != "" && c.subject != c.ref {
		all = append(all, caller{person: c.subject, factors: 2})
	}
	for _, duty := range duties {
		for _, who := range of {
			who.duty = duty
			if who.person == "" {
				who.person = asker
			}
			if who.days == "" {
				who.days = "now"
			}
			if who.factors == 0 {
				who.factors = 2
			}
			if who.applies != "" && duty == string(workflow.Applicant) {
				continue // that is one duty twice
			}
			all = append(all, who)
		}
	}
	return all
}

// elsewhere names a round and a selection that no case is.
var elsewhere = caseName(1 << 21).String()

// held are the caller's duties as a store keeps them.
func (who caller) held() []workflow.Duty {
	if who.duty == "" {
		return nil
	}
	scope := workflow.Scope{Agency: who.place.agency}
	if who.place.round != "" {
		scope.Round, _ = workflow.ParseCaseID(who.place.round)
	}
	if who.place.selection != "" {
		scope.Selection, _ = workflow.ParseCaseID(who.place.selection)
	}
	duties := []workflow.Duty{during(who.days, workflow.Duty{Role: workflow.Role(who.duty), Scope: scope})}
	if who.applies != "" {
		duties = append(duties, during(who.applies, workflow.Duty{Role: workflow.Applicant, Scope: scope}))
	}
	return duties
}

// during is a duty with its days.
func during(days string, d workflow.Duty) workflow.Duty {
	switch d.From = today; days {
	case "past":
		d.From, d.Until = today.AddDays(-30), today.AddDays(-1)
	case "future":
		d.From = today.AddDays(1)
	}
	return d
}

// A register is a fake store of identities: credentials are made as they are asked for.
// What is not here nothing in the matrix comes to.
type register struct {
	identity.Store
	mu      sync.RWMutex
	known   map[[32]byte]identity.Identified
	secrets map[string]string
	people  map[string][]workflow.Duty // whose particulars are asked for
}

func newRegister() *register {
	return &register{known: make(map[[32]byte]identity.Identified), secrets: make(map[string]string), people: make(map[string][]workflow.Duty)}
}

// secret is the caller's token or session.
func (g *register) secret(kind identity.Kind, who caller) string {
	key := fmt.Sprint(kind, who)
	g.mu.RLock()
	found, ok := g.secrets[key]
	g.mu.RUnlock()
	if ok {
		return found
	}
	sum := sha256.Sum256([]byte(key))
	made := "selter_" + string(kind)[:1] + "_" + base64.RawURLEncoding.EncodeToString(sum[:])
	g.mu.Lock()
	defer g.mu.Unlock()
	g.secrets[key] = made
	g.known[sha256.Sum256([]byte(made))] = identity.Identified{Now: now, Duties: who.held(), Credential: identity.Credential{
		ID: uuid.UUID(sum[:16]), Kind: kind, Person: who.person, Scopes: identity.Scopes(), Factors: who.factors, Created: now,
	}}
	return made
}

// narrow is a token of somebody without duties that was issued for some things only.
func (g *register) narrow(scopes []identity.Scope) string {
	made := g.secret(identity.TokenKind, caller{person: fmt.Sprint("sempit", scopes), factors: 2})
	g.mu.Lock()
	defer g.mu.Unlock()
	hash := sha256.Sum256([]byte(made))
	kept := g.known[hash]
	kept.Credential.Scopes = scopes
	g.known[hash] = kept
	return made
}

// Identify implements identity.Store.
func (g *register) Identify(_ context.Context, hash [32]byte) (identity.Identified, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if found, ok := g.known[hash]; ok {
		return found, nil
	}
	return identity.Identified{}, identity.ErrUnknown
}

// DutiesOf implements api.Duties.
func (g *register) DutiesOf(_ context.Context, who string) ([]workflow.Duty, time.Time, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.people[who], now, nil
}

// Ready implements identity.Store.
func (g *register) Ready(context.Context) (time.Time, error) { return now, nil }

// A safe keeps every particular of everybody and takes none.
type safe struct{}

// Prepare implements api.Vault. No value is well formed, so that whoever may record one hears
// that, and nothing is written.
func (safe) Prepare(_ context.Context, _ string, values map[vault.Field]vault.Value) ([]casework.Particular, []vault.Commitment, error) {
	var faults vault.Faults
	for field := range values {
		faults = append(faults, vault.Fault{Field: field, Rule: "is not well formed"})
	}
	return nil, nil, faults
}

// Read implements api.Vault.
func (safe) Read(_ context.Context, _ vault.Reader, _ string, fields []vault.Field) (map[vault.Field]vault.Value, error) {
	values := make(map[vault.Field]vault.Value)
	for _, field := range fields {
		values[field] = vault.Plain("x")
	}
	return values, nil
}

// Export implements api.Vault.
func (safe) Export(context.Context, string) ([]vault.Held, error) { return nil, nil }

// Find implements api.Vault.
func (safe) Find(context.Context, vault.Reader, vault.Field, vault.Value) (string, error) {
	return "orang-enrolled-kasn", nil
}

// Readings implements api.Vault.
func (safe) Readings(context.Context, string, uuid.UUID, int) ([]vault.Reading, error) {
	return nil, nil
}

func (safe) Note(context.Context, vault.Reader, string, []string) error { return nil }

// acquaint lets the register know of somebody's duties beside any credential.
func (g *register) acquaint(who caller) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.people[who.person] = who.held()
}
