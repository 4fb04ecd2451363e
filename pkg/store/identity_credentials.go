package store

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

type credentialRow struct {
	ID      uuid.UUID
	Kind    string
	Person  string
	Hash    []byte
	Label   string
	Scopes  string
	Factors int
	Created instant `gorm:"column:created_at"`
	Expires instant `gorm:"column:expires_at"`
	Idle    int64
	Used    instant `gorm:"column:used_at"`
}

func (r credentialRow) credential() identity.Credential {
	return identity.Credential{
		ID: r.ID, Kind: identity.Kind(r.Kind), Person: r.Person, Hash: hash(r.Hash), Label: r.Label, Scopes: scopes(r.Scopes),
		Factors: r.Factors, Created: r.Created.time(), Expires: r.Expires.time(), Idle: time.Duration(r.Idle) * time.Microsecond,
		Used: r.Used.time(),
	}
}

// Issue implements identity.Credentials. The credential's age counts from the store's clock, and so does
// its first use. Without an account, and for one that is disabled, also at this very moment, it is ErrUnknown:
// nothing must be left that would be in force when the account is opened again, nor of who has been forgotten.
func (i Identity) Issue(ctx context.Context, c identity.Credential) error {
	id, err := orNew(c.ID)
	if err != nil {
		return err
	}
	words := make([]string, len(c.Scopes))
	for n, scope := range c.Scopes {
		words[n] = string(scope)
	}
	return i.s.together(ctx, func(w *writer) error {
		account, err := i.standing(w, c.Person)
		if err != nil {
			return err
		}
		if account.Disabled {
			return identity.ErrUnknown
		}
		w.exec(i.s.sql(`INSERT INTO credentials (id, kind, person, hash, label, scopes, factors, created_at, used_at, expires_at, idle)
			VALUES (?, ?, ?, ?, ?, ?, ?, {now}, {now}, ?, ?) ON CONFLICT (id) DO NOTHING`),
			id, string(c.Kind), c.Person, c.Hash[:], c.Label, strings.Join(words, ","), c.Factors, i.s.now(), i.s.now(),
			micros(c.Expires), c.Idle.Microseconds())
		return nil
	})
}

// Revoke implements identity.Credentials. What is revoked already stays so from its first moment on.
func (i Identity) Revoke(ctx context.Context, person string, id uuid.UUID) error {
	met, err := i.s.repeatable(ctx, `UPDATE credentials SET revoked_at = coalesce(revoked_at, {now}) WHERE person = ? AND id = ?`,
		i.s.now(), person, id)
	return orUnknown(met, err)
}

// Credentials implements identity.Credentials.
func (i Identity) Credentials(ctx context.Context, person string) ([]identity.Credential, error) {
	var rows []credentialRow
	err := i.s.find(ctx, &rows, `SELECT c.id, c.kind, c.person, c.hash, c.label, c.scopes, c.factors, c.created_at, c.expires_at, c.idle, c.used_at
		FROM (SELECT {now} AS now) AS clock CROSS JOIN credentials AS c LEFT JOIN accounts AS a ON a.person = c.person
		WHERE c.person = ? AND a.disabled_at IS NULL AND c.revoked_at IS NULL AND c.expires_at > clock.now
			AND (c.idle = 0 OR c.used_at + {idle} > clock.now) ORDER BY c.created_at DESC, c.id DESC`, i.s.now(), person)
	held := make([]identity.Credential, len(rows))
	for n, row := range rows {
		held[n] = row.credential()
	}
	return held, err
}

func scopes(words string) []identity.Scope {
	if words == "" {
		return nil
	}
	var list []identity.Scope
	for word := range strings.SplitSeq(words, ",") {
		list = append(list, identity.Scope(word))
	}
	return list
}
