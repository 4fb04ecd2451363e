package openselection

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// candidatesHaveEnoughMarks demands of everybody who competes as many marks as each of the
// components asks for.
func candidatesHaveEnoughMarks(components ...Component) selectionGuard {
	return selectionGuard{
		Code: "candidates_have_enough_marks", Standing: true, Cites: []policy.Citation{procedure2019},
		Check: func(q selectionQuestion) workflow.Verdict {
			f, short := q.Case.Facts, []need{}
			for _, component := range components {
				for _, candidate := range f.lacking(q.Pack, component) {
					short = append(short, need{candidate, f.needed(q.Pack, component, candidate), len(f.counting(component, candidate))})
				}
			}
			return workflow.Require(len(short) == 0, workflow.Found("components", components), workflow.Found("short", short),
				workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
		},
	}
}

func sealedRubricsUsed(rubrics func(Stage) string) selectionGuard {
	return selectionGuard{
		Code: "rubrics_are_the_sealed_ones", Cites: []policy.Citation{procedure2019},
		Check: func(q selectionQuestion) workflow.Verdict {
			used := rubrics(q.After.Stage)
			return workflow.Require(used == q.After.Terms.Rubrics, workflow.FoundIn("/rubrics", "used", used), workflow.Found("sealed", q.After.Terms.Rubrics))
		},
	}
}

var tracersAreAppointed = selectionGuard{
	Code: "tracers_are_appointed", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		tracers := q.After.Stage.TrackRecord.Tracers
		named := len(tracers) > 0 && !slices.Contains(tracers, "")
		return workflow.Require(named, workflow.FoundIn("/tracers", "tracers", tracers))
	},
}

var integrityWasChecked = selectionGuard{
	Code: "neutrality_and_discipline_were_checked", Cites: []policy.Citation{policy.Cite("SE MenPANRB B/71/M.SM.00.00/2017", "", policy.Seen), requirements},
	Check: func(q selectionQuestion) workflow.Verdict {
		b := q.After.Stage.TrackRecord
		return workflow.Require(b.NeutralityChecked && b.DisciplineChecked && b.Clarifications >= 0,
			workflow.FoundIn("/neutrality_checked", "neutrality", b.NeutralityChecked), workflow.FoundIn("/discipline_checked", "discipline", b.DisciplineChecked))
	},
}

var assessmentIsByACompetentBody = selectionGuard{
	Code: "assessment_is_by_a_competent_body", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		b := q.After.Stage.Assessment
		return workflow.Require(strings.TrimSpace(b.Institution) != "" && strings.TrimSpace(b.Method) != "",
			workflow.FoundIn("/institution", "institution", b.Institution), workflow.FoundIn("/method", "method", b.Method))
	},
}

// The quorum is counted for each candidate, over the members who have no conflict with the
// candidate. Guests and the secretariat never count.
var interviewHasQuorum = selectionGuard{
	Code: "interview_has_quorum", Cites: []policy.Citation{procedure2019, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		short := q.After.present(q.Pack, q.After.Stage.Interview.Present)
		return workflow.Require(len(short) == 0, workflow.FoundIn("/present", "short", short),
			workflow.Found("seats", len(q.After.Terms.Members)), workflow.Limit("more_than_percent", policy.QuorumPercent.In(q.Pack)))
	},
}

// markers lists who gave a mark in a component that stands, each once.
func (f SelectionFacts) markers(c Component) []string {
	var persons []string
	for _, m := range f.Marks {
		if m.Component == c && m.Void == nil {
			persons = append(persons, m.By)
		}
	}
	return slices.Compact(sorted(persons))
}

// A resource person or user may attend and ask, and has no right to score.
var resourcePersonsDoNotScore = selectionGuard{
	Code: "resource_persons_do_not_score", Cites: []policy.Citation{interviewRules},
	Check: func(q selectionQuestion) workflow.Verdict {
		allowed := policy.ResourcePersonScores.In(q.Pack)
		scoring := slices.DeleteFunc(q.After.markers(InterviewOf), func(by string) bool { return !slices.Contains(q.After.Stage.Interview.ResourcePersons, by) })
		return workflow.Require(allowed.Value || len(scoring) == 0, workflow.FoundIn("/resource_persons", "scoring", scoring), workflow.Limit("allowed", allowed))
	},
}

// Whoever was not there has no score to give.
var membersPresentScore = selectionGuard{
	Code: "members_present_score", Cites: []policy.Citation{interviewRules, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		absent := slices.DeleteFunc(q.After.markers(InterviewOf), func(by string) bool { return slices.Contains(q.After.Stage.Interview.Present, by) })
		return workflow.Require(len(absent) == 0, workflow.FoundIn("/present", "scored_and_not_present", absent))
	},
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

var healthIsByGovernmentUnit = selectionGuard{
	Code: "health_test_is_by_a_government_unit", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		b := q.After.Stage.Health
		return workflow.Require(b.Government && b.Facility != "", workflow.FoundIn("/government", "government", b.Government), workflow.FoundIn("/facility", "facility", b.Facility))
	},
}

// The health result is compulsory for those who would be proposed: with anybody
// unfit among the best, the next ones have to be tested too.
var healthCoversTheBest = selectionGuard{
	Code: "health_test_covers_the_best", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		names := policy.ProposedNames.In(q.Pack)
		untested := []string{}
		fit := 0
		for _, r := range rank(q.After.competing(), q.After.Scores, q.After.Terms) {
			if fit >= names.Value {
				break
			}
			tested := slices.IndexFunc(q.After.Health, func(h HealthCheck) bool { return h.Candidate == r.Candidate })
			switch {
			case tested < 0:
				untested = append(untested, r.Candidate)
				fit++
			case q.After.Health[tested].Fit:
				fit++
			}
		}
		return workflow.Require(len(untested) == 0, workflow.FoundIn("/results", "untested", untested), workflow.Limit("names", names))
	},
}

func ageOn(q selectionQuestion, age Age, on calendar.Date) workflow.Verdict {
	limit := maxAge(q.Pack, q.After.Post.Tier)
	return workflow.Require(age.Within(limit.Value), workflow.FoundIn("/age", "age", age.String()), workflow.Found("on", on), workflow.Limit("at_most", limit))
}
