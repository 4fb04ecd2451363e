package document

import (
	"fmt"

	"selter/workflow/scoring"
)

// ScreeningResult says who passed the administrative check, by participant number
// (pengumuman hasil seleksi administrasi). The chair signs it.
type ScreeningResult struct {
	Head
	Posts []PostResult `json:"posts"`
	// Next says what those who passed have to do.
	Next []string `json:"next,omitzero"`
}

// A PostResult is the result of one stage for one post.
type PostResult struct {
	Post
	Rows []StageRow `json:"rows"`
	// Corrections are scores changed after they were first published; Rows have the new ones.
	Corrections []CorrectedScore `json:"corrections,omitzero"`
}

// A CorrectedScore is shown as a correction for as long as the result is.
type CorrectedScore struct {
	Number string         `json:"number"`
	Was    scoring.Points `json:"was"`
	Now    scoring.Points `json:"now"`
	Reason string         `json:"reason"`
}

// Code is the word of the tables.
func (ScreeningResult) Code() string { return "screening_result" }

// Check demands a result of each participant, and a reason for each who did not pass.
func (s ScreeningResult) Check() error {
	c := checks{}
	c.take(s.check())
	c.posts(ScreeningStage, s.Posts)
	return c.err()
}

func (c *checks) posts(s Stage, posts []PostResult) {
	c.that(len(posts) > 0, "has no post")
	for _, post := range posts {
		c.need("title of a post", post.Title)
		c.rows(s, post.Rows)
		c.that(s.scored() || len(post.Corrections) == 0, "corrects a score in a stage that gives none")
		for _, corrected := range post.Corrections {
			c.need("reason of a correction", corrected.Reason)
			c.that(corrected.Was.Valid() && corrected.Now.Valid(), "has a score that is not between 0 and 100")
			c.that(holds(post.Rows, corrected), "has a correction that is not in the result")
		}
	}
}

func holds(rows []StageRow, corrected CorrectedScore) bool {
	for _, row := range rows {
		if row.Number == corrected.Number {
			return row.Standing != InOrder || row.Points == corrected.Now
		}
	}
	return false
}

// PDF prints the result.
func (s ScreeningResult) PDF() ([]byte, error) {
	return compose(s, false, func(p *paper, _ words) error {
		p.title("Pengumuman", s.Number, "Hasil Seleksi Administrasi "+s.Round)
		p.paragraph(fmt.Sprintf("Berdasarkan hasil pemeriksaan berkas pelamar, %s mengumumkan hasil seleksi administrasi %s sebagai berikut.", s.Agency.speaker(), s.Round))
		for i, post := range s.Posts {
			p.heading(numbered(i), post.Title)
			p.paragraph(fmt.Sprintf("Memenuhi syarat %s dari %s pelamar.", counted(passed(post.Rows)), counted(len(post.Rows))))
			p.result(ScreeningStage, post.Rows)
		}
		if len(s.Next) > 0 {
			p.heading(numbered(len(s.Posts)), "Ketentuan bagi peserta yang memenuhi syarat")
			p.list(numbered, s.Next)
		}
		p.parting("Demikian pengumuman ini disampaikan untuk diketahui.")
		return p.issued("Dikeluarkan", s.Head)
	})
}

// StageScores publishes the scores of one stage by participant number (pengumuman nilai
// tahapan). Without it a selection has the fault that the law's supervisors list first:
// scores of a stage that nobody ever saw.
type StageScores struct {
	Head
	Stage Stage        `json:"stage"`
	Posts []PostResult `json:"posts"`
}

// Code is the word of the tables.
func (StageScores) Code() string { return "score_announcement" }

// Check demands a scored stage.
func (s StageScores) Check() error {
	c := checks{}
	c.take(s.check())
	c.that(s.Stage.scored(), "is not about a scored stage")
	c.posts(s.Stage, s.Posts)
	return c.err()
}

// PDF prints the scores, and what was corrected in them.
func (s StageScores) PDF() ([]byte, error) {
	return compose(s, false, func(p *paper, w words) error {
		stage := w.stage(s.Stage)
		p.title("Pengumuman", s.Number, "Nilai Tahapan "+stage+" "+s.Round)
		p.paragraph(fmt.Sprintf("%s mengumumkan nilai tahapan %s sebagai berikut.", s.Agency.speaker(), uncapital(stage)))
		for i, post := range s.Posts {
			p.heading(numbered(i), post.Title)
			p.result(s.Stage, post.Rows)
			p.corrections(post.Corrections)
		}
		p.parting("Nilai disajikan dalam skala 0 sampai dengan 100 dan belum dikalikan bobot tahapan.")
		return p.issued("Dikeluarkan", s.Head)
	})
}

func (p *paper) corrections(list []CorrectedScore) {
	if len(list) == 0 {
		return
	}
	p.paragraph("Nilai di atas telah dikoreksi sebagai berikut.")
	rows := make([][]string, len(list))
	for i, one := range list {
		rows[i] = []string{counter(i), one.Number, points(one.Was), points(one.Now), one.Reason}
	}
	p.table([]column{
		{"No.", 1, centred}, {"Nomor peserta", 4, toLeft}, {"Semula", 2, toRight}, {"Menjadi", 2, toRight}, {"Alasan", 5, toLeft},
	}, rows)
}
