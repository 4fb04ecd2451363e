package oversight

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/sync/errgroup"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/policy"
)

// measured is a score that is to be kept, with what it was measured from.
type measured struct {
	Score
	result compliance.Result
	record compliance.Record
}

// measureAll measures files side by side, as many as there are processors. The facts of a round are read once for all its selections.
func (k *Keeper) measureAll(ctx context.Context, files []File, kept map[workflow.CaseID]Kept, now time.Time) ([]measured, error) {
	each := make([][]measured, len(files))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, file := range files {
		group.Go(func() (err error) {
			each[i], err = k.measureFile(ctx, file, kept, now)
			return err
		})
	}
	err := group.Wait()
	return slices.Concat(each...), err
}

func (k *Keeper) measureFile(ctx context.Context, file File, kept map[workflow.CaseID]Kept, now time.Time) ([]measured, error) {
	records, err := file.Records()
	if err != nil {
		return nil, err
	}
	scores := make([]measured, 0, len(records))
	for _, record := range records {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		score, err := k.score(ctx, file.Pack, record, kept[record.Selection.Case], now)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", record.Selection.Case, err)
		}
		scores = append(scores, score)
	}
	return scores, nil
}

// Records reads the facts of a file: what each of its selections is measured by.
func (f File) Records() ([]compliance.Record, error) {
	round, err := read[openselection.RoundFacts](f.Round)
	if err != nil {
		return nil, err
	}
	records := make([]compliance.Record, len(f.Selections))
	for i, chapter := range f.Selections {
		selection, err := read[openselection.SelectionFacts](chapter.Trail)
		if err != nil {
			return nil, err
		}
		records[i] = compliance.Record{Agency: f.Agency, Zone: f.Zone, Round: round, Selection: selection, Complaints: chapter.Complaints}
	}
	return records, nil
}

func read[F any](t compliance.Trail[jsontext.Value]) (compliance.Trail[F], error) {
	trail := compliance.Trail[F]{Case: t.Case, Ref: t.Ref, State: t.State, Resumes: t.Resumes, Revision: t.Revision, Steps: t.Steps}
	if err := json.Unmarshal(t.Facts, &trail.Facts); err != nil {
		return trail, fmt.Errorf("facts of %s: %w", t.Case, err)
	}
	return trail, nil
}

// basis is that of a score measured from a record.
func basis(r compliance.Record) Basis {
	return Basis{Round: r.Round.Revision, Selection: r.Selection.Revision, Complaints: r.Complaints}
}

// usualLength is a little more than most results have written out, in bytes.
const usualLength = 12 << 10

func (k *Keeper) score(ctx context.Context, packHash string, record compliance.Record, was Kept, now time.Time) (measured, error) {
	pack, err := k.pack(ctx, packHash)
	if err != nil {
		return measured{}, err
	}
	if was.Status == compliance.Final {
		return k.frozen(pack, packHash, record, was, now)
	}
	result, standing, err := k.Law.Measure(pack, k.Holidays, record)
	if err != nil {
		return measured{}, err
	}
	text, err := result.AppendJSON(make([]byte, 0, usualLength))
	if err != nil {
		return measured{}, err
	}
	return k.compared(measured{result: result, record: record, Score: Score{
		Standing: standing, Rubric: k.Law.Rubric, Pack: packHash, Result: text, At: now,
	}}, was)
}

// frozen is the score of a selection that has closed. Where nothing about it is different, as when there is one complaint
// more, it is the text that is kept, and as old; only the standing tells of it.
func (k *Keeper) frozen(pack *policy.Pack, packHash string, record compliance.Record, was Kept, now time.Time) (measured, error) {
	var kept compliance.Result
	if err := json.Unmarshal(was.Result, &kept); err != nil {
		return measured{}, fmt.Errorf("the score that is kept: %w", err)
	}
	result, standing, err := k.Law.Freeze(pack, k.Holidays, kept, record)
	if err != nil {
		return measured{}, err
	}
	before, err := kept.AppendJSON(make([]byte, 0, usualLength))
	if err != nil {
		return measured{}, err
	}
	text, err := result.AppendJSON(make([]byte, 0, usualLength))
	if err != nil {
		return measured{}, err
	}
	if bytes.Equal(before, text) {
		text, now = was.Result, was.At
	}
	return k.compared(measured{result: result, record: record, Score: Score{
		Standing: standing, Rubric: was.Rubric, Pack: packHash, Result: text, At: now,
	}}, was)
}

// compared says of a score what it rests on, whose it is, and what is different from the one that was kept.
func (k *Keeper) compared(m measured, was Kept) (_ measured, err error) {
	agency, _ := k.Agencies.Of(m.record.Agency) // one that nobody has listed has no kind and no region
	m.Kind, m.Region, m.Basis, m.Was = string(agency.Kind), agency.Region, basis(m.record), was.Position
	m.Change, err = k.change(was, m)
	return m, err
}
