package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeys(t *testing.T) {
	t.Parallel()

	// step calls the program and wants an exit code and some words.
	step := func(t *testing.T, environ []string, code int, says string, args ...string) {
		t.Helper()
		c := call(t, environ, args...)
		if c.code != code || !strings.Contains(c.out+c.errs, says) {
			t.Fatalf("%s: exit %d, %s%s; want %d and %q", strings.Join(args, " "), c.code, c.out, c.errs, code, says)
		}
	}

	t.Run("of_an_embedded_house_are_made_rotated_and_pruned", func(t *testing.T) {
		t.Parallel()
		data := "--data=" + t.TempDir()
		step(t, nil, exitMistake, "keeps no state", "keys", "status", data)
		step(t, nil, exitDone, "up to date", "migrate", "up", data)
		step(t, nil, exitDone, "people   1,", "keys", "status", data)
		step(t, nil, exitDone, "0 people: 0 keys and 0 hashes", "keys", "rotate", data)
		step(t, nil, exitDone, "people   2,", "keys", "status", data)
		step(t, nil, exitDone, "0 people", "keys", "rotate", "--resume", data)
		step(t, nil, exitDone, "people   2,", "keys", "status", data)
		step(t, nil, exitDone, "forgotten", "keys", "prune", data)
		step(t, nil, exitDone, "people   1,", "keys", "status", data)
	})

	t.Run("in_a_file_are_never_overwritten_and_refused_when_others_can_read_them", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		file, data := filepath.Join(folder, "keys.json"), "--data="+filepath.Join(folder, "data")
		environ := []string{"SELTER_KEYS_FILE=" + file}
		step(t, nil, exitDone, "keep a copy", "keys", "create", file)
		step(t, nil, exitMistake, "exist", "keys", "create", file)
		step(t, nil, exitDone, "up to date", "migrate", "up", data)
		step(t, environ, exitDone, "digests  1,", "keys", "status", data)
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		step(t, environ, exitMistake, "chmod 600", "keys", "status", data)
	})

	t.Run("in_a_variable_are_not_changed", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		file, data := filepath.Join(folder, "keys.json"), "--data="+filepath.Join(folder, "data")
		step(t, nil, exitDone, "keep a copy", "keys", "create", file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		environ := []string{"SELTER_KEYS=" + string(text)}
		step(t, nil, exitDone, "up to date", "migrate", "up", data)
		step(t, environ, exitDone, "people   1,", "keys", "status", data)
		for _, args := range [][]string{{"keys", "rotate", data}, {"keys", "prune", data}} {
			step(t, environ, exitMistake, "SELTER_KEYS: cannot be changed", args...)
		}
		damaged := strings.Replace(environ[0], `"sum":"`, `"sum":"0`, 1)
		c := call(t, []string{damaged}, "keys", "status", data)
		if c.code != exitMistake || !strings.Contains(c.errs, "SELTER_KEYS") || len(c.errs) > 200 {
			t.Errorf("damaged: exit %d, %s", c.code, c.errs)
		}
	})
}
