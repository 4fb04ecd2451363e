package compliance

import (
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// StandingOf is the line of a selection on the supervisor's board, beside its result.
func StandingOf(pack *policy.Pack, holidays *calendar.Holidays, r Record, result Result) (Standing, error) {
	s := subject{
		pack: pack, holidays: holidays, record: &r, plan: &r.Round.Facts, facts: &r.Selection.Facts,
		round: journal{r.Round.Case, r.Round.Steps}, selection: journal{r.Selection.Case, r.Selection.Steps},
	}
	q := inquiry{subject: &s}
	line := Standing{
		Selection: r.Selection.Case, Round: r.Round.Case, Agency: r.Agency, Name: s.plan.Plan.Letterhead.Agency, Ref: r.Selection.Ref,
		Title: s.facts.Post.Title, Tier: s.facts.Post.Tier, Profile: strings.ToLower(policy.SupervisorBody.In(pack).Value),
		State: r.Selection.State, Resumes: r.Selection.Resumes, Status: result.Status,
		Raw: result.Raw, Deducted: result.Deducted, Total: result.Total, Index: result.Index, Band: result.Band, Label: result.Label,
		Blocked: len(result.Breaches) > 0, NormGap: result.NormGap,
		Late: s.late(), Complaints: r.Complaints, Proven: len(result.Deductions),
		Published: s.allPublished(), Legs: q.legs(),
	}
	if len(r.Round.Steps) > 0 {
		line.Year = q.day(r.Round.Steps[0]).Year()
	}
	if announced, there := s.round.last(openselection.Announce); there {
		line.Year = q.day(announced).Year()
	}
	if early, _ := s.facts.Post.Vacancy.EarlyFor(pack); early {
		line.EarlyMoves = 1
	}
	for _, row := range result.Rows {
		if mark := row.Counts(); !row.Waiting && (mark == Partly || mark == NotMet) {
			line.Findings++
		}
		if row.ID == "r3" && s.facts.Inaugurated != nil {
			inTime := row.Mark == Met
			line.InTime = &inTime
		}
	}
	return line, nil
}

// notLate are the clocks that run out without anybody of the agency being late: applications close and
// sheets are revealed by them, or it is the supervisor who owes what they wait for.
var notLate = []workflow.Event{openselection.ApplicationsDue, openselection.ScoringDue, openselection.PlanRecommendedDue, openselection.ResultRecommendedDue}

// late counts the clocks that the agency let run out. Those of the round count once, with the first of
// its posts: the agency was late once, however many posts there are.
func (s *subject) late() int {
	n := ranOut(s.selection.steps)
	if posts := s.plan.Plan.Posts; len(posts) > 0 {
		first := slices.MinFunc(posts, func(a, b openselection.Post) int { return strings.Compare(a.Ref, b.Ref) })
		if first.Ref == s.facts.Post.Ref {
			n += ranOut(s.round.steps)
		}
	}
	return n
}

func ranOut(steps []Step) int {
	n := 0
	for _, s := range steps {
		if s.Role == workflow.Clock && !slices.Contains(notLate, s.Event) {
			n++
		}
	}
	return n
}

// allPublished tells whether every stage that has ended is published; nil before the first.
func (s *subject) allPublished() *bool {
	ended, published := 0, 0
	for _, stage := range openselection.PublicationStages() {
		if _, over := s.selection.last(endings[stage]); !over {
			continue
		}
		ended++
		if _, shown := s.published(stage); shown {
			published++
		}
	}
	if ended == 0 {
		return nil
	}
	all := published == ended
	return &all
}

// legs are the civil days of each stretch, in the order of LegNames. A step that came again counts
// as it came last: what led to it before had fallen.
func (q *inquiry) legs() [Legs]*int {
	submitted, _ := q.round.first(openselection.SubmitPlan, 0)
	planned, _ := q.round.last(openselection.RecommendPlan)
	announced, _ := q.round.last(openselection.Announce)
	closed, _ := q.selection.last(openselection.ApplicationsDue)
	screened, _ := q.selection.last(openselection.PassScreening)
	determined, _ := q.selection.last(openselection.DetermineResult)
	reported, _ := q.selection.first(openselection.ReportResult, determined.Seq)
	last, _ := q.selection.last(openselection.ReportResult)
	recommended, _ := q.selection.last(openselection.RecommendResult)
	final, _ := q.selection.last(lastLetter(q.pack))
	inaugurated, _ := q.selection.last(openselection.Inaugurate)
	return [Legs]*int{
		q.days(submitted, planned), q.days(planned, announced), q.days(announced, closed), q.days(closed, screened), q.days(screened, determined),
		q.days(determined, reported), q.days(last, recommended), q.days(final, inaugurated),
	}
}

// days counts from one entry to another; nil where one is missing or they came the other way round.
func (q *inquiry) days(from, to Step) *int {
	if from.At.IsZero() || to.At.IsZero() || to.At.Before(from.At) {
		return nil
	}
	n := q.day(from).DaysUntil(q.day(to))
	return &n
}
