package access_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/person"
	"selter/workflow/policy"
)

var day = calendar.MustDate("2024-05-08")

func TestKept_each_row_says_something_that_no_other_says(t *testing.T) {
	t.Parallel()
	eachRowSaysSomething(t, access.Kept())
}

func eachRowSaysSomething(t *testing.T, all access.KeptTable) {
	t.Helper()
	where := append(places(t), access.Place{})
	for i, row := range all {
		others := slices.Delete(slices.Clone(all), i, i+1)
		subjects := row.Of
		if len(subjects) == 0 {
			subjects = workflow.Duties()
		}
		for _, class := range row.What {
			for _, by := range row.By {
				for _, of := range subjects {
					alone := slices.ContainsFunc(where, func(p access.Place) bool {
						_, may := all.Lets(class, p, one(by), one(of))
						_, anyway := others.Lets(class, p, one(by), one(of))
						return may && !anyway
					})
					if !alone {
						t.Errorf("row %d (%s): %s of %s by %s would be the same without it", i, row.Why, class, of, by)
					}
				}
			}
		}
	}
}

// The rules said once more: for each class who reads it of whom, in which states.
func TestKept_say_what_the_rules_say(t *testing.T) {
	t.Parallel()
	screening := []workflow.State{openselection.ApplicationsClosed, openselection.ShortageConsulted}
	beforeHealth := []workflow.State{
		openselection.Announced, openselection.Extended, openselection.ApplicationsClosed, openselection.ShortageConsulted, openselection.Screened,
		openselection.TrackRecordChecked, openselection.CompetencyAssessed, openselection.FieldTested, openselection.Interviewed,
	}
	over := []workflow.State{
		openselection.Inaugurated, openselection.Closed, openselection.Cancelled, openselection.DivertedToJobfit,
		openselection.DivertedToSuccession, openselection.ToBeRepeated,
	}
	for _, place := range append(places(t), access.Place{}) {
		state := place.State
		if place.Resumes != "" {
			state = place.Resumes
		}
		runs := place.Procedure == openselection.SelectionName && state != openselection.Planned && !slices.Contains(over, state)
		for _, reader := range workflow.Roles() {
			for _, subject := range workflow.Roles() {
				for _, class := range access.Classes() {
					office := reader == workflow.Secretariat && subject == workflow.Applicant && runs
					chair := reader == workflow.CommitteeChair && subject == workflow.Applicant && runs
					want := reader == workflow.DataSubject
					switch class {
					case access.Identity:
						want = want || office
					case access.Contact:
						want = want || office || reader == workflow.Admin && subject != workflow.Applicant && slices.Contains(workflow.Duties(), subject)
					case access.Wealth:
						want = want || office && slices.Contains(screening, state)
					case access.Health:
						want = want || (office || chair) && !slices.Contains(beforeHealth, state)
					}
					if by, may := access.MayReadParticular(class, place, one(reader), one(subject)); may != want || may && by != reader {
						t.Fatalf("%s reads %s of %s in %+v: %t as %q", reader, class, subject, place, may, by)
					}
				}
			}
		}
	}
}

func TestAttached_each_row_says_something_that_no_other_says(t *testing.T) {
	t.Parallel()
	eachRowSaysSomething(t, access.Attached())
}

// What says how rich or how healthy somebody is, is read by the secretariat while the files
// are verified, and by nobody else; what else is handed in goes with the application.
func TestDocuments_on_wealth_and_health_are_for_fewer(t *testing.T) {
	t.Parallel()
	special := map[openselection.ChecklistItem]access.Class{
		"wealth_report": access.Wealth, "tax_return": access.Wealth, "health_letter": access.Health, "drug_test_letter": access.Health,
	}
	for _, word := range policy.Checklist() {
		document := openselection.ChecklistItem(word)
		if class, is := access.ClassOf(document); class != special[document] || is != (special[document] != "") {
			t.Errorf("%s is %q", document, class)
		}
		for _, place := range append(places(t), access.Place{}) {
			state := place.State
			if place.Resumes != "" {
				state = place.Resumes
			}
			verifying := place.Procedure == openselection.SelectionName && (state == openselection.ApplicationsClosed || state == openselection.ShortageConsulted)
			for _, role := range workflow.Roles() {
				want := special[document] == "" || role == workflow.DataSubject || role == workflow.Secretariat && verifying
				if _, may := access.MayReadDocument(document, place, one(role)); may != want {
					t.Fatalf("%s reads %s in %+v: %t", role, document, place, may)
				}
			}
		}
	}
}

func TestRecorded_each_row_says_something_that_no_other_says(t *testing.T) {
	t.Parallel()
	eachRowSaysSomething(t, access.Recorded())
}

// The rules said once more: for each class who records it of whom, in which states. The
// chair and the members record nothing of anybody, nor does who only reads.
func TestRecorded_say_what_the_rules_say(t *testing.T) {
	t.Parallel()
	verifying := []workflow.State{openselection.ApplicationsClosed, openselection.ShortageConsulted}
	applying := append([]workflow.State{openselection.Announced, openselection.Extended}, verifying...)
	tested := []workflow.State{
		openselection.HealthTested, openselection.ResultDetermined, openselection.ResultReported, openselection.ResultReturned,
		openselection.ResultRefused, openselection.ResultRecommended, openselection.Chosen, openselection.InaugurationCleared,
	}
	for _, place := range append(places(t), access.Place{}, access.Place{Procedure: person.Name}) {
		state, file := place.State, place.Procedure == person.Name
		if place.Resumes != "" {
			state = place.Resumes
		}
		for _, recorder := range workflow.Roles() {
			for _, subject := range workflow.Roles() {
				office := place.Procedure == openselection.SelectionName && recorder == workflow.Secretariat && subject == workflow.Applicant
				in := func(states []workflow.State) bool { return office && slices.Contains(states, state) }
				self, keeper := file && recorder == workflow.DataSubject, file && recorder == workflow.Admin
				for class, want := range map[access.Class]bool{
					access.Identity: self || keeper || in(applying),
					access.Contact:  self || keeper || in(applying),
					access.Wealth:   self || in(verifying),
					access.Health:   in(tested),
				} {
					if by, may := access.MayRecordParticular(class, place, one(recorder), one(subject)); may != want || may && by != recorder {
						t.Fatalf("%s records %s of %s in %+v: %t as %q", recorder, class, subject, place, may, by)
					}
				}
			}
		}
	}
}

func TestAsked_say_who_may_enrol_and_who_may_look_up(t *testing.T) {
	t.Parallel()
	for _, role := range workflow.Roles() {
		if _, may := access.MayAsk(access.Enrolment, one(role)); may != (role == workflow.Admin) {
			t.Errorf("%s enrols: %t", role, may)
		}
		if _, may := access.MayAsk(access.Lookup, one(role)); may != (role == workflow.Admin || role == workflow.Secretariat) {
			t.Errorf("%s looks up: %t", role, may)
		}
	}
	if got := access.Askers(access.Lookup); !slices.Equal(got, []workflow.Role{workflow.Admin, workflow.Secretariat}) {
		t.Errorf("%v", got)
	}
	if _, may := access.MayAsk(access.Journal, one(workflow.Admin)); may {
		t.Error("a journal is no question to an agency")
	}
}

func TestConditions_are_all_explained_and_hold_where_they_are_about(t *testing.T) {
	t.Parallel()
	var explained []access.When
	for _, c := range access.Conditions() {
		if c.Says == "" || c.When.Holds(access.Place{Procedure: openselection.RoundName, State: openselection.Announced}) {
			t.Errorf("%s", c.When)
		}
		file := access.Place{Procedure: person.Name, State: person.Enrolled}
		if c.When.Holds(file) != (c.When == access.InFile) {
			t.Errorf("%s in the file of a person", c.When)
		}
		explained = append(explained, c.When)
	}
	for _, row := range access.Cases() {
		if row.When != access.Always && !slices.Contains(explained, row.When) {
			t.Errorf("nobody says what %s is", row.When)
		}
	}
	for _, row := range slices.Concat(access.Kept(), access.Recorded()) {
		if row.When != access.Always && !slices.Contains(explained, row.When) {
			t.Errorf("nobody says what %s is", row.When)
		}
	}
	if access.When("full_moon").Holds(access.Place{Procedure: openselection.SelectionName, State: openselection.Announced}) {
		t.Error("an unknown condition holds")
	}
}
