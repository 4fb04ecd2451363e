package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// Rubric is the version of the checks. A sealed score says by which it was measured.
const Rubric = "1"

// The dimensions of the score (Peraturan Ketua KASN 9/2016).
const (
	Preparation = "preparation" // persiapan
	Execution   = "execution"   // pelaksanaan
	Reporting   = "reporting"   // pelaporan
)

// A Check is one row of the catalogue: a sub-indicator, or an indicator of the reporting.
type Check struct {
	ID        openselection.ComplianceCheck
	Indicator string // p1 ... r4
	Dimension string
	Sentence  string // what is to be, in Indonesian
	English   string
	Cites     []policy.Citation
	// InForce tells whether the rule binds under a pack; nil: under every one.
	InForce func(pack *policy.Pack) bool
	// Touches are the events whose entries can prove or disprove it.
	Touches []workflow.Event

	measure func(q *inquiry)
}

// An Indicator is a heading over checks.
type Indicator struct {
	ID        string
	Dimension string
	Title     string // in Indonesian
	English   string
}

// Indicators lists the headings: three of the preparation, five of the execution, four of the reporting.
func Indicators() []Indicator {
	return []Indicator{
		{"p1", Preparation, "Perencanaan dan dasar pengisian", "planning and grounds"},
		{"p2", Preparation, "Panitia seleksi", "the committee"},
		{"p3", Preparation, "Pengumuman dan perangkat", "announcement and instruments"},
		{"l1", Execution, "Seleksi administrasi", "the administrative check"},
		{"l2", Execution, "Rekam jejak", "the track record"},
		{"l3", Execution, "Kompetensi manajerial dan sosial kultural", "managerial and socio-cultural competence"},
		{"l4", Execution, "Kompetensi bidang", "competence in the field"},
		{"l5", Execution, "Wawancara akhir dan penetapan", "final interview and determination"},
		{"r1", Reporting, "Laporan hasil seleksi", "the report of the result"},
		{"r2", Reporting, "Penyampaian dan pemilihan calon", "the names and the choice"},
		{"r3", Reporting, "Pelantikan", "the inauguration"},
		{"r4", Reporting, "Laporan akhir dan tindak lanjut", "the final report and what was to be mended"},
	}
}

// Checks lists the catalogue in its order: 7 checks of the preparation, 8 of the execution, 4 of
// the reporting. The counts are the regulation's, the texts are ours.
func Checks() []Check { return slices.Clone(catalogue) }

var catalogue = []Check{
	vacancy(), standard(), planRecommendation(), composition(), membersFit(), announcement(), instruments(),
	filesVerified(), enoughCandidates(), trackRecord(), assessment(), stagesPublished(), papers(), interview(), determination(),
	resultReport(), choice(), inauguration(), finalReport(),
}
