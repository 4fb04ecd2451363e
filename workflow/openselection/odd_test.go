package openselection_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// A moment of a clean course that can be played again with another body.
type moment struct {
	event workflow.Event
	body  []byte
	again func(body []byte) error
}

// Every body of a clean course, spoilt in one place at a time: whatever is sent, the
// answer is yes or a refusal; nothing panics, and what is taken can be kept.
func TestOddBodies_are_answered(t *testing.T) {
	t.Parallel()
	moments := everyMoment(t, bkn) // which has every event of the seed and one more
	seen, refused, taken := map[workflow.Event]bool{}, 0, 0
	for _, m := range moments {
		if seen[m.event] {
			continue
		}
		seen[m.event] = true
		var document any
		if err := json.Unmarshal(m.body, &document); err != nil {
			t.Fatal(err)
		}
		for _, spoilt := range spoil(document) {
			raw, err := json.Marshal(spoilt)
			if err != nil {
				t.Fatal(err)
			}
			switch err := m.again(raw); {
			case err == nil:
				taken++
			case isRefusal(err):
				refused++
			default:
				t.Errorf("%s with %s: %v", m.event, raw, err)
			}
		}
	}
	for _, event := range []workflow.Event{
		openselection.DraftPlan, openselection.VerifyFiles, openselection.HandInPaper, openselection.OpenScoring, openselection.EnterScores,
		openselection.ReuseAssessment, openselection.RecordAbsence, openselection.Interview, openselection.DetermineResult, openselection.Choose,
	} {
		if !seen[event] {
			t.Errorf("%s was not tried", event)
		}
	}
	if refused < 500 || taken < 50 {
		t.Errorf("only %d were refused and %d taken: the bodies are not spoilt as meant", refused, taken)
	}
}

func isRefusal(err error) bool {
	_, ok := errors.AsType[*workflow.Refusal](err)
	return ok
}

// everyMoment plays a clean course and the side ways, and keeps each decision with the
// case as it stood before.
func everyMoment(t *testing.T, pack string) []moment {
	t.Helper()
	var moments []moment
	p := newPlayer(t, pack)
	keep := func(p *player) {
		for _, name := range slices.Concat([]string{"round"}, p.refs(), p.kinOf("")) {
			moments = append(moments, p.find(name).moments()...)
		}
	}
	p.announced(first)
	p.reach(first, openselection.TrackRecordChecked)
	p.reuses(edit(p.earlier("01", p.today()), func(b *openselection.ReuseAssessmentBody) { b.Points = points(0) }))
	p.reach(first, openselection.FieldTested)
	p.opensScoring(first, openselection.InterviewOf)
	p.do("chair", first, openselection.RecordAbsence, p.outOf(openselection.InterviewOf, "04"))
	p.recuse("anggota-3", "05")
	p.reach(first, openselection.Interviewed)
	p.corrects(p.correction(first, openselection.Paper, "05", 10_00))
	p.do("secretary", first, openselection.PublishStage, p.publication("paper"))
	p.reach(first, openselection.ResultReported)
	p.do("supervisor", first, openselection.ReturnResult, openselection.ReturnResultBody{Letter: p.letter("R-1"), Items: p.remarksOn("dokumentasi")})
	p.reach(first, openselection.Inaugurated)
	p.reachRound(openselection.Closed)
	keep(p)

	p = newPlayer(t, pack)
	p.announced(first)
	p.freeze()
	p.do("minister", "round", openselection.RecordPermit, openselection.RoundPermitBody{Permit: p.letter("100.2.1.3/2147/SJ")})
	p.do("ppk", "round", openselection.ChangeCommittee, openselection.ChangeCommitteeBody{Committee: openselection.Committee(p.decree()), Reason: "mundur"})
	p.consulted(first, 2)
	p.do("supervisor", first, openselection.DenyFewer, openselection.DenyFewerBody{Letter: p.letter("B-1"), Route: openselection.ToJobfit})
	p.do("supervisor", first, openselection.AllowFewer, openselection.AllowFewerBody{Letter: p.letter("B-2"), Minimum: 2})
	p.do("member", first, openselection.DeclareConflict, openselection.DeclareConflictBody{Candidate: "01", Relation: "saudara"})
	p.do("supervisor", first, openselection.HoldForComplaint, p.hold())
	p.do("supervisor", first, openselection.ReleaseComplaint, p.hold())
	p.do("ppk", first, openselection.Cancel, p.ending())
	keep(p)
	return moments
}

func (f *file[F]) moments() []moment {
	var moments []moment
	for i, entry := range f.journal {
		said, m := f.heard[i].command, f.heard[i].moment
		folded := sync.OnceValues(func() (workflow.Case[F], error) { return f.law.Fold(f.opened, f.journal[:i]) })
		moments = append(moments, moment{event: entry.Event, body: said.Body, again: func(body []byte) error {
			before, err := folded()
			if err != nil {
				return fmt.Errorf("cannot be folded up to there: %w", err)
			}
			actor := workflow.Actor{Person: entry.Person, Roles: []workflow.Role{entry.Role}}
			d, err := f.law.Decide(before, workflow.Command{Event: entry.Event, Actor: actor, Body: body}, m)
			if refusal, refused := errors.AsType[*workflow.Refusal](err); refused {
				_, unsendable := wire.Canonical(refusal.Reasons)
				return errors.Join(err, unsendable)
			} else if err != nil {
				return err
			}
			again, err := f.law.Fold(f.opened, append(slices.Clone(f.journal[:i]), d.Entry))
			if err != nil {
				return fmt.Errorf("taken and cannot be folded: %w", err)
			}
			was, err := wire.Canonical(d.Case.Facts)
			if err != nil {
				return fmt.Errorf("taken and cannot be kept: %w", err)
			}
			if is, err := wire.Canonical(again.Facts); err != nil || string(is) != string(was) {
				return fmt.Errorf("taken and folds to other facts: %w", err)
			}
			// The rights to look ahead must not break on it either.
			f.law.Offers(d.Case, actor, m)
			return nil
		}})
	}
	return moments
}

// spoil lists the document with one place changed at a time.
func spoil(document any) []any {
	odd := []any{nil, "", "x", "9999-12-31", "0001-01-01", -1, true, []any{}, map[string]any{}}
	spoilt := slices.Clone(odd)
	switch d := document.(type) {
	case map[string]any:
		for name, inner := range d {
			replace := func(with any, there bool) {
				changed := map[string]any{}
				for k, v := range d {
					if k != name || there {
						changed[k] = v
					}
				}
				if there {
					changed[name] = with
				}
				spoilt = append(spoilt, changed)
			}
			replace(nil, false)
			for _, with := range spoil(inner) {
				replace(with, true)
			}
		}
	case []any:
		if len(d) == 0 {
			break
		}
		spoilt = append(spoilt, d[1:], append(slices.Clone(d), d[0]))
		for _, with := range spoil(d[0]) {
			changed := slices.Clone(d)
			changed[0] = with
			spoilt = append(spoilt, changed)
		}
	}
	return spoilt
}
