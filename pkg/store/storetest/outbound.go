package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/notify/feed"
	"selter/pkg/notify/webhook"
	"selter/workflow"
	"selter/workflow/openselection"
)

// Outbound is a store with what it keeps for other systems: endpoints of webhooks and links to calendars.
type Outbound struct {
	Backend
	Endpoints webhook.Store
	Calendars feed.Store
	// Forbid closes the account of somebody, who has one.
	Forbid func(t *testing.T, person string)
}

// RunOutbound proves what such a store must do, on one store.
func RunOutbound(t *testing.T, open func(t *testing.T, clock func() time.Time) Outbound) {
	t.Helper()
	clock := &Clock{now: start}
	o := open(t, clock.Now)
	k := &Kit{Backend: o, Clock: clock, pack: seed(t)}
	o.endpoints(t, clock)
	o.failing(t, clock)
	o.links(t)
	o.dates(t, k)
}

func endpoint(agency string) webhook.Endpoint {
	return webhook.Endpoint{
		ID: newID(), Agency: agency, Listens: workflow.Secretariat, Label: "Portal, \"resmi\"", Events: []workflow.Event{"announce", "inaugurate"},
		Sealed: []byte("sealed"), By: "siti",
	}
}

func (o Outbound) endpoints(t *testing.T, clock *Clock) {
	t.Helper()
	ctx := t.Context()
	ours, theirs, nation := endpoint("prov-contoh"), endpoint("kota-contoh"), endpoint(workflow.Nation)
	ours.Events = nil
	for _, e := range []webhook.Endpoint{ours, theirs, nation} {
		if added, err := o.Endpoints.AddEndpoint(ctx, e, 1); !added || err != nil {
			t.Fatalf("added %t, %v", added, err)
		}
	}
	if added, err := o.Endpoints.AddEndpoint(ctx, endpoint("prov-contoh"), 1); added || err != nil {
		t.Errorf("one more than most: added %t, %v", added, err)
	}
	ours.Created, theirs.Created, nation.Created = clock.Now(), clock.Now(), clock.Now()
	same := func(what string, got []webhook.Endpoint, err error, want ...webhook.Endpoint) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", what, err, diff)
		}
	}
	got, err := o.Endpoints.Endpoints(ctx, "prov-contoh")
	same("those of an agency", got, err, ours)
	got, err = o.Endpoints.Listening(ctx, "prov-contoh")
	same("those that listen", got, err, ours, nation)
	one, err := o.Endpoints.Endpoint(ctx, theirs.ID)
	same("one", []webhook.Endpoint{one}, err, theirs)

	if changed, err := o.Endpoints.Reseal(ctx, ours.ID, []byte("another"), []byte("anew")); changed || err != nil {
		t.Errorf("sealed over something else: %t, %v", changed, err)
	}
	if changed, err := o.Endpoints.Reseal(ctx, ours.ID, []byte("sealed"), []byte("anew")); !changed || err != nil {
		t.Errorf("sealed anew: %t, %v", changed, err)
	}
	ours.Sealed = []byte("anew")
	wantError(t, nil, o.Endpoints.Disable(ctx, ours.ID, webhook.Gone))
	clock.Advance(time.Minute)
	wantError(t, nil, o.Endpoints.Disable(ctx, ours.ID, webhook.Failed))
	ours.Disabled, ours.Why = ours.Created, webhook.Gone
	one, err = o.Endpoints.Endpoint(ctx, ours.ID)
	same("a disabled one", []webhook.Endpoint{one}, err, ours)
	got, err = o.Endpoints.Listening(ctx, "prov-contoh")
	same("those that listen then", got, err, nation)

	wantError(t, nil, o.Endpoints.RemoveEndpoint(ctx, ours.ID))
	wantError(t, webhook.ErrUnknown, o.Endpoints.RemoveEndpoint(ctx, ours.ID))
	if _, err := o.Endpoints.Endpoint(ctx, ours.ID); !errors.Is(err, webhook.ErrUnknown) {
		t.Errorf("a removed one: %v", err)
	}
	if list, err := o.Endpoints.Deliveries(ctx, theirs.ID, uuid.Nil, 10); err != nil || len(list) != 0 {
		t.Errorf("deliveries of one to which nothing went: %v, %v", list, err)
	}
	if list, err := o.Endpoints.Deliveries(ctx, theirs.ID, newID(), 10); err != nil || len(list) != 0 {
		t.Errorf("deliveries after one that is not there: %v, %v", list, err)
	}
}

// failing counts failures that come from several sides at once.
func (o Outbound) failing(t *testing.T, clock *Clock) {
	t.Helper()
	ctx := t.Context()
	e := endpoint("kab-contoh")
	if added, err := o.Endpoints.AddEndpoint(ctx, e, 1); !added || err != nil {
		t.Fatal(err)
	}
	patience := webhook.Patience{Times: 10, Over: time.Hour}
	since := clock.Now()
	var group sync.WaitGroup
	var disabled atomic.Int64
	miss := func(times int) {
		for range times {
			group.Go(func() {
				over, err := o.Endpoints.Missed(ctx, e.ID, patience)
				if err != nil {
					t.Error(err)
				}
				if over {
					disabled.Add(1)
				}
			})
		}
		group.Wait()
	}
	miss(12)
	got, err := o.Endpoints.Endpoint(ctx, e.ID)
	if err != nil || got.Failures != 12 || !got.Failing.Equal(since) || !got.Disabled.IsZero() || disabled.Load() != 0 {
		t.Errorf("after twelve at once: %+v, %v", got, err)
	}
	wantError(t, nil, o.Endpoints.Arrived(ctx, e.ID))
	clock.Advance(time.Hour)
	since = clock.Now()
	miss(9)
	clock.Advance(time.Hour - time.Microsecond)
	miss(1)
	if got, err = o.Endpoints.Endpoint(ctx, e.ID); err != nil || got.Failures != 10 || !got.Failing.Equal(since) || !got.Disabled.IsZero() {
		t.Errorf("just before it is too long: %+v, %v", got, err)
	}
	clock.Advance(time.Microsecond)
	miss(1)
	if got, err = o.Endpoints.Endpoint(ctx, e.ID); err != nil || got.Why != webhook.Failed || !got.Disabled.Equal(clock.Now()) || disabled.Load() != 1 {
		t.Errorf("too often for too long: %+v, %v", got, err)
	}
	wantError(t, nil, o.Endpoints.Arrived(ctx, e.ID))
	if got, err = o.Endpoints.Endpoint(ctx, e.ID); err != nil || got.Failures != 0 || !got.Failing.IsZero() || !got.Disabled.IsZero() || got.Why != "" {
		t.Errorf("after one that arrived: %+v, %v", got, err)
	}
}

func (o Outbound) links(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	first, second := secret("first"), secret("second")
	wantError(t, nil, o.Calendars.Share(ctx, "peserta", first, 2))
	wantError(t, nil, o.Calendars.Share(ctx, "peserta", second, 1))
	if _, err := o.Calendars.Shared(ctx, first); !errors.Is(err, feed.ErrUnknown) {
		t.Errorf("a link that another has replaced: %v", err)
	}
	if shared, err := o.Calendars.Shared(ctx, second); err != nil || shared != (feed.Shared{Person: "peserta", Factors: 1}) {
		t.Errorf("shared %+v, %v", shared, err)
	}
	o.Forbid(t, "peserta")
	if _, err := o.Calendars.Shared(ctx, second); !errors.Is(err, feed.ErrUnknown) {
		t.Errorf("the link of somebody whose account is closed: %v", err)
	}
	wantError(t, nil, o.Calendars.Unshare(ctx, "peserta"))
	wantError(t, nil, o.Calendars.Unshare(ctx, "peserta"))
	if _, err := o.Calendars.Shared(ctx, second); !errors.Is(err, feed.ErrUnknown) {
		t.Errorf("a link that was taken back: %v", err)
	}
}

func (o Outbound) dates(t *testing.T, k *Kit) {
	t.Helper()
	ctx := t.Context()
	ours := k.opened(t, k.arming("plan_due", 0, 2*time.Hour), k.arming("other_due", 0, time.Hour), k.arming("other_due", 1, time.Minute))
	draft := k.draft()
	draft.Agency = "kota-contoh"
	theirs := k.opening(t, draft)
	k.arming("plan_due", 0, 3*time.Hour)(&theirs)
	k.commit(t, theirs)
	cleared := k.opened(t, k.arming("plan_due", 0, time.Hour))
	k.moved(t, cleared, clearing("plan_due"))
	seen := func(wall casework.Wall, query feed.Query) []string {
		t.Helper()
		dates, err := o.Calendars.Dates(ctx, wall, query)
		if err != nil {
			t.Fatal(err)
		}
		list := make([]string, len(dates))
		for i, d := range dates {
			if d.Timer.Case != d.Record.ID || d.Timer.Reminder != 0 || d.Record.Procedure != openselection.RoundName || d.Timer.Count.Days.N != 3 || !d.At.Equal(d.Record.Opened) {
				t.Errorf("a deadline of another case, or half of one: %+v", d)
			}
			list[i] = d.Record.Agency + " " + string(d.Timer.Kind)
		}
		return list
	}
	same(t, "all", []string{"prov-contoh other_due", "prov-contoh plan_due", "kota-contoh plan_due"}, seen(casework.Everywhere(), feed.Query{}))
	same(t, "two", []string{"prov-contoh other_due", "prov-contoh plan_due"}, seen(casework.Everywhere(), feed.Query{Limit: 2}))
	same(t, "later", []string{"prov-contoh plan_due", "kota-contoh plan_due"}, seen(casework.Everywhere(), feed.Query{Since: k.Clock.Now().Add(90 * time.Minute)}))
	same(t, "of a round", []string{"kota-contoh plan_due"}, seen(casework.Everywhere(), feed.Query{Round: theirs.Opened[0].ID}))
	same(t, "behind a wall", []string{"kota-contoh plan_due"}, seen(walled("ketua", workflow.Scope{Agency: "kota-contoh"}), feed.Query{}))
	same(t, "behind the wall of a round", []string{"prov-contoh other_due", "prov-contoh plan_due"},
		seen(walled("ketua", workflow.Scope{Agency: "prov-contoh", Round: ours.ID}), feed.Query{}))
	same(t, "behind a wall around nothing", []string{}, seen(walled("ketua"), feed.Query{}))
}
