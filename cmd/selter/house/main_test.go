package house_test

import (
	"os"
	"testing"

	"selter/pkg/peers"
)

// TestMain runs the tests, or is the victim of one of them.
func TestMain(m *testing.M) {
	if settings := os.Getenv(victimVariable); settings != "" {
		os.Exit(victim(settings))
	}
	peers.Main(m)
}
