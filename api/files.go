package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"

	"selter/api/gen"
)

const (
	// fileBytes is how large a file may be.
	fileBytes = 10 << 20
	// filesAtOnce is how many files are taken at the same time: each is held in memory whole.
	filesAtOnce = 8
)

// fileMedia are what a file may be said to be. What it is, the dossier finds out.
var fileMedia = []string{"application/pdf", "image/jpeg", "image/png"}

// A Dossier keeps the files that people hand in, each under the key of its person.
type Dossier interface {
	// Keep takes in a file that is said to be of a media type. It is kept for good when Keep
	// returns; one that is not taken is a *FileRefused. The same file again is kept once.
	Keep(ctx context.Context, person, media string, content []byte) (KeptFile, error)
	// Fetch reads a file of a person by its name.
	Fetch(ctx context.Context, person, name string) ([]byte, error)
}

// A KeptFile is a file that is kept: its name, by which it is fetched, and what it was
// found to be.
type KeptFile struct {
	Name   string
	SHA256 string // hex
	Size   int64  // bytes
	Pages  int
	Media  string
}

// A FileRefused says by which rule a file is not taken. Detail repeats nothing of it.
type FileRefused struct{ Rule, Detail string }

func (e *FileRefused) Error() string { return e.Rule + ": " + e.Detail }

// slots bound how much is done at once.
type slots chan struct{}

// take waits for a slot, or until nobody waits for the answer any more.
func (s slots) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s slots) free() { <-s }

// readFile reads the whole body of a request as one file, of which it looks at nothing.
func readFile(w http.ResponseWriter, r *http.Request) (content []byte, media string, err error) {
	if r.ContentLength > fileBytes {
		return nil, "", &http.MaxBytesError{Limit: fileBytes}
	}
	if len(r.Header.Values("Content-Encoding")) > 0 {
		return nil, "", reject("unsupported_media_type", "header:Content-Encoding", "is not accepted")
	}
	given := r.Header.Values("Content-Type")
	if len(given) != 1 || !slices.Contains(fileMedia, given[0]) {
		return nil, "", reject("unsupported_media_type", "header:Content-Type", "must be application/pdf, image/jpeg or image/png, without parameters")
	}
	content, err = io.ReadAll(http.MaxBytesReader(w, r.Body, fileBytes))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, "", err
		}
		return nil, "", reject("malformed_body", "", "ended too early")
	}
	if len(content) == 0 {
		return nil, "", reject("malformed_body", "", "is required")
	}
	return content, given[0], nil
}

// refusedFile words why a file is not taken.
func refusedFile(err error) error {
	if refused, ok := errors.AsType[*FileRefused](err); ok {
		return &rejection{"file_refused", []gen.Reason{{Code: refused.Rule, Field: "body", Detail: refused.Detail}}}
	}
	return err
}
