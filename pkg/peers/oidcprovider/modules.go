package oidcprovider

import (
	"context"
	"crypto/sha256"
	_ "embed" // the program and its lock file
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

var (
	//go:embed program/provider.js
	program string
	//go:embed program/package.json
	manifest []byte
	//go:embed program/package-lock.json
	lock []byte
	//go:embed program/.npmrc
	settings []byte
)

// installing is how long npm may take with an empty cache of its own and a slow line.
const installing = 3 * time.Minute

// modules is the folder in which the provider's modules lie. It is named after what is
// installed there, so a new lock file gets a new folder and an old one stays as it was.
func modules(ctx context.Context, npm string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	sum := sha256.Sum256(append(append([]byte(nil), lock...), manifest...))
	folder := filepath.Join(cache, "selter", "oidcprovider-"+hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return "", err
	}
	// Beside its place and renamed when whole: another test binary may be doing the same.
	draft, err := os.MkdirTemp(filepath.Dir(folder), "draft-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(draft) }()
	if err := install(ctx, npm, draft); err != nil {
		return "", err
	}
	if err := os.Rename(draft, folder); err != nil {
		if _, there := os.Stat(folder); there != nil {
			return "", errors.Join(err, there)
		}
	}
	return folder, nil
}

func install(ctx context.Context, npm, folder string) error {
	for name, content := range map[string][]byte{"package.json": manifest, "package-lock.json": lock, ".npmrc": settings} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, installing)
	defer cancel()
	cmd := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w: %s", err, out)
	}
	return nil
}
