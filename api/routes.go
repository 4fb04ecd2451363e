package api

import (
	"net/http"
	"slices"
)

// Access says who may use a route.
type Access string

// The two kinds of access. What an authenticated person may then do to a case is
// not written here: the rows of the tables say it.
const (
	Anyone        Access = "anyone"
	Authenticated Access = "authenticated"
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
	Access Access
	Body   BodyRule
	Query  []string // the parameters it knows
	// Keyed: it acts, so it needs an Idempotency-Key.
	Keyed bool
	// Conditional: it changes a case that the caller has read, so it needs If-Match.
	Conditional bool
	// Demo: it exists only on a server in demo mode.
	Demo bool
}

// Routes is every route of the server. The server does not start when the
// generated code has a route that is not here, or the reverse.
func Routes() []Route {
	law := []string{"base", "profile", "date"}
	page := []string{"after", "limit"}
	return []Route{
		{Method: http.MethodPost, Path: "/v1/rounds", Access: Authenticated, Body: NeedsBody, Keyed: true},
		{Method: http.MethodGet, Path: "/v1/rounds", Access: Authenticated, Query: append([]string{"agency", "state"}, page...)},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}", Access: Authenticated},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/events", Access: Authenticated},
		{Method: http.MethodPost, Path: "/v1/rounds/{id}/events/{event}", Access: Authenticated, Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodPost, Path: "/v1/rounds/{id}/selections/events/{event}", Access: Authenticated, Body: NeedsBody, Keyed: true},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/journal", Access: Authenticated, Query: page},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/deadlines", Access: Authenticated},
		{Method: http.MethodGet, Path: "/v1/rounds/{id}/notices", Access: Authenticated},

		{Method: http.MethodGet, Path: "/v1/selections", Access: Authenticated, Query: append([]string{"round", "agency", "state"}, page...)},
		{Method: http.MethodGet, Path: "/v1/selections/{id}", Access: Authenticated},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/events", Access: Authenticated},
		{Method: http.MethodPost, Path: "/v1/selections/{id}/events/{event}", Access: Authenticated, Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/journal", Access: Authenticated, Query: page},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/deadlines", Access: Authenticated},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/notices", Access: Authenticated},

		{Method: http.MethodGet, Path: "/v1/procedures", Access: Authenticated},
		{Method: http.MethodGet, Path: "/v1/procedures/{name}", Access: Authenticated, Query: law},
		{Method: http.MethodGet, Path: "/v1/procedures/{name}/diagram", Access: Authenticated, Query: law},
		{Method: http.MethodGet, Path: "/v1/policy/packs", Access: Authenticated, Query: append([]string{"province", "agency"}, law...)},
		{Method: http.MethodGet, Path: "/v1/policy/packs/{hash}", Access: Authenticated},
		{Method: http.MethodPut, Path: "/v1/demo/clock", Access: Authenticated, Body: NeedsBody, Demo: true},

		{Method: http.MethodGet, Path: "/livez", Access: Anyone},
		{Method: http.MethodGet, Path: "/readyz", Access: Anyone},
		{Method: http.MethodGet, Path: "/metrics", Access: Anyone},
		{Method: http.MethodGet, Path: "/version", Access: Anyone},
		{Method: http.MethodGet, Path: "/openapi.yaml", Access: Anyone},
		{Method: http.MethodGet, Path: "/openapi-3.0.yaml", Access: Anyone},
		{Method: http.MethodGet, Path: "/docs", Access: Anyone},
		{Method: http.MethodGet, Path: "/docs/{asset}", Access: Anyone},
		{Method: http.MethodGet, Path: "/problems/{code}", Access: Anyone},
	}
}

func routeFor(method, path string) (Route, bool) {
	routes := Routes()
	i := slices.IndexFunc(routes, func(r Route) bool { return r.Method == method && r.Path == path })
	if i < 0 {
		return Route{}, false
	}
	return routes[i], true
}
