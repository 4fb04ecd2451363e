package workflow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

func refusalOf(t *testing.T, err error) *workflow.Refusal {
	t.Helper()
	refusal, refused := errors.AsType[*workflow.Refusal](err)
	if !refused {
		t.Fatalf("answered %v, want a refusal", err)
	}
	return refusal
}

func codes(refusal *workflow.Refusal) []string {
	var codes []string
	for _, reason := range refusal.Reasons {
		codes = append(codes, reason.Code)
	}
	return codes
}

// neverAsked is a guard that fails the test when anybody asks it.
func neverAsked(t *testing.T) guard {
	return guard{Code: "never_asked", Standing: true, Check: func(question) workflow.Verdict {
		t.Error("a guard was asked for somebody who stays outside")
		return workflow.Require(true)
	}}
}

func TestDecide(t *testing.T) {
	t.Parallel()

	t.Run("says_all_reasons_at_once_with_numbers_and_articles", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c, _ := told(t, p, file(), does("vote", "m-1", workflow.CommitteeMember, `{"yes":false}`), does("count", "m-1", workflow.CommitteeChair, ""))
		_, err := p.Decide(c, does("grant", "p-9", workflow.AppointingOfficer, `{"reason":""}`), at(c.Last))
		refusal := refusalOf(t, err)
		if diff := cmp.Diff([]string{"petition_has_votes", "petition_is_carried", "reason_is_given"}, codes(refusal)); diff != "" {
			t.Error(diff)
		}
		least := policy.CandidatesMin.In(p.Pack)
		want := workflow.Reason{
			Code:      "petition_has_votes",
			Evidence:  []workflow.Evidence{workflow.Found("votes", 1), workflow.Limit("at_least", least)},
			Citations: []policy.Citation{least.Citation, article},
		}
		if diff := cmp.Diff(want, refusal.Reasons[0]); diff != "" {
			t.Error(diff)
		}
		if refusal.Kind != workflow.Guarded || refusal.State != voted || refusal.Event != "grant" || refusal.Reasons[2].Field != "/reason" {
			t.Errorf("refused %+v", refusal)
		}
		if !refusal.Has("reason_is_given") || refusal.Has("petition") || refusal.Error() != "grant refused in voted: petition_has_votes, petition_is_carried, reason_is_given" {
			t.Errorf("says %q", refusal)
		}
	})

	t.Run("says_wrong_state_and_wrong_actor_together", func(t *testing.T) {
		t.Parallel()
		p := define(t, func(p *procedure) { rowOf(p, "vote").Requires = []guard{neverAsked(t)} })
		_, err := p.Decide(unopened(), does("vote", "x-1", workflow.Applicant, "not json"), at(start))
		refusal := refusalOf(t, err)
		want := &workflow.Refusal{Kind: workflow.WrongState, Event: "vote", State: workflow.Unopened, Reasons: []workflow.Reason{
			{Code: workflow.StateAllowsEvent, Citations: []policy.Citation{article}, Evidence: []workflow.Evidence{
				workflow.Found("state", workflow.Unopened), workflow.Found("allowed_in", in(filed, voted)),
			}},
			{Code: workflow.ActorMayAct, Citations: []policy.Citation{article}, Evidence: []workflow.Evidence{
				workflow.Found("allowed", by(workflow.CommitteeMember, workflow.CommitteeChair)),
			}},
		}}
		if diff := cmp.Diff(want, refusal); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("asks_no_guard_and_reads_no_body_for_an_outsider", func(t *testing.T) {
		t.Parallel()
		p := define(t, func(p *procedure) { rowOf(p, "vote").Requires = []guard{neverAsked(t)} })
		c, _ := told(t, p, file())
		for _, role := range workflow.Roles() {
			if role == workflow.CommitteeMember || role == workflow.CommitteeChair {
				continue
			}
			_, err := p.Decide(c, does("vote", "x-1", role, `{"unknown":1}`), at(start))
			if refusal := refusalOf(t, err); refusal.Kind != workflow.WrongActor || !slices.Equal(codes(refusal), []string{workflow.ActorMayAct}) {
				t.Errorf("%s: %v", role, refusal)
			}
		}
		_, err := p.Decide(c, workflow.Command{Event: "vote"}, at(start))
		if refusal := refusalOf(t, err); refusal.Kind != workflow.WrongActor {
			t.Errorf("nobody: %v", refusal)
		}
	})

	t.Run("knows_no_event_of_another_name", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		for _, event := range []workflow.Event{"", "Vote", "no_such_event", "before_event"} {
			_, err := p.Decide(unopened(), does(event, "p-1", workflow.Secretariat, ""), at(start))
			if refusal := refusalOf(t, err); refusal.Kind != workflow.UnknownEvent || !refusal.Has(workflow.EventIsKnown) {
				t.Errorf("%q: %v", event, refusal)
			}
		}
	})

	t.Run("names_the_fields_of_a_malformed_body", func(t *testing.T) {
		t.Parallel()
		p := define(t, func(p *procedure) { rowOf(p, "file").Requires = []guard{neverAsked(t)} })
		for body, fields := range map[string][]string{
			``:                                   {"/title", "/day"},
			`{}`:                                 {"/title", "/day"},
			`{"title":"x"}`:                      {"/day"},
			`{"title":1,"day":"2024-05-08"}`:     {"/title"},
			`{"title":"x","day":"8 May"}`:        {"/day"},
			`{"title":" ","day":"2024-05-08"}`:   {"/title"},
			`{"title":"x","day":null}`:           {"/day"},
			`{"title":"x","title":"y","day":""}`: {"/title"},
			`{"Title":"x","day":"2024-05-08"}`:   {"/Title"},
			`null`:                               {""},
			`[]`:                                 {""},
			`{`:                                  {""},
		} {
			_, err := p.Decide(unopened(), does("file", "p-1", workflow.Secretariat, body), at(start))
			refusal := refusalOf(t, err)
			var named []string
			for _, reason := range refusal.Reasons {
				named = append(named, reason.Field)
				if reason.Code != workflow.BodyIsWellFormed || reason.Detail == "" {
					t.Errorf("%s: reason %+v", body, reason)
				}
			}
			if refusal.Kind != workflow.Malformed || !slices.Equal(named, fields) {
				t.Errorf("%s: %s names %q, want %q", body, refusal.Kind, named, fields)
			}
		}
	})

	t.Run("acts_in_the_first_of_the_roles_that_the_row_allows", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c, _ := told(t, p, file())
		actor := workflow.Actor{Person: "m-1", Roles: by(workflow.Public, workflow.CommitteeChair, workflow.CommitteeMember)}
		decision, err := p.Decide(c, workflow.Command{Event: "vote", Actor: actor, Body: []byte(`{"yes":true}`)}, at(start))
		if err != nil || decision.Entry.Role != workflow.CommitteeChair || decision.Entry.Person != "m-1" {
			t.Errorf("acted as %s: %v", decision.Entry.Role, err)
		}
	})

	t.Run("time_never_falls_and_is_utc_in_microseconds", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c, _ := told(t, p, file())
		for name, moments := range map[string]struct{ clock, want time.Time }{
			"a clock that fell":       {start.Add(-48 * time.Hour), start},
			"the zero clock":          {time.Time{}, start},
			"the same instant":        {start, start},
			"nanoseconds are cut":     {start.Add(1999 * time.Nanosecond), start.Add(time.Microsecond)},
			"another zone":            {start.Add(time.Hour).In(calendar.WIT.Location()), start.Add(time.Hour)},
			"a monotonic reading":     {start.Add(time.Minute).Round(0), start.Add(time.Minute)},
			"less than a microsecond": {start.Add(999 * time.Nanosecond), start},
		} {
			decision, err := p.Decide(c, does("count", "m-1", workflow.CommitteeChair, ""), at(moments.clock))
			if err != nil {
				t.Fatal(err)
			}
			if got := decision.Entry.At; got != moments.want || decision.Case.Last != moments.want {
				t.Errorf("%s: recorded %v, want %v", name, got, moments.want)
			}
		}
	})

	t.Run("counts_days_in_the_zone_of_the_case", func(t *testing.T) {
		t.Parallel()
		// 16:30 UTC is still the 8th in Jakarta and the 9th in Makassar and Jayapura.
		evening := time.Date(2024, time.May, 8, 16, 30, 0, 0, time.UTC)
		for zone, want := range map[calendar.Zone]string{calendar.WIB: "2024-05-08", calendar.WITA: "2024-05-09", calendar.WIT: "2024-05-09"} {
			var today calendar.Date
			p := define(t, func(p *procedure) {
				rowOf(p, "file").Requires = []guard{{Code: "sees_today", Check: func(q question) workflow.Verdict {
					today = q.Today
					return workflow.Require(true)
				}}}
			})
			c := unopened()
			c.Zone = zone
			if _, err := p.Decide(c, file(), at(evening)); err != nil || today.String() != want {
				t.Errorf("%s: %v on %s, want %s", zone, err, today, want)
			}
		}
	})

	t.Run("keeps_what_the_case_is_and_writes_the_entry_of_the_move", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c := unopened()
		c.Parent, c.Ref = workflow.CaseID{9}, "post-1"
		decision, err := p.Decide(c, does("file", "p-1", workflow.Secretariat, ` { "day" : "2024-05-08", "title" : "Sekol\u0061h" } `), at(start))
		if err != nil {
			t.Fatal(err)
		}
		wantCase := c
		wantCase.State, wantCase.Revision, wantCase.Last, wantCase.Facts = filed, 1, start, petition{Title: "Sekolah"}
		if diff := cmp.Diff(wantCase, decision.Case); diff != "" {
			t.Error(diff)
		}
		wantEntry := workflow.Entry{
			Case: c.ID, Seq: 1, At: start, Procedure: "petition", Version: "7", Pack: p.Pack.Hash, Event: "file",
			From: workflow.Unopened, To: filed, Person: "p-1", Role: workflow.Secretariat, Body: []byte(`{"day":"2024-05-08","title":"Sekolah"}`),
		}
		if diff := cmp.Diff(wantEntry, decision.Entry); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"petition"}, decision.Documents); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("gives_effects_in_the_order_of_the_row", func(t *testing.T) {
		t.Parallel()
		p := define(t, func(p *procedure) {
			rowOf(p, "count").Effects = slices.Concat(
				[]effect{answerDue.Clear(), workflow.Sending("noted", func(q question) []workflow.SendEvent {
					return []workflow.SendEvent{{Ref: "a", Body: q.After}, {ToParent: true}}
				})},
				workflow.Telling[petition]("count", workflow.Public, workflow.Auditor),
				[]effect{workflow.Opening("child", "open", func(question) []workflow.OpenCase { return []workflow.OpenCase{{Ref: "x"}, {Ref: "y"}} })},
				[]effect{workflow.Pausing[petition](), workflow.Resuming[petition]()},
			)
		})
		c, _ := told(t, p, file())
		decision, err := p.Decide(c, does("count", "m-1", workflow.CommitteeChair, ""), at(start))
		if err != nil {
			t.Fatal(err)
		}
		want := []workflow.Action{
			workflow.ClearDeadline{Kind: "answer_due"},
			workflow.SendEvent{Ref: "a", Event: "noted", Body: petition{Title: "Sekolah"}},
			workflow.SendEvent{ToParent: true, Event: "noted"},
			workflow.Tell{Role: workflow.Public, About: "count"},
			workflow.Tell{Role: workflow.Auditor, About: "count"},
			workflow.OpenCase{Procedure: "child", Ref: "x", Event: "open"},
			workflow.OpenCase{Procedure: "child", Ref: "y", Event: "open"},
			workflow.PauseDeadlines{},
			workflow.ResumeDeadlines{},
		}
		if diff := cmp.Diff(want, decision.Actions); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("a_standing_guard_sees_the_case_as_it_stands_even_while_somebody_speaks", func(t *testing.T) {
		t.Parallel()
		p := define(t, func(p *procedure) {
			rowOf(p, "vote").Requires = []guard{{Code: "nobody_voted", Standing: true, Check: func(q question) workflow.Verdict {
				return workflow.Require(len(q.After.Votes) == 0)
			}}}
		})
		c, _ := told(t, p, file())
		if _, err := p.Decide(c, does("vote", "m-1", workflow.CommitteeMember, `{"yes":true}`), at(start)); err != nil {
			t.Errorf("heard the actor: %v", err)
		}
	})

	t.Run("is_deterministic", func(t *testing.T) {
		t.Parallel()
		p := define(t)
		c, _ := told(t, p, file())
		one, err1 := p.Decide(c, does("vote", "m-1", workflow.CommitteeMember, `{"yes":true}`), at(start))
		two, err2 := p.Decide(c, does("vote", "m-1", workflow.CommitteeMember, `{"yes":true}`), at(start))
		if diff := cmp.Diff(one, two); diff != "" || err1 != nil || err2 != nil {
			t.Errorf("%v, %v\n%s", err1, err2, diff)
		}
	})
}

func TestHold(t *testing.T) {
	t.Parallel()
	p := define(t)
	rest, wake := does("rest", "s-1", workflow.Supervisor, ""), does("wake", "s-1", workflow.Supervisor, "")
	count := does("count", "m-1", workflow.CommitteeChair, "")
	t.Run("returns_to_where_it_was_held_from", func(t *testing.T) {
		t.Parallel()
		for state, before := range map[workflow.State][]workflow.Command{filed: {file()}, voted: {file(), count}} {
			held, _ := told(t, p, append(slices.Clone(before), rest)...)
			if held.State != resting || held.Resumes != state {
				t.Errorf("held in %s from %q", held.State, held.Resumes)
			}
			back, _ := told(t, p, append(slices.Clone(before), rest, wake)...)
			if back.State != state || back.Resumes != "" {
				t.Errorf("back in %s, resumes %q, want %s", back.State, back.Resumes, state)
			}
		}
	})
	t.Run("allows_nothing_but_its_own_rows", func(t *testing.T) {
		t.Parallel()
		held, _ := told(t, p, file(), rest)
		for _, command := range []workflow.Command{rest, count, does("vote", "m-1", workflow.CommitteeMember, `{"yes":true}`)} {
			_, err := p.Decide(held, command, at(held.Last))
			if refusal := refusalOf(t, err); refusal.Kind != workflow.WrongState {
				t.Errorf("%s: %v", command.Event, refusal)
			}
		}
	})
	t.Run("forgets_where_it_was_when_the_case_ends", func(t *testing.T) {
		t.Parallel()
		ended, _ := told(t, p, file(), rest, does("withdraw", "p-1", workflow.Secretariat, `{"reason":"batal"}`))
		if ended.State != withdrawn || ended.Resumes != "" {
			t.Errorf("ended in %s and still resumes %q", ended.State, ended.Resumes)
		}
	})
	t.Run("stops_the_clocks_and_lets_them_go_on", func(t *testing.T) {
		t.Parallel()
		c, _ := told(t, p, file())
		held, err := p.Decide(c, rest, at(start))
		if err != nil {
			t.Fatal(err)
		}
		back, err := p.Decide(held.Case, wake, at(start))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][]workflow.Action{{workflow.PauseDeadlines{}}, {workflow.ResumeDeadlines{}}}, [][]workflow.Action{held.Actions, back.Actions}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOffers(t *testing.T) {
	t.Parallel()
	p := define(t)
	c, _ := told(t, p, file(), does("vote", "m-1", workflow.CommitteeMember, `{"yes":true}`), does("count", "m-1", workflow.CommitteeChair, ""))
	offers := p.Offers(c, workflow.Actor{Person: "p-9", Roles: by(workflow.AppointingOfficer)}, at(start))
	said := map[workflow.Event]workflow.Offer{}
	var order []string
	for _, offer := range offers {
		said[offer.Event] = offer
		order = append(order, string(offer.Event))
	}
	t.Run("lists_the_rows_of_the_state_in_the_order_of_the_table", func(t *testing.T) {
		t.Parallel()
		if got := strings.Join(order, " "); got != "vote grant answer_due rest withdraw" {
			t.Errorf("offers %s", got)
		}
	})
	t.Run("says_why_not_by_standing_guards_and_names_the_others", func(t *testing.T) {
		t.Parallel()
		grant := said["grant"]
		least := policy.CandidatesMin.In(p.Pack)
		want := workflow.Offer{Event: "grant", By: by(workflow.AppointingOfficer), Asks: []string{"reason_is_given"}, Why: []workflow.Reason{{
			Code: "petition_has_votes", Evidence: []workflow.Evidence{workflow.Found("votes", 1), workflow.Limit("at_least", least)},
			Citations: []policy.Citation{least.Citation, article},
		}}}
		if diff := cmp.Diff(want, grant); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("tells_an_outsider_who_may_and_nothing_of_the_numbers", func(t *testing.T) {
		t.Parallel()
		asked := define(t, func(p *procedure) { rowOf(p, "grant").Requires = []guard{neverAsked(t)} })
		for _, offer := range asked.Offers(c, workflow.Actor{Person: "x-1", Roles: by(workflow.Public)}, at(start)) {
			if offer.Open || len(offer.Why) != 1 || offer.Why[0].Code != workflow.ActorMayAct {
				t.Errorf("offers %+v", offer)
			}
		}
	})
	t.Run("agrees_with_decide_about_the_standing_guards", func(t *testing.T) {
		t.Parallel()
		_, err := p.Decide(c, does("grant", "p-9", workflow.AppointingOfficer, `{"reason":"ya"}`), at(start))
		if diff := cmp.Diff(said["grant"].Why, refusalOf(t, err).Reasons); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("sees_the_same_moment_as_decide", func(t *testing.T) {
		t.Parallel()
		var seen []time.Time
		watched := define(t, func(p *procedure) {
			rowOf(p, "count").Requires = []guard{{Code: "sees_time", Standing: true, Check: func(q question) workflow.Verdict {
				seen = append(seen, q.At)
				return workflow.Require(true)
			}}}
		})
		c, _ := told(t, watched, file())
		odd := start.Add(1500 * time.Nanosecond).In(calendar.WIT.Location())
		watched.Offers(c, workflow.Actor{Person: "m-1", Roles: by(workflow.CommitteeChair)}, at(odd))
		if _, err := watched.Decide(c, does("count", "m-1", workflow.CommitteeChair, ""), at(odd)); err != nil || len(seen) != 2 || seen[0] != seen[1] {
			t.Errorf("saw %v: %v", seen, err)
		}
	})
	t.Run("offers_nothing_in_a_final_state", func(t *testing.T) {
		t.Parallel()
		ended, _ := told(t, p, file(), does("withdraw", "p-1", workflow.Secretariat, `{"reason":"batal"}`))
		if offers := p.Offers(ended, workflow.Actor{Person: "p-1", Roles: workflow.Roles()}, at(start)); len(offers) != 0 {
			t.Errorf("offers %+v", offers)
		}
	})
}
