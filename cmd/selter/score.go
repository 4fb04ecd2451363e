package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/glossary"
	"selter/workflow/openselection/compliance"
)

type scoreCommand struct {
	Selection string `arg:"" help:"The selection, by its identifier."`
	Explain   bool   `help:"Print every check with its mark, its points, what was found, the journal entries that prove it and its articles."`
	JSON      bool   `name:"json" help:"Print one JSON document instead of text."`
	Data      string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

// Run prints the compliance score of a selection as it is by now. It writes nothing, also when the score that is kept is
// behind the journals.
func (c scoreCommand) Run(ctx context.Context, t *terminal) (err error) {
	id, err := workflow.ParseCaseID(c.Selection)
	if err != nil {
		return mistake{fmt.Errorf("the name of a selection: %w", err)}
	}
	if err := existing(t, c.Data); err != nil {
		return err
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	reading, err := h.Keeper.Score(ctx, casework.Everywhere(), id)
	if errors.Is(err, casework.ErrNoCase) {
		return mistake{errors.New("there is no such selection")}
	}
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		return printJSON(t, reading.Result)
	case c.Explain:
		return compliance.Explain(t.out, h.Glossary, reading.Result)
	}
	changes, err := newest(func(after int64) ([]oversight.Change, error) {
		return h.Keeper.Changes(ctx, casework.Everywhere(), id, after, lastChanges)
	})
	if err != nil {
		return err
	}
	return printScore(t.out, h.Glossary, reading.Result, changes)
}

// lastChanges is how many changes are shown at most.
const lastChanges = 100

// newest reads changes to their end, page by page, and keeps the last ones.
func newest(read func(after int64) ([]oversight.Change, error)) (changes []oversight.Change, err error) {
	for after := int64(0); ; {
		page, err := read(after)
		changes = append(changes, page...)
		changes = changes[max(0, len(changes)-lastChanges):]
		if err != nil || len(page) < lastChanges {
			return changes, err
		}
		after = page[len(page)-1].Position
	}
}

// printScore writes a score in a few lines, and how it came about.
func printScore(out io.Writer, words *glossary.Glossary, r compliance.Result, changes []oversight.Change) error {
	var errs []error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(out, format+"\n", args...)
		errs = append(errs, err)
	}
	line("%s  %s  %s (indeks %s, label %s)", r.Total, compliance.Called(r.Band), compliance.Called(string(r.Status)), r.Index, compliance.Called(r.Label))
	for _, d := range r.Dimensions {
		line("  %-12s %6s dari %s", compliance.Called(d.ID), d.Points, d.Weight)
	}
	if r.Deducted > 0 {
		line("  %-12s %6s", "pengaduan", "-"+r.Deducted.String())
	}
	for _, breach := range r.Breaches {
		line("  ! %s", compliance.Called(breach.Code))
	}
	for _, note := range compliance.Notes(r) {
		line("  * %s", note)
	}
	for _, change := range changes {
		line("%s  %6s  %d butir  %s", change.At.Format("2006-01-02 15:04"), change.After.Total, len(change.Rows), causesOf(words, r, change))
	}
	return errors.Join(errs...)
}

// causesOf names the entries that moved a score.
func causesOf(words *glossary.Glossary, r compliance.Result, change oversight.Change) string {
	causes := make([]string, len(change.Causes))
	for i, cause := range change.Causes {
		of := "seleksi"
		if cause.Case == r.Round {
			of = "pelaksanaan"
		}
		causes[i] = fmt.Sprintf("%s #%d %s", of, cause.Seq, words.Indonesian(glossary.Event, string(cause.Event)))
	}
	if len(causes) == 0 {
		return "butir penilaian lain"
	}
	return strings.Join(causes, ", ")
}
