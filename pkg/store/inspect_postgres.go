package store

import (
	"context"
	"fmt"
	"strconv"
)

// Who the connection is and what binds it. The tables behind the second wall are those with an agency.
const inspecting = `WITH guarded AS (
	SELECT c.relname, c.relowner, c.relrowsecurity AND c.relforcerowsecurity AS forced
	FROM pg_class AS c WHERE c.oid IN (
		to_regclass('cases'), to_regclass('journal'), to_regclass('timers'), to_regclass('outbox'), to_regclass('answers'), to_regclass('duties')))
SELECT current_setting('server_version_num')::int AS version,
	current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous,
	current_setting('full_page_writes') AS pages, current_setting('TimeZone') AS zone,
	current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS locks,
	current_setting('idle_in_transaction_session_timeout') AS idle,
	works.rolname AS works_as, works.rolsuper OR works.rolbypassrls AS unbound,
	login.rolname AS login, login.rolsuper AS superuser, login.rolbypassrls AS bypasses,
	EXISTS (SELECT FROM guarded WHERE pg_has_role(works.oid, relowner, 'MEMBER')) AS works_as_owner,
	EXISTS (SELECT FROM guarded WHERE pg_has_role(login.oid, relowner, 'MEMBER')) AS owner,
	(SELECT count(*) FROM guarded WHERE forced) AS forced,
	coalesce((SELECT string_agg(relname, ', ' ORDER BY relname) FROM guarded WHERE NOT forced), '') AS unforced
FROM pg_roles AS works, pg_roles AS login WHERE works.rolname = current_user AND login.rolname = session_user`

// guardedTables is how many tables stand behind the second wall.
const guardedTables = 6

type postgresFound struct {
	Version                                                 int
	Fsync, Synchronous, Pages, Zone, Statement, Locks, Idle string
	WorksAs, Login, Unforced                                string
	Unbound, Superuser, Bypasses, WorksAsOwner, Owner       bool
	Forced                                                  int
}

func (s *Store) inspectPostgres(ctx context.Context) ([]Check, error) {
	var found postgresFound
	if err := s.reads.WithContext(ctx).Raw(inspecting).Scan(&found).Error; err != nil {
		return nil, err
	}
	limits := fmt.Sprintf("statement %s, lock %s, idle in a transaction %s", found.Statement, found.Locks, found.Idle)
	login, ordinary := found.login()
	return []Check{
		{"server_version", found.Version >= oldestPostgres, strconv.Itoa(found.Version)},
		{"fsync", found.Fsync == "on", found.Fsync},
		{"synchronous_commit", found.Synchronous != "off", found.Synchronous},
		{"full_page_writes", found.Pages == "on", found.Pages},
		{"time_zone", found.Zone == "UTC", found.Zone},
		{"timeouts", found.Statement != "0" && found.Locks != "0" && found.Idle != "0", limits},
		{"role", ordinary, login},
		{"runtime_role", found.WorksAs == runtimeRole && !found.Unbound && !found.WorksAsOwner, found.works()},
		{"row_security", found.Forced == guardedTables, found.guard()},
	}, nil
}

// login tells who came in, and whether that is somebody whom permissions bind: it could go back to
// what it was from the role that it works as.
func (f postgresFound) login() (detail string, ordinary bool) {
	switch {
	case f.Superuser:
		return f.Login + " is a superuser, whom no permission binds", false
	case f.Bypasses:
		return f.Login + " may bypass row security", false
	case f.Owner:
		return f.Login + " owns the tables and could change them", false
	}
	return f.Login + " is an ordinary role", true
}

func (f postgresFound) works() string {
	switch {
	case f.WorksAs != runtimeRole:
		return "works as " + f.WorksAs + ", not as " + runtimeRole
	case f.Unbound:
		return runtimeRole + " is a superuser or may bypass row security"
	case f.WorksAsOwner:
		return runtimeRole + " owns tables that it must not change"
	}
	return "works as " + f.WorksAs
}

func (f postgresFound) guard() string {
	switch {
	case f.Forced == guardedTables:
		return "forced on every table that has an agency"
	case f.Unforced != "":
		return "not forced on " + f.Unforced + ": bring the schema up to date"
	}
	return fmt.Sprintf("%d tables of %d are there: bring the schema up to date", f.Forced, guardedTables)
}
