package api

import (
	"context"
	"errors"
	"testing"
)

func TestSlots_are_given_back_and_nobody_waits_who_has_gone(t *testing.T) {
	t.Parallel()
	s := make(slots, 1)
	if err := s.take(t.Context()); err != nil {
		t.Fatal(err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := s.take(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("a second one got in: %v", err)
	}
	s.free()
	if err := s.take(t.Context()); err != nil {
		t.Error(err)
	}
}
