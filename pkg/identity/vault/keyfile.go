package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadFile reads a keyring from a file that nobody but its owner can read; every other
// file is an ErrKeyring. The keyring follows the file from then on.
func ReadFile(path string) (*Keyring, error) {
	r, seen, err := readRing(path)
	if err != nil {
		return nil, err
	}
	k := &Keyring{path: path, seen: seen}
	k.now.Store(r)
	return k, nil
}

// WriteFile puts the keyring into a new file, whole or not at all, which its owner alone
// can read, and lets it live there. A file that exists is never overwritten: it may hold
// the only keys to what is kept. The error is fs.ErrExist then.
func (k *Keyring) WriteFile(path string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("keyring %s: %w", path, fs.ErrExist)
	}
	// A link, unlike a rename, does not replace what somebody else has put there meanwhile.
	if err := put(path, os.Link, func() (*ring, error) { return k.now.Load(), nil }); err != nil {
		return err
	}
	seen, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	k.path, k.seen = path, seen
	return nil
}

// InFile tells whether the keyring lives in a file, where it can be rotated for good.
func (k *Keyring) InFile() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.path != ""
}

// change puts another ring in the place of the one that is there now: first in the
// file, if there is one, then in this process.
func (k *Keyring) change(to func(*ring) (*ring, error)) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path == "" {
		next, err := to(k.now.Load())
		if err != nil {
			return err
		}
		k.now.Store(next)
		return nil
	}
	if link, err := os.Lstat(k.path); err == nil && !link.Mode().IsRegular() {
		return keyringFault("is reached by a link: name the file itself to change it")
	}
	err := put(k.path, os.Rename, func() (*ring, error) {
		if err := k.follow(); err != nil {
			return nil, err
		}
		return to(k.now.Load())
	})
	if err != nil {
		return err
	}
	return k.follow()
}

// refresh reads the file again if it has changed.
func (k *Keyring) refresh() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.follow()
}

// follow is refresh for who holds the lock.
func (k *Keyring) follow() error {
	if k.path == "" {
		return nil
	}
	there, err := os.Stat(k.path)
	if err == nil && os.SameFile(there, k.seen) && there.ModTime().Equal(k.seen.ModTime()) && there.Size() == k.seen.Size() {
		return nil
	}
	r, seen, err := readRing(k.path)
	if err != nil {
		return err
	}
	if !r.isOf(k.now.Load()) {
		return keyringFault("in the file is another installation's")
	}
	k.now.Store(r)
	k.seen = seen
	return nil
}

// put writes the ring that is made to a file beside path, down to the disk, and lets
// place bring it there. The file beside keeps everybody else out meanwhile.
func put(path string, place func(from, to string) error, made func() (*ring, error)) (err error) {
	beside := path + ".new"
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keyring: %s is there: the keys are being changed, or a change was interrupted; delete it if nothing runs", beside)
	}
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	defer func() {
		file.Close()
		if gone := os.Remove(beside); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("keyring: %w", gone))
		}
	}()
	r, err := made()
	if err != nil {
		return err
	}
	text, err := r.encode()
	if err != nil {
		return err
	}
	if _, err := file.Write(text); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	if err := place(beside, path); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	return nil
}

func readRing(path string) (*ring, os.FileInfo, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("keyring: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("keyring: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, keyringFault("is not a file")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, nil, keyringFault("can be read by others than its owner: chmod 600 " + filepath.Base(path))
	}
	text, err := io.ReadAll(io.LimitReader(file, largest+1))
	if err != nil {
		return nil, nil, fmt.Errorf("keyring: %w", err)
	}
	r, err := decode(text)
	return r, info, err
}
