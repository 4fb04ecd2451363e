package dossier_test

import (
	"testing"

	"selter/pkg/peers"
)

func TestMain(m *testing.M) { peers.Main(m) }
