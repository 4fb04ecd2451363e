package matrix_test

import (
	"context"
	"iter"

	"github.com/google/uuid"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/notify/feed"
	"selter/pkg/notify/webhook"
	"selter/workflow"
	"selter/workflow/glossary"
)

// switchboard is a place for endpoints in which there are none.
type switchboard struct{ api.Webhooks }

func (switchboard) Endpoint(context.Context, uuid.UUID) (webhook.Endpoint, error) {
	return webhook.Endpoint{}, webhook.ErrUnknown
}

func (switchboard) Endpoints(context.Context, string) ([]webhook.Endpoint, error) { return nil, nil }

// almanac has no days in it, and leads nobody to them.
type almanac struct{}

func calendars() (api.Calendars, error) {
	words, err := glossary.Load()
	return &feed.Service{Store: almanac{}, Writer: feed.Writer{Words: words}}, err
}

func (almanac) Share(context.Context, string, [32]byte, int) error { return nil }
func (almanac) Unshare(context.Context, string) error              { return nil }

func (almanac) Shared(context.Context, [32]byte) (feed.Shared, error) {
	return feed.Shared{}, feed.ErrUnknown
}

func (almanac) Dates(context.Context, casework.Wall, feed.Query) ([]feed.Date, error) {
	return nil, nil
}

// endpoints ask for what belongs to an agency as a whole: there, if the path names none, or in whichever.
func (g *grid) endpoints(route api.Route) iter.Seq[cell] {
	name := route.Method + " " + route.Path
	at, query, body, allowed, here := g.sample(route).path, "", "", "not_found", false
	switch name {
	case "GET /v1/webhooks":
		query, allowed, here = "agency="+ourAgency, "ok", true
	case "POST /v1/webhooks": // a token makes none, whoever holds it
		body, allowed, here = `{"agency":"`+ourAgency+`","label":"Portal","url":"https://portal.contoh.go.id/"}`, "needs_session", true
	}
	return func(yield func(cell) bool) {
		for one := range g.wherever(route, body, allowed) {
			who := one.who
			if here && who.place.agency != ourAgency && who.place.agency != workflow.Nation && one.want == allowed {
				one.want = "wrong_actor"
			}
			one.path, one.query = at, query
			if !yield(one) {
				return
			}
		}
	}
}
