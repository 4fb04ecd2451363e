package peers

import (
	"io"
	"os"
	"path/filepath"
	"strings"
)

// terminal opens the controlling terminal, unless standard output already is one.
func terminal() io.WriteCloser {
	if info, err := os.Stdout.Stat(); err != nil || info.Mode()&os.ModeCharDevice != 0 {
		return nil
	}
	tty, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		return nil
	}
	return tty
}

// uncached keeps go test from answering the next run from its cache, which would hide both the report and a server installed
// since. The cache looks again at files that a test asked about if their names begin with the module's folder; we ask, by such a
// name, about the temporary folder, in which every go command makes a folder of its own.
func uncached() {
	here, err := os.Getwd()
	if err != nil {
		return
	}
	up := strings.Repeat(string(filepath.Separator)+"..", strings.Count(here, string(filepath.Separator)))
	_, _ = os.Stat(here + up + os.TempDir())
}
