package matrix_test

import (
	"iter"
	"slices"
	"strings"

	"selter/api"
	"selter/pkg/identity"
	"selter/workflow/openselection"
)

// This file asks what is about no case.

// packs ask for the pack that the cases of a profile are bound to.
func (g *grid) packs(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for i, c := range g.house.world.targets {
			if i > 0 && g.house.world.targets[i-1].profile == c.profile && c.state != string(openselection.Interviewed) {
				continue // the first case of each profile, and one that others lie around
			}
			for _, who := range append(callersFor(c, g.duties), caller{}) {
				want := "not_found"
				if slices.ContainsFunc(g.house.world.targets, func(other target) bool {
					return other.profile == c.profile && g.law.reads(g.law.parts(who, other), "status", other)
				}) {
					want = "ok"
				}
				if !yield(g.asked(cell{route: route, who: who, c: c, want: want}, path(route.Path, g.house.world.records[i].Pack))) {
					return
				}
			}
		}
	}
}

// wherever asks for what needs a duty and no case.
func (g *grid) wherever(route api.Route, body, allowed string) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		nowhere := target{agency: ourAgency}
		for _, who := range append(callersFor(nowhere, g.duties), caller{}) {
			want := "wrong_actor"
			if g.law.awake(who) && who.applies == "" && who.place.round == "" && slices.Contains(g.law.Wherever[route.Method+" "+route.Path], who.duty) {
				want = allowed
			}
			if !yield(g.asked(cell{route: route, who: who, c: nowhere, want: want}, route.Path, body)) {
				return
			}
		}
	}
}

// alike asks as nobody, with a token and at a browser, whatever one's duty is.
func (g *grid) alike(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		name := route.Method + " " + route.Path
		nowhere := target{agency: ourAgency}
		inside := slices.Contains(g.law.Inside, name)
		for _, who := range append(callersFor(nowhere, g.duties), caller{}) {
			kinds := []identity.Kind{identity.TokenKind, identity.SessionKind}
			if who == (caller{}) {
				kinds = []identity.Kind{""}
			}
			for _, kind := range kinds {
				one := cell{route: route, event: string(kind), who: who, c: nowhere, question: g.sample(route), want: g.law.alike(name, kind)}
				if one.here = inside; kind != "" {
					one.as, one.kind = g.house.register.secret(kind, who), kind
				}
				if !yield(one) {
					return
				}
				if one.here, one.want = false, "not_found"; inside && !yield(one) {
					return
				}
			}
		}
	}
}

// bodies are good ones for routes on which it does not matter who asks.
var bodies = map[string]string{
	"POST /v1/session":               `{"login":"somebody","password":"tiga ekor kuda nil"}`,
	"PUT /v1/session/password":       `{"current":"tiga ekor kuda nil","password":"empat ekor kuda nil"}`,
	"POST /v1/session/totp":          `{"password":"tiga ekor kuda nil"}`,
	"PUT /v1/session/totp":           `{"code":"123456"}`,
	"POST /v1/session/second-factor": `{"code":"123456"}`,
	"POST /v1/invitations/accept":    `{"invitation":"selter_i_none","password":"tiga ekor kuda nil"}`,
	"POST /v1/tokens":                `{"label":"laporan","scopes":["cases:read"],"days":30}`,
	"POST /v1/receipts/verify": `{"key":"a","signature":"b","receipt":{"selection":"` + caseName(7).String() + `","application":"` + caseName(8).String() +
		`","registration":"7k3m-q9td","submitted":"2024-05-08T02:00:00Z","at":"2024-05-08T02:00:00Z","revision":3,"hash":"` + hash64 + `","documents":[]}}`,
	"POST /v1/selections/{id}/complaints":   emptyComplaint,
	"POST /v1/agencies/{agency}/complaints": emptyComplaint,
	"PUT /v1/me/preferences":                `{"items":[]}`,
	"PUT /v1/demo/clock":                    `{"now":"2024-05-09T02:00:00Z"}`,
	"PUT /v1/demo/cast":                     `{"agency":"53","cast":[]}`,
}

// names are parameters of paths on which it does not matter who asks.
var names = map[string]string{
	"{id}": caseName(7).String(), "{region}": "53", "{table}": "agencies", "{agency}": ourAgency, "{person}": asker, "{name}": "round", "{event}": "announce", "{kind}": checklistItem, "{file}": "announcement.pdf", "{token}": "bm9uZQ", "{link}": "bm9uZQ.ics", "{ticket}": "bm9uZQ", "{asset}": "start.js", "{code}": "not_found",
}

func (g *grid) sample(route api.Route) question {
	at := route.Path
	for parameter, value := range names {
		at = strings.ReplaceAll(at, parameter, value)
	}
	return question{method: route.Method, path: at, body: bodies[route.Method+" "+route.Path]}
}
