package private

import "syscall"

// attributes sets the account and ties the server's life to ours: the kernel sends the signal when the thread that started it
// ends, whatever kills us. The server gets a process group of its own, so that Ctrl-C reaches it only through us.
func attributes(a *account, death syscall.Signal) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: death, Credential: a.credential()}
}
