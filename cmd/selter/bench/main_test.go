package bench_test

import (
	"testing"

	"selter/cmd/selter/bench"
	"selter/pkg/peers"
	"selter/pkg/store"
)

func TestMain(m *testing.M) { peers.Main(m) }

// A rig is engine and baseline on one server of the test's own.
type rig struct {
	wire     *wire // between both and the server
	site     *bench.Site
	engine   *bench.Engine
	baseline *bench.Baseline
	traffic  store.Traffic
	up, down int64 // how many steps of a selection look at other cases
}

func newRig(t *testing.T, settings ...string) *rig {
	t.Helper()
	peers.StartRedis(t) // the site has one of its own; here it is said what to do where there is none
	server := peers.StartPostgres(t, settings...)
	between := newWire(t, server.DSN("postgres"))
	site, err := bench.OpenSite(t.Context(), between.url)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{wire: between, site: site}
	t.Cleanup(func() { closed(t, site.Close()) })
	if r.engine, err = bench.OpenEngine(t.Context(), site, false, &r.traffic); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, r.engine.Close()) })
	first, err := r.engine.Prepare(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if r.up, r.down, err = r.engine.Looks(t.Context(), first[0]); err != nil {
		t.Fatal(err)
	}
	sample, err := r.engine.Sample(t.Context(), first[0])
	if err != nil {
		t.Fatal(err)
	}
	if r.baseline, err = bench.OpenBaseline(t.Context(), site, sample); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.baseline.Close)
	return r
}

func closed(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// prepared readies selections for the engine; play plays them and tells how many steps that were.
func (r *rig) prepared(t *testing.T, selections int) (play func(callers int) int64) {
	t.Helper()
	list, err := r.engine.Prepare(t.Context(), selections)
	if err != nil {
		t.Fatal(err)
	}
	return func(callers int) int64 {
		if _, err := r.engine.Play(t.Context(), callers, list); err != nil {
			t.Fatal(err)
		}
		return int64(selections * r.engine.Steps())
	}
}

// basis is prepared for the baseline.
func (r *rig) basis(t *testing.T, selections int) (play func(callers int)) {
	t.Helper()
	list, err := r.baseline.Prepare(t.Context(), selections)
	if err != nil {
		t.Fatal(err)
	}
	return func(callers int) {
		if _, err := r.baseline.Play(t.Context(), callers, list); err != nil {
			t.Fatal(err)
		}
	}
}
