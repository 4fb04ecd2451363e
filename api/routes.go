package api

import (
	"net/http"

	"selter/workflow/access"
	"selter/workflow/openselection"
)

// BodyRule says whether a route takes a body. A body is always JSON.
type BodyRule int

// The rules for bodies.
const (
	NoBody BodyRule = iota
	MayHaveBody
	NeedsBody
)

// A Route is what the edge demands on one path.
type Route struct {
	Method string
	Path   string // as in the contract
	Policy Policy
	Body   BodyRule
	Query  []string // the parameters it knows
	// Keyed: it acts, so it needs an Idempotency-Key.
	Keyed bool
	// Conditional: it changes a case that the caller has read, so it needs If-Match.
	Conditional bool
	// Guessed: it takes something that can be guessed, such as a password, so an address
	// may use it less often.
	Guessed bool
}

// Routes is every route of the server. The server does not start when the generated
// code has a route that is not here, or the reverse, or when a route has no policy.
func Routes() []Route {
	const round, selection = openselection.RoundName, openselection.SelectionName
	law := []string{"base", "profile", "date"}
	page := []string{"after", "limit"}
	return []Route{
		{Method: http.MethodPost, Path: "/v1/rounds", Policy: acts(round), Body: NeedsBody, Keyed: true},
		{Method: http.MethodGet, Path: "/v1/rounds", Policy: reads(access.Status, round), Query: append([]string{"agency", "state"}, page...)},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}", Policy: reads(access.Status, round)},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/events", Policy: reads(access.Offers, round)},
		{Method: http.MethodPost, Path: "/v1/rounds/{id}/events/{event}", Policy: acts(round), Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodPost, Path: "/v1/rounds/{id}/selections/events/{event}", Policy: acts(selection), Body: NeedsBody, Keyed: true},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/journal", Policy: reads(access.Journal, round), Query: page},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/deadlines", Policy: reads(access.Deadlines, round)},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/notices", Policy: reads(access.Notices, round)},

		{Method: http.MethodGet, Path: "/v1/selections", Policy: reads(access.Status, selection), Query: append([]string{"round", "agency", "state"}, page...)},
		{Method: http.MethodGet, Path: "/v1/selections/{id}", Policy: reads(access.Status, selection)},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/events", Policy: reads(access.Offers, selection)},
		{Method: http.MethodPost, Path: "/v1/selections/{id}/events/{event}", Policy: acts(selection), Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/journal", Policy: reads(access.Journal, selection), Query: page},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/deadlines", Policy: reads(access.Deadlines, selection)},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/notices", Policy: reads(access.Notices, selection)},

		{Method: http.MethodGet, Path: "/v1/procedures", Policy: published()},
		{Method: http.MethodGet, Path: "/v1/procedures/{name}", Policy: published(), Query: law},
		{Method: http.MethodGet, Path: "/v1/procedures/{name}/diagram", Policy: published(), Query: law},
		{Method: http.MethodGet, Path: "/v1/policy/packs", Policy: published(), Query: append([]string{"province", "agency"}, law...)},
		{Method: http.MethodGet, Path: "/v1/policy/packs/{hash}", Policy: published()},
		{Method: http.MethodPut, Path: "/v1/demo/clock", Policy: onStage(), Body: NeedsBody},

		{Method: http.MethodGet, Path: "/livez", Policy: open()},
		{Method: http.MethodGet, Path: "/readyz", Policy: open()},
		{Method: http.MethodGet, Path: "/metrics", Policy: open()},
		{Method: http.MethodGet, Path: "/version", Policy: open()},
		{Method: http.MethodGet, Path: "/openapi.yaml", Policy: open()},
		{Method: http.MethodGet, Path: "/openapi-3.0.yaml", Policy: open()},
		{Method: http.MethodGet, Path: "/docs", Policy: open()},
		{Method: http.MethodGet, Path: "/docs/{asset}", Policy: open()},
		{Method: http.MethodGet, Path: "/problems/{code}", Policy: open()},
	}
}
