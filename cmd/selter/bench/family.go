package bench

import (
	"context"
	"maps"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
)

// A family is a selection while it is played, with the cases under it, each with the
// revision that it will have.
type family struct {
	id    workflow.CaseID
	cases map[string]*member // by what the script calls them
}

type member struct {
	id       string
	path     string
	revision int64
}

// paths are where the cases of a procedure are acted on.
var paths = map[string]string{
	openselection.SelectionName: "/v1/selections/", openselection.ApplicationName: "/v1/applications/", openselection.SheetName: "/v1/sheets/",
}

// family begins to play a selection.
func (e *Engine) family(ctx context.Context, s Selection) (*family, error) {
	id, err := workflow.ParseCaseID(s.ID)
	if err != nil {
		return nil, err
	}
	f := &family{id: id, cases: map[string]*member{"": {s.ID, paths[openselection.SelectionName], s.Revision}}}
	return f, e.meet(ctx, f)
}

// meet looks which cases have come under a selection. It is asked of the store, not of the
// API: what is measured is what happens to the cases.
func (e *Engine) meet(ctx context.Context, f *family) error {
	children, err := e.house.Store.Children(ctx, f.id)
	if err != nil {
		return err
	}
	for _, child := range children {
		name := nameOf(child)
		if path, acted := paths[child.Procedure]; acted && f.cases[name] == nil {
			f.cases[name] = &member{child.ID.String(), path, child.Revision}
		}
	}
	return nil
}

// nameOf is what the script calls a case under a selection.
func nameOf(child workflow.Relative) string {
	if child.Procedure == openselection.ApplicationName {
		return child.Procedure + "/" + child.Subject
	}
	return child.Procedure + "/" + child.Ref
}

// sorted are the keys of a map in their order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Looks counts the steps of the script that look at the case above theirs, and those that
// look at the cases below it.
func (e *Engine) Looks(ctx context.Context, s Selection) (up, down int64, err error) {
	record, err := e.record(ctx, s)
	if err != nil {
		return 0, 0, err
	}
	pack, err := e.house.Store.Pack(ctx, record.Pack)
	if err != nil {
		return 0, 0, err
	}
	tables := catalog.New()
	for _, one := range e.script() {
		procedure, _, under := strings.Cut(one.on, "/")
		if !under {
			procedure = openselection.SelectionName
		}
		table, err := tables.Procedure(procedure, pack)
		if err != nil {
			return 0, 0, err
		}
		if table.LooksUp(one.event) {
			up++
		}
		if table.NeedsChildren(one.event) || len(table.LooksInto(one.event)) > 0 {
			down++
		}
	}
	return up, down, nil
}
