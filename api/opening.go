package api

import (
	"context"
	"errors"
	"net/http"

	"selter/pkg/casework"
	"selter/workflow/access"
)

// openOrAct opens a case under another, or lets the event happen to the one that there is.
func (s *Server) openOrAct(ctx context.Context, opening casework.Opening) (reply, error) {
	for range 2 { // somebody else may open it between the look and the act
		answer, err := s.openOrActOnce(ctx, opening)
		if !errors.Is(err, casework.ErrFileExists) {
			return answer, err
		}
	}
	return reply{}, casework.ErrLostRace
}

func (s *Server) openOrActOnce(ctx context.Context, opening casework.Opening) (reply, error) {
	query := casework.Query{Procedure: opening.Procedure, Parent: opening.Parent, Ref: opening.Ref, Agency: opening.Agency, Limit: 1}
	found, err := s.library(ctx).Cases(ctx, query)
	if err != nil {
		return reply{}, err
	}
	var done casework.Reply
	if len(found) > 0 && may(ctx, access.Status, found[0]) { // to anybody else it is as if there were none
		done, err = s.config.Desk.Handle(ctx, found[0].ID, opening.Request)
	} else {
		done, err = s.config.Desk.Open(ctx, opening)
	}
	if err != nil {
		return reply{}, under("/body", err)
	}
	answer := acted(done)
	if done.Revision == 1 {
		answer.status = http.StatusCreated
	}
	return answer.with("Location", "/v1/"+opening.Procedure+"s/"+done.Case.String()), nil
}
