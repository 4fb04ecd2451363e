package generator

import (
	"fmt"

	"selter/pkg/oversight"
	"selter/workflow/calendar"
)

// A Step is a leg of a selection, in the order in which they come.
type Step int

// The steps of a selection.
const (
	Applying Step = iota + 1
	Verifying
	Screening
	TrackRecord
	Assessing
	Writing
	Interviewing
	Deciding
	Reporting
	Recommending
	Choosing
	Inaugurating
)

// A Fate is what becomes of a post. The zero Fate is that all is done, and in time.
type Fate struct {
	Cancelled Step   // the post is taken back before this step
	Rests     Step   // it has not come to this step yet
	Silent    bool   // no stage is published
	Tardy     bool   // the stages are published only when all are over
	Late      bool   // inaugurated after the days that the law gives
	Second    bool   // the second is chosen, with a reason
	Returned  bool   // the supervisor sends the report back once
	Nobody    bool   // nobody applies; the post goes to a job fit
	Early     bool   // the holder is replaced before two years, on a ground
	Class     string // a complaint of this class is found proven after the inauguration
	Unfounded bool   // a complaint is made and not proven
}

// A Pace is how many days the legs of a round take.
type Pace struct {
	Submit, Recommend, Appoint, Announce int // of the plan, from one to the next
	Screen, Stage                        int // from the closing to the short list; from one scored stage to the next
	Report, Answer, Inaugurate           int // to the supervisor, its answer, and from there
}

// opens is how many days after the draft the round is announced.
func (p Pace) opens() int { return p.Submit + p.Recommend + p.Appoint + p.Announce }

// A Plot is what happens in a round. Share says how many of the nation's rounds are like it, against the other plots of its year.
type Plot struct {
	Name   string
	Drafts calendar.Date // the day of the plan
	Posts  []Fate
	Pace   Pace
	Madya  bool // posts of the second tier, which the President fills
	Twice  bool // the plan is returned once
	Share  int
	Kinds  []oversight.AgencyKind // whose rounds are like it; nil for all
}

func (p Plot) runs() bool {
	for _, fate := range p.Posts {
		if fate.Rests > 0 {
			return true
		}
	}
	return false
}

// The years of which the nation has rounds.
const (
	firstYear = 2020
	lastYear  = 2024
)

// asOf is the day on which the running rounds are looked at.
var asOf = calendar.MustDate("2024-12-31")

// Plots lists the templates: the same twelve courses in each year, at another pace and with
// other days, and in the last year those that still run. The shares are our own: no statistic
// says how often a plan is returned. Shaped by it are what is known: most rounds conform, about one
// in six needs mending and few violate (East Java, 2019).
func Plots() []Plot {
	var plots []Plot
	for year := firstYear; year <= lastYear; year++ {
		plots = append(plots, finished(year)...)
	}
	return append(plots, running()...)
}

// finished are the rounds of a year that have come to their end in it.
func finished(year int) []Plot {
	shift := year - firstYear
	quick := Pace{Submit: 3, Recommend: 6, Appoint: 5, Announce: 3, Screen: 4 + shift%3, Stage: 3, Report: 3, Answer: 8 + shift, Inaugurate: 6}
	slow := Pace{Submit: 9, Recommend: 12, Appoint: 11, Announce: 6, Screen: 9, Stage: 6 + shift%2, Report: 8, Answer: 13, Inaugurate: 12 + shift%3}
	good := Fate{}
	list := []Plot{
		{Name: "smooth", Posts: []Fate{good}, Pace: quick, Share: 22},
		{Name: "smooth-three", Posts: []Fate{good, good, {Second: true}}, Pace: quick, Share: 20},
		{Name: "slow", Posts: []Fate{good, {Second: true}}, Pace: slow, Share: 12},
		{Name: "large", Posts: []Fate{good, good, good, {Second: true}, good, {Tardy: true}, good, good}, Pace: slow, Share: 9},
		{Name: "madya", Posts: []Fate{good, good}, Pace: slow, Madya: true, Share: 6, Kinds: []oversight.AgencyKind{oversight.Ministry, oversight.NonStructural, oversight.Province}},
		{Name: "late", Posts: []Fate{good, {Late: true}}, Pace: slow, Share: 9},
		{Name: "silent", Posts: []Fate{{Silent: true}, {Silent: true, Late: true}}, Pace: quick, Share: 5},
		{Name: "tardy", Posts: []Fate{{Tardy: true}, {Tardy: true}}, Pace: slow, Twice: true, Share: 6},
		{Name: "returned", Posts: []Fate{{Returned: true}, good}, Pace: slow, Twice: true, Share: 5},
		{Name: "nobody", Posts: []Fate{good, {Nobody: true}}, Pace: quick, Share: 4},
		{Name: "cancelled", Posts: []Fate{{Cancelled: Screening}, good, {Cancelled: Interviewing}}, Pace: quick, Share: 3},
		{Name: "early", Posts: []Fate{{Early: true}, good}, Pace: quick, Share: 4},
		{Name: "complained", Posts: []Fate{{Class: "less_material"}, {Unfounded: true}, good}, Pace: slow, Share: 3},
		{Name: "violated", Posts: []Fate{{Class: "material", Silent: true}, {Class: "very_material"}}, Pace: quick, Share: 1},
	}
	for i := range list {
		list[i].Name = fmt.Sprintf("%s-%d", list[i].Name, year)
		// Over the first seven months, so that the slowest has ended within the year, and before another pack begins.
		list[i].Drafts = calendar.MustDate(fmt.Sprintf("%d-01-06", year)).AddDays(i * 11 % 150)
	}
	return list
}

// running are the rounds of which a post rests at each step at the end of the last year.
func running() []Plot {
	pace := Pace{Submit: 3, Recommend: 5, Appoint: 4, Announce: 3, Screen: 5, Stage: 4, Report: 4, Answer: 9, Inaugurate: 9}
	var list []Plot
	for step := Applying; step <= Inaugurating; step++ {
		list = append(list, Plot{
			Name: fmt.Sprintf("running-%02d", step), Posts: []Fate{{Rests: step}, {Rests: step, Tardy: true}}, Pace: pace, Share: 2,
			Drafts: asOf.AddDays(-pace.before(step) - 3),
		})
	}
	return list
}
