package access_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

var day = calendar.MustDate("2024-05-08")

func TestKept_each_row_says_something_that_no_other_says(t *testing.T) {
	t.Parallel()
	all, where := access.Kept(), append(places(t), access.Place{})
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
						_, may := all.MayRead(class, p, one(by), one(of))
						_, anyway := others.MayRead(class, p, one(by), one(of))
						return may && !anyway
					})
					if !alone {
						t.Errorf("row %d (%s): %s of %s by %s is never read because of it", i, row.Why, class, of, by)
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

func TestConditions_are_all_explained_and_hold_nowhere_but_in_selections(t *testing.T) {
	t.Parallel()
	var explained []access.When
	for _, c := range access.Conditions() {
		if c.Says == "" || c.When.Holds(access.Place{Procedure: openselection.RoundName, State: openselection.Announced}) {
			t.Errorf("%s", c.When)
		}
		explained = append(explained, c.When)
	}
	for _, row := range access.Cases() {
		if row.When != access.Always && !slices.Contains(explained, row.When) {
			t.Errorf("nobody says what %s is", row.When)
		}
	}
	for _, row := range access.Kept() {
		if row.When != access.Always && !slices.Contains(explained, row.When) {
			t.Errorf("nobody says what %s is", row.When)
		}
	}
	if access.When("full_moon").Holds(access.Place{Procedure: openselection.SelectionName, State: openselection.Announced}) {
		t.Error("an unknown condition holds")
	}
}
