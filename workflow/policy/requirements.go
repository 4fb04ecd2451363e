package policy

import "slices"

// ranks are the ranks that a text may ask for; none is no limit.
var ranks = []string{"none", "iii_c", "iii_d", "iv_a", "iv_b", "iv_c", "iv_d", "iv_e"}

// checklist are the documents that agencies ask applicants for, gathered from their systems.
var checklist = []string{
	"application_letter", "curriculum_vitae", "identity_card", "photograph", "first_appointment_decree", "latest_rank_decree", "latest_post_decree",
	"diploma", "transcript", "leadership_training", "performance_reports", "wealth_report", "tax_return", "origin_permission",
	"no_conviction_statement", "no_discipline_statement", "integrity_pact", "health_letter", "drug_test_letter", "initial_paper",
}

// Checklist lists the documents that a pack or an announcement may ask applicants for.
func Checklist() []string { return slices.Clone(checklist) }
