package api

import (
	"context"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

	"selter/pkg/casework"
	"selter/pkg/identity"
)

// An exchange is what the edge has learnt about one request. The edge fills it in;
// handlers read it and nothing else of the request but their typed arguments.
type exchange struct {
	ID          string // of the request
	Address     string // that it comes from, as far as it is believed
	Route       Route  // zero while no route has been found
	URL         *url.URL
	Who         identity.Subject
	Receipt     bool // Who is the pseudonym of a receipt
	Key         casework.Key
	Expect      int64 // 0: any revision will do
	Body        jsontext.Value
	File        []byte // of a route that takes one
	Media       string // what the file is said to be
	Fingerprint [32]byte
}

// caller is who asks, as the desk knows them.
func (e *exchange) caller() casework.Caller {
	return casework.Caller{Person: e.Who.Person, Duties: e.Who.Duties, Dormant: e.Who.Dormant}
}

type exchangeKey struct{}

func withExchange(ctx context.Context, e *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, e)
}

// exchangeOf finds the exchange; a context that did not pass the edge has an
// empty one, which names nobody.
func exchangeOf(ctx context.Context) *exchange {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return e
	}
	return &exchange{}
}
