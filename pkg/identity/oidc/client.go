package oidc

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// The limits of what we ask a provider.
const (
	answerWithin = 10 * time.Second // the whole of one request
	answerUpTo   = 1 << 20          // bytes of one body; descriptions and keys are a few thousand
	headersUpTo  = 64 << 10
)

var errTooLong = errors.New("the provider's answer is too long")

// client is the given client, or one of our own, within the limits. It follows no
// redirect: a provider's addresses are those that it describes, and each was looked at then.
func client(given *http.Client) *http.Client {
	bounded := &http.Client{}
	if given != nil {
		*bounded = *given
	}
	if bounded.Transport == nil {
		bounded.Transport = &http.Transport{
			Proxy:                  nil, // what HTTPS_PROXY says is meant for others
			DialContext:            (&net.Dialer{Timeout: answerWithin / 2}).DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    answerWithin / 2,
			MaxResponseHeaderBytes: headersUpTo,
			MaxIdleConns:           4,
			IdleConnTimeout:        30 * time.Second,
		}
	}
	bounded.Transport = limits{bounded.Transport}
	if bounded.Timeout == 0 || bounded.Timeout > answerWithin {
		bounded.Timeout = answerWithin
	}
	bounded.Jar = nil
	bounded.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return bounded
}

// limits refuses to read without end.
type limits struct{ next http.RoundTripper }

func (l limits) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = &bounded{body: response.Body, left: answerUpTo}
	return response, nil
}

// bounded is a body that fails, rather than ends, where it is too long: half a document
// must not pass for a whole one.
type bounded struct {
	body io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLong
	}
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }
