package worlds_test

import (
	"testing"

	"selter/pkg/notify/feed"
	"selter/pkg/notify/webhook"
	"selter/workflow"
)

// endpointsOf is what a world's house sends notices to, on this machine only.
func endpointsOf(w *world) *webhook.Service {
	return webhook.New(webhook.Config{Store: w.Store.Endpoints(), Sealer: w.Vault.Keyring(), Cases: w.Store, Reach: webhook.Reach{Loopback: true}})
}

func calendarsOf(w *world) *feed.Service {
	return &feed.Service{Store: w.Store.Calendars(), Writer: feed.Writer{Words: w.Glossary}}
}

// outbound lets the person of the session keep the endpoints of the agency, of which there is one, and share a calendar.
func (g *goods) outbound(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	must(t, install(ctx, g.w.House, seat{agency: here, person: "akun", duty: workflow.Admin}, workflow.Scope{}, "sistem"))
	// Nothing listens there: a message to it fails, and is not to be taken.
	e, _, err := endpointsOf(g.w).Make(ctx, webhook.Order{Agency: here, Listens: workflow.Secretariat, Label: "Portal", URL: "https://127.0.0.1:1/", By: "akun"})
	must(t, err)
	g.wire = e.ID.String()
	secret, err := calendarsOf(g.w).Share(ctx, "pengawas", 2)
	must(t, err)
	g.link = secret + ".ics"
}

// connecting has the routes of endpoints and calendars, for who has just given a second factor.
func (g *goods) connecting() {
	at := "/v1/webhooks/" + g.wire
	g.add("GET /v1/webhooks", "session", "/v1/webhooks?agency="+here, "", nil)
	g.add("POST /v1/webhooks", "session", "", "WebhookOrder", says(`{"agency":"`+here+`","label":"Portal","url":"https://127.0.0.1:1/"}`))
	g.add("GET /v1/webhooks/{id}/deliveries", "session", at+"/deliveries", "", nil)
	g.add("POST /v1/webhooks/{id}/rotate", "session", at+"/rotate", "", nil)
	g.add("POST /v1/webhooks/{id}/ping", "session", at+"/ping", "", nil)
	g.add("DELETE /v1/webhooks/{id}", "session", at, "", nil)
	g.add("POST /v1/me/calendar", "session", "", "", nil)
	g.add("DELETE /v1/me/calendar", "session", "", "", nil)
}
