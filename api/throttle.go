package api

import (
	"container/list"
	"fmt"
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Rate is how often something may be done: so many times a second in the long run, and
// Burst times at once. The zero Rate bounds nothing.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Rates bound how often the API may be asked. They protect this process, so each process
// counts for itself; the guesses at a password are counted in the database beside.
type Rates struct {
	PerAddress Rate // of every request, before it is known from whom it is
	PerPerson  Rate
	Guesses    Rate // of requests that take something to be guessed, per address and per person
}

// throttleKeys bounds how many callers a throttle remembers. Whoever was heard of longest
// ago is forgotten first; a caller who asks too often is never that.
const throttleKeys = 10_000

// tooMany says that somebody must wait.
type tooMany struct{ wait time.Duration }

func (e *tooMany) Error() string { return fmt.Sprintf("too many requests, wait %s", e.wait) }

// seconds is the wait for a Retry-After header, never zero.
func (e *tooMany) seconds() int { return max(1, int(math.Ceil(e.wait.Seconds()))) }

// A throttle has a bucket for each of its callers.
type throttle struct {
	rate    Rate
	mu      sync.Mutex
	buckets map[string]*list.Element // of *bucket
	recent  *list.List               // the newest in front
}

type bucket struct {
	key     string
	limiter *rate.Limiter
}

func newThrottle(r Rate) *throttle {
	return &throttle{rate: r, buckets: make(map[string]*list.Element), recent: list.New()}
}

// admit takes one out of the caller's bucket, or answers *tooMany and takes nothing.
func (t *throttle) admit(key string) error {
	if t.rate.PerSecond <= 0 {
		return nil
	}
	now := time.Now()
	taken := t.bucket(key).ReserveN(now, 1)
	if wait := taken.DelayFrom(now); wait > 0 {
		taken.CancelAt(now)
		return &tooMany{wait}
	}
	return nil
}

func (t *throttle) bucket(key string) *rate.Limiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	if found, ok := t.buckets[key]; ok {
		t.recent.MoveToFront(found)
		return found.Value.(*bucket).limiter
	}
	if t.recent.Len() >= throttleKeys {
		oldest := t.recent.Back()
		t.recent.Remove(oldest)
		delete(t.buckets, oldest.Value.(*bucket).key)
	}
	made := &bucket{key, rate.NewLimiter(rate.Limit(t.rate.PerSecond), max(1, t.rate.Burst))}
	t.buckets[key] = t.recent.PushFront(made)
	return made.limiter
}

// guessBy counts a request by which something may be guessed against its person, too:
// many addresses make no more of them.
func (s *Server) guessBy(person string) error { return s.guesses.admit("person " + person) }

// guessNumber counts a number that is recorded, of which the answer says whether it is
// somebody else's: beside the passwords, so that who records many can still log in.
func (s *Server) guessNumber(ex *exchange) error {
	if err := s.guesses.admit("number from " + network(ex.Address)); err != nil {
		return err
	}
	return s.guesses.admit("number by " + ex.Who.Person)
}

// network is the address as a throttle counts it. A subscriber of IPv6 has a whole /64, so
// single addresses of it would be as many callers as one likes.
func network(address string) string {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	parsed = parsed.Unmap().WithZone("")
	if parsed.Is4() {
		return parsed.String()
	}
	prefix, err := parsed.Prefix(64)
	if err != nil {
		return parsed.String()
	}
	return prefix.String()
}
