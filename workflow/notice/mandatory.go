package notice

import (
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// The articles by which somebody has to be told. Certainty says how far the text itself has been read; see the policy package.
var (
	supervision = policy.Cite("UU 5/2014", "Pasal 120", policy.Known)
	inTime      = policy.Cite("SE KASN", "", policy.Seen)
	answering   = policy.Cite("UU 27/2022", "Pasal 14", policy.Known)
	whoOwes     = policy.Cite("Usulan Selter", "penanggung tenggat selalu diberi tahu", policy.Proposal)
)

// must are what nobody can turn off, beside deadlines. The recommendation and the inauguration concern the appointing officer and
// the supervisor, and whoever has something returned has to act on it; whoever asked for erasure is owed an answer.
var must = map[place]struct {
	roles []workflow.Role
	cites policy.Citation
}{
	{"round", "recommend_plan"}:          {[]workflow.Role{workflow.AppointingOfficer}, supervision},
	{"round", "return_plan"}:             {[]workflow.Role{workflow.AuthorisedOfficer, workflow.Secretariat}, supervision},
	{"round", "submit_plan"}:             {[]workflow.Role{workflow.Supervisor}, supervision},
	{"selection", "report_result"}:       {[]workflow.Role{workflow.Supervisor}, supervision},
	{"selection", "recommend_result"}:    {[]workflow.Role{workflow.AppointingOfficer}, inTime},
	{"selection", "clear_inauguration"}:  {[]workflow.Role{workflow.AppointingOfficer}, inTime},
	{"selection", "return_result"}:       {[]workflow.Role{workflow.AppointingOfficer, workflow.Secretariat}, supervision},
	{"selection", "refuse_result"}:       {[]workflow.Role{workflow.AppointingOfficer}, supervision},
	{"selection", "inaugurate"}:          {[]workflow.Role{workflow.Supervisor}, supervision},
	{"complaint", "ask_clarification"}:   {[]workflow.Role{workflow.AppointingOfficer}, supervision},
	{"complaint", "recommend_restoring"}: {[]workflow.Role{workflow.AppointingOfficer}, supervision},
	{"complaint", "find_proven"}:         {[]workflow.Role{workflow.AppointingOfficer}, supervision},
	{"person", "refuse_erasure"}:         {[]workflow.Role{workflow.DataSubject}, answering},
}

// Mandatory tells whether a role has to be told of an event whatever its holder prefers, and by what.
func Mandatory(procedure string, event workflow.Event, role workflow.Role) (policy.Citation, bool) {
	at := place{procedure, event}
	if isClock(event) {
		b, err := texts()
		if err == nil && slices.Contains(b.entries[at].OwedBy, role) || at == (place{"selection", "inauguration_due"}) && role == workflow.Supervisor {
			return whoOwes, true
		}
		return policy.Citation{}, false
	}
	m := must[at]
	return m.cites, slices.Contains(m.roles, role)
}
