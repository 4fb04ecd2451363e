package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/openselection"
)

// A step is one thing that somebody from outside does to a case.
type step struct {
	event workflow.Event
	by    string // a person
	body  []byte
	// on names a case under the selection: "application/" with the person whose it is, or
	// "sheet/" with what the selection calls it. Empty, it is the selection or the round itself.
	on string
}

// The days of a round, counted from the one on which it is planned.
const (
	windowOpens  = 1
	windowCloses = 15
	played       = 16 // the applications are closed; from here on the clock stands
)

// words puts the days of a round that is planned on a day into bodies; more are words of the
// round's own, which come first.
func words(planned time.Time, more []string) *strings.Replacer {
	day := func(n int) string { return planned.AddDate(0, 0, n).Format(time.DateOnly) }
	return strings.NewReplacer(slices.Concat(more, []string{
		"{planned}", day(0), "{opens}", day(windowOpens), "{closes}", day(windowCloses), "{today}", day(played), "{until}", day(played + 2),
		"{vacant}", day(-60), "{earlier}", day(-300), "{result}", day(45), "{pansel}", committee, "{bobot}", weights, "{rubrik}", rubrics,
	})...)
}

const (
	rubrics   = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
	weights   = `{"track_record":20,"assessment":25,"paper":20,"interview":35}`
	committee = `[{"person":"ketua","origin":"academic","expertise":"administrasi publik","chair":true,"no_conflict":true,"no_party":true},` +
		`{"person":"anggota-1","origin":"agency","expertise":"manajemen aparatur","no_conflict":true,"no_party":true},` +
		`{"person":"anggota-2","origin":"agency","expertise":"perencanaan daerah","no_conflict":true,"no_party":true},` +
		`{"person":"anggota-3","origin":"other_agency","expertise":"penilaian kompetensi","no_conflict":true,"no_party":true},` +
		`{"person":"anggota-4","origin":"professional","expertise":"tata kelola","no_conflict":true,"no_party":true}]`
	post = `{"ref":"pos-%d","title":"Kepala Dinas Contoh","tier":"pratama","office":"ordinary",` +
		`"vacancy":{"reason":"retirement","from":"{vacant}","evidence":{"number":"800/107/BKD","date":"{vacant}"}},` +
		`"standard":{"number":"188.45/21","date":"{vacant}"},"requirements":{"number":"188.45/22","date":"{vacant}"}}`
	opening = `{"agency":{"code":"` + Agency + `","name":"Provinsi Contoh","kind":"province"},"zone":"WITA","plan":{"title":"Seleksi terbuka JPT pratama","letterhead":{"agency":"Pemerintah Provinsi Contoh","place":"Kupang"},` +
		`"posts":[%s],"internal_route":{"tried":true,"letter":{"number":"800/90/BKD","date":"{vacant}"}},"weights":{bobot},"committee":{pansel},` +
		`"schedule":{"opens":"{opens}","closes":"{closes}","result":"{result}"},"budget":{"number":"DPA/5.03","date":"{vacant}"}}}`
)

// openingOf is the body that opens a round with so many posts.
func openingOf(planned time.Time, posts int, more []string) []byte {
	list := make([]string, posts)
	for i := range list {
		list[i] = fmt.Sprintf(post, i+1)
	}
	return []byte(words(planned, more).Replace(fmt.Sprintf(opening, strings.Join(list, ","))))
}

// announcing takes a round from its plan to its announcement.
func announcing(planned time.Time, more []string) []step {
	return steps(planned, more, []line{
		{openselection.SubmitPlan, authorised, `{"proposal":{"number":"800/121/BKD","date":"{planned}"}}`, ""},
		{openselection.RecommendPlan, supervisor, `{"letter":{"number":"B-1626/JP.00.00","date":"{planned}"}}`, ""},
		{openselection.AppointCommittee, appointing, `{"decree":{"number":"821.2/56/BKD","date":"{planned}"},"governor_letter":{"number":"700/31","date":"{planned}"},"members":{pansel}}`, ""},
		{openselection.SealInstruments, chair, `{"minutes":{"number":"01/Pansel-JPT","date":"{planned}"},"weights":{bobot},` +
			`"tie_break":["interview","assessment","track_record","paper"],"rubrics":"{rubrik}","publication":"nilai tiap tahap diumumkan per nomor peserta"}`, ""},
		{openselection.Announce, chair, `{"letter":{"number":"03/Pansel-JPT","date":"{planned}"},"opens":"{opens}","closes":"{closes}",` +
			`"channels":[{"kind":"newspaper","evidence":{"number":"IKL-77","date":"{planned}"}},{"kind":"website","evidence":{"number":"WEB-12","date":"{planned}"}},` +
			`{"kind":"letters","evidence":{"number":"800/130/BKD","date":"{planned}"}}],"contents":["posts","requirements","dates","method","weights","address"],"documents":["` + strings.Join(documents, `","`) + `"]}`, ""},
	})
}

// A line is a step whose body has words for days.
type line struct {
	event        workflow.Event
	by, body, on string
}

func steps(planned time.Time, more []string, lines []line) []step {
	list, replace := make([]step, len(lines)), words(planned, more)
	for i, l := range lines {
		list[i] = step{l.event, l.by, []byte(replace.Replace(l.body)), l.on}
	}
	return list
}
