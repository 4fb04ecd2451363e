package casework

import (
	"bytes"
	"context"
	"fmt"

	"selter/workflow"
	"selter/workflow/audit"
)

const page = 500

// Verify reads the whole journal of a case, checks its chain, folds it anew and
// compares the fold with the stored case, byte for byte. The error names the
// first thing that is not as it should be.
func (d *Desk) Verify(ctx context.Context, library Library, id workflow.CaseID) error {
	loaded, err := library.Case(ctx, id)
	if err != nil {
		return err
	}
	record := loaded.Record
	var journal []audit.Sealed
	for {
		more, err := library.Journal(ctx, id, int64(len(journal)), page)
		if err != nil {
			return err
		}
		journal = append(journal, more...)
		if len(more) < page {
			break
		}
	}
	if err := audit.Verify(journal); err != nil {
		return fmt.Errorf("case %s: %w", id, err)
	}
	if len(journal) == 0 || journal[len(journal)-1].Hash != record.Head {
		return fmt.Errorf("case %s: the journal does not end where the case says", id)
	}
	pack, err := d.pack(ctx, record.Pack)
	if err != nil {
		return err
	}
	procedure, err := d.Catalog.Procedure(record.Procedure, pack)
	if err != nil {
		return err
	}
	opened := record.Case
	opened.Facts = nil
	entries := make([]workflow.Entry, len(journal))
	for i, sealed := range journal {
		entries[i] = sealed.Entry
	}
	folded, err := procedure.Fold(opened, entries)
	if err != nil {
		return err
	}
	if folded.State != record.State || folded.Resumes != record.Resumes || folded.Revision != record.Revision ||
		!folded.Last.Equal(record.Last) || !bytes.Equal(folded.Facts, record.Facts) {
		return fmt.Errorf("case %s: the journal folds to %s at revision %d, stored is %s at revision %d (or its facts differ)",
			id, folded.State, folded.Revision, record.State, record.Revision)
	}
	return nil
}
