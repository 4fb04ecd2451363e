// Package catalog lists the procedures that Selter runs, and is the one seam where
// the type of a procedure's facts is erased.
package catalog

import (
	"fmt"
	"sync"

	"selter/workflow/complaint"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

// A builder makes a procedure for one policy pack.
type builder struct {
	name  string
	build func(*policy.Pack) (Procedure, error)
}

// A new procedure is one line here.
var builders = []builder{
	{openselection.RoundName, typed(openselection.Round)},
	{openselection.SelectionName, typed(openselection.Selection)},
	{openselection.ApplicationName, typed(openselection.Application)},
	{openselection.SheetName, typed(openselection.ScoreSheet)},
	{openselection.PaperName, typed(openselection.BlindPaper)},
	{complaint.Name, typed(complaint.Complaint)},
	{mandate.Name, typed(mandate.Mandate)},
	{person.Name, typed(person.Person)},
}

// Names lists the procedures.
func Names() []string {
	names := make([]string, len(builders))
	for i, b := range builders {
		names[i] = b.name
	}
	return names
}

// A Catalog builds procedures and keeps those it has built: a procedure depends
// on nothing but its name and the pack's hash. It is safe for concurrent use.
type Catalog struct {
	mu    sync.Mutex
	built map[[2]string]Procedure
}

// New is an empty catalog.
func New() *Catalog { return &Catalog{built: make(map[[2]string]Procedure)} }

// Procedure returns the procedure of a name under a pack.
func (c *Catalog) Procedure(name string, pack *policy.Pack) (Procedure, error) {
	key := [2]string{name, pack.Hash}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.built[key]; ok {
		return p, nil
	}
	for _, b := range builders {
		if b.name == name {
			p, err := b.build(pack)
			if err != nil {
				return nil, err
			}
			c.built[key] = p
			return p, nil
		}
	}
	return nil, fmt.Errorf("no procedure %q", name)
}
