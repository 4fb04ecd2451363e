package api_test

import (
	"net/http"
	"strings"
	"testing"

	"selter/pkg/casework"
)

// The synthetic particulars of the tests; none of them may turn up where it does not belong.
const (
	nik   = "5371014107800001"
	nip   = "198007012005012001"
	mail  = "kenari@contoh.example"
	known = `"full_name":"Kenari Biru Contoh","nik":"` + nik + `","nip":"` + nip + `","email":"` + mail + `"`
)

// keyed sets the key of a command that is no POST.
func keyed(key string, c call) call {
	if c.header == nil {
		c.header = make(map[string]string)
	}
	c.header["Idempotency-Key"] = key
	return c
}

// known enrols somebody of whom particulars are kept.
func (h *house) known(t *testing.T, login string) string {
	t.Helper()
	w := h.do(t, call{method: http.MethodPost, path: "/v1/persons", as: local, key: "enrol-" + login, body: `{"login":"` + login + `","particulars":{` + known + `}}`})
	expect(t, w, http.StatusCreated, "")
	return field(t, w, "person").(string)
}

func as(person, duties string) string { return "Bearer test:" + person + ":" + duties }

func TestPersons(t *testing.T) {
	t.Parallel()

	t.Run("are_enrolled_once_by_an_admin_in_the_admins_name", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		first := call{method: http.MethodPost, path: "/v1/persons", as: local, key: "k", body: `{"login":"siti","particulars":{` + known + `}}`}
		w := h.do(t, first)
		expect(t, w, http.StatusCreated, "")
		person := field(t, w, "person").(string)
		if w.Header().Get("Location") != "/v1/persons/"+person || field(t, w, "invitation") == "" {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
		again := h.do(t, first)
		if expect(t, again, http.StatusCreated, ""); field(t, again, "person") != person || field(t, again, "invitation") != nil {
			t.Errorf("repeated: %s", again.Body)
		}
		other := first
		other.body = `{"login":"siti"}`
		expect(t, h.do(t, other), http.StatusUnprocessableEntity, "key_reused")
		other.key = "another"
		expect(t, h.do(t, other), http.StatusConflict, "login_taken")
		journal := h.do(t, call{path: "/v1/persons/" + person + "/journal", as: as(person, "")})
		if expect(t, journal, http.StatusOK, ""); strings.Count(journal.Body.String(), `"person":"adm53"`) != 2 {
			t.Errorf("the journal does not name the admin: %s", journal.Body)
		}
	})

	t.Run("are_not_enrolled_by_others_nor_with_what_does_not_fit", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		for name, test := range map[string]struct {
			as, body string
			status   int
			code     string
		}{
			"secretariat":  {secretariat, `{"login":"siti"}`, http.StatusForbidden, "wrong_actor"},
			"short_login":  {local, `{"login":"s"}`, http.StatusUnprocessableEntity, "invalid_body"},
			"a_role":       {local, `{"login":"siti","role":"admin"}`, http.StatusUnprocessableEntity, "invalid_body"},
			"odd_field":    {local, `{"login":"siti","particulars":{"role":"admin"}}`, http.StatusUnprocessableEntity, "invalid_body"},
			"bad_nik":      {local, `{"login":"siti","particulars":{"nik":"12345"}}`, http.StatusUnprocessableEntity, "invalid_body"},
			"no_login":     {local, `{}`, http.StatusUnprocessableEntity, "invalid_body"},
			"without_duty": {"Bearer test:x:", `{"login":"siti"}`, http.StatusForbidden, "wrong_actor"},
		} {
			w := h.do(t, call{method: http.MethodPost, path: "/v1/persons", as: test.as, key: name, body: test.body})
			expect(t, w, test.status, test.code)
			if strings.Contains(w.Body.String(), "12345") {
				t.Errorf("%s repeats a value: %s", name, w.Body)
			}
		}
		h.known(t, "siti")
		w := h.do(t, call{method: http.MethodPost, path: "/v1/persons", as: local, key: "twin", body: `{"login":"kembar","particulars":{"nik":"` + nik + `"}}`})
		expect(t, w, http.StatusConflict, "number_taken")
	})

	t.Run("are_there_for_themselves_and_nation_wide_admins_alone", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person, _ := h.enrol(t, "siti")
		for _, path := range []string{"", "/events", "/journal"} {
			expect(t, h.do(t, call{path: "/v1/persons/" + person + path, as: as(person, "")}), http.StatusOK, "")
			expect(t, h.do(t, call{path: "/v1/persons/" + person + path, as: admin}), http.StatusOK, "")
			for _, other := range []string{local, as("x", "secretariat@53"), as("x", "")} {
				header := map[string]string{"X-Request-Id": "permintaan-1"}
				hidden := h.do(t, call{path: "/v1/persons/" + person + path, as: other, header: header})
				missing := h.do(t, call{path: "/v1/persons/tidak-ada" + path, as: other, header: header})
				if expect(t, hidden, http.StatusNotFound, "not_found"); hidden.Body.String() != missing.Body.String() {
					t.Errorf("%s\n%s", hidden.Body, missing.Body)
				}
			}
		}
	})

	t.Run("are_erased_by_two_and_then_nothing_can_be_read", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person := h.known(t, "siti")
		events := "/v1/persons/" + person + "/events/"
		expect(t, h.do(t, call{method: http.MethodPost, path: events + "request_erasure", as: as(person, "")}), http.StatusOK, "")
		expect(t, h.do(t, call{method: http.MethodPost, path: events + "confirm_erasure", as: admin, key: "c", body: `{}`}), http.StatusOK, "")
		expect(t, h.do(t, call{path: "/v1/persons/" + person + "/particulars", as: as(person, "")}), http.StatusNotFound, "not_found")
		w := h.do(t, call{path: "/v1/persons/" + person + "/export", as: as(person, "")})
		if expect(t, w, http.StatusOK, ""); strings.Contains(w.Body.String(), nik) {
			t.Error("the export still holds particulars")
		}
		expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/persons/lookup", as: local, body: `{"nik":"` + nik + `"}`}), http.StatusNotFound, "not_found")
		if _, err := h.desk.Inspect(t.Context(), h.store, h.clock(), func(v casework.Violation) { t.Errorf("the journal: %s", v) }); err != nil {
			t.Error(err)
		}
	})

	t.Run("are_not_committed_to_what_nobody_keeps", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person, _ := h.enrol(t, "siti")
		body := `{"particulars":[{"field":"nik","commitment":"` + strings.Repeat("0", 64) + `"}]}`
		w := h.do(t, call{method: http.MethodPost, path: "/v1/persons/" + person + "/events/record_particulars", as: as(person, ""), body: body})
		expect(t, w, http.StatusNotFound, "unknown_event")
	})
}

func TestParticulars(t *testing.T) {
	t.Parallel()

	t.Run("are_read_by_the_person_and_noted_for_others", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person := h.known(t, "siti")
		h.install(t, person, "53", `{"ref":"penelusur","duty":"tracer","from":"2024-05-01"}`)
		path := "/v1/persons/" + person + "/particulars"
		own := h.do(t, call{path: path, as: as(person, "")})
		if expect(t, own, http.StatusOK, ""); !strings.Contains(own.Body.String(), nik) || !strings.Contains(own.Body.String(), mail) {
			t.Errorf("%s", own.Body)
		}
		w := h.do(t, call{path: path, as: local}) // an admin has to reach those who hold duties
		if expect(t, w, http.StatusOK, ""); !strings.Contains(w.Body.String(), mail) || strings.Contains(w.Body.String(), nik) {
			t.Errorf("%s", w.Body)
		}
		expect(t, h.do(t, call{path: path + "?fields=email", as: local}), http.StatusOK, "")
		expect(t, h.do(t, call{path: path + "?fields=email,nik", as: local}), http.StatusForbidden, "not_for_you")
		expect(t, h.do(t, call{path: path + "?fields=role", as: local}), http.StatusBadRequest, "malformed_request")
		for _, other := range []string{as("x", "admin@64"), as("x", "secretariat@53"), as("x", "")} {
			expect(t, h.do(t, call{path: path, as: other}), http.StatusNotFound, "not_found")
		}

		readings := "/v1/persons/" + person + "/readings"
		w = h.do(t, call{path: readings + "?limit=1", as: as(person, "")})
		var page struct {
			Items []struct {
				Reader, Route string
				Fields        []string
			}
			Next string
		}
		read(t, w, &page)
		if len(page.Items) != 1 || page.Items[0].Reader != "adm53" || strings.Join(page.Items[0].Fields, " ") != "email" || page.Items[0].Route != "GET /v1/persons/{person}/particulars" {
			t.Errorf("%s", w.Body)
		}
		w = h.do(t, call{path: readings + "?after=" + page.Next, as: as("aud", "auditor")})
		if expect(t, w, http.StatusOK, ""); strings.Count(w.Body.String(), `"reader"`) != 1 {
			t.Errorf("%s", w.Body)
		}
		expect(t, h.do(t, call{path: readings, as: admin}), http.StatusForbidden, "not_for_you")
		expect(t, h.do(t, call{path: readings, as: local}), http.StatusNotFound, "not_found")
	})

	t.Run("are_recorded_with_a_commitment_and_no_value", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person, _ := h.enrol(t, "siti")
		put := keyed("k", call{method: http.MethodPut, path: "/v1/persons/" + person + "/particulars", as: as(person, ""), body: `{"values":{` + known + `,"wealth_report":"Laporan kenari 2024"}}`})
		w := h.do(t, put)
		expect(t, w, http.StatusOK, "")
		if again := h.do(t, put); again.Body.String() != w.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("repeated: %s", again.Body)
		}
		journal := h.do(t, call{path: "/v1/persons/" + person + "/journal", as: as(person, "")})
		if !strings.Contains(journal.Body.String(), `"commitment"`) {
			t.Errorf("no commitment: %s", journal.Body)
		}
		for _, canary := range []string{nik, nip, mail, "Kenari", "kenari"} {
			if strings.Contains(journal.Body.String()+w.Body.String()+h.log.String(), canary) {
				t.Errorf("%s has got out", canary)
			}
		}
		for name, test := range map[string]struct {
			as, body string
			status   int
			code     string
		}{
			"empty":         {as(person, ""), `{"values":{}}`, http.StatusUnprocessableEntity, "invalid_body"},
			"none":          {as(person, ""), `{}`, http.StatusUnprocessableEntity, "invalid_body"},
			"unknown_field": {as(person, ""), `{"values":{"role":"admin"}}`, http.StatusUnprocessableEntity, "invalid_body"},
			"bad_value":     {as(person, ""), `{"values":{"phone":"x"}}`, http.StatusUnprocessableEntity, "invalid_body"},
			"own_health":    {as(person, ""), `{"values":{"health_result":"sehat"}}`, http.StatusForbidden, "wrong_actor"},
			"stranger":      {local, `{"values":{"email":"` + mail + `"}}`, http.StatusNotFound, "not_found"},
		} {
			t.Log(name)
			expect(t, h.do(t, keyed(name, call{method: http.MethodPut, path: put.path, as: test.as, body: test.body})), test.status, test.code)
		}
		h.install(t, person, "53", `{"ref":"penelusur","duty":"tracer","from":"2024-05-01"}`)
		officer := keyed("officer", call{method: http.MethodPut, path: put.path, as: local, body: `{"values":{"email":"` + mail + `"}}`})
		expect(t, h.do(t, officer), http.StatusNotFound, "not_found") // who reads it does not therefore write it
	})

	t.Run("find_a_person_for_who_may_ask_and_that_is_noted", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person := h.known(t, "siti")
		ask := func(who, body string) call {
			return call{method: http.MethodPost, path: "/v1/persons/lookup", as: who, body: body}
		}
		for _, body := range []string{`{"nik":"` + nik + `"}`, `{"nip":"` + nip + `"}`} {
			w := h.do(t, ask(as("sek", "secretariat@53"), body))
			if expect(t, w, http.StatusOK, ""); field(t, w, "person") != person {
				t.Errorf("%s", w.Body)
			}
		}
		expect(t, h.do(t, ask(local, `{"nik":"5371014107800002"}`)), http.StatusNotFound, "not_found")
		expect(t, h.do(t, ask(as("x", "tracer@53"), `{"nik":"`+nik+`"}`)), http.StatusForbidden, "wrong_actor")
		expect(t, h.do(t, ask(local, `{"nik":"`+nik+`","nip":"`+nip+`"}`)), http.StatusUnprocessableEntity, "invalid_body")
		expect(t, h.do(t, ask(local, `{}`)), http.StatusUnprocessableEntity, "invalid_body")
		w := h.do(t, call{path: "/v1/persons/" + person + "/readings", as: as(person, "")})
		if strings.Count(w.Body.String(), `"reader":"sek"`) != 2 {
			t.Errorf("%s", w.Body)
		}
	})

	t.Run("are_exported_for_the_person_alone", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person := h.known(t, "siti")
		h.install(t, person, "53", `{"ref":"penelusur","duty":"tracer","from":"2024-05-01"}`)
		path := "/v1/persons/" + person + "/export"
		w := h.do(t, call{path: path, as: as(person, "")})
		expect(t, w, http.StatusOK, "")
		for _, part := range []string{nik, `"commitment"`, `"salt"`, `"enrol_person"`, `"install_duty"`, `"duty":"tracer"`} {
			if !strings.Contains(w.Body.String(), part) {
				t.Errorf("the export lacks %s", part)
			}
		}
		for _, other := range []string{admin, local, as("x", "auditor")} {
			expect(t, h.do(t, call{path: path, as: other}), http.StatusNotFound, "not_found")
		}
	})
}
