package store

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
)

// The names of the two dialects.
const (
	postgresName = "postgres"
	sqliteName   = "sqlite"
)

// A dialect is what differs between the two databases besides the commit.
type dialect struct {
	name string
	// words replaces the words in braces that statements for both are written with; {now}, {moment}
	// and {later} take one parameter. {house} opens the whole house to a statement, {agency} the one
	// agency that its parameter names; see walls.go.
	words *strings.Replacer
	// walled does so besides for statements behind a wall: {shown} and {wall}. wide is what these
	// mean where only whole agencies are shown, as to most callers, and open where there is no wall.
	walled, wide, open *strings.Replacer
	// bind is the form in which the database takes a value.
	bind    func(any) any
	inspect func(context.Context) ([]Check, error)
	// vital tells whether the store cannot be used when a check fails.
	vital func(check string) bool
}

// sql writes a statement in the words of the dialect.
func (d dialect) sql(text string) string { return d.words.Replace(text) }

func postgresDialect() dialect {
	return dialect{
		name: postgresName,
		words: strings.NewReplacer(
			// The clock in the same statement, not in one of its own. {now} runs on while the
			// statement does; {moment} stands still, so that an index can be searched with it.
			"{now}", "coalesce(?::timestamptz, clock_timestamp())",
			"{moment}", "coalesce(?::timestamptz, statement_timestamp())",
			"{later}", "? * interval '1 microsecond'",
			"{unshared}", "FOR UPDATE OF m SKIP LOCKED",
			"{shared}", "FOR SHARE",
			"{idle}", "c.idle * interval '1 microsecond'",
			"{house}", houseOnPostgres, "{agency}", agencyOnPostgres,
		),
		walled: strings.NewReplacer("{shown}", shownOnPostgres, "{wall}", wallOnPostgres),
		wide:   strings.NewReplacer("{shown}", wideOnPostgres, "{wall}", wallOnPostgres),
		open:   strings.NewReplacer("{shown}", "TRUE", "{wall}", houseOnPostgres),
		bind:   func(v any) any { return v },
	}
}

func sqliteDialect() dialect {
	return dialect{
		name: sqliteName,
		words: strings.NewReplacer(
			"{now}", "?",
			"{moment}", "?",
			"{later}", "?",
			"{unshared}", "", // there is one writer
			"{shared}", "",
			"{idle}", "c.idle",
			"{house}", "TRUE", "{agency}", "? IS NOT NULL",
		),
		walled: strings.NewReplacer("{shown}", shownOnSQLite, "{wall}", "TRUE"),
		wide:   strings.NewReplacer("{shown}", wideOnSQLite, "{wall}", "TRUE"),
		open:   strings.NewReplacer("{shown}", "TRUE", "{wall}", "TRUE"),
		bind: func(v any) any {
			switch v := v.(type) {
			case time.Time:
				return v.UnixMicro()
			case uuid.UUID:
				return v.String()
			}
			return v
		},
	}
}

// now is the parameter of {now} and {moment}: nothing on Postgres, whose own clock then holds. The
// clock of a SQLite file is that of its only process.
func (s *Store) now() any {
	switch {
	case s.clock != nil:
		return s.bind(micros(s.clock()))
	case s.name == postgresName:
		return nil
	}
	return s.bind(micros(time.Now()))
}

// micros is the form in which instants are kept, hashed and compared: UTC, whole microseconds, as
// both databases can hold them.
func micros(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
