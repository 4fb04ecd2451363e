package openselection_test

import (
	"fmt"
	"slices"
	"strings"

	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// The bodies of a clean round. Each test takes one and spoils what it is about.

const (
	first  = "dinas-a"
	second = "dinas-b"
	third  = "dinas-c"
)

var rubrics = strings.Repeat("ab", 32)

// edit returns a body with a change.
func edit[B any](body B, change func(*B)) B {
	change(&body)
	return body
}

func (p *player) letter(number string) openselection.Letter {
	return openselection.Letter{Number: number, Date: p.today()}
}

func (p *player) post(ref string) openselection.Post {
	return openselection.Post{
		Ref: ref, Title: "Kepala " + ref, Tier: openselection.Pratama, Office: openselection.OrdinaryOffice,
		Vacancy:  openselection.Vacancy{Reason: openselection.Retirement, From: p.pack.Date.AddDays(-30), Evidence: p.letter("800/1")},
		Standard: p.letter("188/1"), Requirements: p.letter("188/2"),
	}
}

// members are so many people, the first so many of them from the agency itself. The
// last one is the chair.
func members(size, internal int) []openselection.Member {
	list := make([]openselection.Member, size)
	for i := range list {
		list[i] = openselection.Member{
			Person: fmt.Sprintf("anggota-%d", i+1), Origin: openselection.FromAcademia, Expertise: "administrasi publik", NoConflict: true, NoParty: true,
		}
		if i < internal {
			list[i].Origin = openselection.FromAgency
		}
	}
	if size > 0 {
		list[size-1].Person, list[size-1].Chair = "ketua", true
	}
	return list
}

func weights() openselection.Weights {
	return openselection.Weights{TrackRecord: 20, Assessment: 25, Paper: 20, Interview: 35}
}

// opens and closes are the days of a clean announcement: as short as the pack lets it be.
func (p *player) opens() calendar.Date { return p.pack.Date.AddDays(14) }

func (p *player) closes() calendar.Date {
	return p.lasts(p.opens(), policy.AnnouncementLength)
}

func (p *player) lasts(from calendar.Date, key policy.Key[calendar.Days]) calendar.Date {
	count, err := calendar.National().Count(from, key.In(p.pack).Value, true)
	if err != nil {
		p.t.Fatalf("%s: %v", key.Name(), err)
	}
	return count.Last
}

func (p *player) plan(refs ...string) openselection.PlanBody {
	body := openselection.PlanBody{
		Title: "Seleksi terbuka", Letterhead: openselection.Letterhead{Agency: "Pemerintah Provinsi Contoh", Place: "Kupang"}, InternalRoute: openselection.InternalRoute{Tried: true}, Weights: weights(), Committee: members(5, 2),
		Schedule: openselection.Schedule{Opens: p.opens(), Closes: p.closes(), Result: p.closes().AddDays(26), Inaugurate: p.closes().AddDays(56)},
	}
	if len(refs) == 0 {
		refs = []string{first}
	}
	for _, ref := range refs {
		body.Posts = append(body.Posts, p.post(ref))
	}
	return body
}

func (p *player) decree() openselection.AppointCommitteeBody {
	return openselection.AppointCommitteeBody{Decree: p.letter("SK/1"), Members: members(5, 2)}
}

func (p *player) instruments() openselection.SealInstrumentsBody {
	return openselection.SealInstrumentsBody{
		Minutes: p.letter("BA/1"), Weights: weights(), Rubrics: rubrics, Publication: "nilai tiap tahap per nomor peserta",
		Tie: []openselection.Component{openselection.InterviewOf, openselection.Assessment, openselection.TrackRecord, openselection.Paper},
	}
}

func (p *player) announcement() openselection.AnnounceBody {
	return openselection.AnnounceBody{
		Letter: p.letter("PENG/1"), Opens: p.opens(), Closes: p.closes(), Contents: openselection.AnnouncementContents(), Documents: listed,
		Channels: []openselection.Channel{
			{Kind: "print", Evidence: p.letter("K/1")}, {Kind: "website", Evidence: p.letter("K/2")}, {Kind: "letters", Evidence: p.letter("K/3")},
		},
	}
}

func (p *player) screening() openselection.PassScreeningBody {
	return openselection.PassScreeningBody{Minutes: p.letter("BA/2"), Result: p.letter("PENG/2")}
}

func (p *player) extension(post string) openselection.ExtendBody {
	opens := p.facts(post).Window.Closes.AddDays(1)
	if opens.Before(p.today()) {
		opens = p.today()
	}
	return openselection.ExtendBody{Letter: p.letter("PENG/X"), Reason: "pelamar kurang", Opens: opens, Closes: p.lasts(opens, policy.ExtensionLength)}
}

func (p *player) passed(post string) []string {
	var list []string
	for _, file := range p.facts(post).Files {
		if file.Passed {
			list = append(list, file.Candidate)
		}
	}
	return list
}

// health is the test of the first so many who passed; all of them are fit.
func (p *player) health(post string, tested int) openselection.TestHealthBody {
	body := openselection.TestHealthBody{Facility: "RSUD", Government: true, Letter: p.letter("445/1"), Results: []openselection.HealthCheck{}}
	for _, candidate := range p.passed(post)[:min(tested, len(p.passed(post)))] {
		body.Results = append(body.Results, openselection.HealthCheck{Candidate: candidate, Fit: true})
	}
	return body
}

// result is the true one for bodies as above: everybody's points fall with the number,
// so the total of each is its points in full.
func (p *player) result(post string) openselection.DetermineResultBody {
	body := openselection.DetermineResultBody{Minutes: p.letter("BA/6"), Signed: []string{"anggota-1", "anggota-2", "ketua"}}
	passed := p.passed(post)
	for _, check := range p.facts(post).Health {
		place := slices.Index(passed, check.Candidate)
		if !check.Fit {
			continue
		}
		body.Ranking = append(body.Ranking, openselection.Ranked{Candidate: check.Candidate, Total: scoring.Total(100 * points(place)), Rank: len(body.Ranking) + 1})
		if len(body.Proposed) < 3 {
			body.Proposed = append(body.Proposed, check.Candidate)
		}
	}
	if len(body.Proposed) < 3 {
		body.FewerReason = "hanya itu yang lulus"
	}
	return body
}

func (p *player) report() openselection.ReportResultBody {
	return openselection.ReportResultBody{Letter: p.letter("800/9"), Through: p.letter("800/8"), Package: openselection.ReportPackage()}
}

func (p *player) remarksOn(items ...string) []openselection.Remark {
	list := []openselection.Remark{}
	for _, item := range items {
		list = append(list, openselection.Remark{Item: item, Reason: "belum sesuai"})
	}
	return list
}

func (p *player) choice(candidate string) openselection.ChooseBody {
	return openselection.ChooseBody{Candidate: candidate, Decree: p.letter("SK/9"), Age: openselection.Age{Years: 50}}
}

func (p *player) oath() openselection.InaugurateBody {
	return openselection.InaugurateBody{Decree: p.letter("SK/10"), Oath: p.letter("BA/9")}
}

func (p *player) hold() openselection.HoldBody {
	return openselection.HoldBody{Order: p.letter("T/1"), Reason: "pengaduan"}
}

func (p *player) ending() openselection.CancelBody {
	return openselection.CancelBody{Basis: p.letter("B/1"), Reason: "tidak dapat dilanjutkan"}
}
