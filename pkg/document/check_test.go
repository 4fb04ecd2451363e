package document_test

import (
	"strings"
	"testing"

	"selter/pkg/document"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
)

// changed is a document after a change.
func changed[D document.Document](d D, change func(*D)) document.Document {
	change(&d)
	return d
}

func TestCheck_refuses_what_is_no_document(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]document.Document{
		"has no agency":                   changed(announcement(), func(a *document.Announcement) { a.Agency.Name = " " }),
		"has no number":                   changed(announcement(), func(a *document.Announcement) { a.Number = "" }),
		"has no place":                    changed(announcement(), func(a *document.Announcement) { a.Place = "" }),
		"has nobody who signs":            changed(announcement(), func(a *document.Announcement) { a.Signatories = nil }),
		"has no office of a signatory":    changed(announcement(), func(a *document.Announcement) { a.Signatories[0].Office = "" }),
		"announces no post":               changed(announcement(), func(a *document.Announcement) { a.Posts = nil }),
		"tells no requirement":            changed(announcement(), func(a *document.Announcement) { a.Requirements = nil }),
		"has no window to apply in":       changed(announcement(), func(a *document.Announcement) { a.Closes = a.Opens.AddDays(-1) }),
		"has no hour of closing":          changed(announcement(), func(a *document.Announcement) { a.Hour = "" }),
		"has no timetable":                changed(announcement(), func(a *document.Announcement) { a.Schedule = nil }),
		"has a step without its days":     changed(announcement(), func(a *document.Announcement) { a.Schedule[0].To = a.Schedule[0].From.AddDays(-1) }),
		"weights that do not sum to 100":  changed(announcement(), func(a *document.Announcement) { a.Weights.Paper++ }),
		"how many posts one may apply":    changed(announcement(), func(a *document.Announcement) { a.Limit = 0 }),
		"has no address":                  changed(announcement(), func(a *document.Announcement) { a.Address = "" }),
		"names no channel":                changed(announcement(), func(a *document.Announcement) { a.Channels = nil }),
		"has a participant number twice":  changed(recap(20), func(r *document.Recap) { r.Rows[1].Number = r.Rows[0].Number }),
		"lacks a score":                   changed(recap(20), func(r *document.Recap) { delete(r.Rows[0].Points, openselection.Paper) }),
		"a score in an unknown component": changed(recap(20), func(r *document.Recap) { r.Rows[0].Points["health"] = 1 }),
		"is not between 0 and 100":        changed(recap(20), func(r *document.Recap) { r.Rows[0].Points[openselection.Paper] = 100_01 }),
		"that is not the sum of its row":  changed(recap(20), func(r *document.Recap) { r.Rows[0].Total++ }),
		"a rank that does not follow":     changed(recap(20), func(r *document.Recap) { r.Rows[0].Rank++ }),
		"ranks a participant who is not":  changed(recap(20), func(r *document.Recap) { r.Rows[7].Rank = 1 }),
		"has an unknown standing":         changed(recap(20), func(r *document.Recap) { r.Rows[7].Standing = "late" }),
		"has no source":                   changed(recap(20), func(r *document.Recap) { r.Source = "" }),
		"has no quorum":                   changed(minutes(document.InterviewStage), func(m *document.Minutes) { m.Attendance[0].Present, m.Attendance[1].Present = false, false }),
		"is about an unknown stage":       changed(minutes(document.InterviewStage), func(m *document.Minutes) { m.Stage = "health" }),
		"has no decision":                 changed(minutes(document.InterviewStage), func(m *document.Minutes) { m.Decisions = nil }),
		"has no day of the meeting":       changed(minutes(document.InterviewStage), func(m *document.Minutes) { m.Meeting.On = calendar.Date{} }),
		"proposes in a stage other":       changed(minutes(document.InterviewStage), func(m *document.Minutes) { m.Proposed = []string{"JPT-001-2024"} }),
		"proposes a participant who is":   changed(minutes(document.PlenaryStage), func(m *document.Minutes) { m.Proposed[0] = m.Rows[8].Number }),
		"has a rank that does not":        changed(minutes(document.PlenaryStage), func(m *document.Minutes) { m.Rows[0].Rank, m.Rows[1].Rank = 2, 1 }),
		"has points in a stage that":      changed(minutes(document.ScreeningStage), func(m *document.Minutes) { m.Rows[0].Points = 1 }),
		"has no reason for a participant": changed(screeningResult(), func(s *document.ScreeningResult) { s.Posts[0].Rows[4].Note = "" }),
		"is not about a scored stage":     changed(stageScores(), func(s *document.StageScores) { s.Stage = document.PlenaryStage }),
		"a total in a stage that makes":   changed(stageScores(), func(s *document.StageScores) { s.Posts[0].Rows[0].Total = 1 }),
		"a correction that is not in the": changed(stageScores(), func(s *document.StageScores) { s.Posts[1].Corrections[0].Now++ }),
		"has no reason of a correction":   changed(stageScores(), func(s *document.StageScores) { s.Posts[1].Corrections[0].Reason = "" }),
		"proposes nobody":                 changed(finalResult(true), func(f *document.FinalResult) { f.Posts[1].Candidates = nil }),
		"no reason for fewer than three":  changed(finalResult(true), func(f *document.FinalResult) { f.Posts[0].FewerReason = "" }),
		"has a candidate without rank":    changed(finalResult(true), func(f *document.FinalResult) { f.Posts[1].Candidates[0].Rank = 0 }),
		"that the public may not see":     changed(finalResult(false), func(f *document.FinalResult) { f.Posts[1].Candidates[0].Rank = 1 }),
		"has no number of the minutes":    changed(finalResult(true), func(f *document.FinalResult) { f.Minutes.Number = "" }),
		"has no recipient":                changed(letter(), func(l *document.NominationLetter) { l.To = "" }),
		"has no nature of the letter":     changed(letter(), func(l *document.NominationLetter) { l.Nature = "" }),
		"more participants late than":     changed(report(), func(r *document.Report) { r.Posts[0].Passed = r.Posts[0].Applicants + 1 }),
		"encloses nothing":                changed(report(), func(r *document.Report) { r.Enclosures = nil }),
		"has no date of the proof":        changed(report(), func(r *document.Report) { r.Steps[0].Proof.Date = calendar.Date{} }),
	} {
		t.Run(strings.ReplaceAll(want, " ", "_"), func(t *testing.T) {
			t.Parallel()
			if _, err := d.PDF(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v; want %q", err, want)
			}
			if _, err := document.Verifiable(d, address); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the code: got %v; want %q", err, want)
			}
			r, isRecap := d.(document.Recap)
			if !isRecap {
				return
			}
			if _, err := r.XLSX(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the spreadsheet: got %v; want %q", err, want)
			}
		})
	}
}

// All that is wrong is told at once, and what callers wrote is not repeated.
func TestCheck_tells_all_at_once_and_repeats_nothing(t *testing.T) {
	t.Parallel()
	r := recap(20)
	r.Place, r.Source = "", ""
	for i := range r.Rows {
		r.Rows[i].Number = "RAHASIA"
	}
	text := r.Check().Error()
	for _, want := range []string{"has no place", "has no source", "twice"} {
		if n := strings.Count(text, want); n != 1 {
			t.Errorf("%q says %q %d times; want once", text, want, n)
		}
	}
	if strings.Contains(text, "RAHASIA") {
		t.Errorf("%q repeats what was written", text)
	}
}
