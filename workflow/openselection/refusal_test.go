package openselection_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

func evidence(t *testing.T, refusal *workflow.Refusal, code, name string) workflow.Evidence {
	t.Helper()
	for _, reason := range refusal.Reasons {
		if reason.Code != code {
			continue
		}
		for _, e := range reason.Evidence {
			if e.Name == name {
				return e
			}
		}
	}
	t.Fatalf("no evidence %s of %s in %+v", name, code, refusal.Reasons)
	return workflow.Evidence{}
}

func TestRefusal(t *testing.T) {
	t.Parallel()

	t.Run("tells_how_many_passed_how_many_must_and_who_says_so", func(t *testing.T) {
		t.Parallel()
		for pack, want := range map[string]struct {
			least    int
			citation policy.Citation
		}{
			seed:  {3, policy.Cite("Selter seed", "KASN overview of merit supervision", policy.Seen)},
			p2019: {4, policy.Cite("PermenPANRB 15/2019", "Lampiran", policy.Known)},
			o2020: {3, policy.Cite("SE MenPANRB 52/2020", "body of the circular", policy.Seen)},
		} {
			p := newPlayer(t, pack)
			p.announced(first)
			p.short(first, 2)
			refusal := p.refused("chair", first, openselection.PassScreening, p.screening(), "enough_candidates_passed")
			least := evidence(t, refusal, "enough_candidates_passed", "at_least")
			if evidence(t, refusal, "enough_candidates_passed", "passed").Value != 2 || least.Value != want.least || least.Unit != "people" {
				t.Errorf("%s: %+v", pack, refusal.Reasons)
			}
			if least.Citation == nil || *least.Citation != want.citation || !slices.Contains(refusal.Reasons[0].Citations, want.citation) {
				t.Errorf("%s cites %v, want %v", pack, least.Citation, want.citation)
			}
		}
	})

	t.Run("cites_the_supervisors_letter_once_it_has_set_the_number", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.announced(first)
		p.consulted(first, 2)
		p.do("supervisor", first, openselection.AllowFewer, openselection.AllowFewerBody{Letter: p.letter("B-1"), Minimum: 2})
		leaving := p.applications(first)[0]
		p.doAs(p.subject(leaving), leaving, openselection.Withdraw, openselection.WithdrawBody{Reason: "pindah tugas"})
		p.verifyFiles(first)
		refusal := p.refused("chair", first, openselection.PassScreening, p.screening(), "enough_candidates_passed")
		least := evidence(t, refusal, "enough_candidates_passed", "at_least")
		if least.Value != 2 || least.Citation.Instrument != "SE MenPANRB B.96.1/M.SM.99/2017" {
			t.Errorf("at least %v by %v", least.Value, least.Citation)
		}
	})

	t.Run("shows_its_working_when_days_were_counted", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, o2020)
		p.reachRound(openselection.InstrumentsSealed)
		body := edit(p.announcement(), func(b *openselection.AnnounceBody) { b.Opens, b.Closes = day("2022-01-19"), day("2022-01-24") })
		refusal := p.refused("chair", "round", openselection.Announce, body, "announcement_is_long_enough")
		if got := evidence(t, refusal, "announcement_is_long_enough", "days"); got.Value != 4 || got.Field != "/closes" {
			t.Errorf("found %+v", got)
		}
		if got := evidence(t, refusal, "announcement_is_long_enough", "working").Value.(string); !strings.Contains(got, "hari ke-5 = 25 Januari 2022") || !strings.Contains(got, "Sabtu 22 Januari") {
			t.Errorf("shows %s", got)
		}
		if refusal.Reasons[0].Field != "/closes" {
			t.Errorf("points at %q", refusal.Reasons[0].Field)
		}
	})

	t.Run("tells_all_reasons_at_once", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.reachRound(openselection.InstrumentsSealed)
		p.refused("chair", "round", openselection.Announce, edit(p.announcement(), func(b *openselection.AnnounceBody) {
			b.Opens = p.today().AddDays(-2)
			b.Closes, b.Channels, b.Contents = p.today(), nil, []string{"posts"}
			b.Channels = []openselection.Channel{}
		}), "announcement_is_long_enough", "announcement_is_not_backdated", "announcement_has_channels", "announcement_is_complete")
		p.reachRound(openselection.Announced)
		p.reach(first, openselection.ApplicationsClosed)
		p.posts[first].now.Facts.Participants[1].Number = "01"
		late := p.application(p.applications(first)[2])
		late.now.Facts.AgeOn = day("2024-01-01")
		late.forget()
		p.refused("secretary", first, openselection.VerifyFiles, struct{}{},
			"files_are_verified_by_two", "participants_are_listed_once", "failures_have_reasons", "ages_are_taken_on_reference_day")
	})

	t.Run("of_a_malformed_body_names_every_place_and_repeats_no_value", func(t *testing.T) {
		t.Parallel()
		p := newPlayer(t, seed)
		p.ready(openselection.ResultRecommended)
		err := p.tryRaw(cast()["ppk"], first, openselection.Choose, []byte(`{"candidate":"rahasia","age":{"years":17},"disciplined":false}`))
		refusal, ok := errors.AsType[*workflow.Refusal](err)
		if !ok || refusal.Kind != workflow.Malformed {
			t.Fatalf("answered %v", err)
		}
		var places []string
		for _, reason := range refusal.Reasons {
			places = append(places, reason.Field)
			if strings.Contains(reason.Detail, "rahasia") {
				t.Errorf("repeats the value: %s", reason.Detail)
			}
		}
		for _, want := range []string{"/age/months", "/age/days", "/decree"} {
			if !slices.Contains(places, want) {
				t.Errorf("does not name %s: %v", want, places)
			}
		}
	})
}

// What could be done is told in advance, with what stands against it.
func TestOffers(t *testing.T) {
	t.Parallel()
	p := newPlayer(t, seed)
	p.announced(first)
	p.short(first, 2)
	offers := map[workflow.Event]workflow.Offer{}
	for _, offer := range p.posts[first].law.Offers(p.posts[first].now, cast()["chair"], workflow.Moment{At: p.now, Holidays: calendar.National()}) {
		offers[offer.Event] = offer
	}
	pass, extend, consult := offers[openselection.PassScreening], offers[openselection.Extend], offers[openselection.ConsultShortage]
	if pass.Open || len(pass.Why) != 1 || pass.Why[0].Code != "enough_candidates_passed" {
		t.Errorf("pass_screening: %+v", pass)
	}
	if !extend.Open || !slices.Equal(extend.Asks, []string{"extension_is_long_enough", "extension_is_not_backdated"}) {
		t.Errorf("extend: %+v", extend)
	}
	if consult.Open || consult.Why[0].Code != "extensions_are_used_up" {
		t.Errorf("consult_shortage: %+v", consult)
	}
	if verify := offers[openselection.VerifyFiles]; verify.Open || verify.Why[0].Code != workflow.ActorMayAct {
		t.Errorf("verify_files: %+v", verify)
	}
}
