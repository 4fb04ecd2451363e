//go:build unix && !linux

package private

import "syscall"

// attributes sets the account. Without a parent-death signal here, a server outlives us if we are killed with SIGKILL.
func attributes(a *account, _ syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: a.credential()}
}
