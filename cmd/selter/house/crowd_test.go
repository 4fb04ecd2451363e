package house_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"selter/cmd/selter/bench"
	"selter/workflow"
	"selter/workflow/openselection"
)

// A crowd is the callers of a victim, and what they know: what was acknowledged to
// them, byte for byte, and what was refused. Their knowledge outlives every victim.
type crowd struct {
	mu      sync.Mutex
	changed *sync.Cond
	base    string // of the victim that lives, or empty
	client  *http.Client
	over    bool
	answers int
	now     time.Time // the story's

	acked    []acknowledged
	refused  map[string]string // by key: the problem
	repeated int               // commands whose first answer nobody had seen
	replayed int               // of these, those that had been done all the same
	faults   []string
}

// A command is one request that changes something.
type command struct {
	path, key string
	match     int64 // the revision that it is for; 0 for a case to be opened
	act       bench.Act
}

// acknowledged is a command with the answer that its caller holds in his hands.
type acknowledged struct {
	command
	status  int
	body    []byte
	outline outline
}

type outline struct {
	Case     string
	Revision int64
	Hash     string
	State    string
}

func newCrowd(now time.Time) *crowd {
	c := &crowd{refused: make(map[string]string), now: now}
	c.changed = sync.NewCond(&c.mu)
	return c
}

// meet lets the callers go on with a victim. Nothing of the one before is used again.
func (c *crowd) meet(base string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.client = base, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}, Timeout: time.Minute}
	c.changed.Broadcast()
}

// part makes the callers wait for the next victim.
func (c *crowd) part() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.client != nil {
		c.client.CloseIdleConnections()
	}
	c.base = ""
}

func (c *crowd) dismiss() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	c.changed.Broadcast()
}

func (c *crowd) at() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// heard counts the answers of any kind.
func (c *crowd) heard() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answers
}

func (c *crowd) blame(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

var errOver = errors.New("the harness is over")

// victim waits for one that lives. When all is over nothing new is begun.
func (c *crowd) victim(begun bool) (base string, client *http.Client, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.base == "" && !c.over {
		c.changed.Wait()
	}
	if c.over && (c.base == "" || !begun) {
		return "", nil, errOver
	}
	return c.base, c.client, nil
}

// lost says that a victim does not answer any more.
func (c *crowd) lost(base string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.base == base {
		c.base = ""
	}
}

type response struct {
	status   int
	replayed bool
	body     []byte
}

func (c command) request(ctx context.Context, base string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+c.path, bytes.NewReader(c.act.Body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer dev:"+c.act.By)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", c.key)
	if c.match > 0 {
		r.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(c.match)))
	}
	return r, nil
}

func (c command) send(ctx context.Context, client *http.Client, base string) (response, error) {
	r, err := c.request(ctx, base)
	if err != nil {
		return response{}, err
	}
	return exchange(client, r)
}

func exchange(client *http.Client, r *http.Request) (response, error) {
	answer, err := client.Do(r)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	return response{answer.StatusCode, answer.Header.Get("Idempotency-Replayed") == "true", content}, err
}

// do repeats a command with its key until somebody answers for it. When the answer is
// a refusal the key is never used again, and nothing may be there for it.
func (c *crowd) do(ctx context.Context, cmd command) (answer outline, status int, err error) {
	for try := 0; ; try++ {
		base, client, err := c.victim(try > 0)
		if err != nil {
			return answer, 0, err
		}
		got, err := cmd.send(ctx, client, base)
		switch {
		case err != nil:
			c.lost(base)
			continue // nobody knows whether it has happened
		case got.status >= 500:
			return answer, 0, fmt.Errorf("%s: answered %d %s", cmd.path, got.status, got.body)
		case got.status != http.StatusOK && got.status != http.StatusCreated:
			c.refuse(cmd, got)
			return answer, got.status, nil
		}
		if err := json.Unmarshal(got.body, &answer); err != nil {
			return answer, 0, fmt.Errorf("%s: %w", cmd.path, err)
		}
		c.acknowledge(cmd, got, answer, try > 0)
		return answer, got.status, nil
	}
}

func (c *crowd) acknowledge(cmd command, got response, answer outline, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers++
	c.acked = append(c.acked, acknowledged{cmd, got.status, got.body, answer})
	switch {
	case again:
		c.repeated++
		if got.replayed {
			c.replayed++
		}
	case got.replayed:
		c.faults = append(c.faults, "a key that nobody had used was replayed: "+cmd.key)
	}
}

func (c *crowd) refuse(cmd command, got response) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers++
	c.refused[cmd.key] = fmt.Sprintf("%s: %d %s", cmd.path, got.status, got.body)
}

// since lists what was acknowledged from a place on, and the next place.
func (c *crowd) since(n int) ([]acknowledged, int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.acked[n:]), len(c.acked)
}

// again repeats acknowledged commands: each has to be answered with the same bytes.
func (c *crowd) again(ctx context.Context, base string, list []acknowledged) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	for _, a := range list {
		got, err := a.send(ctx, client, base)
		if err != nil || got.status != a.status || !got.replayed || !bytes.Equal(got.body, a.body) {
			c.blame("I1, I2: %s with key %s was answered %d %s and then %d %s (replayed: %t, %v)", a.path, a.key, a.status, a.body, got.status, got.body, got.replayed, err)
		}
	}
}

// A caller opens one round after the other and plays their selections to the end.
type caller struct {
	*crowd
	name  int
	keys  int
	first []string // paths of selections to be played before any round is opened
}

const (
	postsPerRound = 3
	ahead         = 5 * 24 * time.Hour // a plan is made so long before its first day
	patience      = 40                 // attempts at a step before a case is left alone
)

func (c *caller) key() string {
	c.keys++
	return fmt.Sprintf("caller-%d-%d", c.name, c.keys)
}

func (c *caller) run(ctx context.Context) error {
	err := c.plays(ctx, c.first, planned)
	for err == nil {
		err = c.round(ctx)
	}
	if errors.Is(err, errOver) {
		return nil
	}
	return err
}

func (c *caller) plays(ctx context.Context, paths []string, planned time.Time) error {
	for _, path := range paths {
		if err := c.play(ctx, path, bench.Playing(planned)); err != nil {
			return err
		}
	}
	return nil
}

func (c *caller) round(ctx context.Context) error {
	planned := c.at().Add(ahead)
	round, status, err := c.do(ctx, command{path: "/v1/rounds", key: c.key(), act: bench.Opening(planned, postsPerRound)})
	if err != nil {
		return err
	}
	if status >= http.StatusBadRequest {
		return fmt.Errorf("a round could not be opened: %d", status)
	}
	path, revision := "/v1/rounds/"+round.Case, round.Revision
	for _, act := range bench.Announcing(planned) {
		if done, err := c.act(ctx, path, &revision, act); err != nil || !done {
			return err // a round that came too late for its own dates is left alone
		}
	}
	var selections struct{ Items []struct{ ID string } }
	if err := c.read(ctx, "/v1/selections?limit=100&round="+round.Case, &selections); err != nil {
		return err
	}
	paths := make([]string, len(selections.Items))
	for i, selection := range selections.Items {
		paths[i] = "/v1/selections/" + selection.ID
	}
	return c.plays(ctx, paths, planned)
}

// act does one thing to a case of which a revision is known. The clock may have moved it
// meanwhile: then it is read again.
func (c *caller) act(ctx context.Context, path string, revision *int64, act bench.Act) (bool, error) {
	for range patience {
		answer, status, err := c.do(ctx, command{path: path + "/events/" + string(act.Event), key: c.key(), match: *revision, act: act})
		if err != nil {
			return false, err
		}
		if status < http.StatusBadRequest {
			*revision = answer.Revision
			return true, nil
		}
		if status != http.StatusPreconditionFailed {
			return false, nil
		}
		var now view
		if err := c.read(ctx, path, &now); err != nil {
			return false, err
		}
		*revision = now.Case.Revision
	}
	return false, nil
}

// A view is what reading a case gives.
type view struct {
	Case struct {
		State    string
		Revision int64
	}
}

// play waits until the clock has closed the applications and then takes a selection from
// step to step.
func (c *caller) play(ctx context.Context, path string, acts []bench.Act) error {
	var now view
	for {
		if err := c.read(ctx, path, &now); err != nil {
			return err
		}
		if now.Case.State != "announced" {
			break
		}
		if err := c.wait(c.at().Add(12 * time.Hour)); err != nil {
			return err
		}
	}
	under := map[string]*standing{"": {path, now.Case.Revision}}
	for _, act := range acts {
		at, known := under[act.On]
		if !known {
			if err := c.look(ctx, path, under); err != nil {
				return err
			}
			if at, known = under[act.On]; !known {
				return nil // nobody has applied for a post of a round that was opened meanwhile
			}
		}
		if done, err := c.act(ctx, at.path, &at.revision, act); err != nil || !done {
			return err
		}
	}
	return nil
}

// A standing is where the acts on a case are sent, with the revision that it has.
type standing struct {
	path     string
	revision int64
}

// look finds the applications and the sheets under a selection that were not there before.
func (c *caller) look(ctx context.Context, path string, under map[string]*standing) error {
	selection, err := workflow.ParseCaseID(strings.TrimPrefix(path, "/v1/selections/"))
	if err != nil {
		return err
	}
	applicant := make(map[string]string) // by registration number
	for n := 1; n <= 5; n++ {
		person := fmt.Sprintf("pelamar-%d", n)
		applicant[openselection.RegistrationRef(selection, person)] = person
	}
	for _, kind := range []string{"application", "sheet"} {
		var page struct {
			Items []struct {
				ID, Ref  string
				Revision int64
			}
		}
		if err := c.read(ctx, path+"/"+kind+"s?limit=100", &page); err != nil {
			return err
		}
		for _, item := range page.Items {
			name := item.Ref
			if kind == "application" {
				name = applicant[item.Ref]
			}
			if on := kind + "/" + name; under[on] == nil {
				under[on] = &standing{"/v1/" + kind + "s/" + item.ID, max(item.Revision, 1)}
			}
		}
	}
	return nil
}

// wait lets story time pass.
func (c *crowd) wait(until time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.now.Before(until) && !c.over {
		c.changed.Wait()
	}
	if c.over {
		return errOver
	}
	return nil
}

// read asks for something that changes nothing, of whichever victim lives.
func (c *crowd) read(ctx context.Context, path string, into any) error {
	for {
		base, client, err := c.victim(false)
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, http.NoBody)
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer dev:sekretaris")
		got, err := exchange(client, r)
		if err != nil {
			c.lost(base)
			continue
		}
		if got.status != http.StatusOK {
			return fmt.Errorf("%s: %d %s", path, got.status, got.body)
		}
		return json.Unmarshal(got.body, into)
	}
}
