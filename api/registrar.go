package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// A registrar takes the generated routes and puts the edge of the table of routes before each.
type registrar struct {
	server *Server
	routes []Route
	found  map[string]bool
	errs   []error
}

func (r *registrar) add(method, path string, h echo.HandlerFunc) *echo.Route {
	documented := inContract(path)
	route, ok := r.routeFor(method, documented)
	switch {
	case !ok:
		r.errs = append(r.errs, fmt.Errorf("api: %s %s has no line in the table of routes", method, documented))
	case !r.server.config.has(route.Needs):
		r.found[method+documented] = true
	default:
		r.found[method+documented] = true
		return r.server.echo.Add(method, path, h, r.server.edge(route))
	}
	return &echo.Route{}
}

func (r *registrar) routeFor(method, path string) (Route, bool) {
	i := slices.IndexFunc(r.routes, func(route Route) bool { return route.Method == method && route.Path == path })
	if i < 0 {
		return Route{}, false
	}
	return r.routes[i], true
}

// check reports the lines of the table that nothing generated answers, and those whose
// policy is none.
func (r *registrar) check() error {
	for _, route := range r.routes {
		if err := route.Policy.check(); err != nil {
			r.errs = append(r.errs, fmt.Errorf("api: %s %s %w", route.Method, route.Path, err))
		}
		if !r.found[route.Method+route.Path] {
			r.errs = append(r.errs, fmt.Errorf("api: %s %s is in the table of routes and not in the contract", route.Method, route.Path))
		}
	}
	return errors.Join(r.errs...)
}

// inContract writes echo's :name as the contract's {name}.
func inContract(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

func (r *registrar) CONNECT(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodConnect, path, h)
}

func (r *registrar) DELETE(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodDelete, path, h)
}

func (r *registrar) GET(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodGet, path, h)
}

func (r *registrar) HEAD(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodHead, path, h)
}

func (r *registrar) OPTIONS(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodOptions, path, h)
}

func (r *registrar) PATCH(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodPatch, path, h)
}

func (r *registrar) POST(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodPost, path, h)
}

func (r *registrar) PUT(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodPut, path, h)
}

func (r *registrar) TRACE(path string, h echo.HandlerFunc, _ ...echo.MiddlewareFunc) *echo.Route {
	return r.add(http.MethodTrace, path, h)
}
