package oversight_test

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// An archive stands in for the store: rounds with selections, in memory. before is called before each
// thing that is asked of it and may end the work there, as a kill would.
type archive struct {
	mu      sync.Mutex
	rounds  []workflow.CaseID // in the order of their IDs
	under   map[workflow.CaseID][]workflow.CaseID
	trails  map[workflow.CaseID]*compliance.Trail[jsontext.Value]
	parents map[workflow.CaseID]workflow.CaseID
	counts  map[workflow.CaseID]int // complaints

	kept    map[workflow.CaseID]oversight.Kept
	lines   map[workflow.CaseID]compliance.Standing
	changes map[workflow.CaseID][]oversight.Change
	batches map[uuid.UUID]oversight.Batch
	before  func(what string) error
}

func newArchive(rounds, each int) *archive {
	a := &archive{
		under: make(map[workflow.CaseID][]workflow.CaseID), trails: make(map[workflow.CaseID]*compliance.Trail[jsontext.Value]),
		parents: make(map[workflow.CaseID]workflow.CaseID), counts: make(map[workflow.CaseID]int), kept: make(map[workflow.CaseID]oversight.Kept),
		lines:   make(map[workflow.CaseID]compliance.Standing),
		changes: make(map[workflow.CaseID][]oversight.Change), batches: make(map[uuid.UUID]oversight.Batch), before: func(string) error { return nil },
	}
	for range rounds {
		round := a.open(workflow.CaseID{})
		a.rounds = append(a.rounds, round)
		for range each {
			a.under[round] = append(a.under[round], a.open(round))
		}
	}
	return a
}

func (a *archive) open(parent workflow.CaseID) workflow.CaseID {
	id := workflow.CaseID(uuid.Must(uuid.NewV7()))
	a.trails[id] = &compliance.Trail[jsontext.Value]{Case: id, Ref: "jpt-1", Facts: jsontext.Value("{}")}
	a.parents[id] = parent
	a.happen(id, "open")
	return id
}

// happen adds an entry to the journal of a case.
func (a *archive) happen(id workflow.CaseID, event workflow.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.trails[id]
	t.Revision++
	t.Steps = append(slices.Clone(t.Steps), compliance.Step{Seq: t.Revision, Event: event})
	if event == "close" {
		t.State = "closed"
	}
}

// enter begins something that is asked; the answer ends it.
func (a *archive) enter(what string) (func(), error) {
	if err := a.before(what); err != nil {
		return func() {}, err
	}
	a.mu.Lock()
	return a.mu.Unlock, nil
}

func (a *archive) basis(id workflow.CaseID) oversight.Basis {
	return oversight.Basis{Round: a.trails[a.parents[id]].Revision, Selection: a.trails[id].Revision, Complaints: a.counts[id]}
}

func (a *archive) head(id workflow.CaseID) oversight.Head {
	kept := a.kept[id]
	return oversight.Head{Selection: id, Now: a.basis(id), Kept: kept.Basis, Rubric: kept.Rubric, Status: kept.Status}
}

func (a *archive) Touched(_ context.Context, id workflow.CaseID) ([]oversight.Head, error) {
	leave, err := a.enter("touched")
	defer leave()
	if err != nil {
		return nil, err
	}
	ids := a.under[id]
	if !a.parents[id].IsZero() {
		ids = []workflow.CaseID{id}
	}
	var heads []oversight.Head
	for _, one := range ids {
		heads = append(heads, a.head(one))
	}
	return heads, nil
}

func (a *archive) Heads(_ context.Context, rounds []workflow.CaseID) ([]oversight.Head, error) {
	leave, err := a.enter("heads")
	defer leave()
	var heads []oversight.Head
	for _, round := range rounds {
		for _, id := range a.under[round] {
			heads = append(heads, a.head(id))
		}
	}
	return heads, err
}

func (a *archive) Rounds(_ context.Context, after workflow.CaseID, limit int) ([]workflow.CaseID, error) {
	leave, err := a.enter("rounds")
	defer leave()
	at, found := slices.BinarySearchFunc(a.rounds, after, compareIDs)
	if found {
		at++
	}
	return slices.Clone(a.rounds[at:min(at+limit, len(a.rounds))]), err
}

func compareIDs(a, b workflow.CaseID) int { return slices.Compare(a[:], b[:]) }

func (a *archive) Files(_ context.Context, selections []workflow.CaseID) ([]oversight.File, error) {
	leave, err := a.enter("files")
	defer leave()
	byRound := make(map[workflow.CaseID]*oversight.File)
	for _, id := range slices.SortedFunc(slices.Values(selections), compareIDs) {
		round := a.parents[id]
		if byRound[round] == nil {
			byRound[round] = &oversight.File{Agency: "prov-contoh", Zone: calendar.WITA, Pack: "pack", Round: *a.trails[round]}
		}
		byRound[round].Selections = append(byRound[round].Selections, oversight.Chapter{Trail: *a.trails[id], Complaints: a.counts[id]})
	}
	var files []oversight.File
	for _, round := range slices.SortedFunc(maps.Keys(byRound), compareIDs) {
		files = append(files, *byRound[round])
	}
	return files, err
}

func (a *archive) Kept(_ context.Context, selections []workflow.CaseID) (map[workflow.CaseID]oversight.Kept, error) {
	leave, err := a.enter("kept")
	defer leave()
	kept := make(map[workflow.CaseID]oversight.Kept)
	for _, id := range selections {
		if one, there := a.kept[id]; there {
			kept[id] = one
		}
	}
	return kept, err
}

func (a *archive) Keep(_ context.Context, scores []oversight.Score) (passed []workflow.CaseID, err error) {
	leave, err := a.enter("keep")
	defer leave()
	if err != nil {
		return nil, err
	}
	for _, score := range scores {
		id := score.Standing.Selection
		if was := a.kept[id]; was.Position != score.Was || was.Basis.Beyond(score.Basis) {
			passed = append(passed, id)
			continue
		}
		position := score.Was
		if score.Change != nil {
			position = score.Change.Position
			a.changes[id] = append(a.changes[id], *score.Change)
		}
		a.lines[id] = score.Standing
		a.kept[id] = oversight.Kept{
			Selection: id, Rubric: score.Rubric, Status: score.Standing.Status, Basis: score.Basis, Position: position, Result: score.Result, At: score.At,
		}
	}
	return passed, nil
}

func (a *archive) KeptWithin(_ context.Context, _ casework.Wall, selection workflow.CaseID) (oversight.Head, oversight.Kept, error) {
	leave, err := a.enter("within")
	defer leave()
	if a.parents[selection].IsZero() {
		return oversight.Head{}, oversight.Kept{}, cmp.Or(err, casework.ErrNoCase)
	}
	return a.head(selection), a.kept[selection], err
}

func (a *archive) Changes(_ context.Context, _ casework.Wall, selection workflow.CaseID, after int64, limit int) ([]oversight.Change, error) {
	leave, err := a.enter("changes")
	defer leave()
	list := a.changes[selection]
	return list[min(int(after), len(list)):min(int(after)+limit, len(list))], err
}

func (a *archive) Pack(context.Context, string) (*policy.Pack, error) { return nil, nil }

func (a *archive) Ready(context.Context) (time.Time, error) { return now, nil }

var now = time.Date(2024, time.May, 8, 2, 30, 0, 0, time.UTC)

func (a *archive) Begin(_ context.Context, id uuid.UUID, rubric string, everyone bool) (oversight.Batch, error) {
	leave, err := a.enter("begin")
	defer leave()
	a.batches[id] = oversight.Batch{ID: id, Rubric: rubric, Everyone: everyone, Total: int64(len(a.parents) - len(a.rounds)), Begun: now}
	return a.batches[id], err
}

func (a *archive) Batch(_ context.Context, id uuid.UUID) (oversight.Batch, error) {
	leave, err := a.enter("batch")
	defer leave()
	batch, there := a.batches[id]
	if !there {
		return batch, cmp.Or(err, oversight.ErrNoBatch)
	}
	return batch, err
}

func (a *archive) Unended(context.Context) ([]oversight.Batch, error) {
	leave, err := a.enter("unended")
	defer leave()
	return slices.DeleteFunc(slices.Collect(maps.Values(a.batches)), func(b oversight.Batch) bool { return !b.Ended.IsZero() }), err
}

func (a *archive) Advance(_ context.Context, before, after oversight.Batch) (bool, error) {
	leave, err := a.enter("advance")
	defer leave()
	if err != nil || a.batches[before.ID] != before {
		return false, err
	}
	a.batches[before.ID] = after
	return true, nil
}

// toy is a law of two checks of 50 points: that the round was announced, and that the selection was published and not
// spoilt since. In its second version the first one is gone.
func toy(rubric string) oversight.Law {
	return oversight.Law{Rubric: rubric, Measure: func(_ *policy.Pack, _ *calendar.Holidays, r compliance.Record) (compliance.Result, compliance.Standing, error) {
		result := compliance.Result{Rubric: rubric, Status: compliance.Live}
		if r.Selection.State == "closed" {
			result.Status = compliance.Final
		}
		if rubric == "1" {
			result.Rows = append(result.Rows, check("announced", r.Round.Case, r.Round.Steps, "announce"))
		}
		result.Rows = append(result.Rows, check("published", r.Selection.Case, r.Selection.Steps, "publish"))
		for _, row := range result.Rows {
			result.Raw += row.Points
		}
		result.Total = result.Raw
		for _, step := range r.Selection.Steps {
			switch step.Event {
			case "comment":
				result.Comments = append(result.Comments, compliance.Comment{Text: "catatan", Evidence: evidence(r.Selection.Case, step)})
			case "break":
				return compliance.Result{}, compliance.Standing{}, errToy
			}
		}
		return result, compliance.Standing{
			Selection: r.Selection.Case, Round: r.Round.Case, Agency: r.Agency, Status: result.Status, Total: result.Total, Complaints: r.Complaints,
		}, nil
	}, Freeze: func(_ *policy.Pack, _ *calendar.Holidays, kept compliance.Result, r compliance.Record) (compliance.Result, compliance.Standing, error) {
		kept.Deducted, kept.Comments = 0, nil
		for _, step := range r.Selection.Steps {
			switch step.Event {
			case "prove":
				kept.Deducted += 20_00
			case "comment":
				kept.Comments = append(kept.Comments, compliance.Comment{Text: "catatan", Evidence: evidence(r.Selection.Case, step)})
			}
		}
		kept.Total = kept.Raw - kept.Deducted
		return kept, compliance.Standing{
			Selection: r.Selection.Case, Round: r.Round.Case, Agency: r.Agency, Status: kept.Status, Total: kept.Total, Complaints: r.Complaints,
		}, nil
	}, Touches: func(row string) []workflow.Event {
		return map[string][]workflow.Event{"announced": {"announce"}, "published": {"publish", "spoil"}}[row]
	}}
}

func check(id string, of workflow.CaseID, steps []compliance.Step, event workflow.Event) compliance.Row {
	row := compliance.Row{ID: id, Weight: half, Mark: compliance.NotMet}
	for _, step := range steps {
		switch step.Event {
		case event:
			row.Mark, row.Points, row.Evidence = compliance.Met, half, []compliance.Evidence{evidence(of, step)}
		case "spoil":
			row.Mark, row.Points, row.Evidence = compliance.NotMet, 0, nil
		}
	}
	return row
}

func evidence(of workflow.CaseID, step compliance.Step) compliance.Evidence {
	return compliance.Evidence{Case: of, Seq: step.Seq, Event: step.Event}
}

var errToy = errors.New("cannot be measured")

// half is what one check of the toy is worth.
const half scoring.Points = 50_00
