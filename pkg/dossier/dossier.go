package dossier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
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

	once sync.Once
	desk chan struct{} // has a place for each file that is looked at
}

// atOnce is how many files are looked at at the same time, so that those who hand in the
// worst ones together take no more memory than that.
const atOnce = 4

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
	facts, err := d.look(ctx, d.limits(), content, accepts)
	if err != nil {
		return Kept{}, err
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

func (d *Dossier) limits() Limits {
	if d.Limits == (Limits{}) {
		return Standard()
	}
	return d.Limits
}

// enter waits until a file may be looked at; leave lets the next one in.
func (d *Dossier) enter(ctx context.Context) (leave func(), err error) {
	d.once.Do(func() { d.desk = make(chan struct{}, atOnce) })
	select {
	case d.desk <- struct{}{}:
		return func() { <-d.desk }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting to look at a file: %w", context.Cause(ctx))
	}
}

// look parses and scans a file when it is its turn.
func (d *Dossier) look(ctx context.Context, limits Limits, content []byte, accepts Accepts) (Facts, error) {
	leave, err := d.enter(ctx)
	if err != nil {
		return Facts{}, err
	}
	defer leave()
	facts, err := limits.Inspect(accepts, content)
	if err != nil || d.Scanner == nil {
		return facts, err
	}
	clean, err := d.Scanner.Scan(ctx, content)
	if err != nil {
		return Facts{}, fmt.Errorf("scanning a file: %w", err)
	}
	if !clean {
		return Facts{}, refuse(FileInfected, "the virus scanner knows the file as malware")
	}
	return facts, nil
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
