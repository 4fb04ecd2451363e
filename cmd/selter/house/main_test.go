package house_test

import (
	"os"
	"testing"

	"selter/pkg/peers"
	"selter/pkg/peers/mailserver"
)

// TestMain runs the tests, or is the victim or the mail server of one of them.
func TestMain(m *testing.M) {
	if settings := os.Getenv(victimVariable); settings != "" {
		os.Exit(victim(settings))
	}
	mailserver.Main()
	peers.Main(m)
}
