package casework

import (
	"context"
	"slices"
)

// duties holds I3 of the duties that a case gives its subject: everybody else asks for them in a table
// of their own, which must say what the journal of the case says.
func (i *inspector) duties(ctx context.Context, f file) error {
	given, err := i.ledger.Given(ctx, f.record.ID)
	if err != nil {
		return err
	}
	pack, err := i.desk.pack(ctx, f.record.Pack)
	if err != nil {
		return err
	}
	procedure, err := i.desk.Catalog.Procedure(f.record.Procedure, pack)
	if err != nil {
		return err
	}
	want, gives, err := procedure.Gives(f.record.Case)
	if err != nil {
		i.violated(Fold, f.record.ID, "the facts cannot be read: %s", err)
		return nil
	}
	if !gives && len(given) == 0 || gives && slices.Equal(want, given) {
		return nil
	}
	again, err := i.ledger.Case(ctx, f.record.ID)
	if err != nil || again.Record.Head != f.record.Head {
		return err // it has moved meanwhile, and the duties may be those of its new state
	}
	i.violated(Fold, f.record.ID, "the journal gives %d duties, %d are kept (or they are others)", len(want), len(given))
	return nil
}

// strays holds I3 of the agency that is written beside everything which belongs to a case.
func (i *inspector) strays(ctx context.Context) error {
	ids, err := i.ledger.Strays(ctx)
	for _, id := range ids {
		i.violated(Fold, id, "something of the case is kept under another agency")
	}
	return err
}
