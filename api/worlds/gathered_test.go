package worlds_test

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// gathered are the members that are recorded of an event and that nobody says, by event.
func gathered[F any](t *testing.T, define func(*policy.Pack) (*workflow.Procedure[F], error), pack *policy.Pack) map[workflow.Event][]string {
	t.Helper()
	procedure, err := define(pack)
	must(t, err)
	found := make(map[workflow.Event][]string)
	for _, row := range procedure.Rows {
		if row.Says.Type == row.Says.Recorded {
			continue
		}
		said := membersOf(row.Says.Type)
		for _, name := range membersOf(row.Says.Recorded) {
			if !slices.Contains(said, name) && !slices.Contains(found[row.On], name) {
				found[row.On] = append(found[row.On], name)
			}
		}
	}
	return found
}

func membersOf(t reflect.Type) []string {
	var names []string
	for _, member := range wire.Members(t) {
		names = append(names, member.Name)
	}
	return names
}

// What the engine gathers nobody says: each member of what is recorded is refused by its
// name, from who may do the event and from who may not, and nothing is written.
func TestWhatIsGathered_is_said_by_nobody(t *testing.T) {
	t.Parallel()
	worlds, p := fork(t, 1)
	w := worlds[0]
	must(t, w.asker.completesUntilSubmission(t.Context(), "pelamar", p.Drafts["pelamar"]))
	pack, err := w.Desk.Resolve(today(here))
	must(t, err)
	all := gathered(t, openselection.Selection, pack)
	maps.Copy(all, gathered(t, openselection.Application, pack))
	maps.Copy(all, gathered(t, openselection.BlindPaper, pack))
	maps.Copy(all, gathered(t, openselection.ScoreSheet, pack))
	selection := func(id workflow.CaseID) string { return "/v1/selections/" + id.String() + "/events/" }
	draft := "/v1/applications/" + p.Drafts["pelamar"].String() + "/events/"
	wrapped := func(body string) string { return `{"event":"apply","body":` + body + `}` }
	tried := 0
	for event, where := range map[workflow.Event]struct {
		path, as string
		wrap     func(string) string
	}{
		openselection.ApplyForPost:      {"/v1/selections/" + p.Open.String() + "/applications", "warga", wrapped},
		openselection.AcceptInvitation:  {draft, "pelamar", nil},
		openselection.ApplyAgain:        {draft, "pelamar", nil},
		openselection.SubmitApplication: {draft, "pelamar", nil},
		openselection.VerifyFiles:       {selection(p.Late), "sekretaris", nil},
		openselection.RevealScores:      {selection(p.Scored), "ketua", nil},
		openselection.ScoringDue:        {selection(p.Scored), "ketua", nil},
		openselection.PublishStage:      {selection(p.Scored), "sekretaris", nil},
		openselection.RecordWithdrawals: {selection(p.Scored), "ketua", nil},
		openselection.ApplicationsDue:   {selection(p.Open), "sekretaris", nil},
		openselection.HandInPaper:       {"/v1/selections/" + p.Rival.String() + "/papers", "saingan", nil},
		openselection.ReplacePaper:      {"/v1/selections/" + p.Scored.String() + "/papers", "pelamar", nil},
	} {
		members, is := all[event]
		if !is {
			t.Errorf("%s gathers nothing", event)
		}
		delete(all, event)
		before := w.file(t)
		for n, name := range members {
			for _, as := range []string{where.as, "ketua", "anggota-3", "saingan", "admin"} {
				body := fmt.Sprintf(`{%q:%s}`, name, []string{`1`, `[]`, `"01"`}[n%3])
				q := question{method: http.MethodPost, path: where.path, as: as, key: fmt.Sprintf("ucap-%s-%s-%s", event, name, as), match: "*"}
				if strings.HasSuffix(q.path, "/events/") {
					q.path += string(event)
				}
				if q.body = body; where.wrap != nil {
					q.body = where.wrap(body)
				}
				told := q.of(t.Context(), w.handler)
				tried++
				named := told.status == http.StatusUnprocessableEntity && strings.Contains(told.body, "/"+name+`"`)
				refused := slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnsupportedMediaType}, told.status)
				if !named && (!refused || as == where.as && told.status == http.StatusNotFound) {
					t.Errorf("%s\n%s", q, told)
				}
			}
		}
		if w.file(t) != before {
			t.Errorf("%s: something was written", event)
		}
	}
	for event := range all {
		t.Errorf("nobody tried to say what %s gathers", event)
	}
	if tried < 60 {
		t.Errorf("only %d were tried", tried)
	}
	submit := question{method: http.MethodPost, path: draft + "submit_application", as: "pelamar", body: "{}", key: "serah", match: "*"}
	if told := submit.of(t.Context(), w.handler); told.status != http.StatusOK {
		t.Errorf("without it: %s", told)
	}
}
