package identity_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"selter/pkg/identity"
)

// try makes a guess and tells whether it was judged.
func (r *room) try(t *testing.T, s *identity.Service, name, from string) bool {
	t.Helper()
	before := r.hashes.Load()
	_, err := s.Login(t.Context(), identity.Login{Name: name, Password: "wrong horse at sea", Address: from})
	many, limited := errors.AsType[*identity.TooMany](err)
	judged := r.hashes.Load() > before
	switch {
	case limited && judged, !limited && !judged:
		t.Fatalf("judged %v, answered %v", judged, err)
	case limited && (many.After <= 0 || !many.Retry.Equal(r.clock().Add(many.After))):
		t.Fatalf("try again at %v, after %v", many.Retry, many.After)
	case !limited && !errors.Is(err, identity.ErrRefused):
		t.Fatal(err)
	}
	return judged
}

func guesses() []serviceCase {
	return []serviceCase{
		{"of_ten_thousand_guesses_from_everywhere_twenty_are_judged_in_any_hour", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			for _, name := range []string{login, "nobody.here"} {
				var judged []time.Time
				for i := range 5000 {
					if r.try(t, r.Service, name, fmt.Sprintf("198.51.%d.%d", i/250, i%250)) {
						judged = append(judged, r.clock())
					}
					r.later(1500 * time.Millisecond) // 5,000 take more than two hours
				}
				if len(judged) != 60 { // in the first minute of each of three hours
					t.Errorf("%s: %d guesses were judged", name, len(judged))
				}
				for i, at := range judged[20:] {
					if between := at.Sub(judged[i]); between < time.Hour {
						t.Errorf("%s: 21 guesses were judged within %v", name, between)
					}
				}
			}
		}},
		{"guesses_at_once_do_not_slip_past_one_another", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			before := r.hashes.Load()
			together(100, func(i int) error {
				_, err := r.Login(t.Context(), identity.Login{Name: login, Password: "wrong horse at sea", Address: fmt.Sprintf("198.51.100.%d", i)})
				return err
			})
			if n := r.hashes.Load() - before; n != 20 {
				t.Errorf("%d guesses were judged", n)
			}
		}},
		{"one_address_guesses_at_few_accounts", func(t *testing.T, r *room) {
			for prefix, own := range map[string]string{"192.0.2.": "7", "2001:db8:1:2:": ":7"} {
				judged := 0
				for i := range 120 {
					from := prefix + own
					if own == ":7" {
						from = fmt.Sprintf("%s%x::7", prefix, i) // one home, many addresses
					}
					if r.try(t, r.Service, fmt.Sprintf("%s-%d", prefix, i), from) {
						judged++
					}
				}
				if judged != 100 {
					t.Errorf("%s: %d guesses were judged", prefix, judged)
				}
			}
			if !r.try(t, r.Service, "another.name", "203.0.113.1") {
				t.Error("another address may not guess")
			}
		}},
		{"all_addresses_together_guess_at_few_accounts", func(t *testing.T, r *room) {
			s := r.another(nil, func(c *identity.Config) { c.Limits = identity.Limits{Installation: 30} })
			judged := 0
			for i := range 60 {
				if r.try(t, s, fmt.Sprintf("name.%d", i), fmt.Sprintf("203.0.113.%d", i)) {
					judged++
				}
			}
			if judged != 30 {
				t.Errorf("%d guesses were judged", judged)
			}
		}},
		{"an_office_behind_one_address_does_not_lock_itself_out", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			s := r.another(nil, func(c *identity.Config) { c.Limits = identity.Limits{Address: 5, Installation: 8} })
			comeIn := func() {
				t.Helper()
				if _, err := s.Login(t.Context(), identity.Login{Name: login, Password: password, Address: address}); err != nil {
					t.Fatal(err)
				}
			}
			for range 12 {
				comeIn()
			}
			for i := range 4 { // whoever knows one password pays with it for no guess at others'
				if !r.try(t, s, fmt.Sprintf("name.%d", i), address) {
					t.Fatal("a guess was not judged")
				}
				comeIn()
			}
			if !r.try(t, s, "name.4", address) || r.try(t, s, "name.5", address) {
				t.Error("not five wrong guesses were judged")
			}
		}},
		{"the_answer_tells_when_to_try_again", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			for range 20 {
				r.try(t, r.Service, login, address)
				r.later(time.Minute)
			}
			_, err := r.Login(t.Context(), identity.Login{Name: login, Password: password, Address: address})
			many, ok := errors.AsType[*identity.TooMany](err)
			if !ok || many.After != 40*time.Minute || !many.Retry.Equal(start.Add(time.Hour)) {
				t.Fatalf("the right password: %v", err)
			}
			r.later(many.After)
			r.in(t, "")
		}},
		{"a_right_guess_forgives_the_wrong_ones", func(t *testing.T, r *room) {
			r.enrolled(t, person, login)
			for range 3 {
				for i := range 19 {
					if !r.try(t, r.Service, login, fmt.Sprintf("198.51.100.%d", i)) {
						t.Fatal("a guess was not judged")
					}
				}
				r.in(t, "")
			}
		}},
		{"the_right_password_alone_forgives_no_guess_at_a_code", func(t *testing.T, r *room) {
			_, who, secret := r.factored(t)
			judged, known := 0, password
			for i := range 30 {
				// Who has a session and the password can prove the password as often as the limit allows.
				next := fmt.Sprintf("%s %d", password, i)
				if err := r.ChangePassword(t.Context(), who, known, next); err == nil {
					known = next
				}
				_, err := r.Login(t.Context(), identity.Login{Name: login, Password: known, Code: r.wrong(t, secret), Address: address})
				if errors.Is(err, identity.ErrRefused) {
					judged++
				}
			}
			if judged != 10 {
				t.Errorf("%d codes were judged", judged)
			}
		}},
	}
}
