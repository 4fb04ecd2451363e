// Package apitest holds every answer of the API against the contract.
package apitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"selter/workflow/wire"
)

// Contract is the checked contract that the API serves; tests share it and must
// not change it.
func Contract(t testing.TB) *openapi3.T {
	t.Helper()
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	return c.document
}

// Validating passes requests on to next and reports every answer that is not as
// the contract says: an undocumented status, header or media type, or a body that
// does not match its schema. An answer on a path that the contract does not have
// must be a problem document.
func Validating(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &recorder{ResponseWriter: w, status: http.StatusOK}
		asked := r.Clone(context.WithoutCancel(r.Context()))
		next.ServeHTTP(seen, r)
		if r.Method == http.MethodOptions && seen.status == http.StatusNoContent {
			return // which methods there are is said by HTTP, not by the contract
		}
		if err := c.check(asked, seen); err != nil {
			t.Errorf("%s %s answered %d, which is not as the contract says: %v\n%s", asked.Method, asked.URL.Path, seen.status, err, seen.body.Bytes())
		}
	})
}

func (c *contract) check(r *http.Request, seen *recorder) error {
	route, parameters, err := c.router.FindRoute(r)
	silent := err == nil && isSilent(route, seen.status)
	media, _, unreadable := mime.ParseMediaType(seen.Header().Get("Content-Type"))
	if unreadable != nil && !silent {
		return unreadable
	}
	if err != nil {
		return c.hold("/components/schemas/Problem", seen.body.Bytes())
	}
	err = openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route},
		Status:                 seen.status, Header: seen.Header(),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: true, MultiError: true},
	})
	if err != nil {
		return err
	}
	if silent {
		if media != "" || seen.body.Len() > 0 {
			return errors.New("nothing is documented to be said")
		}
		return nil
	}
	schema := bodyOf(route, seen.status, media)
	if schema == "" {
		return fmt.Errorf("%s is not documented for it", media)
	}
	if media != "application/json" && !strings.HasSuffix(media, "+json") {
		return nil
	}
	if err := canonical(seen.body.Bytes()); err != nil {
		return err
	}
	return c.hold(schema, seen.body.Bytes())
}

// canonical reports an answer that is not in canonical form, in which every answer goes out:
// a client may compare answers byte by byte, and what is copied from the store is not read again.
func canonical(body []byte) error {
	written, err := wire.Canonicalize(body)
	if err == nil && !bytes.Equal(written, body) {
		err = errors.New("it is not canonical JSON")
	}
	return err
}

// A recorder keeps what it passes on.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(data []byte) (int, error) {
	r.body.Write(data)
	return r.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController reach the writer behind.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
