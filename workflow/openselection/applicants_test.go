package openselection_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/openselection"
)

// The applicants of a clean course: they apply in time with all that is asked for, and two
// people of the secretariat look into their files.

// verifier is the second of the two.
var verifier = workflow.Actor{Person: "verifikator", Roles: []workflow.Role{workflow.Secretariat}}

// listed are the documents that the announcement of a clean course asks for: few, since
// most tests are about something else.
var listed = []openselection.ChecklistItem{"curriculum_vitae", "integrity_pact"}

// person is who applies for a post as the nth.
func person(post string, n int) string { return fmt.Sprintf("pelamar-%s-%d", post, n) }

// applicationOf is what the application of a person for a post is called here.
func (p *player) applicationOf(post, person string) string {
	return post + "/" + openselection.RegistrationRef(p.posts[post].now.ID, person)
}

// applications lists those of a post in the order in which they came in.
func (p *player) applications(post string) []string {
	var list []string
	for _, on := range p.kinOf(post) {
		if p.kin[on].relative().Procedure == openselection.ApplicationName {
			list = append(list, on)
		}
	}
	first := func(on string) string {
		if receipts := p.application(on).now.Facts.Receipts; len(receipts) > 0 {
			return receipts[0].At.Format(time.RFC3339Nano)
		}
		return "never"
	}
	slices.SortFunc(list, func(a, b string) int { return strings.Compare(first(a)+a, first(b)+b) })
	return list
}

func (p *player) application(on string) *file[openselection.ApplicationFacts] {
	p.t.Helper()
	application, is := p.find(on).(*file[openselection.ApplicationFacts])
	if !is {
		p.t.Fatalf("%s is no application", on)
	}
	return application
}

// doAs lets an actor do something that has to succeed.
func (p *player) doAs(actor workflow.Actor, on string, event workflow.Event, body any) {
	p.t.Helper()
	if err := p.tryAs(actor, on, event, body); err != nil {
		p.t.Fatalf("%s by %s on %s: %v%s", event, actor.Person, on, err, detail(err))
	}
}

// inWindow moves the clock to the first instant at which one may apply, if it is not later.
func (p *player) inWindow(post string) {
	p.t.Helper()
	if opens := p.zone.StartOf(p.facts(post).Window.Opens); p.now.Before(opens) {
		p.until(opens)
	}
}

// begins lets a person apply for a post. Somebody of whom nothing is on record is fifty.
func (p *player) begins(post, person string) string {
	p.t.Helper()
	if p.known[person] == nil {
		p.known[person] = map[string]string{"birth_date": p.pack.Date.AddYears(-50).String()}
	}
	if err := p.tryApply(post, person); err != nil {
		p.t.Fatalf("%s applies for %s: %v%s", person, post, err, detail(err))
	}
	return p.applicationOf(post, person)
}

func (p *player) tryApply(post, person string) error {
	p.t.Helper()
	ref := openselection.RegistrationRef(p.posts[post].now.ID, person)
	return p.tryOpen(self(person), post, openselection.ApplicationName, ref, person, openselection.ApplyForPost, struct{}{})
}

// subject is the person whom an application is about, as who acts in it.
func (p *player) subject(on string) workflow.Actor { return self(p.find(on).relative().Subject) }

// completes fills in what is lacking, and submits.
func (p *player) completes(on string) {
	p.t.Helper()
	p.fills(on)
	p.doAs(p.subject(on), on, openselection.SubmitApplication, struct{}{})
	p.now = p.now.Add(time.Minute) // the next one comes later
}

func (p *player) fills(on string) {
	p.t.Helper()
	p.doAs(p.subject(on), on, openselection.FillProfile, p.profile(p.facts(above(on)).Post.Tier))
	for _, kind := range listed {
		p.doAs(p.subject(on), on, openselection.AttachDocument, p.upload(kind))
	}
}

// applies is a person's application, submitted.
func (p *player) applies(post, person string) string {
	p.t.Helper()
	on := p.begins(post, person)
	p.completes(on)
	return on
}

// profile is of somebody who brings all that a post of the tier asks for.
func (p *player) profile(tier openselection.Tier) openselection.FillProfileBody {
	held := map[openselection.Tier]openselection.QualifyingPost{
		openselection.Pratama: openselection.Administrator, openselection.Madya: openselection.ExpertUtama, openselection.Utama: openselection.JPTMadya,
	}
	body := openselection.FillProfileBody{
		Education: openselection.Master, Grade: "iv_c", ExperienceYears: 10, Held: openselection.Held{Post: held[tier], Years: 3},
		Performance: []openselection.Performance{}, Discipline: "none", Unit: "Biro Umum",
		Declarations: openselection.Declarations{NeverConvicted: true, NotDisciplined: true, IntegrityPact: true, DocumentsAreOwn: true},
	}
	for year := p.today().Year() - 3; year <= p.today().Year(); year++ {
		body.Performance = append(body.Performance, openselection.Performance{Year: year, Rating: openselection.Good})
	}
	return body
}

func (p *player) upload(kind openselection.ChecklistItem) openselection.AttachDocumentBody {
	return openselection.AttachDocumentBody{Kind: kind, Name: "berkas/" + string(kind), SHA256: rubrics, Size: 120_000, Pages: 2, Media: "application/pdf"}
}

// expecting lets people apply until so many could pass; the first time there is one more,
// so that somebody fails, and six at least.
func (p *player) expecting(post string, passing int) {
	p.t.Helper()
	p.inWindow(post)
	could, all := 0, 0
	for _, on := range p.applications(post) {
		file := p.application(on).now
		if file.State != openselection.Submitted {
			continue
		}
		all++
		if file.Facts.Second == nil || file.Facts.Second.Found.Passed {
			could++
		}
	}
	least := 0
	if all == 0 {
		least = 6
	}
	for n := 1; could < passing || all < least; n++ {
		if _, applied := p.kin[p.applicationOf(post, person(post, n))]; !applied {
			p.applies(post, person(post, n))
			could, all = could+1, all+1
		}
	}
}

// closing goes to the day after the window of a post, in which so many apply who could
// pass. The windows of other posts may end on the way: they have their applicants too.
func (p *player) closing(post string, passing int) {
	p.t.Helper()
	closes := p.facts(post).Window.Closes
	p.expecting(post, passing)
	for _, other := range p.refs() {
		state := p.posts[other].now.State
		if other != post && (state == openselection.Announced || state == openselection.Extended) && !p.facts(other).Window.Closes.After(closes) {
			p.expecting(other, 5)
		}
	}
	p.at(closes.AddDays(1))
}

// judgement is what a verifier finds who lets a file pass, or who does not.
func (p *player) judgement(on string, pass bool) openselection.VerifyDocumentBody {
	facts := p.application(on).now.Facts
	body := openselection.VerifyDocumentBody{Documents: []openselection.JudgedDocument{}, Requirements: []openselection.JudgedRequirement{}, Passed: pass}
	for _, document := range facts.Documents {
		body.Documents = append(body.Documents, openselection.JudgedDocument{Kind: document.Kind, Accepted: true})
	}
	for _, finding := range openselection.Eligibility(p.pack, p.facts(above(on)).Post, facts) {
		judged := openselection.JudgedRequirement{Requirement: finding.Requirement, Met: true}
		if !finding.Met {
			judged.Reason = "dibuktikan dengan keputusan asli"
		}
		body.Requirements = append(body.Requirements, judged)
	}
	if !pass {
		body.Documents[0].Accepted, body.Documents[0].Reason, body.Reason = false, "tidak terbaca", "LHKPN belum ada"
	}
	return body
}

// verified lets both verifiers find the same in a file.
func (p *player) verified(on string, pass bool) {
	p.t.Helper()
	p.do("secretary", on, openselection.VerifyDocuments, p.judgement(on, pass))
	p.doAs(verifier, on, openselection.VerifyDocuments, p.judgement(on, pass))
}

// judged lets every file that stands be verified by two, so that so many pass in all.
func (p *player) judged(post string, passing int) {
	p.t.Helper()
	passed := 0
	for _, on := range p.applications(post) {
		file := p.application(on)
		switch {
		case file.now.State != openselection.Submitted:
			continue
		case file.now.Facts.Second == nil:
			p.verified(on, passed < passing)
		}
		if p.application(on).now.Facts.Second.Found.Passed {
			passed++
		}
	}
	if passed != passing {
		p.t.Fatalf("%d of %s pass, want %d", passed, post, passing)
	}
}

// verifyFiles takes the results of the applications into the selection.
func (p *player) verifyFiles(post string) {
	p.t.Helper()
	p.do("secretary", post, openselection.VerifyFiles, struct{}{})
}

// aged is what the nth applicant's application says of the age.
func (p *player) aged(post string, n int) openselection.ApplicationFacts {
	p.t.Helper()
	return p.application(p.applicationOf(post, person(post, n))).now.Facts
}
