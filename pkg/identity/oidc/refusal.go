package oidc

import (
	"errors"
	"log/slog"
	"net/url"
)

var (
	// ErrRefused is every refusal. Why is for the log alone: see Refusal.
	ErrRefused = errors.New("the provider's answer was refused")
	// ErrUnavailable says that the provider cannot be asked now, or cannot be used as it
	// describes itself; nothing is wrong with what the person brought.
	ErrUnavailable = errors.New("the provider cannot be used now")
)

// A Reason is why an answer was refused, or why the provider cannot be used: one of the
// words below, never text of the provider or of the caller.
type Reason string

// The reasons of refusals.
const (
	ReasonPending   Reason = "pending"   // what was kept of the beginning is not whole
	ReasonQuery     Reason = "query"     // a parameter is missing or comes twice
	ReasonState     Reason = "state"     // the answer belongs to another beginning
	ReasonSender    Reason = "sender"    // the answer is another provider's (RFC 9207)
	ReasonDenied    Reason = "denied"    // the person went away, or the provider turned them away
	ReasonProvider  Reason = "provider"  // the provider answered with another error
	ReasonCode      Reason = "code"      // the provider did not take the code
	ReasonForm      Reason = "form"      // not a compact token with the claims that it must have
	ReasonAlgorithm Reason = "algorithm" // not signed with one of Algorithms
	ReasonSignature Reason = "signature" // not signed with a key of the provider
	ReasonIssuer    Reason = "issuer"
	ReasonAudience  Reason = "audience"
	ReasonExpired   Reason = "expired"
	ReasonIssued    Reason = "issued" // at a time that cannot be
	ReasonNonce     Reason = "nonce"
	ReasonSubject   Reason = "subject"
)

// The reasons why a provider cannot be used.
const (
	ReasonUnreachable Reason = "unreachable" // no answer, or one that says so itself
	ReasonUnfit       Reason = "unfit"       // its description lacks something that we need
)

// A Refusal is an ErrRefused or an ErrUnavailable with its reason.
type Refusal struct {
	Reason Reason
	kind   error
	cause  error // what the network said, or nothing
}

// Error is the same for all of a kind.
func (r *Refusal) Error() string { return r.kind.Error() }

// Unwrap is the kind.
func (r *Refusal) Unwrap() error { return r.kind }

// LogValue is the reason, with what the network said where it did.
func (r *Refusal) LogValue() slog.Value {
	if r.cause != nil {
		return slog.StringValue(string(r.Reason) + ": " + r.cause.Error())
	}
	return slog.StringValue(string(r.Reason))
}

func refuse(r Reason) error { return &Refusal{Reason: r, kind: ErrRefused} }
func unfit() error          { return &Refusal{Reason: ReasonUnfit, kind: ErrUnavailable} }

// unreachable keeps what failed on the way, such as a name that is not found or a
// certificate that nobody signed, and no text of the provider.
func unreachable(err error) error {
	r := &Refusal{Reason: ReasonUnreachable, kind: ErrUnavailable}
	if sending, ok := errors.AsType[*url.Error](err); ok {
		r.cause = sending.Err
	}
	return r
}
