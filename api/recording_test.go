package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"selter/api"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

// atStage shows every selection in a state, however far it has come.
func atStage(state *workflow.State) func(*api.Config) {
	return func(c *api.Config) { c.Shelves = stagedShelves{c.Shelves, state} }
}

type stagedShelves struct {
	casework.Shelves
	state *workflow.State
}

func (s stagedShelves) Within(wall casework.Wall) casework.Library {
	return stagedLibrary{s.Shelves.Within(wall), s.state}
}

type stagedLibrary struct {
	casework.Library
	state *workflow.State
}

func (l stagedLibrary) Case(ctx context.Context, id workflow.CaseID) (casework.Loaded, error) {
	loaded, err := l.Library.Case(ctx, id)
	if loaded.Record.Procedure == openselection.SelectionName {
		loaded.Record.State = *l.state
	}
	return loaded, err
}

const clerk = "Bearer test:sek:secretariat@53"

// applying gives a person the part of an applicant for a post of 53, as an application
// does, and tells the mandate.
func (h *house) applying(t *testing.T, person string) (mandate string) {
	t.Helper()
	round := h.round(t)
	h.install(t, person, "53", `{"ref":"p1","duty":"applicant","round":"`+round+`","selection":"`+h.selections(t, round)[0]+`","from":"2024-05-01"}`)
	list := h.do(t, call{path: "/v1/mandates?person=" + person, as: local})
	var page struct{ Items []struct{ ID string } }
	read(t, list, &page)
	if len(page.Items) != 1 {
		t.Fatalf("%d mandates: %s", len(page.Items), list.Body)
	}
	return page.Items[0].ID
}

func TestRecording(t *testing.T) {
	t.Parallel()

	t.Run("is_by_part_and_stage_and_never_follows_from_reading", func(t *testing.T) {
		t.Parallel()
		state := openselection.Announced
		h := open(t, people(t), atStage(&state))
		person := h.known(t, "siti")
		h.applying(t, person)
		path := "/v1/persons/" + person + "/particulars"
		chair := as("ketua", "committee_chair@53")
		for i, test := range []struct {
			in       workflow.State
			as, body string
			status   int
			code     string
		}{
			{openselection.Announced, clerk, `"phone":"0811000111"`, http.StatusNoContent, ""},
			{openselection.Announced, clerk, `"birth_date":"1990-01-01"`, http.StatusNoContent, ""},
			{openselection.Announced, clerk, `"birth_date":"1990-01-02"`, http.StatusForbidden, "not_for_you"},
			{openselection.Announced, clerk, `"nik":"5371014107800009"`, http.StatusForbidden, "not_for_you"},
			{openselection.Announced, clerk, `"nip":"` + nip + `"`, http.StatusForbidden, "not_for_you"},
			{openselection.Announced, clerk, `"wealth_report":"LHKPN 2023"`, http.StatusForbidden, "wrong_actor"},
			{openselection.ApplicationsClosed, clerk, `"wealth_report":"LHKPN 2023"`, http.StatusNoContent, ""},
			{openselection.ApplicationsClosed, clerk, `"health_result":"sehat"`, http.StatusForbidden, "wrong_actor"},
			{openselection.Screened, clerk, `"phone":"0811000112"`, http.StatusNotFound, "not_found"}, // nothing at all
			{openselection.HealthTested, clerk, `"phone":"0811000112"`, http.StatusForbidden, "wrong_actor"},
			{openselection.HealthTested, clerk, `"health_result":"sehat"`, http.StatusNoContent, ""},
			{openselection.HealthTested, chair, `"health_result":"tidak sehat"`, http.StatusNotFound, "not_found"},
			{openselection.HealthTested, local, `"email":"` + mail + `"`, http.StatusNotFound, "not_found"},
			{openselection.HealthTested, as(person, ""), `"health_result":"sehat"`, http.StatusForbidden, "wrong_actor"},
			{openselection.HealthTested, admin, `"health_result":"sehat"`, http.StatusForbidden, "wrong_actor"},
			{openselection.HealthTested, as(person, ""), `"nik":"5371014107800009"`, http.StatusUnprocessableEntity, "guarded"},
			{openselection.HealthTested, admin, `"nik":"5371014107800009"`, http.StatusOK, ""}, // who keeps the files mends a mistake
		} {
			state = test.in
			w := h.do(t, keyed("n"+string(rune('a'+i)), call{method: http.MethodPut, path: path, as: test.as, body: `{"values":{` + test.body + `}}`}))
			t.Log(test.in, test.body)
			expect(t, w, test.status, test.code)
		}
		state = openselection.HealthTested
		expect(t, h.do(t, call{path: path + "?fields=health_result", as: chair}), http.StatusOK, "") // reading is another right
		w := h.do(t, call{path: path, as: as(person, "")})
		for _, kept := range []string{`"health_result":"sehat"`, `"nik":"5371014107800009"`, `"birth_date":"1990-01-01"`, `"phone":"+62811000111"`} {
			if !strings.Contains(w.Body.String(), kept) {
				t.Errorf("no %s in %s", kept, w.Body)
			}
		}
	})

	t.Run("for_an_officer_says_nothing_of_the_file", func(t *testing.T) {
		t.Parallel()
		state := openselection.Announced
		h := open(t, people(t), atStage(&state))
		person := h.known(t, "siti")
		h.applying(t, person)
		put := keyed("a", call{method: http.MethodPut, path: "/v1/persons/" + person + "/particulars", as: clerk, body: `{"values":{"phone":"0811000111"}}`})
		w := h.do(t, put)
		if expect(t, w, http.StatusNoContent, ""); w.Body.Len() > 0 || w.Header().Get("ETag") != "" {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
		if again := h.do(t, put); again.Code != http.StatusNoContent || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("repeated: %d %v", again.Code, again.Header())
		}
		expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/persons/" + person + "/events/request_erasure", as: as(person, "")}), http.StatusOK, "")
		put = keyed("b", put)
		w = h.do(t, put)
		if expect(t, w, http.StatusForbidden, "not_for_you"); strings.Contains(w.Body.String(), "reasons") || strings.Contains(w.Body.String(), "erasure") {
			t.Errorf("%s", w.Body)
		}
	})

	t.Run("is_settled_before_the_vault_is_asked", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		h.known(t, "siti")
		other, _ := h.enrol(t, "budi")
		path := "/v1/persons/" + other + "/particulars"
		header := map[string]string{"X-Request-Id": "permintaan-1"}
		var answers []string
		for i, number := range []string{nik, "5371014107800003", "12"} {
			w := h.do(t, keyed("o"+string(rune('a'+i)), call{
				method: http.MethodPut, path: path, as: as("aud", "auditor"), body: `{"values":{"nik":"` + number + `"}}`, header: map[string]string{"X-Request-Id": header["X-Request-Id"]},
			}))
			expect(t, w, http.StatusForbidden, "wrong_actor")
			answers = append(answers, w.Body.String())
		}
		if answers[0] != answers[1] || answers[0] != answers[2] {
			t.Errorf("a number that is taken, one that is free and none at all: %q", answers)
		}
		if _, err := h.store.Vault().Key(t.Context(), other); err == nil {
			t.Error("a key was made for who keeps nothing")
		}
	})

	t.Run("of_a_taken_number_is_noted_and_of_a_number_once_only", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t), func(c *api.Config) { c.Rates.Guesses = slow(6) })
		victim := h.known(t, "siti") // one guess of its number
		other, _ := h.enrol(t, "budi")
		path := "/v1/persons/" + other + "/particulars"
		try := func(key, who, values string) call {
			return keyed(key, call{method: http.MethodPut, path: path, as: who, body: `{"values":{` + values + `}}`})
		}
		self := as(other, "")
		expect(t, h.do(t, try("a", self, `"nik":"`+nik+`"`)), http.StatusConflict, "number_taken")
		expect(t, h.do(t, try("b", self, `"nip":"`+nip+`"`)), http.StatusConflict, "number_taken")
		w := h.do(t, call{path: "/v1/persons/" + victim + "/readings", as: as(victim, "")})
		if strings.Count(w.Body.String(), `"reader":"`+other+`"`) != 2 {
			t.Errorf("the readings: %s", w.Body)
		}
		expect(t, h.do(t, try("c", self, `"nik":"5371014107800002"`)), http.StatusOK, "")
		w = h.do(t, try("d", self, `"nik":"5371014107800004"`))
		if expect(t, w, http.StatusUnprocessableEntity, "guarded"); !strings.Contains(w.Body.String(), "what_identifies_is_recorded_once") {
			t.Errorf("%s", w.Body)
		}
		expect(t, h.do(t, try("e", self, `"phone":"0811000111"`)), http.StatusOK, "")
		expect(t, h.do(t, try("f", self, `"nik":"5371014107800005"`)), http.StatusUnprocessableEntity, "guarded")
		if w := h.do(t, try("g", self, `"nik":"5371014107800006"`)); !refusedForHaste(t, w) {
			t.Errorf("the seventh guess: %d %s", w.Code, w.Body)
		}
		expect(t, h.do(t, try("h", self, `"phone":"0811000112"`)), http.StatusOK, "") // nothing to be guessed
	})
}

func TestEnrolment(t *testing.T) {
	t.Parallel()

	t.Run("takes_identity_and_contact_only", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		for _, name := range []string{"health_result", "wealth_report"} {
			w := h.do(t, call{method: http.MethodPost, path: "/v1/persons", as: local, key: name, body: `{"login":"siti","particulars":{"email":"` + mail + `","` + name + `":"x"}}`})
			var p problem
			if expect(t, w, http.StatusForbidden, "wrong_actor"); true {
				read(t, w, &p)
			}
			if !p.names("/particulars/"+name) || !strings.Contains(w.Body.String(), "recorder_has_a_part") {
				t.Errorf("%s: %s", name, w.Body)
			}
		}
		h.known(t, "siti") // the login was not taken by what was refused
	})

	t.Run("repeated_after_an_erasure_makes_no_account", func(t *testing.T) {
		t.Parallel()
		h := open(t, whole(t), credentialed)
		for name, particulars := range map[string]string{"bare": "", "with_particulars": `,"particulars":{"email":"` + mail + `"}`} {
			first := call{method: http.MethodPost, path: "/v1/persons", as: local, key: name, body: `{"login":"` + name + `"` + particulars + `}`}
			w := h.do(t, first)
			expect(t, w, http.StatusCreated, "")
			person := field(t, w, "person").(string)
			events := "/v1/persons/" + person + "/events/"
			expect(t, h.do(t, call{method: http.MethodPost, path: events + "request_erasure", as: as(person, "")}), http.StatusOK, "")
			expect(t, h.do(t, call{method: http.MethodPost, path: events + "confirm_erasure", as: admin, body: `{}`}), http.StatusOK, "")
			again := h.do(t, first)
			if expect(t, again, http.StatusCreated, ""); field(t, again, "invitation") != nil || again.Header().Get("Idempotency-Replayed") != "true" {
				t.Errorf("%s: %v %s", name, again.Header(), again.Body)
			}
			if account, err := h.store.Identity().AccountOf(t.Context(), person); err == nil {
				t.Errorf("%s: the erased have an account: %+v", name, account)
			}
		}
	})

	t.Run("is_asked_for_an_agency_as_a_whole", func(t *testing.T) {
		t.Parallel()
		narrow := func(c *api.Config) {
			believed := c.Identify
			c.Identify = inOneRound(believed)
		}
		h := open(t, people(t), narrow)
		for _, who := range []string{as("x", "admin@53"), as("x", "secretariat@53")} {
			expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/persons", as: who, body: `{"login":"siti"}`}), http.StatusForbidden, "wrong_actor")
			expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/persons/lookup", as: who, body: `{"nik":"` + nik + `"}`}), http.StatusForbidden, "wrong_actor")
		}
		both := as("x", "admin@99,auditor") // of which neither can be used there
		expect(t, open(t, people(t)).do(t, call{method: http.MethodPost, path: "/v1/persons", as: both, body: `{"login":"siti"}`}), http.StatusForbidden, "wrong_actor")
	})
}

func TestLookup_leaves_a_trace_of_every_number_that_is_tried(t *testing.T) {
	t.Parallel()
	h := open(t, people(t), func(c *api.Config) { c.Rates.Guesses = slow(3) })
	find := call{method: http.MethodPost, path: "/v1/persons/lookup", as: clerk, body: `{"nik":"5371014107800002"}`}
	for _, address := range []string{"198.51.100.1:1", "198.51.100.2:1", "198.51.100.3:1"} {
		expect(t, h.from(t, address, find), http.StatusNotFound, "not_found")
	}
	if w := h.from(t, "198.51.100.4:1", find); !refusedForHaste(t, w) { // one person, whatever the address
		t.Errorf("%d %s", w.Code, w.Body)
	}
	missed, err := h.store.Vault().Readings(t.Context(), "", uuid.Nil, 10)
	if err != nil || len(missed) != 3 {
		t.Fatalf("%v %v", missed, err)
	}
	for _, one := range missed {
		if one.Reader != "sek" || strings.Join(one.Fields, " ") != "nik" || one.Route != "POST /v1/persons/lookup" {
			t.Errorf("%+v", one)
		}
	}
}

// One admin and whom they appoint do not get at what is kept about anybody.
func TestApplicants_are_made_by_nobody_else(t *testing.T) {
	t.Parallel()
	state := openselection.HealthTested
	h := open(t, people(t), atStage(&state))
	victim := h.known(t, "korban")
	puppet, _ := h.enrol(t, "boneka")
	w := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: "g", body: command(puppet, "grant_duty", grant("s", "secretariat", ""))})
	if expect(t, w, http.StatusUnprocessableEntity, "guarded"); !strings.Contains(w.Body.String(), "duty_needs_no_second_person") {
		t.Errorf("%s", w.Body)
	}
	round := h.round(t)
	place := `,"round":"` + round + `","selection":"` + h.selections(t, round)[0] + `"`
	for _, event := range []string{"grant_duty", "propose_duty"} {
		w = h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: event, body: command(victim, event, grant("p1", "applicant", place))})
		if expect(t, w, http.StatusUnprocessableEntity, "guarded"); !strings.Contains(w.Body.String(), "applicants_apply_themselves") {
			t.Errorf("%s", w.Body)
		}
	}
	path := "/v1/persons/" + victim + "/particulars"
	for _, who := range []string{clerk, as("ketua", "committee_chair@53")} {
		expect(t, h.do(t, call{path: path, as: who}), http.StatusNotFound, "not_found")
	}
	expect(t, h.do(t, keyed("w", call{method: http.MethodPut, path: path, as: clerk, body: `{"values":{"health_result":"sehat"}}`})), http.StatusNotFound, "not_found")
	h.applying(t, victim)
	w = h.do(t, call{path: path, as: clerk})
	if expect(t, w, http.StatusOK, ""); !strings.Contains(w.Body.String(), nik) {
		t.Errorf("%s", w.Body)
	}
}
