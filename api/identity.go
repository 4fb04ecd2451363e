package api

import (
	"errors"
	"net/http"
	"slices"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

// errUnauthenticated says that a request names nobody whom we know.
var errUnauthenticated = errors.New("nobody is named")

// identify asks who a request is from. Why a token was not accepted is nobody's
// business but the log's, so every reason gives the same answer.
func (s *Server) identify(r *http.Request) (workflow.Actor, error) {
	if s.config.Identify == nil {
		return workflow.Actor{}, errUnauthenticated
	}
	actor, err := s.config.Identify(r)
	if err != nil || actor.Person == "" || len(actor.Roles) == 0 {
		return workflow.Actor{}, errors.Join(errUnauthenticated, err)
	}
	// The clock and the house itself do not come in by the door.
	if slices.Contains(actor.Roles, workflow.Clock) || slices.Contains(actor.Roles, workflow.System) {
		return workflow.Actor{}, errUnauthenticated
	}
	return actor, nil
}

// keepsFile tells whether the actor's roles keep, decide on or supervise the file
// of a case. Others see how a case stands but not what was said in it: facts and
// journal hold scores and personal data. The officers who choose see no file while
// scores are sealed.
func keepsFile(actor workflow.Actor, record casework.Record) bool {
	keepers := []workflow.Role{
		workflow.CommitteeChair, workflow.CommitteeMember, workflow.Secretariat, workflow.Supervisor, workflow.Auditor,
	}
	if !openselection.ScoresAreSealed(record.State, record.Resumes) {
		keepers = append(keepers, workflow.AppointingOfficer, workflow.AuthorisedOfficer)
	}
	_, keeps := actor.Acting(keepers)
	return keeps
}
