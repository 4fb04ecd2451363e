package private

import "os/user"

// Unprivileged is the choice of the account: its user id, or -1 for "as we are".
func Unprivileged(euid int, lookup func(string) (*user.User, error)) (int, error) {
	a, err := unprivileged(euid, lookup)
	if a == nil {
		return -1, err
	}
	return int(a.uid), err
}

// Reaches reports whether that user may enter the folder.
func Reaches(uid int, path string) bool {
	return (&account{uid: uint32(uid), gid: uint32(uid)}).reaches(path)
}
