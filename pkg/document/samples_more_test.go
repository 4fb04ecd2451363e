package document_test

import (
	"fmt"
	"sync"

	"selter/pkg/document"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

var (
	plenary = document.Reference{What: "Berita Acara Rapat Pleno", Number: "06/BA/PANSEL/2024", Date: calendar.MustDate("2024-06-24")}
	post    = document.Post{Title: "Kepala Dinas Pekerjaan Umum dan Penataan Ruang", Tier: openselection.Pratama}
)

// stageRows are the results of so many participants in one stage, best first in a plenary;
// offset keeps the numbers of two posts apart.
func stageRows(stage document.Stage, n, offset int) []document.StageRow {
	rows := make([]document.StageRow, n)
	for i := range rows {
		row := document.StageRow{Number: fmt.Sprintf("JPT-%03d-2024", offset+i+1)}
		switch {
		case stage == document.ScreeningStage && i%5 == 4:
			row.Standing, row.Note = document.Failed, fmt.Sprintf("pengalaman jabatan %d bulan", i+1)
		case stage == document.ScreeningStage:
		case i%9 == 8:
			row.Standing, row.Note = document.Absent, "tidak hadir"
		case stage == document.PlenaryStage:
			row.Total, row.Rank = scoring.Total(95_0000-int64(i)*1234), i+1-i/9
		default:
			row.Points = scoring.Points(99_99 - 37*i)
		}
		rows[i] = row
	}
	return rows
}

func results(stage document.Stage) []document.PostResult {
	var posts []document.PostResult
	for i := range 3 {
		posts = append(posts, document.PostResult{
			Post: document.Post{Title: fmt.Sprintf("Kepala Badan Contoh %d", i+1)}, Rows: stageRows(stage, 40, i*100),
		})
	}
	return posts
}

func screeningResult() document.ScreeningResult {
	return document.ScreeningResult{Head: head("02/PANSEL/2024"), Posts: results(document.ScreeningStage), Next: []string{"Mengikuti penilaian kompetensi", longText}}
}

func stageScores() document.StageScores {
	s := document.StageScores{Head: head("03/PANSEL/2024"), Stage: document.PaperStage, Posts: results(document.PaperStage)}
	s.Posts[1].Corrections = []document.CorrectedScore{{Number: s.Posts[1].Rows[2].Number, Was: 12_34, Now: s.Posts[1].Rows[2].Points, Reason: "salah salin dari lembar nilai"}}
	return s
}

func minutes(stage document.Stage) document.Minutes {
	m := document.Minutes{
		Head: head("05/BA/PANSEL/2024"), Stage: stage, Post: post, Quorum: 4,
		Meeting:   document.Meeting{On: calendar.MustDate("2024-06-24"), Hours: "09.00 s.d. 15.30 WITA", Place: "Ruang Rapat Contoh"},
		Rows:      stageRows(stage, 35, 0),
		Decisions: []string{"Menetapkan hasil sebagaimana tersebut di atas.", longText},
	}
	m.Signatories = nil
	for i := range 7 {
		name, office := fmt.Sprintf("Anggota Contoh %d, S.Sos., M.A.P.", i+1), "Anggota"
		if i == 0 {
			office = "Ketua merangkap anggota"
		}
		m.Attendance = append(m.Attendance, document.Attendant{Name: name, Office: office, Member: true, Present: i < 5, Note: map[bool]string{true: "", false: "sakit"}[i < 5]})
		if i < 5 {
			m.Signatories = append(m.Signatories, document.Signatory{Name: name, Office: office})
		}
	}
	m.Attendance = append(m.Attendance, document.Attendant{Name: "Narasumber Contoh", Office: "Narasumber", Present: true})
	if stage == document.PlenaryStage {
		for _, row := range m.Rows[:3] {
			m.Proposed = append(m.Proposed, row.Number)
		}
	}
	return m
}

// nominations are three names for each of so many posts, the worst first.
func nominations(posts int, ranked bool) []document.Nomination {
	list := make([]document.Nomination, posts)
	for i := range list {
		list[i].Post = document.Post{Title: fmt.Sprintf("Kepala Dinas Contoh %d", i+1), Tier: openselection.Pratama}
		for n := range 3 {
			one := document.Candidate{Number: fmt.Sprintf("JPT-%d-%d", i+1, 30-n), Name: fmt.Sprintf("Dr. %c. Çelik Contoh Ke-%d", 'C'-rune(n), i*3+n+1)}
			if ranked {
				one.Rank, one.Total = 3-n, scoring.Total(80_0000+int64(n)*1_0001+int64(i))
			}
			list[i].Candidates = append(list[i].Candidates, one)
		}
	}
	list[0].Candidates = list[0].Candidates[1:]
	if ranked {
		list[0].Candidates[0].Rank, list[0].Candidates[1].Rank = 2, 1
	}
	list[0].FewerReason = "peserta ketiga tidak memenuhi syarat kesehatan"
	return list
}

func finalResult(ranked bool) document.FinalResult {
	return document.FinalResult{Head: head("09/PANSEL/2024"), Posts: nominations(15, ranked), RankIsPublic: ranked, Minutes: plenary}
}

func letter() document.NominationLetter {
	return document.NominationLetter{
		Head: head("08/PANSEL/2024"), To: "Gubernur Contoh Timur selaku Pejabat Pembina Kepegawaian", Through: "Sekretaris Daerah Provinsi Contoh Timur",
		ToPlace: "Kota Contoh", Nature: "Rahasia", Posts: nominations(15, true), Minutes: plenary, Enclosures: []document.Reference{plenary},
		Basis: []string{"Pasal 127 Peraturan Pemerintah Nomor 11 Tahun 2017"},
	}
}

func report() document.Report {
	r := document.Report{
		Head: head("800/100/BKD/2024"), To: "Komisi Aparatur Sipil Negara",
		Basis: []document.Reference{{What: "Surat Rekomendasi Rencana Seleksi", Number: "B-1/JP.00.00/05/2024", Date: calendar.MustDate("2024-05-08")}},
		Steps: []document.ReportedStep{
			{What: "Seleksi administrasi", From: calendar.MustDate("2024-05-30"), To: calendar.MustDate("2024-06-03"), Proof: plenary},
			{What: "Rapat pleno", From: calendar.MustDate("2024-06-24"), Proof: plenary},
		},
		Remarks: []string{"Satu nilai dikoreksi dengan berita acara."}, Enclosures: []document.Reference{plenary},
	}
	for i, nomination := range nominations(15, true) {
		r.Posts = append(r.Posts, document.ReportedPost{Nomination: nomination, Applicants: 113 + i, Passed: 57 + i, Finished: 31 + i})
	}
	return r
}

// A sample is a document of many pages, printed once for all tests.
type sample struct {
	name string
	data document.Document
	file []byte
}

// samples are all documents, and each stage of the minutes.
var samples = sync.OnceValue(func() []sample {
	list := []sample{{name: "announcement", data: sealed(announcement())}}
	for _, stage := range document.Stages() {
		list = append(list, sample{name: "minutes of " + string(stage), data: sealed(minutes(stage))})
	}
	list = append(list,
		sample{name: "screening_result", data: sealed(screeningResult())},
		sample{name: "score_announcement", data: sealed(stageScores())},
		sample{name: "score_recap", data: sealed(recap(150))},
		sample{name: "nomination_letter", data: sealed(letter())},
		sample{name: "result_report", data: sealed(report())},
		sample{name: "final_announcement", data: sealed(finalResult(false))},
		sample{name: "final_announcement with ranks", data: sealed(finalResult(true))},
	)
	for i := range list {
		file, err := list[i].data.PDF()
		if err != nil {
			panic(err)
		}
		list[i].file = file
	}
	return list
})
