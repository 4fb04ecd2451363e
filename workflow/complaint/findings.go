package complaint

import (
	"slices"

	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// A FindingsView is what those whom a complaint concerns are told of it: what the supervisor has
// asked, found and recommended, and what was answered. Nothing in it was said by who complained,
// and nothing says who of the house did it: its letters do.
type FindingsView struct {
	Questions     []QuestionsView    `json:"questions,omitzero"`
	Clarification *ClarificationView `json:"clarification,omitzero"`
	Finding       *FindingView       `json:"finding,omitzero"`
	Restorings    []RestoringView    `json:"restorings,omitzero"`
	Holds         []HoldView         `json:"holds,omitzero"`
	FollowUp      *FollowUpView      `json:"follow_up,omitzero"`
	ClosedOn      calendar.Date      `json:"closed_on,omitzero"`
}

// QuestionsView is what was asked.
type QuestionsView struct {
	AskClarificationBody
	On         calendar.Date `json:"on"`
	Unanswered calendar.Date `json:"unanswered,omitzero"` // on which the time for an answer was over
}

// ClarificationView is the answer.
type ClarificationView struct {
	AnswerClarificationBody
	On calendar.Date `json:"on"`
}

// FindingView is what was found.
type FindingView struct {
	Proven    bool                         `json:"proven"`
	Class     openselection.ComplaintClass `json:"class,omitzero"`
	Breaches  []Breach                     `json:"breaches,omitzero"`
	Departure string                       `json:"departure,omitzero"`
	Letter    openselection.Letter         `json:"letter"`
	Reason    string                       `json:"reason"`
	On        calendar.Date                `json:"on"`
}

// RestoringView is a recommendation with the letters that followed.
type RestoringView struct {
	RecommendRestoringBody
	On         calendar.Date             `json:"on"`
	Answer     *AnswerRecommendationBody `json:"answer,omitzero"`
	AnsweredOn calendar.Date             `json:"answered_on,omitzero"`
	Unanswered calendar.Date             `json:"unanswered,omitzero"`
	Reply      *ReplyToAnswerBody        `json:"reply,omitzero"`
	RepliedOn  calendar.Date             `json:"replied_on,omitzero"`
}

// HoldView is an order to let the selection rest, and its end.
type HoldView struct {
	OrderHoldBody
	On       calendar.Date `json:"on"`
	Lifted   *LiftHoldBody `json:"lifted,omitzero"`
	LiftedOn calendar.Date `json:"lifted_on,omitzero"`
}

// FollowUpView is what was done after the finding.
type FollowUpView struct {
	FollowUpBody
	On calendar.Date `json:"on"`
}

// Findings shows what those whom a complaint concerns may read of it. The summary of the
// examination is not in it, for it sums up what the complaint says; nor is its category.
func Findings(f Facts) FindingsView {
	var view FindingsView
	for _, asked := range f.Asked {
		view.Questions = append(view.Questions, QuestionsView{asked.AskClarificationBody, asked.On, asked.Unanswered})
	}
	if f.Answered != nil {
		view.Clarification = &ClarificationView{f.Answered.AnswerClarificationBody, f.Answered.On}
	}
	if found := f.Finding; found != nil {
		view.Finding = &FindingView{
			found.Proven, found.Class, slices.Clone(found.Breaches), found.Departure, found.Letter, found.Reason, found.On,
		}
	}
	for _, r := range f.Restorings {
		shown := RestoringView{RecommendRestoringBody: r.RecommendRestoringBody, On: r.On, Unanswered: r.Unanswered}
		if r.Answer != nil {
			shown.Answer, shown.AnsweredOn = &r.Answer.AnswerRecommendationBody, r.Answer.On
		}
		if r.Reply != nil {
			shown.Reply, shown.RepliedOn = &r.Reply.ReplyToAnswerBody, r.Reply.On
		}
		view.Restorings = append(view.Restorings, shown)
	}
	for _, h := range f.Holds {
		shown := HoldView{OrderHoldBody: h.OrderHoldBody, On: h.On}
		if h.Lifted != nil {
			shown.Lifted, shown.LiftedOn = &h.Lifted.LiftHoldBody, h.Lifted.On
		}
		view.Holds = append(view.Holds, shown)
	}
	if f.Followed != nil {
		view.FollowUp = &FollowUpView{f.Followed.FollowUpBody, f.Followed.On}
	}
	if f.Closed != nil {
		view.ClosedOn = f.Closed.On
	}
	return view
}
