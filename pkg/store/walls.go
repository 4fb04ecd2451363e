package store

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

// Two walls stand around what a caller sees.
//
// The first is a condition in every statement: {shown} says of the case c what casework.Wall.Shows
// says of a record.
//
// The second, on Postgres only, is row security. It reads which agencies a transaction may see from a
// setting, and the statement itself sets that, for its own transaction alone: nothing is left on the
// connection for the next caller, and nothing takes another round trip. A sub-select that refers to
// no table is carried out once, before anything below it is read (a gating Result with a one-time
// filter in the plan). Should a plan ever come in another order, the wall shows too little, not too
// much: unset, it shows nothing.
const (
	houseOnPostgres  = `(SELECT set_config('selter.agencies', '*', true)) IS NOT NULL`
	agencyOnPostgres = `(SELECT set_config('selter.agencies', ?, true)) IS NOT NULL`
	wallOnPostgres   = `(SELECT set_config('selter.agencies', ?, true) || set_config('selter.person', ?, true)) IS NOT NULL`
)

// The places come in one parameter each, however many there are, so that the statement is always the same.
const (
	shownOnPostgres = `(c.subject = ?::text OR EXISTS (
		SELECT FROM unnest(?::text[], ?::uuid[], ?::uuid[]) AS s (agency, round, selection)
		WHERE s.agency IN (c.agency, '` + workflow.Nation + `') AND (s.round IS NULL OR s.round = c.round)
			AND (s.selection IS NULL OR s.selection = ` + selection + `)))`
	shownOnSQLite = `(c.subject = ? OR EXISTS (
		SELECT 1 FROM json_each(?) AS s
		WHERE s.value ->> 'agency' IN (c.agency, '` + workflow.Nation + `') AND (s.value ->> 'round' IS NULL OR s.value ->> 'round' = c.round)
			AND (s.value ->> 'selection' IS NULL OR s.value ->> 'selection' = ` + selection + `)))`
	// A selection holds itself and the cases that it opened.
	selection = `CASE WHEN c.procedure = '` + openselection.SelectionName + `' THEN c.id
				WHEN c.procedure <> '` + openselection.RoundName + `' AND c.round IS NOT NULL THEN c.parent END`
)

// Where every place is a whole agency, the same is said with less.
const (
	wideOnPostgres = `(c.subject = ?::text OR c.agency = ANY (?::text[]))`
	wideOnSQLite   = `(c.subject = ? OR c.agency IN (SELECT value FROM json_each(?)))`
)

// A view is how a wall stands in statements: the text, and the parameters of its words.
type view struct {
	dialect
	wall casework.Wall
}

// sql writes a statement in the words of the dialect with the wall.
func (v view) sql(text string) string {
	switch {
	case v.wall.IsEverywhere():
		return v.dialect.sql(v.open.Replace(text))
	case v.isWide():
		return v.dialect.sql(v.wide.Replace(text))
	}
	return v.dialect.sql(v.walled.Replace(text))
}

// isWide tells whether every place that the wall shows is a whole agency.
func (v view) isWide() bool {
	return !slices.ContainsFunc(v.wall.Scopes(), func(s workflow.Scope) bool { return !s.Round.IsZero() || !s.Selection.IsZero() })
}

// shown are the parameters of {shown}.
func (v view) shown() []any {
	if v.wall.IsEverywhere() {
		return nil
	}
	var person any // NULL is nobody's
	if who := v.wall.Person(); who != "" {
		person = who
	}
	scopes := v.wall.Scopes()
	if v.isWide() {
		agencies := make([]string, len(scopes))
		for i, s := range scopes {
			agencies[i] = s.Agency
		}
		if v.name == postgresName {
			return []any{person, arrayOf(agencies)}
		}
		list, _ := json.Marshal(agencies) // texts always have a JSON form
		return []any{person, string(list)}
	}
	if v.name != postgresName {
		// Texts and identifiers always have a JSON form.
		list, _ := json.Marshal(scopes)
		return []any{person, string(list)}
	}
	agencies, rounds, selections := make([]string, len(scopes)), make([]pgtype.UUID, len(scopes)), make([]pgtype.UUID, len(scopes))
	for i, s := range scopes {
		agencies[i] = s.Agency
		rounds[i] = pgtype.UUID{Bytes: s.Round, Valid: !s.Round.IsZero()}
		selections[i] = pgtype.UUID{Bytes: s.Selection, Valid: !s.Selection.IsZero()}
	}
	return []any{person, arrayOf(agencies), arrayOf(rounds), arrayOf(selections)}
}

// set are the parameters of {wall}.
func (v view) set() []any {
	if v.wall.IsEverywhere() || v.name != postgresName {
		return nil
	}
	agencies := slices.DeleteFunc(v.wall.Agencies(), func(agency string) bool { return !isAgency(agency) })
	if slices.ContainsFunc(v.wall.Scopes(), func(s workflow.Scope) bool { return s.Agency == workflow.Nation }) {
		agencies = []string{"*"} // a duty in all the nation, for one round or selection, wherever that is
	}
	return []any{strings.Join(agencies, ","), v.wall.Person()}
}

// isAgency tells whether a text can name an agency: it must not say anything else in the setting of
// the second wall.
func isAgency(text string) bool { return text != "" && text != "*" && !strings.Contains(text, ",") }
