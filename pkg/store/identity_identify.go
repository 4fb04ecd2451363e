package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/calendar"
)

// Every request begins with one of the two statements below, so they go to the driver as they are, past
// gorm: on Postgres each connection prepares them once.
//
// Row security shows no duty unless the statement itself says that it may see all of them. The setting is
// local to the statement, and the duties are asked for with what it answered (wall.reach), so that they
// cannot be looked for before. Days are compared in UTC, which is behind every zone of the country: no
// duty is left out that is in force anywhere in it; which are is asked for each case. An application is
// left in when its days are over: it keeps its person out of that selection (see workflow.Parts).
const (
	postgresDuties = `(SELECT coalesce(json_agg(json_build_array(d.duty, d.agency, d.round, d.selection, d.from_day, d.until_day, d.body)
		ORDER BY d.mandate, d.position), '[]')::text FROM duties AS d
	WHERE wall.reach = '*' AND d.person = who.person AND (d.until_day IS NULL OR d.duty = 'applicant' OR d.until_day >= to_char(clock.now AT TIME ZONE 'UTC', 'YYYY-MM-DD')))`
	sqliteDuties = `(SELECT json_group_array(json_array(d.duty, d.agency, d.round, d.selection, d.from_day, d.until_day, d.body)
		ORDER BY d.mandate, d.position) FROM duties AS d
	WHERE d.person = who.person AND (d.until_day IS NULL OR d.duty = 'applicant' OR d.until_day >= date(clock.now / 1000000, 'unixepoch')))`

	postgresClock = ` FROM (SELECT coalesce($1::timestamptz, statement_timestamp()) AS now) AS clock
	CROSS JOIN (SELECT set_config('selter.agencies', '*', true) AS reach OFFSET 0) AS wall`
	sqliteClock = ` FROM (SELECT ?1 AS now) AS clock`

	// Whoever has been forgotten is let in by nothing, not by what was issued at that very moment either.
	//nolint:gosec // a part of a statement, no credential
	credentialsInForce = ` CROSS JOIN credentials AS who LEFT JOIN accounts AS a ON a.person = who.person
	LEFT JOIN person_keys AS k ON k.person = who.person
	WHERE who.hash = $2 AND a.disabled_at IS NULL AND k.destroyed_at IS NULL AND who.revoked_at IS NULL AND who.expires_at > clock.now AND `
	credentialColumns = `SELECT clock.now, who.id, who.kind, who.person, who.label, who.scopes, who.factors, who.created_at,
		who.expires_at, who.idle, who.used_at, `
)

// A lookup is a statement in the words of each database.
type lookup struct{ postgres, sqlite string }

var (
	identifying = lookup{
		credentialColumns + postgresDuties + postgresClock + credentialsInForce + `(who.idle = 0 OR who.used_at + who.idle * interval '1 microsecond' > clock.now)`,
		credentialColumns + sqliteDuties + sqliteClock + credentialsInForce + `(who.idle = 0 OR who.used_at + who.idle > clock.now)`,
	}
	holding = lookup{
		`SELECT clock.now, ` + postgresDuties + postgresClock + ` CROSS JOIN (SELECT $2::text AS person) AS who`,
		`SELECT clock.now, ` + sqliteDuties + sqliteClock + ` CROSS JOIN (SELECT ?2 AS person) AS who`,
	}
)

// look carries out a lookup, of one row, in one round trip.
func (s *Store) look(ctx context.Context, by lookup, value any, into ...any) error {
	text := by.sqlite
	if s.name == postgresName {
		text = by.postgres
	}
	return s.persist(ctx, func() error {
		began := time.Now()
		err := s.reads.ConnPool.QueryRowContext(ctx, text, s.now(), value).Scan(into...)
		if errors.Is(err, sql.ErrNoRows) {
			return identity.ErrUnknown
		}
		s.reads.Logger.Trace(ctx, began, func() (string, int64) { return text, 1 }, err)
		return err
	})
}

// Identify implements identity.Credentials.
func (i Identity) Identify(ctx context.Context, secret [32]byte) (identity.Identified, error) {
	var row credentialRow
	var now instant
	var duties string
	err := i.s.look(ctx, identifying, secret[:], &now, &row.ID, &row.Kind, &row.Person, &row.Label, &row.Scopes, &row.Factors,
		&row.Created, &row.Expires, &row.Idle, &row.Used, &duties)
	if err != nil {
		return identity.Identified{}, err
	}
	found := identity.Identified{Credential: row.credential(), Now: now.time()}
	found.Credential.Hash = secret
	if found.Duties, err = heldDuties(duties); err != nil {
		return identity.Identified{}, err
	}
	i.s.uses.note(ctx, i.s, found.Credential, found.Now)
	return found, nil
}

// DutiesOf implements identity.Credentials.
func (i Identity) DutiesOf(ctx context.Context, person string) ([]workflow.Duty, time.Time, error) {
	var now instant
	var text string
	if err := i.s.look(ctx, holding, person, &now, &text); err != nil {
		return nil, time.Time{}, err
	}
	held, err := heldDuties(text)
	return held, now.time(), err
}

// heldDuties reads the list that a statement has put together.
func heldDuties(text string) ([]workflow.Duty, error) {
	if text == "[]" {
		return nil, nil
	}
	var rows [][7]*string
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return nil, errors.New("store: duties cannot be read")
	}
	held := make([]workflow.Duty, len(rows))
	for i, row := range rows {
		duty, err := heldDuty(row)
		if err != nil {
			return nil, errors.New("store: a duty cannot be read") // the error itself might show what it is
		}
		held[i] = duty
	}
	return held, nil
}

func heldDuty(row [7]*string) (workflow.Duty, error) {
	if row[0] == nil || row[1] == nil || row[4] == nil || row[6] == nil {
		return workflow.Duty{}, errors.New("a part is missing")
	}
	duty := workflow.Duty{Role: workflow.Role(*row[0]), Scope: workflow.Scope{Agency: *row[1]}, Body: *row[6]}
	for n, into := range map[int]*workflow.CaseID{2: &duty.Scope.Round, 3: &duty.Scope.Selection} {
		if row[n] == nil {
			continue
		}
		id, err := uuid.Parse(*row[n])
		if err != nil {
			return workflow.Duty{}, err
		}
		*into = workflow.CaseID(id)
	}
	var err error
	if duty.From, err = calendar.ParseDate(*row[4]); err == nil && row[5] != nil {
		duty.Until, err = calendar.ParseDate(*row[5])
	}
	return duty, err
}
