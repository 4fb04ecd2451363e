package document

import (
	"fmt"
	"strconv"

	"selter/workflow/calendar"
)

// Report tells the supervisor how a round was held and what came out (laporan hasil
// seleksi). The appointing officer signs it; the supervisor sees the ranks.
type Report struct {
	Head
	// To is the body that supervises, as in "Komisi Aparatur Sipil Negara".
	To string `json:"to"`
	// Basis are the letters and decrees on which the round stands, the recommendation of the
	// plan among them.
	Basis []Reference    `json:"basis"`
	Steps []ReportedStep `json:"steps"`
	Posts []ReportedPost `json:"posts"`
	// Remarks are what the supervisor should know: conflicts declared, scores corrected or
	// voided, results published late.
	Remarks    []string    `json:"remarks,omitzero"`
	Enclosures []Reference `json:"enclosures"`
}

// A ReportedStep is a stage with the paper that proves it.
type ReportedStep struct {
	What  string        `json:"what"`
	From  calendar.Date `json:"from"`
	To    calendar.Date `json:"to,omitzero"`
	Proof Reference     `json:"proof"`
}

// A ReportedPost is a post with its numbers and its nomination.
type ReportedPost struct {
	Nomination
	Applicants int `json:"applicants"`
	Passed     int `json:"passed"` // the administrative check
	Finished   int `json:"finished"`
}

// Code is the word of the tables.
func (Report) Code() string { return "result_report" }

// Check demands a proof for each step and numbers that can be.
func (r Report) Check() error {
	c := checks{}
	c.take(r.check())
	c.need("supervisor", r.To)
	c.that(len(r.Basis) > 0, "has no basis")
	c.references("basis", r.Basis)
	c.that(len(r.Steps) > 0, "has no step")
	for _, step := range r.Steps {
		c.need("name of a step", step.What)
		c.that(!step.From.IsZero() && (step.To.IsZero() || !step.To.Before(step.From)), "has a step without its days")
		c.reference("proof of a step", step.Proof)
	}
	nominations := make([]Nomination, len(r.Posts))
	for i, post := range r.Posts {
		nominations[i] = post.Nomination
		c.that(post.Applicants >= post.Passed && post.Passed >= post.Finished && post.Finished >= len(post.Candidates),
			"has more participants late than early")
	}
	c.nominations(nominations, true)
	c.that(len(r.Enclosures) > 0, "encloses nothing")
	c.references("enclosure", r.Enclosures)
	return c.err()
}

// PDF prints the report.
func (r Report) PDF() ([]byte, error) {
	return compose(r, false, func(p *paper, _ words) error {
		p.title("Laporan", r.Number, "Hasil "+r.Round)
		p.pairs([2]string{"Kepada", r.To}, [2]string{"Dari", r.Agency.Name})
		p.section("Pendahuluan")
		p.paragraph(fmt.Sprintf("%s telah melaksanakan %s untuk pengisian %s jabatan. Laporan ini disampaikan untuk memperoleh rekomendasi atas hasil seleksi.",
			r.Agency.Name, r.Round, counted(len(r.Posts))))
		p.paragraph("Pelaksanaan seleksi didasarkan pada:")
		p.list(numbered, says(r.Basis))
		p.section("Kegiatan yang dilaksanakan")
		rows := make([][]string, len(r.Steps))
		for i, step := range r.Steps {
			rows[i] = []string{counter(i), step.What, span(step.From, step.To), step.Proof.says()}
		}
		p.table([]column{{"No.", 1, centred}, {"Tahapan", 4, toLeft}, {"Waktu", 4, toLeft}, {"Bukti", 6, toLeft}}, rows)
		p.section("Hasil yang dicapai")
		rows = make([][]string, len(r.Posts))
		for i, post := range r.Posts {
			rows[i] = []string{counter(i), post.Title, strconv.Itoa(post.Applicants), strconv.Itoa(post.Passed), strconv.Itoa(post.Finished), strconv.Itoa(len(post.Candidates))}
		}
		p.table([]column{
			{"No.", 1, centred}, {"Jabatan", 6, toLeft}, {"Pelamar", 2, toRight}, {"Lulus administrasi", 2.5, toRight}, {"Selesai dinilai", 2, toRight}, {"Diusulkan", 2, toRight},
		}, rows)
		for _, post := range r.Posts {
			p.need(nominationTall)
			p.paragraph("Calon yang diusulkan untuk jabatan " + post.Title + ":")
			p.nomination(post.Nomination, true)
		}
		if len(r.Remarks) > 0 {
			p.section("Catatan")
			p.list(numbered, r.Remarks)
		}
		p.section("Lampiran")
		p.list(numbered, says(r.Enclosures))
		p.section("Penutup")
		p.parting("Demikian laporan ini disampaikan. Peringkat calon dalam laporan ini bersifat rahasia sampai diumumkan.")
		return p.issued("Dibuat", r.Head)
	})
}
