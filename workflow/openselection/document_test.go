package openselection_test

import (
	"slices"
	"testing"

	"selter/workflow/openselection"
)

// The papers that the law and practice know for each step, and that some row has to
// leave behind.
func TestDocuments_of_the_law_are_all_left_by_some_row(t *testing.T) {
	t.Parallel()
	known := []string{
		"vacancy_list", "vacancy_evidence", // a drafted plan
		"proposal_letter", "selection_plan", "committee_draft", "competency_standard", "schedule", "budget", // a submitted one
		"return_letter", "plan_recommendation",
		"committee_decree", "secretariat_decree", "assessor_decree", "integrity_pact",
		"committee_minutes", "question_grid", "rubric", // sealed
		"announcement", "channel_evidence", "applicant_list", "extension_announcement", "consultation_letter", "consultation_answer",
		"screening_minutes", "screening_result", "tracing_sheet", "clarification", "score_sheet",
		"assessment_report", "job_person_match", "score_announcement", "papers", "attendance_list", "health_certificate",
		"plenary_minutes", "result_decision", "score_recap", "result_report", "minutes_bundle", "documentation", "result_recommendation",
		"final_announcement", "choice_decree", "inauguration_clearance", "appointment_decree", "oath_minutes", "duty_statement",
		"final_report", "archive",
		"election_permit", "election_act_report", "hold_order", "release_order", "cancellation_letter", "diversion_letter", "repeat_decision",
		"conflict_declaration", "ethics_statement", "correction_minutes", "absence_minutes", "disqualification_minutes",
		"time_request", "time_grant",
	}
	pack := packOf(t, queries()[bkn])
	round, err := openselection.Round(pack)
	if err != nil {
		t.Fatal(err)
	}
	selection, err := openselection.Selection(pack)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, row := range round.Rows {
		left = append(left, row.Documents...)
	}
	for _, row := range selection.Rows {
		left = append(left, row.Documents...)
	}
	for _, paper := range known {
		if !slices.Contains(left, paper) {
			t.Errorf("no row leaves %s", paper)
		}
	}
	for _, paper := range left {
		if !slices.Contains(known, paper) {
			t.Errorf("%s is not among the papers that the law knows", paper)
		}
	}
}

// A clean round leaves its papers in the order of its steps.
func TestDocuments_of_a_clean_round(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.ready(openselection.Inaugurated)
	p.reachRound(openselection.Closed)
	for _, paper := range []string{"plan_recommendation", "committee_decree", "announcement", "final_report", "archive"} {
		if !slices.Contains(p.round.papers, paper) {
			t.Errorf("the round left no %s: %v", paper, p.round.papers)
		}
	}
	for _, paper := range []string{"applicant_list", "plenary_minutes", "result_recommendation", "choice_decree", "oath_minutes"} {
		if !slices.Contains(p.posts[first].papers, paper) {
			t.Errorf("the selection left no %s: %v", paper, p.posts[first].papers)
		}
	}
}
