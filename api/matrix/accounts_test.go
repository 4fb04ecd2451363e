package matrix_test

import (
	"context"
	"net/url"
	"time"

	"github.com/google/uuid"

	"selter/api"
	"selter/pkg/identity"
)

// A gatehouse has no accounts and takes every proof for a wrong one. Who somebody is the
// real service tells, see house.
type gatehouse struct{ *identity.Service }

func (gatehouse) Login(context.Context, identity.Login) (identity.Issued, error) {
	return identity.Issued{}, identity.ErrRefused
}

func (gatehouse) Logout(context.Context, identity.Subject) error { return nil }

func (gatehouse) ChangePassword(context.Context, identity.Subject, string, string) error {
	return identity.ErrRefused
}

func (gatehouse) BeginTOTP(context.Context, identity.Subject, string) (secret, uri string, err error) {
	return "", "", identity.ErrRefused
}

func (gatehouse) ConfirmTOTP(context.Context, identity.Subject, string) (identity.Issued, error) {
	return identity.Issued{}, identity.ErrRefused
}

func (gatehouse) StepUp(context.Context, identity.Subject, string) (identity.Issued, error) {
	return identity.Issued{}, identity.ErrRefused
}

func (gatehouse) AcceptInvitation(context.Context, string, string) (string, error) {
	return "", identity.ErrRefused
}

func (gatehouse) IssueToken(context.Context, identity.Subject, string, []identity.Scope, time.Duration) (identity.Issued, error) {
	return identity.Issued{}, identity.ErrNeedsSession
}

func (gatehouse) Credentials(context.Context, identity.Subject) ([]identity.Credential, error) {
	return nil, nil
}

func (gatehouse) Revoke(context.Context, identity.Subject, uuid.UUID) error { return nil }

func (gatehouse) Enrol(context.Context, string, string) (string, time.Time, error) {
	return "", time.Time{}, errWritten
}

func (gatehouse) Reinvite(context.Context, string) (string, time.Time, error) {
	return "", time.Time{}, errWritten
}

func (gatehouse) BeginCeremony(context.Context, string, string, []byte, time.Duration) (string, error) {
	return "begun", nil
}

func (gatehouse) TakeCeremony(context.Context, string, string) ([]byte, error) {
	return nil, identity.ErrUnknown
}

func (gatehouse) LinkOwn(context.Context, string, uuid.UUID, string, string) error {
	return identity.ErrRefused
}

func (gatehouse) LinkedLogin(context.Context, string, string, int) (identity.Issued, error) {
	return identity.Issued{}, identity.ErrUnlinked
}

// abroad is a provider that nobody comes back from.
type abroad struct{}

func (abroad) Begin(context.Context) (address string, kept []byte, err error) {
	return "https://provider.example/auth", []byte("s"), nil
}

func (abroad) Finish(context.Context, []byte, url.Values) (api.Proof, error) {
	return api.Proof{}, identity.ErrRefused
}
