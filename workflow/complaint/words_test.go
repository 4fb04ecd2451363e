package complaint_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

func TestReporter_follows_from_the_code_and_not_back(t *testing.T) {
	t.Parallel()
	// Codes that were shown stay good for ever, so neither may change.
	const who, number = "pelapor-jfgxt3fowo2ebgoa4qjf6vym7i", "aduan-psumoagpitof"
	if got := complaint.Reporter(code); got != who {
		t.Errorf("reporter %s", got)
	}
	if got := complaint.Number(who); got != number {
		t.Errorf("number %s", got)
	}
	seen := make(map[string]bool)
	for _, code := range []string{"", "a", "b", code, code + " "} {
		seen[complaint.Reporter(code)], seen[complaint.Number(complaint.Reporter(code))] = true, true
	}
	if len(seen) != 10 {
		t.Errorf("%d of 10 differ", len(seen))
	}
}

// Every breach but the last has its class in the guide, and the gravest decides.
func TestGuidedClass(t *testing.T) {
	t.Parallel()
	classes := make(map[openselection.ComplaintClass]int)
	words := complaint.Breach("").Enum()
	for _, word := range words {
		classes[complaint.GuidedClass([]complaint.Breach{complaint.Breach(word)})]++
	}
	if classes[""] != 1 || classes[openselection.VeryMaterial] != 6 || classes[openselection.Material] != 5 || classes[openselection.LessMaterial] != 2 {
		t.Errorf("%v", classes)
	}
	for _, c := range []struct {
		breaches []complaint.Breach
		want     openselection.ComplaintClass
	}{
		{nil, ""},
		{[]complaint.Breach{complaint.OtherBreach, complaint.PublishedLate}, openselection.LessMaterial},
		{[]complaint.Breach{complaint.PublishedLate, complaint.StageSkipped}, openselection.Material},
		{[]complaint.Breach{complaint.StageSkipped, complaint.PaymentProven, complaint.PublishedLate}, openselection.VeryMaterial},
	} {
		if got := complaint.GuidedClass(c.breaches); got != c.want {
			t.Errorf("%v: %s", c.breaches, got)
		}
	}
}

func TestBodies_say_what_is_wrong_with_them(t *testing.T) {
	t.Parallel()
	long := string(repeated("a", complaint.LongestText))
	hash := strings.Repeat("0a", 32)
	letter := `"letter":{"number":"1","date":"2024-05-08"}`
	p := newPlayer(t)
	at := map[workflow.Event]*player{
		complaint.FileComplaint: p, complaint.AttachToComplaint: newPlayer(t).to(complaint.Received), complaint.AskClarification: newPlayer(t).to(complaint.Examined),
		complaint.FindProven: newPlayer(t).to(complaint.Clarified), complaint.AskForReporter: newPlayer(t).to(complaint.Received),
	}
	for _, c := range []struct {
		event workflow.Event
		body  string
		field []string // of the problems; none for a body that is well formed
	}{
		{complaint.FileComplaint, `{"category":"scoring","text":"` + long + `"}`, nil},
		{complaint.FileComplaint, `{"category":"scoring","text":"` + long + `a"}`, []string{"/text"}},
		{complaint.FileComplaint, `{"category":"scoring","text":" \n"}`, []string{"/text"}},
		{complaint.FileComplaint, `{"category":"gossip","text":"a"}`, []string{"/category"}},
		{complaint.FileComplaint, `{"category":"scoring","text":"a","name":"Rahmat"}`, []string{"/name"}},
		{complaint.FileComplaint, `{"category":"scoring","text":"a","happened_on":"yesterday"}`, []string{"/happened_on"}},
		{complaint.AttachToComplaint, `{"name":"a.pdf","sha256":"` + hash + `","size":1,"media":"application/pdf","original_sha256":"` + hash + `"}`, nil},
		{complaint.AttachToComplaint, `{"name":"../Surat Rahmat.pdf","sha256":"0A","size":0,"media":"","original_sha256":""}`, []string{"/name", "/sha256", "/original_sha256", "/size", "/media"}},
		{complaint.AskClarification, `{` + letter + `,"questions":[]}`, []string{"/questions"}},
		{complaint.AskClarification, `{` + letter + `,"questions":["Mengapa?",""]}`, []string{"/questions/1"}},
		{complaint.FindProven, `{"class":"very_material","breaches":[],` + letter + `,"reason":" "}`, []string{"/reason", "/breaches"}},
		{complaint.FindProven, `{"class":"very_material","breaches":["score_altered","score_altered"],` + letter + `,"reason":"a"}`, []string{"/breaches/1"}},
		{complaint.FindProven, `{"class":"fatal","breaches":["score_altered"],` + letter + `,"reason":"a"}`, []string{"/class"}},
		{complaint.AskForReporter, `{"reason":"Rahmat ingin tahu"}`, []string{"/reason"}},
		{complaint.AskForReporter, `{"reason":"ordered_by_court","letter":{"number":" ","date":"2024-05-08"}}`, []string{"/letter/number"}},
	} {
		played := at[c.event]
		row, ok := played.law.Row(c.event, played.file.State)
		if !ok {
			t.Fatalf("no row for %s in %s", c.event, played.file.State)
		}
		command := workflow.Command{Event: c.event, Actor: workflow.Actor{Person: "p-1", Roles: row.By}, Body: []byte(c.body)}
		_, err := played.law.Decide(played.file, command, workflow.Moment{At: played.at, Parent: played.parent})
		got := problems(err)
		if !slices.Equal(got, c.field) {
			t.Errorf("%s %.80s: problems at %v, want %v", c.event, c.body, got, c.field)
		}
	}
}

// problems lists where a body is malformed.
func problems(err error) []string {
	refusal, refused := errors.AsType[*workflow.Refusal](err)
	if !refused || refusal.Kind != workflow.Malformed {
		return nil
	}
	var fields []string
	for _, reason := range refusal.Reasons {
		fields = append(fields, reason.Field)
	}
	return fields
}

// A text may be longer than others where its type says so, and there alone.
func TestComplaintText_is_longer_than_other_texts(t *testing.T) {
	t.Parallel()
	if complaint.LongestText <= wire.LongestText {
		t.Fatal("it is not")
	}
	p := newPlayer(t).to(complaint.Received)
	p.do(reporter, complaint.AddToComplaint, complaint.AddToComplaintBody{Text: repeated("a", wire.LongestText+1)})
	p.refused(examiner, complaint.ExamineComplaint, complaint.ExamineComplaintBody{Summary: strings.Repeat("a", wire.LongestText+1)}, workflow.BodyIsWellFormed)
}
