package api_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
	"selter/pkg/notify"
	"selter/pkg/notify/feed"
	"selter/pkg/notify/webhook"
	"selter/pkg/store"
	"selter/workflow"
	"selter/workflow/glossary"
)

// outbound gives a server what it tells other systems by. Only this machine is ever reached.
func outbound(t *testing.T) func(*api.Config) {
	t.Helper()
	words, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	ring, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return func(c *api.Config) {
		s := c.Shelves.(*store.Store)
		c.Duties = s.Identity()
		c.Calendars = &feed.Service{Store: s.Calendars(), Writer: feed.Writer{Words: words, Origin: "https://selter.contoh.go.id"}}
		c.Webhooks = webhook.New(webhook.Config{Store: s.Endpoints(), Sealer: ring, Cases: s, Reach: webhook.Reach{Loopback: true}, Knows: func(e workflow.Event) bool {
			_, known := words.Term(glossary.Event, string(e))
			return known
		}})
	}
}

// atBrowser has everybody come with a session, that began when it says.
func atBrowser(began time.Duration) func(*api.Config) {
	return func(c *api.Config) {
		believed := c.Identify
		c.Identify = func(r *http.Request) (identity.Subject, error) {
			who, err := believed(r)
			who.Kind, who.Proved = identity.SessionKind, who.At.Add(-began)
			return who, err
		}
	}
}

const (
	adminHere    = "Bearer test:siti:admin@53"
	adminThere   = "Bearer test:budi:admin@31"
	overAll      = "Bearer test:rina:supervisor"
	secretaryOne = "Bearer test:dewi:secretariat@53"
	endpointHere = `{"agency":"53","label":"Portal kepegawaian","url":"https://127.0.0.1:1/masuk?kunci=rahasia"}`
)

func TestWebhooks(t *testing.T) {
	t.Parallel()
	t.Run("are_made_kept_and_removed_by_who_keeps_them", func(t *testing.T) {
		t.Parallel()
		h := open(t, outbound(t), atBrowser(time.Minute))
		w := h.do(t, call{method: http.MethodPost, path: "/v1/webhooks", as: adminHere, body: endpointHere})
		if w.Code != http.StatusCreated {
			t.Fatalf("answered %d: %s", w.Code, w.Body)
		}
		secret, _ := field(t, w, "secret").(string)
		if _, err := webhook.ParseSecret(secret); err != nil {
			t.Error(err)
		}
		shown := field(t, w, "webhook").(map[string]any)
		if shown["listens"] != "secretariat" || shown["host"] != "127.0.0.1:1" || strings.Contains(w.Body.String(), "rahasia") {
			t.Errorf("it is shown as %s", w.Body)
		}
		at := "/v1/webhooks/" + shown["id"].(string)
		if w := h.do(t, call{path: "/v1/webhooks?agency=53", as: adminHere}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), shown["id"].(string)) ||
			strings.Contains(w.Body.String(), secret[6:]) || strings.Contains(w.Body.String(), "rahasia") {
			t.Errorf("the list is %d %s", w.Code, w.Body)
		}
		// The supervisor has others, of which the agency does not know, and does not see the agency's.
		if w := h.do(t, call{path: "/v1/webhooks?agency=53", as: overAll}); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Portal") {
			t.Errorf("the supervisor's list is %d %s", w.Code, w.Body)
		}
		for _, who := range []string{overAll, adminThere} {
			for _, c := range []call{{method: http.MethodDelete, path: at}, {method: http.MethodPost, path: at + "/rotate"}, {method: http.MethodPost, path: at + "/ping"}, {path: at + "/deliveries"}} {
				c.as = who
				if w := h.do(t, c); w.Code != http.StatusNotFound {
					t.Errorf("%s %s by %s: %d %s", c.method, c.path, who, w.Code, w.Body)
				}
			}
		}
		w = h.do(t, call{method: http.MethodPost, path: at + "/rotate", as: adminHere})
		if w.Code != http.StatusOK || field(t, w, "secret") == secret {
			t.Errorf("rotating answered %d: %s", w.Code, w.Body)
		}
		w = h.do(t, call{method: http.MethodPost, path: at + "/ping", as: adminHere})
		if w.Code != http.StatusOK || field(t, w, "taken") != false || field(t, w, "remark") != "the endpoint cannot be reached" {
			t.Errorf("a ping answered %d: %s", w.Code, w.Body)
		}
		if w := h.do(t, call{method: http.MethodDelete, path: at, as: adminHere}); w.Code != http.StatusNoContent {
			t.Errorf("removing answered %d: %s", w.Code, w.Body)
		}
		if w := h.do(t, call{method: http.MethodDelete, path: at, as: adminHere}); w.Code != http.StatusNotFound {
			t.Errorf("removing it again answered %d: %s", w.Code, w.Body)
		}
	})

	for name, c := range map[string]struct {
		as, body, code string
		with           func(*api.Config)
	}{
		"who_keeps_none":                     {secretaryOne, endpointHere, "wrong_actor", atBrowser(0)},
		"an_admin_of_another_agency":         {adminThere, endpointHere, "wrong_actor", atBrowser(0)},
		"an_admin_of_one_agency_for_all":     {adminHere, strings.Replace(endpointHere, "53", "nasional", 1), "wrong_actor", atBrowser(0)},
		"an_admin_of_the_nation_for_all":     {"Bearer test:agus:admin@nasional", strings.Replace(endpointHere, "53", "nasional", 1), "invalid_body", atBrowser(0)},
		"a_program":                          {adminHere, endpointHere, "needs_session", func(*api.Config) {}},
		"who_logged_in_an_hour_ago":          {adminHere, endpointHere, "needs_proof", atBrowser(time.Hour)},
		"a_place_inside":                     {adminHere, strings.Replace(endpointHere, "127.0.0.1:1", "10.0.0.1", 1), "invalid_body", atBrowser(0)},
		"an_event_that_is_none":              {adminHere, strings.Replace(endpointHere, `"url"`, `"events":["plan_drafted"],"url"`, 1), "invalid_body", atBrowser(0)},
		"an_agency_that_is_no_code":          {adminHere, strings.Replace(endpointHere, "53", "5/3", 1), "invalid_body", atBrowser(0)},
		"a_member_that_nobody_has_asked_for": {adminHere, strings.Replace(endpointHere, `"url"`, `"listens":"supervisor","url"`, 1), "invalid_body", atBrowser(0)},
	} {
		t.Run("are_not_made_by_or_with_"+name, func(t *testing.T) {
			t.Parallel()
			h := open(t, outbound(t), c.with)
			w := h.do(t, call{method: http.MethodPost, path: "/v1/webhooks", as: c.as, body: c.body})
			if field(t, w, "code") != c.code || strings.Contains(w.Body.String(), "rahasia") {
				t.Errorf("answered %d: %s", w.Code, w.Body)
			}
		})
	}
}

// What happens to a case goes out by the dispatcher, arrives signed, and can be found among the deliveries.
func TestWebhooks_bring_what_happens(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []*http.Request
	var bodies []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		got, bodies = append(got, r), append(bodies, string(body))
	}))
	t.Cleanup(other.Close)
	var carrier notify.Carrier
	h := open(t, outbound(t), atBrowser(0), func(c *api.Config) { carrier = c.Webhooks.(*webhook.Service) })
	w := h.do(t, call{method: http.MethodPost, path: "/v1/webhooks", as: overAll, body: `{"agency":"nasional","label":"Pengawas","url":"` + other.URL + `/","events":["submit_plan"]}`})
	if w.Code != http.StatusCreated {
		t.Fatalf("answered %d: %s", w.Code, w.Body)
	}
	secret, err := webhook.ParseSecret(field(t, w, "secret").(string))
	if err != nil {
		t.Fatal(err)
	}
	endpoint := field(t, w, "webhook").(map[string]any)["id"].(string)
	id, err := workflow.ParseCaseID(h.round(t))
	if err != nil {
		t.Fatal(err)
	}
	words, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	dispatcher := notify.Dispatcher{Store: h.store.Mailroom(), Cases: h.store, Words: words, Carriers: []notify.Carrier{carrier}}
	courier := notify.NewCourier(h.store.Mailroom(), []notify.Carrier{carrier}, quiet())
	notice := casework.Notice{ID: uuid.Must(uuid.NewV7()), Case: id, Agency: "53", Role: workflow.Supervisor, About: "submit_plan", At: h.clock()}
	for range 2 { // as the outbox may bring it
		if err := dispatcher.Notify(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := courier.Once(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d attempts, %v", n, err)
	}
	if len(got) != 1 {
		t.Fatalf("%d messages arrived", len(got))
	}
	receiver := webhook.Receiver{Secrets: []webhook.Secret{secret}, Seen: onlyOnce{}, Now: time.Now}
	event, err := receiver.Take(t.Context(), got[0].Header, []byte(bodies[0]))
	if err != nil || event.Type != "selter.submit_plan" || event.Data.Case != id.String() || event.Data.Procedure != "round" {
		t.Errorf("%+v, %v", event, err)
	}
	w = h.do(t, call{path: "/v1/webhooks/" + endpoint + "/deliveries", as: overAll})
	if want := `"state":"sent"`; w.Code != http.StatusOK || strings.Count(w.Body.String(), want) != 1 || !strings.Contains(w.Body.String(), event.ID) {
		t.Errorf("deliveries %d %s", w.Code, w.Body)
	}
}
