package house_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/workflow"
)

// rest is a random text, of letters and digits.
func rest(n int) string { return strings.ToLower(rand.Text()[:n]) }

// TestPeople follows the people of an installation from its first admin to the erasure
// of one of them, by HTTP alone: only that first admin, and a second one, are made as
// "selter admin create" makes them.
func TestPeople(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, c house.Config) {
		o := settle(t, c)
		ani := &someone{login: "ani@contoh.go.id", password: "empat-ekor-kuda-laut", address: "192.0.2.1"}
		budi := &someone{login: "budi@contoh.go.id", password: "lima-gunung-di-pulau", address: "192.0.2.2"}
		o.firstAdmins(t, ani, budi)
		citra := &someone{login: "citra@contoh.go.id", password: "enam-perahu-di-teluk", address: "192.0.2.3"}
		dewi := &someone{login: "dewi@contoh.go.id", password: "tujuh-pohon-di-bukit", address: "192.0.2.4"}
		file := o.appoint(t, ani, budi, citra, dewi)
		o.work(t, ani, citra, dewi, file)
		o.forget(t, ani, budi, citra)
		saw, err := o.Desk.Inspect(t.Context(), o.Store, o.clock.Now(), func(v casework.Violation) { t.Error(v) })
		if err != nil || saw.Cases < 8 || saw.Entries < 14 {
			t.Errorf("looked at %+v, %v", saw, err)
		}
	})
}

// firstAdmins brings two admins in. Their duty rests until they have a second factor.
func (o *office) firstAdmins(t *testing.T, ani, budi *someone) {
	t.Helper()
	for _, s := range []*someone{ani, budi} {
		invitation := o.created(t, s)
		o.accept(t, s, invitation)
		again := compose(t, map[string]any{"invitation": invitation, "password": "sembilan-rumah-di-desa"})
		o.want(t, http.StatusForbidden, "invitation_refused", wish{method: http.MethodPost, path: "/v1/invitations/accept", by: &someone{address: s.address}, body: again})
		if answer := o.logIn(t, s); field(t, answer, "second_factor") != "asked" {
			t.Errorf("the duty rests, and nothing is asked: %s", answer.Body)
		}
		if awake, dormant := o.duties(t, s); awake != "" || dormant != "admin:second_factor" {
			t.Errorf("after one factor %q is awake and %q rests", awake, dormant)
		}
		o.want(t, http.StatusForbidden, "wrong_actor", wish{method: http.MethodPost, path: "/v1/persons", by: s, body: `{"login":"siapa@contoh.go.id"}`})
		before := *s
		o.twice(t, s)
		if awake, dormant := o.duties(t, s); awake != "admin" || dormant != "" {
			t.Errorf("after two factors %q is awake and %q rests", awake, dormant)
		}
		o.want(t, http.StatusUnauthorized, "unauthenticated", wish{path: "/v1/session", by: &before})
	}
}

// appoint enrols a secretary and a chair. One admin gives a duty that is not sensitive;
// for the others it takes two. It tells the mandate of the secretary.
func (o *office) appoint(t *testing.T, ani, budi, citra, dewi *someone) (file string) {
	t.Helper()
	for _, s := range []*someone{citra, dewi} {
		o.accept(t, s, o.enrolled(t, ani, s))
		o.logIn(t, s)
	}
	command := func(by *someone, event string, whom *someone, terms map[string]any) wish {
		return wish{method: http.MethodPost, path: "/v1/mandates", by: by, body: duty(t, event, whom.id, terms)}
	}
	reason := func(code string, w wish) {
		t.Helper()
		answer := o.want(t, http.StatusUnprocessableEntity, "guarded", w)
		if !strings.Contains(answer.Body.String(), code) {
			t.Errorf("not for the reason %s: %s", code, answer.Body)
		}
	}
	// A page of somebody else asks with the admin's cookie.
	foreign := command(ani, "grant_duty", dewi, terms("sk-1", workflow.Tracer))
	foreign.header = map[string]string{"Origin": "https://lain.example", "Sec-Fetch-Site": "cross-site"}
	o.want(t, http.StatusForbidden, "cross_origin", foreign)

	o.want(t, http.StatusCreated, "", command(ani, "grant_duty", dewi, terms("sk-1", workflow.Tracer)))
	reason("grantor_is_not_grantee", command(ani, "grant_duty", ani, terms("sk-2", workflow.Tracer)))
	reason("grantor_is_not_grantee", command(ani, "propose_duty", ani, terms("sk-2", workflow.CommitteeChair)))
	for _, s := range []struct {
		who    *someone
		duty   workflow.Role
		status int // of the proposal, which opens a mandate or finds one
	}{{citra, workflow.Secretariat, http.StatusCreated}, {dewi, workflow.CommitteeChair, http.StatusOK}} {
		reason("duty_needs_no_second_person", command(ani, "grant_duty", s.who, terms("sk-3", s.duty)))
		before, _ := o.duties(t, s.who)
		answer := o.want(t, s.status, "", command(ani, "propose_duty", s.who, terms("sk-3", s.duty)))
		if s.who == citra {
			file = field(t, answer, "case")
		}
		if awake, dormant := o.duties(t, s.who); awake != before || dormant != "" {
			t.Errorf("a proposal alone gives %q %q", awake, dormant)
		}
		reason("second_person_is_another", command(ani, "confirm_duty", s.who, map[string]any{"ref": "sk-3"}))
		o.want(t, http.StatusOK, "", command(budi, "confirm_duty", s.who, map[string]any{"ref": "sk-3"}))
	}
	o.want(t, http.StatusForbidden, "wrong_actor", command(citra, "grant_duty", dewi, terms("sk-4", workflow.Tracer)))
	if awake, dormant := o.duties(t, dewi); awake != "tracer" || dormant != "committee_chair:second_factor" {
		t.Errorf("of the chair %q is awake and %q rests", awake, dormant)
	}
	o.twice(t, dewi)
	if awake, dormant := o.duties(t, dewi); awake != "tracer committee_chair" || dormant != "" {
		t.Errorf("of the chair %q is awake and %q rests", awake, dormant)
	}
	return file
}

// work lets the secretary open a round with a program, and then takes duty and token away.
func (o *office) work(t *testing.T, ani, citra, dewi *someone, file string) {
	t.Helper()
	_, reads := o.program(t, citra, nil, "cases:read")
	id, acts := o.program(t, citra, nil, "cases:read", "cases:act")
	opening := wish{method: http.MethodPost, path: "/v1/rounds", body: string(bench.Opening(planned, 2).Body), key: "bulan-ini"}
	with := func(token string, w wish) wish { w.token = token; return w }
	o.want(t, http.StatusForbidden, "scope_missing", with(reads, opening))
	answer := o.want(t, http.StatusCreated, "", with(acts, opening))
	round := wish{path: "/v1/rounds/" + field(t, answer, "case")}
	o.want(t, http.StatusOK, "", with(acts, round))
	o.want(t, http.StatusOK, "", with(reads, round))
	chair := round
	chair.by = dewi
	o.want(t, http.StatusOK, "", chair)
	o.want(t, http.StatusForbidden, "scope_missing", with(acts, wish{path: "/v1/persons/" + citra.id}))
	o.want(t, http.StatusForbidden, "scope_missing", with(acts, wish{method: http.MethodPost, path: "/v1/tokens", body: `{"label":"anak","scopes":["cases:act"],"days":1}`}))
	o.want(t, http.StatusUnauthorized, "unauthenticated", wish{path: round.path, header: map[string]string{"Cookie": "__Host-selter=" + acts}})
	o.want(t, http.StatusUnauthorized, "unauthenticated", with(strings.SplitN(citra.cookie, "=", 2)[1], round))

	ends := wish{method: http.MethodPost, path: "/v1/mandates/" + file + "/events/end_duty", by: ani, body: `{"ref":"sk-3","reason":"mutasi"}`}
	o.want(t, http.StatusOK, "", ends)
	gone := o.want(t, http.StatusNotFound, "not_found", with(acts, round)) // the very next request
	never := o.want(t, http.StatusNotFound, "not_found", with(acts, wish{path: "/v1/rounds/01890000-0000-7000-8000-000000000000"}))
	if instance(t, gone.Body.Bytes()) != instance(t, never.Body.Bytes()) {
		t.Errorf("what is hidden differs from what is not there:\n%s\n%s", gone.Body, never.Body)
	}
	o.want(t, http.StatusForbidden, "wrong_actor", with(acts, wish{method: http.MethodPost, path: "/v1/rounds", body: opening.body}))

	o.want(t, http.StatusNoContent, "", wish{method: http.MethodDelete, path: "/v1/tokens/" + id, by: citra})
	o.want(t, http.StatusUnauthorized, "unauthenticated", with(acts, round))
	o.want(t, http.StatusOK, "", with(reads, wish{path: "/v1/rounds"})) // the other one is still good
	left := *dewi
	o.want(t, http.StatusNoContent, "", wish{method: http.MethodDelete, path: "/v1/session", by: dewi})
	o.want(t, http.StatusUnauthorized, "unauthenticated", wish{path: "/v1/session", by: &left})
}

// instance is a problem without the id of its request.
func instance(t *testing.T, problem []byte) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal(problem, &members); err != nil {
		t.Fatal(err)
	}
	delete(members, "instance")
	return compose(t, members)
}

// forget erases what is kept about somebody, in the way in which that happens.
func (o *office) forget(t *testing.T, ani, budi, who *someone) {
	t.Helper()
	const name, number = "Citra Kenanga Contoh", "5371014107800001"
	path := "/v1/persons/" + who.id
	values := compose(t, map[string]any{"values": map[string]any{"full_name": name, "nik": number}})
	o.want(t, http.StatusOK, "", wish{method: http.MethodPut, path: path + "/particulars", by: who, body: values})
	export := wish{path: path + "/export", by: who}
	if held := o.want(t, http.StatusOK, "", export); !strings.Contains(held.Body.String(), name) || !strings.Contains(held.Body.String(), number) {
		t.Errorf("the export lacks what is kept: %s", held.Body)
	}
	find := wish{method: http.MethodPost, path: "/v1/persons/lookup", by: ani, body: `{"nik":"` + number + `"}`}
	if found := o.want(t, http.StatusOK, "", find); field(t, found, "person") != who.id {
		t.Errorf("found %s", found.Body)
	}
	_, program := o.program(t, who, nil, "people:read", "people:act")
	act := func(event string, by *someone) wish {
		return wish{method: http.MethodPost, path: path + "/events/" + event, by: by, body: `{}`}
	}
	o.want(t, http.StatusUnprocessableEntity, "guarded", act("request_erasure", ani)) // not without a letter
	byProgram := act("request_erasure", who)
	byProgram.token = program
	o.want(t, http.StatusOK, "", byProgram)
	o.want(t, http.StatusForbidden, "wrong_actor", act("confirm_erasure", who))
	o.want(t, http.StatusOK, "", act("confirm_erasure", budi))
	for _, after := range []wish{{path: path, by: ani}, {path: path + "/journal", by: budi}, {path: path + "/particulars", by: ani}, find} {
		answer := o.ask(t, after)
		if answer.Code >= http.StatusInternalServerError || strings.Contains(answer.Body.String(), name) || strings.Contains(answer.Body.String(), number) {
			t.Errorf("%s: %d %s", after.path, answer.Code, answer.Body)
		}
	}
	o.want(t, http.StatusNotFound, "not_found", find)
	if err := o.clock.Move(o.clock.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	o.want(t, http.StatusUnauthorized, "unauthenticated", export) // the account went with it
	o.want(t, http.StatusUnauthorized, "login_refused", wish{
		method: http.MethodPost, path: "/v1/session", by: &someone{address: who.address}, body: compose(t, map[string]any{"login": who.login, "password": who.password}),
	})
}
