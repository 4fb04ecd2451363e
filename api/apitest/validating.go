// Package apitest holds every answer of the API against the contract.
package apitest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"selter/api"
)

// Contract loads and checks the contract that the API serves.
func Contract(t testing.TB) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(api.Contract())
	if err != nil {
		t.Fatalf("the contract cannot be read: %v", err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Fatalf("the contract is not valid: %v", err)
	}
	return document
}

// Validating passes requests on to next and reports every answer that is not as
// the contract says: an undocumented status, header or media type, or a body that
// does not match its schema. An answer on a path that the contract does not have
// must be a problem document.
func Validating(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	document := Contract(t)
	router, err := legacy.NewRouter(document)
	if err != nil {
		t.Fatalf("the contract has no routes: %v", err)
	}
	problem := document.Components.Schemas["Problem"].Value
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &recorder{ResponseWriter: w, status: http.StatusOK}
		asked := r.Clone(context.WithoutCancel(r.Context()))
		next.ServeHTTP(seen, r)
		if r.Method == http.MethodOptions && seen.status == http.StatusNoContent {
			return // which methods there are is said by HTTP, not by the contract
		}
		if err := check(router, problem, asked, seen); err != nil {
			t.Errorf("%s %s answered %d, which is not as the contract says: %v\n%s", asked.Method, asked.URL.Path, seen.status, err, seen.body.Bytes())
		}
	})
}

func check(router routers.Router, problem *openapi3.Schema, r *http.Request, seen *recorder) error {
	media, _, err := mime.ParseMediaType(seen.Header().Get("Content-Type"))
	if err != nil {
		return err
	}
	isJSON := media == "application/json" || strings.HasSuffix(media, "+json")
	route, parameters, err := router.FindRoute(r)
	if err != nil {
		document, err := openapi3filter.RegisteredBodyDecoder("application/json")(bytes.NewReader(seen.body.Bytes()), nil, nil, nil)
		if err != nil {
			return err
		}
		return problem.VisitJSON(document, openapi3.EnableJSONSchema2020())
	}
	if !isJSON && !documented(route.Operation, seen.status, media) {
		return fmt.Errorf("%s is not documented for it", media)
	}
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route},
		Status:                 seen.status, Header: seen.Header(), Body: io.NopCloser(bytes.NewReader(seen.body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: !isJSON, MultiError: true},
	})
}

// documented tells whether an operation may answer a status in a media type.
func documented(operation *openapi3.Operation, status int, media string) bool {
	response := operation.Responses.Status(status)
	if response == nil {
		response = operation.Responses.Default()
	}
	return response != nil && response.Value.Content.Get(media) != nil
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
