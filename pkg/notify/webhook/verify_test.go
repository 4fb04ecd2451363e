package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"selter/pkg/notify/webhook"
)

func orderTo(place string) webhook.Order {
	return webhook.Order{Agency: agency, Listens: "secretariat", Label: "Portal", URL: place, By: "siti"}
}

func atoi(t *testing.T, port string) uint16 {
	t.Helper()
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return uint16(n)
}

// ledger remembers ids, as a table with a unique key does.
type ledger struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

func (l *ledger) First(_ context.Context, id string, until time.Time) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, there := l.seen[id]; there {
		return false, nil
	}
	if l.seen == nil {
		l.seen = make(map[string]time.Time)
	}
	l.seen[id] = until
	return true, nil
}

const message = `{"specversion":"1.0","id":"m1","source":"urn:selter","type":"selter.ping","time":"2024-05-08T02:00:00Z","datacontenttype":"application/json","data":{"reminder":false}}`

func TestReceiver(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC)
	ours, theirs := webhook.NewSecret(), webhook.NewSecret()
	receiver := func() webhook.Receiver {
		return webhook.Receiver{Secrets: []webhook.Secret{ours}, Seen: &ledger{}, Now: func() time.Time { return now }}
	}
	t.Run("takes_what_another_implementation_signs", func(t *testing.T) {
		t.Parallel()
		e, err := receiver().Take(t.Context(), signedBy(t, ours, "m1", now, message), []byte(message))
		if err != nil || e.Type != "selter.ping" {
			t.Errorf("%+v, %v", e, err)
		}
	})
	t.Run("takes_a_message_once_of_a_thousand_that_come_together", func(t *testing.T) {
		t.Parallel()
		r := receiver()
		header := signedBy(t, ours, "m1", now, message)
		var taken, repeated atomic.Int64
		var group sync.WaitGroup
		for n := range 1000 {
			group.Go(func() {
				h := header
				if n%2 == 1 { // brought again by who may: another time, the same id
					h = signedBy(t, ours, "m1", now.Add(time.Duration(n)*100*time.Millisecond), message)
				}
				switch _, err := r.Take(context.WithoutCancel(t.Context()), h, []byte(message)); {
				case err == nil:
					taken.Add(1)
				case errors.Is(err, webhook.ErrRepeated):
					repeated.Add(1)
				}
			})
		}
		group.Wait()
		if taken.Load() != 1 || repeated.Load() != 999 {
			t.Errorf("taken %d times, repeated %d", taken.Load(), repeated.Load())
		}
	})
	t.Run("remembers_for_longer_than_a_message_is_brought_again", func(t *testing.T) {
		t.Parallel()
		seen := &ledger{}
		r := receiver()
		r.Seen = seen
		if _, err := r.Take(t.Context(), signedBy(t, ours, "m1", now, message), []byte(message)); err != nil {
			t.Fatal(err)
		}
		if until := seen.seen["m1"]; until.Sub(now) < 6*24*time.Hour {
			t.Errorf("remembered until %s", until)
		}
	})
	for name, c := range map[string]struct {
		at   time.Duration
		want error
	}{
		"takes_what_is_five_minutes_old":     {-5 * time.Minute, nil},
		"refuses_what_is_older":              {-5*time.Minute - time.Second, webhook.ErrStale},
		"takes_what_is_five_minutes_early":   {5 * time.Minute, nil},
		"refuses_what_is_earlier":            {5*time.Minute + time.Second, webhook.ErrStale},
		"refuses_what_is_of_another_century": {-100 * 365 * 24 * time.Hour, webhook.ErrStale},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := receiver().Take(t.Context(), signedBy(t, ours, "m1", now.Add(c.at), message), []byte(message))
			if !errors.Is(err, c.want) {
				t.Errorf("answered %v", err)
			}
		})
	}
	for name, change := range map[string]func(h http.Header, body *string){
		"no_id":                      func(h http.Header, _ *string) { h.Del("webhook-id") },
		"another_id":                 func(h http.Header, _ *string) { h.Set("webhook-id", "m2") },
		"two_ids":                    func(h http.Header, _ *string) { h.Add("webhook-id", "m2") },
		"no_time":                    func(h http.Header, _ *string) { h.Del("webhook-timestamp") },
		"a_newer_time":               func(h http.Header, _ *string) { h.Set("webhook-timestamp", strconv.FormatInt(now.Unix()+1, 10)) },
		"another_spelling_of_time":   func(h http.Header, _ *string) { h.Set("webhook-timestamp", "+"+h.Get("webhook-timestamp")) },
		"no_signature":               func(h http.Header, _ *string) { h.Del("webhook-signature") },
		"a_signature_of_nothing":     func(h http.Header, _ *string) { h.Set("webhook-signature", "v1,") },
		"a_signature_of_another_age": func(h http.Header, _ *string) { h.Set("webhook-signature", "v2"+h.Get("webhook-signature")[2:]) },
		"a_flood_of_signatures": func(h http.Header, _ *string) {
			h.Set("webhook-signature", strings.Repeat("v1,aaaa ", 100)+h.Get("webhook-signature"))
		},
		"another_body":        func(_ http.Header, body *string) { *body = strings.Replace(*body, "ping", "pong", 1) },
		"a_body_with_a_space": func(_ http.Header, body *string) { *body += " " },
		"a_point_moved_from_id_to_time": func(h http.Header, _ *string) {
			id, at, _ := strings.Cut(h.Get("webhook-id")+"."+h.Get("webhook-timestamp"), ".")
			h.Set("webhook-id", id+"."+at)
			h.Set("webhook-timestamp", "")
		},
	} {
		t.Run("refuses_"+name, func(t *testing.T) {
			t.Parallel()
			h, body := signedBy(t, ours, "m1", now, message), message
			change(h, &body)
			if _, err := receiver().Take(t.Context(), h, []byte(body)); !errors.Is(err, webhook.ErrForged) {
				t.Errorf("answered %v", err)
			}
		})
	}
	t.Run("refuses_a_message_for_another_endpoint", func(t *testing.T) {
		t.Parallel()
		if _, err := receiver().Take(t.Context(), signedBy(t, theirs, "m1", now, message), []byte(message)); !errors.Is(err, webhook.ErrForged) {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("refuses_a_message_that_names_another_id_than_its_header", func(t *testing.T) {
		t.Parallel()
		if _, err := receiver().Take(t.Context(), signedBy(t, ours, "m9", now, message), []byte(message)); !errors.Is(err, webhook.ErrForged) {
			t.Errorf("answered %v", err)
		}
	})
	t.Run("takes_what_either_of_two_secrets_signs", func(t *testing.T) {
		t.Parallel()
		r := receiver()
		r.Secrets = append(r.Secrets, theirs)
		if _, err := r.Take(t.Context(), signedBy(t, theirs, "m1", now, message), []byte(message)); err != nil {
			t.Error(err)
		}
	})
}

func TestParseSecret(t *testing.T) {
	t.Parallel()
	secret := webhook.NewSecret()
	if again, err := webhook.ParseSecret(secret.Expose()); err != nil || again.Expose() != secret.Expose() {
		t.Errorf("%v", err)
	}
	for _, text := range []string{"", "whsec_", "whsec_AAAA", secret.Expose()[6:], secret.Expose() + "A", "whsec_" + strings.Repeat("A", 100)} {
		if _, err := webhook.ParseSecret(text); err == nil {
			t.Errorf("a text of %d letters was taken", len(text))
		}
	}
}
