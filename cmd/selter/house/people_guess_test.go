package house_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"selter/api"
	"selter/cmd/selter/house"
	"selter/pkg/identity"
)

// A gate is where people log in: one server or several on the same accounts. Passwords
// are hashed cheaply, and no server bounds how often an address asks, so that what is
// counted in the database is all that stands between a guesser and an account.
type gate struct {
	houses  []*house.House
	servers []http.Handler
	service *identity.Service
	clock   *house.Clock
	judged  atomic.Int64 // password hashes that were computed
	flush   func(*testing.T)
}

// gates opens a gate on each backend; on Postgres it has two houses, each of which knows
// nothing of the other.
func gates(t *testing.T, play func(t *testing.T, g *gate)) {
	t.Helper()
	for backend, settings := range map[string]func(*testing.T) house.Config{"sqlite": embedded, "postgres": production} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			g, c := &gate{clock: house.NewClock(planned), flush: func(*testing.T) {}}, settings(t)
			c.Clock, c.Log = g.clock, slog.New(slog.DiscardHandler)
			replicas := 1
			if !c.Embedded() {
				replicas = 2
				g.flush = func(t *testing.T) { flushAll(t, c.RedisURL) }
			}
			for range replicas {
				h, err := house.Open(t.Context(), c)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() {
					if err := h.Close(); err != nil {
						t.Error(err)
					}
				})
				g.add(t, h)
			}
			play(t, g)
		})
	}
}

func (g *gate) add(t *testing.T, h *house.House) {
	t.Helper()
	g.service = identity.New(identity.Config{
		Store: h.Store.Identity(), Keys: h.Vault.Keyring(), Hashing: identity.Hashing{Memory: 8, Passes: 1, Lanes: 1},
		Hashed: func() { g.judged.Add(1) },
	})
	server, err := api.New(api.Config{
		Desk: h.Desk, Law: h.Desk, Shelves: h.Store, Packs: h.Store, Says: h.Glossary.Says, Identify: api.Identify(g.service),
		Accounts: g.service, Vault: h.Vault, Duties: h.Store.Identity(), Digest: h.Vault.Keyring().Digest,
	})
	if err != nil {
		t.Fatal(err)
	}
	g.houses, g.servers = append(g.houses, h), append(g.servers, server)
}

// flushAll empties the whole Redis.
func flushAll(t *testing.T, address string) {
	t.Helper()
	options, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	if err := errors.Join(client.FlushAll(t.Context()).Err(), client.Close()); err != nil {
		t.Fatal(err)
	}
}

// account makes an account with a password.
func (g *gate) account(t *testing.T, person, login, password string) {
	t.Helper()
	invitation, _, err := g.service.Enrol(t.Context(), person, login)
	if err == nil && password != "" {
		_, err = g.service.AcceptInvitation(t.Context(), invitation, password)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// try logs in at one of the servers, from an address, as the n-th of many in all that a
// caller can make up.
func try(t *testing.T, server http.Handler, n int, from, login, password string) *httptest.ResponseRecorder {
	t.Helper()
	body := compose(t, map[string]string{"login": login, "password": password})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/session", strings.NewReader(body))
	r.RemoteAddr = from
	made := fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Request-Id": "permintaan-1",
		"X-Forwarded-For": made, "Forwarded": "for=" + made + ";proto=https", "X-Real-Ip": made, "True-Client-Ip": made, "Cf-Connecting-Ip": made,
		"X-Client-Ip": made, "X-Cluster-Client-Ip": made, "X-Original-Forwarded-For": made, "User-Agent": "peramban/" + made, "Via": "1.1 " + made,
	} {
		r.Header.Set(name, value)
	}
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, r)
	return answer
}

// rush tries many times at once and counts the answers by status.
func (g *gate) rush(t *testing.T, from, to int, one func(n int) *httptest.ResponseRecorder) map[int]int {
	t.Helper()
	var mu sync.Mutex
	answers := make(map[int]int)
	var group errgroup.Group
	group.SetLimit(8)
	for n := from; n < to; n++ {
		group.Go(func() error {
			answer := one(n)
			mu.Lock()
			defer mu.Unlock()
			answers[answer.Code]++
			if answer.Code == http.StatusTooManyRequests && answer.Header().Get("Retry-After") == "" {
				return fmt.Errorf("it does not say when: %s", answer.Body)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	return answers
}

// An account takes twenty guesses in an hour, however many come and from wherever they
// say, or are, from.
func TestGuessing(t *testing.T) {
	t.Parallel()
	const tries, rounds, most, login, password = 10_000, 4, 20, "ani@contoh.go.id", "empat-ekor-kuda-laut"
	gates(t, func(t *testing.T, g *gate) {
		g.account(t, "ani", login, password)
		began := g.clock.Now()
		guess := func(login string) func(n int) *httptest.ResponseRecorder {
			return func(n int) *httptest.ResponseRecorder {
				from := fmt.Sprintf("11.%d.%d.%d:%d", n>>16&255, n>>8&255, n&255, 1024+n)
				if n%2 == 1 { // every second one from another network of IPv6
					from = fmt.Sprintf("[2001:db8:%x:%x::1]:4711", n>>8, n&255)
				}
				return try(t, g.servers[n%len(g.servers)], n, from, login, fmt.Sprint("tebakan-", n))
			}
		}
		refused := make(map[string]string)
		for _, login := range []string{login, "tidak.ada@contoh.go.id"} {
			before, answers := g.judged.Load(), map[int]int{}
			for round := range rounds {
				for status, n := range g.rush(t, round*tries/rounds, (round+1)*tries/rounds, guess(login)) {
					answers[status] += n
				}
				g.flush(t)
				if err := g.clock.Move(g.clock.Now().Add(5 * time.Minute)); err != nil {
					t.Fatal(err)
				}
			}
			judged := g.judged.Load() - before
			t.Logf("%s: of %d tries in %s at %d servers %d were judged, answers %v", login, tries, rounds*5*time.Minute, len(g.servers), judged, answers)
			if judged != most || answers[http.StatusUnauthorized] != most || answers[http.StatusTooManyRequests] != tries-most {
				t.Errorf("%d guesses were judged, answers %v", judged, answers)
			}
			refused[login] = guess(login)(1).Body.String()
		}
		if first, other := refused[login], refused["tidak.ada@contoh.go.id"]; instance(t, []byte(first)) != instance(t, []byte(other)) {
			t.Errorf("who is not there is refused otherwise:\n%s\n%s", first, other)
		}
		// The right password is not judged either, at whatever server, before the hour is over.
		for _, server := range g.servers {
			if answer := try(t, server, 0, "192.0.2.1:4711", login, password); answer.Code != http.StatusTooManyRequests {
				t.Errorf("within the hour: %d %s", answer.Code, answer.Body)
			}
		}
		if err := g.clock.Move(began.Add(time.Hour - time.Microsecond)); err != nil {
			t.Fatal(err)
		}
		if answer := try(t, g.servers[0], 0, "192.0.2.1:4711", login, password); answer.Code != http.StatusTooManyRequests {
			t.Errorf("just within the hour: %d %s", answer.Code, answer.Body)
		}
		if err := g.clock.Move(began.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if answer := try(t, g.servers[len(g.servers)-1], 0, "192.0.2.1:4711", login, password); answer.Code != http.StatusOK {
			t.Errorf("after the hour: %d %s", answer.Code, answer.Body)
		}
	})
}

// One address takes a hundred guesses in an hour, at however many accounts, and a home
// with 2^64 addresses takes as many as one.
func TestSpraying(t *testing.T) {
	t.Parallel()
	const accounts, most = 500, 100
	gates(t, func(t *testing.T, g *gate) {
		for n := range accounts {
			g.account(t, fmt.Sprint("orang-", n), fmt.Sprintf("orang-%d@contoh.go.id", n), "")
		}
		for name, from := range map[string]func(n int) string{
			"one address":  func(int) string { return "192.0.2.7:4711" },
			"one home":     func(n int) string { return fmt.Sprintf("[2001:db8:1:2::%x]:4711", n) },
			"mapped to v6": func(int) string { return "[::ffff:192.0.2.8]:4711" },
		} {
			before := g.judged.Load()
			answers := g.rush(t, 0, accounts, func(n int) *httptest.ResponseRecorder {
				return try(t, g.servers[n%len(g.servers)], n, from(n), fmt.Sprintf("orang-%d@contoh.go.id", n), "musim-hujan-2019")
			})
			judged := g.judged.Load() - before
			t.Logf("%s: of %d tries at as many accounts %d were judged, answers %v", name, accounts, judged, answers)
			if judged != most || answers[http.StatusUnauthorized] != most {
				t.Errorf("%s: %d guesses were judged, answers %v", name, judged, answers)
			}
		}
		if err := g.clock.Move(planned.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if answer := try(t, g.servers[0], 0, "192.0.2.7:4711", "orang-1@contoh.go.id", "musim-hujan-2019"); answer.Code != http.StatusUnauthorized {
			t.Errorf("after the hour: %d %s", answer.Code, answer.Body)
		}
	})
}

// A house as it is served also bounds, in each process and before the database is asked,
// how often one address may guess; whatever the address says of itself.
func TestGuessing_from_one_address_does_not_reach_the_database(t *testing.T) {
	t.Parallel()
	const tries, atOnce = 300, 10
	onBoth(t, func(t *testing.T, c house.Config) {
		c.RatePerAddress = 1e6 // where requests are bounded at all, guesses are bounded more
		o := settle(t, c)
		answers, began := make(map[int]int), time.Now()
		for n := range tries {
			answers[try(t, o.House.Handler, n, "192.0.2.7:4711", fmt.Sprintf("orang-%d@contoh.go.id", n), "musim-hujan-2019").Code]++
		}
		most := atOnce + int(time.Since(began).Seconds()/2) + 1 // one more every two seconds
		if got := answers[http.StatusUnauthorized]; got < atOnce || got > most || got+answers[http.StatusTooManyRequests] != tries {
			t.Errorf("answers %v, of which %d may be judged", answers, most)
		}
	})
}
