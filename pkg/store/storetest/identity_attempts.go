package storetest

import (
	"fmt"
	"testing"
	"time"

	"selter/pkg/identity"
)

// attemptCases are guesses.
func attemptCases() []IdentityCase {
	name, from := secret("ketua"), secret("192.0.2.7")
	guess := func(t *testing.T, p *People, want time.Time, subjects ...identity.Limit) {
		t.Helper()
		_, retry, err := p.Attempt(t.Context(), subjects)
		if err != nil || !retry.Equal(want) {
			t.Errorf("next at %v, not %v, %v", retry, want, err)
		}
	}
	var now time.Time
	return []IdentityCase{
		{"of sixty-four guesses at once twenty are let through", func(t *testing.T, p *People) {
			passed := raced(t, 64, func(n int) (bool, error) {
				_, retry, err := p.Attempt(t.Context(), []identity.Limit{
					{Subject: name, Most: 20, Window: time.Hour},
					{Subject: secret(fmt.Sprint("198.51.100.", n)), Most: 5, Window: time.Hour},
				})
				return err == nil && retry.IsZero(), err
			})
			if passed != 20 {
				t.Errorf("%d passed", passed)
			}
		}},
		{"guesses at the same two subjects in either order do not block one another", func(t *testing.T, p *People) {
			limits := []identity.Limit{{Subject: name, Most: 20, Window: time.Hour}, {Subject: from, Most: 30, Window: time.Hour}}
			passed := raced(t, 64, func(n int) (bool, error) {
				_, retry, err := p.Attempt(t.Context(), []identity.Limit{limits[n%2], limits[1-n%2]})
				return err == nil && retry.IsZero(), err
			})
			if passed != 20 {
				t.Errorf("%d passed", passed)
			}
		}},
		{"a guess that is refused is counted nowhere", func(t *testing.T, p *People) {
			narrow, wide := identity.Limit{Subject: name, Most: 1, Window: time.Hour}, identity.Limit{Subject: from, Most: 2, Window: time.Hour}
			full := p.Clock.Now().Add(time.Hour)
			guess(t, p, now, narrow, wide)
			for range 5 {
				guess(t, p, full, narrow, wide)
				guess(t, p, full, wide, narrow)
			}
			guess(t, p, now, wide)
			guess(t, p, full, wide)
		}},
		{"a guess leaves its window in time and the next is told when", func(t *testing.T, p *People) {
			limit := identity.Limit{Subject: name, Most: 2, Window: time.Hour}
			first := p.Clock.Now()
			guess(t, p, now, limit)
			second := p.Clock.Advance(20 * time.Minute)
			guess(t, p, now, limit)
			p.Clock.Advance(39 * time.Minute)
			guess(t, p, first.Add(time.Hour), limit)
			p.Clock.Advance(time.Minute)
			guess(t, p, now, limit)
			guess(t, p, second.Add(time.Hour), limit)
		}},
		{"a subject may have a short and a long window", func(t *testing.T, p *People) {
			short, long := identity.Limit{Subject: name, Most: 2, Window: time.Minute}, identity.Limit{Subject: name, Most: 3, Window: time.Hour}
			first := p.Clock.Now()
			guess(t, p, now, short, long)
			guess(t, p, now, short, long)
			guess(t, p, first.Add(time.Minute), short, long)
			p.Clock.Advance(time.Minute)
			guess(t, p, now, short, long)
			guess(t, p, first.Add(time.Hour), short, long)
		}},
		{"a subject that takes no guess takes none", func(t *testing.T, p *People) {
			guess(t, p, p.Clock.Now().Add(time.Hour), identity.Limit{Subject: name, Window: time.Hour})
		}},
		{"one guess is given back, and no other", func(t *testing.T, p *People) {
			limit, other := identity.Limit{Subject: name, Most: 3, Window: time.Hour}, identity.Limit{Subject: from, Most: 3, Window: time.Hour}
			guess(t, p, now, limit, other)
			first := p.Clock.Now()
			p.Clock.Advance(time.Minute)
			guess(t, p, now, limit, other)
			at, _, err := p.Attempt(t.Context(), []identity.Limit{limit, other}) // at the same instant
			if err != nil || !at.Equal(p.Clock.Now()) {
				t.Fatalf("counted at %v, %v", at, err)
			}
			full := first.Add(time.Hour)
			guess(t, p, full, limit)
			wantError(t, nil, p.GiveBack(t.Context(), name, at))
			guess(t, p, now, limit)
			guess(t, p, full, limit)
			guess(t, p, full, other)
			wantError(t, nil, p.GiveBack(t.Context(), name, at.Add(time.Second)))
			guess(t, p, full, limit)
		}},
		{"what is forgiven is not counted, and nobody else's is", func(t *testing.T, p *People) {
			limit, other := identity.Limit{Subject: name, Most: 1, Window: time.Hour}, identity.Limit{Subject: from, Most: 1, Window: time.Hour}
			guess(t, p, now, limit, other)
			wantError(t, nil, p.Forgive(t.Context(), name))
			guess(t, p, now, limit)
			guess(t, p, p.Clock.Now().Add(time.Hour), other)
		}},
	}
}
