package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
)

// An applied is an application as its selection looks into it.
type applied struct {
	registration string
	state        workflow.State
	facts        ApplicationFacts
}

// applications reads the applications of a selection.
func applications(q selectionQuestion) ([]applied, error) {
	var list []applied
	for _, child := range q.Children {
		if child.Procedure != ApplicationName {
			continue
		}
		facts, err := factsOf[ApplicationFacts](child)
		if err != nil {
			return nil, err
		}
		list = append(list, applied{child.Ref, child.State, facts})
	}
	return list, nil
}

// standingFor lists the applications that stand, in the order of their first submission.
func standingFor(q selectionQuestion) ([]applied, error) {
	list, err := applications(q)
	list = slices.DeleteFunc(list, func(one applied) bool { return one.state != Submitted })
	slices.SortFunc(list, firstSubmitted)
	return list, err
}

// numberOf is the participant number under a registration; empty for none.
func (f SelectionFacts) numberOf(registration string) string {
	for _, p := range f.Participants {
		if p.Registration == registration {
			return p.Number
		}
	}
	return ""
}

// gatherParticipants numbers who has come in since the last window closed. Who withdrew and
// came again has a number already; no number is given twice.
func gatherParticipants(q selectionQuestion, _ struct{}) (CloseApplicationsBody, error) {
	body := CloseApplicationsBody{Participants: []Participant{}}
	list, err := standingFor(q)
	if err != nil {
		return body, err
	}
	for _, one := range list {
		if q.Case.Facts.numberOf(one.registration) == "" {
			number := participantNumber(len(q.Case.Facts.Participants) + len(body.Participants) + 1)
			body.Participants = append(body.Participants, Participant{Number: number, Registration: one.registration})
		}
	}
	return body, nil
}

// gatherFiles takes the result of every application that stands, and the links.
func gatherFiles(q selectionQuestion, _ struct{}) (VerifyFilesBody, error) {
	body := VerifyFilesBody{Files: []File{}, Links: []Link{}}
	list, err := standingFor(q)
	if err != nil {
		return body, err
	}
	for _, one := range list {
		number := q.Case.Facts.numberOf(one.registration)
		body.Files = append(body.Files, one.file(number))
		body.Links = append(body.Links, linksBetween(q.Case.Facts.Terms.Members, number, one.facts.Profile)...)
	}
	return body, nil
}

// closing is the last day of the window in which the application was handed in.
func (a applied) closing(f SelectionFacts, zone calendar.Zone) calendar.Date {
	if n := len(a.facts.Receipts); n > 0 {
		day := calendar.DateOf(a.facts.Receipts[n-1].At, zone)
		for _, closed := range f.Closed {
			if !day.After(closed) {
				return closed
			}
		}
	}
	return f.Window.Closes
}

// file is the result of one application.
func (a applied) file(number string) File {
	passed, reason, _ := a.facts.outcome()
	file := File{
		Candidate: number, Registration: a.registration, Passed: passed, AgeYears: a.facts.AgeYears, AgeMet: a.facts.AgeMet, AgeOn: a.facts.AgeOn,
	}
	if !passed {
		file.Reason = reason
	}
	if a.facts.First != nil {
		file.Verifier = a.facts.First.By
	}
	if a.facts.Second != nil {
		file.Second = a.facts.Second.By
	}
	if a.facts.Profile != nil {
		file.HoldsJPTSince = a.facts.Profile.HoldsJPTSince
	}
	return file
}

// gatherTerms brings a changed committee together with what links its members to the
// applicants: who comes later is no less related than who was there.
func gatherTerms(q selectionQuestion, said ChangeTermsBody) (ChangeTermsBody, error) {
	said.Links = nil
	list, err := applications(q)
	if err != nil {
		return said, err
	}
	for _, one := range list {
		if number := q.Case.Facts.numberOf(one.registration); number != "" {
			said.Links = append(said.Links, linksBetween(said.Members, number, one.facts.Profile)...)
		}
	}
	return said, nil
}

// giveNumbers tells each applicant the number. Whoever missed it, because they had
// withdrawn just then, is told again at the next window's end.
var giveNumbers = workflow.Sending(GiveNumber, func(q selectionQuestion) []workflow.SendEvent {
	list, err := standingFor(q)
	if err != nil {
		return nil // gatherParticipants has read them, and would have said so
	}
	var sent []workflow.SendEvent
	for _, one := range list {
		if number := q.After.numberOf(one.registration); one.facts.Number == "" && number != "" {
			sent = append(sent, workflow.SendEvent{Ref: one.registration, Body: GiveNumberBody{Number: number}})
		}
	}
	return sent
})

// noteResults tells the applicants what the committee decided; passed says which of them.
func noteResults(event workflow.Event, passed bool) selectionEffect {
	return workflow.Sending(event, func(q selectionQuestion) []workflow.SendEvent {
		var sent []workflow.SendEvent
		for _, file := range q.After.Files {
			if file.Passed == passed && q.After.Screened != nil {
				sent = append(sent, workflow.SendEvent{Ref: file.Registration, Body: NoteResultBody{
					Passed: passed, Reason: file.Reason, Announcement: q.After.Screened.Result,
				}})
			}
		}
		return sent
	})
}

// closeDrafts ends what was begun and never submitted.
var closeDrafts = workflow.Sending(CloseDraft, func(q selectionQuestion) []workflow.SendEvent {
	var sent []workflow.SendEvent
	for _, child := range q.Children {
		if child.Procedure == ApplicationName && (child.State == Drafted || child.State == Invited) {
			sent = append(sent, workflow.SendEvent{Ref: child.Ref, Body: CloseDraftBody{}})
		}
	}
	return sent
})
