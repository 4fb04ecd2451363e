//go:build unix

package private

import (
	"io/fs"
	"os/exec"
	"syscall"
)

func (a *account) credential() *syscall.Credential {
	if a == nil {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// enters reports whether the account has the execute bit of that folder.
func (a *account) enters(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return false
	case owner.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case owner.Gid == a.gid:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}

func freeze(cmd *exec.Cmd) error { return cmd.Process.Signal(syscall.SIGSTOP) }
func thaw(cmd *exec.Cmd) error   { return cmd.Process.Signal(syscall.SIGCONT) }
