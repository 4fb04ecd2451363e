package oversight

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"selter/workflow"
	"selter/workflow/openselection/compliance"
)

// change tells what is different from the score that was kept, which reads otherwise; nil when nothing is that counts.
func (k *Keeper) change(was Kept, m measured) (*Change, error) {
	c := &Change{Position: was.Position + 1, At: m.At, After: FigureOf(m.result), Rows: []MovedRow{}}
	if was.Position == 0 {
		for _, row := range m.result.Rows {
			c.Rows = append(c.Rows, MovedRow{ID: row.ID, After: row.Counts()})
		}
		c.Causes = newest(m.record)
		return c, nil
	}
	var before compliance.Result
	if err := json.Unmarshal(was.Result, &before); err != nil {
		return nil, fmt.Errorf("the score that is kept: %w", err)
	}
	figure := FigureOf(before)
	c.Before = &figure
	c.Rows = moved(before.Rows, m.result.Rows)
	if figure == c.After && len(c.Rows) == 0 {
		return nil, nil
	}
	c.Causes = k.causes(was.Basis, before, c.Rows, m)
	return c, nil
}

// FigureOf is a result in one line.
func FigureOf(r compliance.Result) Figure {
	return Figure{Status: r.Status, Total: r.Total, Raw: r.Raw, Deducted: r.Deducted, Band: r.Band, Label: r.Label}
}

// moved lists the rows whose mark or points are others, in their order; one that is gone has no mark any more.
func moved(before, after []compliance.Row) []MovedRow {
	rows := []MovedRow{}
	was := make(map[string]compliance.Row, len(before))
	for _, row := range before {
		was[row.ID] = row
	}
	for _, row := range after {
		old, there := was[row.ID]
		delete(was, row.ID)
		if !there || old.Counts() != row.Counts() || old.Points != row.Points {
			rows = append(rows, MovedRow{ID: row.ID, Before: old.Counts(), After: row.Counts()})
		}
	}
	for _, row := range before {
		if _, gone := was[row.ID]; gone {
			rows = append(rows, MovedRow{ID: row.ID, Before: row.Counts()})
		}
	}
	return rows
}

// causes are the entries since the score before that the rows which moved name as evidence or can be moved by, with
// those that tell of complaints and breaches. Where none of them does, all entries since then are the causes; there
// are none at all when only the law has changed.
func (k *Keeper) causes(since Basis, before compliance.Result, rows []MovedRow, m measured) []compliance.Evidence {
	recent := entriesSince(since, m.record)
	named := make(map[compliance.Evidence]bool)
	name := func(list ...compliance.Evidence) {
		for _, one := range list {
			named[one] = true
		}
	}
	touched := make(map[workflow.Event]bool)
	for _, row := range rows {
		for _, event := range k.Law.Touches(row.ID) {
			touched[event] = true
		}
	}
	for _, result := range []compliance.Result{before, m.result} {
		for _, row := range result.Rows {
			if !slices.ContainsFunc(rows, func(r MovedRow) bool { return r.ID == row.ID }) {
				continue
			}
			name(row.Evidence...)
			if row.Adopted != nil {
				name(row.Adopted.Evidence)
			}
		}
		for _, breach := range result.Breaches {
			name(breach.Evidence...)
		}
		for _, deduction := range result.Deductions {
			name(deduction.Evidence)
		}
	}
	causes := []compliance.Evidence{}
	for _, entry := range recent {
		if named[entry] || touched[entry.Event] {
			causes = append(causes, entry)
		}
	}
	if len(causes) == 0 {
		return recent
	}
	return causes
}

// entriesSince lists the entries of both journals that a score did not rest on, those of the round first.
func entriesSince(since Basis, r compliance.Record) []compliance.Evidence {
	entries := []compliance.Evidence{}
	add := func(of workflow.CaseID, steps []compliance.Step, after int64) {
		at, _ := slices.BinarySearchFunc(steps, after+1, func(s compliance.Step, seq int64) int { return cmp.Compare(s.Seq, seq) })
		for _, step := range steps[at:] {
			entries = append(entries, compliance.Evidence{Case: of, Seq: step.Seq, Event: step.Event})
		}
	}
	add(r.Round.Case, r.Round.Steps, since.Round)
	add(r.Selection.Case, r.Selection.Steps, since.Selection)
	return entries
}

// newest is the newest entry of each journal: what a first score follows from.
func newest(r compliance.Record) []compliance.Evidence {
	return entriesSince(Basis{Round: r.Round.Revision - 1, Selection: r.Selection.Revision - 1}, r)
}
