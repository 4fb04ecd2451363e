package oversight

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// What the codes in the cells are called. States have their words in the glossary.
var (
	labelWords = map[string]string{goodLabel: "baik", sufficientLabel: "cukup", poorLabel: "kurang"}
	kindWords  = map[string]string{
		string(Ministry): "kementerian/lembaga", string(NonStructural): "lembaga nonstruktural", string(Province): "provinsi",
		string(District): "kabupaten", string(City): "kota",
	}
	legWords = map[string]string{
		"plan": "rencana sampai rekomendasi", "preparation": "rekomendasi rencana sampai pengumuman", "applications": "pengumuman sampai penutupan",
		"screening": "penutupan sampai hasil administrasi", "scoring": "administrasi sampai penetapan hasil", "report": "penetapan sampai laporan",
		"recommendation": "laporan sampai rekomendasi", "inauguration": "rekomendasi sampai pelantikan",
	}
)

// definitions stand beside every label of an agency, in the words of the East Java table of 2019.
func definitions() []string {
	return []string{
		"Baik: sesuai ketentuan.", "Cukup: sesuai ketentuan, perlu perbaikan.",
		"Kurang: ada yang tidak sesuai dan ditemukan pelanggaran (aduan terbukti, pelantikan tanpa rekomendasi, dan sejenisnya).",
		fmt.Sprintf("Label instansi dihitung dari rata-rata indeks seleksi yang sudah ditutup (baik mulai %s, cukup mulai %s); pelanggaran pemblokir, "+
			"atau aduan terbukti pada seleksi berlabel kurang, menjadikannya kurang. Usulan Selter, bukan rumus resmi.", goodFrom, sufficientFrom),
	}
}

const (
	proposalNote = "Skor, indeks, dan label memakai bobot usulan Selter, bukan bobot resmi."
	finalNote    = "Rata-rata skor dan label hanya dari seleksi yang sudah ditutup dengan pelantikan."
)

// complaintsNote says which complaints the columns count.
const complaintsNote = "Aduan dihitung sejak diperiksa pengawas; aduan tentang instansi tanpa seleksi tertentu tidak dihitung."

// complaintsKey is the column of all complaints that were examined, proven or not.
const complaintsKey = "complaints"

// What follows from the score of a selection, before it is final.
const (
	findingsKey  = "findings"
	publishedKey = "published"
)

func text(key, title string) Column            { return Column{Key: key, Title: title, Unit: AsText} }
func number(key, title string, in Unit) Column { return Column{Key: key, Title: title, Unit: in} }
func worded(key, title string, w map[string]string) Column {
	return Column{Key: key, Title: title, Unit: AsText, Words: w}
}

// agencyColumns name an agency.
func agencyColumns() []Column {
	return []Column{text("agency", "Kode instansi"), text("name", "Instansi"), worded("kind", "Jenis instansi", kindWords)}
}

func agencyCells(a Agency) []Cell { return []Cell{a.Code, a.Name, string(a.Kind)} }

// figureColumns are what is told of an agency, or of a state.
func figureColumns() []Column {
	return []Column{
		number("rounds", "Kali (pelaksanaan)", InRounds), number("posts", "Jabatan", InPosts), number("closed", "Jabatan selesai", InPosts),
		number("score", "Rata-rata skor", InPoints), worded("label", "Label", labelWords),
		number("in_time", "Dilantik dalam batas waktu", InPercent), number(publishedKey, "Semua tahap diumumkan", InPercent),
		number(complaintsKey, "Aduan per 100 jabatan", PerHundred), number("proven", "Aduan terbukti", Counted),
		number("early_moves", "Usul pindah atau ganti sebelum 2 tahun", InPosts), number("late", "Jabatan dengan batas waktu terlewati", InPosts),
		number(findingsKey, "Jabatan dengan catatan terbuka", InPosts),
	}
}

func (t *tally) cells() []Cell {
	var score Cell
	if t.final > 0 {
		score = mean(t.total, t.final)
	}
	return []Cell{
		int64(t.rounds), int64(t.posts), int64(t.final), score, t.label(), hundredths(t.inTime, t.timed), hundredths(t.published, t.publishable),
		hundredths(t.complaints, t.posts), int64(t.proven), int64(t.earlyMoves), int64(t.late), int64(t.findings),
	}
}

// agenciesTable has one row for each agency and year.
func agenciesTable(c *count) Table {
	t := Table{
		Columns: slices.Concat(agencyColumns(), []Column{number("year", "Tahun", Counted)}, figureColumns()),
		Notes:   append(definitions(), finalNote, proposalNote),
	}
	slices.SortFunc(c.groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.agency.Code, b.agency.Code), cmp.Compare(a.year, b.year))
	})
	for _, g := range c.groups {
		t.Rows = append(t.Rows, slices.Concat(agencyCells(g.agency), []Cell{int64(g.year)}, g.cells()))
	}
	return t
}

// rankingTable has the agencies by their mean score, those of equal scores on one rank, and
// those of which nothing has been measured to its end without a rank at the end.
func rankingTable(c *count) Table {
	t := Table{
		Columns: slices.Concat([]Column{number("rank", "Peringkat", Counted)}, agencyColumns(),
			[]Column{number("posts", "Jabatan", InPosts), number("closed", "Jabatan selesai", InPosts), number("score", "Rata-rata skor", InPoints), number("index", "Rata-rata indeks", InPoints), worded("label", "Label", labelWords)}),
		Notes: append(definitions(), "Instansi tanpa seleksi yang selesai tidak diperingkat.", finalNote, proposalNote),
	}
	list := c.byAgency()
	slices.SortStableFunc(list, func(a, b *group) int {
		return cmp.Or(cmp.Compare(min(b.final, 1), min(a.final, 1)), cmp.Compare(b.score(), a.score()))
	})
	rank := 0
	for i, g := range list {
		cells := []Cell{nil}
		var score, index Cell
		if g.final > 0 {
			if i == 0 || g.score() != list[i-1].score() {
				rank = i + 1
			}
			cells[0], score, index = int64(rank), g.score(), mean(g.index, g.final)
		}
		t.Rows = append(t.Rows, slices.Concat(cells, agencyCells(g.agency), []Cell{int64(g.posts), int64(g.final), score, index, g.label()}))
	}
	return t
}

func (t *tally) score() scoring.Points {
	if t.final == 0 {
		return 0
	}
	return mean(t.total, t.final)
}

// yearsTable has two columns for each year: how often (kali), and how many posts (jabatan).
func yearsTable(c *count) Table {
	years := make(map[int]bool)
	of := make(map[string]map[int]*group)
	for _, g := range c.groups {
		years[g.year] = true
		if of[g.agency.Code] == nil {
			of[g.agency.Code] = make(map[int]*group)
		}
		of[g.agency.Code][g.year] = g
	}
	t := Table{Columns: agencyColumns(), Notes: []string{"Tahun adalah tahun pengumuman, atau tahun rencana bila belum diumumkan."}}
	ordered := slices.Sorted(maps.Keys(years))
	for _, year := range ordered {
		t.Columns = append(t.Columns, number(fmt.Sprintf("rounds_%d", year), fmt.Sprintf("%d kali", year), InRounds),
			number(fmt.Sprintf("posts_%d", year), fmt.Sprintf("%d jabatan", year), InPosts))
	}
	for _, sum := range c.byAgency() {
		row := agencyCells(sum.agency)
		for _, year := range ordered {
			var g tally
			if found := of[sum.agency.Code][year]; found != nil {
				g = found.tally
			}
			row = append(row, int64(g.rounds), int64(g.posts))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// statesTable counts selections by where they stand.
func statesTable(c *count) Table {
	t := Table{
		Columns: []Column{
			text("state", "Keadaan"), number("posts", "Jabatan", InPosts), number("late", "Jabatan dengan batas waktu terlewati", InPosts), number("clocks", "Batas waktu terlewati", Counted),
			number(findingsKey, "Jabatan dengan catatan terbuka", InPosts), number(complaintsKey, "Aduan", Counted), number("proven", "Aduan terbukti", Counted),
		},
		Notes: []string{"Catatan terbuka: butir skor yang belum terpenuhi seandainya seleksi ditutup hari ini.", complaintsNote},
	}
	for _, state := range slices.Sorted(maps.Keys(c.states)) {
		s := c.states[state]
		t.Rows = append(t.Rows, []Cell{state, int64(s.posts), int64(s.late), int64(s.lateClocks), int64(s.findings), int64(s.complaints), int64(s.proven)})
	}
	return t
}

// legsTable tells how long the legs of a selection take.
func legsTable(c *count) Table {
	t := Table{
		Columns: []Column{
			worded("leg", "Ruas", legWords), number("posts", "Jabatan", InPosts), number("median", "Median", InDays), number("p90", "90% selesai dalam", InDays),
			number("longest", "Terlama", InDays),
		},
		Notes: []string{"Hari kalender antara dua catatan jurnal; seleksi yang belum sampai di ruas itu tidak dihitung."},
	}
	for i, name := range compliance.LegNames() {
		d := c.legs[i]
		t.Rows = append(t.Rows, []Cell{name, int64(d.count()), d.median(), d.percentile(90), d.percentile(100)})
	}
	return t
}

// labelsTable counts agencies by their label.
func labelsTable(c *count) Table {
	t := Table{
		Columns: []Column{worded("label", "Label", labelWords), number("agencies", "Instansi", Counted), number("share", "Bagian dari yang dinilai", InPercent), number("posts", "Jabatan", InPosts)},
		Notes:   append(definitions(), "Baris tanpa label: instansi yang belum punya seleksi selesai.", complaintsNote, finalNote, proposalNote),
	}
	agencies, posts, assessed := make(map[string]int), make(map[string]int), 0
	for _, g := range c.byAgency() {
		label := g.label()
		agencies[label]++
		posts[label] += g.posts
		if label != "" {
			assessed++
		}
	}
	for _, label := range []string{goodLabel, sufficientLabel, poorLabel, ""} {
		var share Cell
		if label != "" {
			share = hundredths(agencies[label], assessed)
		}
		t.Rows = append(t.Rows, []Cell{label, int64(agencies[label]), share, int64(posts[label])})
	}
	return t
}

// selectionsHead is the list of selections without its rows. The evidence of each is a step away, under its compliance score.
func selectionsHead() Table {
	return Table{
		Columns: slices.Concat([]Column{text("selection", "Seleksi"), text("round", "Pelaksanaan")}, agencyColumns(), []Column{
			number("year", "Tahun", Counted), text("ref", "Kode jabatan"), text("title", "Jabatan"), text("tier", "Jenjang"), text("profile", "Profil pengawasan"),
			text("state", "Keadaan"), text("status", "Status skor"), number("score", "Skor", InPoints), number("deducted", "Pengurangan", InPoints), number("index", "Indeks", InPoints),
			worded("label", "Label", labelWords), number("norm_gap", "Celah norma", YesOrNo), number("late", "Batas waktu terlewati", Counted), number(findingsKey, "Catatan terbuka", Counted),
			number(complaintsKey, "Aduan", Counted), number("proven", "Aduan terbukti", Counted), number("in_time", "Dilantik dalam batas waktu", YesOrNo),
			number(publishedKey, "Semua tahap diumumkan", YesOrNo),
		}),
		Notes: []string{"Bukti tiap butir: /v1/selections/{selection}/compliance.", complaintsNote, proposalNote},
	}
}

// selectionsRow is the line of a selection; open says that its score may be known.
func selectionsRow(s compliance.Standing, a Agency, open bool) []Cell {
	var score, deducted, index, label, findings, published Cell
	if open {
		score, deducted, index, label, findings, published = s.Total, s.Deducted, s.Index, s.Label, int64(s.Findings), maybe(s.Published)
	}
	return slices.Concat([]Cell{s.Selection.String(), s.Round.String()}, agencyCells(a), []Cell{
		int64(s.Year), s.Ref, s.Title, string(s.Tier), s.Profile, string(s.State), string(s.Status), score, deducted, index, label, s.NormGap,
		int64(s.Late), findings, int64(s.Complaints), int64(s.Proven), maybe(s.InTime), published,
	})
}

func maybe(b *bool) Cell {
	if b == nil {
		return nil
	}
	return *b
}
