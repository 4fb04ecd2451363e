package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

// Begin implements identity.Ceremonies. Those that nobody has ended in time go with it.
func (i Identity) Begin(ctx context.Context, c identity.Ceremony) error {
	return i.s.together(ctx, func(w *writer) error {
		if c.Person != "" {
			if _, err := i.standing(w, c.Person); err != nil {
				return err
			}
		}
		w.exec(i.s.sql(`DELETE FROM ceremonies WHERE hash IN (
			SELECT m.hash FROM ceremonies AS m WHERE m.expires_at <= {now} LIMIT ? {unshared})`), i.s.now(), pruned)
		w.exec(`INSERT INTO ceremonies (kind, hash, person, data, expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
			c.Kind, c.Hash[:], c.Person, orNone(c.Data), micros(c.Expires))
		return nil
	})
}

// Take implements identity.Ceremonies: of many who take it the statement gives the row to one.
func (i Identity) Take(ctx context.Context, kind string, secret [32]byte) (identity.Ceremony, error) {
	var rows []struct {
		Person  string
		Data    []byte
		Expires instant `gorm:"column:expires_at"`
	}
	err := i.s.writes.WithContext(ctx).Raw(i.s.sql(`DELETE FROM ceremonies WHERE hash = ? AND kind = ? AND expires_at > {now}
		RETURNING person, data, expires_at`), secret[:], kind, i.s.now()).Scan(&rows).Error
	if err != nil {
		return identity.Ceremony{}, i.s.fault(ctx, err)
	}
	if len(rows) == 0 {
		return identity.Ceremony{}, identity.ErrUnknown
	}
	return identity.Ceremony{Hash: secret, Kind: kind, Person: rows[0].Person, Data: rows[0].Data, Expires: rows[0].Expires.time()}, nil
}

// Link implements identity.Ceremonies. Account and session are held until the link is there: whoever ends
// one of them at this moment has ended it before, and nothing is linked, or finds the link.
func (i Identity) Link(ctx context.Context, issuer string, subject [32]byte, person string, session uuid.UUID) error {
	return i.s.together(ctx, func(w *writer) error {
		account, err := i.standing(w, person)
		if err != nil {
			return err
		}
		inForce, err := i.inForce(w, person, session)
		if err != nil {
			return err
		}
		if account.Disabled || !inForce {
			return identity.ErrUnknown
		}
		if w.exec(`INSERT INTO links (issuer, subject, person) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, issuer, subject[:], person) > 0 || w.err != nil {
			return nil
		}
		var bound []string
		if err := w.tx.Raw(`SELECT person FROM links WHERE issuer = ? AND subject = ?`, issuer, subject[:]).Scan(&bound).Error; err != nil {
			return err
		}
		if !slices.Equal(bound, []string{person}) {
			return identity.ErrTaken
		}
		return nil
	})
}

// inForce tells whether a credential of the person has not been revoked, and holds it like that; that it
// has not ended by itself the caller has seen. The zero one is nobody's and always in force.
func (i Identity) inForce(w *writer, person string, id uuid.UUID) (bool, error) {
	if id == uuid.Nil {
		return true, nil
	}
	var found []string
	err := w.tx.Raw(i.s.sql(`SELECT person FROM credentials WHERE person = ? AND id = ? AND revoked_at IS NULL {shared}`), person, i.s.bind(id)).Scan(&found).Error
	return len(found) > 0, err
}

// Linked implements identity.Ceremonies.
func (i Identity) Linked(ctx context.Context, issuer string, subject [32]byte) (string, error) {
	return i.s.whose(ctx, `SELECT person FROM links WHERE issuer = ? AND subject = ?`, identity.ErrUnknown, issuer, subject[:])
}

// whose reads the one person whom a statement names, or answers that there is none.
func (s *Store) whose(ctx context.Context, text string, none error, args ...any) (string, error) {
	var people []string
	if err := s.find(ctx, &people, text, args...); err != nil {
		return "", err
	}
	if len(people) == 0 {
		return "", none
	}
	return people[0], nil
}
