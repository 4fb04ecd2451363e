package complaint

import (
	"slices"
	"strings"
	"time"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// An Act is who did something and on which day, by the agency's calendar.
type Act struct {
	Person string        `json:"person"`
	On     calendar.Date `json:"on"`
}

func by(on workflow.Occurrence) Act { return Act{Person: on.Actor.Person, On: on.Today} }

// A Filing is the complaint as it came in.
type Filing struct {
	FileComplaintBody
	On calendar.Date `json:"on"`
}

// An Addition is what who complained has said later.
type Addition struct {
	Text ComplaintText `json:"text"`
	On   calendar.Date `json:"on"`
}

// An Attachment is a file that came with a complaint. Name is the house's, for the one that the
// file had may tell who made it. What is read is a copy without what a file says of its maker.
type Attachment struct {
	AttachToComplaintBody
	On calendar.Date `json:"on"`
}

// An Examination is the first look at a complaint.
type Examination struct {
	ExamineComplaintBody
	Act
}

// A Questioning is what those are asked whom the complaint concerns.
type Questioning struct {
	AskClarificationBody
	Act
	// Unanswered is the day on which the time for it was over.
	Unanswered calendar.Date `json:"unanswered,omitzero"`
}

// A Clarification is their answer.
type Clarification struct {
	AnswerClarificationBody
	Act
}

// A Waiver says why there was no answer, or why none was needed.
type Waiver struct {
	CloseClarificationBody
	Act
}

// A Finding says what was proven, or that nothing was.
type Finding struct {
	Proven bool `json:"proven"`
	// Class and Breaches are those of a proven complaint.
	Class    openselection.ComplaintClass `json:"class,omitzero"`
	Breaches []Breach                     `json:"breaches,omitzero"`
	// Departure says why the class is not the one that the guide has.
	Departure string               `json:"departure,omitzero"`
	Letter    openselection.Letter `json:"letter"`
	Reason    string               `json:"reason"`
	Act
}

// A Restoring is the recommendation to give an official the post back, with what came of it.
type Restoring struct {
	RecommendRestoringBody
	Act
	Answer *RestoringAnswer `json:"answer,omitzero"`
	// Unanswered is the day on which the time for an answer was over.
	Unanswered calendar.Date   `json:"unanswered,omitzero"`
	Reply      *RestoringReply `json:"reply,omitzero"`
}

// A RestoringAnswer is what the appointing officer says to the recommendation.
type RestoringAnswer struct {
	AnswerRecommendationBody
	Act
}

// A RestoringReply is what the supervisor says to that.
type RestoringReply struct {
	ReplyToAnswerBody
	Act
}

// A Hold is an order to let the selection rest.
type Hold struct {
	OrderHoldBody
	Act
	Lifted *Lifting `json:"lifted,omitzero"`
}

// A Lifting ends a hold.
type Lifting struct {
	LiftHoldBody
	Act
}

// A Following is what was done after the finding.
type Following struct {
	FollowUpBody
	Act
}

// A Closing ends a complaint.
type Closing struct {
	CloseComplaintBody
	Act
}

// An Opening is one time that two custodians learn who complained: one asks, another grants.
type Opening struct {
	AskForReporterBody
	Act
	Granted *Grant `json:"granted,omitzero"`
}

// A Grant lets both custodians of an opening learn who complained, for a time.
type Grant struct {
	Person string    `json:"person"`
	At     time.Time `json:"at"`
	Until  time.Time `json:"until"` // the first instant at which it holds no more
}

// Facts is what a complaint knows. Never who complained.
type Facts struct {
	Filed       *Filing      `json:"filed,omitzero"`
	Additions   []Addition   `json:"additions,omitzero"`
	Attachments []Attachment `json:"attachments,omitzero"`

	Examined *Examination   `json:"examined,omitzero"`
	Asked    []Questioning  `json:"asked,omitzero"`
	Answered *Clarification `json:"answered,omitzero"`
	Waived   *Waiver        `json:"waived,omitzero"`

	Finding    *Finding    `json:"finding,omitzero"`
	Restorings []Restoring `json:"restorings,omitzero"`
	Holds      []Hold      `json:"holds,omitzero"`
	Followed   *Following  `json:"followed,omitzero"`
	Closed     *Closing    `json:"closed,omitzero"`

	Openings []Opening `json:"openings,omitzero"`
}

// MayOpen tells whether a custodian may learn who complained at a moment: one of the two of an
// opening, within its time.
func (f Facts) MayOpen(custodian string, at time.Time) bool {
	return slices.ContainsFunc(f.Openings, func(o Opening) bool {
		return o.Granted != nil && at.Before(o.Granted.Until) && !at.Before(o.Granted.At) && custodian != "" &&
			o.Person != o.Granted.Person && (custodian == o.Person || custodian == o.Granted.Person)
	})
}

// last is the newest of a list, or a zero one.
func last[T any](list []T) T {
	if len(list) == 0 {
		return *new(T)
	}
	return list[len(list)-1]
}

// with is a list with one more, behind nobody's back.
func with[T any](list []T, one T) []T { return append(slices.Clone(list), one) }

// changed is a list whose newest is changed; an empty one stays so.
func changed[T any](list []T, change func(*T)) []T {
	if len(list) == 0 {
		return list
	}
	list = slices.Clone(list)
	change(&list[len(list)-1])
	return list
}

// waitsForAnswer tells whether a recommendation has neither been answered nor run out of time.
func (r Restoring) waitsForAnswer() bool {
	return r.Post != "" && r.Answer == nil && r.Unanswered.IsZero()
}

// holdStands tells whether the selection rests by this complaint.
func (f Facts) holdStands() bool { return len(f.Holds) > 0 && last(f.Holds).Lifted == nil }

// happenedOn is the day that was named; none for a complaint that names none.
func (f *Filing) happenedOn() calendar.Date {
	if f == nil {
		return calendar.Date{}
	}
	return f.HappenedOn
}

// given tells whether a text says something.
func given(text string) bool { return strings.TrimSpace(text) != "" }
