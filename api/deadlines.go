package api

import (
	"context"

	"selter/api/gen"
	"selter/pkg/casework"
)

// ListRoundDeadlines lists the clocks of a round.
func (s *Server) ListRoundDeadlines(ctx context.Context, request gen.ListRoundDeadlinesRequestObject) (gen.ListRoundDeadlinesResponseObject, error) {
	return s.deadlines(ctx, request.ID)
}

// ListSelectionDeadlines lists the clocks of a selection.
func (s *Server) ListSelectionDeadlines(ctx context.Context, request gen.ListSelectionDeadlinesRequestObject) (gen.ListSelectionDeadlinesResponseObject, error) {
	return s.deadlines(ctx, request.ID)
}

func (s *Server) deadlines(ctx context.Context, given string) (reply, error) {
	record, err := s.readable(ctx, given)
	if err != nil {
		return reply{}, err
	}
	timers, err := s.library(ctx).Timers(ctx, record.ID)
	if err != nil {
		return reply{}, err
	}
	list := gen.Deadlines{Items: make([]gen.Deadline, len(timers))}
	for i, t := range timers {
		list.Items[i] = gen.Deadline{
			ID: t.ID, Kind: t.Kind, Reminder: t.Reminder, Generation: t.Generation, Due: t.Due.UTC(), Status: statusOf(t),
			Count: t.Count, Working: t.Working(record.Zone), Tells: t.Tells, Note: t.Note,
			FiredAt: t.FiredAt.UTC(), ClearedAt: t.ClearedAt.UTC(), PausedAt: t.PausedAt.UTC(),
		}
	}
	return ok(list)
}

func statusOf(t casework.Timer) gen.DeadlineStatus {
	switch {
	case !t.FiredAt.IsZero():
		return gen.Fired
	case !t.ClearedAt.IsZero():
		return gen.Cleared
	case !t.PausedAt.IsZero():
		return gen.Paused
	}
	return gen.Open
}

// ListRoundNotices lists the notices about a round.
func (s *Server) ListRoundNotices(ctx context.Context, request gen.ListRoundNoticesRequestObject) (gen.ListRoundNoticesResponseObject, error) {
	return s.notices(ctx, request.ID)
}

// ListSelectionNotices lists the notices about a selection.
func (s *Server) ListSelectionNotices(ctx context.Context, request gen.ListSelectionNoticesRequestObject) (gen.ListSelectionNoticesResponseObject, error) {
	return s.notices(ctx, request.ID)
}

func (s *Server) notices(ctx context.Context, given string) (reply, error) {
	record, err := s.readable(ctx, given)
	if err != nil {
		return reply{}, err
	}
	messages, err := s.library(ctx).Notices(ctx, record.ID)
	if err != nil {
		return reply{}, err
	}
	brought, err := s.brought(ctx, record.ID)
	if err != nil {
		return reply{}, err
	}
	list := gen.Notices{Items: make([]gen.Notice, len(messages))}
	for i, m := range messages {
		list.Items[i] = gen.Notice{
			ID: m.ID, Seq: m.Seq, Role: m.Role, About: m.Event, Reminder: m.Reminder, At: m.Created.UTC(), Delivered: !m.Done.IsZero(),
			Deliveries: brought[m.ID],
		}
	}
	return ok(list)
}
