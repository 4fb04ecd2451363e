package api

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// limits is what every request meets before a route is looked for: headers that protect
// the reader, how often its address may ask, a path in its one plain spelling.
func (s *Server) limits(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		protect(c.Response().Header(), s.config.Secure || c.Request().TLS != nil)
		if len(c.Request().TransferEncoding) > 0 {
			// A length beside the chunks is ignored by net/http and may be believed by a proxy
			// before it: what follows would be another's request (RFC 9112, 6.3).
			c.Response().Header().Set("Connection", "close")
		}
		if err := s.perAddress.admit(network(exchangeOf(c.Request().Context()).Address)); err != nil {
			return err
		}
		if err := plainPath(c.Request()); err != nil {
			return err
		}
		return next(c)
	}
}

func protect(h http.Header, secure bool) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// pathBytes is far more than any path of the contract has.
const pathBytes = 1024

// plainPath refuses every second spelling of a path. An encoded slash, a doubled
// one or a dot segment reaches another route in some routers and proxies; here no
// decision can depend on the spelling, because there is only one.
func plainPath(r *http.Request) error {
	raw := r.URL.EscapedPath()
	if len(raw) > pathBytes {
		return reject("malformed_request", "path", "is too long")
	}
	odd := strings.Contains(raw, "//") || strings.ContainsAny(raw, `\%`) || strings.ContainsRune(r.URL.Path, 0) ||
		strings.Contains(r.RequestURI, "#")
	for segment := range strings.SplitSeq(raw, "/") {
		odd = odd || segment == "." || segment == ".." || strings.Contains(segment, ";")
	}
	if odd {
		return reject("malformed_request", "path", "is not in its plain spelling")
	}
	return nil
}

// edge is what a request of one route meets before its handler.
func (s *Server) edge(route Route) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			// For echo the last name of a path is all that is left of it.
			if slices.ContainsFunc(c.ParamValues(), func(value string) bool { return strings.Contains(value, "/") }) {
				return &rejection{code: "not_found"}
			}
			r := c.Request()
			ex := exchangeOf(r.Context())
			ex.Route = route
			if err := s.admit(ex, r); err != nil {
				return err
			}
			if err := knownQuery(r.URL, route.Query); err != nil {
				return err
			}
			if err := preconditions(ex, r.Header); err != nil {
				return err
			}
			if route.Body == NeedsFile {
				if err := s.uploads.take(r.Context()); err != nil {
					return err
				}
				defer s.uploads.free()
			}
			if err := readInto(ex, c.Response(), r); err != nil {
				return err
			}
			if route.Policy.Rule == Stage {
				// Moving the story clock plays whatever falls due, which takes its time. A
				// writer without deadlines needs none taken away.
				_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Time{})
				return next(c)
			}
			// echo's own timeout mixes up answers of different callers; a context does not.
			ctx, cancel := context.WithTimeout(r.Context(), handlerTime)
			defer cancel()
			c.SetRequest(r.WithContext(ctx))
			return next(c)
		}
	}
}

// readInto reads the body of a request, and marks which command it is.
func readInto(ex *exchange, w http.ResponseWriter, r *http.Request) (err error) {
	if ex.Route.Body == NeedsFile {
		if ex.File, ex.Media, err = readFile(w, r); err == nil && ex.Route.Keyed {
			ex.Fingerprint = mark(r.Method, ex.Route.Path, r.URL.Path, ex.Media, string(ex.File))
		}
		return err
	}
	if ex.Body, err = readBody(w, r, ex.Route.Body); err == nil && ex.Route.Keyed {
		ex.Fingerprint, err = fingerprint(r.Method, ex.Route.Path, r.URL.Path, ex.Body)
	}
	return err
}

// admit lets a request on to its route: from an address that has not guessed too often,
// of a person whom we know and who does not ask too often, with a token for such things.
// What the person may do there is not asked here.
func (s *Server) admit(ex *exchange, r *http.Request) error {
	if ex.Route.Inside && !s.isInside(ex.Address, r) {
		return &rejection{code: "not_found"}
	}
	if ex.Route.Guessed {
		if err := s.guesses.admit(network(ex.Address)); err != nil {
			return err
		}
	}
	if ex.Route.Policy.Rule == Anyone {
		return sameOrigin(r) // nobody is to be logged in as somebody else
	}
	if ex.Route.Receipt && len(r.Header.Values(receiptHeader)) > 0 {
		return s.admitReporter(ex, r)
	}
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	ex.Who = who
	if err := s.perPerson.admit(who.Person); err != nil {
		return err
	}
	if ex.Route.Guessed {
		if err := s.guessBy(who.Person); err != nil {
			return err
		}
	}
	return inScope(who, ex.Route)
}

// knownQuery refuses parameters that the route does not know, and doubled ones:
// a misspelt filter would otherwise select everything.
func knownQuery(u *url.URL, known []string) error {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return reject("malformed_request", "query", "cannot be read")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !slices.Contains(known, name):
			return reject("malformed_request", "query:"+shown(name), "is not a parameter of this path")
		case len(values[name]) != 1:
			return reject("malformed_request", "query:"+name, "must be given once")
		case values[name][0] == "":
			return reject("malformed_request", "query:"+name, "must not be empty")
		}
	}
	return nil
}

// shown repeats an unknown name only when it looks like a name.
func shown(name string) string {
	if len(name) > 32 || strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-[].", r)
	}) {
		return "?"
	}
	return name
}
