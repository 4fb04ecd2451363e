package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/gates"
	"selter/workflow/policy"
)

// openSelections opens a selection for each post, in the commit that drafts the
// plan, so that the supervisor sees every post from its first day.
var openSelections = workflow.Opening(SelectionName, OpenSelection, func(q roundQuestion) []workflow.OpenCase {
	var opened []workflow.OpenCase
	for _, post := range q.After.Plan.Posts {
		opened = append(opened, workflow.OpenCase{Ref: post.Ref, Body: OpenSelectionBody{Post: post, Freeze: q.After.Freeze}})
	}
	return opened
})

// postsStayTheSame keeps the posts of a plan: a selection exists for each of them.
// A post that is not wanted any more is cancelled, one more post is another round.
var postsStayTheSame = roundGuard{
	Code: "posts_stay_the_same", Cites: []policy.Citation{openRecord},
	Check: func(q roundQuestion) workflow.Verdict {
		was, now := refsOf(q.Case.Facts.Plan.Posts), refsOf(q.After.Plan.Posts)
		return workflow.Require(slices.Equal(was, now), workflow.FoundIn("/posts", "posts", now), workflow.Found("were", was))
	},
}

func refsOf(posts []Post) []string {
	refs := make([]string, len(posts))
	for i, post := range posts {
		refs[i] = post.Ref
	}
	slices.Sort(refs)
	return refs
}

// changePosts tells the selections what their posts look like now.
var changePosts = workflow.Sending(ChangePost, func(q roundQuestion) []workflow.SendEvent {
	var sent []workflow.SendEvent
	for _, post := range q.After.Plan.Posts {
		sent = append(sent, workflow.SendEvent{Ref: post.Ref, Body: OpenSelectionBody{Post: post, Freeze: q.After.Freeze}})
	}
	return sent
})

// dropRefusedPosts ends the selections of posts that the supervisor left out; the
// others go on.
var dropRefusedPosts = workflow.Sending(DropPost, func(q roundQuestion) []workflow.SendEvent {
	var sent []workflow.SendEvent
	for _, refused := range q.After.Refused {
		sent = append(sent, workflow.SendEvent{Ref: refused.Item, Body: CancelBody{Basis: *q.After.Recommend, Reason: refused.Reason}})
	}
	return sent
})

// openApplications opens the posts that the supervisor admitted, each by name: a
// post that was refused must not open because the message that drops it is late.
var openApplications = workflow.Sending(Announce, func(q roundQuestion) []workflow.SendEvent {
	var sent []workflow.SendEvent
	for _, post := range q.After.admitted() {
		sent = append(sent, workflow.SendEvent{Ref: post.Ref, Body: OpenApplicationsBody{
			Round: q.Case.ID, Terms: q.After.terms(), Opens: q.After.Announced.Opens, Closes: q.After.Announced.Closes,
		}})
	}
	return sent
})

// toSelections sends one event to every selection of the round.
func toSelections(event workflow.Event, body func(roundQuestion) any) roundEffect {
	return workflow.Sending(event, func(q roundQuestion) []workflow.SendEvent {
		return []workflow.SendEvent{{Body: body(q)}}
	})
}

// closeSelections closes the selections whose post is filled.
var closeSelections = workflow.Sending(CloseSelection, func(q roundQuestion) []workflow.SendEvent {
	var sent []workflow.SendEvent
	for _, child := range q.Children {
		if child.State == Inaugurated {
			sent = append(sent, workflow.SendEvent{Ref: child.Ref, Body: CloseSelectionBody{Report: *q.After.FinalReport}})
		}
	}
	return sent
})

// warnOfFreeze tells the appointing officer with the plan and at the announcement that the
// round runs into the election freeze; at the choice and the inauguration the freeze blocks.
var warnOfFreeze = roundEffect{
	Kind: workflow.Tells, Object: string(workflow.AppointingOfficer),
	Plan: func(q roundQuestion) ([]workflow.Action, error) {
		windows, planned := frozenDays(q, q.After.Freeze), q.After.Plan.Schedule
		_, result := gates.Frozen(windows, planned.Result)
		_, inauguration := gates.Frozen(windows, planned.Inaugurate) // a day that is not planned lies in no window
		if !result && !inauguration {
			return nil, nil
		}
		return []workflow.Action{workflow.Tell{Role: workflow.AppointingOfficer, About: RecordElection}}, nil
	},
}
