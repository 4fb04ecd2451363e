package catalog

import (
	"reflect"

	"selter/workflow"
	"selter/workflow/policy"
)

// A Table is a procedure as data: what the API publishes, the diagrams draw and
// the goldens hold.
type Table struct {
	Procedure string     `json:"procedure"`
	Version   string     `json:"version"`
	Pack      string     `json:"pack"`
	PackHash  string     `json:"pack_hash"`
	States    []State    `json:"states"`
	Rows      []Row      `json:"rows"`
	Deadlines []Deadline `json:"deadlines"`
}

// A State is one word of the procedure's vocabulary.
type State struct {
	Name     workflow.State    `json:"name"`
	Standing workflow.Standing `json:"standing"`
}

// A Row is one row of the table, without its code.
type Row struct {
	Event     workflow.Event    `json:"event"`
	From      []workflow.State  `json:"from"`
	To        workflow.State    `json:"to"` // "(stay)" and "(return)" are not states
	By        []workflow.Role   `json:"by"`
	Requires  []Guard           `json:"requires"`
	Effects   []Effect          `json:"effects"`
	Documents []string          `json:"documents"`
	Citations []policy.Citation `json:"citations"`
	Body      reflect.Type      `json:"-"`
}

// A Guard is a guard's name, and whether it can be judged before the actor speaks.
type Guard struct {
	Code     string `json:"code"`
	Standing bool   `json:"standing"`
}

// An Effect is what a row promises.
type Effect struct {
	Kind   workflow.EffectKind `json:"kind"`
	Object string              `json:"object,omitzero"`
}

// A Deadline is a clock of the procedure.
type Deadline struct {
	Kind      workflow.Event    `json:"kind"`
	Tells     []workflow.Role   `json:"tells"` // who owes it and is reminded
	Next      []workflow.Role   `json:"next"`  // who is told besides when it has passed
	Reminders policy.Leads      `json:"reminders"`
	Citations []policy.Citation `json:"citations"`
}

func describe[F any](p *workflow.Procedure[F]) Table {
	table := Table{Procedure: p.Name, Version: p.Version, Pack: p.Pack.ID, PackHash: p.Pack.Hash}
	for _, s := range p.States {
		table.States = append(table.States, State{Name: s.Name, Standing: s.Standing})
	}
	for _, row := range p.Rows {
		described := Row{
			Event: row.On, From: row.From, To: row.To, By: row.By, Requires: []Guard{}, Effects: []Effect{},
			Documents: append([]string{}, row.Documents...), Citations: row.Cites, Body: row.Says.Type,
		}
		for _, guard := range row.Requires {
			described.Requires = append(described.Requires, Guard{Code: guard.Code, Standing: guard.Standing})
		}
		for _, effect := range row.Effects {
			described.Effects = append(described.Effects, Effect{Kind: effect.Kind, Object: effect.Object})
		}
		table.Rows = append(table.Rows, described)
	}
	for _, d := range p.Deadlines {
		table.Deadlines = append(table.Deadlines, clock(d, p.Pack))
	}
	return table
}

func clock[F any](d workflow.Deadline[F], pack *policy.Pack) Deadline {
	return Deadline{
		Kind: d.Kind, Tells: d.Tells, Next: append([]workflow.Role{}, d.Next...), Reminders: d.Reminders.In(pack).Value, Citations: d.Cites,
	}
}
