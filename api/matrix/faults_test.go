package matrix_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"selter/api"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/openselection"
)

// A fault changes who asks, or what is on file, before anything is decided: it makes the
// server do what it would do if a row, a wall or a rule were wrong.
type fault struct {
	who   func(*http.Request, *identity.Subject)
	place func(*casework.Record)
	lets  bool // everybody in
}

// turned has every holder of a duty hold another in its place.
func turned(from, to workflow.Role) func(*http.Request, *identity.Subject) {
	return widened(func(d *workflow.Duty) {
		if d.Role == from {
			d.Role = to
		}
	})
}

// widened changes every duty before it is looked at.
func widened(change func(*workflow.Duty)) func(*http.Request, *identity.Subject) {
	return func(_ *http.Request, who *identity.Subject) {
		who.Duties = slices.Clone(who.Duties)
		for i := range who.Duties {
			change(&who.Duties[i])
		}
	}
}

// everywhere has every duty reach all agencies.
var everywhere = widened(func(d *workflow.Duty) { d.Scope = workflow.Scope{Agency: workflow.Nation} })

// taken has cases of one state for such of another.
func taken(from, to workflow.State) func(*casework.Record) {
	return func(r *casework.Record) {
		if r.State == from {
			r.State = to
		}
	}
}

// named has everybody taken for one person.
func named(person string) func(*http.Request, *identity.Subject) {
	return func(_ *http.Request, who *identity.Subject) { who.Person = person }
}

// on keeps a fault to the requests whose path ends so.
func on(end string, plant func(*http.Request, *identity.Subject)) func(*http.Request, *identity.Subject) {
	return func(r *http.Request, who *identity.Subject) {
		if strings.HasSuffix(r.URL.Path, end) {
			plant(r, who)
		}
	}
}

const (
	selection = "GET /v1/selections/{id}"
	acting    = "POST /v1/selections/{id}/events/{event}"
	filing    = "POST /v1/applications/{id}/events/{event}"
	scoring   = "POST /v1/sheets/{id}/events/{event}"
)

// faults are what the matrix has to find, on which route, and a part of what it has to say
// of it. What is forever wrong lets somebody do what the law denies them wherever and whenever.
var faults = map[string]struct {
	route, event string
	says         string
	forever      bool
	fault
}{
	"a_row_lets_the_auditor_act": {
		acting, "verify_files", "as auditor", true, fault{who: on("/verify_files", turned(workflow.Auditor, workflow.Secretariat))},
	},
	"the_secretariat_scores": {
		acting, "interview", "as secretariat", true, fault{who: on("/interview", turned(workflow.Secretariat, workflow.CommitteeChair))},
	},
	"a_row_is_gone": {
		acting, "choose", "as appointing_officer", false, fault{who: on("/choose", turned(workflow.AppointingOfficer, workflow.CommitteeMember))},
	},
	"a_state_takes_an_event_too_early": {
		acting, "choose", "kasn result_reported", false, fault{place: taken(openselection.ResultReported, openselection.ResultRecommended)},
	},
	"a_route_without_a_wall": {
		selection + "/journal", "", "another agency", false, fault{who: on("/journal", everywhere)},
	},
	"an_agency_without_rounds": {
		"GET /v1/rounds/{id}/deadlines", "", "another round", false,
		fault{who: on("/deadlines", widened(func(d *workflow.Duty) { d.Scope = workflow.Scope{Agency: d.Scope.Agency} }))},
	},
	"a_read_rule_is_widened": {
		selection + "/notices", "", "as assessor", false, fault{who: on("/notices", turned(workflow.Assessor, workflow.Permitter))},
	},
	"scores_are_not_sealed": {
		selection, "", " interviewed ", false, fault{place: taken(openselection.Interviewed, openselection.ResultDetermined)},
	},
	"a_held_case_forgets_its_stage": {
		selection, "", "held_for_complaint interviewed", false, fault{place: func(r *casework.Record) { r.Resumes = "" }},
	},
	"a_duty_that_is_over_counts": {
		selection, "", "agency, past", false, fault{who: widened(func(d *workflow.Duty) { d.Until = today })},
	},
	"a_duty_to_come_counts": {
		selection, "", "agency, future", false, fault{who: widened(func(d *workflow.Duty) { d.From = today.AddDays(-40) })},
	},
	"the_second_factor_is_forgotten": {
		selection, "", "one factor", false,
		fault{who: func(_ *http.Request, who *identity.Subject) { who.Duties = slices.Concat(who.Duties, who.Dormant) }},
	},
	"who_applies_keeps_the_other_duty": {
		selection, "", "agency, applies", false,
		fault{who: func(_ *http.Request, who *identity.Subject) { who.Duties = who.Duties[:min(1, len(who.Duties))] }},
	},
	"whoever_asks_is_whom_it_is_about": {
		"GET /v1/mandates/{id}", "", "nobody in particular", false,
		fault{who: func(_ *http.Request, who *identity.Subject) { who.Person = "orang-enrolled-kasn" }},
	},
	"a_list_shows_less": {
		"GET /v1/rounds", "", "applicant", false, fault{who: turned(workflow.Applicant, workflow.Public)},
	},
	"a_list_without_a_wall": {
		"GET /v1/rounds", "", "another agency", false, fault{who: on("/rounds", everywhere)},
	},
	"particulars_are_read_for_ever": {
		"GET /v1/persons/{person}/particulars", "", "kasn closed", false, fault{place: taken(openselection.Closed, openselection.HealthTested)},
	},
	"any_duty_finds_people": {
		"POST /v1/persons/lookup", "", "as tracer", false, fault{who: turned(workflow.Tracer, workflow.Secretariat)},
	},
	"a_member_reads_a_sheet_before_the_reveal": {
		"GET /v1/sheets/{id}", "", "as auditor, committee_chair, committee_member", false, fault{place: taken(openselection.SheetSubmitted, openselection.SheetRevealed)},
	},
	"the_officer_who_chooses_reads_sheets": {
		"GET /v1/sheets/{id}/journal", "", "as appointing_officer", false, fault{who: turned(workflow.AppointingOfficer, workflow.CommitteeMember)},
	},
	"how_often_a_sheet_was_saved_is_told": {
		"GET /v1/sheets/{id}", "", `wanted "ok", got "ok offers facts bodies revision"`, false, fault{place: taken(openselection.SheetOpened, openselection.SheetRevealed)},
	},
	"scores_are_entered_for_somebody_else": {
		scoring, "enter_scores", "nobody in particular", true, fault{who: named("penilai-sheet_opened")},
	},
	"a_submitted_sheet_is_edited": {
		scoring, "enter_scores", "kasn sheet_submitted", false, fault{place: taken(openselection.SheetSubmitted, openselection.SheetOpened)},
	},
	"the_secretariat_reads_the_map_of_papers": {
		"GET /v1/papers/{id}", "", "secretariat", false, fault{place: taken(openselection.PaperSealed, openselection.PaperOpened)},
	},
	"sealed_papers_are_counted": {
		selection + "/papers", "", "secretariat", false, fault{place: taken(openselection.PaperSealed, openselection.PaperOpened)},
	},
	"any_scorer_reads_papers": {
		selection + "/papers/{code}/link", "", "as committee_member, no duty", false,
		fault{place: func(r *casework.Record) {
			r.Facts = bytes.ReplaceAll(r.Facts, []byte(`"component":"interview"`), []byte(`"component":"paper"`))
		}},
	},
	"a_link_is_followed_by_others": {
		"GET /v1/documents/{token}", "", "nobody in particular", false, fault{who: named("penulis-paper_sealed")},
	},
	"a_link_is_followed_where_no_duty_reaches": {
		"GET /v1/documents/{token}", "", "another agency", false, fault{who: everywhere},
	},
	"an_applicant_acts_on_anothers_application": {
		filing, "withdraw", "as admin, applicant", true, fault{who: named("pelamar-submitted")},
	},
	"one_person_verifies_from_outside_the_secretariat": {
		filing, "verify_documents", "as authorised_officer", true, fault{who: turned(workflow.AuthorisedOfficer, workflow.Secretariat)},
	},
	"the_officer_who_chooses_reads_applications": {
		"GET /v1/applications/{id}", "", "as appointing_officer", false, fault{who: turned(workflow.AppointingOfficer, workflow.Supervisor)},
	},
	"a_draft_is_read_by_the_secretariat": {
		"GET /v1/applications/{id}", "", "kasn drafted", false, fault{place: taken(openselection.Drafted, openselection.Submitted)},
	},
	"findings_are_read_before_they_are_decided": {
		"GET /v1/applications/{id}", "", "nation, about oneself", false, fault{place: taken(openselection.Submitted, openselection.Shortlisted)},
	},
	"the_chair_reads_reports_of_wealth": {
		"GET /v1/applications/{id}/documents/{kind}/link", "", "as committee_chair", false,
		fault{who: turned(workflow.CommitteeChair, workflow.Secretariat)},
	},
	"reports_of_wealth_are_read_for_ever": {
		"GET /v1/applications/{id}/documents/{kind}/link", "", "kasn shortlisted", false,
		fault{place: taken(openselection.Screened, openselection.ApplicationsClosed)},
	},
	"an_application_is_read_from_another_selection": {
		"GET /v1/applications/{id}", "", "another selection", false,
		fault{who: widened(func(d *workflow.Duty) { d.Scope.Selection = workflow.CaseID{} })},
	},
	"applicants_are_listed_to_each_other": {
		selection + "/applications", "", "as applicant", false, fault{who: turned(workflow.Applicant, workflow.CommitteeMember)},
	},
	"a_selection_that_is_only_planned_takes_applications": {
		"POST /v1/selections/{id}/applications", "", "kasn unopened", false, fault{place: taken(openselection.Planned, openselection.Announced)},
	},
	"nobody_is_somebody": {
		"GET /v1/procedures", "", `wanted "unauthenticated", got "ok"`, false, fault{lets: true},
	},
}

// The matrix can fail: each fault that is planted behind the edge is found where it is. In
// a sound house the same questions find nothing, as TestMatrix shows.
func TestMatrix_finds_planted_faults(t *testing.T) {
	t.Parallel()
	routes := api.Routes()
	for name, planted := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := slices.IndexFunc(routes, func(r api.Route) bool { return r.Method+" "+r.Path == planted.route })
			keep := all
			many := routes[at].Policy.Procedure == openselection.SelectionName || strings.HasSuffix(planted.route, "/{id}/applications")
			if planted.event == "" && many {
				keep = sampled(4) // of one event there are few
			}
			found := play(t.Context(), newGrid(open(t, planted.fault), expected(t)).only(planted.event), routes[at:at+1], keep)
			lines := found.differences()
			if !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, planted.says) }) {
				t.Errorf("found %q in %d cells, which does not say %q", lines, found.asked, planted.says)
			}
			if planted.forever != (len(found.broken) > 0) {
				t.Errorf("what the law denies for ever and was allowed: %v", found.broken)
			}
		})
	}
}
