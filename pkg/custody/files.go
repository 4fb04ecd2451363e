package custody

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"selter/pkg/casework"
	"selter/workflow"
)

// KeepOriginal keeps a file as it was handed in, and answers its name: a keyed hash, by which
// nobody can tell whether it is a file that they have themselves.
func (c *Custody) KeepOriginal(ctx context.Context, of workflow.CaseID, content []byte) (name string, err error) {
	sum := sha256.Sum256(content)
	name = c.name("original", of, sum[:])
	return name, c.put(ctx, of, name, content)
}

// Original reads a file as it was handed in, by its name, for a reader like Open.
func (c *Custody) Original(ctx context.Context, reader Reader, loaded casework.Loaded, name string) ([]byte, error) {
	if err := c.admit(ctx, reader, loaded, name); err != nil {
		return nil, err
	}
	return c.get(ctx, loaded.Record.ID, name)
}

// KeepCopy keeps the copy of a file that circulates, by its SHA-256.
func (c *Custody) KeepCopy(ctx context.Context, of workflow.CaseID, content []byte) ([sha256.Size]byte, error) {
	sum := sha256.Sum256(content)
	return sum, c.put(ctx, of, c.name("copy", of, sum[:]), content)
}

// Copy reads the copy of a file. Whoever calls has asked who may.
func (c *Custody) Copy(ctx context.Context, of workflow.CaseID, sum []byte) ([]byte, error) {
	return c.get(ctx, of, c.name("copy", of, sum))
}

func (c *Custody) name(kind string, of workflow.CaseID, sum []byte) string {
	name := c.keys.Digest("file name", framed(kind, of.String(), string(sum)))
	return hex.EncodeToString(name[:])
}

func (c *Custody) put(ctx context.Context, of workflow.CaseID, name string, content []byte) error {
	sealed, err := c.keys.Seal(content, place(of, name))
	if err != nil {
		return fmt.Errorf("sealing a file: %w", err)
	}
	err = c.blobs.Put(ctx, name, sealed)
	if !errors.Is(err, ErrTaken) {
		return err
	}
	// It is here already: sealed twice the same content looks different.
	there, err := c.get(ctx, of, name)
	if err == nil && !bytes.Equal(there, content) {
		err = ErrTaken
	}
	return err
}

func (c *Custody) get(ctx context.Context, of workflow.CaseID, name string) ([]byte, error) {
	sealed, err := c.blobs.Get(ctx, name)
	if err != nil {
		return nil, err
	}
	content, err := c.keys.Open(sealed, place(of, name))
	if err != nil {
		return nil, fmt.Errorf("opening a file: %w", err)
	}
	return content, nil
}
