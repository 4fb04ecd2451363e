package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/identity"
)

const accountColumns = `person, login, password, totp, confirmed, step, disabled_at, created_at`

type accountRow struct {
	Person    string
	Login     []byte
	Password  string
	TOTP      []byte `gorm:"column:totp"`
	Confirmed bool
	Step      int64
	Disabled  instant `gorm:"column:disabled_at"`
	Created   instant `gorm:"column:created_at"`
}

func (r accountRow) account() identity.Account {
	return identity.Account{
		Person: r.Person, Login: hash(r.Login), Password: r.Password, TOTP: r.TOTP, Confirmed: r.Confirmed, Step: r.Step,
		Disabled: !r.Disabled.time().IsZero(), Created: r.Created.time(),
	}
}

// CreateAccount implements identity.Accounts. A new account is open and has no second factor, and its
// age counts from the store's clock.
func (i Identity) CreateAccount(ctx context.Context, a identity.Account) error {
	created, err := i.s.once(ctx, `INSERT INTO accounts (person, login, password, created_at) VALUES (?, ?, ?, {now})
		ON CONFLICT DO NOTHING`, a.Person, a.Login[:], a.Password, i.s.now())
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

// SetPassword implements identity.Accounts. Whoever has no account has no hash that could be replaced.
func (i Identity) SetPassword(ctx context.Context, person, was, phc string, keep uuid.UUID) (replaced bool, err error) {
	err = i.s.together(ctx, func(w *writer) error {
		replaced = w.exec(`UPDATE accounts SET password = ? WHERE person = ? AND password = ?`, phc, person, was) > 0
		if replaced {
			w.exec(i.s.sql(`UPDATE credentials SET revoked_at = {now} WHERE person = ? AND kind = ? AND id <> ? AND revoked_at IS NULL`),
				i.s.now(), person, string(identity.SessionKind), keep)
		}
		return nil
	})
	return replaced && err == nil, err
}

// SetTOTP implements identity.Accounts.
func (i Identity) SetTOTP(ctx context.Context, person string, sealed []byte) error {
	met, err := i.s.repeatable(ctx, `UPDATE accounts SET totp = ?, confirmed = FALSE, step = 0 WHERE person = ?`, orNone(sealed), person)
	return orUnknown(met, err)
}

// UseStep implements identity.Accounts. The comparison and the change are one statement, whose row
// others wait for; whoever has no secret spends nothing.
func (i Identity) UseStep(ctx context.Context, person string, step int64) (bool, error) {
	return i.s.once(ctx, `UPDATE accounts SET step = ?, confirmed = TRUE WHERE person = ? AND totp IS NOT NULL AND step < ?`, step, person, step)
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
			w.exec(i.s.sql(`UPDATE credentials SET revoked_at = {now} WHERE person = ? AND revoked_at IS NULL`), i.s.now(), person)
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
