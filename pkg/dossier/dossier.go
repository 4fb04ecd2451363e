package dossier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// A Sealer encrypts files under the key of the person whom they are about. Once that key
// is destroyed none of them opens any more.
type Sealer interface {
	// FileName is the name of a content of a person: always the same for the same, and for
	// whoever has not the keys of the installation nothing can be told from it.
	FileName(person string, content []byte) string
	// SealFile encrypts a content for this person and this name alone.
	SealFile(ctx context.Context, person, name string, plain []byte) ([]byte, error)
	// OpenFile decrypts what was sealed for this person and this name.
	OpenFile(ctx context.Context, person, name string, sealed []byte) ([]byte, error)
}

// A Scanner looks for malware. An error says that it could not look.
type Scanner interface {
	Scan(ctx context.Context, content []byte) (clean bool, err error)
}

// A Dossier keeps the files of people. It is safe for concurrent use.
type Dossier struct {
	Blobs   Blobs
	Sealer  Sealer
	Scanner Scanner // nil for none
	Limits  Limits  // zero for Standard
}

// A Kept is a file that is kept: its name, by which it is fetched, and what it was found
// to be.
type Kept struct {
	Name string
	Facts
}

// Keep takes a file in: parsed, scanned, encrypted and kept for good when it returns. A
// file that is not taken is a *Refusal. The same content of the same person is kept once,
// however often it comes, under one name; so a request that is made again does no harm.
func (d *Dossier) Keep(ctx context.Context, person string, content []byte, accepts Accepts) (Kept, error) {
	limits := d.Limits
	if limits == (Limits{}) {
		limits = Standard()
	}
	facts, err := limits.Inspect(accepts, content)
	if err != nil {
		return Kept{}, err
	}
	if d.Scanner != nil {
		clean, err := d.Scanner.Scan(ctx, content)
		if err != nil {
			return Kept{}, fmt.Errorf("scanning a file: %w", err)
		}
		if !clean {
			return Kept{}, refuse(FileInfected, "the virus scanner knows the file as malware")
		}
	}
	name := d.Sealer.FileName(person, content)
	sealed, err := d.Sealer.SealFile(ctx, person, name, content)
	if err != nil {
		return Kept{}, fmt.Errorf("sealing a file: %w", err)
	}
	if err := d.Blobs.Put(ctx, name, sealed); errors.Is(err, ErrTaken) {
		// It is here already: sealed twice the same content looks different.
		there, err := d.Fetch(ctx, person, name)
		if err != nil {
			return Kept{}, err
		}
		if !bytes.Equal(there, content) {
			return Kept{}, fmt.Errorf("keeping a file: %w", ErrTaken)
		}
	} else if err != nil {
		return Kept{}, fmt.Errorf("keeping a file: %w", err)
	}
	return Kept{name, facts}, nil
}

// Fetch reads a file of a person. ErrNoBlob says that nothing is kept under the name;
// what is kept of another person does not open.
func (d *Dossier) Fetch(ctx context.Context, person, name string) ([]byte, error) {
	sealed, err := d.Blobs.Get(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("fetching a file: %w", err)
	}
	content, err := d.Sealer.OpenFile(ctx, person, name, sealed)
	if err != nil {
		return nil, fmt.Errorf("opening a file: %w", err)
	}
	return content, nil
}

// Forget deletes a file, wherever it is referred to: the same content handed in twice is
// one file. It is for names that no record holds, and for those of a person whose key has
// been destroyed.
func (d *Dossier) Forget(ctx context.Context, name string) error {
	if err := d.Blobs.Delete(ctx, name); err != nil {
		return fmt.Errorf("forgetting a file: %w", err)
	}
	return nil
}
