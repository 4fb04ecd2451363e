package worlds_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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
	here      = bench.Agency
	elsewhere = "31"
)

// planned is the day on which the rounds are planned; the bench's script counts from it.
var planned = time.Date(2024, 5, 6, 1, 0, 0, 0, time.UTC)

// A plot is what the two worlds have in common: who is who, and the cases.
type plot struct {
	Round, Foreign workflow.CaseID // the rounds of the two agencies
	// Scored has scores that are sealed, and papers that are being marked; Rival is another
	// selection of the same round, whose papers nobody has handed in yet, Late one whose
	// applications are closed, and Theirs is a scored one of the other agency.
	Scored, Rival, Late, Theirs workflow.CaseID
	// Plan is a round of the other agency that is planned only, and Coming its selection; what
	// is under Theirs is a case of each kind.
	Plan, Coming workflow.CaseID
	Under        map[string]workflow.CaseID // by procedure
	// Fresh is a round for whose only post, Open, one may still apply.
	Fresh, Open  workflow.CaseID
	Mandates     map[string]workflow.CaseID // by person; of here, or of where they serve
	Files        map[string]workflow.CaseID // of people, by person
	Applications map[string]workflow.CaseID // for Scored and, of who does not apply there, for Rival
	Drafts       map[string]workflow.CaseID // for Open
	Sheets       map[string]workflow.CaseID // of the papers of Scored, by scorer
	Papers       map[string]workflow.CaseID // of Scored, by author
	Codes        []string                   // of those papers
	Now          time.Time
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
	h, err := house.Open(ctx, house.Config{Data: folder, Scratch: true, DevIdentity: true, Clock: clock, Log: slog.New(slog.DiscardHandler)})
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
	if err := g.play(ctx, h, p); err != nil {
		return err
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

// play plays the rounds of the plot.
func (g *ground) play(ctx context.Context, h *house.House, p *plot) (err error) {
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
	p.Scored, p.Rival, p.Late, p.Theirs = opened[here][0], opened[here][1], opened[here][2], opened[elsewhere][0]
	scored := &post{id: p.Scored, agency: here, applicants: append([]string{"pelamar"}, scriptApplicants[1:]...)}
	rival := &post{id: p.Rival, agency: here, applicants: append([]string{"saingan"}, scriptApplicants[1:]...)}
	late := &post{id: p.Late, agency: here, applicants: []string{"pelamar", "pelamar-1"}}
	theirs := &post{id: p.Theirs, agency: elsewhere}
	for _, who := range scriptApplicants {
		theirs.applicants = append(theirs.applicants, who+"-lain")
	}
	if err := errors.Join(player.born(ctx, here, append([]string{"pelamar", "saingan"}, scriptApplicants...)), player.born(ctx, elsewhere, theirs.applicants)); err != nil {
		return err
	}
	for n, s := range []*post{scored, rival, late, theirs} {
		if err := s.apply(ctx, player, h, planned.AddDate(0, 0, 2).Add(time.Duration(n)*time.Hour)); err != nil {
			return err
		}
	}
	if err := g.freshRound(ctx, player, h, p); err != nil {
		return err
	}
	p.Now = planned.AddDate(0, 0, 16)
	if err := h.SetClock(ctx, p.Now); err != nil {
		return err
	}
	for _, s := range []*post{scored, rival, theirs} {
		if err := s.until(ctx, player, openselection.AssessCompetency); err != nil {
			return err
		}
	}
	p.Applications = rival.files
	maps.Copy(p.Applications, scored.files)
	text := func(n int) string { return fmt.Sprintf("naskah %d", n) }
	if err := errors.Join(scored.papers(ctx, player, text), theirs.papers(ctx, player, text)); err != nil {
		return err
	}
	if err := scored.act(ctx, player, marking()); err != nil {
		return err
	}
	if p.Plan, err = player.openRound(ctx, elsewhere); err != nil {
		return err
	}
	selections, err := player.selections(ctx, p.Plan)
	if err != nil {
		return err
	}
	p.Coming = selections[0]
	return p.beneath(ctx, h)
}

// freshRound announces a round for which one may apply on the day of the plot, and lets two
// people begin.
func (g *ground) freshRound(ctx context.Context, player *actor, h *house.House, p *plot) (err error) {
	later := planned.AddDate(0, 0, 10)
	if err := h.SetClock(ctx, later); err != nil {
		return err
	}
	if p.Fresh, err = player.opened(ctx, "/v1/rounds", "sekretaris", string(bench.Opening(later, 1).Body)); err != nil {
		return err
	}
	for _, act := range bench.Announcing(later) {
		if err := player.act(ctx, "/v1/rounds/"+p.Fresh.String(), here, act); err != nil {
			return err
		}
	}
	selections, err := player.selections(ctx, p.Fresh)
	if err != nil {
		return err
	}
	p.Open, p.Drafts = selections[0], make(map[string]workflow.CaseID)
	if err := h.SetClock(ctx, later.AddDate(0, 0, 2)); err != nil {
		return err
	}
	for _, who := range []string{"pelamar", "saingan"} {
		if p.Drafts[who], err = player.applies(ctx, who, p.Open); err != nil {
			return err
		}
	}
	return nil
}

// beneath finds the sheets and the papers of the scored selection.
func (p *plot) beneath(ctx context.Context, h *house.House) error {
	children, err := h.Store.Children(ctx, p.Scored)
	p.Sheets, p.Papers = make(map[string]workflow.CaseID), make(map[string]workflow.CaseID)
	for _, child := range children {
		switch {
		case child.Procedure == openselection.SheetName && child.State == openselection.SheetOpened:
			p.Sheets[child.Subject] = child.ID
		case child.Procedure == openselection.PaperName:
			p.Papers[child.Subject] = child.ID
			p.Codes = append(p.Codes, child.Ref)
		}
	}
	slices.Sort(p.Codes)
	if err != nil {
		return err
	}
	foreign, err := h.Store.Children(ctx, p.Theirs)
	p.Under = make(map[string]workflow.CaseID)
	for _, child := range foreign {
		p.Under[child.Procedure] = child.ID
	}
	if err == nil && (len(p.Under) != 3 || len(p.Sheets) != 2 || len(p.Papers) != 4) {
		err = fmt.Errorf("%d sheets and %d papers", len(p.Sheets), len(p.Papers))
	}
	return err
}

// A world is a house on a copy of the foundation.
type world struct {
	*house.House
	handler http.Handler // what the callers meet; a planted leak replaces it
	asker   *actor
	folder  string
	said    map[string]bool // what can be said once only
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
		for _, keys := range []string{"keys.json", "custody.keys"} {
			if err := os.Chmod(filepath.Join(folder, keys), 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
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
		worlds[i] = &world{House: h, handler: h.Handler, asker: &actor{handler: h.Handler, prefix: "rahasia"}, folder: folder, said: make(map[string]bool)}
	}
	p := g.plot
	return worlds, &p
}

func decode[T any](text []byte) (into T, err error) {
	err = json.Unmarshal(text, &into)
	return into, err
}
