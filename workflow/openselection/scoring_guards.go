package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// everyCandidateScored demands one score for each participant who passed the
// administrative check, and for nobody else.
func everyCandidateScored(component Component) selectionGuard {
	return selectionGuard{
		Code: "every_candidate_is_scored_once", Cites: []policy.Citation{procedure2019},
		Check: func(q selectionQuestion) workflow.Verdict {
			var scored []string
			for _, s := range q.After.sheet(component) {
				scored = append(scored, s.Candidate)
			}
			expected := q.After.passed()
			slices.Sort(scored)
			slices.Sort(expected)
			return workflow.Require(slices.Equal(scored, expected), workflow.Found("scored", scored), workflow.Found("expected", expected))
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
		return workflow.Require(b.Institution != "" && b.Method != "",
			workflow.FoundIn("/institution", "institution", b.Institution), workflow.FoundIn("/method", "method", b.Method))
	},
}

var assessorsAreEnough = selectionGuard{
	Code: "assessors_are_enough",
	Check: func(q selectionQuestion) workflow.Verdict {
		least := policy.AssessorsPerCandidateMin.In(q.Pack)
		short := []string{}
		for _, r := range q.After.Stage.Assessment.Results {
			assessors := slices.Clone(r.Assessors)
			slices.Sort(assessors)
			if r.ReusedFrom.IsZero() && len(slices.Compact(assessors)) < least.Value {
				short = append(short, r.Candidate)
			}
		}
		return workflow.Require(len(short) == 0, workflow.FoundIn("/results", "too_few_assessors", short), workflow.Limit("at_least", least))
	},
}

var reusedAssessmentsAreValid = selectionGuard{
	Code: "reused_assessments_are_valid",
	Check: func(q selectionQuestion) workflow.Verdict {
		valid := policy.AssessmentValidityYears.In(q.Pack)
		old := []string{}
		for _, r := range q.After.Stage.Assessment.Results {
			if !r.ReusedFrom.IsZero() && (r.ReusedFrom.After(q.Today) || q.Today.After(r.ReusedFrom.AddYears(valid.Value))) {
				old = append(old, r.Candidate)
			}
		}
		return workflow.Require(len(old) == 0, workflow.FoundIn("/results", "not_valid", old), workflow.Limit("years", valid))
	},
}

var papersAreBlind = selectionGuard{
	Code: "papers_are_blind", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		seen := make(map[string]bool)
		bare := []string{}
		for _, paper := range q.After.Stage.Field.Papers {
			if paper.Code == "" || paper.Code == paper.Candidate || seen[paper.Code] {
				bare = append(bare, paper.Candidate)
			}
			seen[paper.Code] = true
		}
		return workflow.Require(len(bare) == 0, workflow.FoundIn("/papers", "not_blind", bare))
	},
}

var papersAreMarkedByAll = selectionGuard{
	Code: "papers_are_marked_by_all", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		b := q.After.Stage.Field
		missing := []string{}
		appointed := slices.Compact(sorted(b.Markers)) // nobody's mark counts twice
		for _, paper := range b.Papers {
			expected := slices.DeleteFunc(slices.Clone(appointed), func(by string) bool { return q.After.conflicted(by, paper.Candidate) })
			if len(expected) == 0 || expected[0] == "" || !slices.Equal(expected, sorted(markers(paper.Marks))) {
				missing = append(missing, paper.Candidate)
			}
		}
		return workflow.Require(len(missing) == 0, workflow.FoundIn("/papers", "not_marked_by_all", missing), workflow.Found("markers", b.Markers))
	},
}

func markers(marks []Mark) []string {
	persons := make([]string, len(marks))
	for i, mark := range marks {
		persons[i] = mark.By
	}
	return persons
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

var interviewHasQuorum = selectionGuard{
	Code: "interview_has_quorum", Cites: []policy.Citation{procedure2019},
	Check: func(q selectionQuestion) workflow.Verdict {
		share := policy.QuorumPercent.In(q.Pack)
		present := membersAmong(q.After.Terms, q.After.Stage.Interview.Present)
		return workflow.Require(present >= q.After.Terms.quorum(share.Value),
			workflow.FoundIn("/present", "members_present", present), workflow.Found("seats", len(q.After.Terms.Members)), workflow.Limit("more_than_percent", share))
	},
}

// membersAmong counts the members in a list, each once.
func membersAmong(terms Terms, persons []string) int {
	return count(slices.Compact(sorted(persons)), terms.isMember)
}

// A resource person or user may attend and ask, and has no right to score.
var resourcePersonsDoNotScore = selectionGuard{
	Code: "resource_persons_do_not_score", Cites: []policy.Citation{interviewRules},
	Check: func(q selectionQuestion) workflow.Verdict {
		allowed := policy.ResourcePersonScores.In(q.Pack)
		b := q.After.Stage.Interview
		var scoring []string
		for _, c := range b.Candidates {
			for _, mark := range c.Marks {
				if slices.Contains(b.ResourcePersons, mark.By) && !slices.Contains(scoring, mark.By) {
					scoring = append(scoring, mark.By)
				}
			}
		}
		return workflow.Require(allowed.Value || len(scoring) == 0, workflow.FoundIn("/candidates", "scoring", scoring), workflow.Limit("allowed", allowed))
	},
}

// Scores come from the members who were present, all of them, except those who
// have a conflict with the candidate.
var membersPresentScore = selectionGuard{
	Code: "members_present_score", Cites: []policy.Citation{interviewRules, ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		b := q.After.Stage.Interview
		wrong := []string{}
		for _, c := range b.Candidates {
			expected := []string{}
			for _, person := range slices.Compact(sorted(b.Present)) {
				if q.After.Terms.isMember(person) && !q.After.conflicted(person, c.Candidate) {
					expected = append(expected, person)
				}
			}
			given := slices.DeleteFunc(markers(c.Marks), func(by string) bool { return slices.Contains(b.ResourcePersons, by) })
			if len(expected) == 0 || !slices.Equal(expected, sorted(given)) {
				wrong = append(wrong, c.Candidate)
			}
		}
		return workflow.Require(len(wrong) == 0, workflow.FoundIn("/candidates", "not_scored_by_members_present", wrong))
	},
}

var conflictedMembersDoNotScore = selectionGuard{
	Code: "conflicted_members_do_not_score", Cites: []policy.Citation{ethics},
	Check: func(q selectionQuestion) workflow.Verdict {
		scoring := []string{}
		judge := func(candidate string, marks []Mark) {
			for _, mark := range marks {
				if q.After.conflicted(mark.By, candidate) {
					scoring = append(scoring, mark.By)
				}
			}
		}
		if b := q.After.Stage.Interview; b != nil {
			for _, c := range b.Candidates {
				judge(c.Candidate, c.Marks)
			}
		}
		if b := q.After.Stage.Field; b != nil {
			for _, paper := range b.Papers {
				judge(paper.Candidate, paper.Marks)
			}
		}
		return workflow.Require(len(scoring) == 0, workflow.Found("scoring_with_conflict", scoring))
	},
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
		for _, r := range rank(q.After.passed(), q.After.Scores, q.After.Terms) {
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

var correctionNeedsTwo = selectionGuard{
	Code: "correction_is_confirmed_by_two", Cites: []policy.Citation{twoPersons},
	Check: func(q selectionQuestion) workflow.Verdict {
		if len(q.After.Corrections) == len(q.Case.Facts.Corrections) {
			return workflow.Require(false, workflow.FoundIn("/candidate", "no_such_score", true))
		}
		last := q.After.Corrections[len(q.After.Corrections)-1]
		return workflow.Require(last.Second != last.By && q.After.Terms.isMember(last.Second),
			workflow.FoundIn("/second", "second", last.Second), workflow.Found("by", last.By))
	},
}

func ageOn(q selectionQuestion, age Age, on calendar.Date) workflow.Verdict {
	limit := maxAge(q.Pack, q.After.Post.Tier)
	return workflow.Require(age.Within(limit.Value), workflow.FoundIn("/age", "age", age.String()), workflow.Found("on", on), workflow.Limit("at_most", limit))
}
