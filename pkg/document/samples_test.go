package document_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"selter/pkg/document"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

const address = "https://selter.example/verifikasi"

const longText = "Memiliki rekam jejak jabatan, integritas, dan moralitas yang baik — termasuk “tidak sedang” menjalani hukuman disiplin " +
	"tingkat sedang atau berat, tidak sedang dalam proses pemeriksaan, dan bersedia menandatangani pakta integritas"

// a head of a document, with names that need more than ASCII.
func head(number string) document.Head {
	return document.Head{
		Agency: document.Agency{
			Name: "Pemerintah Provinsi Contoh Timur", Body: "Panitia Seleksi Terbuka Jabatan Pimpinan Tinggi Pratama",
			Address: "Jalan Contoh Nomor 1, Kota Contoh", Contact: "pansel@contoh.example",
		},
		Round: "Seleksi Terbuka Jabatan Pimpinan Tinggi Pratama Tahun 2024", Number: number,
		Date: calendar.MustDate("2024-07-14"), Place: "Kota Contoh",
		Signatories: []document.Signatory{{Office: "Ketua Panitia Seleksi", Name: "Prof. Dr. Ḥasan Nguyễn-Łukaszewicz, S.H., M.Si."}},
		Copies:      []string{"Gubernur Contoh Timur", "Komisi Aparatur Sipil Negara"},
	}
}

var weights = openselection.Weights{TrackRecord: 20, Assessment: 25, Paper: 20, Interview: 35}

func announcement() document.Announcement {
	a := document.Announcement{
		Head:         head("01/PANSEL/2024"),
		Requirements: []string{"Berstatus Pegawai Negeri Sipil", longText, "Berusia paling tinggi 56 tahun pada saat pelantikan"},
		Files:        []string{"Surat lamaran", "Daftar riwayat hidup", "Ijazah terakhir"},
		Opens:        calendar.MustDate("2024-05-15"), Closes: calendar.MustDate("2024-05-29"), Hour: "16.00 WITA",
		Schedule: []document.Step{
			{What: "Pengumuman dan pendaftaran", From: calendar.MustDate("2024-05-15"), To: calendar.MustDate("2024-05-29")},
			{What: "Wawancara akhir", From: calendar.MustDate("2024-06-20")},
		},
		Weights: weights, Limit: 2, Publication: "Nilai setiap tahapan diumumkan menurut nomor peserta.",
		Address: "https://seleksi.contoh.example", Channels: []string{"laman instansi", "media cetak", "surat kepada perangkat daerah"},
		Basis: []string{"Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara"},
		Notes: []string{"Peserta tidak dipungut biaya."},
	}
	for i := range 15 {
		a.Posts = append(a.Posts, document.AnnouncedPost{
			Post:         document.Post{Title: fmt.Sprintf("Kepala Dinas Contoh Urusan Pemerintahan Bidang Nomor %d", i+1), Tier: openselection.Pratama},
			Requirements: []string{fmt.Sprintf("Pengalaman %d tahun di bidangnya; %s", i+5, longText)},
		})
	}
	return a
}

// recap has so many participants with scores drawn from a fixed seed, some of them equal,
// some out of the running.
func recap(participants int) document.Recap {
	random := rand.New(rand.NewPCG(7, uint64(participants)))
	r := document.Recap{
		Head: head("07/PANSEL/2024"), Post: document.Post{Title: "Kepala Dinas Kesehatan", Tier: openselection.Pratama},
		Weights: weights, Tie: []openselection.Component{openselection.InterviewOf, openselection.Assessment}, Source: "jurnal seleksi, catatan ke-42",
	}
	for i := range participants {
		row := document.RecapRow{Number: fmt.Sprintf("JPT-2024-%d", i+1), Points: make(map[openselection.Component]scoring.Points)}
		for _, component := range openselection.Components() {
			row.Points[component] = scoring.Points(60_00 + random.IntN(40_01))
		}
		switch i % 20 {
		case 7:
			delete(row.Points, openselection.InterviewOf)
			row.Standing, row.Note = document.Absent, "tidak hadir tanpa keterangan"
		case 9:
			row.Points = map[openselection.Component]scoring.Points{openselection.TrackRecord: 70_05}
			row.Standing = document.Withdrawn
		case 11:
			row.Points = r.Rows[i-1].Points // equal in all
		}
		r.Rows = append(r.Rows, row)
	}
	place(&r)
	return r
}

// place puts the totals and the ranks, in another way than the document checks them.
func place(r *document.Recap) {
	key := func(row document.RecapRow) []scoring.Points {
		key := []scoring.Points{scoring.Points(row.Total)}
		for _, component := range r.Tie {
			key = append(key, row.Points[component])
		}
		return key
	}
	var running []*document.RecapRow
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Standing != document.InOrder {
			continue
		}
		p := row.Points
		row.Total = scoring.Total(int64(p[openselection.TrackRecord])*int64(r.Weights.TrackRecord) + int64(p[openselection.Assessment])*int64(r.Weights.Assessment) +
			int64(p[openselection.Paper])*int64(r.Weights.Paper) + int64(p[openselection.InterviewOf])*int64(r.Weights.Interview))
		running = append(running, row)
	}
	slices.SortStableFunc(running, func(a, b *document.RecapRow) int { return slices.Compare(key(*b), key(*a)) })
	for i, row := range running {
		row.Rank = i + 1
		if i > 0 && slices.Equal(key(*running[i-1]), key(*row)) {
			row.Rank = running[i-1].Rank
		}
	}
}

// sealed is a document with the verification that belongs to it.
func sealed[D document.Document](d D) D {
	v, err := document.Verifiable(d, address)
	if err != nil {
		panic(err)
	}
	reflect.ValueOf(&d).Elem().FieldByName("Verification").Set(reflect.ValueOf(v))
	return d
}

func verificationOf(d document.Document) document.Verification {
	return reflect.ValueOf(d).FieldByName("Verification").Interface().(document.Verification)
}

func printed(t *testing.T, d document.Document) []byte {
	t.Helper()
	data, err := d.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return data
}
