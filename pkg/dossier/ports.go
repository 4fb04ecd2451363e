// Package dossier keeps the files that people hand in: it parses them, lets a scanner
// look at them if there is one, encrypts them under the key of the person whom they are
// about, and puts them where the house keeps its blobs.
//
// It knows nobody and decides nothing: whoever calls has asked workflow/access who may.
// What a journal holds of a file is its kind, size, pages and digest, never its content.
package dossier

import (
	"context"
	"errors"
)

var (
	// ErrNoBlob says that nothing is kept under this name.
	ErrNoBlob = errors.New("no such blob")
	// ErrTaken says that something else is kept under this name.
	ErrTaken = errors.New("the name is taken by another blob")
	// ErrName says that a text is no name of a blob.
	ErrName = errors.New("not a name of a blob")
)

// Blobs keeps contents under names, see CheckName. What comes is encrypted already. An
// implementation is safe for concurrent use, also by several processes at once.
type Blobs interface {
	// Put keeps a content for good: it is on the disk, or with the service, when Put
	// returns nil. The same content again is no error, another one is ErrTaken.
	Put(ctx context.Context, name string, content []byte) error
	// Get reads a content whole, or ErrNoBlob.
	Get(ctx context.Context, name string) ([]byte, error)
	// Delete forgets a content. That there is none is no error.
	Delete(ctx context.Context, name string) error
}

// The shortest and the longest name.
const (
	shortestName = 16
	longestName  = 128
)

// CheckName is ErrName unless the text is lower-case hex, possibly with hyphens inside as
// in a UUID. So a name means the same on every file system and in every address, and
// never leads out of the place where blobs are kept.
func CheckName(name string) error {
	if len(name) < shortestName || len(name) > longestName || name[0] == '-' || name[len(name)-1] == '-' {
		return ErrName
	}
	for _, c := range []byte(name) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && c != '-' {
			return ErrName
		}
	}
	return nil
}
