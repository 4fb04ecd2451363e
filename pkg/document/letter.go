package document

import (
	"fmt"
	"strings"
)

// NominationLetter is the letter by which the committee gives the names to the appointing
// officer (surat penyampaian tiga nama kepada PPK).
type NominationLetter struct {
	Head
	// To is the appointing officer by office, Through the officer it goes by (PyB); where he
	// sits is ToPlace.
	To      string `json:"to"`
	Through string `json:"through,omitzero"`
	ToPlace string `json:"to_place"`
	// Nature is the class of the letter (sifat). Usulan Selter: "Rahasia", since the ranking
	// is given in confidence (PermenPANRB 13/2014; known, not seen).
	Nature string       `json:"nature"`
	Posts  []Nomination `json:"posts"`
	// Minutes are those of the plenary that decided; Enclosures go with the letter.
	Minutes    Reference   `json:"minutes"`
	Enclosures []Reference `json:"enclosures,omitzero"`
	// Basis are the rules under which one of the names is chosen.
	Basis []string `json:"basis,omitzero"`
}

// Code is a word of this package: the rows of the tables leave no such letter, the
// decision of the committee is what it carries.
func (NominationLetter) Code() string { return "nomination_letter" }

// Check demands a recipient and ranked names.
func (l NominationLetter) Check() error {
	c := checks{}
	c.take(l.check())
	c.need("recipient", l.To)
	c.need("place of the recipient", l.ToPlace)
	c.need("nature of the letter", l.Nature)
	c.reference("minutes", l.Minutes)
	c.references("enclosure", l.Enclosures)
	c.nominations(l.Posts, true)
	return c.err()
}

// PDF prints the letter.
func (l NominationLetter) PDF() ([]byte, error) {
	return compose(l, false, func(p *paper, _ words) error {
		p.block(body, left, p.inner(), toRight, l.Place+", "+l.Date.Long())
		enclosed := "–"
		if n := len(l.Enclosures); n > 0 {
			enclosed = counted(n) + " berkas"
		}
		p.pairs([2]string{"Nomor", l.Number}, [2]string{"Sifat", l.Nature}, [2]string{"Lampiran", enclosed},
			[2]string{"Hal", "Penyampaian nama calon hasil " + l.Round})
		p.y += 2
		p.block(body, left, p.inner(), toLeft, "Yth. "+l.To)
		if l.Through != "" {
			p.block(body, left, p.inner(), toLeft, "melalui "+l.Through)
		}
		p.block(body, left, p.inner(), toLeft, "di "+l.ToPlace)
		p.y += 4
		p.paragraph(fmt.Sprintf("Berdasarkan %s, bersama ini kami sampaikan nama calon hasil %s untuk %s jabatan, disusun menurut peringkat.",
			l.Minutes.says(), l.Round, counted(len(l.Posts))))
		for i, post := range l.Posts {
			p.need(nominationTall)
			p.heading(numbered(i), post.Title)
			p.nomination(post, true)
		}
		choice := "Selanjutnya kami mohon agar dari calon tersebut dipilih 1 (satu) orang untuk setiap jabatan"
		if len(l.Basis) > 0 {
			choice += " sesuai dengan " + enumerated(l.Basis)
		}
		p.paragraph(strings.TrimSuffix(choice, ".") + ".")
		if len(l.Enclosures) > 0 {
			p.paragraph("Terlampir kami sampaikan:")
			p.list(numbered, says(l.Enclosures))
		}
		p.parting("Demikian disampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.")
		return p.closing(nil, l.Head)
	})
}
