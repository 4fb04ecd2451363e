package matrix_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"

	"selter/api"
	"selter/pkg/identity"
	"selter/workflow/openselection"
)

// This file asks for files: by whom a link to one is made, and who can follow it.

// A cabinet has every file and takes none.
type cabinet struct{}

// Keep implements api.Dossier, so that whoever may hand in a file hears that this is none, and
// nothing is written.
func (cabinet) Keep(context.Context, string, string, []byte) (api.KeptFile, error) {
	return api.KeptFile{}, &api.FileRefused{Rule: "file_is_whole", Detail: "is not"}
}

func (cabinet) Fetch(context.Context, string, string) ([]byte, error) { return []byte("%PDF-"), nil }

// An envelope keeps nothing from anybody: whether a link can be forged is asked elsewhere.
type envelope struct{}

func (envelope) Seal(plain, about []byte) ([]byte, error) { return slices.Concat(about, plain), nil }

func (envelope) Open(sealed, about []byte) ([]byte, error) {
	if plain, ok := bytes.CutPrefix(sealed, about); ok {
		return plain, nil
	}
	return nil, errors.New("not sealed here")
}

// A press prints nothing but where a document can be checked.
type press struct{}

func (press) Print(_ context.Context, _ api.PrintOrder, address string) ([]byte, error) {
	return []byte(address), nil
}

func (press) Code(context.Context, api.PrintOrder) (string, error) { return "0", nil }

// printed asks whether printed documents say what is on record, of everybody alike.
func (g *grid) printed(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for _, c := range g.house.world.targets {
			if c.procedure != openselection.SelectionName {
				continue
			}
			keeper := caller{person: asker, duty: "auditor", place: place{agency: c.agency}, days: "now", factors: 2}
			order := g.token(keeper)
			order.method, order.path = "GET", "/v1/selections/"+c.id+"/documents/announcement.pdf"
			at := g.house.ask(context.Background(), order).body.String()
			for _, who := range everybody(c, g.duties) {
				if !yield(g.alone(cell{route: route, who: who, c: c, want: "ok"}, at+"/0")) {
					return
				}
			}
		}
	}
}

// documents ask for links to documents of applications.
func (g *grid) documents(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for who, c := range g.cases(openselection.ApplicationName) {
			for _, kind := range attached {
				want := g.law.show(who, c, "facts")
				if want == "ok" && !g.law.document(who, c, g.above(c), kind) {
					want = "not_for_you"
				}
				if !yield(g.asked(cell{route: route, event: kind, who: who, c: c, want: want}, path(route.Path, c.id, kind))) {
					return
				}
			}
		}
	}
}

// papers ask for links to papers by their codes.
func (g *grid) papers(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for _, c := range g.house.world.targets {
			if c.procedure != openselection.PaperName {
				continue
			}
			for _, who := range append(g.readers(c), caller{}) {
				want := "not_found"
				if g.file(who, c, "") {
					want = "ok"
				}
				if !yield(g.asked(cell{route: route, who: who, c: c, want: want}, path(route.Path, c.selection, c.ref))) {
					return
				}
			}
		}
	}
}

// readers are the callers of a case and, with and without a duty beside it, whoever scores anything.
func (g *grid) readers(c target) []caller {
	readers := callersFor(c, g.duties)
	for _, sheet := range g.house.world.targets {
		if sheet.procedure == openselection.SheetName && c.procedure == openselection.PaperName {
			readers = append(readers, caller{person: sheet.subject, factors: 2}, caller{
				person: sheet.subject, duty: "committee_member", place: place{c.agency, c.round, c.selection}, days: "now", factors: 2,
			})
		}
	}
	return readers
}

// file tells whether a caller reads a file of an application or a paper: of the one, who may
// read the document; of the other, who reads what the case says or has it to mark.
func (g *grid) file(who caller, c target, kind string) bool {
	if c.procedure == openselection.ApplicationName {
		return g.law.document(who, c, g.above(c), kind)
	}
	return g.law.reads(g.law.parts(who, c), "facts", c) || slices.ContainsFunc(g.house.world.targets, func(sheet target) bool {
		return sheet.procedure == openselection.SheetName && sheet.selection == c.selection && sheet.component == g.law.MarkedOn && sheet.subject == who.person
	})
}

// downloads follow links: those that were made for the asker at a time when there was a duty
// for it, and for others. A link gives no leave: it is followed by who may read the file now.
func (g *grid) downloads(route api.Route) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for _, c := range g.house.world.targets {
			kinds := attached
			switch c.procedure {
			case openselection.ApplicationName:
			case openselection.PaperName:
				kinds = kinds[:1]
			default:
				continue
			}
			for _, kind := range kinds {
				if !g.follow(route, c, kind, yield) {
					return
				}
			}
		}
	}
}

// follow makes one link for each person who may have one, and has everybody follow it.
func (g *grid) follow(route api.Route, c target, kind string, yield func(cell) bool) bool {
	readers, made := g.readers(c), make(map[string]bool)
	for _, owner := range readers {
		if made[owner.person] || !g.file(owner, c, kind) {
			continue
		}
		made[owner.person] = true
		at := g.linked(owner, c, kind)
		for _, who := range append(readers, caller{}) {
			want := "not_found"
			if who.person == owner.person && g.file(who, c, kind) {
				want = "ok"
			}
			if !yield(g.asked(cell{route: route, event: kind + " for " + owner.person, who: who, c: c, want: want}, at)) {
				return false
			}
		}
	}
	return true
}

// linked is a link that is made for somebody.
func (g *grid) linked(owner caller, c target, kind string) string {
	at := "/v1/selections/" + c.selection + "/papers/" + c.ref + "/link"
	if c.procedure == openselection.ApplicationName {
		at = "/v1/applications/" + c.id + "/documents/" + kind + "/link"
	}
	var link struct {
		URL string `json:"url"`
	}
	answer := g.house.ask(context.Background(), question{method: "GET", path: at, as: g.house.register.secret(identity.TokenKind, owner), kind: identity.TokenKind})
	if err := json.Unmarshal(answer.body.Bytes(), &link); err != nil || link.URL == "" {
		return "/v1/documents/bm9uZQ" // which leads nowhere, and that is told as a difference
	}
	return link.URL
}
