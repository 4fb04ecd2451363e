package api_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
)

const decree = `"decree":{"number":"SK-7","date":"2024-05-02"}`

// command is a body for POST /v1/mandates in the agency 53.
func command(person, event, body string) string {
	return `{"agency":{"code":"53"},"zone":"WITA","person":"` + person + `","event":"` + event + `","body":` + body + `}`
}

func grant(ref, duty, more string) string {
	return `{"ref":"` + ref + `","duty":"` + duty + `","from":"2024-05-08",` + decree + more + `}`
}

func TestMandates(t *testing.T) {
	t.Parallel()

	t.Run("are_opened_by_the_first_duty_and_take_the_later_ones", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person, _ := h.enrol(t, "siti")
		first := call{method: http.MethodPost, path: "/v1/mandates", as: local, key: "one", body: command(person, "grant_duty", grant("sek", "resource_person", ""))}
		w := h.do(t, first)
		expect(t, w, http.StatusCreated, "")
		id := field(t, w, "case").(string)
		if at := w.Header().Get("Location"); at != "/v1/mandates/"+id {
			t.Errorf("Location %s", at)
		}
		again := h.do(t, first)
		if again.Code != w.Code || again.Body.String() != w.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("repeated %d %s", again.Code, again.Body)
		}
		w = h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: "two", body: command(person, "grant_duty", grant("penelusur", "tracer", ""))})
		if expect(t, w, http.StatusOK, ""); field(t, w, "case") != id {
			t.Errorf("a second mandate: %s", w.Body)
		}
		held, _, err := h.store.Identity().DutiesOf(t.Context(), person)
		if err != nil || len(held) != 2 {
			t.Errorf("%v %v", held, err)
		}
		list := h.do(t, call{path: "/v1/mandates?person=" + person + "&agency=53", as: local})
		if expect(t, list, http.StatusOK, ""); strings.Count(list.Body.String(), `"id":`) != 1 {
			t.Errorf("%s", list.Body)
		}
		expect(t, h.do(t, call{path: "/v1/mandates/" + id, as: local}), http.StatusOK, "")
		expect(t, h.do(t, call{path: "/v1/mandates/" + id + "/events", as: local}), http.StatusOK, "")
		expect(t, h.do(t, call{path: "/v1/mandates/" + id + "/journal", as: local}), http.StatusOK, "")
		end := call{method: http.MethodPost, path: "/v1/mandates/" + id + "/events/end_duty", as: local, body: `{"ref":"sek","reason":"mutasi"}`, match: `"2"`}
		expect(t, h.do(t, end), http.StatusOK, "")
		expect(t, h.do(t, call{path: "/v1/mandates/" + id, as: "Bearer test:" + person + ":"}), http.StatusOK, "")
	})

	t.Run("of_another_agency_are_not_there", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person, _ := h.enrol(t, "siti")
		w := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, body: command(person, "grant_duty", grant("sek", "resource_person", ""))})
		id := field(t, w, "case").(string)
		other := "Bearer test:adm64:admin@64"
		for _, path := range []string{"/v1/mandates/" + id, "/v1/mandates/" + id + "/events", "/v1/mandates/" + id + "/journal", "/v1/mandates/" + noCase} {
			expect(t, h.do(t, call{path: path, as: other}), http.StatusNotFound, "not_found")
		}
		expect(t, h.do(t, call{method: http.MethodPost, path: "/v1/mandates/" + id + "/events/end_duty", as: other, body: `{"ref":"sek","reason":"x"}`}), http.StatusNotFound, "not_found")
		if list := h.do(t, call{path: "/v1/mandates", as: other}); strings.Contains(list.Body.String(), id) {
			t.Errorf("%s", list.Body)
		}
		// Whether there is a mandate makes no difference to who may not give duties there.
		body := command(person, "grant_duty", grant("sek2", "tracer", ""))
		nobody := strings.Replace(body, person, "tidak-ada", 1)
		header := map[string]string{"X-Request-Id": "permintaan-1"}
		one := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: other, key: "a", body: body, header: header})
		two := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: other, key: "b", body: nobody, header: header})
		if expect(t, one, http.StatusForbidden, "wrong_actor"); one.Body.String() != two.Body.String() {
			t.Errorf("%s\n%s", one.Body, two.Body)
		}
	})

	t.Run("refuse_what_does_not_fit", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person, _ := h.enrol(t, "siti")
		round := h.round(t)
		selection := h.selections(t, round)[0]
		for name, test := range map[string]struct{ body, field string }{
			"unknown_person":     {command("tidak-ada", "grant_duty", grant("s", "resource_person", "")), "/person"},
			"unknown_round":      {command(person, "grant_duty", grant("s", "resource_person", `,"round":"`+noCase+`"`)), "/body/round"},
			"selection_as_round": {command(person, "grant_duty", grant("s", "resource_person", `,"round":"`+selection+`"`)), "/body/round"},
			"unknown_selection":  {command(person, "grant_duty", grant("s", "resource_person", `,"round":"`+round+`","selection":"`+noCase+`"`)), "/body/selection"},
			"a_role":             {command(person, "grant_duty", grant("s", "resource_person", `,"role":"admin"`)), "/body/role"},
			"no_decree":          {command(person, "grant_duty", `{"ref":"s","duty":"resource_person","from":"2024-05-08"}`), "/body/decree"},
			"a_province":         {strings.Replace(command(person, "grant_duty", grant("s", "resource_person", "")), `"code":"53"`, `"code":"53","province":"99"`, 1), "/agency/province"},
			"a_kind":             {strings.Replace(command(person, "grant_duty", grant("s", "resource_person", "")), `"code":"53"`, `"code":"53","kind":"province"`, 1), "/agency/kind"},
			"bad_zone":           {strings.Replace(command(person, "grant_duty", grant("s", "resource_person", "")), "WITA", "UTC", 1), "/zone"},
		} {
			w := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: name, body: test.body})
			var p problem
			if read(t, w, &p); w.Code != http.StatusUnprocessableEntity || !p.names(test.field) {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		good := command(person, "grant_duty", grant("s", "resource_person", `,"round":"`+round+`","selection":"`+selection+`"`))
		w := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: "good", body: good})
		expect(t, w, http.StatusCreated, "")
		w = h.do(t, call{
			method: http.MethodPost, path: "/v1/mandates/" + field(t, w, "case").(string) + "/events/grant_duty", as: local,
			body: grant("s2", "tracer", `,"round":"`+noCase+`"`),
		})
		var p problem
		if read(t, w, &p); !p.names("/round") {
			t.Errorf("%s", w.Body)
		}
		expect(t, h.do(t, call{path: "/v1/mandates?person=a%20b", as: local}), http.StatusBadRequest, "malformed_request")
	})

	t.Run("keep_other_parts_from_who_applies", func(t *testing.T) {
		t.Parallel()
		h := open(t, people(t))
		person, _ := h.enrol(t, "pelamar")
		round := h.round(t)
		for i, selection := range h.selections(t, round)[:2] {
			h.install(t, person, "53", `{"ref":"p`+string(rune('1'+i))+`","duty":"applicant","round":"`+round+`","selection":"`+selection+`","from":"2024-05-08"}`)
		}
		w := h.do(t, call{method: http.MethodPost, path: "/v1/mandates", as: local, key: "both", body: command(person, "grant_duty", grant("s", "resource_person", ""))})
		expect(t, w, http.StatusUnprocessableEntity, "guarded")
	})
}

func TestDemoCast(t *testing.T) {
	t.Parallel()
	h := open(t, whole(t))
	cast := `{"agency":"53","zone":"WITA","cast":[{"person":"ketua","duties":["committee_chair"]},{"person":"pengawas","duties":["supervisor"]}]}`
	for range 2 { // asked for again, nothing is given twice
		expect(t, h.do(t, call{method: http.MethodPut, path: "/v1/demo/cast", body: cast}), http.StatusOK, "")
	}
	for person, agency := range map[string]string{"ketua": "53", "pengawas": "nasional"} {
		held, _, err := h.store.Identity().DutiesOf(t.Context(), person)
		if err != nil || len(held) != 1 || held[0].Scope.Agency != agency {
			t.Errorf("%s: %v %v", person, held, err)
		}
	}
	for name, test := range map[string]struct{ body, field string }{
		"unknown_duty": {`{"agency":"53","cast":[{"person":"x","duties":["clock"]}]}`, "/cast/0/duties/0"},
		"bad_person":   {`{"agency":"53","cast":[{"person":"a b","duties":["tracer"]}]}`, "/cast/0/person"},
		"bad_agency":   {`{"agency":"-","cast":[{"person":"x","duties":["tracer"]}]}`, "/agency"},
		"bad_zone":     {`{"agency":"53","zone":"UTC","cast":[{"person":"x","duties":["tracer"]}]}`, "/zone"},
		"nobody":       {`{"agency":"53","cast":[]}`, "/cast"},
		"apart":        {`{"agency":"53","cast":[{"person":"ketua","duties":["secretariat"]}]}`, "/cast/0/duty"},
	} {
		w := h.do(t, call{method: http.MethodPut, path: "/v1/demo/cast", body: test.body})
		var p problem
		if read(t, w, &p); w.Code != http.StatusUnprocessableEntity || !p.names(test.field) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	expect(t, open(t).do(t, call{method: http.MethodPut, path: "/v1/demo/cast", body: cast}), http.StatusNotFound, "not_found")
}

func TestMandates_that_several_open_at_once_are_one(t *testing.T) {
	t.Parallel()
	h := open(t, people(t))
	person, _ := h.enrol(t, "siti")
	duties := []string{"tracer", "assessor", "resource_person", "authorised_officer"}
	answers := make([]*httptest.ResponseRecorder, len(duties))
	var all sync.WaitGroup
	for i, duty := range duties {
		all.Go(func() {
			answers[i] = h.do(t, call{
				method: http.MethodPost, path: "/v1/mandates", as: local, key: duty, body: command(person, "grant_duty", grant("d"+strconv.Itoa(i), duty, "")),
			})
		})
	}
	all.Wait()
	opened := 0
	for i, w := range answers {
		switch w.Code {
		case http.StatusCreated:
			opened++
		case http.StatusOK, http.StatusUnprocessableEntity: // taken by the one that there is, which may not bear it
		case http.StatusConflict:
			expect(t, w, http.StatusConflict, "lost_race")
		default:
			t.Errorf("%s: %d %s", duties[i], w.Code, w.Body)
		}
	}
	list := h.do(t, call{path: "/v1/mandates?person=" + person, as: local})
	if n := strings.Count(list.Body.String(), `"id":`); n != 1 || opened != 1 {
		t.Errorf("%d mandates, %d opened: %s", n, opened, list.Body)
	}
}

// Who applied yesterday has no part in that selection tomorrow, also when it was ended.
func TestMandates_remember_who_has_applied(t *testing.T) {
	t.Parallel()
	h := open(t, people(t))
	person, _ := h.enrol(t, "siti")
	events := "/v1/mandates/" + h.applying(t, person) + "/events/"
	held, now, err := h.store.Identity().DutiesOf(t.Context(), person)
	if err != nil || len(held) != 1 {
		t.Fatalf("%v %v", held, err)
	}
	post, today := held[0].Scope, calendar.DateOf(now, calendar.WITA)
	if parts := workflow.Parts(held, post, today); len(parts) != 1 {
		t.Errorf("applying gives %v", parts)
	}
	expect(t, h.do(t, call{method: http.MethodPost, path: events + "end_duty", as: local, body: `{"ref":"p1","reason":"mengundurkan diri"}`}), http.StatusOK, "")
	narrow := `,"round":"` + post.Round.String() + `","selection":"` + post.Selection.String() + `"`
	w := h.do(t, call{method: http.MethodPost, path: events + "propose_duty", as: local, key: "narrow", body: grant("m", "committee_member", narrow)})
	if expect(t, w, http.StatusUnprocessableEntity, "guarded"); !strings.Contains(w.Body.String(), "duties_do_not_exclude_each_other") {
		t.Errorf("%s", w.Body)
	}
	h.install(t, person, "53", `{"ref":"wide","duty":"committee_member","from":"2024-05-08"}`) // in the whole agency
	if held, _, err = h.store.Identity().DutiesOf(t.Context(), person); err != nil || len(held) != 2 {
		t.Fatalf("%v %v", held, err)
	}
	if parts := workflow.Parts(held, post, today); len(parts) > 0 {
		t.Errorf("on the selection they are %v", parts)
	}
	if parts := workflow.Parts(held, workflow.Scope{Agency: "53", Round: post.Round, Selection: workflow.CaseID{7}}, today); len(parts) != 1 {
		t.Errorf("on another selection they are %v", parts)
	}
}
