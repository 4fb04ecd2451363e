package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/store"
	"selter/pkg/telemetry"
	"selter/workflow/calendar"
)

// postsPerRound is how many selections a round of the benchmark opens.
const postsPerRound = 32

// An Engine is a house that answers on loopback, as "serve" would have it: the same
// handler, the same limits, the log written and thrown away.
type Engine struct {
	site    *Site
	house   *house.House
	clock   *house.Clock
	host    string
	clients []*client
	tokens  map[string]string // of people
	opened  int
	end     func() error
}

// A Selection waits to be played, or has been.
type Selection struct {
	ID       string
	Revision int64
}

// OpenEngine starts a house on the site; with a worker, or only with the API as under
// "serve --role api". Traffic may be nil.
func OpenEngine(ctx context.Context, site *Site, worker bool, traffic *store.Traffic) (_ *Engine, err error) {
	within, err := site.within(engineSchema)
	if err != nil {
		return nil, err
	}
	keys, err := newKeys()
	if err != nil {
		return nil, err
	}
	log := telemetry.NewLog(io.Discard, slog.LevelInfo)
	clock := house.NewClock(time.Date(2024, 1, 8, 2, 0, 0, 0, time.UTC))
	h, err := house.Open(ctx, house.Config{
		Settings: config.Settings{
			DatabaseURL: within, RedisURL: site.RedisURL, LogLevel: "info", Keys: keys,
			// Counted for every request, and never reached.
			RatePerAddress: 1e6, RatePerPerson: 1e6,
		},
		Clock: clock, Traffic: traffic, Log: log,
	})
	if err != nil {
		return nil, err
	}
	secrets, err := people(ctx, h, calendar.DateOf(clock.Now(), calendar.WITA))
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	var group errgroup.Group
	group.Go(func() error { return h.Serve(serving, listener, worker) })
	e := &Engine{site: site, house: h, clock: clock, host: listener.Addr().String(), tokens: secrets}
	e.end = func() error {
		stop()
		return errors.Join(group.Wait(), h.Close())
	}
	return e, nil
}

// Close ends the house.
func (e *Engine) Close() error {
	for _, c := range e.clients {
		_ = c.Close() // nothing waits in it
	}
	return e.end()
}

// callers sees to it that there is a connection for each. Something is asked on it at once: the
// server keeps a connection for minutes between two requests, but for seconds only before the
// first, and one caller may be at work for longer before the others begin.
func (e *Engine) callers(ctx context.Context, n int) error {
	for len(e.clients) < n {
		c, err := dial(ctx, e.host)
		if err != nil {
			return err
		}
		e.clients = append(e.clients, c)
		if _, err := c.get("/livez", ""); err != nil {
			return err
		}
	}
	return nil
}

// redial opens the connections anew: the server does not keep those that were idle while
// the database was filled.
func (e *Engine) redial(ctx context.Context) error {
	n := len(e.clients)
	for _, c := range e.clients {
		_ = c.Close() // nothing waits in it
	}
	e.clients = nil
	return e.callers(ctx, n)
}

// Prepare opens rounds, announces them and lets their applications close, until so
// many selections wait to be played. It takes its time from nobody's measure.
func (e *Engine) Prepare(ctx context.Context, selections int) ([]Selection, error) {
	if err := e.callers(ctx, 1); err != nil {
		return nil, err
	}
	// What was to be told about earlier selections is not what is measured.
	err := e.site.exec(ctx, "UPDATE "+engineSchema+".outbox SET done_at = now() WHERE done_at IS NULL")
	if err != nil {
		return nil, err
	}
	planned := e.clock.Now()
	var rounds []string
	for open := 0; open < selections; open += postsPerRound {
		round, err := e.announce(planned, min(postsPerRound, selections-open))
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, round)
	}
	if err := e.house.SetClock(ctx, planned.AddDate(0, 0, windowOpens)); err != nil {
		return nil, err
	}
	for _, round := range rounds {
		if err := e.people(ctx, round); err != nil {
			return nil, err
		}
	}
	// Midnight of the last day has passed in every zone of the country.
	if err := e.house.SetClock(ctx, planned.AddDate(0, 0, played)); err != nil {
		return nil, err
	}
	var list []Selection
	for _, round := range rounds {
		of, err := e.selectionsOf(round, "applications_closed")
		if err != nil {
			return nil, err
		}
		list = append(list, of...)
	}
	return list, e.noted()
}

// people lets everybody apply for every post of a round, and hand in their papers.
func (e *Engine) people(ctx context.Context, round string) error {
	announced, err := e.selectionsOf(round, "announced")
	if err != nil {
		return err
	}
	for _, selection := range announced {
		f, err := e.filling(ctx, selection)
		if err != nil {
			return err
		}
		if err := errors.Join(f.applications(applicants, documents), f.papers(candidates)); err != nil {
			return err
		}
		if err := commit(ctx, e.house.Store, f.now, nil, f.opened...); err != nil {
			return err
		}
	}
	return nil
}

// noted lets everybody's token be used and waits until that is written down. It happens once
// in some minutes for each token, and here the clock has just moved by days; it is no part
// of an event.
func (e *Engine) noted() error {
	for _, token := range e.tokens {
		if _, err := e.clients[0].get("/v1/rounds?limit=1", token); err != nil {
			return err
		}
	}
	e.house.Store.Identity().Flush()
	return nil
}

// announce opens a round and takes it to its announcement. More are words of its own.
func (e *Engine) announce(planned time.Time, posts int, more ...string) (string, error) {
	e.opened++
	key := func(n int) string { return fmt.Sprintf("round-%d-%d", e.opened, n) }
	answer, err := e.clients[0].post(command{path: "/v1/rounds", token: e.tokens[secretariat], key: key(0), body: openingOf(planned, posts, more)})
	if err != nil {
		return "", err
	}
	var round struct{ Case string }
	if err := json.Unmarshal(answer, &round); err != nil {
		return "", err
	}
	for n, s := range announcing(planned, more) {
		_, err := e.clients[0].post(command{
			path: "/v1/rounds/" + round.Case + "/events/" + string(s.event), token: e.tokens[s.by], key: key(n + 1), match: int64(n + 1), body: s.body,
		})
		if err != nil {
			return "", err
		}
	}
	return round.Case, nil
}

// selectionsOf lists the selections of a round, all of which have to be in one state.
func (e *Engine) selectionsOf(round, state string) ([]Selection, error) {
	answer, err := e.clients[0].get("/v1/selections?limit=100&round="+round, e.tokens[secretariat])
	if err != nil {
		return nil, err
	}
	var page struct {
		Items []struct {
			ID, State string
			Revision  int64
		}
	}
	if err := json.Unmarshal(answer, &page); err != nil {
		return nil, err
	}
	list := make([]Selection, len(page.Items))
	for i, item := range page.Items {
		if item.State != state {
			return nil, fmt.Errorf("selection %s is in %s", item.ID, item.State)
		}
		list[i] = Selection{item.ID, item.Revision}
	}
	return list, nil
}

// Play carries prepared selections through the rest of their table.
func (e *Engine) Play(ctx context.Context, callers int, selections []Selection) (Tally, error) {
	if err := e.callers(ctx, callers); err != nil {
		return Tally{}, err
	}
	script := e.script()
	return race(ctx, callers, len(selections), func(ctx context.Context, caller, job int, lap func(time.Time)) error {
		f, err := e.family(ctx, selections[job])
		if err != nil {
			return err
		}
		return e.play(ctx, e.clients[caller], f, script, lap)
	})
}

// play takes a family through a script.
func (e *Engine) play(ctx context.Context, c *client, f *family, script []step, lap func(time.Time)) error {
	for _, one := range script {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := e.step(ctx, c, f, one, lap); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) script() []step { return playing(e.clock.Now().AddDate(0, 0, -played)) }

// tries is how often a caller asks when other cases are in the way.
const tries = 50

// step does one thing and answers the key with which it was done.
func (e *Engine) step(ctx context.Context, c *client, f *family, one step, lap func(time.Time)) (string, error) {
	m := f.cases[one.on]
	if m == nil {
		return "", fmt.Errorf("selection %s has no %s for %s", f.id, one.on, one.event)
	}
	cmd := command{
		path: m.path + m.id + "/events/" + string(one.event), token: e.tokens[one.by],
		key: fmt.Sprintf("%s-%d", m.id, m.revision), match: m.revision, body: one.body,
	}
	began := time.Now()
	for try := 1; ; try++ {
		_, err := c.post(cmd)
		if err == nil {
			break
		}
		// With a worker beside it, what was told to the cases below may arrive just now.
		if !errors.Is(err, errLost) || try == tries {
			return "", err
		}
	}
	lap(began)
	m.revision++
	if one.opens() {
		return cmd.key, e.meet(ctx, f)
	}
	return cmd.key, nil
}

// Steps is how many steps a selection is played with.
func (e *Engine) Steps() int { return len(e.script()) }

// Sample plays one selection and writes down what the engine wrote for each step.
func (e *Engine) Sample(ctx context.Context, s Selection) (Sample, error) {
	within, err := e.site.within(engineSchema)
	if err != nil {
		return Sample{}, err
	}
	conn, err := pgx.Connect(ctx, within)
	if err != nil {
		return Sample{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	f, err := e.family(ctx, s)
	if err != nil {
		return Sample{}, err
	}
	taken, err := begin(ctx, conn, f)
	if err != nil {
		return Sample{}, err
	}
	for _, one := range e.script() {
		key, err := e.step(ctx, e.clients[0], f, one, func(time.Time) {})
		if err == nil {
			err = taken.add(ctx, conn, f, one.on, key)
		}
		if err != nil {
			return Sample{}, fmt.Errorf("%s: %w", one.event, err)
		}
	}
	if last := taken.Steps[len(taken.Steps)-1]; !strings.Contains(fmt.Sprint(last.state...), "inaugurated") {
		return Sample{}, errors.New("the script does not lead to the inauguration")
	}
	return taken, nil
}
