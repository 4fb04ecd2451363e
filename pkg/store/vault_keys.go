package store

import (
	"context"

	"selter/pkg/identity/vault"
)

// Vault is the store as it keeps what is known about people.
type Vault struct{ s *Store }

var _ vault.Store = Vault{}

// Vault is the view of the store that keeps keys, particulars and readings. It writes no particular and
// destroys no key: that is a part of Commit.
func (s *Store) Vault() Vault { return Vault{s} }

type keyRow struct {
	Person  string
	Wrapped []byte
}

// Key implements vault.Store.
func (v Vault) Key(ctx context.Context, person string) ([]byte, error) {
	var rows []keyRow
	err := v.s.find(ctx, &rows, `SELECT person, wrapped FROM person_keys WHERE person = ? AND wrapped IS NOT NULL`, person)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, vault.ErrUnknown
	}
	return rows[0].Wrapped, nil
}

// AddKey implements vault.Store. The row of a destroyed key is in the way of any other.
func (v Vault) AddKey(ctx context.Context, person string, wrapped []byte) ([]byte, error) {
	_, err := v.s.repeatable(ctx, `INSERT INTO person_keys (person, wrapped) VALUES (?, ?) ON CONFLICT (person) DO NOTHING`, person, wrapped)
	if err != nil {
		return nil, err
	}
	return v.Key(ctx, person)
}

// Keys implements vault.Store. A limit outside 1 to 100 is taken as 100.
func (v Vault) Keys(ctx context.Context, after string, limit int) ([]vault.WrappedKey, error) {
	var rows []keyRow
	err := v.s.find(ctx, &rows, `SELECT person, wrapped FROM person_keys WHERE person > ? AND wrapped IS NOT NULL ORDER BY person LIMIT ?`,
		after, page(limit))
	keys := make([]vault.WrappedKey, len(rows))
	for i, row := range rows {
		keys[i] = vault.WrappedKey(row)
	}
	return keys, err
}

// Rewrap implements vault.Store.
func (v Vault) Rewrap(ctx context.Context, person string, was, now []byte) (bool, error) {
	return v.s.once(ctx, `UPDATE person_keys SET wrapped = ? WHERE person = ? AND wrapped = ?`, now, person, was)
}
