package document

import (
	"fmt"

	"selter/workflow/calendar"
)

// Minutes record how the committee decided one stage for one post (berita acara): who was
// there, what came out, what was decided. All who were present sign.
type Minutes struct {
	Head
	Stage      Stage       `json:"stage"`
	Post       Post        `json:"post"`
	Meeting    Meeting     `json:"meeting"`
	Attendance []Attendant `json:"attendance"`
	// Quorum is the fewest members who can decide.
	Quorum int        `json:"quorum"`
	Rows   []StageRow `json:"rows"`
	// Proposed are the participants whom a plenary proposes, best first.
	Proposed  []string `json:"proposed,omitzero"`
	Decisions []string `json:"decisions"`
}

// A Meeting says when and where. Hours are as printed, as in "09.00 s.d. 15.30 WITA".
type Meeting struct {
	On    calendar.Date `json:"on"`
	Hours string        `json:"hours"`
	Place string        `json:"place"`
}

// An Attendant was asked to the meeting. A resource person attends and does not decide.
type Attendant struct {
	Name    string `json:"name"`
	Office  string `json:"office"`
	Member  bool   `json:"member"`
	Present bool   `json:"present"`
	Note    string `json:"note,omitzero"` // such as why somebody stayed away or stepped aside
}

// Code is the word of the tables; minutes of a scored stage have one for all such stages.
func (m Minutes) Code() string {
	if m.Stage == ScreeningStage || m.Stage == PlenaryStage {
		return string(m.Stage) + "_minutes"
	}
	return "stage_minutes"
}

// Check demands a quorum, a result and a decision.
func (m Minutes) Check() error {
	c := checks{}
	c.take(m.check())
	c.that(m.Stage.known(), "is about an unknown stage")
	c.need("title of a post", m.Post.Title)
	c.that(!m.Meeting.On.IsZero(), "has no day of the meeting")
	c.need("hours of the meeting", m.Meeting.Hours)
	c.need("place of the meeting", m.Meeting.Place)
	for _, a := range m.Attendance {
		c.need("name in the attendance", a.Name)
		c.need("office in the attendance", a.Office)
	}
	present, _ := m.members()
	c.that(m.Quorum > 0 && present >= m.Quorum, "has no quorum")
	c.rows(m.Stage, m.Rows)
	c.that(len(m.Decisions) > 0, "has no decision")
	c.that((m.Stage == PlenaryStage) == (len(m.Proposed) > 0), "proposes in a stage other than the plenary, or not in it")
	c.numbers(m.Proposed)
	for _, number := range m.Proposed {
		c.that(inOrder(m.Rows, number), "proposes a participant who is not in order")
	}
	return c.err()
}

// members counts who is present and who belongs to the committee.
func (m Minutes) members() (present, seats int) {
	for _, a := range m.Attendance {
		if a.Member {
			seats++
			if a.Present {
				present++
			}
		}
	}
	return present, seats
}

func inOrder(rows []StageRow, number string) bool {
	for _, row := range rows {
		if row.Number == number {
			return row.Standing == InOrder
		}
	}
	return false
}

// PDF prints the minutes.
func (m Minutes) PDF() ([]byte, error) {
	return compose(m, false, func(p *paper, w words) error {
		stage := w.stage(m.Stage)
		p.title("Berita Acara", m.Number, stage+" untuk Pengisian Jabatan "+m.Post.Title)
		p.paragraph(fmt.Sprintf("Pada hari %s (%s), pukul %s, bertempat di %s, %s telah melaksanakan %s dalam rangka %s untuk pengisian jabatan %s, dengan hasil sebagai berikut.",
			solemn(m.Meeting.On), m.Meeting.On.Long(), m.Meeting.Hours, m.Meeting.Place, m.Agency.speaker(), uncapital(stage), m.Round, m.Post.Title))
		p.section("Kehadiran")
		p.attendance(m.Attendance)
		present, seats := m.members()
		p.paragraph(fmt.Sprintf("Anggota panitia seleksi yang hadir %s dari %s; rapat dapat mengambil keputusan apabila dihadiri paling sedikit %s anggota.",
			counted(present), counted(seats), counted(m.Quorum)))
		p.section("Hasil")
		p.result(m.Stage, m.Rows)
		if len(m.Proposed) > 0 {
			p.section("Peserta yang diusulkan")
			p.paragraph("Berdasarkan peringkat, peserta yang diusulkan kepada Pejabat Pembina Kepegawaian adalah:")
			p.list(numbered, m.Proposed)
		}
		p.section("Keputusan")
		p.list(numbered, m.Decisions)
		p.parting("Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.")
		return p.issued("Dibuat", m.Head)
	})
}

func (p *paper) attendance(list []Attendant) {
	rows := make([][]string, len(list))
	for i, a := range list {
		here := "Tidak hadir"
		if a.Present {
			here = "Hadir"
		}
		rows[i] = []string{counter(i), a.Name, a.Office, here, a.Note}
	}
	p.table([]column{{"No.", 1, centred}, {"Nama", 5, toLeft}, {"Kedudukan", 4, toLeft}, {"Kehadiran", 2.5, toLeft}, {"Keterangan", 3, toLeft}}, rows)
}
