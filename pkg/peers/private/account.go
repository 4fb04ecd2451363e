package private

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
)

// prefix starts the name of every folder and container made here, so that a leftover can be recognised.
const prefix = "selter-peers-"

// account is the user a server runs as. The nil account is ourselves.
type account struct{ uid, gid uint32 }

// unprivileged chooses the account: ourselves, unless we are root, because Postgres refuses to run as root. The user must have
// a name, since initdb looks it up.
func unprivileged(euid int, lookup func(name string) (*user.User, error)) (*account, error) {
	if euid != 0 {
		return nil, nil //nolint:nilnil // the nil account means "as we are"
	}
	for _, name := range []string{"nobody", "postgres", "daemon"} {
		u, err := lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr == nil && gidErr == nil && uid != 0 {
			return &account{uid: uint32(uid), gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("running as root, and there is no user nobody, postgres or daemon to run the server as")
}

// folder makes a folder that only the account can enter, below dir, or below the system's temporary folder if dir is empty.
func (a *account) folder(dir string) (string, error) {
	places := []string{dir}
	if dir == "" {
		places = []string{os.TempDir(), "/tmp", "/var/tmp"}
	}
	for _, place := range places {
		place, err := filepath.Abs(place)
		if err != nil {
			return "", err
		}
		if !a.reaches(place) {
			continue
		}
		folder, err := os.MkdirTemp(place, prefix)
		if err != nil {
			return "", err
		}
		if a == nil {
			return folder, nil
		}
		return folder, os.Chown(folder, int(a.uid), int(a.gid))
	}
	return "", fmt.Errorf("user %d, which runs the server, cannot enter %v: choose a folder below /tmp", a.uid, places)
}

// reaches reports whether the account may pass through every folder down to path.
func (a *account) reaches(path string) bool {
	if a == nil {
		return true
	}
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	for ; ; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil || !a.enters(info) {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
	}
}
