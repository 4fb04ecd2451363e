package main

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/glossary"
	"selter/workflow/policy"
)

//go:embed variants/*.yaml
var overlays embed.FS

// A variant is a policy under which a table has another shape. Together the variants
// show every state, event and guard that there is; the conformance suite holds that.
type variant struct {
	title  string
	query  policy.Query
	tables map[string]catalog.Table // by procedure
}

func variants() []variant {
	return []variant{
		{title: "under the KASN profile", query: policy.Query{Date: calendar.MustDate("2024-05-08")}},
		{title: "under the BKN profile", query: policy.Query{Profile: "bkn", Date: calendar.MustDate("2026-01-05")}},
		{
			title: "where the committee may be appointed before the plan is recommended",
			query: policy.Query{Agency: "contoh", Date: calendar.MustDate("2024-05-08")},
		},
	}
}

// measured are the packs whose lengths of deadlines are shown side by side.
func measured() []policy.Query {
	return []policy.Query{
		{Date: calendar.MustDate("2024-05-08")},
		{Profile: "bkn", Date: calendar.MustDate("2026-01-05")},
		{Base: "permenpanrb-13-2014", Date: calendar.MustDate("2018-05-08")},
		{Base: "permenpanrb-15-2019", Date: calendar.MustDate("2024-05-08")},
		{Base: "se-menpanrb-52-2020", Date: calendar.MustDate("2021-05-08")},
	}
}

// law is all that the artefacts are derived from.
type law struct {
	variants []variant
	packs    []*policy.Pack // measured
	holidays *calendar.Holidays
	words    *glossary.Glossary
}

func readLaw() (law, error) {
	l := law{holidays: calendar.National()}
	folder, err := fs.Sub(overlays, "variants")
	if err != nil {
		return l, err
	}
	library, err := policy.Load(folder)
	if err != nil {
		return l, err
	}
	if l.words, err = glossary.Load(); err != nil {
		return l, err
	}
	procedures := catalog.New()
	for _, v := range variants() {
		pack, err := library.Resolve(v.query)
		if err != nil {
			return l, err
		}
		v.tables = make(map[string]catalog.Table)
		for _, name := range catalog.Names() {
			procedure, err := procedures.Procedure(name, pack)
			if err != nil {
				return l, err
			}
			v.tables[name] = procedure.Table()
		}
		l.variants = append(l.variants, v)
	}
	for _, query := range measured() {
		pack, err := library.Resolve(query)
		if err != nil {
			return l, err
		}
		l.packs = append(l.packs, pack)
	}
	return l, nil
}

// rows lists the rows of a procedure in all variants, those of the first variant first.
func (l law) rows(procedure string) []catalog.Row {
	var rows []catalog.Row
	for _, v := range l.variants {
		rows = append(rows, v.tables[procedure].Rows...)
	}
	return rows
}

// states lists the states of a procedure in all variants, without the unopened one.
func (l law) states(procedure string) []workflow.State {
	var states []workflow.State
	for _, v := range l.variants {
		for _, s := range v.tables[procedure].States {
			states = once(states, s.Name)
		}
	}
	return states
}

// An act is one event of a procedure with everything that its rows say about it.
type act struct {
	event workflow.Event
	by    []workflow.Role
	cites []policy.Citation
	row   catalog.Row // the first; all rows of an event read the same body
}

// acts lists the events of a procedure in the order of the table.
func (l law) acts(procedure string) ([]act, error) {
	var acts []act
	for _, row := range l.rows(procedure) {
		i := slices.IndexFunc(acts, func(a act) bool { return a.event == row.Event })
		if i < 0 {
			i = len(acts)
			acts = append(acts, act{event: row.Event, row: row})
		}
		a := &acts[i]
		if a.row.Body != row.Body {
			return nil, fmt.Errorf("%s of %s reads two bodies, %s and %s: the contract has one schema for an event", row.Event, procedure, a.row.Body, row.Body)
		}
		for _, role := range row.By {
			a.by = once(a.by, role)
		}
		for _, cite := range row.Citations {
			a.cites = once(a.cites, cite)
		}
	}
	return acts, nil
}

// once appends what is not there yet.
func once[T comparable](list []T, one T) []T {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}
