package recount_test

import (
	"os"
	"runtime/debug"
	"testing"
)

func TestMain(m *testing.M) {
	// A hundred thousand contests leave much behind and keep nothing.
	debug.SetGCPercent(1000)
	os.Exit(m.Run())
}
