package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

func TestThrottle_remembers_a_bounded_number_of_callers(t *testing.T) {
	t.Parallel()
	once := newThrottle(Rate{PerSecond: 1e-9, Burst: 1})
	if err := once.admit("hasty"); err != nil {
		t.Fatal(err)
	}
	for i := range 3 * throttleKeys {
		if err := once.admit(fmt.Sprint("caller ", i)); err != nil {
			t.Fatalf("caller %d: %v", i, err)
		}
		if i%100 == 0 { // who keeps asking is not forgotten
			if _, busy := errors.AsType[*tooMany](once.admit("hasty")); !busy {
				t.Fatalf("the hasty one passes after %d others", i)
			}
		}
	}
	if len(once.buckets) != throttleKeys || once.recent.Len() != throttleKeys {
		t.Errorf("%d buckets, %d in order", len(once.buckets), once.recent.Len())
	}
	// One who was forgotten begins anew.
	if err := once.admit("caller 0"); err != nil {
		t.Error(err)
	}
}

func TestThrottle_lets_no_more_through_when_all_come_at_once(t *testing.T) {
	t.Parallel()
	bounded := newThrottle(Rate{PerSecond: 1e-9, Burst: 50})
	var passed atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				if bounded.admit("one") == nil {
					passed.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if passed.Load() != 50 {
		t.Errorf("%d passed", passed.Load())
	}
}

// Routes that take a guess have a bucket of their own, which other requests do not drain.
func TestThrottle_of_guesses_stands_before_identity(t *testing.T) {
	t.Parallel()
	s, err := build(parts(), Routes())
	if err != nil {
		t.Fatal(err)
	}
	s.guesses = newThrottle(Rate{PerSecond: 1e-9, Burst: 2})
	ask := func(route Route) error {
		return s.admit(&exchange{Route: route, Address: "198.51.100.7"}, httptest.NewRequest(http.MethodPost, "/v1/login", http.NoBody))
	}
	guessed := Route{Method: "POST", Policy: open(), Guessed: true}
	for i := range 3 {
		if err := ask(guessed); (err != nil) != (i == 2) {
			t.Errorf("guess %d: %v", i+1, err)
		}
		if err := ask(Route{Method: "POST", Policy: open()}); err != nil {
			t.Errorf("another route: %v", err)
		}
	}
	other := &exchange{Route: guessed, Address: "198.51.100.8"}
	if err := s.admit(other, httptest.NewRequest(http.MethodPost, "/v1/login", http.NoBody)); err != nil {
		t.Errorf("another address: %v", err)
	}
}
