package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
)

const requestIDHeader = "X-Request-Id"

// The keys of the log. Bodies, query values, tokens and names of people are never logged.
const (
	logRequestID = "request_id"
	logMethod    = "method"
	logRoute     = "route"
	logStatus    = "status"
	logTook      = "took"
	logBytes     = "bytes"
	logRemote    = "remote"
	logError     = "error"
	logStack     = "stack"
)

func newDurations() *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "selter_http_request_seconds", Help: "Time from the request's headers to the end of the answer.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 25},
	}, []string{"method", "route", "status"})
}

// observe gives the request its id, and counts and logs how it was answered.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		r := c.Request()
		ex := &exchange{ID: requestID(r.Header.Values(requestIDHeader)), Address: c.RealIP(), URL: r.URL}
		c.SetRequest(r.WithContext(withExchange(r.Context(), ex)))
		c.Response().Header().Set(requestIDHeader, ex.ID)
		if err := next(c); err != nil {
			c.Error(err)
		}
		method, route := ex.Route.Method, ex.Route.Path
		if route == "" {
			method, route = "any", "none" // what a stranger makes up is no label
		}
		status := c.Response().Status
		took := time.Since(began)
		s.took.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
		s.config.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
			slog.String(logRequestID, ex.ID), slog.String(logMethod, method), slog.String(logRoute, route),
			slog.Int(logStatus, status), slog.Duration(logTook, took), slog.Int64(logBytes, c.Response().Size),
			slog.String(logRemote, ex.Address))
		return nil
	}
}

// requestID takes a well-formed id over from the caller, so that one id runs
// through all systems, and makes one otherwise.
func requestID(given []string) string {
	if len(given) == 1 && len(given[0]) >= 8 && len(given[0]) <= 64 {
		for i := range len(given[0]) {
			b := given[0][i]
			if (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && b != '-' && b != '_' {
				return uuid.NewString()
			}
		}
		return given[0]
	}
	return uuid.NewString()
}

// recover turns a panic of anything behind it into a fault of this one request.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			caught := recover()
			if caught == nil {
				return
			}
			if of, ok := caught.(error); ok && errors.Is(of, http.ErrAbortHandler) {
				panic(caught)
			}
			ctx := c.Request().Context()
			s.config.Log.LogAttrs(ctx, slog.LevelError, "panic",
				slog.String(logRequestID, exchangeOf(ctx).ID), slog.String(logStack, string(debug.Stack())))
			err = fmt.Errorf("panic: %v", caught)
		}()
		return next(c)
	}
}
