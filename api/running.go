package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// ListDeadlines lists what is due across the cases whose deadlines the caller may read: why, since when,
// and how the day was counted. What lies outside the caller's duties the wall has left out.
func (s *Server) ListDeadlines(ctx context.Context, request gen.ListDeadlinesRequestObject) (gen.ListDeadlinesResponseObject, error) {
	query, err := runningQuery(request.Params)
	if err != nil {
		return nil, err
	}
	clocks, err := s.running(ctx, query)
	if err != nil {
		return nil, err
	}
	page := gen.RunningClocks{Items: make([]gen.RunningClock, len(clocks))}
	for i, clock := range clocks {
		if page.Items[i], err = s.runningClock(ctx, clock); err != nil {
			return nil, err
		}
	}
	if len(clocks) == query.Limit {
		page.Next = markOf(clocks[len(clocks)-1].Timer)
	}
	return pageReply(ctx, page, page.Next)
}

func runningQuery(p gen.ListDeadlinesParams) (query casework.RunningQuery, err error) {
	if query.Limit, err = pageLength(p.Limit); err != nil {
		return query, err
	}
	if p.Agency != "" && !isCode(p.Agency) {
		return query, reject("malformed_request", "query:agency", "is not a code")
	}
	query.Agency = p.Agency
	if p.Case != "" {
		if query.Case, err = caseID("query:case", p.Case); err != nil {
			return query, err
		}
	}
	if p.Until != "" {
		day, err := calendar.ParseDate(p.Until)
		if err != nil {
			return query, reject("malformed_request", "query:until", "must be a day such as 2024-05-08")
		}
		// Of the three zones the western day ends last: every clock of the day has ended with it.
		query.Until = calendar.WIB.EndOf(day).Add(time.Microsecond)
	}
	if p.After != "" {
		if query.After, err = readMark(p.After); err != nil {
			return query, err
		}
	}
	return query, nil
}

// running gathers a page of the clocks that the caller may read. How many were passed over is not told.
func (s *Server) running(ctx context.Context, query casework.RunningQuery) ([]casework.OpenClock, error) {
	library, found := s.library(ctx), make([]casework.OpenClock, 0, query.Limit)
	for {
		clocks, err := library.Running(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, clock := range clocks {
			if may(ctx, access.Deadlines, clock.Record) {
				found = append(found, clock)
			}
			if len(found) == query.Limit {
				return found, nil
			}
		}
		if len(clocks) < query.Limit {
			return found, nil
		}
		last := clocks[len(clocks)-1].Timer
		query.After = casework.Mark{Due: last.Due, Timer: last.ID}
	}
}

func (s *Server) runningClock(ctx context.Context, clock casework.OpenClock) (gen.RunningClock, error) {
	record, timer := clock.Record, clock.Timer
	basis, err := s.config.Law.Basis(ctx, record, timer.Kind)
	if err != nil {
		return gen.RunningClock{}, err
	}
	return gen.RunningClock{
		ID: timer.ID, Case: record.ID.String(), Procedure: record.Procedure, Ref: record.Ref, Agency: record.Agency, Zone: string(record.Zone), State: record.State,
		Kind: timer.Kind, Due: timer.Due.UTC(), LastDay: timer.Last(record.Zone), Resting: !timer.PausedAt.IsZero(),
		Since: clock.At.UTC(), StartedBy: clock.Since, Count: timer.Count, Working: timer.Working(record.Zone),
		OwedBy: basis.Tells, ThenTold: basis.Next, Citations: append([]policy.Citation{}, basis.Citations...),
	}, nil
}

// markOf writes the place of a deadline among all; readMark reads it.
func markOf(t casework.Timer) string {
	return strconv.FormatInt(t.Due.UnixMicro(), 10) + "." + t.ID.String()
}

func readMark(given string) (casework.Mark, error) {
	due, id, _ := strings.Cut(given, ".")
	at, err := strconv.ParseInt(due, 10, 64)
	timer, malformed := uuid.Parse(id)
	mark := casework.Mark{Due: time.UnixMicro(at).UTC(), Timer: timer}
	if err != nil || malformed != nil || at < 0 || markOf(casework.Timer{Due: mark.Due, ID: timer}) != given {
		return casework.Mark{}, reject("malformed_request", "query:after", "must be the mark of a page before")
	}
	return mark, nil
}
