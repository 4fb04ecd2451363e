package workflow

import "slices"

// A Role is the part a person plays towards a case. It comes from the person's
// duties (see Duty), never from a request.
type Role string

// The roles of domain law; see the glossary for the Indonesian terms. The
// supervisor is a role with dates, not a body: KASN held it until Perpres
// 91/2024, BKN after that, and a further body is to come (MK 121/PUU-XXII/2024).
const (
	AppointingOfficer Role = "appointing_officer" // PPK
	AuthorisedOfficer Role = "authorised_officer" // PyB: sekjen or sekda
	CommitteeChair    Role = "committee_chair"
	CommitteeMember   Role = "committee_member"
	Secretariat       Role = "secretariat"
	Assessor          Role = "assessor"
	ResourcePerson    Role = "resource_person" // narasumber: attends, never scores
	Tracer            Role = "tracer"          // looks into track records
	Applicant         Role = "applicant"
	Supervisor        Role = "supervisor"
	Permitter         Role = "permitter"    // minister or governor: issues permits as documents
	Auditor           Role = "auditor"      // reads, never acts
	Custodian         Role = "custodian"    // opens, by two, who complained
	Admin             Role = "admin"        // keeps accounts and records duties, decides nothing about a selection
	DataSubject       Role = "data_subject" // the person whom a file is about
	Public            Role = "public"       // reads what is published
	Clock             Role = "clock"        // deadlines that pass
	System            Role = "system"       // events that a case sends to another
)

// Roles lists every role, people first.
func Roles() []Role {
	return []Role{
		AppointingOfficer, AuthorisedOfficer, CommitteeChair, CommitteeMember, Secretariat, Assessor,
		ResourcePerson, Tracer, Applicant, Supervisor, Permitter, Auditor, Custodian, Admin, DataSubject, Public, Clock, System,
	}
}

// An Actor is who acts: a person and the roles that the person holds towards the
// case at this moment.
type Actor struct {
	Person string
	Roles  []Role
}

// Acting returns the first of the actor's roles that is among allowed.
func (a Actor) Acting(allowed []Role) (Role, bool) {
	for _, role := range a.Roles {
		if slices.Contains(allowed, role) {
			return role, true
		}
	}
	return "", false
}
