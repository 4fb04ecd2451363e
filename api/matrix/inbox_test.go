package matrix_test

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/notify"
	"selter/workflow"
)

// pigeonholes are empty, everybody's.
type pigeonholes struct{}

func (pigeonholes) Items(context.Context, string, bool, uuid.UUID, int) ([]notify.Item, error) {
	return nil, nil
}
func (pigeonholes) Read(context.Context, string, uuid.UUID) error { return notify.ErrNoNotice }

func (pigeonholes) Preferences(context.Context, string) ([]notify.Preference, error) { return nil, nil }

func (pigeonholes) Prefer(context.Context, string, []notify.Preference) error { return nil }

func (pigeonholes) Deliveries(context.Context, workflow.CaseID) ([]notify.Delivery, error) {
	return nil, nil
}
