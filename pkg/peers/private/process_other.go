//go:build !unix

package private

import (
	"errors"
	"io/fs"
	"os/exec"
	"syscall"
)

// Without Unix accounts and signals only a container engine can run a server (Find looks for program names without .exe).

func attributes(*account, syscall.Signal) *syscall.SysProcAttr { return nil }

func (a *account) enters(fs.FileInfo) bool { return true }

func freeze(*exec.Cmd) error { return errors.ErrUnsupported }
func thaw(*exec.Cmd) error   { return errors.ErrUnsupported }
