package matrix_test

import (
	"encoding/binary"
	"slices"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/audit"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

const (
	ourAgency   = "53"
	otherAgency = "71"
	// canary stands in the facts of every round and selection; whoever may not read them sees
	// it nowhere.
	canary = "Kepala Dinas Kenari"
)

var (
	now   = time.Date(2024, 5, 8, 2, 0, 0, 0, time.UTC)
	today = calendar.DateOf(now, calendar.WIB)
	week  = calendar.Count{From: today, Last: today.AddDays(7), Days: calendar.Days{N: 7, Unit: calendar.CalendarDays}}
)

// A world is one case in every state under every profile of supervision, kept by a fake
// beside the ports: it knows nothing of who may do what but the wall that it is shown.
type world struct {
	records  []casework.Record // in the order of their identifiers
	targets  []target          // of each record
	at       map[workflow.CaseID]int
	applied  map[workflow.CaseID]int // of some files on people: the selection for which they apply
	journals map[workflow.CaseID][]audit.Sealed
	packs    map[string]*policy.Pack
	law      *policy.Library
	tables   map[string]catalog.Table // "profile procedure"
	writes   atomic.Int64
	// place, when set, is a planted fault: the store answers with a case that stands elsewhere.
	place func(*casework.Record)
}

// early is an agency in which the committee may be appointed before the plan is recommended.
const (
	early   = "early"
	overlay = `{instrument: local, title: Keputusan, scope: {agency: early}, values: [
 {key: committee.after_plan_recommendation, value: false, unit: yes_no, from: 2024-01-01, article: none, certainty: proposal}]}`
)

func newWorld(t *testing.T) *world {
	t.Helper()
	library, err := policy.Load(fstest.MapFS{"early.yaml": {Data: []byte(overlay)}})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		at: make(map[workflow.CaseID]int), applied: make(map[workflow.CaseID]int), journals: make(map[workflow.CaseID][]audit.Sealed),
		packs: make(map[string]*policy.Pack), law: library, tables: make(map[string]catalog.Table),
	}
	for _, profile := range profiles {
		w.furnish(t, profile)
	}
	return w
}

// furnish adds the cases of one profile of supervision.
func (w *world) furnish(t *testing.T, profile string) {
	t.Helper()
	query, procedures := policy.Query{Profile: profile, Date: today}, catalog.Names()
	if profile == early {
		query.Profile, query.Agency, procedures = "kasn", early, []string{openselection.RoundName} // the rest is as under kasn
	}
	pack, err := w.law.Resolve(query)
	if err != nil {
		t.Fatal(err)
	}
	w.packs[pack.Hash] = pack
	facts := begun(t, pack)
	var parent workflow.CaseID // of the selections: the round that is announced
	for _, name := range procedures {
		procedure, err := catalog.New().Procedure(name, pack)
		if err != nil {
			t.Fatal(err)
		}
		table := procedure.Table()
		w.tables[profile+" "+name] = table
		if slices.Contains(underSelections, name) {
			if profile == profiles[0] { // under the others these tables are the same: see TestWorld_leaves_out_nothing
				w.furnishUnder(t, procedure)
			}
			continue
		}
		for _, state := range table.States {
			for _, resumes := range heldOver(table, state) {
				record := casework.Record{
					Procedure: name, Version: procedure.Version(), Pack: pack.Hash, Opened: now.Add(-time.Hour),
					Case: catalog.Case{
						ID: w.name(), Agency: ourAgency, Zone: calendar.WIB, State: state.Name, Resumes: resumes, Revision: 3,
						Last: now.Add(-time.Minute), Facts: facts[name],
					},
				}
				switch name {
				case openselection.RoundName:
					record.Round = record.ID
					if state.Name == openselection.Announced {
						parent = record.ID
					}
					if slices.Contains([]workflow.State{openselection.Announced, openselection.FinallyReported, openselection.Closed}, state.Name) {
						record.Facts = announced(t, record.Facts)
					}
				case openselection.SelectionName:
					record.Ref, record.Parent, record.Round = "dinas-kenari", parent, parent
					if state.Name != openselection.Planned && resumes != openselection.Planned {
						record.Facts = opened(t, record.Facts)
					}
				case mandate.Name:
					record.Ref = "orang-" + map[workflow.State]string{mandate.Mandated: "enrolled", mandate.Closed: "erasure_requested"}[state.Name] + "-" + profile
					record.Subject = record.Ref
					w.add(t, record, profile)
					record.ID, record.Agency = w.name(), workflow.Nation
				case person.Name:
					record.Ref, record.Agency = "orang-"+string(state.Name)+"-"+profile, workflow.Nation
					record.Subject = record.Ref
					w.add(t, record, profile)
					w.apply(t, record, profile)
					record.ID, record.Ref = w.name(), newcomer+string(state.Name)+"-"+profile
					record.Subject = record.Ref
				}
				w.add(t, record, profile)
			}
		}
	}
}

// newcomer begins the name of somebody on whom a file is kept and who never had a duty.
const newcomer = "orang-baru-"

// apply adds files like one, of people who apply for the selections of a profile: of one that
// is in each state which counts for what may be read about them. One profile will do.
func (w *world) apply(t *testing.T, like casework.Record, profile string) {
	t.Helper()
	for i := range w.targets {
		c := w.targets[i]
		if c.profile == profile && profile == "kasn" && c.procedure == openselection.SelectionName && c.resumes == "" &&
			slices.Contains([]string{"planned", "announced", "applications_closed", "interviewed", "health_tested", "inaugurated"}, c.state) {
			like.ID, like.Ref = w.name(), "pelamar-"+string(like.State)+"-"+c.state+"-"+profile
			like.Subject = like.Ref
			w.applied[like.ID] = i
			w.add(t, like, profile)
		}
	}
}

// heldOver lists the states to which a case in a state goes back: each active one when it
// is held, none otherwise.
func heldOver(table catalog.Table, state catalog.State) []workflow.State {
	if state.Standing != workflow.Held {
		return []workflow.State{""}
	}
	var active []workflow.State
	for _, other := range table.States {
		if other.Standing == workflow.Active {
			active = append(active, other.Name)
		}
	}
	return active
}

// name is the identifier of the next case.
func (w *world) name() workflow.CaseID { return caseName(1 + len(w.records)) }

func caseName(n int) workflow.CaseID {
	var id workflow.CaseID
	binary.BigEndian.PutUint64(id[8:], uint64(n)) //nolint:gosec // a number of cases
	return id
}

// add files a record with a journal of one entry.
func (w *world) add(t *testing.T, record casework.Record, profile string) {
	t.Helper()
	sealed, err := audit.Seal(audit.Hash{1}, workflow.Entry{
		Case: record.ID, Seq: 3, At: record.Last, Procedure: record.Procedure, Version: record.Version, Pack: record.Pack,
		Event: "made_up", From: record.State, To: record.State, Person: "somebody", Role: workflow.System, Body: []byte(`{"said":"` + canary + `"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	record.Head = sealed.Hash
	w.at[record.ID] = len(w.records)
	w.journals[record.ID] = []audit.Sealed{sealed}
	w.records = append(w.records, record)
	c := target{
		procedure: record.Procedure, profile: profile, agency: record.Agency, id: record.ID.String(), ref: record.Ref,
		subject: record.Subject, state: string(record.State), resumes: string(record.Resumes),
	}
	switch record.Procedure {
	case openselection.RoundName:
		c.round = c.id
	case openselection.SelectionName:
		c.round, c.selection = record.Round.String(), c.id
	case openselection.ApplicationName, openselection.SheetName, openselection.PaperName, complaint.Name:
		if !record.Parent.IsZero() { // a complaint may be about an agency alone
			c.round, c.selection = record.Round.String(), record.Parent.String()
		}
	}
	w.targets = append(w.targets, c)
}

// begun are facts of each procedure, folded by the real tables from made-up beginnings.
func begun(t *testing.T, pack *policy.Pack) map[string][]byte {
	t.Helper()
	moment := workflow.Moment{At: now.Add(-time.Hour), Holidays: calendar.National()}
	decide := func(name string, event workflow.Event, role workflow.Role, body []byte) catalog.Decision {
		procedure, err := catalog.New().Procedure(name, pack)
		if err != nil {
			t.Fatal(err)
		}
		unopened := catalog.Case{ID: caseName(1 << 20), Ref: "petugas", Agency: ourAgency, Zone: calendar.WIB, State: workflow.Unopened}
		decision, err := procedure.Decide(unopened, workflow.Command{Event: event, Actor: workflow.Actor{Person: "somebody", Roles: []workflow.Role{role}}, Body: body}, moment)
		if err != nil {
			t.Fatalf("%s: %v", event, err)
		}
		return decision
	}
	round := decide(openselection.RoundName, openselection.DraftPlan, workflow.Secretariat, []byte(plan))
	facts := map[string][]byte{openselection.RoundName: round.Case.Facts}
	for _, action := range round.Actions {
		if open, ok := action.(workflow.OpenCase); ok {
			facts[openselection.SelectionName] = decide(openselection.SelectionName, open.Event, workflow.System, canonical(t, open.Body)).Case.Facts
		}
	}
	facts[mandate.Name] = decide(mandate.Name, mandate.InstallDuty, workflow.System,
		[]byte(`{"ref":"a","duty":"secretariat","from":"2024-05-01"}`)).Case.Facts
	facts[person.Name] = []byte(`{"recorded":[{"field":"nik","commitment":"` + hash64 + `"}]}`)
	return facts
}

const hash64 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// plan is a plan with one post. It need not be a good one, only one that can be drafted.
const plan = `{"title":"Seleksi ` + canary + `","letterhead":{"agency":"Dinas ` + canary + `","place":"Kenari"},
 "posts":[{"ref":"dinas-kenari","title":"` + canary + `","tier":"pratama","office":"ordinary",
  "vacancy":{"reason":"retirement","from":"2024-05-01","evidence":{"number":"SK-1","date":"2024-01-02"}},
  "standard":{"number":"SK-2","date":"2024-01-02"},"requirements":{"number":"SK-3","date":"2024-01-02"}}],
 "internal_route":{"tried":true},"weights":{"track_record":20,"assessment":25,"paper":20,"interview":35},
 "committee":[{"person":"p1","origin":"agency","expertise":"hukum","chair":true,"no_conflict":true,"no_party":true}],
 "schedule":{"opens":"2024-05-20","closes":"2024-06-10","result":"2024-07-15"}}`
