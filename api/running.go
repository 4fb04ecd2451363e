package api

import (
	"context"
	"encoding/base64"
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
	query, err := s.runningQuery(request.Params)
	if err != nil {
		return nil, err
	}
	clocks, next, err := s.running(ctx, query)
	if err != nil {
		return nil, err
	}
	page := gen.RunningClocks{Items: make([]gen.RunningClock, len(clocks)), Next: next}
	for i, clock := range clocks {
		if page.Items[i], err = s.runningClock(ctx, clock); err != nil {
			return nil, err
		}
	}
	return pageReply(ctx, page, page.Next)
}

func (s *Server) runningQuery(p gen.ListDeadlinesParams) (query casework.RunningQuery, err error) {
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
		if query.After, err = s.readMark(p.After); err != nil {
			return query, err
		}
	}
	return query, nil
}

// mostPasses is how often one request looks for clocks: as often as it takes to look at two thousand.
const mostPasses = 20

// running gathers a page of the clocks that the caller may read, and the mark of the next one. It always looks at as many
// clocks at once as the store gives, whatever the length of the page, and stops when it has looked at many in vain: the
// mark is sealed then, since it is the place of a clock of which the caller may know nothing. How many were
// passed over is not told.
func (s *Server) running(ctx context.Context, query casework.RunningQuery) (found []casework.OpenClock, next string, err error) {
	library, length := s.library(ctx), query.Limit
	query.Limit = pageMost
	for pass := 1; ; pass++ {
		clocks, err := library.Running(ctx, query)
		if err != nil {
			return nil, "", err
		}
		for _, clock := range clocks {
			if may(ctx, access.Deadlines, clock.Record) {
				found = append(found, clock)
			}
			if len(found) == length {
				return found, markOf(clock.Timer), nil
			}
		}
		if len(clocks) < query.Limit {
			return found, "", nil
		}
		last := clocks[len(clocks)-1].Timer
		query.After = casework.Mark{Due: last.Due, Timer: last.ID}
		if pass >= mostPasses && s.config.Secrets != nil { // a server without a vault has nothing to seal with
			next, err := s.sealedMark(last)
			return found, next, err
		}
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

// markPurpose keeps marks and other sealed things apart.
const markPurpose = "selter deadline mark"

// sealedMark is a mark that tells nothing of the deadline at which it stands.
func (s *Server) sealedMark(t casework.Timer) (string, error) {
	sealed, err := s.config.Secrets.Seal([]byte(markOf(t)), []byte(markPurpose))
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// markOf writes the place of a deadline among all; readMark reads it.
func markOf(t casework.Timer) string {
	return strconv.FormatInt(t.Due.UnixMicro(), 10) + "." + t.ID.String()
}

func (s *Server) readMark(given string) (casework.Mark, error) {
	if sealed, err := base64.RawURLEncoding.Strict().DecodeString(given); err == nil && s.config.Secrets != nil {
		if plain, err := s.config.Secrets.Open(sealed, []byte(markPurpose)); err == nil {
			given = string(plain)
		}
	}
	due, id, _ := strings.Cut(given, ".")
	at, err := strconv.ParseInt(due, 10, 64)
	timer, malformed := uuid.Parse(id)
	mark := casework.Mark{Due: time.UnixMicro(at).UTC(), Timer: timer}
	if err != nil || malformed != nil || at < 0 || markOf(casework.Timer{Due: mark.Due, ID: timer}) != given {
		return casework.Mark{}, reject("malformed_request", "query:after", "must be the mark of a page before")
	}
	return mark, nil
}
