package document

import (
	"selter/workflow/openselection"
	"selter/workflow/scoring"
)

// The sheets of the recap as a spreadsheet.
const (
	ScoresSheet = "Rekapitulasi"
	NotesSheet  = "Keterangan"
)

// XLSX is the recap as a spreadsheet: the scores as numbers, and a second sheet that says
// out of what it was made and how it is verified. There is no formula in it, so that
// nothing in it changes by itself; the totals are those that were checked.
func (r Recap) XLSX() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	if err := verify(r); err != nil {
		return nil, err
	}
	w := terms()
	b := newWorkbook(r.Head, w.document(r)+" "+r.Post.Title)
	b.keep(b.file.SetSheetName("Sheet1", ScoresSheet))
	r.scores(b, w)
	_, err := b.file.NewSheet(NotesSheet)
	b.keep(err)
	r.notes(b, w)
	b.protect(ScoresSheet)
	b.protect(NotesSheet)
	return b.bytes()
}

// scores has one row for each participant under a head of one row, so that a program can
// read it as it is.
func (r Recap) scores(b *workbook, w words) {
	titles := []string{"No.", "Nomor peserta"}
	for _, component := range openselection.Components() {
		titles = append(titles, w.component(component), w.component(component)+" terbobot")
	}
	titles = append(titles, "Nilai akhir", "Peringkat", "Keterangan")
	for i, title := range titles {
		b.text(ScoresSheet, i+1, 1, title)
	}
	last := len(titles)
	b.bold(ScoresSheet, 1, 1, last, 1)
	for i, row := range r.ordered() {
		at := i + 2
		b.number(ScoresSheet, 1, at, int64(i+1), 0)
		b.text(ScoresSheet, 2, at, row.Number)
		for n, component := range openselection.Components() {
			if p, scored := row.Points[component]; scored {
				b.number(ScoresSheet, 3+2*n, at, int64(p), 2)
				b.number(ScoresSheet, 4+2*n, at, int64(scoring.Weigh(p, r.Weights.Of(component))), 4)
			}
		}
		if row.Standing == InOrder {
			b.number(ScoresSheet, last-2, at, int64(row.Total), 4)
			b.number(ScoresSheet, last-1, at, int64(row.Rank), 0)
			b.text(ScoresSheet, last, at, row.Note)
			continue
		}
		b.text(ScoresSheet, last, at, noted(row.Standing.says(), row.Note))
	}
	b.keep(b.file.SetColWidth(ScoresSheet, "B", "M", 18))
}

func (r Recap) notes(b *workbook, w words) {
	lines := [][2]string{
		{"Dokumen", capital(w.document(r))},
		{"Instansi", r.Agency.Name},
		{"Seleksi", r.Round},
		{"Jabatan", r.Post.Title},
		{"Nomor", r.Number},
		{"Tanggal", r.Date.Long()},
		{"Sumber data", r.Source},
		{"Kode verifikasi", r.Verification.Code},
		{"Alamat verifikasi", r.Verification.URL},
		{"Cara hitung", "Nilai akhir adalah jumlah nilai setiap tahapan dikalikan bobotnya, tanpa pembulatan." + r.tieSays(w)},
	}
	for i, line := range lines {
		b.text(NotesSheet, 1, i+1, line[0])
		b.text(NotesSheet, 2, i+1, line[1])
	}
	b.bold(NotesSheet, 1, 1, 1, len(lines))
	for i, component := range openselection.Components() {
		row := len(lines) + 2 + i
		b.text(NotesSheet, 1, row, "Bobot "+w.component(component)+" (persen)")
		b.number(NotesSheet, 2, row, int64(r.Weights.Of(component)), 0)
	}
	b.keep(b.file.SetColWidth(NotesSheet, "A", "A", 44))
	b.keep(b.file.SetColWidth(NotesSheet, "B", "B", 80))
}
