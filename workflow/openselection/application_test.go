package openselection_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

func TestRegistrationRef(t *testing.T) {
	t.Parallel()
	selection := workflow.CaseID(uuid.MustParse("018f2c5e-0000-7000-8000-000000000001"))

	t.Run("is_the_same_for_ever", func(t *testing.T) {
		t.Parallel()
		// Whoever changes the way it is made changes the names of all applications there are.
		if got := openselection.RegistrationRef(selection, "pelamar-1"); got != "cthq-wgsc" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("is_written_in_eight_characters_that_are_not_taken_for_others", func(t *testing.T) {
		t.Parallel()
		for n := range 1000 {
			ref := openselection.RegistrationRef(selection, fmt.Sprint("pelamar-", n))
			if len(ref) != 9 || ref[4] != '-' || strings.Trim(ref, "0123456789abcdefghjkmnpqrstvwxyz-") != "" {
				t.Fatalf("%q is no registration number", ref)
			}
		}
	})
	t.Run("does_not_meet_another_among_a_hundred_thousand", func(t *testing.T) {
		t.Parallel()
		seen := make(map[string]string)
		for n := range 100_000 {
			person := fmt.Sprint("pelamar-", n)
			ref := openselection.RegistrationRef(selection, person)
			if other, taken := seen[ref]; taken {
				t.Fatalf("%s and %s are both %s", person, other, ref)
			}
			seen[ref] = person
		}
	})
	t.Run("follows_from_the_selection_too", func(t *testing.T) {
		t.Parallel()
		other := selection
		other[15]++
		if openselection.RegistrationRef(selection, "pelamar-1") == openselection.RegistrationRef(other, "pelamar-1") {
			t.Error("two selections call an application the same")
		}
	})
}

// The closing instant is the end of the last day on the agency's clock.
func TestApplication_is_corrected_until_the_closing_instant(t *testing.T) {
	t.Parallel()
	for _, zone := range []calendar.Zone{calendar.WIB, calendar.WITA, calendar.WIT} {
		t.Run(zone.Abbrev(), func(t *testing.T) {
			t.Parallel()
			p := playerUnder(t, packOf(t, queries()[seed]))
			p.zone = zone
			p.round.opened.Zone, p.round.now.Zone = zone, zone
			p.announced(first)
			p.inWindow(first)
			on := p.applies(first, somebody)
			delete(p.posts[first].clocks, openselection.ApplicationsDue) // the instant itself decides, not who rings
			instant := zone.EndOf(p.closes())
			correction := edit(p.profile(openselection.Pratama), func(b *openselection.FillProfileBody) { b.ExperienceYears = 11 })

			p.now = instant.Add(-time.Microsecond)
			p.doAs(self(somebody), on, openselection.FillProfile, correction)
			p.doAs(self(somebody), on, openselection.AttachDocument, p.upload(listed[0]))
			p.begins(first, "calon-2")

			p.now = instant
			refusal := p.refusedAs(self(somebody), on, openselection.FillProfile, correction, "window_is_open")
			p.cannotApply(first, "calon-3", "window_is_open")
			next := p.closes().AddDays(1).String() + "T00:00:00.000000 " + zone.Abbrev()
			if got := evidence(t, refusal, "window_is_open", "closes").Value; got != next {
				t.Errorf("closes %v, want %s", got, next)
			}
			p.now = instant.Add(1500 * time.Microsecond)
			refusal = p.refusedAs(self(somebody), on, openselection.FillProfile, correction, "window_is_open")
			late := p.closes().AddDays(1).String() + "T00:00:00.001500 " + zone.Abbrev()
			if got := evidence(t, refusal, "window_is_open", "received").Value; got != late {
				t.Errorf("received %v, want %s", got, late)
			}
			p.now = zone.StartOf(p.opens()).Add(-time.Microsecond)
			p.cannotApply(first, "calon-4", "window_is_open")
			p.now = zone.StartOf(p.opens())
			p.begins(first, "calon-4")
		})
	}
}

func TestApplication_while_the_selection_rests(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.inWindow(first)
	p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
	p.cannotApply(first, somebody, "window_is_open")
	p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
	p.begins(first, somebody)
}

func TestApplication_gives_the_part_of_an_applicant(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.inWindow(first)
	place := workflow.Scope{Agency: "53", Round: p.round.now.ID, Selection: p.posts[first].now.ID}
	is := func(on string, want ...workflow.Duty) {
		t.Helper()
		given := p.application(on)
		if !slices.Equal(given.duties, want) || !slices.Equal(given.now.Facts.Standing(given.now), want) {
			t.Fatalf("gives %+v, told as %+v, want %+v", given.duties, given.now.Facts.Standing(given.now), want)
		}
	}
	began := p.today()
	on := p.begins(first, somebody)
	is(on, workflow.Duty{Role: workflow.Applicant, Scope: place, From: began})
	p.completes(on)
	p.later(2)
	p.doAs(self(somebody), on, openselection.Withdraw, openselection.WithdrawBody{Reason: "pindah tugas"})
	p.state(on, openselection.Withdrawn)
	is(on, workflow.Duty{Role: workflow.Applicant, Scope: place, From: began, Until: p.today().AddDays(-1)})

	// The selection stays closed to who withdrew, in every other part.
	member := workflow.Duty{Role: workflow.CommitteeMember, Scope: workflow.Scope{Agency: "53"}, From: p.today()}
	if parts := workflow.Parts(append(p.application(on).duties, member), place, p.today()); len(parts) > 0 {
		t.Errorf("who withdrew sits on the committee as %v", parts)
	}

	p.doAs(self(somebody), on, openselection.ApplyAgain, struct{}{})
	p.state(on, openselection.Drafted)
	is(on, workflow.Duty{Role: workflow.Applicant, Scope: place, From: p.today()})
	p.doAs(self(somebody), on, openselection.SubmitApplication, struct{}{})
	facts := p.application(on).now.Facts
	if len(facts.Receipts) != 2 || facts.Withdrawal != nil || facts.Receipts[1].Seq != p.application(on).now.Revision {
		t.Errorf("the receipts are %+v, the withdrawal %+v", facts.Receipts, facts.Withdrawal)
	}
	folds(t, p.application(on))

	invited := p.invites(first, "calon-2")
	is(invited)
	p.doAs(self("calon-2"), invited, openselection.DeclineInvitation, openselection.DeclineInvitationBody{})
	p.state(invited, openselection.InvitationDeclined)
	is(invited)
}

func TestApplication_excludes_other_parts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		duty func(*player) workflow.Duty
		may  bool
	}{
		"a_member_of_the_committee_of_the_round": {func(p *player) workflow.Duty { return p.duty(workflow.CommitteeMember, "") }, false},
		"the_chair_of_this_selection":            {func(p *player) workflow.Duty { return p.duty(workflow.CommitteeChair, first) }, false},
		"a_member_for_another_selection":         {func(p *player) workflow.Duty { return p.duty(workflow.CommitteeMember, second) }, true},
		"a_member_of_the_committee_until_yesterday": {func(p *player) workflow.Duty {
			d := p.duty(workflow.CommitteeMember, "")
			d.Until = p.today().AddDays(-1)
			return d
		}, false},
		"a_secretary_of_the_agency": {func(p *player) workflow.Duty {
			return workflow.Duty{Role: workflow.Secretariat, Scope: workflow.Scope{Agency: "53"}, From: p.pack.Date}
		}, false},
		"a_secretary_of_the_agency_until_yesterday": {func(p *player) workflow.Duty {
			return workflow.Duty{Role: workflow.Secretariat, Scope: workflow.Scope{Agency: "53"}, From: p.pack.Date, Until: p.today().AddDays(-1)}
		}, true},
		"a_secretary_of_another_agency": {func(p *player) workflow.Duty {
			return workflow.Duty{Role: workflow.Secretariat, Scope: workflow.Scope{Agency: "35"}, From: p.pack.Date}
		}, true},
		"an_auditor_of_the_nation": {func(p *player) workflow.Duty {
			return workflow.Duty{Role: workflow.Auditor, Scope: workflow.Scope{Agency: workflow.Nation}, From: p.pack.Date}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlayer(t, seed)
			p.announced(first, second)
			p.inWindow(first)
			p.duties[somebody] = []workflow.Duty{tc.duty(p)}
			if tc.may {
				p.begins(first, somebody)
				return
			}
			p.cannotApply(first, somebody, "applicant_has_no_other_part")
		})
	}
}

func TestApplication_never_records_a_birth_date(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.inWindow(first)
	p.known[somebody] = map[string]string{"birth_date": "1971-08-19"}
	p.applies(first, somebody)
	p.reach(first, openselection.Screened)
	on := p.applicationOf(first, somebody)
	for _, entry := range slices.Concat(p.application(on).journal, p.posts[first].journal) {
		if strings.Contains(string(entry.Body), "1971") {
			t.Errorf("%s records %s", entry.Event, entry.Body)
		}
	}
	if facts := p.application(on).now.Facts; facts.AgeYears != 52 || !facts.AgeMet || facts.AgeOn != p.closes() {
		t.Errorf("the age is kept as %d on %s, met %t", facts.AgeYears, facts.AgeOn, facts.AgeMet)
	}
}

func TestApplication_that_was_corrected_is_verified_anew(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.short(first, 2)
	on := p.applications(first)[0]
	p.do("chair", first, openselection.Extend, p.extension(first))
	p.inWindow(first)
	p.doAs(p.subject(on), on, openselection.AttachDocument, edit(p.upload(listed[1]), func(b *openselection.AttachDocumentBody) { b.Size++ }))
	if facts := p.application(on).now.Facts; facts.First != nil || facts.Second != nil || len(facts.Documents) != len(listed) {
		t.Fatalf("verified by %v and %v, documents %v", facts.First, facts.Second, facts.Documents)
	}
	p.closing(first, 3)
	p.refused("secretary", first, openselection.VerifyFiles, struct{}{}, "files_are_verified_by_two", "failures_have_reasons")
	p.judged(first, 3)
	p.verifyFiles(first)
}

func TestParticipants(t *testing.T) {
	t.Parallel()

	t.Run("are_numbered_by_their_first_submission", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.inWindow(first)
		late := p.begins(first, "mulai-lebih-dulu")
		var order []string
		for n := range 11 {
			order = append(order, p.applies(first, person(first, 11-n)))
		}
		p.completes(late)
		again := order[0]
		p.doAs(p.subject(again), again, openselection.Withdraw, openselection.WithdrawBody{Reason: "ragu"})
		p.doAs(p.subject(again), again, openselection.ApplyAgain, struct{}{})
		p.doAs(p.subject(again), again, openselection.SubmitApplication, struct{}{})
		p.at(p.closes().AddDays(1))
		for n, on := range append(order, late) {
			if got, want := p.application(on).now.Facts.Number, fmt.Sprintf("%02d", n+1); got != want {
				t.Errorf("%s has the number %q, want %s", on, got, want)
			}
		}
		if list := p.facts(first).Participants; len(list) != 12 || list[11].Number != "12" || first+"/"+list[11].Registration != late {
			t.Errorf("the participants are %v", list)
		}
		folds(t, p.posts[first])
	})

	t.Run("go_on_in_an_extension", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.short(first, 1) // six
		gone := p.applications(first)[5]
		p.doAs(p.subject(gone), gone, openselection.Withdraw, openselection.WithdrawBody{Reason: "sakit"})
		p.do("chair", first, openselection.Extend, p.extension(first))
		p.inWindow(first)
		next := p.applies(first, "calon-baru")
		p.doAs(p.subject(gone), gone, openselection.ApplyAgain, struct{}{})
		p.doAs(p.subject(gone), gone, openselection.SubmitApplication, struct{}{})
		p.at(p.facts(first).Window.Closes.AddDays(1))
		if got := p.application(next).now.Facts.Number; got != "07" {
			t.Errorf("the first of the extension has the number %q", got)
		}
		if got := p.application(gone).now.Facts.Number; got != "06" {
			t.Errorf("who came back has the number %q", got)
		}
		if n := len(p.facts(first).Participants); n != 7 {
			t.Errorf("%d participants", n)
		}
		// Each age is of the window in which the application was submitted.
		first6, seventh := p.application(p.applications(first)[0]).now.Facts, p.application(next).now.Facts
		if first6.AgeOn != p.facts(first).Closed[0] || seventh.AgeOn != p.facts(first).Closed[1] {
			t.Errorf("ages on %s and %s, windows closed on %v", first6.AgeOn, seventh.AgeOn, p.facts(first).Closed)
		}
		p.judged(first, 3)
		p.verifyFiles(first)
	})

	t.Run("are_nobody_where_nobody_came", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.inWindow(first)
		draft, invited := p.begins(first, somebody), p.invites(first, "calon-2")
		p.at(p.closes().AddDays(1))
		p.verifyFiles(first)
		if f := p.facts(first); len(f.Participants)+len(f.Files) > 0 || !f.Verified {
			t.Errorf("participants %v, files %v", f.Participants, f.Files)
		}
		p.state(draft, openselection.Drafted)
		p.state(invited, openselection.Invited)
	})
}

func TestScreening_tells_the_applicants(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.inWindow(first)
	draft, invited, gone := p.begins(first, somebody), p.invites(first, "calon-2"), p.applies(first, "calon-3")
	p.doAs(self("calon-3"), gone, openselection.Withdraw, openselection.WithdrawBody{Reason: "sakit"})
	p.short(first, 4)
	p.do("chair", first, openselection.PassScreening, p.screening())
	p.state(draft, openselection.ApplicationClosed)
	p.state(invited, openselection.ApplicationClosed)
	p.state(gone, openselection.Withdrawn)
	if d := p.application(draft).duties; len(d) != 1 || d[0].InForce(p.today()) {
		t.Errorf("who never submitted is an applicant still: %v", d)
	}
	passed := 0
	for _, file := range p.facts(first).Files {
		on := first + "/" + file.Registration
		result := p.application(on).now.Facts.Result
		if file.Passed {
			passed++
			p.state(on, openselection.Shortlisted)
		} else {
			p.state(on, openselection.NotShortlisted)
		}
		if result == nil || result.Passed != file.Passed || result.Reason != file.Reason || result.Announcement.Number != "PENG/2" {
			t.Errorf("%s was told %+v", on, result)
		}
		if !slices.ContainsFunc(p.application(on).told, func(tell workflow.Tell) bool { return tell.Role == workflow.DataSubject }) {
			t.Errorf("%s was told nothing", on)
		}
		folds(t, p.application(on))
	}
	if passed != 4 || len(p.remarks) > 0 {
		t.Errorf("%d passed, remarks %v", passed, p.remarks)
	}
}
