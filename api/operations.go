package api

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"selter/api/gen"
)

// checkTime bounds all checks of /readyz together: whoever asks wants a no soon
// rather than a yes late.
const checkTime = 3 * time.Second

// Live tells that the process runs.
func (s *Server) Live(context.Context, gen.LiveRequestObject) (gen.LiveResponseObject, error) {
	return ok(gen.Health{Status: gen.Ok, Checks: []gen.Health_Checks{}})
}

// Ready runs every check. Why one fails stands in the log, not in the answer.
func (s *Server) Ready(ctx context.Context, _ gen.ReadyRequestObject) (gen.ReadyResponseObject, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	store := Check{Name: "store", Probe: func(ctx context.Context) error {
		_, err := s.library(ctx).Ready(ctx)
		return err
	}}
	health := gen.Health{Status: gen.Ok}
	for _, check := range slices.Concat([]Check{store}, s.config.Checks) {
		err := check.Probe(ctx)
		if err != nil {
			health.Status = gen.Failing
			s.config.Log.LogAttrs(ctx, slog.LevelWarn, "check failed", slog.String("check", check.Name), slog.Any(logError, err))
		}
		health.Checks = append(health.Checks, gen.Health_Checks{Name: check.Name, Ok: err == nil})
	}
	answer, err := ok(health)
	if health.Status == gen.Failing {
		answer.status = http.StatusServiceUnavailable
	}
	return answer, err
}

// Version tells what runs here.
func (s *Server) Version(context.Context, gen.VersionRequestObject) (gen.VersionResponseObject, error) {
	return ok(gen.Version{Version: s.config.Version, Go: runtime.Version()})
}

// Metrics shows the metrics that the server was given to show.
func (s *Server) Metrics(ctx context.Context, _ gen.MetricsRequestObject) (gen.MetricsResponseObject, error) {
	if s.config.Metrics == nil {
		return nil, &rejection{code: "not_found"}
	}
	// Asked without the caller's headers, so that the answer is the plain text form.
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/metrics", http.NoBody)
	if err != nil {
		return nil, err
	}
	taken := page{header: http.Header{}}
	s.config.Metrics.ServeHTTP(&taken, r)
	if taken.status != 0 && taken.status != http.StatusOK {
		return nil, fmt.Errorf("metrics: status %d", taken.status)
	}
	return text("text/plain; version=0.0.4; charset=utf-8", taken.Bytes()), nil
}

// A page is an answer kept in memory.
type page struct {
	bytes.Buffer
	header http.Header
	status int
}

func (p *page) Header() http.Header    { return p.header }
func (p *page) WriteHeader(status int) { p.status = status }

// ExplainProblem is where the type of a problem document leads.
func (s *Server) ExplainProblem(_ context.Context, request gen.ExplainProblemRequestObject) (gen.ExplainProblemResponseObject, error) {
	k, known := kindOf(request.Code)
	if !known {
		return nil, &rejection{code: "not_found"}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s (HTTP %d)\n%s\n\n%s\n\n%s\n", k.code, k.status, k.title, k.detail, k.page)
	return text("text/plain; charset=utf-8", []byte(b.String())), nil
}

// SetDemoClock moves the story clock forward.
func (s *Server) SetDemoClock(ctx context.Context, request gen.SetDemoClockRequestObject) (gen.SetDemoClockResponseObject, error) {
	now, err := s.library(ctx).Ready(ctx)
	if err != nil {
		return nil, err
	}
	if request.Body.Now.Before(now) {
		return nil, reject("invalid_body", "/now", "must not be before the time at which the clock stands")
	}
	if err := s.config.SetClock(ctx, request.Body.Now); err != nil {
		return nil, err
	}
	if now, err = s.library(ctx).Ready(ctx); err != nil {
		return nil, err
	}
	return ok(gen.DemoClock{Now: now.UTC()})
}
