package casework

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json"

	"selter/workflow/mandate"
)

// duties holds I3 of the duties that a mandate gives: everybody else asks for them in a table of their
// own, which must say what the mandate's journal says.
func (i *inspector) duties(ctx context.Context, f file) error {
	if f.record.Procedure != mandate.Name {
		return nil
	}
	given, err := i.ledger.Given(ctx, f.record.ID)
	if err != nil {
		return err
	}
	again, err := i.ledger.Case(ctx, f.record.ID)
	if err != nil || again.Record.Head != f.record.Head {
		return err // it has moved meanwhile, and the duties may be those of its new state
	}
	var facts mandate.Facts
	if err := json.Unmarshal(f.record.Facts, &facts); err != nil {
		i.violated(Fold, f.record.ID, "the facts of the mandate cannot be read: %s", err)
		return nil
	}
	if want := facts.Standing(f.record.Agency); !slices.Equal(want, given) {
		i.violated(Fold, f.record.ID, "the journal gives %d duties, %d are kept (or they are others)", len(want), len(given))
	}
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
