package house_test

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/pkg/peers"
)

var (
	kills = flag.Int("kills", 0, "how often each backend is killed; 0 is what an ordinary run does")
	seed  = flag.Uint64("seed", 0, "of the instants of the kills; 0 takes a new one")
)

const (
	usualKills = 300
	racedKills = 20 // with the race detector a start costs five times as much; CI kills the usual number without it
	shortKills = 20
	perStore   = 500 // kills of one store; then a fresh one, so that stories stay inside the calendar
	callers    = 4
	longest    = 60 * time.Millisecond // of load before a kill
	youth      = time.Second           // at most, until the first answer
	tick       = 2 * time.Millisecond
	pace       = 20 * time.Minute // of the story in a tick: a day in 144 ms
	night      = 8 * time.Hour    // at most, between two victims
	replays    = 6                // of what the last victim acknowledged
)

// TestKill kills the whole program at random instants of load, again and again, and holds
// what is left against what its callers were told. In the embedded house each restart
// loses the queue (traps A1 and S7), so every deadline has to come from the database. The
// seed chooses the instants; what runs at them is up to the machine. A longer run:
//
//	go test ./cmd/selter/house -run TestKill -kills 10000 -timeout 0
func TestKill(t *testing.T) {
	t.Parallel()
	n, from := *kills, *seed
	switch {
	case n > 0:
	case testing.Short():
		n = shortKills
	case raced:
		n = racedKills
	default:
		n = usualKills
	}
	if from == 0 {
		from = rand.Uint64()
	}
	for name, lay := range map[string]func(*testing.T) victimSettings{
		"sqlite":   func(t *testing.T) victimSettings { return victimSettings{Data: t.TempDir()} },
		"postgres": onServers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began, all := time.Now(), tally{}
			for done := 0; done < n; done += perStore {
				s := newSlaughter(t, lay(t), from+uint64(done))
				all = all.plus(s.run(min(perStore, n-done)))
			}
			t.Logf("seed %d: %d kills in %s, %d violations\n%s", from, n, time.Since(began).Round(time.Second), all.violations, all)
			if all.violations == 0 {
				t.Logf("with 95 %% confidence fewer than %.2g of kills break an invariant (3/%d)", 3/float64(n), n)
			}
			if n >= shortKills && (all.acked < n/4 || all.fired == 0 || all.reminded == 0 || all.effects == 0 || all.told == 0) {
				t.Errorf("too little happened for the kills to mean anything: %s", all)
			}
		})
	}
}

// onServers is a database of its own, with the schema, and a Redis.
func onServers(t *testing.T) victimSettings {
	redis := peers.StartRedis(t, "appendonly=yes")
	address := url.URL{Scheme: "redis", Host: redis.Addr.Addr}
	if redis.Addr.Network == "unix" {
		address = url.URL{Scheme: "unix", Path: redis.Addr.Addr}
	}
	s := victimSettings{Database: peers.Postgres(t), Redis: address.String(), Keys: keys(t)}
	if err := house.Migrate(t.Context(), s.config(nil, slog.New(slog.DiscardHandler)), migrations.Up); err != nil {
		t.Fatal(err)
	}
	return s
}

// A tally says that the kills fell on something.
type tally struct {
	violations, acked, refused, repeated, replayed int
	cases, entries, fired, reminded, effects       int
	inaugurated, told                              int
}

func (a tally) plus(b tally) tally {
	a.violations += b.violations
	a.acked += b.acked
	a.refused += b.refused
	a.repeated += b.repeated
	a.replayed += b.replayed
	a.cases += b.cases
	a.entries += b.entries
	a.fired += b.fired
	a.reminded += b.reminded
	a.effects += b.effects
	a.inaugurated += b.inaugurated
	a.told += b.told
	return a
}

func (a tally) String() string {
	return fmt.Sprintf("%d commands acknowledged, %d refused; %d repeated because their answer was lost, %d of these had been done; "+
		"%d cases (%d inaugurated), %d entries, %d deadlines fired, %d reminders, %d events between cases, %d notices in inboxes",
		a.acked, a.refused, a.repeated, a.replayed, a.cases, a.inaugurated, a.entries, a.fired, a.reminded, a.effects, a.told)
}

// A slaughter is one store with its victims.
type slaughter struct {
	t        *testing.T
	settings victimSettings
	random   *rand.Rand
	crowd    *crowd
	folder   []uuid.UUID // the notices that have to lie in the outbox of an embedded house
}

func newSlaughter(t *testing.T, settings victimSettings, seed uint64) *slaughter {
	return &slaughter{t: t, settings: settings, random: rand.New(rand.NewPCG(seed, 1)), crowd: newCrowd(planned)}
}

func (s *slaughter) run(n int) tally {
	var group errgroup.Group
	first := s.prepare()
	for name := range callers {
		group.Go(func() error { return (&caller{crowd: s.crowd, name: name, first: first[name]}).run(s.t.Context()) })
	}
	seen := 0
	for range n {
		seen = s.kill(seen)
		if s.t.Failed() {
			break
		}
	}
	// The last one lives, so that every command gets an answer.
	last := s.spawn()
	s.crowd.meet(last.base)
	s.crowd.dismiss()
	if err := group.Wait(); err != nil {
		s.t.Error(err)
	}
	last.kill()
	return s.judge()
}

// prepare announces a round for each caller and stops an hour before the applications
// close, so that from the first kill on there are deadlines that fall due.
func (s *slaughter) prepare() (paths [callers][]string) {
	s.t.Helper()
	clock := house.NewClock(planned)
	h, err := house.Open(s.t.Context(), s.settings.config(clock, slog.New(slog.DiscardHandler)))
	if err != nil {
		s.t.Fatal(err)
	}
	seat(s.t, h)
	for name := range callers {
		round := announce(s.t, h.Handler, fmt.Sprint("prepared-", name), postsPerRound)
		for _, child := range populated(s.t, h, round, planned.AddDate(0, 0, 1)) {
			paths[name] = append(paths[name], "/v1/selections/"+child.ID.String())
		}
	}
	// Midnight in the zone of the agency, eight hours east.
	closing := time.Date(planned.Year(), planned.Month(), planned.Day()+15, 16, 0, 0, 0, time.UTC)
	s.crowd.now = closing.Add(-time.Hour)
	if err := errors.Join(h.SetClock(s.t.Context(), s.crowd.now), h.Close()); err != nil {
		s.t.Fatal(err)
	}
	return paths
}

// kill lets one victim live for a moment, and gives the place up to which
// acknowledgements have been looked at.
func (s *slaughter) kill(seen int) int {
	v := s.spawn()
	list, next := s.crowd.since(seen)
	s.random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	s.crowd.again(s.t.Context(), v.base, list[:min(len(list), replays)])
	s.crowd.meet(v.base)
	s.shine(v)
	v.kill()
	s.crowd.part()
	s.crowd.pass(time.Duration(s.random.Int64N(int64(night))))
	return next
}

// shine moves the story's clock, here and in the victim, as long as the victim is to
// live. Three of four live on for a while after their first answer; else most would die
// before they have done anything.
func (s *slaughter) shine(v *victimProcess) {
	life := time.Duration(s.random.Int64N(int64(longest)))
	heard, mature := s.crowd.heard(), s.random.IntN(4) > 0
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	began := time.Now()
	for now := range ticker.C {
		if mature && s.crowd.heard() == heard && now.Sub(began) < youth {
			continue
		}
		if life -= tick; life < 0 {
			return
		}
		s.crowd.pass(pace)
		if _, err := fmt.Fprintln(v.in, s.crowd.at().UnixMicro()); err != nil {
			s.t.Errorf("the victim ended by itself: %v; it said %s", err, v.said)
			return
		}
	}
}

func (c *crowd) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d).Truncate(time.Microsecond)
	c.changed.Broadcast()
}
