package api

import (
	"context"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"selter/api/gen"
	"selter/workflow/access"
	"selter/workflow/audit"
)

// ReadRoundJournal reads the journal of a round.
func (s *Server) ReadRoundJournal(ctx context.Context, request gen.ReadRoundJournalRequestObject) (gen.ReadRoundJournalResponseObject, error) {
	return s.journal(ctx, request.ID, request.Params.After, request.Params.Limit)
}

// ReadSelectionJournal reads the journal of a selection.
func (s *Server) ReadSelectionJournal(ctx context.Context, request gen.ReadSelectionJournalRequestObject) (gen.ReadSelectionJournalResponseObject, error) {
	return s.journal(ctx, request.ID, request.Params.After, request.Params.Limit)
}

func (s *Server) journal(ctx context.Context, given, after, limit string) (reply, error) {
	length, err := pageLength(limit)
	if err != nil {
		return reply{}, err
	}
	seq, err := entryAfter(after)
	if err != nil {
		return reply{}, err
	}
	record, err := s.readable(ctx, given)
	if err != nil {
		return reply{}, err
	}
	entries, err := s.library(ctx).Journal(ctx, record.ID, seq, length)
	if err != nil {
		return reply{}, err
	}
	bodies := may(ctx, access.Bodies, record)
	page, next := gen.JournalPage{Items: entriesFor(ctx, record, entries, bodies)}, ""
	if len(entries) == length {
		page.Next = entries[len(entries)-1].Seq
		next = strconv.FormatInt(page.Next, 10)
	}
	return pageReply(ctx, page, next)
}

// entryAfter reads the number after which a page begins; nothing is 0.
func entryAfter(given string) (int64, error) {
	if given == "" {
		return 0, nil
	}
	seq, err := strconv.ParseInt(given, 10, 64)
	if err != nil || seq < 0 {
		return 0, reject("malformed_request", "query:after", "must be a whole number from 0")
	}
	return seq, nil
}

// entryFor is an entry as it is shown, with or without what it says.
func entryFor(e audit.Sealed, bodies bool) gen.JournalEntry {
	entry := gen.JournalEntry{
		Seq: e.Seq, At: e.At.UTC(), Event: e.Event, From: e.From, To: e.To, Person: e.Person, Role: e.Role,
		Procedure: e.Procedure, Version: e.Version, Pack: e.Pack,
	}
	if bodies { // a hash gives away a body of which little is unknown
		entry.Body = jsontext.Value(e.Body)
		entry.Previous, entry.Hash = e.Previous.String(), e.Hash.String()
	}
	return entry
}
