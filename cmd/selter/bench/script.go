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
		"{planned}", day(0), "{opens}", day(windowOpens), "{closes}", day(windowCloses), "{today}", day(played),
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
	opening = `{"agency":{"code":"53","name":"Provinsi Contoh","kind":"province"},"zone":"WITA","plan":{"title":"Seleksi terbuka JPT pratama",` +
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
		{openselection.SubmitPlan, authorised, `{"proposal":{"number":"800/121/BKD","date":"{planned}"}}`},
		{openselection.RecommendPlan, supervisor, `{"letter":{"number":"B-1626/JP.00.00","date":"{planned}"}}`},
		{openselection.AppointCommittee, appointing, `{"decree":{"number":"821.2/56/BKD","date":"{planned}"},"governor_letter":{"number":"700/31","date":"{planned}"},"members":{pansel}}`},
		{openselection.SealInstruments, chair, `{"minutes":{"number":"01/Pansel-JPT","date":"{planned}"},"weights":{bobot},` +
			`"tie_break":["interview","assessment","track_record","paper"],"rubrics":"{rubrik}","publication":"nilai tiap tahap diumumkan per nomor peserta"}`},
		{openselection.Announce, chair, `{"letter":{"number":"03/Pansel-JPT","date":"{planned}"},"opens":"{opens}","closes":"{closes}",` +
			`"channels":[{"kind":"newspaper","evidence":{"number":"IKL-77","date":"{planned}"}},{"kind":"website","evidence":{"number":"WEB-12","date":"{planned}"}},` +
			`{"kind":"letters","evidence":{"number":"800/130/BKD","date":"{planned}"}}],"contents":["posts","requirements","dates","method","weights","address"]}`},
	})
}

// playing takes a selection from the closed applications to the inauguration: what is measured.
func playing(planned time.Time) []step {
	return steps(planned, nil, []line{
		{openselection.VerifyFiles, secretariat, `{"files":[` +
			`{"candidate":"01","verifier":"sekretaris","second":"verifikator","passed":true,"age":{"years":52,"months":3,"days":11},"age_on":"{closes}"},` +
			`{"candidate":"02","verifier":"sekretaris","second":"verifikator","passed":true,"age":{"years":49,"months":10,"days":2},"age_on":"{closes}"},` +
			`{"candidate":"03","verifier":"sekretaris","second":"verifikator","passed":true,"age":{"years":54,"months":0,"days":19},"age_on":"{closes}"},` +
			`{"candidate":"04","verifier":"sekretaris","second":"verifikator","passed":true,"age":{"years":47,"months":6,"days":28},"age_on":"{closes}"},` +
			`{"candidate":"05","verifier":"sekretaris","second":"verifikator","passed":false,"reason":"tanda terima LHKPN tidak dilampirkan",` +
			`"age":{"years":51,"months":8,"days":0},"age_on":"{closes}"}]}`},
		{openselection.PassScreening, chair, `{"minutes":{"number":"05/Pansel-JPT","date":"{today}"},"result":{"number":"06/Pansel-JPT","date":"{today}"}}`},
		publication("screening"),
		{openselection.CheckTrackRecord, chair, `{"minutes":{"number":"10/Pansel-JPT","date":"{today}"},"tracers":["penelusur-1","penelusur-2"],"rubrics":"{rubrik}",` +
			`"clarifications":2,"neutrality_checked":true,"discipline_checked":true,` +
			`"scores":[{"candidate":"01","points":82},{"candidate":"02","points":85},{"candidate":"03","points":78},{"candidate":"04","points":74}]}`},
		publication("track_record"),
		{openselection.AssessCompetency, assessor, `{"report":{"number":"LAP-07/PK","date":"{today}"},"method":"assessment center",` +
			`"institution":"UPT Penilaian Kompetensi Provinsi Contoh","results":[{"candidate":"01","points":80.5,"assessors":["asesor","asesor-2"]},` +
			`{"candidate":"02","points":78,"assessors":["asesor","asesor-3"]},{"candidate":"03","points":81,"reused_from":"{earlier}"},` +
			`{"candidate":"04","points":75,"assessors":["asesor-2","asesor-3"]}]}`},
		publication("assessment"),
		{openselection.TestField, chair, `{"minutes":{"number":"14/Pansel-JPT","date":"{today}"},"markers":["anggota-3","anggota-4"],"papers":[` +
			`{"candidate":"01","code":"K7","marks":[{"by":"anggota-3","points":84},{"by":"anggota-4","points":80}]},` +
			`{"candidate":"02","code":"M2","marks":[{"by":"anggota-3","points":78},{"by":"anggota-4","points":80}]},` +
			`{"candidate":"03","code":"A9","marks":[{"by":"anggota-3","points":80},{"by":"anggota-4","points":80}]},` +
			`{"candidate":"04","code":"T4","marks":[{"by":"anggota-3","points":77},{"by":"anggota-4","points":75}]}]}`},
		publication("paper"),
		{openselection.Interview, chair, `{"minutes":{"number":"16/Pansel-JPT","date":"{today}"},"rubrics":"{rubrik}",` +
			`"present":["ketua","anggota-1","anggota-2","anggota-3","anggota-4"],"resource_persons":["narasumber"],"candidates":[` +
			interviewed("01", 86, 84, 85, 83, 87) + `,` + interviewed("02", 82, 82, 82, 82, 82) + `,` +
			interviewed("03", 80, 80, 80, 80, 80) + `,` + interviewed("04", 78, 78, 78, 78, 78) + `]}`},
		publication("interview"),
		{openselection.TestHealth, secretariat, `{"facility":"RSUD Provinsi Contoh","government":true,"letter":{"number":"445/210/RSUD","date":"{today}"},` +
			`"results":[{"candidate":"01","fit":true},{"candidate":"02","fit":true},{"candidate":"03","fit":true},{"candidate":"04","fit":true}]}`},
		{openselection.DetermineResult, chair, `{"minutes":{"number":"18/Pansel-JPT","date":"{today}"},"ranking":[{"candidate":"01","total":82.675,"rank":1},` +
			`{"candidate":"02","total":81,"rank":2},{"candidate":"03","total":79.85,"rank":3},{"candidate":"04","total":76.05,"rank":4}],` +
			`"proposed":["01","02","03"],"signed":["ketua","anggota-1","anggota-2","anggota-3","anggota-4"]}`},
		{openselection.ReportResult, appointing, `{"letter":{"number":"800/201/BKD","date":"{today}"},"through":{"number":"800/200/SETDA","date":"{today}"},` +
			`"package":["` + strings.Join(openselection.ReportPackage(), `","`) + `"]}`},
		{openselection.RecommendResult, supervisor, `{"letter":{"number":"R-2225/JP.00.00","date":"{today}"}}`},
		{openselection.AnnounceResult, chair, `{"letter":{"number":"20/Pansel-JPT","date":"{today}"},"where":"laman pansel dan papan pengumuman"}`},
		{openselection.Choose, appointing, `{"candidate":"01","decree":{"number":"821.2/80/BKD","date":"{today}"},"age":{"years":52,"months":5,"days":0},"disciplined":false}`},
		{openselection.Inaugurate, appointing, `{"decree":{"number":"821.2/90/BKD","date":"{today}"},"oath":{"number":"01/BA-SUMPAH","date":"{today}"}}`},
	})
}

// A line is a step whose body has words for days.
type line struct {
	event    workflow.Event
	by, body string
}

func steps(planned time.Time, more []string, lines []line) []step {
	list, replace := make([]step, len(lines)), words(planned, more)
	for i, l := range lines {
		list[i] = step{l.event, l.by, []byte(replace.Replace(l.body))}
	}
	return list
}

// publication shows the result of a stage. All stages do, so that no clock is left over.
func publication(stage string) line {
	return line{
		openselection.PublishStage, secretariat,
		`{"stage":"` + stage + `","letter":{"number":"11/Pansel-JPT","date":"{today}"},"where":"laman pansel"}`,
	}
}

func interviewed(candidate string, points ...int) string {
	marks := make([]string, len(points))
	for i, p := range points {
		by := "ketua"
		if i > 0 {
			by = fmt.Sprintf("anggota-%d", i)
		}
		marks[i] = fmt.Sprintf(`{"by":%q,"points":%d}`, by, p)
	}
	return `{"candidate":"` + candidate + `","marks":[` + strings.Join(marks, ",") + `]}`
}
