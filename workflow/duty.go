package workflow

import (
	"slices"

	"selter/workflow/calendar"
)

// Nation is the agency under which duties stand that reach every agency: those of
// the supervisor, of ministers, of auditors and of who runs the installation. It is
// also the agency of the file that is kept on each person.
const Nation = "nasional"

// A Scope is a place in which somebody may hold a duty: an agency, a round of it, or
// one selection of the round. The zero members are the wider place.
type Scope struct {
	Agency    string `json:"agency"`
	Round     CaseID `json:"round,omitzero"`
	Selection CaseID `json:"selection,omitzero"`
}

// Holds tells whether s is other or a place around it.
func (s Scope) Holds(other Scope) bool {
	return (s.Agency == other.Agency || s.Agency == Nation) &&
		(s.Round.IsZero() || s.Round == other.Round) && (s.Selection.IsZero() || s.Selection == other.Selection)
}

// Meets tells whether some selection could lie in both places.
func (s Scope) Meets(other Scope) bool { return s.Holds(other) || other.Holds(s) }

// A Duty is a part that a decree gives a person in a place, for a time.
type Duty struct {
	Role  Role          `json:"duty"`
	Scope Scope         `json:"scope"`
	From  calendar.Date `json:"from"`           // the first day
	Until calendar.Date `json:"until,omitzero"` // the last day; zero: until it is ended
	// Body is whom a supervisor acts for, by the code of its profile: kasn, bkn, or that of
	// the body to come.
	Body string `json:"body,omitzero"`
}

// InForce tells whether the duty is held on a day.
func (d Duty) InForce(on calendar.Date) bool {
	return !on.Before(d.From) && (d.Until.IsZero() || !on.After(d.Until))
}

// duties are the roles that a decree can give; the rest come from what one is to a
// case, or belong to parts of the house.
var duties = slices.DeleteFunc(Roles(), func(r Role) bool {
	return r == Public || r == DataSubject || r == Clock || r == System
})

// Duties lists the roles that a decree can give.
func Duties() []Role { return slices.Clone(duties) }

// Parts are the roles that duties give towards a place on a day, each once, in the
// order of the duties. Two that exclude each other there give neither: whoever
// granted the second has overlooked the first, and nobody is to profit from it. Who
// applies for a post, whenever that is or was, has no other part in its selection.
//
// Dormant duties, which are held and cannot be used now, give nothing and exclude all the
// same: nobody is to choose between two duties by how they come in.
func Parts(given []Duty, place Scope, on calendar.Date, dormant ...Duty) []Role {
	var held, known []Role
	for n, some := range [][]Duty{given, dormant} {
		for _, d := range some {
			if !slices.Contains(duties, d.Role) || !d.Scope.Holds(place) {
				continue
			}
			if n == 0 && d.InForce(on) && !slices.Contains(held, d.Role) {
				held = append(held, d.Role)
			}
			if d.InForce(on) || d.Role == Applicant {
				known = append(known, d.Role)
			}
		}
	}
	var parts []Role
	for _, role := range held {
		if !slices.ContainsFunc(known, func(other Role) bool { return Exclude(role, other) }) {
			parts = append(parts, role)
		}
	}
	return parts
}

// apart lists the duties that nobody may hold together on one selection.
//
// Who applies decides nothing about the post; who serves the committee, chooses or
// attends as a resource person gives no scores; who supervises or audits has no part in
// what is looked at. An authorised officer may sit on a committee that appoints him.
var apart = map[Role][]Role{
	Applicant: {
		AppointingOfficer, AuthorisedOfficer, CommitteeChair, CommitteeMember, Secretariat, Assessor, ResourcePerson, Tracer,
		Supervisor, Permitter, Auditor, Admin,
	},
	Secretariat:       {CommitteeChair, CommitteeMember, Assessor},
	AppointingOfficer: {CommitteeChair, CommitteeMember, Assessor, Secretariat},
	ResourcePerson:    {CommitteeChair, CommitteeMember, Assessor},
	Supervisor:        {AppointingOfficer, AuthorisedOfficer, CommitteeChair, CommitteeMember, Secretariat, Assessor, ResourcePerson, Tracer},
	Auditor: {
		AppointingOfficer, AuthorisedOfficer, CommitteeChair, CommitteeMember, Secretariat, Assessor, ResourcePerson, Tracer,
		Supervisor, Permitter, Admin,
	},
	// Who can learn who complained has no part in what was complained about, nor in judging it.
	Custodian: {
		AppointingOfficer, AuthorisedOfficer, CommitteeChair, CommitteeMember, Secretariat, Assessor, ResourcePerson, Tracer,
		Applicant, Supervisor, Permitter, Auditor, Admin,
	},
	Admin: {AppointingOfficer, AuthorisedOfficer, CommitteeChair, CommitteeMember, Assessor, Tracer, Supervisor, Permitter},
}

// Exclude tells whether two duties may not be held together on one selection; in
// either order.
func Exclude(a, b Role) bool { return slices.Contains(apart[a], b) || slices.Contains(apart[b], a) }

// NeedsSecondFactor tells whether a duty may be used only by who has proved who they
// are in two ways: those who score, choose, supervise, or say who may.
func NeedsSecondFactor(role Role) bool {
	return slices.Contains([]Role{AppointingOfficer, CommitteeChair, CommitteeMember, Supervisor, Custodian, Admin}, role)
}
