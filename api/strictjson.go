package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"selter/api/gen"
	"selter/workflow/wire"
)

const (
	bodyBytes = 1 << 20
	bodyDepth = 32
)

// readBody reads the whole body of a request as one strict JSON document. It is
// never decompressed: a limit on compressed bytes is no limit.
func readBody(w http.ResponseWriter, r *http.Request, rule BodyRule) (jsontext.Value, error) {
	if r.ContentLength > bodyBytes {
		return nil, &http.MaxBytesError{Limit: bodyBytes}
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyBytes))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, err
		}
		return nil, reject("malformed_body", "", "ended too early")
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	switch {
	case len(data) == 0 && rule == NeedsBody:
		return nil, reject("malformed_body", "", "is required")
	case len(data) == 0:
		return nil, nil
	case rule == NoBody:
		return nil, reject("malformed_request", "body", "this path takes no body")
	}
	if err := mediaType(r.Header); err != nil {
		return nil, err
	}
	if err := wire.Valid(data, bodyDepth); err != nil {
		if problems, ok := errors.AsType[wire.Problems](err); ok {
			return nil, rejectAll("malformed_body", problems)
		}
		return nil, err
	}
	return data, nil
}

func mediaType(h http.Header) error {
	if len(h.Values("Content-Encoding")) > 0 {
		return reject("unsupported_media_type", "header:Content-Encoding", "is not accepted")
	}
	given := h.Values("Content-Type")
	if len(given) != 1 {
		return reject("unsupported_media_type", "header:Content-Type", "must be application/json")
	}
	media, parameters, err := mime.ParseMediaType(given[0])
	if err != nil || media != "application/json" {
		return reject("unsupported_media_type", "header:Content-Type", "must be application/json")
	}
	for name, value := range parameters {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return reject("unsupported_media_type", "header:Content-Type", "must be application/json in UTF-8")
		}
	}
	return nil
}

// A binder gives the generated code its bodies. It looks at the body alone, never
// at path or query, and knows every type that a body may have.
type binder struct{}

// Bind decodes the body that the edge has read.
func (binder) Bind(into any, c echo.Context) error {
	body := exchangeOf(c.Request().Context()).Body
	switch into := into.(type) {
	case *jsontext.Value:
		*into = body
		return nil
	case *gen.RoundOpening:
		return decode(into, body)
	case *gen.BulkCommand:
		return decode(into, body)
	case *gen.DemoClock:
		return decode(into, body)
	case *gen.DemoCast:
		return decode(into, body)
	case *gen.Login:
		return decode(into, body)
	case *gen.PasswordChange:
		return decode(into, body)
	case *gen.SecondFactorStart:
		return decode(into, body)
	case *gen.SecondFactorCode:
		return decode(into, body)
	case *gen.InvitationAnswer:
		return decode(into, body)
	case *gen.TokenOrder:
		return decode(into, body)
	case *gen.PreferenceOrder:
		return decode(into, body)
	case *gen.WebhookOrder:
		return decode(into, body)
	case *gen.Enrolment:
		return decode(into, body)
	case *gen.PersonSearch:
		return decode(into, body)
	case *gen.ParticularsChange:
		return decode(into, body)
	case *gen.MandateCommand:
		return decode(into, body)
	case *gen.ApplicationCommand:
		return decode(into, body)
	case *gen.ComplaintFiling:
		return decode(into, body)
	case *gen.SignedReceipt:
		return decode(into, body)
	}
	return errors.New("a body of an unknown type")
}

func decode[T any](into *T, body jsontext.Value) error {
	decoded, err := wire.Decode[T](body)
	if problems, ok := errors.AsType[wire.Problems](err); ok {
		return rejectAll("invalid_body", problems)
	}
	*into = decoded
	return err
}
