package worlds_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"selter/cmd/selter/bench"
	"selter/pkg/casework"
	"selter/pkg/identity/vault"
	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/wire"
)

// A secret is what two worlds differ in, with who may know of it.
type secret struct {
	says  string
	known []string // people
	focus focus
	// hashes says that cases were opened, whose hashes are by chance.
	hashes bool
}

// A planter makes two worlds differ in one more secret.
type planter func(ctx context.Context, rng *rand.Rand, p *plot, n int, worlds []*world) (secret, error)

// planters are the kinds of secrets.
func planters() map[string]planter {
	return map[string]planter{
		"another_agency": plantElsewhere, "a_hidden_score": plantScore, "a_particular": plantParticular, "a_second_duty": plantDuty,
		enteredScores: plantEntered, "whose_paper_it_is": plantAuthors, "what_an_applicant_says": plantDraft,
	}
}

// theirs are the people of the other agency, and who looks into every agency.
func theirs(more ...string) []string {
	known := append([]string{"pengawas", "izin", "asesor-lain"}, more...)
	for _, s := range seats() {
		if s.agency == elsewhere {
			known = append(known, s.person)
		}
	}
	return known
}

// committee are those who keep the file, and who else is named.
func committee(more ...string) []string {
	return append([]string{"ketua", "anggota-1", "anggota-2", "anggota-3", "anggota-4", "sekretaris", "verifikator"}, more...)
}

// plantElsewhere changes something in the other agency: in one world only, or in both
// differently.
func plantElsewhere(ctx context.Context, rng *rand.Rand, p *plot, n int, worlds []*world) (secret, error) {
	s := secret{known: theirs(), focus: focus{cases: []workflow.CaseID{p.Foreign, p.Theirs, p.Plan, p.Coming}}}
	a := worlds[rng.IntN(2)]
	s.focus.on = map[string][]workflow.CaseID{"applications": {p.Under["application"]}, "sheets": {p.Under["sheet"]}, "papers": {p.Under["paper"]}}
	switch kind := rng.IntN(5); kind {
	case 0:
		s.says = "a round of the other agency, in one world only"
		id, err := a.asker.openRound(ctx, elsewhere)
		s.focus.cases = append(s.focus.cases, id)
		return s, err
	case 1:
		s.says = "scores of the other agency"
		return s, differently(rng, worlds, func(w *world, points int) error { return w.correct(ctx, p.Theirs, elsewhere, "01", points) })
	case 2:
		who := fmt.Sprintf("baru-%d", n)
		s.says, s.known, s.focus.persons = "a person with a duty in the other agency, in one world only", theirs(who), []string{who}
		if _, err := enrol(ctx, a.House, who); err != nil {
			return s, err
		}
		return s, install(ctx, a.House, seat{who, elsewhere, workflow.Tracer, nil}, workflow.Scope{}, "rahasia")
	case 3:
		s.says, s.known, s.focus.persons = "a particular of a person of the other agency, in one world only", theirs("warga-lain"), []string{"warga-lain"}
		return s, a.record(ctx, "warga-lain", "address", fmt.Sprintf("Jalan Contoh %d", rng.IntN(1000)))
	default:
		s.says = "the other agency's plan is revised in one world"
		open := string(recast(elsewhere, bench.Opening(planned.AddDate(0, 0, rng.IntN(9)), 3).Body))
		plan := strings.TrimSuffix(open[strings.Index(open, `"plan":`)+len(`"plan":`):], "}")
		_, err := a.asker.send(ctx, http.MethodPost, "/v1/rounds/"+p.Plan.String()+"/events/revise_plan", "sekretaris-lain", []byte(plan))
		return s, err
	}
}

// plantScore gives the agency's own selection other scores in each world; they are sealed
// until the committee has determined the result.
func plantScore(ctx context.Context, rng *rand.Rand, p *plot, _ int, worlds []*world) (secret, error) {
	s := secret{
		known: committee("pengawas", "pemeriksa"),
		focus: focus{cases: []workflow.CaseID{p.Scored}, persons: []string{"pelamar"}},
	}
	candidate := fmt.Sprintf("%02d", 1+rng.IntN(4))
	s.says = "a score of candidate " + candidate
	return s, differently(rng, worlds, func(w *world, points int) error { return w.correct(ctx, p.Scored, here, candidate, points) })
}

// plantParticular has a person tell something else of themself in each world.
func plantParticular(ctx context.Context, rng *rand.Rand, p *plot, _ int, worlds []*world) (secret, error) {
	persons := []string{"pelamar", "saingan", "warga", "penelusur-1", "asesor-lain"}
	series := rng.IntN(len(persons)) // no two people have one number
	who := persons[series]
	fields := []string{"full_name", "nik", "nip", "birth_date", "email", "phone", "address", "health_result", "wealth_report"}
	field := fields[rng.IntN(len(fields))]
	_, applied := p.Drafts[who]
	if worlds[0].said[field+who] || applied && field == "birth_date" { // what identifies somebody is recorded once
		field = "address"
	}
	worlds[0].said[field+who] = slices.Contains([]string{"nik", "nip", "birth_date"}, field)
	s := secret{
		says: field + " of " + who, known: []string{who, "pengawas"},
		focus: focus{cases: []workflow.CaseID{p.Files[who], p.Mandates[who]}, persons: []string{who}},
	}
	contact := slices.Contains([]string{"email", "phone", "address"}, field)
	identity := slices.Contains([]string{"full_name", "nik", "nip", "birth_date"}, field)
	switch { // who may read what, by the rules and not by the table
	case who == "pelamar" && (contact || identity):
		s.known = append(s.known, "sekretaris", "verifikator")
	case who == "saingan" && (contact || identity):
		s.known = append(s.known, "sekretaris", "verifikator", "sekretaris-saingan")
	case who == "penelusur-1" && contact:
		s.known = append(s.known, "admin")
	case who == "asesor-lain" && contact:
		s.known = append(s.known, "admin-lain")
	}
	return s, differently(rng, worlds, func(w *world, n int) error { return w.record(ctx, who, field, particular(field, series, n)) })
}

// particular is a made-up value of a field; another one for each n.
func particular(field string, series, n int) string {
	switch field {
	case "nik":
		return fmt.Sprintf("3171011508751%d%02d", series, n)
	case "nip":
		return fmt.Sprintf("197508152000031%d%02d", series, n)
	case "birth_date":
		return fmt.Sprintf("19%02d-08-15", 10+n%80)
	case "email":
		return fmt.Sprintf("seseorang-%d@contoh.go.id", n)
	case "phone":
		return fmt.Sprintf("+6281100000%02d", n)
	}
	return fmt.Sprintf("Contoh nomor %d", n)
}

// plantDuty gives a person of here a duty in the other agency, in one world only.
func plantDuty(ctx context.Context, rng *rand.Rand, p *plot, n int, worlds []*world) (secret, error) {
	duties := []workflow.Role{
		workflow.Assessor, workflow.ResourcePerson, workflow.Secretariat, workflow.CommitteeMember, workflow.Applicant, workflow.AuthorisedOfficer,
	}
	w, at := worlds[rng.IntN(2)], workflow.Scope{Round: p.Foreign, Selection: p.Theirs}
	var refused error
	for _, k := range rng.Perm(4 * len(duties)) { // some exclude those that the person has there already
		who, duty := []string{"ganda", "penelusur-1", "warga", "saingan"}[k%4], duties[k/4]
		if duty != workflow.Applicant && rng.IntN(2) == 0 {
			at = workflow.Scope{}
		}
		err := install(ctx, w.House, seat{who, elsewhere, duty, nil}, at, fmt.Sprintf("rahasia-%d", n))
		if _, guarded := errors.AsType[*workflow.Refusal](err); guarded {
			refused = err
			continue
		}
		return secret{
			says: fmt.Sprintf("%s is %s in the other agency, in one world only", who, duty), known: theirs(who),
			focus: focus{cases: []workflow.CaseID{p.Mandates[who], p.Files[who]}, persons: []string{who}},
		}, err
	}
	return secret{}, refused
}

// differently does something in each world with another number.
func differently(rng *rand.Rand, worlds []*world, do func(w *world, n int) error) error {
	n := rng.IntN(99)
	for i, w := range worlds {
		if err := do(w, (n+i*(1+rng.IntN(90)))%99); err != nil {
			return err
		}
	}
	return nil
}

// assessors are whose marks of the assessment are corrected, by candidate; "" is an earlier
// assessment that was used again.
var assessors = map[string]string{"01": "asesor", "02": "asesor", "03": "", "04": "asesor-2"}

// correct changes a score.
func (w *world) correct(ctx context.Context, id workflow.CaseID, agency, candidate string, points int) error {
	body := fmt.Sprintf(`{"component":"assessment","candidate":%q,"by":%q,"points":%d,"reason":"salah ketik","second":"anggota-1"}`, candidate, assessors[candidate], points)
	body = strings.Replace(body, `"by":"",`, "", 1)
	path := "/v1/selections/" + id.String() + "/events/" + string(openselection.CorrectScore)
	if _, err := w.asker.send(ctx, http.MethodPost, path, inAgency(agency, "ketua"), recast(agency, []byte(body))); err != nil {
		return err
	}
	path = "/v1/selections/" + id.String() + "/events/" + string(openselection.ConfirmCorrection)
	body = strings.Replace(body, `,"reason":"salah ketik","second":"anggota-1"`, "", 1)
	_, err := w.asker.send(ctx, http.MethodPost, path, inAgency(agency, "anggota-1"), recast(agency, []byte(body)))
	return err
}

// record has a person record something about themself; a result of the health test comes
// from the examination, so the house records it.
func (w *world) record(ctx context.Context, who, field, value string) error {
	if vault.Field(field) != vault.HealthResult {
		_, err := w.asker.send(ctx, http.MethodPut, "/v1/persons/"+who+"/particulars", who, fmt.Appendf(nil, `{"values":{%q:%q}}`, field, value))
		return err
	}
	kept, commitments, err := w.Vault.Prepare(ctx, who, map[vault.Field]vault.Value{vault.Field(field): vault.Plain(value)})
	if err != nil {
		return err
	}
	body, err := wire.Canonical(person.ParticularsBody{Particulars: commitments})
	if err != nil {
		return err
	}
	file, err := w.Store.Cases(ctx, casework.Query{Procedure: person.Name, Ref: who, Limit: 1})
	if err != nil || len(file) == 0 {
		return fmt.Errorf("the file of %s: %w", who, err)
	}
	w.asker.keys++
	request := byHouse(person.Name, person.RecordParticulars, fmt.Sprintf("%s-%d", who, w.asker.keys)).Request
	request.Body, request.Particulars = body, kept
	_, err = w.Desk.Handle(ctx, file[0].ID, request)
	return err
}

// unentitled lists everybody but those who know; "" is who does not say who they are.
func unentitled(known []string) []string {
	everybody := slices.Concat([]string{"", "siapa-saja", "pengawas", "pelamar-2"}, scripts, files)
	for _, one := range seats() {
		if !slices.Contains(everybody, one.person) {
			everybody = append(everybody, one.person)
		}
	}
	return slices.DeleteFunc(everybody, func(who string) bool { return slices.Contains(known, who) })
}

// eventsOf lists the events of each procedure.
func eventsOf(t testing.TB, w *world) (map[string][]string, []string) {
	t.Helper()
	events, hashes := make(map[string][]string), []string{strings.Repeat("0", 64), "x"}
	for _, procedure := range catalog.Names() {
		table, err := w.Desk.Table(procedure, today(""))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			if !slices.Contains(events[procedure], string(row.Event)) {
				events[procedure] = append(events[procedure], string(row.Event))
			}
		}
	}
	for _, agency := range []string{here, elsewhere, workflow.Nation, ""} {
		pack, err := w.Desk.Resolve(today(agency))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, pack.Hash)
	}
	return events, hashes
}
