package house

import (
	"context"
	"errors"
	"net/url"

	"github.com/go-json-experiment/json"

	"selter/api"
	"selter/pkg/identity"
	"selter/pkg/identity/oidc"
)

// signOn lets the API send people to a provider: neither knows the other.
type signOn struct{ party *oidc.Party }

// Begin implements api.Federation.
func (s signOn) Begin(ctx context.Context) (string, []byte, error) {
	address, pending, err := s.party.Begin(ctx)
	if err != nil {
		return "", nil, inWords(err)
	}
	kept, err := json.Marshal(pending)
	return address, kept, err
}

// Finish implements api.Federation.
func (s signOn) Finish(ctx context.Context, kept []byte, query url.Values) (api.Proof, error) {
	var pending oidc.Pending
	if err := json.Unmarshal(kept, &pending); err != nil {
		return api.Proof{}, err
	}
	proof, err := s.party.Finish(ctx, pending, query)
	return api.Proof{Issuer: proof.Issuer, Subject: proof.Subject, Factors: proof.Factors}, inWords(err)
}

// inWords says what the provider's party says in the words of the API. Why somebody was
// refused stands in the log, where the party has put it.
func inWords(err error) error {
	switch {
	case errors.Is(err, oidc.ErrUnavailable):
		return errors.Join(api.ErrProviderUnavailable, err)
	case errors.Is(err, oidc.ErrRefused):
		return errors.Join(identity.ErrRefused, err)
	}
	return err
}
