package oidcprovider_test

import (
	"encoding/json"
	"os"
	"testing"
)

// TestLock looks at what npm is told to install: every package by the hash of its content,
// none by the host that it once came from, so that it can come from anywhere.
func TestLock(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("program/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ Integrity, Resolved string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	if _, there := lock.Packages["node_modules/oidc-provider"]; !there {
		t.Error("the provider is not among the packages")
	}
	for name, one := range lock.Packages {
		if name != "" && (one.Integrity == "" || one.Resolved != "") {
			t.Errorf("%s: hash %q, from %q", name, one.Integrity, one.Resolved)
		}
	}
}
