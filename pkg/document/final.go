package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FinalResult announces who is proposed for each post (pengumuman hasil akhir seleksi).
type FinalResult struct {
	Head
	Posts []Nomination `json:"posts"`
	// RankIsPublic is the pack's ranking.published: without it the names stand in the order
	// of the alphabet, or of their numbers, and the data has neither totals nor ranks,
	// since whoever checks the code may see the data.
	RankIsPublic bool `json:"rank_is_public"`
	// Minutes are those of the plenary that decided.
	Minutes Reference `json:"minutes"`
}

// A Nomination is the candidates proposed for one post.
type Nomination struct {
	Post
	Candidates []Candidate `json:"candidates"`
	// FewerReason is needed when there are fewer than three (UU 5/2014 Pasal 112 and 113).
	FewerReason string `json:"fewer_reason,omitzero"`
}

// proposed is how many names the law asks for.
const proposed = 3

// Code is the word of the tables.
func (FinalResult) Code() string { return "final_announcement" }

// Check keeps ranks out of an announcement that may not show them.
func (f FinalResult) Check() error {
	c := checks{}
	c.take(f.check())
	c.reference("minutes", f.Minutes)
	c.nominations(f.Posts, f.RankIsPublic)
	return c.err()
}

func (c *checks) nominations(posts []Nomination, ranked bool) {
	c.that(len(posts) > 0, "has no post")
	for _, post := range posts {
		c.need("title of a post", post.Title)
		n := len(post.Candidates)
		c.that(n > 0 && n <= proposed, "proposes nobody, or more than three")
		c.that(n >= proposed || post.FewerReason != "", "has no reason for fewer than three names")
		c.numbers(numbersOf(post.Candidates, func(one Candidate) string { return one.Number }))
		for _, one := range post.Candidates {
			if !ranked {
				c.that(one.Rank == 0 && one.Total == 0, "has a rank that the public may not see")
				continue
			}
			c.that(one.Rank > 0, "has a candidate without rank")
			for _, other := range post.Candidates {
				c.that(other.Total <= one.Total || other.Rank < one.Rank, "has a rank that does not follow from the totals")
			}
		}
	}
}

// inRank has the best first.
func (n Nomination) inRank() []Candidate {
	return byNumber(n.Candidates, func(one Candidate) int { return one.Rank }, func(one Candidate) string { return one.Number })
}

// unranked has the names in the order of the alphabet when all have one, and else the
// numbers in theirs: no order that says who is best.
func (n Nomination) unranked() []Candidate {
	sorted := byNumber(n.Candidates, func(Candidate) int { return 0 }, func(one Candidate) string { return one.Number })
	if slices.ContainsFunc(sorted, func(one Candidate) bool { return one.Name == "" }) {
		return sorted
	}
	slices.SortStableFunc(sorted, func(a, b Candidate) int { return cmp.Compare(sortedAs(a.Name), sortedAs(b.Name)) })
	return sorted
}

// sortedAs is a name without the titles in front of it.
func sortedAs(name string) string {
	titles := []string{"prof.", "dr.", "drg.", "drh.", "drs.", "dra.", "ir.", "h.", "hj.", "apt.", "ns."}
	parts := strings.Fields(strings.ToLower(name))
	for len(parts) > 1 && slices.Contains(titles, parts[0]) {
		parts = parts[1:]
	}
	return strings.Join(parts, " ")
}

// canonical has the names of an announcement without ranks in the order in which they are
// printed, so that the order in which the caller had them tells nobody who is best, and
// changes no code.
func (f FinalResult) canonical() Document {
	if f.RankIsPublic {
		return f
	}
	f.Posts = slices.Clone(f.Posts)
	for i := range f.Posts {
		f.Posts[i].Candidates = f.Posts[i].unranked()
	}
	return f
}

// PDF prints the announcement.
func (f FinalResult) PDF() ([]byte, error) {
	return compose(f, false, func(p *paper, _ words) error {
		p.title("Pengumuman", f.Number, "Hasil Akhir "+f.Round)
		order := "menurut abjad nama atau nomor peserta. Urutan tidak menunjukkan peringkat"
		if f.RankIsPublic {
			order = "menurut peringkat"
		}
		p.paragraph(fmt.Sprintf("Berdasarkan %s, %s mengumumkan peserta yang diusulkan kepada Pejabat Pembina Kepegawaian, disusun %s.", f.Minutes.says(), f.Agency.speaker(), order))
		for i, post := range f.Posts {
			p.need(nominationTall)
			p.heading(numbered(i), post.Title)
			p.nomination(post, f.RankIsPublic)
		}
		p.parting("Pemilihan dan penetapan calon menjadi kewenangan Pejabat Pembina Kepegawaian sesuai dengan ketentuan peraturan perundang-undangan.")
		return p.issued("Dikeluarkan", f.Head)
	})
}

// nominationTall keeps a heading and three names on one page, in millimetres.
const nominationTall = 45.0

// nomination is the table of the proposed, ranked or not, with names when somebody has one.
func (p *paper) nomination(n Nomination, ranked bool) {
	named := slices.ContainsFunc(n.Candidates, func(one Candidate) bool { return one.Name != "" })
	columns := []column{{"No.", 1, centred}, {"Nomor peserta", 4, toLeft}}
	if named {
		columns = append(columns, column{"Nama", 7, toLeft})
	}
	list := n.unranked()
	if ranked {
		columns = append(columns, column{"Nilai akhir", 2.5, toRight}, column{"Peringkat", 2, centred})
		list = n.inRank()
	}
	rows := make([][]string, len(list))
	for i, one := range list {
		rows[i] = []string{counter(i), one.Number}
		if named {
			rows[i] = append(rows[i], one.Name)
		}
		if ranked {
			rows[i] = append(rows[i], total(one.Total), counter(one.Rank-1))
		}
	}
	p.table(columns, rows)
	if n.FewerReason != "" {
		p.paragraph("Calon yang diusulkan kurang dari 3 (tiga) orang karena " + n.FewerReason + ".")
	}
}
