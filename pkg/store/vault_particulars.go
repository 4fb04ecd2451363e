package store

import (
	"context"

	"selter/pkg/casework"
	"selter/pkg/identity/vault"
)

// Particulars implements vault.Store.
func (v Vault) Particulars(ctx context.Context, person string, fields []string) ([]casework.Particular, error) {
	text, args := `SELECT person, field, sealed, lookup FROM particulars WHERE person = ? ORDER BY field`, []any{person}
	if len(fields) > 0 {
		text, args = `SELECT person, field, sealed, lookup FROM particulars WHERE person = ? AND field IN ? ORDER BY field`, []any{person, fields}
	}
	var kept []casework.Particular
	err := v.s.find(ctx, &kept, text, args...)
	return kept, err
}

// Find implements vault.Store.
func (v Vault) Find(ctx context.Context, field string, lookup []byte) (string, error) {
	if len(lookup) == 0 {
		return "", vault.ErrUnknown
	}
	return v.s.whose(ctx, `SELECT person FROM particulars WHERE field = ? AND lookup = ?`, vault.ErrUnknown, field, lookup)
}

// Relookup implements vault.Store.
func (v Vault) Relookup(ctx context.Context, person, field string, was, now []byte) (bool, error) {
	return v.s.once(ctx, `UPDATE particulars SET lookup = ? WHERE person = ? AND field = ? AND lookup = ?`, orNone(now), person, field, was)
}
