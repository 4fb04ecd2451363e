package store

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/policy"
)

// A column says how one member of a record is written. Nothing is left out when it is zero, and
// both databases write by the same list.
type column[R any] struct {
	name string
	kind string // on Postgres
	of   func(R) any
}

// A table is what is inserted into one table.
type table[R any] struct {
	name    string
	columns []column[R]
	walled  bool // its rows say in one more column to which agency they belong
}

func (t table[R]) names() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// all names the columns with that of the agency.
func (t table[R]) all() string {
	if t.walled {
		return t.names() + ", agency"
	}
	return t.names()
}

var casesTable = table[casework.Record]{name: "cases", columns: []column[casework.Record]{
	{"id", "uuid", func(r casework.Record) any { return uuid.UUID(r.ID) }},
	{"parent", "uuid", func(r casework.Record) any { return orNull(r.Parent) }},
	{"round", "uuid", func(r casework.Record) any { return orNull(r.Round) }},
	{"ref", "text", func(r casework.Record) any { return r.Ref }},
	{"subject", "text", func(r casework.Record) any { return r.Subject }},
	{"procedure", "text", func(r casework.Record) any { return r.Procedure }},
	{"version", "text", func(r casework.Record) any { return r.Version }},
	{"pack", "text", func(r casework.Record) any { return r.Pack }},
	{"agency", "text", func(r casework.Record) any { return r.Agency }},
	{"zone", "text", func(r casework.Record) any { return string(r.Zone) }},
	{"state", "text", func(r casework.Record) any { return string(r.State) }},
	{"resumes", "text", func(r casework.Record) any { return string(r.Resumes) }},
	{"revision", "bigint", func(r casework.Record) any { return r.Revision }},
	{"facts", "text", func(r casework.Record) any { return string(r.Facts) }},
	{"head", "bytea", func(r casework.Record) any { return r.Head[:] }},
	{"opened_at", "timestamptz", func(r casework.Record) any { return micros(r.Opened) }},
	{"changed_at", "timestamptz", func(r casework.Record) any { return micros(r.Last) }},
}}

var journalTable = table[audit.Sealed]{name: "journal", walled: true, columns: []column[audit.Sealed]{
	{"case_id", "uuid", func(e audit.Sealed) any { return uuid.UUID(e.Case) }},
	{"seq", "bigint", func(e audit.Sealed) any { return e.Seq }},
	{"at", "timestamptz", func(e audit.Sealed) any { return micros(e.At) }},
	{"procedure", "text", func(e audit.Sealed) any { return e.Procedure }},
	{"version", "text", func(e audit.Sealed) any { return e.Version }},
	{"pack", "text", func(e audit.Sealed) any { return e.Pack }},
	{"event", "text", func(e audit.Sealed) any { return string(e.Event) }},
	{"from_state", "text", func(e audit.Sealed) any { return string(e.From) }},
	{"to_state", "text", func(e audit.Sealed) any { return string(e.To) }},
	{"person", "text", func(e audit.Sealed) any { return e.Person }},
	{"role", "text", func(e audit.Sealed) any { return string(e.Role) }},
	{"body", "text", func(e audit.Sealed) any { return string(e.Body) }},
	{"previous", "bytea", func(e audit.Sealed) any { return e.Previous[:] }},
	{"hash", "bytea", func(e audit.Sealed) any { return e.Hash[:] }},
}}

var timersTable = table[casework.Timer]{name: "timers", walled: true, columns: []column[casework.Timer]{
	{"id", "uuid", func(t casework.Timer) any { return t.ID }},
	{"case_id", "uuid", func(t casework.Timer) any { return uuid.UUID(t.Case) }},
	{"kind", "text", func(t casework.Timer) any { return string(t.Kind) }},
	{"reminder", "integer", func(t casework.Timer) any { return int64(t.Reminder) }},
	{"generation", "bigint", func(t casework.Timer) any { return t.Generation }},
	{"due_at", "timestamptz", func(t casework.Timer) any { return micros(t.Due) }},
	{"tells", "text", func(t casework.Timer) any { return joined(t.Tells) }},
	{"count", "text", func(t casework.Timer) any { return counted(t) }},
}}

var outboxTable = table[casework.Message]{name: "outbox", walled: true, columns: []column[casework.Message]{
	{"id", "uuid", func(m casework.Message) any { return m.ID }},
	{"case_id", "uuid", func(m casework.Message) any { return uuid.UUID(m.Case) }},
	{"seq", "bigint", func(m casework.Message) any { return m.Seq }},
	{"position", "integer", func(m casework.Message) any { return int64(m.Position) }},
	{"kind", "text", func(m casework.Message) any { return string(m.Kind) }},
	{"event", "text", func(m casework.Message) any { return string(m.Event) }},
	{"to_parent", "boolean", func(m casework.Message) any { return m.ToParent }},
	{"ref", "text", func(m casework.Message) any { return m.Ref }},
	{"role", "text", func(m casework.Message) any { return string(m.Role) }},
	{"reminder", "boolean", func(m casework.Message) any { return m.Reminder }},
	{"body", "text", func(m casework.Message) any { return string(m.Body) }},
	{"created_at", "timestamptz", func(m casework.Message) any { return micros(m.Created) }},
}}

var answersTable = table[casework.Answer]{name: "answers", walled: true, columns: []column[casework.Answer]{
	{"person", "text", func(a casework.Answer) any { return a.Key.Person }},
	{"key", "text", func(a casework.Answer) any { return a.Key.Text }},
	{"fingerprint", "bytea", func(a casework.Answer) any { return a.Fingerprint[:] }},
	{"case_id", "uuid", func(a casework.Answer) any { return uuid.UUID(a.Case) }},
	{"body", "text", func(a casework.Answer) any { return string(a.Body) }},
	{"at", "timestamptz", func(a casework.Answer) any { return micros(a.At) }},
}}

// A given is a duty that a mandate gives.
type given struct {
	workflow.Duty
	mandate  workflow.CaseID
	person   string
	position int
}

var dutiesTable = table[given]{name: "duties", columns: []column[given]{
	{"mandate", "uuid", func(g given) any { return uuid.UUID(g.mandate) }},
	{"position", "integer", func(g given) any { return int64(g.position) }},
	{"person", "text", func(g given) any { return g.person }},
	{"duty", "text", func(g given) any { return string(g.Role) }},
	{"agency", "text", func(g given) any { return g.Scope.Agency }},
	{"round", "uuid", func(g given) any { return orNull(g.Scope.Round) }},
	{"selection", "uuid", func(g given) any { return orNull(g.Scope.Selection) }},
	{"from_day", "text", func(g given) any { return g.From.String() }},
	{"until_day", "text", func(g given) any {
		if g.Until.IsZero() {
			return nil
		}
		return g.Until.String()
	}},
	{"body", "text", func(g given) any { return g.Body }},
}}

// A storedPack is a pack with the text that its hash and its words were made from.
type storedPack struct {
	*policy.Pack
	content string
}

var packsTable = table[storedPack]{name: "packs", columns: []column[storedPack]{
	{"hash", "text", func(p storedPack) any { return p.Hash }},
	{"id", "text", func(p storedPack) any { return p.ID }},
	{"content", "text", func(p storedPack) any { return p.content }},
}}

// dutyNames are the columns of a duty that are read.
const dutyNames = "duty, agency, round, selection, from_day, until_day, body"

func orNull(id workflow.CaseID) any {
	if id.IsZero() {
		return nil
	}
	return uuid.UUID(id)
}

// joined writes roles, which are words, side by side.
func joined(roles []workflow.Role) string {
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = string(role)
	}
	return strings.Join(words, ",")
}

// counted writes how a timer's day was found; nothing for a timer whose day was not counted.
func counted(t casework.Timer) string {
	if t.Count.From.IsZero() {
		return ""
	}
	// Dates, whole numbers and texts always have a JSON form; check has looked at the rest.
	text, _ := json.Marshal(t.Count)
	return string(text)
}
