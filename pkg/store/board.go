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

// Spines implements oversight.BoardStore.
func (s *Store) Spines(ctx context.Context, reach oversight.Reach, year int) (spines []oversight.Spine, err error) {
	text, args := s.foliosOf("agency, year, stamp", reach, year)
	err = s.folios(ctx, text, args, func(rows *sql.Rows) error {
		var spine oversight.Spine
		err := rows.Scan(&spine.Agency, &spine.Year, &spine.Stamp)
		spines = append(spines, spine)
		return err
	})
	return spines, err
}

// Folios implements oversight.BoardStore. The sheets are not copied on their way: there are three and a half
// thousand of them when nothing has been read yet.
func (s *Store) Folios(ctx context.Context, reach oversight.Reach, year int, use func(oversight.Folio) error) error {
	text, args := s.foliosOf("agency, year, stamp, name, sheet", reach, year)
	return s.folios(ctx, text, args, func(rows *sql.Rows) error {
		var folio oversight.Folio
		var sheet sql.RawBytes
		if err := rows.Scan(&folio.Agency, &folio.Year, &folio.Stamp, &folio.Name, &sheet); err != nil {
			return err
		}
		folio.Sheet = sheet
		return use(folio)
	})
}

// folios reads what a statement finds, row after row.
func (s *Store) folios(ctx context.Context, text string, args []any, read func(*sql.Rows) error) (err error) {
	rows, err := s.reads.WithContext(ctx).Raw(text, args...).Rows()
	if err != nil {
		return s.fault(ctx, err)
	}
	defer func() { err = s.fault(ctx, errors.Join(err, rows.Close())) }()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// foliosOf is the statement that reads columns of folios.
func (s *Store) foliosOf(columns string, reach oversight.Reach, year int) (string, []any) {
	text, args := s.reached(reach)
	text = "SELECT " + columns + " FROM folios AS c WHERE " + text
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
	if filter.Ended {
		with("c.status = ?", string(compliance.Final))
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
