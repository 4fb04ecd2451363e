package casework

import (
	"context"

	"selter/workflow"
	"selter/workflow/catalog"
)

// Basis describes a clock of a case by the law to which the case is bound: who owes what it waits for,
// who is told when it has passed, and on which text it rests. Of a kind that this law does not know it
// tells nothing but the name. Errors: ErrNoPack, or a fault.
func (d *Desk) Basis(ctx context.Context, record Record, kind workflow.Event) (catalog.Deadline, error) {
	pack, err := d.pack(ctx, record.Pack)
	if err != nil {
		return catalog.Deadline{}, err
	}
	procedure, err := d.Catalog.Procedure(record.Procedure, pack)
	if err != nil {
		return catalog.Deadline{}, err
	}
	clock, known := procedure.Clock(kind)
	if !known {
		clock.Kind = kind
	}
	return clock, nil
}
