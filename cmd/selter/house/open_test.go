package house_test

import (
	"log/slog"
	"testing"

	"selter/cmd/selter/house"
)

// BenchmarkOpen is what a restart costs before the first answer: on a folder that has its tables already.
func BenchmarkOpen(b *testing.B) {
	data := b.TempDir()
	for b.Loop() {
		h, err := house.Open(b.Context(), house.Config{Data: data, DevIdentity: true, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		if err := h.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
