package bench

import (
	"fmt"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/openselection"
)

// The course of a selection: five have applied, four pass, three are named.

var (
	documents  = []string{"curriculum_vitae", "integrity_pact"}
	candidates = []string{"01", "02", "03", "04"}
	applicants = []string{"pelamar-1", "pelamar-2", "pelamar-3", "pelamar-4", "pelamar-5"}
	jurors     = []string{chair, "anggota-1", "anggota-2", "anggota-3", "anggota-4"}
)

// codeOf is the code of the paper of the nth candidate, in every selection the same: chance
// would make every body another one.
func codeOf(n int) string { return openselection.PaperCode([5]byte{byte(n), 0xfa, 0xce, 0xfa, 0xce}) }

// reportHash stands for the report of an earlier assessment, which nobody opens here.
var reportHash = strings.Repeat("ab", 32)

// playing takes a selection from the closed applications to the inauguration: what is measured.
func playing(planned time.Time) []step {
	var lines []line
	add := func(more ...line) { lines = append(lines, more...) }
	for n, person := range applicants {
		for _, verifier := range []string{secretariat, "verifikator"} {
			add(line{openselection.VerifyDocuments, verifier, verified(n < len(candidates)), "application/" + person})
		}
	}
	add(
		line{openselection.VerifyFiles, secretariat, `{}`, ""},
		line{openselection.PassScreening, chair, `{"minutes":{"number":"05/Pansel-JPT","date":"{today}"},"result":{"number":"06/Pansel-JPT","date":"{today}"}}`, ""},
		publication("screening"))
	for _, member := range jurors {
		add(line{openselection.SignStatement, member, `{"code_of_ethics":true,"no_further_conflict":true}`, ""})
	}

	add(scored(openselection.TrackRecord, candidates, scores{"penelusur": {82, 85, 78, 74}})...)
	add(line{openselection.CheckTrackRecord, chair, `{"minutes":{"number":"10/Pansel-JPT","date":"{today}"},"tracers":["penelusur"],"rubrics":"{rubrik}",` +
		`"clarifications":2,"neutrality_checked":true,"discipline_checked":true}`, ""}, publication("track_record"))

	add(line{openselection.ReuseAssessment, assessor, `{"candidate":"03","points":81,"from":"{earlier}","institution":"UPT Penilaian Kompetensi Provinsi Contoh",` +
		`"letter":{"number":"LAP-01/PK","date":"{earlier}"},"sha256":"` + reportHash + `"}`, ""},
		line{openselection.ConfirmReuse, chair, `{"candidate":"03","points":81,"sha256":"` + reportHash + `"}`, ""})
	add(scored(openselection.Assessment, candidates, scores{assessor: {80, 78, 0, 0}, "asesor-2": {81, 0, 0, 76}, "asesor-3": {0, 78, 0, 74}})...)
	add(line{openselection.AssessCompetency, assessor, `{"report":{"number":"LAP-07/PK","date":"{today}"},"method":"assessment center",` +
		`"institution":"UPT Penilaian Kompetensi Provinsi Contoh"}`, ""}, publication("assessment"))

	codes := make([]string, len(candidates))
	for n := range candidates {
		codes[n] = codeOf(n)
	}
	add(scored(openselection.Paper, codes, scores{"anggota-3": {84, 78, 80, 77}, "anggota-4": {80, 80, 80, 75}})...)
	add(line{openselection.TestField, chair, `{"minutes":{"number":"14/Pansel-JPT","date":"{today}"}}`, ""}, publication("paper"))

	add(scored(openselection.InterviewOf, candidates, scores{
		chair: {86, 82, 80, 78}, "anggota-1": {84, 82, 80, 78}, "anggota-2": {85, 82, 80, 78}, "anggota-3": {83, 82, 80, 78}, "anggota-4": {87, 82, 80, 78},
	})...)
	add(line{openselection.Interview, chair, `{"minutes":{"number":"16/Pansel-JPT","date":"{today}"},"rubrics":"{rubrik}",` +
		`"present":["` + strings.Join(jurors, `","`) + `"],"resource_persons":["narasumber"]}`, ""}, publication("interview"))
	return steps(planned, nil, append(lines, finishing()...))
}

// finishing takes a selection from the interview to the inauguration.
func finishing() []line {
	return []line{
		{openselection.TestHealth, secretariat, `{"facility":"RSUD Provinsi Contoh","government":true,"letter":{"number":"445/210/RSUD","date":"{today}"},` +
			`"results":[{"candidate":"01","fit":true},{"candidate":"02","fit":true},{"candidate":"03","fit":true},{"candidate":"04","fit":true}]}`, ""},
		{openselection.DetermineResult, chair, `{"minutes":{"number":"18/Pansel-JPT","date":"{today}"},"ranking":[{"candidate":"01","total":82.675,"rank":1},` +
			`{"candidate":"02","total":81,"rank":2},{"candidate":"03","total":79.85,"rank":3},{"candidate":"04","total":76.05,"rank":4}],` +
			`"proposed":["01","02","03"],"signed":["` + strings.Join(jurors, `","`) + `"]}`, ""},
		{openselection.ReportResult, appointing, `{"letter":{"number":"800/201/BKD","date":"{today}"},"through":{"number":"800/200/SETDA","date":"{today}"},` +
			`"package":["` + strings.Join(openselection.ReportPackage(), `","`) + `"]}`, ""},
		{openselection.RecommendResult, supervisor, `{"letter":{"number":"R-2225/JP.00.00","date":"{today}"}}`, ""},
		{openselection.AnnounceResult, chair, `{"letter":{"number":"20/Pansel-JPT","date":"{today}"},"where":"laman pansel dan papan pengumuman"}`, ""},
		{openselection.Choose, appointing, `{"candidate":"01","decree":{"number":"821.2/80/BKD","date":"{today}"},"age":{"years":50,"months":5,"days":0},"disciplined":false}`, ""},
		{openselection.Inaugurate, appointing, `{"decree":{"number":"821.2/90/BKD","date":"{today}"},"oath":{"number":"01/BA-SUMPAH","date":"{today}"}}`, ""},
	}
}

// verified is what a verifier finds in a file.
func verified(passes bool) string {
	first, reason := `"accepted":true`, ""
	if !passes {
		first, reason = `"accepted":false,"reason":"tidak terbaca"`, `,"reason":"daftar riwayat hidup tidak terbaca"`
	}
	judged := []string{fmt.Sprintf(`{"kind":%q,%s}`, documents[0], first), fmt.Sprintf(`{"kind":%q,"accepted":true}`, documents[1])}
	var met []string
	for _, requirement := range openselection.Requirement("").Enum() {
		met = append(met, fmt.Sprintf(`{"requirement":%q,"met":true}`, requirement))
	}
	return fmt.Sprintf(`{"documents":[%s],"requirements":[%s],"passed":%t%s}`, strings.Join(judged, ","), strings.Join(met, ","), passes, reason)
}

// Scores are what each scorer gives the candidates, in their order; 0 for those who are
// another's to score.
type scores map[string][]int

// scored hands the sheets of a component out, has them filled and submitted, and reveals
// them. A sheet names whom it is about: papers by their codes.
func scored(c openselection.Component, named []string, given scores) []line {
	var opened []string
	var lines []line
	for _, scorer := range sorted(given) {
		var marks, whom []string
		for n, points := range given[scorer] {
			if points > 0 {
				whom = append(whom, candidates[n])
				marks = append(marks, fmt.Sprintf(`{"candidate":%q,"criteria":[{"code":"nilai","points":%d}]}`, named[n], points))
			}
		}
		opened = append(opened, fmt.Sprintf(`{"person":%q,"candidates":["%s"]}`, scorer, strings.Join(whom, `","`)))
		sheet := "sheet/" + openselection.SheetRef(c, scorer, 1)
		lines = append(lines,
			line{openselection.EnterScores, scorer, `{"marks":[` + strings.Join(marks, ",") + `]}`, sheet}, line{openselection.SubmitScores, scorer, `{}`, sheet})
	}
	open := line{openselection.OpenScoring, chair, fmt.Sprintf(`{"component":%q,"scorers":[%s],"until":"{until}"}`, c, strings.Join(opened, ",")), ""}
	return append(append([]line{open}, lines...), line{openselection.RevealScores, chair, `{}`, ""})
}

// publication shows the result of a stage. All stages do, so that no clock is left over.
func publication(stage string) line {
	return line{
		openselection.PublishStage, secretariat,
		`{"stage":"` + stage + `","letter":{"number":"11/Pansel-JPT","date":"{today}"},"where":"laman pansel"}`, "",
	}
}

// opens tells whether a step opens cases of its own: only then is it asked which there are.
func (s step) opens() bool { return s.event == workflow.Event(openselection.OpenScoring) }
