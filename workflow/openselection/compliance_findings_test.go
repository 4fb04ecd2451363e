package openselection_test

import (
	"slices"
	"testing"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
)

// A finding is a clean record in which one thing is otherwise, and what the checks make of it.
type finding struct {
	name  string
	spoil func(r *compliance.Record)
	marks map[string]compliance.Mark // of the checks that change; the others stay as they were
}

// ofRound and ofPost change the facts of one of the two trails.
func ofRound(change func(f *openselection.RoundFacts)) func(*compliance.Record) {
	return func(r *compliance.Record) { change(&r.Round.Facts) }
}

func ofPost(change func(f *openselection.SelectionFacts)) func(*compliance.Record) {
	return func(r *compliance.Record) { change(&r.Selection.Facts) }
}

// later moves the entries of a trail from the first of an event on by days.
func later(steps []compliance.Step, from workflow.Event, days int) []compliance.Step {
	steps = slices.Clone(steps)
	at := slices.IndexFunc(steps, func(s compliance.Step) bool { return s.Event == from })
	for i := at; i < len(steps); i++ {
		steps[i].At = steps[i].At.AddDate(0, 0, days)
	}
	return steps
}

func is(mark compliance.Mark, ids ...string) map[string]compliance.Mark {
	marks := map[string]compliance.Mark{}
	for _, id := range ids {
		marks[id] = mark
	}
	return marks
}

func preparationFindings() []finding {
	const no, half = compliance.NotMet, compliance.Partly
	member := func(change func(m *openselection.Member)) func(*compliance.Record) {
		return ofRound(func(f *openselection.RoundFacts) {
			committee := *f.Committee
			committee.Members = slices.Clone(committee.Members)
			change(&committee.Members[2])
			f.Committee = &committee
		})
	}
	return []finding{
		{"vacancy_without_evidence", ofPost(func(f *openselection.SelectionFacts) { f.Post.Vacancy.Evidence.Number = "" }), is(no, "p1_1")},
		{"no_reason_of_the_vacancy", ofPost(func(f *openselection.SelectionFacts) { f.Post.Vacancy.Reason = "" }), is(no, "p1_1")},
		{"holder_replaced_too_early", ofPost(func(f *openselection.SelectionFacts) {
			f.Post.Vacancy.Reason, f.Post.Vacancy.HeldSince = openselection.Replacement, f.Post.Vacancy.From.AddDays(-100)
		}), is(no, "p1_1")},
		{"holder_moved_too_early_on_a_ground", ofPost(func(f *openselection.SelectionFacts) {
			f.Post.Vacancy.Reason, f.Post.Vacancy.HeldSince, f.Post.Vacancy.Ground = openselection.Moved, f.Post.Vacancy.From.AddDays(-100), &openselection.Letter{Number: "D/1"}
		}), is(compliance.Met, "p1_1")},
		{"internal_route_not_tried_for_a_reason", ofRound(func(f *openselection.RoundFacts) {
			f.Plan.InternalRoute = openselection.InternalRoute{Reason: "tidak ada calon"}
		}), is(half, "p1_1")},
		{"internal_route_not_considered", ofRound(func(f *openselection.RoundFacts) { f.Plan.InternalRoute = openselection.InternalRoute{} }), is(no, "p1_1")},
		{"planned_in_a_freeze_without_permit", func(r *compliance.Record) {
			r.Round.Facts.Freeze.Election = &gates.Election{CandidatesFixed: calendar.DateOf(r.Round.Steps[0].At, r.Zone).AddDays(30)}
		}, is(no, "p1_1")},
		{"standard_after_the_announcement", ofPost(func(f *openselection.SelectionFacts) { f.Post.Standard.Date = f.Window.Closes }), is(no, "p1_2")},
		{"requirements_without_number", ofPost(func(f *openselection.SelectionFacts) { f.Post.Requirements.Number = "" }), is(no, "p1_2")},
		{"post_left_out_of_the_recommendation", ofRound(func(f *openselection.RoundFacts) {
			f.Refused = []openselection.Remark{{Item: first, Reason: "belum lowong"}}
		}), is(no, "p1_3")},
		{"another_post_left_out", ofRound(func(f *openselection.RoundFacts) {
			f.Refused = []openselection.Remark{{Item: second, Reason: "belum lowong"}}
		}), nil},
		{"recommended_without_a_letter", ofRound(func(f *openselection.RoundFacts) { f.Recommend = nil }), is(no, "p1_3")},
		{"three_of_five_internal", member(func(m *openselection.Member) { m.Origin = openselection.FromAgency }), is(no, "p2_1")},
		{"member_without_statement_on_conflicts", member(func(m *openselection.Member) { m.NoConflict = false }), is(no, "p2_2")},
		{"member_of_a_party", member(func(m *openselection.Member) { m.NoParty = false }), is(no, "p2_2")},
		{"member_without_expertise", member(func(m *openselection.Member) { m.Expertise = " " }), is(no, "p2_2")},
		{"statement_of_an_earlier_window", ofPost(func(f *openselection.SelectionFacts) {
			f.Statements = slices.Clone(f.Statements)
			f.Statements[0].On = f.Closed[0]
		}), is(no, "p2_2")},
		{"marks_in_spite_of_a_conflict", ofPost(func(f *openselection.SelectionFacts) {
			f.Conflicts = []openselection.Conflict{{Member: "anggota-1", Candidate: "01", Relation: "keluarga"}}
		}), is(no, "p2_2", "l5_2")}, // nor do three signatures of five suffice, once one of them has a conflict
		{"announced_too_shortly", ofRound(func(f *openselection.RoundFacts) {
			announced := *f.Announced
			announced.Closes = announced.Opens.AddDays(3)
			f.Announced = &announced
		}), is(no, "p3_1")},
		{"announced_on_one_channel", ofRound(func(f *openselection.RoundFacts) {
			announced := *f.Announced
			announced.Channels = announced.Channels[:1]
			f.Announced = &announced
		}), is(no, "p3_1")},
		{"announced_for_days_before", ofRound(func(f *openselection.RoundFacts) {
			announced := *f.Announced
			announced.Opens = announced.Opens.AddDays(-60)
			f.Announced = &announced
		}), is(no, "p3_1")},
		{"closed_before_the_announced_day", ofPost(func(f *openselection.SelectionFacts) { f.Window.Closes = f.Window.Closes.AddDays(5) }), is(no, "p3_1")},
		{"weights_out_of_range", func(r *compliance.Record) {
			sealed := *r.Round.Facts.Sealed
			sealed.Instruments.Weights = openselection.Weights{TrackRecord: 15, Assessment: 25, Paper: 25, Interview: 35}
			r.Round.Facts.Sealed, r.Selection.Facts.Terms.Weights = &sealed, sealed.Instruments.Weights
		}, is(no, "p3_2")},
		{"scored_by_other_rubrics_than_sealed", ofPost(func(f *openselection.SelectionFacts) { f.Terms.Rubrics = "x" }), is(no, "p3_2", "l2_1", "l5_1")},
		{"announcement_without_the_weights", ofRound(func(f *openselection.RoundFacts) {
			announced := *f.Announced
			announced.Contents = announced.Contents[1:]
			f.Announced = &announced
		}), is(half, "p3_2")},
	}
}

func executionFindings() []finding {
	const no, half = compliance.NotMet, compliance.Partly
	fileOf := func(change func(file *openselection.File)) func(*compliance.Record) {
		return ofPost(func(f *openselection.SelectionFacts) {
			f.Files = slices.Clone(f.Files)
			change(&f.Files[0])
		})
	}
	return []finding{
		{"verified_by_one_person", fileOf(func(f *openselection.File) { f.Second = f.Verifier }), is(no, "l1_1")},
		{"age_on_another_day", fileOf(func(f *openselection.File) { f.AgeOn = f.AgeOn.AddDays(1) }), is(no, "l1_1")},
		{"passed_above_the_age", fileOf(func(f *openselection.File) { f.AgeMet = false }), is(no, "l1_1")},
		{"failed_without_a_reason", ofPost(func(f *openselection.SelectionFacts) {
			f.Files = append(slices.Clone(f.Files), openselection.File{Candidate: "99", Verifier: "a", Second: "b"})
		}), is(no, "l1_1")},
		{"too_few_passed", ofPost(func(f *openselection.SelectionFacts) { f.Files = f.Files[:2] }), is(no, "l1_2", "l5_2")},
		{"too_few_passed_and_allowed_by_nobody", ofPost(func(f *openselection.SelectionFacts) { f.Allowed = 1 }), is(no, "l1_2")},
		{"extended_more_often_than_admitted", ofPost(func(f *openselection.SelectionFacts) { f.Extensions = make([]openselection.Extension, 3) }), is(no, "l1_2")},
		{"screening_result_without_number", ofPost(func(f *openselection.SelectionFacts) { f.Screened = &openselection.PassScreeningBody{} }), is(no, "l1_2")},
		{"screening_signed_by_another", func(r *compliance.Record) {
			r.Selection.Steps = slices.Clone(r.Selection.Steps)
			at := slices.IndexFunc(r.Selection.Steps, func(s compliance.Step) bool { return s.Event == openselection.PassScreening })
			r.Selection.Steps[at].Role = workflow.Secretariat
		}, is(no, "l1_2")},
		{"no_tracer", tracing(func(b *openselection.CheckTrackRecordBody) { b.Tracers = nil }), is(no, "l2_1")},
		{"neutrality_not_checked", tracing(func(b *openselection.CheckTrackRecordBody) { b.NeutralityChecked = false }), is(no, "l2_1")},
		{"traced_by_other_criteria", tracing(func(b *openselection.CheckTrackRecordBody) { b.Rubrics = "x" }), is(no, "l2_1")},
		{"assessed_by_nobody_named", ofPost(func(f *openselection.SelectionFacts) {
			f.Stage.Assessment = &openselection.AssessCompetencyBody{Method: "x", Report: f.Stage.Assessment.Report}
		}), is(no, "l3_1")},
		{"assessed_by_one", ofPost(func(f *openselection.SelectionFacts) {
			f.Marks = slices.DeleteFunc(slices.Clone(f.Marks), func(m openselection.Given) bool { return m.By == "asesor-2" })
		}), is(no, "l3_1")},
		{"earlier_assessment_expired", func(r *compliance.Record) {
			r.Selection.Facts.Reused = []openselection.Reuse{{Candidate: "01", From: calendar.MustDate("2015-01-01"), ConfirmedBy: "asesor-2"}}
			r.Selection.Steps = append(slices.Clone(r.Selection.Steps), compliance.Step{Seq: 9999, Event: openselection.ConfirmReuse, At: r.Selection.Steps[0].At})
		}, is(half, "l3_1")},
		{"earlier_assessment_confirmed_by_no_entry", ofPost(func(f *openselection.SelectionFacts) {
			f.Reused = []openselection.Reuse{{Candidate: "01", From: f.Closed[0], ConfirmedBy: "asesor-2"}}
		}), is(no, "l3_1")},
		{"what_comes_a_day_later_is_in_time", func(r *compliance.Record) { r.Selection.Steps = later(r.Selection.Steps, openselection.TestHealth, 1) }, nil},
		{"the_interview_was_published_late", func(r *compliance.Record) {
			at := slices.IndexFunc(r.Selection.Steps, func(s compliance.Step) bool { return s.Event == openselection.Interview })
			r.Selection.Steps = slices.Clone(r.Selection.Steps)
			for i := at + 1; i < len(r.Selection.Steps); i++ {
				r.Selection.Steps[i].At = r.Selection.Steps[i].At.AddDate(0, 0, 20)
			}
			r.Round.Steps = later(r.Round.Steps, openselection.NoteInauguration, 20)
		}, is(half, "l3_2")},
		{"two_stages_are_not_published", unpublished(2), map[string]compliance.Mark{"l1_2": no, "l2_1": no, "l3_2": half}},
		{"three_stages_are_not_published", unpublished(3), map[string]compliance.Mark{"l1_2": no, "l2_1": no, "l3_2": no}},
		{"papers_marked_with_names", ofPost(func(f *openselection.SelectionFacts) { f.Papers = f.Papers[1:] }), is(no, "l4_1")},
		{"papers_marked_by_one", ofPost(func(f *openselection.SelectionFacts) {
			f.Marks = slices.DeleteFunc(slices.Clone(f.Marks), func(m openselection.Given) bool { return m.Component == openselection.Paper && m.By == "anggota-2" })
		}), is(no, "l4_1")},
		{"paper_corrected_alone", ofPost(func(f *openselection.SelectionFacts) {
			f.Corrections = []openselection.Correction{{Component: openselection.Paper, Reason: "salah hitung", By: "ketua", Second: "ketua"}}
		}), is(no, "l4_1")},
		{"paper_corrected_by_two", ofPost(func(f *openselection.SelectionFacts) {
			f.Corrections = []openselection.Correction{{Component: openselection.Paper, Reason: "salah hitung", By: "ketua", Second: "anggota-1"}}
		}), is(compliance.Met, "l4_1")},
		{"interview_without_quorum", interviewed(func(b *openselection.InterviewBody) { b.Present = b.Present[:2] }), is(no, "l5_1")},
		{"resource_person_scored", interviewed(func(b *openselection.InterviewBody) { b.ResourcePersons = []string{"anggota-1"} }), is(no, "l5_1")},
		{"a_stranger_scored", ofPost(func(f *openselection.SelectionFacts) {
			f.Marks = append(slices.Clone(f.Marks), openselection.Given{Component: openselection.InterviewOf, Candidate: "01", By: "orang-luar"})
		}), is(no, "l5_1")},
		{"ranking_on_paper_is_another", determined(func(r *openselection.Result) {
			r.Ranking = slices.Clone(r.Ranking)
			r.Ranking[0].Total++
		}), is(no, "l5_2")},
		{"the_fourth_is_proposed", determined(func(r *openselection.Result) {
			r.Proposed = []string{r.Proposed[0], r.Proposed[1], "99"}
		}), is(no, "l5_2")},
		{"two_without_a_reason", determined(func(r *openselection.Result) { r.Proposed = r.Proposed[:2] }), is(no, "l5_2")},
		{"two_for_a_reason", determined(func(r *openselection.Result) {
			r.Proposed, r.FewerReason = r.Proposed[:2], "yang lain mengundurkan diri"
		}), is(compliance.Met, "l5_2")},
		{"minutes_signed_by_two_of_five", determined(func(r *openselection.Result) { r.Signed = r.Signed[:2] }), is(no, "l5_2")},
		{"a_proposed_one_is_not_fit", ofPost(func(f *openselection.SelectionFacts) { f.Health = f.Health[1:] }), is(no, "l5_2")},
	}
}

func tracing(change func(b *openselection.CheckTrackRecordBody)) func(*compliance.Record) {
	return ofPost(func(f *openselection.SelectionFacts) {
		body := *f.Stage.TrackRecord
		change(&body)
		f.Stage.TrackRecord = &body
	})
}

func interviewed(change func(b *openselection.InterviewBody)) func(*compliance.Record) {
	return ofPost(func(f *openselection.SelectionFacts) {
		body := *f.Stage.Interview
		change(&body)
		f.Stage.Interview = &body
	})
}

func determined(change func(r *openselection.Result)) func(*compliance.Record) {
	return ofPost(func(f *openselection.SelectionFacts) {
		result := *f.Result
		change(&result)
		f.Result = &result
	})
}

// unpublished takes the first so many publications away.
func unpublished(n int) func(*compliance.Record) {
	return ofPost(func(f *openselection.SelectionFacts) { f.Publications = f.Publications[n:] })
}

func reportingFindings() []finding {
	const no, half = compliance.NotMet, compliance.Partly
	return []finding{
		{"report_is_late", func(r *compliance.Record) {
			r.Selection.Steps = later(r.Selection.Steps, openselection.ReportResult, 20)
			r.Round.Steps = later(r.Round.Steps, openselection.NoteInauguration, 20)
		}, is(half, "r1")},
		{"report_lacks_a_paper", ofPost(func(f *openselection.SelectionFacts) { f.Enclosed = f.Enclosed[1:] }), is(no, "r1")},
		{"second_chosen_without_reason", ofPost(func(f *openselection.SelectionFacts) {
			chosen := *f.Choice
			chosen.Candidate = f.Result.Proposed[1]
			f.Choice = &chosen
		}), is(no, "r2")},
		{"second_chosen_for_a_reason", ofPost(func(f *openselection.SelectionFacts) {
			chosen := *f.Choice
			chosen.Candidate, chosen.Reason = f.Result.Proposed[1], "pengalaman"
			f.Choice = &chosen
		}), is(compliance.Met, "r2")},
		{"inaugurated_late", func(r *compliance.Record) {
			r.Selection.Steps = later(r.Selection.Steps, openselection.Inaugurate, 16)
			r.Round.Steps = later(r.Round.Steps, openselection.NoteInauguration, 16)
		}, is(half, "r3")},
		{"final_report_late", func(r *compliance.Record) {
			r.Round.Steps = later(r.Round.Steps, openselection.ReportFinally, 30)
		}, is(half, "r4")},
		{"not_entered_into_the_personnel_system", ofRound(func(f *openselection.RoundFacts) { f.PersonnelSystem = false }), is(half, "r4")},
		{"a_condition_is_open", ofPost(func(f *openselection.SelectionFacts) {
			f.Conditions = []openselection.Remark{{Item: "lhkpn", Reason: "belum"}}
		}), is(no, "r4")},
	}
}

// Each thing that checks look at is otherwise once: the checks that look at it say so, and no others.
func TestScore_finds(t *testing.T) {
	t.Parallel()
	p := closedPost(t, seed)
	clean := p.measured(p.record(first))
	tried := map[string]bool{}
	for _, one := range slices.Concat(preparationFindings(), executionFindings(), reportingFindings()) {
		r := p.record(first)
		one.spoil(&r)
		spoilt := p.measured(r)
		for i, row := range spoilt.Rows {
			want, concerned := one.marks[row.ID]
			if !concerned {
				want = clean.Rows[i].Mark
			}
			tried[row.ID] = tried[row.ID] || concerned && want != compliance.Met
			if row.Mark != want {
				t.Errorf("%s: %s is %s, want %s: %v", one.name, row.ID, row.Mark, want, row.Found)
			}
		}
	}
	for _, check := range compliance.Checks() {
		if !tried[string(check.ID)] {
			t.Errorf("nothing was found by %s", check.ID)
		}
	}
}
