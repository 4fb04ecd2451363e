package generator

import (
	"fmt"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// cast is who has a duty in every template.
func cast() map[string]workflow.Role {
	people := map[string]workflow.Role{
		"ppk": workflow.AppointingOfficer, "pyb": workflow.AuthorisedOfficer, "sekretaris": workflow.Secretariat, "verifikator": workflow.Secretariat,
		"pengawas": workflow.Supervisor, "pengawas-2": workflow.Supervisor, "penelusur": workflow.Tracer, "asesor-1": workflow.Assessor, "asesor-2": workflow.Assessor,
	}
	for i, alias := range committee() {
		people[alias] = workflow.CommitteeMember
		if i == 0 {
			people[alias] = workflow.CommitteeChair
		}
	}
	return people
}

// committee is the five members, the chair first; one of them is of the agency itself.
func committee() []string {
	return []string{"ketua", "anggota-1", "anggota-2", "anggota-3", "anggota-4"}
}

func members() []obj {
	var list []obj
	for i, alias := range committee() {
		origin := []string{"academic", "agency", "other_agency", "academic", "professional"}[i]
		one := obj{"person": templatePrefix + alias, "origin": origin, "expertise": "manajemen aparatur", "no_conflict": true, "no_party": true}
		if i == 0 {
			one["chair"] = true
		}
		list = append(list, one)
	}
	return list
}

func persons(aliases []string) []string {
	list := make([]string, len(aliases))
	for i, alias := range aliases {
		list[i] = templatePrefix + alias
	}
	return list
}

func letter(number string, on calendar.Date) obj {
	return obj{"number": fmt.Sprintf("%s/%d", number, on.Year()), "date": on.String()}
}

var weights = obj{"track_record": 20, "assessment": 25, "paper": 20, "interview": 35}

// rubrics and file stand for documents that nobody opens here.
var (
	rubrics = strings.Repeat("5f", 32)
	file    = strings.Repeat("ab", 32)
)

// documents are what applicants hand in.
func documents() []string { return []string{"curriculum_vitae", "integrity_pact"} }

// points are what every scorer gives the candidates in every component, so that the same
// are their totals.
func points() []int { return []int{86, 82, 79, 74} }

// candidates are the participant numbers of those who pass.
func candidates() []string { return []string{"01", "02", "03", "04"} }

func (p Plot) plan(on calendar.Date) obj {
	var posts []obj
	for i, fate := range p.Posts {
		tier := "pratama"
		if p.Madya {
			tier = "madya"
		}
		vacancy := obj{"reason": "retirement", "from": on.AddDays(-40).String(), "evidence": letter("800/107/BKD", on.AddDays(-40))}
		if fate.Early {
			vacancy["reason"], vacancy["held_since"], vacancy["ground"] = "replacement", on.AddDays(-400).String(), letter("700/15", on.AddDays(-45))
		}
		posts = append(posts, obj{
			"ref": postRef(i), "title": fmt.Sprintf("Kepala Dinas Contoh %d", i+1), "tier": tier, "office": "ordinary", "vacancy": vacancy,
			"standard": letter("188.45/21", on.AddDays(-60)), "requirements": letter("188.45/22", on.AddDays(-60)),
		})
	}
	opens := on.AddDays(p.Pace.opens())
	return obj{
		"title": "Seleksi terbuka jabatan pimpinan tinggi", "letterhead": obj{"agency": templateName, "place": "Contoh"}, "posts": posts,
		"internal_route": obj{"tried": true, "letter": letter("800/90/BKD", on.AddDays(-30))}, "weights": weights, "committee": members(),
		"schedule": obj{"opens": opens.String(), "closes": opens.AddDays(window - 1).String(), "result": opens.AddDays(window + 40).String()},
		"budget":   letter("DPA/5.03", on.AddDays(-100)),
	}
}

func postRef(i int) string { return fmt.Sprintf("pos-%d", i+1) }

func announcement(on calendar.Date) obj {
	var channels []obj
	for i, kind := range []string{"newspaper", "website", "letters"} {
		channels = append(channels, obj{"kind": kind, "evidence": letter(fmt.Sprintf("IKL-%d", i+1), on)})
	}
	return obj{
		"letter": letter("03/Pansel-JPT", on), "opens": on.String(), "closes": on.AddDays(window - 1).String(), "channels": channels,
		"contents": openselection.AnnouncementContents(), "documents": documents(),
	}
}

// window is how many days one may apply: enough for every text that has been in force.
const window = 22

func profile(on calendar.Date) openselection.FillProfileBody {
	return openselection.FillProfileBody{
		Education: openselection.Master, Grade: "iv_d", ExperienceYears: 15, Held: openselection.Held{Post: openselection.JPTPratama, Years: 5},
		Performance: []openselection.Performance{{Year: on.Year() - 1, Rating: openselection.Good}, {Year: on.Year() - 2, Rating: openselection.Good}},
		Discipline:  "none", Unit: "Biro Umum",
		Declarations: openselection.Declarations{NeverConvicted: true, NotDisciplined: true, IntegrityPact: true, DocumentsAreOwn: true},
	}
}

func attached(kind string) obj {
	return obj{"kind": kind, "name": "berkas/" + kind, "sha256": file, "size": 180_000, "pages": 2, "media": "application/pdf"}
}

func verified() obj {
	var judged, met []obj
	for _, kind := range documents() {
		judged = append(judged, obj{"kind": kind, "accepted": true})
	}
	for _, requirement := range openselection.Requirement("").Enum() {
		met = append(met, obj{"requirement": requirement, "met": true})
	}
	return obj{"documents": judged, "requirements": met, "passed": true}
}

// scorers are who scores a component.
func scorers(c openselection.Component) []string {
	switch c {
	case openselection.TrackRecord:
		return []string{"penelusur"}
	case openselection.Assessment:
		return []string{"asesor-1", "asesor-2"}
	case openselection.Paper:
		return committee()[3:]
	case openselection.InterviewOf:
	}
	return committee()
}

func ranking() []obj {
	var list []obj
	for i, candidate := range candidates() {
		list = append(list, obj{"candidate": candidate, "total": points()[i], "rank": i + 1})
	}
	return list
}

func healthy() []obj {
	var list []obj
	for _, candidate := range candidates() {
		list = append(list, obj{"candidate": candidate, "fit": true})
	}
	return list
}

// paperCode is the code of the nth paper, in every selection the same.
func paperCode(n int) string {
	return openselection.PaperCode([5]byte{byte(n), 0xfa, 0xce, 0xfa, 0xce})
}

// closing is what ends the stage of a component: the event, who says it, and the body.
func closing(c openselection.Component, on calendar.Date) (workflow.Event, string, obj) {
	switch c {
	case openselection.TrackRecord:
		return openselection.CheckTrackRecord, "ketua", obj{
			"minutes": letter("10/Pansel-JPT", on), "tracers": persons([]string{"penelusur"}), "rubrics": rubrics, "clarifications": 1,
			"neutrality_checked": true, "discipline_checked": true,
		}
	case openselection.Assessment:
		return openselection.AssessCompetency, "asesor-1", obj{
			"report": letter("LAP-07/PK", on), "method": "assessment center", "institution": "UPT Penilaian Kompetensi Contoh",
		}
	case openselection.Paper:
		return openselection.TestField, "ketua", obj{"minutes": letter("14/Pansel-JPT", on)}
	case openselection.InterviewOf:
	}
	return openselection.Interview, "ketua", obj{
		"minutes": letter("16/Pansel-JPT", on), "rubrics": rubrics, "present": persons(slices.Clone(committee())),
	}
}
