package custody

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/complaint"
)

// Custody keeps who complained. It is safe for concurrent use.
type Custody struct {
	store Store
	keys  Keys
	blobs Blobs
}

// New makes a custody. Without blobs no files can be kept.
func New(store Store, keys Keys, blobs Blobs) *Custody { return &Custody{store, keys, blobs} }

// A Reader is a custodian who asks, and the request by which they do.
type Reader struct{ Person, Request string }

// Keep keeps who complained, also one who says nothing of themself. A request that is made
// again keeps nothing twice and changes nothing. What cannot be kept is a *Fault.
func (c *Custody) Keep(ctx context.Context, of workflow.CaseID, who Reporter) error {
	if err := who.Check(); err != nil {
		return err
	}
	sealed, err := c.keys.Seal(who.padded(), place(of, ReporterRead))
	if err != nil {
		return fmt.Errorf("sealing who complained: %w", err)
	}
	return c.store.Keep(ctx, of, sealed)
}

// Open shows one of two custodians who complained, after the other has granted it and within
// its time by the store's clock, and notes before that it does. ErrSealed says that it is not
// to be shown, ErrUnknown that nothing is kept.
func (c *Custody) Open(ctx context.Context, reader Reader, loaded casework.Loaded) (Reporter, error) {
	if err := c.admit(ctx, reader, loaded, ReporterRead); err != nil {
		return Reporter{}, err
	}
	sealed, err := c.store.Kept(ctx, loaded.Record.ID)
	if err != nil {
		return Reporter{}, err
	}
	plain, err := c.keys.Open(sealed, place(loaded.Record.ID, ReporterRead))
	if err != nil {
		return Reporter{}, fmt.Errorf("opening who complained: %w", err)
	}
	return unpadded(plain)
}

// Readings lists who was shown what of a complaint, the oldest first.
func (c *Custody) Readings(ctx context.Context, of workflow.CaseID) ([]Reading, error) {
	return c.store.Readings(ctx, of)
}

// admit lets a reader on whom two custodians have let in, and notes what they are shown.
func (c *Custody) admit(ctx context.Context, reader Reader, loaded casework.Loaded, what string) error {
	record := loaded.Record
	if record.Procedure != complaint.Name {
		return errors.New("only complaints are in custody")
	}
	var facts complaint.Facts
	if err := json.Unmarshal(record.Facts, &facts); err != nil {
		return fmt.Errorf("the facts of a complaint: %w", err)
	}
	if !facts.MayOpen(reader.Person, loaded.Now) {
		return ErrSealed
	}
	return c.store.Note(ctx, Reading{Complaint: record.ID, Reader: reader.Person, What: what, Request: reader.Request})
}

// place is what something sealed is bound to: moved to another complaint it does not open.
func place(of workflow.CaseID, what string) []byte {
	return framed("selter custody", of.String(), what)
}
