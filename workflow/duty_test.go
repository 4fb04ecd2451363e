package workflow_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"selter/workflow"
	"selter/workflow/calendar"
)

// The places of the tests: an agency with two rounds of two selections each, and another.
var (
	agency, elsewhere = workflow.Scope{Agency: "53"}, workflow.Scope{Agency: "54"}
	nation            = workflow.Scope{Agency: workflow.Nation}
	oneRound          = workflow.Scope{Agency: "53", Round: workflow.CaseID{1}}
	otherRound        = workflow.Scope{Agency: "53", Round: workflow.CaseID{2}}
	onePost           = workflow.Scope{Agency: "53", Round: workflow.CaseID{1}, Selection: workflow.CaseID{11}}
	otherPost         = workflow.Scope{Agency: "53", Round: workflow.CaseID{1}, Selection: workflow.CaseID{12}}
	strangePost       = workflow.Scope{Agency: "54", Round: workflow.CaseID{3}, Selection: workflow.CaseID{31}}
)

func scopes() []workflow.Scope {
	return []workflow.Scope{agency, elsewhere, nation, oneRound, otherRound, onePost, otherPost, strangePost}
}

func TestScope(t *testing.T) {
	t.Parallel()
	t.Run("holds_itself_and_what_lies_in_it", func(t *testing.T) {
		t.Parallel()
		within := map[workflow.Scope][]workflow.Scope{
			nation:      scopes(),
			agency:      {agency, oneRound, otherRound, onePost, otherPost},
			elsewhere:   {elsewhere, strangePost},
			oneRound:    {oneRound, onePost, otherPost},
			otherRound:  {otherRound},
			onePost:     {onePost},
			otherPost:   {otherPost},
			strangePost: {strangePost},
		}
		for _, s := range scopes() {
			for _, other := range scopes() {
				if want := slices.Contains(within[s], other); s.Holds(other) != want {
					t.Errorf("%+v holds %+v: %t, want %t", s, other, !want, want)
				}
			}
		}
	})
	t.Run("meets_where_one_holds_the_other", func(t *testing.T) {
		t.Parallel()
		for _, s := range scopes() {
			for _, other := range scopes() {
				shared := slices.ContainsFunc([]workflow.Scope{onePost, otherPost, strangePost, otherRound}, func(place workflow.Scope) bool {
					return s.Holds(place) && other.Holds(place)
				})
				if s.Meets(other) != shared || other.Meets(s) != shared {
					t.Errorf("%+v meets %+v: %t and %t, want %t", s, other, s.Meets(other), other.Meets(s), shared)
				}
			}
		}
	})
}

func held(role workflow.Role, where workflow.Scope, days ...string) workflow.Duty {
	d := workflow.Duty{Role: role, Scope: where, From: calendar.MustDate("2024-01-01")}
	if len(days) > 0 {
		d.From = calendar.MustDate(days[0])
	}
	if len(days) > 1 {
		d.Until = calendar.MustDate(days[1])
	}
	return d
}

func TestParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given []workflow.Duty
		at    workflow.Scope
		on    string
		want  []workflow.Role
	}{
		"nothing_gives_nothing":               {nil, onePost, "2024-05-08", nil},
		"a_duty_of_the_agency_reaches_a_post": {[]workflow.Duty{held(workflow.Secretariat, agency)}, onePost, "2024-05-08", []workflow.Role{workflow.Secretariat}},
		"a_duty_on_a_post_reaches_no_other":   {[]workflow.Duty{held(workflow.Assessor, onePost)}, otherPost, "2024-05-08", nil},
		"a_duty_on_a_post_not_its_round":      {[]workflow.Duty{held(workflow.Assessor, onePost)}, oneRound, "2024-05-08", nil},
		"a_duty_of_another_agency_is_none":    {[]workflow.Duty{held(workflow.Secretariat, elsewhere)}, onePost, "2024-05-08", nil},
		"the_nation_reaches_everywhere":       {[]workflow.Duty{held(workflow.Supervisor, nation)}, strangePost, "2024-05-08", []workflow.Role{workflow.Supervisor}},
		"an_agency_does_not_reach_the_nation": {[]workflow.Duty{held(workflow.Admin, agency)}, nation, "2024-05-08", nil},
		"the_day_before_the_first":            {[]workflow.Duty{held(workflow.Tracer, agency, "2024-05-08", "2024-05-09")}, onePost, "2024-05-07", nil},
		"the_first_day":                       {[]workflow.Duty{held(workflow.Tracer, agency, "2024-05-08", "2024-05-09")}, onePost, "2024-05-08", []workflow.Role{workflow.Tracer}},
		"the_last_day":                        {[]workflow.Duty{held(workflow.Tracer, agency, "2024-05-08", "2024-05-09")}, onePost, "2024-05-09", []workflow.Role{workflow.Tracer}},
		"the_day_after_the_last":              {[]workflow.Duty{held(workflow.Tracer, agency, "2024-05-08", "2024-05-09")}, onePost, "2024-05-10", nil},
		"twice_the_same_is_one_part":          {[]workflow.Duty{held(workflow.Tracer, agency), held(workflow.Tracer, onePost)}, onePost, "2024-05-08", []workflow.Role{workflow.Tracer}},
		"two_that_go_together_in_their_order": {
			[]workflow.Duty{held(workflow.CommitteeMember, agency), held(workflow.AuthorisedOfficer, agency)},
			onePost, "2024-05-08",
			[]workflow.Role{workflow.CommitteeMember, workflow.AuthorisedOfficer},
		},
		"two_that_exclude_each_other_give_neither": {
			[]workflow.Duty{held(workflow.Applicant, onePost), held(workflow.CommitteeMember, agency)}, onePost, "2024-05-08", nil,
		},
		"two_that_exclude_each_other_take_no_third": {
			[]workflow.Duty{held(workflow.Secretariat, agency), held(workflow.Tracer, agency), held(workflow.Assessor, onePost)},
			onePost, "2024-05-08",
			[]workflow.Role{workflow.Tracer},
		},
		"exclusion_ends_where_one_does_not_reach": {
			[]workflow.Duty{held(workflow.Applicant, onePost), held(workflow.CommitteeMember, agency)},
			otherPost, "2024-05-08",
			[]workflow.Role{workflow.CommitteeMember},
		},
		"who_applied_once_has_no_part_in_that_post": {
			[]workflow.Duty{held(workflow.Applicant, onePost, "2024-01-01", "2024-02-01"), held(workflow.CommitteeMember, agency)}, onePost, "2024-05-08", nil,
		},
		"who_applied_once_may_have_a_part_in_another": {
			[]workflow.Duty{held(workflow.Applicant, onePost, "2024-01-01", "2024-02-01"), held(workflow.CommitteeMember, agency)},
			otherPost, "2024-05-08",
			[]workflow.Role{workflow.CommitteeMember},
		},
		"exclusion_ends_with_the_days": {
			[]workflow.Duty{held(workflow.Secretariat, onePost, "2024-01-01", "2024-02-01"), held(workflow.CommitteeMember, agency)},
			onePost, "2024-05-08",
			[]workflow.Role{workflow.CommitteeMember},
		},
		"roles_that_no_decree_gives_are_none": {
			[]workflow.Duty{held(workflow.System, nation), held(workflow.Clock, nation), held(workflow.DataSubject, nation), held(workflow.Public, nation)},
			onePost, "2024-05-08", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := workflow.Parts(c.given, c.at, calendar.MustDate(c.on)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			slices.Reverse(c.given)
			got := workflow.Parts(c.given, c.at, calendar.MustDate(c.on))
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
				t.Errorf("the other way round: got %v, want %v", got, want)
			}
		})
	}
	t.Run("are_not_chosen_by_how_one_comes_in", func(t *testing.T) {
		t.Parallel()
		supervises, serves, traces := held(workflow.Supervisor, nation), held(workflow.Secretariat, agency), held(workflow.Tracer, elsewhere)
		on := calendar.MustDate("2024-05-08")
		if got := workflow.Parts([]workflow.Duty{supervises, serves, traces}, onePost, on); len(got) > 0 {
			t.Errorf("with two factors %v", got)
		}
		if got := workflow.Parts([]workflow.Duty{serves, traces}, onePost, on, supervises); len(got) > 0 {
			t.Errorf("with one factor %v", got)
		}
		rests := held(workflow.CommitteeMember, elsewhere) // it does not reach the post, and excludes nothing there
		if got := workflow.Parts([]workflow.Duty{serves}, onePost, on, rests); !slices.Equal(got, []workflow.Role{workflow.Secretariat}) {
			t.Errorf("beside a duty of another agency %v", got)
		}
		if got := workflow.Parts(nil, onePost, on, serves); len(got) > 0 {
			t.Errorf("what rests gives %v", got)
		}
	})
	t.Run("never_exclude_each_other", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			given := rapid.SliceOf(rapid.Custom(func(t *rapid.T) workflow.Duty {
				return held(rapid.SampledFrom(workflow.Roles()).Draw(t, "role"), rapid.SampledFrom(scopes()).Draw(t, "place"))
			})).Draw(t, "given")
			parts := workflow.Parts(given, rapid.SampledFrom(scopes()).Draw(t, "at"), calendar.MustDate("2024-05-08"))
			for _, a := range parts {
				for _, b := range parts {
					if workflow.Exclude(a, b) {
						t.Fatalf("%s and %s", a, b)
					}
				}
			}
		})
	})
}

func TestExclude(t *testing.T) {
	t.Parallel()
	t.Run("means_the_same_both_ways", func(t *testing.T) {
		t.Parallel()
		excluded := 0
		for _, a := range workflow.Roles() {
			for _, b := range workflow.Roles() {
				if workflow.Exclude(a, b) != workflow.Exclude(b, a) {
					t.Errorf("%s and %s", a, b)
				}
				if workflow.Exclude(a, b) {
					excluded++
				}
			}
			if workflow.Exclude(a, a) {
				t.Errorf("%s excludes itself", a)
			}
		}
		if excluded < 60 {
			t.Errorf("only %d pairs", excluded/2)
		}
	})
	t.Run("keeps_apart_what_the_law_keeps_apart", func(t *testing.T) {
		t.Parallel()
		scorers := []workflow.Role{workflow.CommitteeChair, workflow.CommitteeMember, workflow.Assessor}
		for _, scorer := range scorers {
			for _, other := range []workflow.Role{
				workflow.Applicant, workflow.Secretariat, workflow.AppointingOfficer, workflow.ResourcePerson, workflow.Supervisor, workflow.Auditor, workflow.Admin,
			} {
				if !workflow.Exclude(scorer, other) {
					t.Errorf("%s may be %s", scorer, other)
				}
			}
		}
		for _, duty := range workflow.Duties() {
			if duty != workflow.Applicant && !workflow.Exclude(workflow.Applicant, duty) {
				t.Errorf("an applicant may be %s", duty)
			}
			if duty != workflow.Auditor && !workflow.Exclude(workflow.Auditor, duty) {
				t.Errorf("an auditor may be %s", duty)
			}
		}
	})
	t.Run("lets_the_authorised_officer_sit_on_the_committee", func(t *testing.T) {
		t.Parallel()
		for _, seat := range []workflow.Role{workflow.CommitteeChair, workflow.CommitteeMember} {
			if workflow.Exclude(workflow.AuthorisedOfficer, seat) {
				t.Errorf("not as %s", seat)
			}
		}
	})
}

func TestDuties(t *testing.T) {
	t.Parallel()
	t.Run("are_the_roles_that_people_are_given", func(t *testing.T) {
		t.Parallel()
		none := []workflow.Role{workflow.Public, workflow.DataSubject, workflow.Clock, workflow.System}
		for _, role := range workflow.Roles() {
			if slices.Contains(workflow.Duties(), role) == slices.Contains(none, role) {
				t.Errorf("%s", role)
			}
		}
	})
	t.Run("belong_to_the_caller", func(t *testing.T) {
		t.Parallel()
		workflow.Duties()[0] = workflow.System
		if slices.Contains(workflow.Duties(), workflow.System) {
			t.Error("the list changed")
		}
	})
	t.Run("of_those_who_choose_score_supervise_or_grant_need_a_second_factor", func(t *testing.T) {
		t.Parallel()
		var strong []workflow.Role
		for _, role := range workflow.Roles() {
			if workflow.NeedsSecondFactor(role) {
				strong = append(strong, role)
			}
		}
		want := []workflow.Role{workflow.AppointingOfficer, workflow.CommitteeChair, workflow.CommitteeMember, workflow.Supervisor, workflow.Custodian, workflow.Admin}
		if !slices.Equal(strong, want) {
			t.Errorf("got %v", strong)
		}
	})
}
