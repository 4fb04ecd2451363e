package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

const accountColumns = `person, login, password, totp, pending, step, disabled_at, created_at`

type accountRow struct {
	Person   string
	Login    []byte
	Password string
	TOTP     []byte `gorm:"column:totp"`
	Pending  []byte
	Step     int64
	Disabled instant `gorm:"column:disabled_at"`
	Created  instant `gorm:"column:created_at"`
}

func (r accountRow) account() identity.Account {
	return identity.Account{
		Person: r.Person, Login: hash(r.Login), Password: r.Password, TOTP: r.TOTP, Pending: r.Pending, Step: r.Step,
		Disabled: !r.Disabled.time().IsZero(), Created: r.Created.time(),
	}
}

// CreateAccount implements identity.Accounts. A new account is open and has no second factor, and its
// age counts from the store's clock. Who has been forgotten gets none again.
func (i Identity) CreateAccount(ctx context.Context, a identity.Account) error {
	created, err := i.s.once(ctx, `INSERT INTO accounts (person, login, password, created_at) SELECT ?, ?, ?, {now} WHERE `+remembered+`
		ON CONFLICT DO NOTHING`, a.Person, a.Login[:], a.Password, i.s.now(), a.Person)
	if err == nil && !created {
		return identity.ErrTaken
	}
	return err
}

// AccountByLogin implements identity.Accounts.
func (i Identity) AccountByLogin(ctx context.Context, login [32]byte) (identity.Account, error) {
	return i.account(ctx, `SELECT `+accountColumns+` FROM accounts WHERE login = ?`, login[:])
}

// AccountOf implements identity.Accounts.
func (i Identity) AccountOf(ctx context.Context, person string) (identity.Account, error) {
	return i.account(ctx, `SELECT `+accountColumns+` FROM accounts WHERE person = ?`, person)
}

func (i Identity) account(ctx context.Context, text string, by any) (identity.Account, error) {
	var rows []accountRow
	if err := i.s.find(ctx, &rows, text, by); err != nil {
		return identity.Account{}, err
	}
	if len(rows) == 0 {
		return identity.Account{}, identity.ErrUnknown
	}
	return rows[0].account(), nil
}

// standing is the account of a person, held until the transaction ends: whoever closes it, begins it anew
// or forgets the person waits so long, and finds what has been added. Who has been forgotten has none.
func (i Identity) standing(w *writer, person string) (identity.Account, error) {
	var rows []accountRow
	err := w.tx.Raw(i.s.sql(`SELECT `+accountColumns+` FROM accounts WHERE person = ? AND `+remembered+` {shared}`), person, person).Scan(&rows).Error
	if err != nil {
		return identity.Account{}, err
	}
	if len(rows) == 0 {
		return identity.Account{}, identity.ErrUnknown
	}
	return rows[0].account(), nil
}

// remembered is true unless the person, its one parameter, has been forgotten.
const remembered = `NOT EXISTS (SELECT 1 FROM person_keys AS k WHERE k.person = ? AND k.destroyed_at IS NOT NULL)`

// SetPassword implements identity.Accounts. Whoever has no account has no hash that could be replaced.
func (i Identity) SetPassword(ctx context.Context, person, was, phc string, keep uuid.UUID) (replaced bool, err error) {
	err = i.s.together(ctx, func(w *writer) error {
		replaced = w.exec(`UPDATE accounts SET password = ? WHERE person = ? AND password = ?`, phc, person, was) > 0
		if replaced {
			i.endBut(w, person, keep)
		}
		return nil
	})
	return replaced && err == nil, err
}

// endBut ends whatever lets a person in, or is about to, but one credential. The account has been changed
// before in the same transaction, so that nothing can be added beside it.
func (i Identity) endBut(w *writer, person string, keep uuid.UUID) {
	w.exec(i.s.sql(`UPDATE credentials SET revoked_at = {now} WHERE person = ? AND id <> ? AND revoked_at IS NULL`), i.s.now(), person, keep)
	w.exec(`DELETE FROM ceremonies WHERE person = ?`, person)
}

// Rehash implements identity.Accounts.
func (i Identity) Rehash(ctx context.Context, person, was, phc string) (bool, error) {
	return i.s.once(ctx, `UPDATE accounts SET password = ? WHERE person = ? AND password = ?`, phc, person, was)
}

// Reset implements identity.Accounts.
func (i Identity) Reset(ctx context.Context, person, phc string) error {
	return i.s.together(ctx, func(w *writer) error {
		if w.exec(`UPDATE accounts SET password = ?, totp = NULL, pending = NULL, step = 0 WHERE person = ?`, phc, person) == 0 && w.err == nil {
			return identity.ErrUnknown
		}
		i.endBut(w, person, uuid.Nil)
		w.exec(`DELETE FROM links WHERE person = ?`, person)
		return nil
	})
}

// OfferTOTP implements identity.Accounts.
func (i Identity) OfferTOTP(ctx context.Context, person string, sealed []byte) error {
	met, err := i.s.repeatable(ctx, `UPDATE accounts SET pending = ? WHERE person = ?`, sealed, person)
	return orUnknown(met, err)
}

// ConfirmTOTP implements identity.Accounts.
func (i Identity) ConfirmTOTP(ctx context.Context, person string, sealed []byte, step int64, keep uuid.UUID) (confirmed bool, err error) {
	err = i.s.together(ctx, func(w *writer) error {
		confirmed = w.exec(`UPDATE accounts SET totp = pending, pending = NULL, step = ? WHERE person = ? AND pending = ?`, step, person, sealed) > 0
		if confirmed {
			i.endBut(w, person, keep)
		}
		return nil
	})
	return confirmed && err == nil, err
}

// UseStep implements identity.Accounts. The comparison and the change are one statement, whose row
// others wait for; whoever has no secret, or another by now, spends nothing.
func (i Identity) UseStep(ctx context.Context, person string, sealed []byte, step int64) (bool, error) {
	return i.s.once(ctx, `UPDATE accounts SET step = ? WHERE person = ? AND totp = ? AND step < ?`, step, person, sealed, step)
}

// Disable implements identity.Accounts. What has been revoked stays so when the account is opened again.
func (i Identity) Disable(ctx context.Context, person string, disabled bool) error {
	return i.s.together(ctx, func(w *writer) error {
		text := `UPDATE accounts SET disabled_at = NULL WHERE person = ?`
		args := []any{person}
		if disabled {
			text = i.s.sql(`UPDATE accounts SET disabled_at = coalesce(disabled_at, {now}) WHERE person = ?`)
			args = []any{i.s.now(), person}
		}
		if w.exec(text, args...) == 0 && w.err == nil {
			return identity.ErrUnknown
		}
		if disabled {
			i.endBut(w, person, uuid.Nil)
		}
		return nil
	})
}

func orUnknown(met bool, err error) error {
	if err == nil && !met {
		return identity.ErrUnknown
	}
	return err
}
