package document_test

import (
	"fmt"

	"selter/pkg/document"
	"selter/workflow/calendar"
)

// Data is filled, gets the code that is made of it, and is printed.
func ExampleVerifiable() {
	result := document.FinalResult{
		Head: document.Head{
			Agency: document.Agency{Name: "Pemerintah Kabupaten Contoh"}, Round: "Seleksi Terbuka Tahun 2024", Number: "9/PANSEL/2024",
			Date: calendar.MustDate("2024-07-14"), Place: "Contoh", Signatories: []document.Signatory{{Office: "Ketua Panitia Seleksi"}},
		},
		Posts: []document.Nomination{{
			Post:       document.Post{Title: "Kepala Dinas Kesehatan"},
			Candidates: []document.Candidate{{Number: "JPT-3"}, {Number: "JPT-11"}, {Number: "JPT-7"}},
		}},
		Minutes: document.Reference{What: "Berita Acara Rapat Pleno", Number: "8/BA/2024", Date: calendar.MustDate("2024-07-12")},
	}
	verification, err := document.Verifiable(result, "https://selter.example/verifikasi")
	if err != nil {
		fmt.Println(err)
		return
	}
	result.Verification = verification
	file, err := result.PDF()
	fmt.Println(verification.URL)
	fmt.Println(string(file[:5]), err)
	// Output:
	// https://selter.example/verifikasi/2YNK-DO5F-RRB6-L46Y
	// %PDF- <nil>
}
