package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/google/uuid"

	"selter/pkg/oversight"
	"selter/workflow"
	"selter/workflow/openselection/compliance"
)

var _ oversight.BoardStore = (*Store)(nil)

// Folios implements oversight.BoardStore. The sheets are not copied on their way: there are three and a half
// thousand of them for one request.
func (s *Store) Folios(ctx context.Context, reach oversight.Reach, year int, use func(oversight.Folio) error) error {
	text, args := s.foliosOf(reach, year)
	rows, err := s.reads.WithContext(ctx).Raw(text, args...).Rows()
	if err != nil {
		return s.fault(ctx, err)
	}
	var folio oversight.Folio
	var sheet sql.RawBytes
	for err == nil && rows.Next() {
		if err = rows.Scan(&folio.Agency, &folio.Name, &folio.Year, &sheet); err == nil {
			folio.Sheet = sheet
			err = use(folio)
		}
	}
	return s.fault(ctx, errors.Join(err, rows.Err(), rows.Close()))
}

// foliosOf is the statement that reads folios.
func (s *Store) foliosOf(reach oversight.Reach, year int) (string, []any) {
	text, args := s.reached(reach)
	text = "SELECT agency, name, year, sheet FROM folios AS c WHERE " + text
	if year != 0 {
		text, args = text+" AND c.year = ?", append(args, year)
	}
	view := view{s.dialect, reach.Wall}
	return view.sql(text + " AND {wall}"), s.binds(slices.Concat(args, view.set()))
}

// reached is the condition that something lies within a reach, and its parameters.
func (s *Store) reached(reach oversight.Reach) (string, []any) {
	switch {
	case reach.Everywhere:
		return "TRUE", nil
	case len(reach.Agencies) == 1: // said like this an index has them in their order
		return "c.agency = ?", []any{reach.Agencies[0]}
	}
	return s.amongTexts("c.agency"), []any{s.texts(reach.Agencies)}
}

// Lines implements oversight.BoardStore.
func (s *Store) Lines(ctx context.Context, reach oversight.Reach, filter oversight.Filter, after workflow.CaseID, limit int) ([]compliance.Standing, error) {
	text, args := s.linesOf(reach, filter, after, limit)
	var rows []standingRow
	err := s.reads.WithContext(ctx).Raw(text, args...).Scan(&rows).Error
	list := make([]compliance.Standing, len(rows))
	for i, row := range rows {
		list[i] = row.standing()
	}
	return list, s.fault(ctx, err)
}

// linesOf is the statement that lists standings.
func (s *Store) linesOf(reach oversight.Reach, filter oversight.Filter, after workflow.CaseID, limit int) (string, []any) {
	text, args := s.reached(reach)
	text = "SELECT " + standingsTable.names() + " FROM standings AS c WHERE " + text
	with := func(condition string, value any) { text, args = text+" AND "+condition, append(args, value) }
	with("c.selection > ?", uuid.UUID(after))
	if filter.Year != 0 {
		with("c.year = ?", filter.Year)
	}
	for _, word := range []struct{ column, is string }{
		{"c.state", filter.State}, {"c.label", filter.Label}, {"c.tier", filter.Tier}, {"c.profile", filter.Profile},
	} {
		if word.is != "" {
			with(word.column+" = ?", word.is)
		}
	}
	view := view{s.dialect, reach.Wall}
	return view.sql(text + " AND {wall} ORDER BY c.selection LIMIT ?"), s.binds(slices.Concat(args, view.set(), []any{limit}))
}
