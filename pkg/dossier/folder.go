package dossier

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// A Folder keeps blobs as files on this machine, below one folder that no name leads out
// of (os.Root): a folder for each first two characters, so that none grows large.
type Folder struct {
	root *os.Root
	// Scratch says that what the folder holds can be made again: nothing waits for the disk.
	Scratch bool
}

// drafts begin the names of files that are being written. No name of a blob begins so.
const drafts = "draft-"

// stale is the age from which nobody writes a draft any more: its process has died.
const stale = time.Hour

// OpenFolder opens the folder, which it makes if it is not there, for its owner alone, and
// takes away what died half-written.
func OpenFolder(folder string) (*Folder, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	f := &Folder{root: root}
	if err := f.sweep(time.Now().Add(-stale)); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// Close lets the folder go; nothing is kept or read after it.
func (f *Folder) Close() error { return f.root.Close() }

func (f *Folder) sweep(before time.Time) error {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("blobs: %w", err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), drafts) {
			continue
		}
		info, err := entry.Info()
		if err != nil || info.ModTime().After(before) {
			continue // gone meanwhile, or somebody's who still writes
		}
		if err := f.root.Remove(entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("blobs: %w", err)
		}
	}
	return nil
}

// Put writes a draft, down to the disk, and links it to its name: unlike a rename a link
// replaces nothing, so of two who write at once the first one's content stays.
func (f *Folder) Put(ctx context.Context, name string, content []byte) error {
	place, err := located(ctx, name)
	if err != nil {
		return err
	}
	if err := f.root.Mkdir(path.Dir(place), 0o700); err == nil {
		err = f.flush(".")
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("blobs: %w", err)
	}
	draft := drafts + rand.Text()
	defer func() { _ = f.root.Remove(draft) }()
	if err := f.write(draft, content); err != nil {
		return fmt.Errorf("blobs: %w", err)
	}
	switch err := f.root.Link(draft, place); {
	case errors.Is(err, fs.ErrExist):
		return f.same(place, content)
	case err != nil:
		return fmt.Errorf("blobs: %w", err)
	}
	return f.flush(path.Dir(place))
}

func (f *Folder) write(draft string, content []byte) error {
	file, err := f.root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(content); err != nil {
		return errors.Join(err, file.Close())
	}
	if !f.Scratch {
		if err := file.Sync(); err != nil {
			return errors.Join(err, file.Close())
		}
	}
	return file.Close()
}

// flush brings the names in a folder down to the disk.
func (f *Folder) flush(folder string) error {
	if f.Scratch {
		return nil
	}
	opened, err := f.root.Open(folder)
	if err != nil {
		return fmt.Errorf("blobs: %w", err)
	}
	defer opened.Close()
	if err := opened.Sync(); err != nil {
		return fmt.Errorf("blobs: %w", err)
	}
	return nil
}

func (f *Folder) same(place string, content []byte) error {
	kept, err := f.root.ReadFile(place)
	if err != nil {
		return fmt.Errorf("blobs: %w", err)
	}
	if !bytes.Equal(kept, content) {
		return ErrTaken
	}
	return f.flush(path.Dir(place)) // whoever wrote it may have died before
}

// Get reads a content.
func (f *Folder) Get(ctx context.Context, name string) ([]byte, error) {
	place, err := located(ctx, name)
	if err != nil {
		return nil, err
	}
	content, err := f.root.ReadFile(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoBlob
	case err != nil:
		return nil, fmt.Errorf("blobs: %w", err)
	}
	return content, nil
}

// Delete forgets a content.
func (f *Folder) Delete(ctx context.Context, name string) error {
	place, err := located(ctx, name)
	if err != nil {
		return err
	}
	switch err := f.root.Remove(place); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("blobs: %w", err)
	}
	return f.flush(path.Dir(place))
}

// located is the place of a blob below the folder.
func located(ctx context.Context, name string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := CheckName(name); err != nil {
		return "", err
	}
	return path.Join(name[:2], name), nil
}
