package oidc

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"

	openid "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// provider is what the provider told of itself, which holds until we end.
type provider struct {
	oauth oauth2.Config
	keys  openid.KeySet
	// signs tells that every answer names its sender (RFC 9207).
	signs bool
}

// Ready asks the provider to describe itself, unless it has, and tells whether it can be
// used: nil or an ErrUnavailable.
func (p *Party) Ready(ctx context.Context) error {
	_, err := p.provider(ctx)
	return err
}

// provider is the provider's description, asked for when it is first needed and again
// after a failure. All who need it at one time wait for one request, which the end of one
// of them does not end.
func (p *Party) provider(ctx context.Context) (*provider, error) {
	if found := p.found.Load(); found != nil {
		return found, nil
	}
	asked := p.asking.DoChan("", func() (any, error) {
		if found := p.found.Load(); found != nil {
			return found, nil
		}
		found, err := p.discover(context.WithoutCancel(ctx))
		if err != nil {
			p.log.WarnContext(ctx, "sign-on provider cannot be used", slog.Any("reason", err))
			return nil, err
		}
		p.found.Store(found)
		p.log.InfoContext(ctx, "sign-on provider described itself")
		return found, nil
	})
	select {
	case answer := <-asked:
		if answer.Err != nil {
			return nil, answer.Err
		}
		return answer.Val.(*provider), nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (p *Party) discover(ctx context.Context) (*provider, error) {
	ctx = openid.ClientContext(ctx, p.client)
	described, err := openid.NewProvider(ctx, p.config.Issuer)
	if _, other := errors.AsType[*openid.IssuerMismatchError](err); other {
		return nil, unfit()
	}
	if err != nil {
		return nil, unreachable(err)
	}
	var more struct {
		Keys      string   `json:"jwks_uri"`
		Signs     bool     `json:"authorization_response_iss_parameter_supported"`
		Challenge []string `json:"code_challenge_methods_supported"`
		Client    []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := described.Claims(&more); err != nil {
		return nil, unfit()
	}
	endpoint := described.Endpoint()
	for _, address := range []string{endpoint.AuthURL, endpoint.TokenURL, more.Keys} {
		if at, err := url.Parse(address); err != nil || !trusted(at) {
			return nil, unfit()
		}
	}
	// A provider that lists its methods means what it does not list; some list none.
	if len(more.Challenge) > 0 && !slices.Contains(more.Challenge, "S256") {
		return nil, unfit()
	}
	endpoint.AuthStyle = p.style(more.Client)
	return &provider{
		oauth: oauth2.Config{
			ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret,
			Endpoint: endpoint, RedirectURL: p.config.RedirectURL, Scopes: []string{openid.ScopeOpenID},
		},
		keys:  openid.NewRemoteKeySet(ctx, more.Keys),
		signs: more.Signs,
	}, nil
}

// style is how we show that we are the client. It is never found by trying, which would
// send the code twice.
func (p *Party) style(methods []string) oauth2.AuthStyle {
	basic := len(methods) == 0 || slices.Contains(methods, "client_secret_basic") // the default of Discovery 1.0, 3
	if p.config.ClientSecret != "" && basic {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// outage reports whether an error means that the provider could not be asked.
func outage(err error) bool {
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return answer.Response.StatusCode >= http.StatusInternalServerError || answer.Response.StatusCode == http.StatusTooManyRequests
	}
	_, sending := errors.AsType[*url.Error](err)
	return sending || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
