package notify_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify"
)

// post lays one parcel for each address.
func post(t *testing.T, s *store, carrier string, addresses ...string) {
	t.Helper()
	p := notify.Posting{Notice: casework.Notice{ID: uuid.New()}}
	for _, address := range addresses {
		p.Deliveries = append(p.Deliveries, notify.Delivery{
			ID: notify.DeliveryID(p.Notice.ID, carrier, address), Notice: p.Notice.ID, Carrier: carrier, Address: notify.Address{Key: address}, State: notify.Waiting,
		})
	}
	if err := s.Post(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

func once(t *testing.T, c *notify.Courier) int {
	t.Helper()
	n, err := c.Once(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCourier(t *testing.T) {
	t.Parallel()
	silent := slog.New(slog.DiscardHandler)

	t.Run("carries_each_parcel_once_and_records_how_it_ended", func(t *testing.T) {
		t.Parallel()
		s, mail := newStore(), &carrier{name: "mail", ends: func(p notify.Parcel) error {
			switch p.Address.Key {
			case "gone":
				return &notify.Refused{Why: "550"}
			case "full":
				return errors.New("452")
			case "hostile":
				panic("at the disco")
			}
			return nil
		}}
		post(t, s, "mail", "there", "gone", "full", "hostile")
		post(t, s, "webhook", "elsewhere")
		c := notify.NewCourier(s, []notify.Carrier{mail}, silent)
		if n := once(t, c); n != 4 {
			t.Errorf("%d attempts", n)
		}
		want := map[string]notify.State{
			"mail there": notify.Sent, "mail gone": notify.Turned, "mail full": notify.Waiting, "mail hostile": notify.Waiting, "webhook elsewhere": notify.Waiting,
		}
		if diff := cmp.Diff(want, s.states()); diff != "" {
			t.Error(diff)
		}
		if n := once(t, c); n != 0 {
			t.Errorf("%d attempts before their time", n)
		}
		s.advance(time.Second)
		if n := once(t, c); n != 2 {
			t.Errorf("%d attempts after a second", n)
		}
	})

	t.Run("tries_for_five_days_ever_more_slowly_and_then_leaves_it_to_a_person", func(t *testing.T) {
		t.Parallel()
		s, mail := newStore(), &carrier{name: "mail", ends: func(notify.Parcel) error { return errors.New("no answer") }}
		post(t, s, "mail", "ppk")
		c := notify.NewCourier(s, []notify.Carrier{mail}, silent)
		start, tries := s.now, 0
		for s.states()["mail ppk"] == notify.Waiting && tries < 1000 {
			for _, p := range s.parcels {
				s.now = p.due
			}
			tries += once(t, c)
		}
		took := s.now.Sub(start)
		if s.states()["mail ppk"] != notify.Unknown || took < 5*24*time.Hour-2*time.Hour || took > 5*24*time.Hour+2*time.Hour || tries > 150 {
			t.Errorf("%v after %v and %d attempts", s.states(), took, tries)
		}
		for _, p := range mail.brought {
			if p.ID != mail.brought[0].ID {
				t.Fatal("the name of the parcel changed")
			}
		}
	})

	t.Run("carries_again_what_somebody_left_behind", func(t *testing.T) {
		t.Parallel()
		s, mail := newStore(), &carrier{name: "mail"}
		post(t, s, "mail", "ppk")
		if claimed, err := s.Claim(t.Context(), "mail", 1, time.Minute); err != nil || len(claimed) != 1 { // and is never heard of again
			t.Fatal(claimed, err)
		}
		c := notify.NewCourier(s, []notify.Carrier{mail}, silent)
		if n := once(t, c); n != 0 {
			t.Errorf("%d attempts within the lease", n)
		}
		s.advance(time.Minute)
		if n := once(t, c); n != 1 || s.states()["mail ppk"] != notify.Sent {
			t.Errorf("%d attempts, %v", n, s.states())
		}
	})

	t.Run("logs_neither_addresses_nor_letters", func(t *testing.T) {
		t.Parallel()
		s, mail := newStore(), &carrier{name: "mail", ends: func(notify.Parcel) error { return errors.New("451 4.3.0") }}
		post(t, s, "mail", "person-canary")
		var out bytes.Buffer
		once(t, notify.NewCourier(s, []notify.Carrier{mail}, slog.New(slog.NewTextHandler(&out, nil))))
		if !strings.Contains(out.String(), "451 4.3.0") || strings.Contains(out.String(), "canary") {
			t.Error(out.String())
		}
	})

	t.Run("tells_that_the_store_is_down", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		s.down = true
		if _, err := notify.NewCourier(s, []notify.Carrier{&carrier{name: "mail"}}, silent).Once(t.Context()); !errors.Is(err, errDown) {
			t.Error(err)
		}
	})

	t.Run("works_beside_a_carrier_that_is_stuck_until_it_is_told_to_stop", func(t *testing.T) {
		t.Parallel()
		s := newStore()
		var stuck sync.WaitGroup
		stuck.Add(1)
		arrived := make(chan struct{})
		slow := &carrier{name: "slow", ends: func(notify.Parcel) error { stuck.Wait(); return nil }}
		quick := &carrier{name: "quick", ends: func(notify.Parcel) error { close(arrived); return nil }}
		c := notify.NewCourier(s, []notify.Carrier{slow, quick}, silent)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- c.Run(ctx) }()
		post(t, s, "slow", "a")
		post(t, s, "quick", "b")
		c.Ring()
		<-arrived
		cancel()
		stuck.Done()
		if err := <-ended; err != nil || s.states()["quick b"] != notify.Sent {
			t.Errorf("%v, %v", err, s.states())
		}
	})
}
