package document

import (
	"fmt"

	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// Announcement opens the posts of a round to applicants (pengumuman seleksi terbuka). It
// holds what openselection.AnnouncementContents asks for: posts, requirements, dates,
// method, weights and address.
type Announcement struct {
	Head
	Posts []AnnouncedPost `json:"posts"`
	// Requirements hold for every post, Files are what applicants upload.
	Requirements []string `json:"requirements"`
	Files        []string `json:"files"`
	// Opens and Closes are the first and the last day; Hour is the instant on the last one,
	// in the agency's zone, as in "16.00 WITA".
	Opens    calendar.Date         `json:"opens"`
	Closes   calendar.Date         `json:"closes"`
	Hour     string                `json:"hour"`
	Schedule []Step                `json:"schedule"`
	Weights  openselection.Weights `json:"weights"`
	// Limit is how many posts one person may apply for.
	Limit int `json:"limit"`
	// Publication is the sealed rule by which results are published.
	Publication string `json:"publication"`
	// Address is where applications go; Channels are where results will appear.
	Address  string   `json:"address"`
	Channels []string `json:"channels"`
	Basis    []string `json:"basis"` // legal basis, most general first
	Notes    []string `json:"notes,omitzero"`
}

// AnnouncedPost is a post with what it asks for beyond the common requirements.
type AnnouncedPost struct {
	Post
	Requirements []string `json:"requirements,omitzero"`
}

// A Step is one line of the timetable; To may be zero for a single day.
type Step struct {
	What string        `json:"what"`
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to,omitzero"`
}

// Code is the word of the tables.
func (Announcement) Code() string { return "announcement" }

// Check demands what an announcement has to tell.
func (a Announcement) Check() error {
	c := checks{}
	c.take(a.check())
	c.that(len(a.Posts) > 0, "announces no post")
	for _, post := range a.Posts {
		c.need("title of a post", post.Title)
	}
	c.that(len(a.Requirements) > 0, "tells no requirement")
	c.that(!a.Opens.IsZero() && !a.Closes.Before(a.Opens), "has no window to apply in")
	c.need("hour of closing", a.Hour)
	c.that(len(a.Schedule) > 0, "has no timetable")
	for _, step := range a.Schedule {
		c.need("step in a line of the timetable", step.What)
		c.that(!step.From.IsZero() && (step.To.IsZero() || !step.To.Before(step.From)), "has a step without its days")
	}
	c.that(a.Weights.Sum() == 100, "has weights that do not sum to 100")
	c.that(a.Limit > 0, "does not say how many posts one may apply for")
	c.need("rule of publication", a.Publication)
	c.need("address", a.Address)
	c.that(len(a.Channels) > 0, "names no channel")
	return c.err()
}

// PDF prints the announcement.
func (a Announcement) PDF() ([]byte, error) {
	return compose(a, false, func(p *paper, w words) error {
		p.title("Pengumuman", a.Number, a.Round)
		if len(a.Basis) > 0 {
			p.paragraph("Berdasarkan:")
			p.list(numbered, a.Basis)
		}
		p.paragraph(fmt.Sprintf("%s membuka kesempatan kepada Pegawai Negeri Sipil yang memenuhi syarat untuk mengikuti %s guna mengisi %s jabatan sebagai berikut.",
			a.Agency.speaker(), a.Round, counted(len(a.Posts))))
		p.section("Jabatan yang diisi")
		rows := make([][]string, len(a.Posts))
		for i, post := range a.Posts {
			rows[i] = []string{counter(i), post.Title, capital(w.tier(post.Tier))}
		}
		p.table([]column{{"No.", 1, centred}, {"Jabatan", 8, toLeft}, {"Jenjang", 5, toLeft}}, rows)
		p.section("Persyaratan")
		p.list(numbered, a.Requirements)
		for _, post := range a.Posts {
			if len(post.Requirements) > 0 {
				p.paragraph("Persyaratan khusus " + post.Title + ":")
				p.list(dashed, post.Requirements)
			}
		}
		if len(a.Files) > 0 {
			p.section("Berkas lamaran")
			p.list(numbered, a.Files)
		}
		p.section("Tata cara dan waktu pendaftaran")
		p.list(numbered, []string{
			"Lamaran disampaikan melalui " + a.Address + ".",
			fmt.Sprintf("Pendaftaran dibuka tanggal %s dan ditutup tanggal %s pukul %s; hari pertama dan hari terakhir termasuk.", a.Opens.Long(), a.Closes.Long(), a.Hour),
			fmt.Sprintf("Setiap pelamar dapat melamar paling banyak %s jabatan.", counted(a.Limit)),
			"Lamaran yang diterima setelah penutupan tidak diproses.",
		})
		p.section("Jadwal")
		rows = make([][]string, len(a.Schedule))
		for i, step := range a.Schedule {
			rows[i] = []string{counter(i), step.What, span(step.From, step.To)}
		}
		p.table([]column{{"No.", 1, centred}, {"Tahapan", 8, toLeft}, {"Waktu", 6, toLeft}}, rows)
		p.section("Metode dan bobot penilaian")
		p.weights(w, a.Weights)
		p.paragraph("Seleksi administrasi dan tes kesehatan tidak diberi nilai. Keduanya menentukan dapat atau tidaknya peserta melanjutkan seleksi.")
		p.section("Pengumuman hasil")
		p.paragraph(a.Publication)
		p.paragraph("Hasil setiap tahapan diumumkan menurut nomor peserta melalui " + enumerated(a.Channels) + ".")
		if len(a.Notes) > 0 {
			p.section("Lain-lain")
			p.list(numbered, a.Notes)
		}
		p.parting("Demikian pengumuman ini disampaikan untuk diketahui dan dipergunakan sebagaimana mestinya.")
		return p.issued("Dikeluarkan", a.Head)
	})
}
