package store

import (
	"context"

	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow"
)

// A Statement is what goes to Postgres.
type Statement struct {
	Text string
	Args []any
}

// Walled are the statements that rely on the wall being set before anything is read, by what they are for.
func Walled(s *Store, id workflow.CaseID) map[string]Statement {
	wall := casework.Caller{Person: "ketua", Duties: []workflow.Duty{{Scope: workflow.Scope{Agency: "prov-contoh"}}}}.Wall()
	l := s.within(wall)
	name, shown, set := uuid.UUID(id), l.view.shown(), l.view.set()
	all := map[string]Statement{}
	add := func(name, text string, args ...[]any) {
		var list []any
		for _, some := range args {
			list = append(list, some...)
		}
		all[name] = Statement{numbered(text), list}
	}
	add("load", l.view.sql(loading), []any{nil, name}, shown, []any{"ketua", "1"}, set)
	add("recall", l.view.sql(recalling), []any{nil, "ketua", "1"}, shown, set)
	add("journal", l.view.sql("SELECT seq FROM journal WHERE case_id = ?"+ofShown+"ORDER BY seq LIMIT ?"), []any{name}, l.ofShown(id), []any{1})
	add("cases", l.view.sql("SELECT id FROM cases AS c WHERE c.id > ? AND {shown} AND {wall} ORDER BY c.id LIMIT ?"), []any{name}, shown, set, []any{1})
	add("due", s.sql(ripening), []any{nil, 1, nil})
	add("claim", s.sql(claiming), []any{nil, 1, nil, 1})
	return all
}

// Listing is the statement that lists cases behind a wall; States are not to be asked for.
func Listing(s *Store, wall casework.Wall, query casework.Query) Statement {
	l := s.within(wall)
	text, args := l.listing(query)
	if text = l.view.sql(text); s.name == postgresName {
		text = numbered(text)
	}
	return Statement{text, s.binds(args)}
}

// Explain is the plan of a statement on SQLite.
func Explain(s *Store, statement Statement) (plan []string, err error) {
	var lines []struct{ Detail string }
	err = s.reads.Raw("EXPLAIN QUERY PLAN "+statement.Text, statement.Args...).Scan(&lines).Error
	for _, line := range lines {
		plan = append(plan, line.Detail)
	}
	return plan, err
}

// Left is what a statement finds on a connection: the settings of the wall, and how many cases it is shown.
func (s *Store) Left(ctx context.Context) (left string, err error) {
	err = s.reads.WithContext(ctx).Raw(`SELECT concat(current_setting('selter.agencies', true), '/', current_setting('selter.person', true), '/',
		(SELECT count(*) FROM cases))`).Scan(&left).Error
	return left, err
}

// BoardFolios is the statement that reads folios.
func BoardFolios(s *Store, reach oversight.Reach, year int) Statement {
	text, args := s.foliosOf("agency, year, stamp, name, sheet", reach, year)
	return s.asked(text, args)
}

// BoardLines is the statement that lists standings.
func BoardLines(s *Store, reach oversight.Reach, filter oversight.Filter) Statement {
	text, args := s.linesOf(reach, filter, workflow.CaseID{}, 1)
	return s.asked(text, args)
}

func (s *Store) asked(text string, args []any) Statement {
	if s.name == postgresName {
		text = numbered(text)
	}
	return Statement{text, args}
}

// Fill runs statements on the writing connection, in the words of the dialect.
func Fill(s *Store, statements ...string) error {
	for _, text := range statements {
		if err := s.writes.Exec(s.sql(text)).Error; err != nil {
			return err
		}
	}
	return nil
}
