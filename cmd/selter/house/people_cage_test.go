package house_test

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"selter/api"
	"selter/cmd/selter/house"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// A cage is a house full of canaries.
type cage struct {
	*office
	*cellar
	sieve

	kenari, kutilang *someone
	values           map[string]string // the particulars of kenari
	selection        string
	application      string // path of kenari's
	paper, marked    string // path of kenari's, and of the link to it by its code
}

// The groups of canaries: who is entitled to one of a group may be shown all of it.
var (
	own      = []string{"identity", "contact", "health", "wealth"}
	operator = "dev:operator"
	second   = "dev:operator-2"
	clerk    = "dev:sekretaris"
)

func newCage(t *testing.T, c *cellar) *cage {
	t.Helper()
	c.DevIdentity = true
	k := &cage{cellar: c, office: settle(t, c.Config)}
	serving, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- k.Serve(serving, nil, false) }() // hands on to Redis what is to be done, and does none of it
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	seat(t, k.House)
	today := calendar.DateOf(planned, calendar.WIB)
	for _, who := range []string{operator, second} {
		err := k.Install(t.Context(), strings.TrimPrefix(who, "dev:"), house.Nation(), mandate.InstallBody{Ref: "admin", Duty: mandate.DutyName(workflow.Admin), From: today})
		if err != nil {
			t.Fatal(err)
		}
	}
	k.values = map[string]string{
		"full_name": k.put("identity", "full_name", "Kenari %s, S.E."), "birth_date": "1971-03-09", "address": k.put("contact", "address", `Jalan  "Kenari" %s & Teluk/7`),
		"email": k.put("contact", "email", "%s@Kenari.Example"), "health_result": k.put("health", "health_result", "Sehat \"%s\"\nmata & telinga"),
		"wealth_report": k.put("wealth", "wealth_report", "Laporan %s:\n1. rumah <\"tua\">"),
		"nik":           number(6) + "090371" + number(4), "nip": "19710309" + "1996031" + number(3), "phone": "0812-" + number(4) + "-" + number(4),
	}
	k.add("identity", "birth_date", "1971-03-09", "19710309", "09-03-1971")
	k.add("identity", "nik", k.values["nik"])
	k.add("identity", "nip", k.values["nip"])
	k.add("contact", "phone", k.values["phone"], strings.ReplaceAll(k.values["phone"], "-", ""), "+62"+strings.ReplaceAll(k.values["phone"], "-", "")[1:])
	if len(k.values) != 9 {
		t.Fatalf("%d particulars", len(k.values))
	}
	k.kenari = k.person("kenari", "198.51.100.1")
	k.kutilang = k.person("kutilang", "198.51.100.2")
	for _, line := range secretsIn(t, c.Keys) {
		k.add("key", "the installation's key", line)
	}
	return k
}

// put makes a text with a canary in it.
func (k *cage) put(group, name, text string) string {
	tag := rest(14)
	k.add(group, name, tag)
	return fmt.Sprintf(text, tag)
}

func (k *cage) person(name, address string) *someone {
	return &someone{login: k.put("login", "login of "+name, "%s@masuk.example"), password: k.put("password", "password of "+name, "sandi %s \"baru\""), address: address}
}

// number is a number that begins with no zero.
func number(digits int) string {
	text := fmt.Sprint(1 + rand.IntN(9))
	for len(text) < digits {
		text += fmt.Sprint(rand.IntN(10))
	}
	return text
}

// secretsIn lists the long texts of a JSON document.
func secretsIn(t *testing.T, document string) (all []string) {
	t.Helper()
	if document == "" {
		return nil
	}
	var value any
	if err := json.Unmarshal([]byte(document), &value); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			for _, member := range v {
				walk(member)
			}
		case []any:
			for _, item := range v {
				walk(item)
			}
		case string:
			if len(v) >= 32 {
				all = append(all, v)
			}
		}
	}
	walk(value)
	if len(all) == 0 {
		t.Fatal("no key stands in the document")
	}
	return all
}

// keep remembers a secret that an answer has given away.
func (k *cage) keep(group, name, secret string) string {
	k.add(group, name, secret)
	return secret
}

// enters lets kenari and kutilang come in by all the ways there are.
func (k *cage) enters(t *testing.T) {
	t.Helper()
	particulars := map[string]string{"full_name": k.values["full_name"], "nik": k.values["nik"], "birth_date": k.values["birth_date"]}
	enrol := wish{
		method: http.MethodPost, path: "/v1/persons", token: operator, key: "kenari", may: []string{"invitation"},
		body: compose(t, map[string]any{"login": k.kenari.login, "particulars": particulars}),
	}
	answer := k.want(t, http.StatusCreated, "", enrol)
	k.kenari.id = field(t, answer, "person")
	k.want(t, http.StatusCreated, "", enrol) // repeated, it shows no invitation
	other := enrol
	other.body = compose(t, map[string]any{"login": k.kutilang.login, "particulars": particulars})
	k.want(t, http.StatusUnprocessableEntity, "key_reused", other)
	k.accept(t, k.kenari, k.keep("invitation", "invitation", field(t, answer, "invitation")))
	k.comes(t, k.kenari)

	fields := make(map[string]string)
	for name, value := range k.values { // but what is the secretariat's to record, and the numbers that are recorded already
		if !slices.Contains([]string{"health_result", "nik", "birth_date"}, name) {
			fields[name] = value
		}
	}
	put := wish{method: http.MethodPut, path: "/v1/persons/" + k.kenari.id + "/particulars", by: k.kenari, key: "semua", body: compose(t, map[string]any{"values": fields})}
	k.want(t, http.StatusOK, "", put)
	k.want(t, http.StatusOK, "", put)

	k.twice(t, k.kenari, "totp", "session")
	k.comes(t, k.kenari)
	k.keep("totp", "totp of kenari", k.kenari.totp)
	raw, err := base32.StdEncoding.DecodeString(k.kenari.totp)
	if err != nil {
		t.Fatal(err)
	}
	k.keep("totp", "bytes of the totp of kenari", string(raw))
	k.kenari.cookie = ""
	k.logIn(t, k.kenari, "session")
	k.comes(t, k.kenari)
	step := wish{method: http.MethodPost, path: "/v1/session/second-factor", by: k.kenari, body: compose(t, map[string]any{"code": k.code(t, k.kenari)}), may: []string{"session"}}
	k.kenari.cookie = cookieOf(t, k.want(t, http.StatusOK, "", step), api.SessionCookie)
	k.comes(t, k.kenari)
	id, program := k.program(t, k.kenari, []string{"token"}, "people:read", "people:act", "cases:read")
	k.keep("token", "token of kenari", program)
	k.want(t, http.StatusOK, "", wish{path: "/v1/session", token: program})
	k.want(t, http.StatusOK, "", wish{path: "/v1/tokens", by: k.kenari})
	k.want(t, http.StatusNoContent, "", wish{method: http.MethodDelete, path: "/v1/tokens/" + id, by: k.kenari})
	_, program = k.program(t, k.kenari, []string{"token"}, "people:read")
	k.keep("token", "second token of kenari", program)
	changed := k.put("password", "new password of kenari", "sandi yang %s lain")
	k.want(t, http.StatusNoContent, "", wish{method: http.MethodPut, path: "/v1/session/password", by: k.kenari, body: compose(t, map[string]any{"current": k.kenari.password, "password": changed})})
	k.kenari.password = changed

	k.accept(t, k.kutilang, k.keep("invitation", "invitation of kutilang", k.enrolledBy(t, operator, k.kutilang)))
	k.logIn(t, k.kutilang, "session")
	k.comes(t, k.kutilang)
}

// comes remembers the secret of a session.
func (k *cage) comes(t *testing.T, s *someone) {
	t.Helper()
	if s.cookie == "" {
		k.logIn(t, s, "session")
	}
	k.keep("session", "session of "+s.login, strings.SplitN(s.cookie, "=", 2)[1])
}

func (k *cage) enrolledBy(t *testing.T, token string, s *someone) (invitation string) {
	t.Helper()
	answer := k.want(t, http.StatusCreated, "", wish{
		method: http.MethodPost, path: "/v1/persons", token: token, body: compose(t, map[string]any{"login": s.login}), may: []string{"invitation"},
	})
	s.id = field(t, answer, "person")
	return field(t, answer, "invitation")
}
