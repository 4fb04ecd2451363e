package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// crossOrigin lets the pages of the named origins read the API with tokens of their own;
// never with a cookie of ours, and nothing but read. Without origins no page but our own
// gets an answer to see.
func crossOrigin(origins []string) (echo.MiddlewareFunc, error) {
	for _, origin := range origins {
		// echo reads "*" and "?" as patterns; an origin is a name.
		at, err := url.Parse(origin)
		if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" || origin != at.Scheme+"://"+at.Host || strings.ContainsAny(origin, "*?") {
			return nil, fmt.Errorf("api: %q is no origin", origin)
		}
	}
	return middleware.CORSWithConfig(middleware.CORSConfig{
		AllowOrigins: origins, AllowCredentials: false, MaxAge: 600,
		AllowMethods:  []string{http.MethodGet},
		AllowHeaders:  []string{"Authorization", requestIDHeader},
		ExposeHeaders: []string{"ETag", "Link", "Retry-After", requestIDHeader},
	}), nil
}
