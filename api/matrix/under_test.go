package matrix_test

import (
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// underSelections are the procedures whose cases lie under a selection.
var underSelections = []string{openselection.ApplicationName, openselection.SheetName, openselection.PaperName, complaint.Name}

// furnishUnder adds the cases of a procedure that lie under selections, one in each state, each
// about a person of its own. In which state the selection is guards ask, and they are asked
// after all that is asked here; so one selection will do for each.
func (w *world) furnishUnder(t *testing.T, procedure catalog.Procedure) {
	t.Helper()
	for _, state := range procedure.Table().States {
		word := string(state.Name)
		switch procedure.Name() {
		case openselection.ApplicationName:
			facts := applied
			for _, kind := range attached {
				facts.Documents = append(facts.Documents, openselection.Document{
					Kind: openselection.ChecklistItem(kind), Name: "berkas", SHA256: hash64, Size: 1, Pages: 1, Media: "application/pdf",
				})
			}
			w.lay(t, procedure, state.Name, openselection.ApplicationsClosed, "pelamar-"+word, "", canonical(t, facts))
			if state.Name == openselection.Shortlisted { // what is read while the files are verified is read no longer
				w.lay(t, procedure, state.Name, openselection.Screened, "pelamar-lolos", "", canonical(t, facts))
			}
		case openselection.SheetName:
			w.lay(t, procedure, state.Name, openselection.CompetencyAssessed, "penilai-"+word, openselection.Paper, nil)
			if state.Name == openselection.SheetOpened {
				w.lay(t, procedure, state.Name, openselection.CompetencyAssessed, "pewawancara", openselection.InterviewOf, nil)
				w.lay(t, procedure, state.Name, openselection.FieldTested, "penilai-sebelah", openselection.Paper, nil)
			}
		case openselection.PaperName:
			w.lay(t, procedure, state.Name, openselection.CompetencyAssessed, "penulis-"+word, "", canonical(t, handedIn))
		case complaint.Name:
			w.lay(t, procedure, state.Name, openselection.Interviewed, complaint.Reporter(word), "", canonical(t, complained))
			w.layNowhere(t, procedure, state.Name, complaint.Reporter(word+" of the agency"), canonical(t, complained))
		}
	}
}

// lay adds a case under the selection that is in a state.
func (w *world) lay(t *testing.T, procedure catalog.Procedure, state, parent workflow.State, subject string, component openselection.Component, facts []byte) {
	t.Helper()
	above := w.records[slices.IndexFunc(w.targets, func(c target) bool {
		return c.procedure == openselection.SelectionName && c.profile == profiles[0] && c.state == string(parent)
	})]
	record := casework.Record{
		Procedure: procedure.Name(), Version: procedure.Version(), Pack: procedure.Pack().Hash, Opened: now.Add(-time.Hour), Round: above.Round,
		Case: catalog.Case{
			ID: w.name(), Parent: above.ID, Subject: subject, Agency: above.Agency, Zone: above.Zone, State: state, Revision: 3, Last: now.Add(-time.Minute), Facts: facts,
		},
	}
	switch procedure.Name() {
	case openselection.ApplicationName:
		record.Ref = openselection.RegistrationRef(above.ID, subject)
	case openselection.SheetName:
		record.Ref = openselection.SheetRef(component, subject, 1)
		record.Facts = canonical(t, openselection.SheetFacts{
			Component: component, Turn: 1, Closes: today.AddDays(3), Criteria: []openselection.Criterion{{Code: "a", Title: canary, Percent: 100}},
			Candidates: []string{"01", codeOf(above.ID, "penulis-paper_sealed"), codeOf(above.ID, "penulis-paper_opened")},
		})
	case openselection.PaperName:
		record.Ref = codeOf(above.ID, subject)
	case complaint.Name:
		record.Ref = complaint.Number(subject)
	}
	w.add(t, record, profiles[0])
	w.targets[len(w.targets)-1].component = string(component)
}

// layNowhere adds a case of our agency that lies under no selection.
func (w *world) layNowhere(t *testing.T, procedure catalog.Procedure, state workflow.State, subject string, facts []byte) {
	t.Helper()
	w.add(t, casework.Record{
		Procedure: procedure.Name(), Version: procedure.Version(), Pack: procedure.Pack().Hash, Opened: now.Add(-time.Hour),
		Case: catalog.Case{
			ID: w.name(), Ref: complaint.Number(subject), Subject: subject, Agency: ourAgency, Zone: calendar.WIB, State: state, Revision: 3,
			Last: now.Add(-time.Minute), Facts: facts,
		},
	}, profiles[0])
}

// codeOf is the code of a person's paper as the server draws it with the keys of this house.
func codeOf(selection workflow.CaseID, person string) string {
	sum := keys{}.Digest("paper code", append([]byte(selection.String()+"\x00"+person+"\x00"), 0))
	return openselection.PaperCode([5]byte(sum[:5]))
}

// finding stands in what a verifier found in applications.
const finding = "Ijazah tidak terbaca"

var (
	checklistItem = policy.Checklist()[0]
	// attached are documents of an application: one that all its readers read, and those that
	// are for fewer.
	attached = []string{checklistItem, "wealth_report", "tax_return", "health_letter", "drug_test_letter"}
	// applied is an application that has been submitted, and looked into by one verifier.
	applied = openselection.ApplicationFacts{
		Since: today, Profile: &openselection.Profile{Unit: canary}, Receipts: []openselection.Receipt{{At: now.Add(-time.Hour), Seq: 3}},
		First: &openselection.Verification{By: "verifikator", On: today, Found: openselection.VerifyDocumentBody{Reason: finding}},
	}
	// complained is a complaint that has been examined, with questions to those whom it concerns.
	complained = complaint.Facts{
		Filed: &complaint.Filing{FileComplaintBody: complaint.FileComplaintBody{Category: complaint.Scoring, Text: canary}, On: today},
		Attachments: []complaint.Attachment{{
			AttachToComplaintBody: complaint.AttachToComplaintBody{Name: attachmentName, SHA256: hash64, Size: 1, Media: "application/pdf", OriginalSHA256: hash64},
			On:                    today,
		}},
		Openings: []complaint.Opening{{ // by one of the custodians who ask here, and another
			AskForReporterBody: complaint.AskForReporterBody{Reason: complaint.ReporterMustBeGuarded}, Act: complaint.Act{Person: asker, On: today},
			Granted: &complaint.Grant{Person: "penjaga", At: now.Add(-time.Hour), Until: now.Add(time.Hour)},
		}},
		Asked: []complaint.Questioning{{
			AskClarificationBody: complaint.AskClarificationBody{Letter: openselection.Letter{Number: "B-1", Date: today}, Questions: []string{finding}},
			Act:                  complaint.Act{Person: "pengawas", On: today},
		}},
	}
	// handedIn is a paper.
	handedIn = openselection.PaperFacts{
		Candidate: canary, At: now, Document: openselection.PaperDocument{Name: "makalah", SHA256: hash64, Size: 1, Pages: 1, Media: "application/pdf"},
	}
)

// announced are the facts of a round that has been announced.
func announced(t *testing.T, facts []byte) []byte {
	t.Helper()
	var round openselection.RoundFacts
	if err := json.Unmarshal(facts, &round); err != nil {
		t.Fatal(err)
	}
	round.Announced = &openselection.Announcement{Letter: openselection.Letter{Number: "P-1", Date: today}, Opens: today, Closes: today.AddDays(14)}
	return canonical(t, round)
}

// opened are the facts of a selection for which one applies, or has applied.
func opened(t *testing.T, facts []byte) []byte {
	t.Helper()
	var selection openselection.SelectionFacts
	if err := json.Unmarshal(facts, &selection); err != nil {
		t.Fatal(err)
	}
	selection.Window = openselection.Window{Opens: today, Closes: today.AddDays(14)}
	return canonical(t, selection)
}

// Cases under selections are asked about under one profile, and under another only what the
// first one lacks: what is left out would be answered from the same rows.
func TestWorld_leaves_out_nothing(t *testing.T) {
	t.Parallel()
	tables := newWorld(t).tables
	for _, name := range underSelections {
		one, other := tables[profiles[0]+" "+name], tables["bkn "+name]
		if len(one.Rows) == 0 || len(one.Rows) != len(other.Rows) || !slices.Equal(one.States, other.States) {
			t.Fatalf("%s has %d rows under one profile and %d under the other", name, len(one.Rows), len(other.Rows))
		}
		for i, row := range one.Rows {
			if like := other.Rows[i]; row.Event != like.Event || row.To != like.To || !slices.Equal(row.From, like.From) || !slices.Equal(row.By, like.By) {
				t.Errorf("%s: %s differs under the profiles", name, row.Event)
			}
		}
	}
}
