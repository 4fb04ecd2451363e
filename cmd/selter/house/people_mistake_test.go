package house_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"selter/api"
)

// mistakes brings canaries to every path in ways that are refused.
func (k *cage) mistakes(t *testing.T) {
	t.Helper()
	from := func(n int) *someone { return &someone{address: fmt.Sprintf("198.51.101.%d", n)} }
	bad := func(name, text string) string { return k.put("wrong", "wrong "+name, text) }
	enrol := func(body string) wish {
		return wish{method: http.MethodPost, path: "/v1/persons", token: operator, body: body}
	}
	with := func(values map[string]string) string {
		return compose(t, map[string]any{"login": bad("login", "%s@lain.example"), "particulars": values})
	}
	digits := func(name string, n int) string {
		text := "9999" + number(2) + "999999" + number(n-12) // neither a NIK nor a NIP has such days
		k.add("wrong", "wrong "+name, text)
		return text
	}
	long := strings.Repeat("x", 5000)
	for name, value := range map[string]string{
		"nik": digits("nik", 16), "nip": digits("nip", 18), "birth_date": bad("birth", "31-12-%s"), "email": bad("email", "%s"), "phone": bad("phone", "08%s"),
		"full_name": bad("name", "%s"+long), "address": bad("address", "\u202e%s jalan"), "wealth_report": bad("wealth", "%s"+long), "health_result": bad("health", "%s"),
	} {
		answer := k.ask(t, enrol(with(map[string]string{name: value})))
		if answer.Code < 400 || answer.Code >= 500 {
			if name != "health_result" || answer.Code != http.StatusCreated {
				t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
			}
			k.told[len(k.told)-1].may = []string{"invitation"}
		}
		answer = k.ask(t, wish{method: http.MethodPut, path: "/v1/persons/" + k.kenari.id + "/particulars", by: k.kenari, body: compose(t, map[string]any{"values": map[string]string{name: value}})})
		if answer.Code < 400 || answer.Code >= 500 {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
	for _, name := range []string{"nik", "nip"} {
		k.want(t, http.StatusConflict, "number_taken", enrol(with(map[string]string{name: k.values[name]})))
		k.want(t, http.StatusConflict, "number_taken", wish{method: http.MethodPut, path: "/v1/persons/" + k.kutilang.id + "/particulars", by: k.kutilang, body: compose(t, map[string]any{"values": map[string]string{name: k.values[name]}})})
		k.want(t, http.StatusForbidden, "wrong_actor", wish{method: http.MethodPost, path: "/v1/persons/lookup", by: k.kutilang, body: compose(t, map[string]string{name: k.values[name]})})
		k.want(t, http.StatusUnprocessableEntity, "invalid_body", wish{method: http.MethodPost, path: "/v1/persons/lookup", token: clerk, body: compose(t, map[string]string{name: bad(name, "%s")})})
	}
	k.want(t, http.StatusConflict, "login_taken", enrol(compose(t, map[string]any{"login": k.kenari.login})))
	for _, body := range []string{
		`{"login":"` + bad("JSON", "%s"), `{"login":7,"particulars":{"nik":` + digits("number", 16) + `}}`, `["` + bad("array", "%s") + `"]`,
		`{"login":"` + bad("double", "%s") + `","login":"x"}`, `{"login":"` + bad("surrogate", "%s") + `\ud800"}`, `{"login":"` + bad("space", "%s kosong") + `"}`,
		`{"login":"` + bad("large", "%s") + strings.Repeat("x", 2<<20) + `"}`,
	} {
		if answer := k.ask(t, enrol(body)); answer.Code < 400 || answer.Code >= 500 {
			t.Errorf("%.20s: %d %s", body, answer.Code, answer.Body)
		}
	}
	login := func(n int, name, password, code string) wish {
		return wish{method: http.MethodPost, path: "/v1/session", by: from(n), body: compose(t, map[string]string{"login": name, "password": password, "code": code})}
	}
	k.want(t, http.StatusUnauthorized, "login_refused", login(1, k.kenari.login, bad("password", "%s"), ""))
	k.want(t, http.StatusUnauthorized, "login_refused", login(2, bad("login", "%s"), bad("password", "%s"), ""))
	k.want(t, http.StatusUnauthorized, "login_refused", login(3, k.kenari.login, k.kenari.password, bad("code", "%s")))
	k.want(t, http.StatusUnprocessableEntity, "invalid_body", login(4, k.kutilang.login, bad("password", "%s")+long, ""))
	accept := func(n int, invitation, password string) wish {
		return wish{method: http.MethodPost, path: "/v1/invitations/accept", by: from(n), body: compose(t, map[string]string{"invitation": invitation, "password": password})}
	}
	k.want(t, http.StatusForbidden, "invitation_refused", accept(5, "selter_i_"+bad("invitation", "%s")+strings.Repeat("A", 40), bad("password", "%s")+" yang lain"))
	k.want(t, http.StatusForbidden, "invitation_refused", accept(6, bad("invitation", "%s"), bad("password", "%s")+" yang lain"))
	fresh := &someone{login: bad("login", "%s@baru.example")}
	invitation := k.keep("invitation", "third invitation", k.enrolledBy(t, operator, fresh))
	k.want(t, http.StatusUnprocessableEntity, "invalid_body", accept(7, invitation, fresh.login))
	k.want(t, http.StatusUnprocessableEntity, "invalid_body", accept(8, invitation, bad("password", "%s")+long))
	mine := func(method, path string, body map[string]string) wish {
		by := *k.kutilang
		by.address = fmt.Sprintf("198.51.102.%d", len(k.told)%250)
		return wish{method: method, path: path, by: &by, body: compose(t, body)}
	}
	k.want(t, http.StatusForbidden, "proof_refused", mine(http.MethodPut, "/v1/session/password", map[string]string{"current": bad("password", "%s"), "password": bad("password", "%s lebih panjang")}))
	k.want(t, http.StatusUnprocessableEntity, "invalid_body", mine(http.MethodPut, "/v1/session/password", map[string]string{"current": k.kutilang.password, "password": k.kutilang.login}))
	begun := k.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: "/v1/session/totp", by: k.kutilang, body: `{}`, may: []string{"totp"}})
	k.keep("totp", "totp of kutilang", field(t, begun, "secret"))
	k.want(t, http.StatusForbidden, "proof_refused", mine(http.MethodPut, "/v1/session/totp", map[string]string{"code": bad("code", "%s")}))
	k.want(t, http.StatusConflict, "no_second_factor", mine(http.MethodPost, "/v1/session/second-factor", map[string]string{"code": bad("code", "%s")}))

	secret := bad("secret", "%s") + strings.Repeat("A", 43)
	for _, header := range []map[string]string{
		{"Authorization": "Bearer selter_t_" + secret[:43]},
		{"Authorization": "Bearer " + secret},
		{"Authorization": "Basic " + secret},
		{"Authorization": secret},
		{"Authorization": "Bearer dev:" + bad("name", "%s kosong")},
		{"Cookie": api.SessionCookie + "=selter_s_" + secret[:43]},
		{"Cookie": api.SessionCookie + "=" + secret},
	} {
		k.want(t, http.StatusUnauthorized, "unauthenticated", wish{path: "/v1/session", header: header})
	}
	// What is asked for by a path or a query is asked of the database, and that is all.
	asked := "8" + number(15)
	k.add("asked", "number in a path", asked)
	for path, header := range map[string]map[string]string{
		"/v1/persons/" + asked:                                                 nil,
		"/v1/persons/" + asked + "/particulars":                                nil,
		"/v1/mandates?person=" + asked:                                         nil,
		"/v1/mandates?agency=" + k.put("asked", "agency in a query", "%s"):     nil,
		"/v1/persons/" + k.kenari.id + "/particulars?fields=" + bad("f", "%s"): nil,
		"/v1/rounds?after=" + bad("after", "%s"):                               nil,
		"/v1/rounds?limit=" + bad("limit", "%s"):                               nil,
		"/v1/rounds/" + bad("id", "%s"):                                        nil,
		"/" + bad("path", "%s"):                                                nil,
		"/v1/%2e%2e/" + bad("odd path", "%s"):                                  nil,
		"/problems/" + bad("code", "%s"):                                       nil,
		"/v1/rounds":                                                           {"X-Request-Id": bad("id", "%s kosong"), "User-Agent": bad("agent", "%s"), "Referer": bad("referer", "%s"), "X-Forwarded-For": bad("proxy", "%s")},
	} {
		if answer := k.ask(t, wish{path: path, token: operator, header: header}); answer.Code >= 500 {
			t.Errorf("%s: %d %s", path, answer.Code, answer.Body)
		}
	}
	for name, header := range map[string]map[string]string{
		"key": {"Idempotency-Key": bad("key", "%s kosong")}, "match": {"If-Match": bad("match", "%s")}, "type": {"Content-Type": "text/" + bad("type", "%s")},
	} {
		answer := k.ask(t, wish{method: http.MethodPost, path: "/v1/persons/" + k.kenari.id + "/events/request_erasure", token: operator, body: `{}`, header: header})
		if answer.Code < 400 || answer.Code >= 500 {
			t.Errorf("%s: %d %s", name, answer.Code, answer.Body)
		}
	}
}

// failures lets the database be slow, and then fail, while canaries come by.
func (k *cage) failures(t *testing.T) {
	t.Helper()
	tables := []string{"accounts", "particulars", "credentials", "readings", "attempts"}
	come := func(n int, status int) {
		t.Helper()
		newcomer := &someone{login: k.put("wrong", "login of a newcomer", "%s@baru.example"), address: fmt.Sprintf("198.51.103.%d", n)}
		name := k.put("wrong", "name of a newcomer", "Pendatang %s")
		for _, w := range []wish{
			{method: http.MethodPost, path: "/v1/persons", token: operator, body: compose(t, map[string]any{"login": newcomer.login, "particulars": map[string]string{"full_name": name}}), may: []string{"invitation"}},
			{method: http.MethodPost, path: "/v1/session", by: newcomer, body: compose(t, map[string]string{"login": k.kenari.login, "password": k.put("wrong", "wrong password", "%s")})},
			{method: http.MethodPut, path: "/v1/persons/" + k.kenari.id + "/particulars", by: k.kenari, body: compose(t, map[string]any{"values": map[string]string{"full_name": k.values["full_name"], "nik": k.values["nik"]}})},
			{path: "/v1/persons/" + k.kenari.id + "/particulars", token: clerk, may: own},
			{method: http.MethodPost, path: "/v1/tokens", by: k.kutilang, body: `{"label":"x","scopes":["cases:read"],"days":1}`, may: []string{"token"}},
		} {
			if answer := k.ask(t, w); status > 0 && answer.Code == status {
				status = 0 // one of them is enough: each meets another table
			} else if status == 0 && answer.Code == http.StatusInternalServerError && n < 100 {
				t.Errorf("%s: %d %s", w.path, answer.Code, answer.Body)
			}
		}
		if status > 0 {
			t.Errorf("nothing has failed")
		}
	}
	logged := strings.Count(string(k.log.bytes()), `"msg":"statement"`)
	for _, table := range tables {
		k.exec(t, k.trigger("lambat_"+table, "AFTER INSERT", table, k.slow)...)
	}
	come(1, 0)
	if slow := strings.Count(string(k.log.bytes()), `"msg":"statement"`) - logged; slow < 3 {
		t.Errorf("%d statements were logged as slow", slow)
	}
	for _, table := range tables {
		k.exec(t, "DROP TRIGGER lambat_"+table+k.on(table))
	}
	for n, table := range tables {
		k.exec(t, k.trigger("jebakan_"+table, "BEFORE INSERT", table, k.trap)...)
		come(100+n, http.StatusInternalServerError)
		k.exec(t, "DROP TRIGGER jebakan_"+table+k.on(table))
		k.exec(t, "ALTER TABLE "+table+" RENAME TO hilang")
		come(110+n, http.StatusInternalServerError)
		k.exec(t, "ALTER TABLE hilang RENAME TO "+table)
	}
	if !strings.Contains(string(k.log.bytes()), "jebakan") {
		t.Error("the log says nothing of what the database said")
	}
	come(2, 0)
}

// on is what a statement about a trigger says beside its name.
func (k *cage) on(table string) string {
	if k.files != "" {
		return ""
	}
	return " ON " + table
}
