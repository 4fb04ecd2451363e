package house_test

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"selter/cmd/selter/bench"
	"selter/pkg/casework"
)

// TestCanaries puts a text that stands nowhere else into everything that people keep to
// themselves, drives it through every path that takes or gives it, with a log that keeps
// all and a database that is slow and fails, and then looks for it everywhere.
func TestCanaries(t *testing.T) {
	t.Parallel()
	for backend, dig := range map[string]func(*testing.T) *cellar{"sqlite": onDisk, "postgres": onWires} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			k := newCage(t, dig(t))
			k.enters(t)
			k.mistakes(t)
			k.reads(t)
			k.failures(t)
			k.shown(t)
			k.search(t, "before the erasure")
			k.erased(t)
			k.search(t, "after the erasure")
			k.planted(t)
		})
	}
}

// reads lets kenari apply, and everybody read what they may, as the selection goes on.
func (k *cage) reads(t *testing.T) {
	t.Helper()
	round := announce(t, k.House.Handler, "buka", 1)
	if err := k.SetClock(t.Context(), planned.AddDate(0, 0, 1)); err != nil { // what the round tells its selection
		t.Fatal(err)
	}
	children, err := k.Store.Children(t.Context(), round)
	if err != nil || len(children) != 1 {
		t.Fatalf("%d selections, %v", len(children), err)
	}
	k.selection = children[0].ID.String()
	k.want(t, http.StatusNotFound, "not_found", wish{path: "/v1/persons/" + k.kenari.id + "/particulars", token: clerk}) // kenari has no part yet
	k.applies(t)
	if err := k.SetClock(t.Context(), planned.AddDate(0, 0, 2)); err != nil {
		t.Fatal(err)
	}
	if err := bench.Fill(t.Context(), k.Store, children[0].ID, k.clock.Now()); err != nil { // who else applies
		t.Fatal(err)
	}
	particulars := "/v1/persons/" + k.kenari.id + "/particulars"
	seen := func(who string, may ...string) {
		t.Helper()
		k.holds(t, k.want(t, http.StatusOK, "", wish{path: particulars, token: who, may: may}).Body.String(), may...)
	}
	seen(clerk, "identity", "contact")
	if err := k.SetClock(t.Context(), planned.AddDate(0, 0, 16)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*someone{k.kenari, k.kutilang} {
		k.logIn(t, s, "session")
		k.comes(t, s)
	}
	seen(clerk, "identity", "contact", "wealth")
	k.judged(t, children[0].ID)
	k.want(t, http.StatusNoContent, "", wish{method: http.MethodPut, path: particulars, token: clerk, body: compose(t, map[string]any{"values": map[string]string{"health_result": k.values["health_result"]}})})
	seen(clerk, "identity", "contact", "health")
	seen("dev:ketua", "health")
	k.want(t, http.StatusForbidden, "not_for_you", wish{path: particulars + "?fields=nik", token: "dev:ketua"})
	k.want(t, http.StatusNotFound, "not_found", wish{path: particulars, token: operator})
	k.want(t, http.StatusNotFound, "not_found", wish{path: particulars, by: k.kutilang})

	k.holds(t, k.want(t, http.StatusOK, "", wish{path: particulars, by: k.kenari, may: own}).Body.String(), own...)
	k.holds(t, k.want(t, http.StatusOK, "", wish{path: "/v1/persons/" + k.kenari.id + "/export", by: k.kenari, may: append(slices.Clone(own), "profile")}).Body.String(), own...)
	for _, name := range []string{"nik", "nip"} {
		k.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: "/v1/persons/lookup", token: clerk, body: compose(t, map[string]string{name: k.values[name]})})
	}
	for _, path := range []string{"", "/events", "/journal", "/readings"} {
		k.want(t, http.StatusOK, "", wish{path: "/v1/persons/" + k.kenari.id + path, by: k.kenari})
		k.ask(t, wish{path: "/v1/persons/" + k.kenari.id + path, token: operator})
		k.ask(t, wish{path: "/v1/persons/" + k.kenari.id + path, by: k.kutilang})
	}
	k.want(t, http.StatusNotFound, "not_found", wish{path: "/v1/persons/" + k.kenari.id + "/export", token: operator})
}

// holds fails unless a text holds a canary of each group: else nothing was looked at.
func (k *cage) holds(t *testing.T, text string, groups ...string) {
	t.Helper()
	for _, group := range groups {
		one := sieve{slices.DeleteFunc(slices.Clone(k.canaries), func(c canary) bool { return c.group != group })}
		if len(one.find([]byte(text))) == 0 {
			t.Errorf("it holds nothing of %s: %s", group, text)
		}
	}
}

// shown asks for what anybody may ask for, and for every case.
func (k *cage) shown(t *testing.T) {
	t.Helper()
	for _, path := range []string{
		"/metrics", "/readyz", "/livez", "/version", "/docs", "/openapi.yaml", "/openapi-3.0.yaml", "/problems/number_taken", "/v1/session", "/v1/tokens",
		"/v1/rounds", "/v1/selections", "/v1/mandates", "/v1/mandates?person=" + k.kenari.id, "/v1/selections/" + k.selection, "/v1/selections/" + k.selection + "/journal",
		"/v1/selections/" + k.selection + "/notices", "/v1/selections/" + k.selection + "/deadlines",
	} {
		for _, who := range []string{clerk, operator, "dev:pengawas"} {
			if !strings.HasPrefix(path, "/v1/") && who != clerk {
				continue // everybody is shown the same
			}
			answer := k.ask(t, wish{path: path, token: who})
			if answer.Code >= http.StatusInternalServerError || path == "/metrics" && answer.Code != http.StatusOK {
				t.Errorf("%s: %d", path, answer.Code)
			}
		}
	}
}

// search looks everywhere.
func (k *cage) search(t *testing.T, when string) {
	t.Helper()
	found := 0
	complain := func(where string, what []string) {
		found += len(what)
		for _, one := range what[:min(len(what), 5)] {
			t.Errorf("%s, %s: %s", when, where, one)
		}
	}
	log, volume := k.log.bytes(), 0
	complain("the log", k.find(log))
	bodies := 0
	for _, answer := range k.told {
		bodies += len(answer.answer)
		complain("an answer to "+answer.what, k.find([]byte(answer.answer), answer.may...))
	}
	kinds := make(map[string]int)
	for _, p := range k.places(t) {
		kinds[strings.Fields(p.name)[0]]++
		volume += len(p.text)
		var may []string
		switch {
		case strings.HasPrefix(p.name, "wire "):
			may = []string{"asked", "profile"}
		case recordsProfile(p.name):
			may = []string{"profile"}
		}
		complain(p.name, k.find(p.text, may...))
	}
	t.Logf("%s: %d canaries in %d bytes of log, %d answers of %d bytes, and %v places with %d bytes: %d found", when, len(k.canaries), len(log), len(k.told), bodies, kinds, volume, found)
}

// erased erases kenari. What a copy of the database from before still holds cannot be
// opened any more, also not when it is put back.
func (k *cage) erased(t *testing.T) {
	t.Helper()
	path := "/v1/persons/" + k.kenari.id
	db := k.db(t)
	defer db.Close()
	sealed := texts(t, db, "SELECT sealed FROM particulars WHERE person = '"+k.kenari.id+"' ORDER BY field")
	wrapped := texts(t, db, "SELECT wrapped FROM person_keys WHERE person = '"+k.kenari.id+"'")
	names := texts(t, db, "SELECT field FROM particulars WHERE person = '"+k.kenari.id+"' ORDER BY field")
	if len(sealed) != 9 || len(names) != 9 {
		t.Fatalf("%d particulars are kept", len(sealed))
	}
	erase := wish{method: http.MethodPost, path: path + "/events/request_erasure", by: k.kenari, body: `{}`}
	k.want(t, http.StatusOK, "", erase)
	confirm := wish{method: http.MethodPost, path: path + "/events/confirm_erasure", token: second, body: `{}`}
	k.want(t, http.StatusUnprocessableEntity, "guarded", confirm) // who applies is judged
	k.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: k.application + "/events/withdraw", token: "dev:" + k.kenari.id, body: `{"reason":"mengundurkan diri"}`})
	k.want(t, http.StatusOK, "", confirm)
	gone := func() {
		t.Helper()
		for _, who := range []string{"dev:" + k.kenari.id, clerk, operator} {
			for _, what := range []string{"/particulars", "/export", "/readings", "/journal"} {
				var may []string
				if what == "/export" && who != clerk && who != operator {
					may = []string{"profile"} // it is in the record of the selection, and their own
				}
				k.ask(t, wish{path: path + what, token: who, may: may}) // otherwise none of them is entitled to anything
			}
		}
		k.want(t, http.StatusNotFound, "not_found", wish{path: path + "/particulars", token: "dev:" + k.kenari.id})
		k.fileIsGone(t)
		for _, name := range []string{"nik", "nip"} {
			k.want(t, http.StatusNotFound, "not_found", wish{method: http.MethodPost, path: "/v1/persons/lookup", token: clerk, body: compose(t, map[string]string{name: k.values[name]})})
		}
	}
	for _, p := range k.places(t) {
		if strings.Contains(string(p.text), wrapped[0]) && !strings.HasPrefix(p.name, "wire ") {
			t.Errorf("the destroyed key is still in %s", p.name)
		}
	}
	gone()
	if left := texts(t, db, "SELECT sealed FROM particulars WHERE person = '"+k.kenari.id+"'"); len(left) != 0 {
		t.Errorf("%d particulars are left", len(left))
	}
	for n, name := range names {
		k.exec(t, fmt.Sprintf("INSERT INTO particulars (person, field, sealed) VALUES ('%s', '%s', %s)", k.kenari.id, name, k.literal(sealed[n])))
	}
	gone()
	saw, err := k.Desk.Inspect(t.Context(), k.Store, k.clock.Now(), func(v casework.Violation) { t.Error(v) })
	if err != nil || saw.Entries < 30 {
		t.Errorf("looked at %+v, %v", saw, err)
	}
}

// literal is bytes as the database's SQL has them.
func (k *cage) literal(text string) string {
	if k.files != "" {
		return fmt.Sprintf("x'%x'", text)
	}
	return fmt.Sprintf(`'\x%x'`, text)
}

// planted proves that the search can fail: one canary in each kind of place is found.
func (k *cage) planted(t *testing.T) {
	t.Helper()
	nik := k.values["nik"]
	k.exec(t, "UPDATE readings SET request = '"+nik+"'")
	k.finds(t, "table", func(p place) bool { return strings.Contains(p.name, "readings.request") })
	k.exec(t, "UPDATE accounts SET totp = "+k.literal("xx"+nik))
	k.finds(t, "column of bytes", func(p place) bool { return strings.Contains(p.name, "accounts.totp") })
	planted := filepath.Join(cmp.Or(k.Files.Dir, k.files), "bocor")
	if err := os.WriteFile(planted, []byte(nik), 0o600); err != nil {
		t.Fatal(err)
	}
	k.finds(t, "file that was handed in", func(p place) bool { return p.name == "file bocor" })
	if k.files != "" {
		k.finds(t, "file", func(p place) bool { return strings.HasPrefix(p.name, "file ") })
	}
	if k.redis != nil {
		k.finds(t, "wire to the database", func(p place) bool { return p.name == "wire 0" }) // what was asked for by a path
		if err := k.redis.HSet(t.Context(), "asynq:{selter}:t:palsu", "msg", "\x0a"+nik).Err(); err != nil {
			t.Fatal(err)
		}
		k.finds(t, "key of Redis", func(p place) bool { return strings.HasPrefix(p.name, "redis ") })
	}
	slog.New(slog.NewJSONHandler(k.log, nil)).Info("permintaan", "isi", `{"nik":"`+nik+`"}`)
	if len(k.find(k.log.bytes())) == 0 {
		t.Error("a leak in the log is not found")
	}
}

// finds fails unless something is found in the places of one kind.
func (k *cage) finds(t *testing.T, where string, is func(place) bool) {
	t.Helper()
	for _, p := range k.places(t) {
		if is(p) && len(k.find(p.text)) > 0 {
			return
		}
	}
	t.Errorf("a leak in a %s is not found", where)
}
