package identity_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"selter/migrations"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/pkg/peers"
	"selter/pkg/store"
)

func TestMain(m *testing.M) { peers.Main(m) }

// A serviceCase is one thing that a service does, whatever store it works on.
type serviceCase struct {
	name string
	test func(t *testing.T, r *room)
}

func TestService(t *testing.T) {
	t.Parallel()
	for backend, url := range map[string]func(*testing.T) string{"sqlite": file, "postgres": postgres} {
		t.Run(backend, func(t *testing.T) {
			t.Parallel()
			for _, c := range slices.Concat(invitations(), logins(), guesses(), passwords(), secondFactors(), sessions(), tokens(), providers(), closings()) {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.test(t, newRoom(t, url(t)))
				})
			}
		})
	}
}

func file(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "selter.db")
}

func postgres(t *testing.T) string {
	t.Helper()
	return peers.PostgresTemplate(t, "identity", func(url string) error {
		s, err := store.Open(context.Background(), store.Config{URL: url, Prepare: migrations.Up})
		if err != nil {
			return err
		}
		return s.Close()
	})
}

// A room has a service on a real store with a clock that the test sets. Passwords are
// hashed with little work, and each hash is counted.
type room struct {
	*identity.Service
	store   *store.Store
	keys    *vault.Keyring
	traffic store.Traffic
	hashes  atomic.Int64
	log     *bytes.Buffer

	mu  sync.Mutex
	now time.Time
}

var start = time.Date(2024, 5, 8, 2, 0, 10, 0, time.UTC)

// The people of these tests are nobody.
const (
	person   = "0190a5c0-0000-7000-8000-000000000001"
	login    = "budi.contoh"
	password = "kuda lari di pantai"
	address  = "192.0.2.7"
)

func newRoom(t *testing.T, url string) *room {
	t.Helper()
	r := &room{now: start, log: new(bytes.Buffer)}
	config := store.Config{URL: url, Clock: r.clock, MaxConns: 4, Traffic: &r.traffic}
	if !strings.Contains(url, "://") {
		config.Prepare = migrations.Up
	}
	opened, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	r.store = opened
	if r.keys, err = vault.Generate(); err != nil {
		t.Fatal(err)
	}
	r.Service = r.another(nil)
	return r
}

// another is a further service on the same store, or on what stands before it.
func (r *room) another(before identity.Store, settings ...func(*identity.Config)) *identity.Service {
	config := identity.Config{
		Store: before, Keys: r.keys, Hashing: identity.Hashing{Memory: 8, Passes: 1, Lanes: 1}, Hashed: func() { r.hashes.Add(1) },
		Log: slog.New(slog.NewJSONHandler(r, nil)),
	}
	if before == nil {
		config.Store = r.store.Identity()
	}
	for _, set := range settings {
		set(&config)
	}
	return identity.New(config)
}

// Write takes the log.
func (r *room) Write(line []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Write(line)
}

func (r *room) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *room) later(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// enrolled is a person with a password.
func (r *room) enrolled(t *testing.T, person, login string) {
	t.Helper()
	invitation, _, err := r.Enrol(t.Context(), person, login)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.AcceptInvitation(t.Context(), invitation, password); err != nil || got != person {
		t.Fatalf("accepted for %q, %v", got, err)
	}
}

// in logs the person in and says who that is.
func (r *room) in(t *testing.T, code string) (identity.Issued, identity.Subject) {
	t.Helper()
	issued, err := r.Login(t.Context(), identity.Login{Name: login, Password: password, Code: code, Address: address})
	if err != nil {
		t.Fatal(err)
	}
	return issued, r.who(t, issued.Secret)
}

func (r *room) who(t *testing.T, secret string) identity.Subject {
	t.Helper()
	who, err := r.Identify(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// session is a person who has just come in.
func (r *room) session(t *testing.T) (identity.Issued, identity.Subject) {
	t.Helper()
	r.enrolled(t, person, login)
	return r.in(t, "")
}

// factored is a person who has just come in with a second factor, and its secret.
func (r *room) factored(t *testing.T) (identity.Issued, identity.Subject, string) {
	t.Helper()
	_, who := r.session(t)
	secret, _, err := r.BeginTOTP(t.Context(), who, "")
	if err != nil {
		t.Fatal(err)
	}
	issued, err := r.ConfirmTOTP(t.Context(), who, r.code(t, secret))
	if err != nil {
		t.Fatal(err)
	}
	return issued, r.who(t, issued.Secret), secret
}

// code is what an authenticator shows now.
func (r *room) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, r.clock())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// wrong is a code of no time step around now.
func (r *room) wrong(t *testing.T, secret string) string {
	t.Helper()
	var near []string
	for off := -2; off <= 2; off++ {
		code, err := totp.GenerateCode(secret, r.clock().Add(time.Duration(off)*30*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		near = append(near, code)
	}
	for _, code := range []string{"000000", "111111", "222222", "333333", "444444", "555555"} {
		if !slices.Contains(near, code) {
			return code
		}
	}
	t.Fatal("no code is wrong")
	return ""
}

// want fails unless err is the one that is wanted.
func want(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// unfit fails unless err says that the field cannot be taken.
func unfit(t *testing.T, what string, err error, field, problem string) {
	t.Helper()
	if u, ok := errors.AsType[*identity.Unfit](err); !ok || u.Field != field || !strings.Contains(u.Problem, problem) {
		t.Errorf("%s: %v, want %s %s", what, err, field, problem)
	}
}

// together runs n calls at once and counts those that succeed.
func together(n int, call func(i int) error) int {
	var good atomic.Int64
	var done sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		done.Go(func() {
			<-begin
			if call(i) == nil {
				good.Add(1)
			}
		})
	}
	close(begin)
	done.Wait()
	return int(good.Load())
}
