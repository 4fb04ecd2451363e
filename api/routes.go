package api

import (
	"net/http"

	"selter/workflow/access"
	"selter/workflow/complaint"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
)

// BodyRule says whether a route takes a body. A body is JSON, unless it is a file.
type BodyRule int

// The rules for bodies.
const (
	NoBody BodyRule = iota
	MayHaveBody
	NeedsBody
	NeedsFile
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
	// Receipt: who holds the receipt of a complaint may come with it, whoever they are.
	Receipt bool
	// Inside: it tells how the whole installation works, so it exists for machines inside only.
	Inside bool
	// Ends: it ends a credential. A token ends none but itself, and that it may do whatever it
	// was issued for: a program that is done with it, or who finds one that has leaked.
	Ends bool
	// Needs is what the server must have been given for the route to exist.
	Needs part
}

// Routes is every route of the server. The server does not start when the generated
// code has a route that is not here, or the reverse, or when a route has no policy.
func Routes() []Route {
	const round, selection, file = openselection.RoundName, openselection.SelectionName, person.Name
	const application, sheet, paper = openselection.ApplicationName, openselection.SheetName, openselection.PaperName
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

		{Method: http.MethodGet, Path: "/v1/selections/{id}/compliance", Policy: reads(access.Compliance, selection), Needs: needsScores},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/compliance/changes", Policy: reads(access.Compliance, selection), Query: page, Needs: needsScores},

		{Method: http.MethodGet, Path: "/v1/selections/{id}/ranking", Policy: reads(access.Facts, selection)},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/documents/{file}", Policy: reads(access.Facts, selection), Query: []string{"stage"}, Needs: needsPrinter},

		{Method: http.MethodPost, Path: "/v1/selections/{id}/applications", Policy: acts(application), Body: NeedsBody, Keyed: true},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/applications", Policy: reads(access.Status, application), Query: append([]string{"state"}, page...)},
		{Method: http.MethodGet, Path: "/v1/applications", Policy: reads(access.Status, application), Query: append([]string{"selection", "agency", "state"}, page...)},
		{Method: http.MethodGet, Path: "/v1/applications/{id}", Policy: reads(access.Status, application)},
		{Method: http.MethodGet, Path: "/v1/applications/{id}/events", Policy: reads(access.Offers, application)},
		{Method: http.MethodPost, Path: "/v1/applications/{id}/events/{event}", Policy: acts(application), Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodGet, Path: "/v1/applications/{id}/journal", Policy: reads(access.Journal, application), Query: page},
		{Method: http.MethodPut, Path: "/v1/applications/{id}/documents/{kind}", Policy: acts(application), Body: NeedsFile, Keyed: true, Conditional: true, Needs: needsDossier},
		{Method: http.MethodGet, Path: "/v1/applications/{id}/documents/{kind}/link", Policy: reads(access.Facts, application), Needs: needsDossier},
		{Method: http.MethodGet, Path: "/v1/applications/{id}/receipt", Policy: reads(access.Facts, application), Needs: needsDigest},
		{Method: http.MethodPost, Path: "/v1/receipts/verify", Policy: open(), Body: NeedsBody, Needs: needsDigest},
		{Method: http.MethodGet, Path: "/v1/documents/{token}", Policy: linked(), Needs: needsDossier},

		{Method: http.MethodPost, Path: "/v1/selections/{id}/papers", Policy: acts(paper), Body: NeedsFile, Keyed: true, Needs: needsDossier},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/papers", Policy: reads(access.Status, paper), Query: page},
		{Method: http.MethodGet, Path: "/v1/selections/{id}/papers/{code}/link", Policy: linked(), Needs: needsDossier},
		{Method: http.MethodGet, Path: "/v1/papers/{id}", Policy: reads(access.Status, paper)},
		{Method: http.MethodGet, Path: "/v1/papers/{id}/journal", Policy: reads(access.Journal, paper), Query: page},

		{Method: http.MethodGet, Path: "/v1/selections/{id}/sheets", Policy: reads(access.Status, sheet), Query: append([]string{"state"}, page...)},
		{Method: http.MethodGet, Path: "/v1/sheets/{id}", Policy: reads(access.Status, sheet)},
		{Method: http.MethodGet, Path: "/v1/sheets/{id}/events", Policy: reads(access.Offers, sheet)},
		{Method: http.MethodPost, Path: "/v1/sheets/{id}/events/{event}", Policy: acts(sheet), Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodGet, Path: "/v1/sheets/{id}/journal", Policy: reads(access.Journal, sheet), Query: page},

		{Method: http.MethodPost, Path: "/v1/selections/{id}/complaints", Policy: nameless(complaint.Name), Body: NeedsBody, Keyed: true, Guessed: true, Needs: needsCustody},
		{Method: http.MethodPost, Path: "/v1/agencies/{agency}/complaints", Policy: nameless(complaint.Name), Body: NeedsBody, Keyed: true, Guessed: true, Needs: needsCustody},
		{Method: http.MethodGet, Path: "/v1/complaints", Policy: reads(access.Status, complaint.Name), Query: append([]string{"selection", "agency", "state"}, page...), Receipt: true},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}", Policy: reads(access.Status, complaint.Name), Receipt: true},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}/events", Policy: reads(access.Offers, complaint.Name), Receipt: true},
		{Method: http.MethodPost, Path: "/v1/complaints/{id}/events/{event}", Policy: acts(complaint.Name), Body: MayHaveBody, Keyed: true, Conditional: true, Receipt: true},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}/journal", Policy: reads(access.Journal, complaint.Name), Query: page, Receipt: true},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}/deadlines", Policy: reads(access.Deadlines, complaint.Name), Receipt: true},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}/findings", Policy: reads(access.Findings, complaint.Name), Receipt: true},
		{Method: http.MethodPost, Path: "/v1/complaints/{id}/attachments", Policy: acts(complaint.Name), Body: NeedsFile, Keyed: true, Conditional: true, Receipt: true, Needs: needsAttachments},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}/attachments/{name}", Policy: reads(access.Facts, complaint.Name), Receipt: true, Needs: needsAttachments},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}/reporter", Policy: reads(access.Reporter, complaint.Name), Needs: needsCustody},
		{Method: http.MethodGet, Path: "/v1/complaints/{id}/reporter/attachments/{name}", Policy: reads(access.Reporter, complaint.Name), Needs: needsAttachments},

		{Method: http.MethodGet, Path: "/v1/public/rounds", Policy: open(), Query: append([]string{"agency"}, page...)},
		{Method: http.MethodGet, Path: "/v1/public/rounds/{id}", Policy: open()},
		{Method: http.MethodGet, Path: "/v1/public/selections/{id}", Policy: open()},
		{Method: http.MethodGet, Path: "/v1/public/documents/{ticket}/{code}", Policy: open(), Needs: needsPrinter},

		{Method: http.MethodPost, Path: "/v1/session", Policy: open(), Body: NeedsBody, Guessed: true, Needs: needsAccounts},
		{Method: http.MethodGet, Path: "/v1/session", Policy: oneself()},
		{Method: http.MethodDelete, Path: "/v1/session", Policy: oneself(), Ends: true, Needs: needsAccounts},
		{Method: http.MethodPut, Path: "/v1/session/password", Policy: oneself(), Body: NeedsBody, Guessed: true, Needs: needsAccounts},
		{Method: http.MethodPost, Path: "/v1/session/totp", Policy: oneself(), Body: NeedsBody, Guessed: true, Needs: needsAccounts},
		{Method: http.MethodPut, Path: "/v1/session/totp", Policy: oneself(), Body: NeedsBody, Guessed: true, Needs: needsAccounts},
		{Method: http.MethodPost, Path: "/v1/session/second-factor", Policy: oneself(), Body: NeedsBody, Guessed: true, Needs: needsAccounts},
		{Method: http.MethodPost, Path: "/v1/invitations/accept", Policy: open(), Body: NeedsBody, Guessed: true, Needs: needsAccounts},
		{Method: http.MethodGet, Path: "/v1/tokens", Policy: oneself(), Needs: needsAccounts},
		{Method: http.MethodPost, Path: "/v1/tokens", Policy: oneself(), Body: NeedsBody, Needs: needsAccounts},
		{Method: http.MethodDelete, Path: "/v1/tokens/{id}", Policy: oneself(), Ends: true, Needs: needsAccounts},
		{Method: http.MethodGet, Path: "/v1/oidc/login", Policy: open(), Guessed: true, Needs: needsFederation},
		{Method: http.MethodGet, Path: "/v1/oidc/callback", Policy: open(), Query: []string{"code", "state", "iss", "session_state", "error", "error_description", "error_uri"}, Guessed: true, Needs: needsFederation},
		{Method: http.MethodPost, Path: "/v1/oidc/link", Policy: oneself(), Needs: needsFederation},

		{Method: http.MethodPost, Path: "/v1/persons", Policy: acts(file), Body: NeedsBody, Keyed: true, Needs: needsPeople},
		{Method: http.MethodPost, Path: "/v1/persons/lookup", Policy: about(access.Lookup), Body: NeedsBody, Guessed: true, Needs: needsVault},
		{Method: http.MethodGet, Path: "/v1/persons/{person}", Policy: reads(access.Status, file)},
		{Method: http.MethodGet, Path: "/v1/persons/{person}/events", Policy: reads(access.Offers, file)},
		{Method: http.MethodPost, Path: "/v1/persons/{person}/events/{event}", Policy: acts(file), Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodGet, Path: "/v1/persons/{person}/journal", Policy: reads(access.Journal, file), Query: page},
		{Method: http.MethodGet, Path: "/v1/persons/{person}/particulars", Policy: about(access.Particulars), Query: []string{"fields"}, Needs: needsVault},
		{Method: http.MethodPut, Path: "/v1/persons/{person}/particulars", Policy: acts(file), Body: NeedsBody, Keyed: true, Needs: needsVault},
		{Method: http.MethodGet, Path: "/v1/persons/{person}/readings", Policy: about(access.Readings), Query: page, Needs: needsVault},
		{Method: http.MethodGet, Path: "/v1/persons/{person}/export", Policy: oneself(), Needs: needsPeople},

		{Method: http.MethodGet, Path: "/v1/mandates", Policy: reads(access.Status, mandate.Name), Query: append([]string{"person", "agency"}, page...)},
		{Method: http.MethodPost, Path: "/v1/mandates", Policy: acts(mandate.Name), Body: NeedsBody, Keyed: true},
		{Method: http.MethodGet, Path: "/v1/mandates/{id}", Policy: reads(access.Status, mandate.Name)},
		{Method: http.MethodGet, Path: "/v1/mandates/{id}/events", Policy: reads(access.Offers, mandate.Name)},
		{Method: http.MethodPost, Path: "/v1/mandates/{id}/events/{event}", Policy: acts(mandate.Name), Body: MayHaveBody, Keyed: true, Conditional: true},
		{Method: http.MethodGet, Path: "/v1/mandates/{id}/journal", Policy: reads(access.Journal, mandate.Name), Query: page},

		{Method: http.MethodGet, Path: "/v1/webhooks", Policy: asksFor(access.Endpoints), Query: []string{"agency"}, Needs: needsWebhooks},
		{Method: http.MethodPost, Path: "/v1/webhooks", Policy: asksFor(access.Endpoints), Body: NeedsBody, Needs: needsWebhooks},
		{Method: http.MethodDelete, Path: "/v1/webhooks/{id}", Policy: asksFor(access.Endpoints), Needs: needsWebhooks},
		{Method: http.MethodPost, Path: "/v1/webhooks/{id}/rotate", Policy: asksFor(access.Endpoints), Needs: needsWebhooks},
		{Method: http.MethodPost, Path: "/v1/webhooks/{id}/ping", Policy: asksFor(access.Endpoints), Needs: needsWebhooks},
		{Method: http.MethodGet, Path: "/v1/webhooks/{id}/deliveries", Policy: asksFor(access.Endpoints), Query: page, Needs: needsWebhooks},

		{Method: http.MethodGet, Path: "/v1/rounds/{id}/calendar.ics", Policy: reads(access.Deadlines, round), Needs: needsCalendars},
		{Method: http.MethodGet, Path: "/v1/public/rounds/{id}/calendar.ics", Policy: open(), Needs: needsCalendars},
		{Method: http.MethodGet, Path: "/v1/me/notices", Policy: oneself(), Query: append([]string{"unread"}, page...), Needs: needsInbox},
		{Method: http.MethodPost, Path: "/v1/me/notices/{id}/read", Policy: oneself(), Needs: needsInbox},
		{Method: http.MethodGet, Path: "/v1/me/preferences", Policy: oneself(), Needs: needsInbox},
		{Method: http.MethodPut, Path: "/v1/me/preferences", Policy: oneself(), Body: NeedsBody, Needs: needsInbox},
		{Method: http.MethodPost, Path: "/v1/me/calendar", Policy: oneself(), Needs: needsCalendars},
		{Method: http.MethodDelete, Path: "/v1/me/calendar", Policy: oneself(), Needs: needsCalendars},
		{Method: http.MethodGet, Path: "/v1/calendars/{link}", Policy: open(), Needs: needsCalendars},

		{
			Method: http.MethodGet, Path: "/v1/board/{table}", Policy: asksFor(access.Board), Needs: needsBoard,
			Query: append([]string{"year", "agency", "kind", "state", "label", "tier", "profile", "format"}, page...),
		},

		{Method: http.MethodGet, Path: "/v1/deadlines", Policy: within(access.Deadlines), Query: append([]string{"agency", "case", "until"}, page...)},
		{Method: http.MethodGet, Path: "/v1/regions/{region}/freeze", Policy: published(), Query: []string{"date"}},

		{Method: http.MethodGet, Path: "/v1/procedures", Policy: published()},
		{Method: http.MethodGet, Path: "/v1/procedures/{name}", Policy: published(), Query: law},
		{Method: http.MethodGet, Path: "/v1/procedures/{name}/diagram", Policy: published(), Query: law},
		{Method: http.MethodGet, Path: "/v1/policy/packs", Policy: published(), Query: append([]string{"province", "agency"}, law...)},
		{Method: http.MethodGet, Path: "/v1/policy/packs/{hash}", Policy: published()},
		{Method: http.MethodPut, Path: "/v1/demo/clock", Policy: onStage(), Body: NeedsBody, Needs: needsClock},
		{Method: http.MethodPut, Path: "/v1/demo/cast", Policy: onStage(), Body: NeedsBody, Needs: needsCast},

		{Method: http.MethodGet, Path: "/livez", Policy: open()},
		{Method: http.MethodGet, Path: "/readyz", Policy: open()},
		{Method: http.MethodGet, Path: "/metrics", Policy: open(), Inside: true},
		{Method: http.MethodGet, Path: "/version", Policy: open()},
		{Method: http.MethodGet, Path: "/openapi.yaml", Policy: open()},
		{Method: http.MethodGet, Path: "/openapi-3.0.yaml", Policy: open()},
		{Method: http.MethodGet, Path: "/docs", Policy: open()},
		{Method: http.MethodGet, Path: "/docs/{asset}", Policy: open()},
		{Method: http.MethodGet, Path: "/problems/{code}", Policy: open()},
	}
}
