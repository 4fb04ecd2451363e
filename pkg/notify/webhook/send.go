package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"selter/pkg/notify"
)

// The limits of one attempt.
const (
	attemptTime = 10 * time.Second
	dialTime    = 5 * time.Second
	headerBytes = 16 << 10
	answerBytes = 4 << 10 // nobody reads the answer: it is taken so far, for the other end's sake
)

// A Resolver finds the addresses of a host, as net.Resolver does.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// A line sends messages.
type line struct {
	reach    Reach
	resolver Resolver
	roots    *x509.CertPool // nil: those of the system
}

// errGone says that the endpoint answered 410: it wants no more messages.
var errGone = errors.New("410 Gone")

// missed says that the endpoint did not take a message, this time.
type missed struct{ why string }

func (m *missed) Error() string { return m.why }

// send brings a message: nil when it was taken, errGone, *Unreachable, *missed, or that ctx was cancelled. No error says
// where the message was to go: a URL may hold a password.
func (w line) send(ctx context.Context, agency string, to *url.URL, header http.Header, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(body))
	if err != nil {
		return &Unreachable{"is no URL"}
	}
	request.Header = header
	request.Header.Set("Content-Type", MediaType)
	request.Header.Set("User-Agent", "Selter")
	answer, err := w.client(agency).Do(request)
	if err != nil {
		return plain(err)
	}
	defer func() { _ = answer.Body.Close() }() // all that was wanted of it is read
	_, _ = io.CopyN(io.Discard, answer.Body, answerBytes)
	switch {
	case answer.StatusCode == http.StatusGone:
		return errGone
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return &missed{fmt.Sprintf("the endpoint answered %d", answer.StatusCode)}
	}
	return nil
}

// client is one for a single message. Nothing is kept between two: a connection that one agency may open is not there for
// another, and what a name stands for is asked anew each time.
func (w line) client(agency string) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:             nil, // not even the environment's: it would be the one who looks up the name
			DialContext:       func(ctx context.Context, _, address string) (net.Conn, error) { return w.dial(ctx, agency, address) },
			TLSClientConfig:   &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: w.roots},
			DisableKeepAlives: true, DisableCompression: true,
			TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: attemptTime, MaxResponseHeaderBytes: headerBytes,
		},
	}
}

// dial opens a connection to a host all of whose addresses are such as messages go to. It looks them up once and dials
// what it has looked at; the dialer looks again, at the very address that the system is given.
func (w line) dial(ctx context.Context, agency, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	addresses, err := w.lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	places := make([]netip.AddrPort, len(addresses))
	for i, at := range addresses {
		if places[i], err = netip.ParseAddrPort(net.JoinHostPort(at.Unmap().String(), port)); err == nil {
			err = w.reach.check(agency, places[i])
		}
		if err != nil {
			return nil, err
		}
	}
	dialer := net.Dialer{Timeout: dialTime, Control: func(_, given string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(given)
		if err != nil {
			return err
		}
		return w.reach.check(agency, at)
	}}
	err = errors.New("the host has no address")
	for _, place := range places {
		var conn net.Conn
		if conn, err = dialer.DialContext(ctx, "tcp", place.String()); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

func (w line) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if at, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{at}, nil
	}
	return w.resolver.LookupNetIP(ctx, "ip", host)
}

// plain is an error of the network in words that name neither host nor address.
func plain(err error) error {
	if refused, ok := errors.AsType[*Unreachable](err); ok {
		return refused
	}
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	says := "the endpoint cannot be reached"
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		says = "the name of the endpoint is not known"
	} else if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		says = "the certificate of the endpoint is not valid"
	} else if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		says = "the endpoint did not answer in time"
	}
	return &missed{says}
}

// refused is for ever, as a carrier says it.
func refused(why string) error { return &notify.Refused{Why: why} }
