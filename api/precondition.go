package api

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"selter/pkg/casework"
	"selter/workflow/wire"
)

const (
	keyHeader   = "Idempotency-Key"
	matchHeader = "If-Match"
	keyLength   = 128
)

// preconditions reads the headers that make a command safe to repeat and safe
// against what others do meanwhile.
func preconditions(ex *exchange, h http.Header) error {
	if ex.Route.Keyed {
		key, err := idempotencyKey(h.Values(keyHeader))
		if err != nil {
			return err
		}
		ex.Key = casework.Key{Person: ex.Who.Person, Text: key}
	}
	if ex.Route.Conditional {
		expect, err := expected(h.Values(matchHeader))
		if err != nil {
			return err
		}
		ex.Expect = expect
	}
	return nil
}

func idempotencyKey(given []string) (string, error) {
	field := "header:" + keyHeader
	switch {
	case len(given) == 0:
		return "", reject("malformed_request", field, "is required")
	case len(given) > 1:
		return "", reject("malformed_request", field, "must be given once")
	case given[0] == "" || len(given[0]) > keyLength:
		return "", reject("malformed_request", field, "must have 1 to 128 characters")
	case strings.ContainsFunc(given[0], func(r rune) bool { return r < '!' || r > '~' }):
		return "", reject("malformed_request", field, "must be visible ASCII without spaces")
	}
	return given[0], nil
}

// expected reads If-Match: the revision that it names, or 0 for "*". A weak tag
// never matches a strong comparison (RFC 9110, 13.1.1), so it is refused as well.
func expected(given []string) (int64, error) {
	field := "header:" + matchHeader
	if len(given) == 0 {
		return 0, reject("precondition_required", field, "is required")
	}
	if len(given) == 1 && given[0] == "*" {
		return 0, nil
	}
	digits, quoted := strings.CutPrefix(strings.Join(given, ","), `"`)
	digits, closed := strings.CutSuffix(digits, `"`)
	revision, err := strconv.ParseInt(digits, 10, 64)
	if !quoted || !closed || err != nil || revision < 1 || strconv.FormatInt(revision, 10) != digits {
		return 0, reject("malformed_request", field, `must be one ETag such as "7", or *`)
	}
	return revision, nil
}

func etag(revision int64) string { return `"` + strconv.FormatInt(revision, 10) + `"` }

// fingerprint binds an idempotency key to a command: the same key with another
// method, route, path or body is another command. Spelling does not count, the
// canonical body does.
func fingerprint(method, route, path string, body jsontext.Value) ([32]byte, error) {
	if len(body) == 0 {
		body = jsontext.Value("{}")
	}
	canonical, err := wire.Canonicalize(body)
	if err != nil {
		return [32]byte{}, err
	}
	return mark(method, route, path, string(canonical)), nil
}

// mark is a hash of parts, each with its length, so that no two lists of parts have one.
func mark(parts ...string) [32]byte {
	h := sha256.New()
	for _, part := range parts {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write([]byte(part))
	}
	return [32]byte(h.Sum(nil))
}
