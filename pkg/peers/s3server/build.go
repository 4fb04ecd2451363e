package s3server

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// building is how long the go command may take with empty caches on a busy machine.
const building = 9 * time.Minute

// program is the path of the built server. The go command builds it if it has to.
func program(ctx context.Context, goCommand string) (string, error) {
	release, err := alone()
	if err != nil {
		return "", err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, building)
	defer cancel()
	module, err := output(ctx, goCommand, "", "env", "GOMOD")
	if err != nil {
		return "", err
	}
	root := filepath.Dir(module)
	return output(ctx, goCommand, root, "tool", "-n", "-modfile="+filepath.Join("deploy", "tools", "go.mod"), "versitygw")
}

func output(ctx context.Context, goCommand, folder string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, goCommand, args...) //nolint:gosec // the go command, with words of ours
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly") // those of the run are meant for its tests
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(string(out)), nil
}
