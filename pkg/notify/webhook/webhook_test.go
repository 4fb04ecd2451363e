package webhook_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/pkg/notify/webhook"
	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
)

const agency = "53"

// shelf keeps endpoints and one case.
type shelf struct {
	mu        sync.Mutex
	endpoints map[uuid.UUID]webhook.Endpoint
	record    casework.Record
	now       time.Time
	removed   error
}

func newShelf() *shelf {
	return &shelf{
		endpoints: make(map[uuid.UUID]webhook.Endpoint), now: time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC),
		record: casework.Record{
			Procedure: openselection.SelectionName,
			Case:      catalog.Case{ID: workflow.CaseID(uuid.MustParse("01938c2e-0000-7000-8000-000000000002")), Agency: agency, State: openselection.ResultRecommended, Ref: "bappeda"},
		},
	}
}

func (s *shelf) Case(context.Context, workflow.CaseID) (casework.Loaded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return casework.Loaded{Record: s.record, Now: s.now}, nil
}

func (s *shelf) AddEndpoint(_ context.Context, e webhook.Endpoint, most int) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Created = s.now
	s.endpoints[e.ID] = e
	return len(s.endpoints) <= most, nil
}

func (s *shelf) Endpoint(_ context.Context, id uuid.UUID) (webhook.Endpoint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.endpoints[id]
	if !ok {
		return e, webhook.ErrUnknown
	}
	return e, nil
}

func (s *shelf) Endpoints(context.Context, string) ([]webhook.Endpoint, error) { return nil, nil }

func (s *shelf) Listening(_ context.Context, of string) ([]webhook.Endpoint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []webhook.Endpoint
	for _, e := range s.endpoints {
		if e.Disabled.IsZero() && (e.Agency == of || e.Agency == workflow.Nation) {
			list = append(list, e)
		}
	}
	return list, nil
}

func (s *shelf) change(id uuid.UUID, how func(*webhook.Endpoint)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.endpoints[id]
	if !ok {
		return webhook.ErrUnknown
	}
	how(&e)
	s.endpoints[id] = e
	return nil
}

func (s *shelf) Reseal(_ context.Context, id uuid.UUID, was, now []byte) (changed bool, err error) {
	err = s.change(id, func(e *webhook.Endpoint) {
		if changed = slices.Equal(e.Sealed, was); changed {
			e.Sealed = now
		}
	})
	return changed, err
}

func (s *shelf) RemoveEndpoint(_ context.Context, id uuid.UUID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.endpoints, id)
	return s.removed
}

func (s *shelf) Arrived(_ context.Context, id uuid.UUID) error {
	return s.change(id, func(e *webhook.Endpoint) {
		e.Failures, e.Failing, e.Disabled, e.Why = 0, time.Time{}, time.Time{}, ""
	})
}

func (s *shelf) Missed(_ context.Context, id uuid.UUID, patience webhook.Patience) (disabled bool, err error) {
	err = s.change(id, func(e *webhook.Endpoint) {
		e.Failures++
		if e.Failing.IsZero() {
			e.Failing = s.now
		}
		if e.Failures >= patience.Times && !s.now.Before(e.Failing.Add(patience.Over)) {
			e.Disabled, e.Why = s.now, webhook.Failed
		}
		disabled = !e.Disabled.IsZero()
	})
	return disabled, err
}

func (s *shelf) Disable(_ context.Context, id uuid.UUID, why string) error {
	return s.change(id, func(e *webhook.Endpoint) { e.Disabled, e.Why = s.now, why })
}

func (s *shelf) Deliveries(context.Context, uuid.UUID, uuid.UUID, int) ([]webhook.Delivery, error) {
	return nil, nil
}

// bare seals nothing, and opens only what was put into the same place.
type bare struct{}

func (bare) Seal(plain, context []byte) ([]byte, error) {
	return append(append([]byte{}, context...), plain...), nil
}

func (bare) Open(sealed, context []byte) ([]byte, error) {
	plain, ok := strings.CutPrefix(string(sealed), string(context))
	if !ok {
		return nil, errors.New("sealed for another place")
	}
	return []byte(plain), nil
}

// A request as an endpoint got it.
type request struct {
	header http.Header
	body   []byte
}

// other is the system at the other end.
type other struct {
	*httptest.Server
	mu     sync.Mutex
	got    []request
	answer func(w http.ResponseWriter, r *http.Request)
}

func listen(t *testing.T, answer func(http.ResponseWriter, *http.Request)) *other {
	t.Helper()
	o := &other{answer: answer}
	o.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		o.got = append(o.got, request{r.Header.Clone(), body})
		o.mu.Unlock()
		if o.answer != nil {
			o.answer(w, r)
		}
	}))
	o.Config.ErrorLog = nil
	t.Cleanup(o.Close)
	return o
}

func (o *other) requests() []request {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.got)
}

// names is a resolver that knows one name, by another address each time if need be.
type names struct {
	mu    sync.Mutex
	asked int
	of    func(asked int) []netip.Addr
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	if n.of == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return n.of(n.asked), nil
}

func service(s *shelf, o *other, changes ...func(*webhook.Config)) *webhook.Service {
	c := webhook.Config{Store: s, Cases: s, Sealer: bare{}, Reach: webhook.Reach{Loopback: true}, Source: "https://selter.example"}
	if o != nil {
		c.Roots = x509.NewCertPool()
		c.Roots.AddCert(o.Certificate())
	}
	for _, change := range changes {
		change(&c)
	}
	return webhook.New(c)
}

func (o *other) order() webhook.Order {
	return webhook.Order{Agency: agency, Listens: workflow.Secretariat, Label: "Portal kepegawaian", URL: o.URL + "/masuk?kunci=rahasia", By: "siti"}
}

func parcelFor(s *shelf, e webhook.Endpoint, n int) notify.Parcel {
	return notify.Parcel{
		ID: uuid.NewSHA1(e.ID, []byte{byte(n), byte(n >> 8)}), Address: notify.Address{Key: e.ID.String()},
		Notice: casework.Notice{
			ID: uuid.MustParse("01938c2e-0000-7000-8000-000000000001"), Case: s.record.ID, Agency: agency, Role: workflow.AppointingOfficer,
			About: openselection.RecommendResult, At: s.now,
		},
	}
}

// signedBy is a message as another implementation of the convention signs it.
func signedBy(t *testing.T, secret webhook.Secret, id string, at time.Time, body string) http.Header {
	t.Helper()
	signer, err := standardwebhooks.NewWebhook(secret.Expose())
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.Sign(id, at, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	h := make(http.Header)
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	h.Set("webhook-signature", signature)
	return h
}

func TestCarry(t *testing.T) {
	t.Parallel()
	t.Run("brings_a_message_that_the_library_of_standard_webhooks_verifies", func(t *testing.T) {
		t.Parallel()
		s, o := newShelf(), listen(t, nil)
		carrier := service(s, o)
		e, secret, err := carrier.Make(t.Context(), o.order())
		if err != nil {
			t.Fatal(err)
		}
		parcel := parcelFor(s, e, 1)
		for range 2 {
			if err := carrier.Carry(t.Context(), parcel); err != nil {
				t.Fatal(err)
			}
		}
		got := o.requests()
		if len(got) != 2 || string(got[0].body) != string(got[1].body) {
			t.Fatalf("%d messages, the same one twice wanted", len(got))
		}
		verifier, err := standardwebhooks.NewWebhook(secret.Expose())
		if err != nil {
			t.Fatal(err)
		}
		if err := verifier.Verify(got[0].body, got[0].header); err != nil {
			t.Error(err)
		}
		if got[0].header.Get("webhook-id") != parcel.ID.String() || got[0].header.Get("Content-Type") != "application/cloudevents+json" {
			t.Errorf("headers %v", got[0].header)
		}
		want := `{"data":{"about":"recommend_result","agency":"53","case":"01938c2e-0000-7000-8000-000000000002","notice":"01938c2e-0000-7000-8000-000000000001",` +
			`"procedure":"selection","reminder":false,"role":"appointing_officer"},"datacontenttype":"application/json","id":"` + parcel.ID.String() +
			`","source":"https://selter.example","specversion":"1.0","subject":"01938c2e-0000-7000-8000-000000000002","time":"2024-05-08T02:00:00Z","type":"selter.recommend_result"}`
		if string(got[0].body) != want {
			t.Errorf("message %s\nwant %s", got[0].body, want)
		}
		if wrong, _ := standardwebhooks.NewWebhook(webhook.NewSecret().Expose()); wrong.Verify(got[0].body, got[0].header) == nil {
			t.Error("another secret verifies it")
		}
	})

	t.Run("signs_with_two_secrets_for_a_day_after_a_rotation", func(t *testing.T) {
		t.Parallel()
		s, o := newShelf(), listen(t, nil)
		now := time.Now()
		carrier := service(s, o, func(c *webhook.Config) { c.Now = func() time.Time { return now } })
		e, first, err := carrier.Make(t.Context(), o.order())
		if err != nil {
			t.Fatal(err)
		}
		second, until, err := carrier.Rotate(t.Context(), e)
		if err != nil || until.Sub(now).Round(time.Hour) != 24*time.Hour {
			t.Fatalf("until %s, %v", until, err)
		}
		if _, _, err := carrier.Rotate(t.Context(), e); !errors.Is(err, webhook.ErrMoved) {
			t.Errorf("a rotation of what was read before the last one: %v", err)
		}
		verifies := func(secret webhook.Secret) bool {
			got := o.requests()
			verifier, err := standardwebhooks.NewWebhook(secret.Expose())
			if err != nil {
				t.Fatal(err)
			}
			last := got[len(got)-1]
			return verifier.VerifyIgnoringTimestamp(last.body, last.header) == nil
		}
		bring := func(n int) {
			t.Helper()
			if err := carrier.Carry(t.Context(), parcelFor(s, e, n)); err != nil {
				t.Fatal(err)
			}
		}
		if bring(1); !verifies(first) || !verifies(second) {
			t.Error("not signed by both")
		}
		now = until
		if bring(2); verifies(first) || !verifies(second) {
			t.Error("the old secret signs when its day is over")
		}
		e, _ = s.Endpoint(t.Context(), e.ID)
		third, _, err := carrier.Rotate(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		if bring(3); verifies(first) || !verifies(second) || !verifies(third) {
			t.Error("a second rotation leaves other secrets than the last two")
		}
	})

	for name, c := range map[string]struct {
		status  int
		forever bool
		says    string
	}{
		"tries_again_what_failed":                  {status: http.StatusInternalServerError, says: "the endpoint answered 500"},
		"tries_again_what_was_not_liked":           {status: http.StatusBadRequest, says: "the endpoint answered 400"},
		"follows_no_redirect":                      {status: http.StatusFound, says: "the endpoint answered 302"},
		"stops_when_the_endpoint_says_it_has_gone": {status: http.StatusGone, forever: true, says: "the endpoint wants no more messages"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			victim := listen(t, nil)
			s, o := newShelf(), listen(t, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, victim.URL, c.status)
			})
			carrier := service(s, o)
			e, _, err := carrier.Make(t.Context(), o.order())
			if err != nil {
				t.Fatal(err)
			}
			err = carrier.Carry(t.Context(), parcelFor(s, e, 1))
			gone, forever := errors.AsType[*notify.Refused](err)
			if forever != c.forever || err == nil || err.Error() != c.says && (gone == nil || gone.Why != c.says) {
				t.Errorf("answered %v, forever %t", err, forever)
			}
			if len(victim.requests()) > 0 {
				t.Error("a redirect was followed")
			}
			e, _ = s.Endpoint(t.Context(), e.ID)
			if disabled := !e.Disabled.IsZero(); disabled != c.forever || !c.forever && e.Failures != 1 {
				t.Errorf("endpoint disabled %t after %d failures", disabled, e.Failures)
			}
		})
	}

	t.Run("gives_an_endpoint_up_that_failed_often_and_for_long_and_takes_it_back_when_a_ping_arrives", func(t *testing.T) {
		t.Parallel()
		broken := true
		s, o := newShelf(), listen(t, nil)
		o.answer = func(w http.ResponseWriter, _ *http.Request) {
			if broken {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}
		carrier := service(s, o)
		e, _, err := carrier.Make(t.Context(), o.order())
		if err != nil {
			t.Fatal(err)
		}
		isDisabled := func() bool {
			now, err := s.Endpoint(t.Context(), e.ID)
			return err == nil && !now.Disabled.IsZero()
		}
		for n := range 30 {
			if err := carrier.Carry(t.Context(), parcelFor(s, e, n)); err == nil {
				t.Fatal("a message arrived")
			}
		}
		if isDisabled() {
			t.Error("given up within a moment")
		}
		s.now = s.now.Add(4 * 24 * time.Hour)
		err = carrier.Carry(t.Context(), parcelFor(s, e, 31))
		if _, forever := errors.AsType[*notify.Refused](err); !forever || !isDisabled() {
			t.Errorf("after four days: %v", err)
		}
		before := len(o.requests())
		err = carrier.Carry(t.Context(), parcelFor(s, e, 32))
		if _, forever := errors.AsType[*notify.Refused](err); !forever || len(o.requests()) != before {
			t.Errorf("a disabled endpoint was tried: %v", err)
		}
		disabled, _ := s.Endpoint(t.Context(), e.ID)
		if ping, err := carrier.Ping(t.Context(), disabled); err != nil || ping.Taken || ping.Remark != "the endpoint answered 503" || !isDisabled() {
			t.Errorf("a ping that fails: %+v, %v", ping, err)
		}
		broken = false
		if ping, err := carrier.Ping(t.Context(), disabled); err != nil || !ping.Taken || isDisabled() {
			t.Errorf("a ping that arrives: %+v, %v", ping, err)
		}
		if err := carrier.Carry(t.Context(), parcelFor(s, e, 33)); err != nil {
			t.Error(err)
		}
	})

	t.Run("brings_nothing_to_what_was_removed_or_may_not_hear_it_any_more", func(t *testing.T) {
		t.Parallel()
		s, o := newShelf(), listen(t, nil)
		carrier := service(s, o)
		e, _, err := carrier.Make(t.Context(), o.order())
		if err != nil {
			t.Fatal(err)
		}
		s.record.Procedure = openselection.SheetName
		s.record.State = openselection.SheetSubmitted
		err = carrier.Carry(t.Context(), parcelFor(s, e, 1))
		if _, forever := errors.AsType[*notify.Refused](err); !forever {
			t.Errorf("a sheet was told of: %v", err)
		}
		if err := s.RemoveEndpoint(t.Context(), e.ID); err != nil {
			t.Fatal(err)
		}
		err = carrier.Carry(t.Context(), parcelFor(s, e, 1))
		if _, forever := errors.AsType[*notify.Refused](err); !forever || len(o.requests()) > 0 {
			t.Errorf("a removed endpoint was told: %v", err)
		}
	})

	t.Run("takes_no_more_of_an_answer_than_it_wants_and_waits_no_longer", func(t *testing.T) {
		t.Parallel()
		s := newShelf()
		sent := make(chan int, 1)
		o := listen(t, func(w http.ResponseWriter, r *http.Request) {
			n, chunk := 0, make([]byte, 64<<10)
			for range 10_000 { // 640 MiB, if anybody took it
				more, err := w.Write(chunk)
				if n += more; err != nil || r.Context().Err() != nil {
					break
				}
			}
			sent <- n
		})
		carrier := service(s, o)
		e, _, err := carrier.Make(t.Context(), o.order())
		if err != nil {
			t.Fatal(err)
		}
		if err := carrier.Carry(t.Context(), parcelFor(s, e, 1)); err != nil {
			t.Error(err)
		}
		if n := <-sent; n > 64<<20 {
			t.Errorf("%d bytes of an answer were taken", n)
		}
	})
}

func TestAddresses_are_those_that_ask_and_may_know(t *testing.T) {
	t.Parallel()
	s, o := newShelf(), listen(t, nil)
	carrier := service(s, o)
	made := make(map[string]webhook.Endpoint)
	for name, change := range map[string]func(*webhook.Order){
		"ours": func(*webhook.Order) {},
		"for this event": func(o *webhook.Order) {
			o.Events = []workflow.Event{openselection.Inaugurate, openselection.RecommendResult}
		},
		"for another":     func(o *webhook.Order) { o.Events = []workflow.Event{openselection.Inaugurate} },
		"the supervisor":  func(o *webhook.Order) { o.Agency, o.Listens = workflow.Nation, workflow.Supervisor },
		"another agency":  func(o *webhook.Order) { o.Agency = "52" },
		"who may not now": func(o *webhook.Order) { o.Listens = workflow.Applicant },
	} {
		order := o.order()
		change(&order)
		e, _, err := carrier.Make(t.Context(), order)
		if err != nil {
			t.Fatal(err)
		}
		made[name] = e
	}
	heard := func() []string {
		t.Helper()
		addresses, err := carrier.Addresses(t.Context(), parcelFor(s, made["ours"], 1).Notice, []string{"budi"})
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for name, e := range made {
			if slices.ContainsFunc(addresses, func(a notify.Address) bool { return a.Key == e.ID.String() && a.Person == "" }) {
				list = append(list, name)
			}
		}
		slices.Sort(list)
		return list
	}
	if got := heard(); !slices.Equal(got, []string{"for this event", "ours", "the supervisor"}) {
		t.Errorf("told %q", got)
	}
	s.record.Procedure = "complaint" // of which the table of reads lets no secretariat know
	if got := heard(); slices.Contains(got, "ours") || slices.Contains(got, "for this event") {
		t.Errorf("told %q of a complaint", got)
	}
}

func TestMake_refuses(t *testing.T) {
	t.Parallel()
	s, o := newShelf(), listen(t, nil)
	carrier := service(s, o, func(c *webhook.Config) {
		c.Knows = func(e workflow.Event) bool { return e == openselection.Inaugurate }
	})
	for name, c := range map[string]struct {
		change func(*webhook.Order)
		member string
	}{
		"an_empty_label":          {func(o *webhook.Order) { o.Label = " " }, "label"},
		"a_label_with_a_new_line": {func(o *webhook.Order) { o.Label = "a\nb" }, "label"},
		"a_long_label":            {func(o *webhook.Order) { o.Label = strings.Repeat("a", 101) }, "label"},
		"an_event_that_is_none":   {func(o *webhook.Order) { o.Events = []workflow.Event{"inaugurat"} }, "events"},
		"many_events":             {func(o *webhook.Order) { o.Events = make([]workflow.Event, 51) }, "events"},
		"a_place_inside":          {func(o *webhook.Order) { o.URL = "https://10.0.0.1/" }, "url"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			order := o.order()
			c.change(&order)
			_, _, err := carrier.Make(t.Context(), order)
			unfit, is := errors.AsType[*webhook.Unfit](err)
			if !is || unfit.Member != c.member {
				t.Errorf("answered %v", err)
			}
		})
	}
	t.Run("the_eleventh_of_an_agency", func(t *testing.T) {
		t.Parallel()
		s := newShelf()
		carrier := service(s, o)
		for range 10 {
			if _, _, err := carrier.Make(t.Context(), o.order()); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := carrier.Make(t.Context(), o.order()); !errors.Is(err, webhook.ErrTooMany) {
			t.Errorf("answered %v", err)
		}
	})
}

func TestHost_shows_nothing_that_may_be_secret(t *testing.T) {
	t.Parallel()
	s, o := newShelf(), listen(t, nil)
	carrier := service(s, o)
	order := o.order()
	order.URL = "https://portal.example.go.id:443/jalan/rahasia?kunci=rahasia"
	e, secret, err := carrier.Make(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	if host, err := carrier.Host(e); err != nil || host != "portal.example.go.id:443" {
		t.Errorf("host %q, %v", host, err)
	}
	if shown, err := json.Marshal(secret); err == nil && strings.Contains(string(shown), secret.Expose()[6:]) || strings.Contains(secret.String(), secret.Expose()[6:]) {
		t.Error("a secret shows itself")
	}
}
