// Package peers gives tests a real Postgres and a real Redis.
//
// A package whose tests use it hands its TestMain over:
//
//	func TestMain(m *testing.M) { peers.Main(m) }
//
// Where a server comes from, in this order: what SELTER_TEST_DATABASE_URL and SELTER_TEST_REDIS_URL name; programs installed on
// this machine, started privately on a Unix socket; a container engine that answers. Otherwise the test is skipped and the last
// line of the run says what was not run and the line that cures it; with CI=true or REQUIRE_SERVICES=1 the test fails with that
// line instead. A server that merely listens on a default port is never used.
package peers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"

	"selter/pkg/peers/private"
)

// fleet is what one test binary has found and started.
type fleet struct {
	machine private.Machine

	mu      sync.Mutex
	manned  bool // Main runs, so what is started will be stopped
	offers  map[private.Service]private.Offer
	stops   []func() error
	skipped []private.Service

	shared func() (*cluster, error) // the Postgres that the tests of this binary share
	named  lease                    // the Redis database that the environment names
}

// common is the one piece of package state: the tests of a binary share servers, and testing offers no other place for that.
var common = newFleet(private.ThisMachine())

func newFleet(machine private.Machine) *fleet {
	f := &fleet{machine: machine, offers: map[private.Service]private.Offer{}}
	f.shared = sync.OnceValues(f.openCluster)
	return f
}

// Main runs a package's tests, stops every server they started, reports what was not run, and exits.
func Main(m *testing.M) {
	f := common
	f.man()
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupt
		_ = f.close()
		os.Exit(130) // as a shell reports an interrupt
	}()
	code := m.Run()
	if err := f.close(); err != nil {
		fmt.Fprintln(os.Stderr, "selter: stopping the servers of the tests:", err)
		code = max(code, 1)
	}
	f.report(os.Stdout, terminal)
	os.Exit(code)
}

func (f *fleet) man() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.manned = true
}

// need finds the service for a test. Without Main it fails the test; without the service it skips or fails it.
func (f *fleet) need(t testing.TB, s private.Service, own bool) private.Offer {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.manned {
		t.Fatal("peers: this package needs `func TestMain(m *testing.M) { peers.Main(m) }`, else its servers would outlive its tests")
	}
	offer, found := f.offers[s]
	if !found {
		offer = private.Find(t.Context(), f.machine, s)
		f.offers[s] = offer
	}
	if own && offer.Source == private.Named {
		offer = private.Find(t.Context(), f.machine.Unnamed(), s)
	}
	if offer.Source == private.Missing {
		f.refuse(t, s)
	}
	return offer
}

// NotRun ends a test whose service is missing and is not one that this package starts: it fails where CI asks for every service,
// and is skipped and reported by Main elsewhere.
func NotRun(t testing.TB, s private.Service) {
	t.Helper()
	common.mu.Lock()
	defer common.mu.Unlock()
	if !common.manned {
		t.Fatal("peers: this package needs `func TestMain(m *testing.M) { peers.Main(m) }`, else nobody would report what was not run")
	}
	common.refuse(t, s)
}

// refuse ends a test whose service is missing.
func (f *fleet) refuse(t testing.TB, s private.Service) {
	t.Helper()
	missing := &private.MissingError{Services: []private.Service{s}}
	if required(f.machine.Getenv) {
		t.Fatal(missing)
	}
	f.skipped = append(f.skipped, s)
	uncached()
	t.Skip(missing)
}

// required reports whether a missing service is a failure.
func required(getenv func(string) string) bool {
	return slices.ContainsFunc([]string{"CI", "REQUIRE_SERVICES"}, func(name string) bool {
		yes, err := strconv.ParseBool(getenv(name))
		return err == nil && yes
	})
}

// report writes what was not run, as the last line. go test hides what a passing package prints, so the line also goes to the
// terminal, if there is one.
func (f *fleet) report(out io.Writer, terminal func() io.WriteCloser) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.skipped) == 0 {
		return
	}
	line := "selter: " + (&private.MissingError{Services: f.skipped}).Error()
	fmt.Fprintln(out, line)
	if tty := terminal(); tty != nil {
		fmt.Fprintln(tty, line)
		_ = tty.Close()
	}
}

// later registers what Main must stop.
func (f *fleet) later(stop func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stops = append(f.stops, stop)
}

// close stops everything, the last first.
func (f *fleet) close() error {
	f.mu.Lock()
	stops := f.stops
	f.stops = nil
	f.mu.Unlock()
	var errs []error
	for _, stop := range slices.Backward(stops) {
		errs = append(errs, stop())
	}
	return errors.Join(errs...)
}

// during runs an action that must not be cut short by the end of the test.
func during(t testing.TB, action func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), deadline)
	defer cancel()
	return action(ctx)
}
