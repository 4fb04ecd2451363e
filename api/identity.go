package api

import (
	"context"
	"errors"
	"net/http"

	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// errUnauthenticated says that a request names nobody whom we know.
var errUnauthenticated = errors.New("nobody is named")

// identify asks who a request is from. Why a token was not accepted is nobody's
// business but the log's, so every reason gives the same answer.
func (s *Server) identify(r *http.Request) (identity.Subject, error) {
	if s.config.Identify == nil {
		return identity.Subject{}, errUnauthenticated
	}
	who, err := s.config.Identify(r)
	if err != nil || who.Person == "" {
		return identity.Subject{}, errors.Join(errUnauthenticated, err)
	}
	return who, nil
}

// keepsFile tells whether the caller's roles keep, decide on or supervise the file
// of a case. Others see how a case stands but not what was said in it: facts and
// journal hold scores and personal data. The officers who choose see no file while
// scores are sealed.
func keepsFile(ctx context.Context, record casework.Record) bool {
	keepers := []workflow.Role{
		workflow.CommitteeChair, workflow.CommitteeMember, workflow.Secretariat, workflow.Supervisor, workflow.Auditor,
	}
	if !openselection.ScoresAreSealed(record.State, record.Resumes) {
		keepers = append(keepers, workflow.AppointingOfficer, workflow.AuthorisedOfficer)
	}
	ex := exchangeOf(ctx)
	actor := ex.caller().Towards(record, calendar.DateOf(ex.Who.At, record.Zone))
	_, keeps := actor.Acting(keepers)
	return keeps
}
