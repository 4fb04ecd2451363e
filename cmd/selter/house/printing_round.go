package house

import (
	"fmt"

	"selter/pkg/document"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// channels are the words for where announcements appear.
var channels = map[string]string{"newspaper": "surat kabar", "website": "laman instansi", "letters": "surat kepada instansi"}

// announcement is what opens a post to applicants.
func (p printer) announcement(head document.Head, post document.Post, facts openselection.SelectionFacts, round openselection.RoundFacts, pack *policy.Pack, zone calendar.Zone) document.Announcement {
	a, plan := *round.Announced, round.Plan
	d := document.Announcement{
		Head: head, Posts: []document.AnnouncedPost{{Post: post}},
		Requirements: []string{
			"Berstatus Pegawai Negeri Sipil.",
			fmt.Sprintf("Memenuhi syarat jabatan yang ditetapkan dengan surat Nomor %s tanggal %s.", facts.Post.Requirements.Number, facts.Post.Requirements.Date.Long()),
			fmt.Sprintf("Memenuhi standar kompetensi jabatan yang ditetapkan dengan surat Nomor %s tanggal %s.", facts.Post.Standard.Number, facts.Post.Standard.Date.Long()),
		},
		Opens: a.Opens, Closes: a.Closes, Hour: "24.00 " + zone.Abbrev(), Weights: round.Sealed.Instruments.Weights,
		Schedule: []document.Step{
			{What: "Pendaftaran", From: a.Opens, To: a.Closes},
			{What: "Penetapan hasil seleksi", From: plan.Schedule.Result},
		},
		Limit: policy.PostsPerApplicantMax.In(pack).Value, Publication: round.Sealed.Instruments.Publication, Address: p.public,
	}
	if d.Address == "" {
		d.Address = "laman pendaftaran panitia seleksi"
	}
	for _, channel := range a.Channels {
		word, known := channels[channel.Kind]
		if !known {
			word = channel.Kind
		}
		d.Channels = append(d.Channels, word)
	}
	return d
}

// supervisors are who supervises, by the profile of the policy.
var supervisors = map[string]string{"kasn": "Komisi Aparatur Sipil Negara", "bkn": "Badan Kepegawaian Negara"}

// report is what the supervisor is told of a selection, with the paper that proves each step.
func report(head document.Head, post document.Post, facts openselection.SelectionFacts, round openselection.RoundFacts, pack *policy.Pack) document.Report {
	to, known := supervisors[pack.Profile]
	if !known {
		to = "Instansi pengawas sistem merit"
	}
	d := document.Report{
		Head: head, To: to,
		Basis: []document.Reference{refer("Rekomendasi rencana seleksi", *round.Recommend), refer("Keputusan pembentukan panitia seleksi", round.Committee.Decree)},
		Posts: []document.ReportedPost{{
			Nomination: nominated(post, *facts.Result, true), Applicants: len(facts.Files), Finished: len(facts.Result.Ranking),
		}},
		Enclosures: []document.Reference{plenary(*facts.Result)},
	}
	for _, file := range facts.Files {
		if file.Passed {
			d.Posts[0].Passed++
		}
	}
	if round.Announced != nil {
		d.Steps = append(d.Steps, document.ReportedStep{
			What: "Pengumuman dan pendaftaran", From: round.Announced.Opens, To: facts.Window.Closes, Proof: refer("Pengumuman", round.Announced.Letter),
		})
	}
	for _, publication := range facts.Publications {
		if publication.Stage != "result" {
			d.Steps = append(d.Steps, document.ReportedStep{
				What: "Pengumuman hasil " + stages[publication.Stage], From: publication.Letter.Date, Proof: refer("Pengumuman", publication.Letter),
			})
		}
	}
	d.Steps = append(d.Steps, document.ReportedStep{What: "Rapat pleno", From: facts.Result.Minutes.Date, Proof: plenary(*facts.Result)})
	for _, c := range facts.Corrections {
		d.Remarks = append(d.Remarks, fmt.Sprintf("Nilai peserta %s pada tahap %s dikoreksi dari %s menjadi %s: %s.", c.Candidate, stages[string(c.Component)], c.Was, c.Now, c.Reason))
	}
	return d
}

// stages are what the stages are called.
var stages = map[string]string{
	"screening": "seleksi administrasi", "track_record": "penelusuran rekam jejak", "assessment": "asesmen kompetensi",
	"paper": "penulisan makalah", "interview": "wawancara",
}
