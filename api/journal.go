package api

import (
	"context"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"selter/api/gen"
	"selter/workflow/access"
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
	var seq int64
	if after != "" {
		seq, err = strconv.ParseInt(after, 10, 64)
		if err != nil || seq < 0 {
			return reply{}, reject("malformed_request", "query:after", "must be a whole number from 0")
		}
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
	page, next := gen.JournalPage{Items: make([]gen.JournalEntry, len(entries))}, ""
	for i, e := range entries {
		page.Items[i] = gen.JournalEntry{
			Seq: e.Seq, At: e.At.UTC(), Event: e.Event, From: e.From, To: e.To, Person: e.Person, Role: e.Role,
			Procedure: e.Procedure, Version: e.Version, Pack: e.Pack,
		}
		if bodies { // a hash gives away a body of which little is unknown
			page.Items[i].Body = jsontext.Value(e.Body)
			page.Items[i].Previous, page.Items[i].Hash = e.Previous.String(), e.Hash.String()
		}
	}
	if len(entries) == length {
		page.Next = entries[len(entries)-1].Seq
		next = strconv.FormatInt(page.Next, 10)
	}
	return pageReply(ctx, page, next)
}
