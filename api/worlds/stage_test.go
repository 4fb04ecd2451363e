package worlds_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// The agency that asks, and the one whose affairs are not its business.
const (
	here      = "53"
	elsewhere = "31"
)

// planned is the day on which the rounds are planned; the bench's script counts from it.
var planned = time.Date(2024, 5, 6, 1, 0, 0, 0, time.UTC)

// A plot is what the two worlds have in common: who is who, and the cases.
type plot struct {
	Round, Foreign workflow.CaseID // the rounds of the two agencies
	// Scored has scores that are sealed, Rival is another selection of the same round, Late
	// one whose applications are closed, and Theirs is a scored one of the other agency.
	Scored, Rival, Late, Theirs workflow.CaseID
	Mandates                    map[string]workflow.CaseID // by person; of here, or of where they serve
	Files                       map[string]workflow.CaseID // of people, by person
	Now                         time.Time
}

// root is a folder for what all tests share.
var root string

// TestMain makes the folder and takes it away.
func TestMain(m *testing.M) {
	var err error
	if root, err = os.MkdirTemp("", "selter-worlds-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// foundation is the state that all worlds begin with. It is built once.
var foundation = sync.OnceValues(func() (*ground, error) {
	g := &ground{folder: root}
	return g, g.build(context.Background())
})

// A ground is the folder of a closed house, to be copied, with its plot.
type ground struct {
	folder string
	plot   plot
}

func openHouse(ctx context.Context, folder string, now time.Time) (*house.House, *house.Clock, error) {
	clock := house.NewClock(now)
	h, err := house.Open(ctx, house.Config{Data: folder, DevIdentity: true, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	return h, clock, err
}

// build plays the common part of the plot.
func (g *ground) build(ctx context.Context) (err error) {
	h, _, err := openHouse(ctx, g.folder, planned)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	p := &plot{Mandates: make(map[string]workflow.CaseID), Files: make(map[string]workflow.CaseID)}
	if err := bench.Seat(ctx, h, calendar.DateOf(planned, calendar.WITA)); err != nil {
		return err
	}
	for _, s := range seats() {
		if s.place == nil {
			if err := install(ctx, h, s, workflow.Scope{}, "awal"); err != nil {
				return fmt.Errorf("%s: %w", s.person, err)
			}
		}
	}
	for _, who := range files {
		if p.Files[who], err = enrol(ctx, h, who); err != nil {
			return err
		}
	}
	player := &actor{handler: h.Handler, prefix: "dunia"}
	opened := make(map[string][]workflow.CaseID)
	for agency, round := range map[string]*workflow.CaseID{here: &p.Round, elsewhere: &p.Foreign} {
		if *round, err = player.openRound(ctx, agency); err != nil {
			return err
		}
		for _, act := range bench.Announcing(planned) {
			if err := player.act(ctx, "/v1/rounds/"+round.String(), agency, act); err != nil {
				return err
			}
		}
		if opened[agency], err = player.selections(ctx, *round); err != nil {
			return err
		}
	}
	p.Now = planned.AddDate(0, 0, 16)
	if err := h.SetClock(ctx, p.Now); err != nil {
		return err
	}
	p.Scored, p.Rival, p.Late, p.Theirs = opened[here][0], opened[here][1], opened[here][2], opened[elsewhere][0]
	for _, s := range []struct {
		id     workflow.CaseID
		agency string
		last   workflow.Event
	}{
		{p.Scored, here, openselection.AssessCompetency},
		{p.Rival, here, openselection.CheckTrackRecord},
		{p.Theirs, elsewhere, openselection.AssessCompetency},
	} {
		if err := player.until(ctx, s.id, s.agency, s.last); err != nil {
			return err
		}
	}
	for _, s := range seats() {
		if s.place != nil {
			if err := install(ctx, h, s, s.place(p), "awal"); err != nil {
				return fmt.Errorf("%s: %w", s.person, err)
			}
		}
	}
	if _, err := h.Sweep.Once(ctx); err != nil {
		return err
	}
	if p.Mandates, err = mandates(ctx, h); err != nil {
		return err
	}
	g.plot = *p
	return nil
}

// A world is a house on a copy of the foundation.
type world struct {
	*house.House
	handler http.Handler // what the callers meet; a planted leak replaces it
	asker   *actor
	folder  string
}

// fork opens n worlds on copies of the foundation.
func fork(t testing.TB, n int) ([]*world, *plot) {
	t.Helper()
	g, err := foundation()
	if err != nil {
		t.Fatal(err)
	}
	worlds := make([]*world, n)
	for i := range worlds {
		folder := filepath.Join(t.TempDir(), "dunia")
		if err := os.CopyFS(folder, os.DirFS(g.folder)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(folder, "keys.json"), 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		h, _, err := openHouse(t.Context(), folder, g.plot.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := h.Close(); err != nil {
				t.Error(err)
			}
		})
		worlds[i] = &world{House: h, handler: h.Handler, asker: &actor{handler: h.Handler, prefix: "rahasia"}, folder: folder}
	}
	p := g.plot
	return worlds, &p
}

func decode[T any](text []byte) (into T, err error) {
	err = json.Unmarshal(text, &into)
	return into, err
}
