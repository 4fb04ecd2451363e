package house_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/pkg/config"
	"selter/pkg/peers"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
)

// opens says what Open says, and closes what it has opened.
func opens(t *testing.T, c house.Config) error {
	t.Helper()
	h, err := house.Open(t.Context(), c)
	if err == nil {
		err = h.Close()
	}
	return err
}

// loginRole gives a server a login role, made with some words, and tells the address of
// the server for whoever logs in as it.
func loginRole(t *testing.T, server *peers.PostgresServer, name, words string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(t.Context(), "CREATE ROLE "+name+" LOGIN PASSWORD 'sintetis' "+words)
	if err := errors.Join(err, conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword(name, "sintetis")
	return address.String()
}

// TestBoot shows what a house on Postgres is not opened with, and with how little it works.
func TestBoot(t *testing.T) {
	t.Parallel()
	server := peers.StartPostgres(t)
	redis := peers.StartRedis(t, "appendonly=yes")
	good := house.Config{
		Settings: config.Settings{DatabaseURL: server.DSN("postgres"), RedisURL: "unix://" + redis.Addr.Addr, Keys: keys(t)},
		Log:      slog.New(slog.DiscardHandler),
	}
	if err := house.Migrate(t.Context(), good, migrations.Up); err != nil {
		t.Fatal(err)
	}

	t.Run("asks_for_the_keys_by_name", func(t *testing.T) {
		t.Parallel()
		c := good
		c.Keys = ""
		for name, change := range map[string]func(){
			"none": func() {}, "no_such_file": func() { c.KeysFile = t.TempDir() + "/rahasia.json" }, "no_keys": func() { c.KeysFile, c.Keys = "", `{"rahasia":1}` },
		} {
			change()
			err := opens(t, c)
			if err == nil || !house.IsMistake(err) || !strings.Contains(err.Error(), "SELTER_KEYS") || strings.Contains(err.Error(), `"rahasia"`) {
				t.Errorf("%s: %v", name, err)
			}
			if name == "none" && !strings.Contains(err.Error(), config.KeysFile+": is missing") {
				t.Errorf("%s: %v", name, err)
			}
			c.KeysFile, c.Keys = "", ""
		}
	})
	t.Run("refuses_a_login_role_that_is_not_in_the_runtime_role", func(t *testing.T) {
		t.Parallel()
		c := good
		c.DatabaseURL = loginRole(t, server, "orang_luar", "")
		err := opens(t, c)
		if err == nil || !strings.Contains(err.Error(), "selter_runtime") || strings.Contains(err.Error(), "sintetis") {
			t.Errorf("opened with %v", err)
		}
	})
	t.Run("works_as_a_member_that_inherits_and_owns_nothing", func(t *testing.T) {
		t.Parallel()
		c := good
		c.DatabaseURL = loginRole(t, server, "anggota", "NOINHERIT IN ROLE selter_runtime")
		c.DevIdentity, c.Clock = true, house.NewClock(planned)
		h, err := house.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := h.Close(); err != nil {
				t.Error(err)
			}
		})
		if err := bench.Seat(t.Context(), h, calendar.DateOf(planned, calendar.WITA)); err != nil {
			t.Fatal(err)
		}
		announce(t, h.Handler, "buka", 2)
		if err := h.SetClock(t.Context(), planned.AddDate(0, 0, 16)); err != nil {
			t.Fatal(err)
		}
		o := &office{House: h, Handler: h.Handler, clock: c.Clock, log: new(pages)}
		ani := &someone{login: "ani@contoh.go.id", password: "empat-ekor-kuda-laut", address: "192.0.2.1"}
		o.accept(t, ani, o.created(t, ani))
		o.logIn(t, ani)
		o.twice(t, ani)
		budi := &someone{login: "budi@contoh.go.id", password: "lima-gunung-di-pulau", address: "192.0.2.2"}
		o.accept(t, budi, o.enrolled(t, ani, budi))
		o.logIn(t, budi)
		_, token := o.program(t, budi, nil, "people:act")
		path := "/v1/persons/" + budi.id
		o.want(t, http.StatusOK, "", wish{method: http.MethodPut, path: path + "/particulars", token: token, body: `{"values":{"full_name":"Budi Contoh"}}`})
		o.want(t, http.StatusOK, "", wish{path: path + "/export", by: budi})
		o.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: path + "/events/request_erasure", by: budi, body: `{}`})
		o.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: path + "/events/confirm_erasure", by: ani, body: `{}`})
		o.mayNot(t, server, "anggota")
	})
	t.Run("believes_no_development_token_unless_told_to", func(t *testing.T) {
		t.Parallel()
		for backend, c := range map[string]house.Config{"sqlite": embedded(t), "postgres": good} {
			c.Clock, c.Log = house.NewClock(planned), good.Log
			h, err := house.Open(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if backend == "sqlite" {
				err = h.Install(t.Context(), "operator", house.Nation(), mandate.InstallBody{
					Ref: "admin", Duty: mandate.DutyName(workflow.Admin), From: calendar.DateOf(planned, calendar.WIB),
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			o := &office{House: h, Handler: h.Handler, clock: c.Clock, log: new(pages)}
			for _, path := range []string{"/v1/rounds", "/v1/session", "/v1/mandates"} {
				o.want(t, http.StatusUnauthorized, "unauthenticated", wish{path: path, token: "dev:operator"})
			}
			o.want(t, http.StatusUnauthorized, "unauthenticated", wish{method: http.MethodPost, path: "/v1/persons", token: "dev:operator", body: `{"login":"siapa@contoh.go.id"}`})
			if answer := o.ask(t, wish{method: http.MethodPut, path: "/v1/demo/cast", token: "dev:operator", body: `{}`}); answer.Code != http.StatusNotFound {
				t.Errorf("%s: the cast of a demo answers %d", backend, answer.Code)
			}
			if err := h.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

// mayNot shows what the login role cannot do by itself, and not as the runtime role either.
func (o *office) mayNot(t *testing.T, server *peers.PostgresServer, role string) {
	t.Helper()
	address, err := url.Parse(server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword(role, "sintetis")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	refused := func(statement string) {
		t.Helper()
		if _, err := conn.Exec(ctx, statement); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	refused("SELECT count(*) FROM accounts")
	if _, err := conn.Exec(ctx, "SET ROLE selter_runtime"); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"DELETE FROM journal", "UPDATE journal SET body = '{}'", "DELETE FROM cases", "DELETE FROM readings", "UPDATE readings SET reader = 'x'", "DELETE FROM person_keys",
		"DELETE FROM answers", "TRUNCATE accounts", "ALTER TABLE cases DISABLE ROW LEVEL SECURITY", "DROP POLICY walls ON cases", "CREATE TABLE lain (a integer)",
	} {
		refused(statement)
	}
	var shown int
	if err := conn.QueryRow(ctx, "SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM journal) + (SELECT count(*) FROM duties)").Scan(&shown); err != nil || shown != 0 {
		t.Errorf("without an agency %d rows are shown, %v", shown, err)
	}
}
