//go:build unix

package s3server

import (
	"os"
	"path/filepath"
	"syscall"
)

// alone waits until no other test binary builds the server: the go command would build it
// once for each that asks. The lock ends with the process at the latest.
func alone() (release func(), err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	if err := os.MkdirAll(filepath.Join(cache, "selter"), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(cache, "selter", "s3server.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		_ = file.Close()
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}
