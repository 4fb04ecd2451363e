package compliance

// Notes is what has to be known beside the numbers of a result, in Indonesian: what of them is only
// our proposal, and where the table that is known says nothing.
func Notes(r Result) []string {
	notes := []string{}
	if r.proposed() {
		notes = append(notes, "Bobot, pengurangan, dan kategori adalah usulan Selter, bukan bobot resmi: lampiran peraturannya belum terbaca.")
	}
	if r.NormGap {
		notes = append(notes, "Celah norma: tabel yang diketahui tidak memuat kategori untuk nilai ini; usulan Selter memakai kategori di bawahnya.")
	}
	return notes
}
