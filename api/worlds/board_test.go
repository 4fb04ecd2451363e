package worlds_test

import (
	"context"

	"selter/pkg/oversight"
)

// A slate is a board on which nothing is written. The houses of the worlds have whole ones.
type slate struct{}

func (slate) Table(_ context.Context, _ oversight.Reach, name string, _ oversight.Filter, _ oversight.Page) (oversight.Table, error) {
	return oversight.Table{Name: name}, nil
}

func (slate) Sheet(oversight.Table, string) ([]byte, error) { return nil, nil }
