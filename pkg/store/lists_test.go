package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/store"
	"selter/pkg/store/storetest"
	"selter/workflow"
)

// A list of one agency, of one parent or of one person reads no other case, for whomever it is.
func TestLists(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": file(t), "postgres": postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, store.Config{URL: url, Prepare: migrations.Up})
			kit := storetest.NewKit(t, s)
			var parent casework.Record
			for _, agency := range []string{"kota-contoh", "kab-contoh", "kementerian-contoh", "prov-contoh"} {
				kit.Inhabited(t, agency)
				parent = kit.Crowd(t, agency, 500)
			}
			explain := func(statement store.Statement) ([]string, error) { return store.Explain(s, statement) }
			if name == "postgres" {
				explain = explaining(t, url)
			}
			for who, wall := range map[string]casework.Wall{
				"the house": casework.Everywhere(),
				"an agency": casework.Caller{Person: "p", Duties: []workflow.Duty{{Scope: workflow.Scope{Agency: "prov-contoh"}}}}.Wall(),
				"a selection": casework.Caller{Person: "p", Duties: []workflow.Duty{
					{Scope: workflow.Scope{Agency: "prov-contoh", Round: parent.Round, Selection: parent.ID}},
				}}.Wall(),
			} {
				for index, query := range map[string]casework.Query{
					"cases_of_parent_paged": {Parent: parent.ID, Procedure: "errand"},
					"cases_of_subject":      {Subject: "orang-0007"},
					"cases_of_agency":       {Agency: "prov-contoh", Procedure: "errand"},
				} {
					if name == "postgres" && index == "cases_of_agency" {
						continue // of a few thousand cases it rather reads all in the order of their IDs, and may
					}
					plan, err := explain(store.Listing(s, wall, query))
					if err != nil || !slices.ContainsFunc(plan, func(line string) bool { return strings.Contains(line+" ", index+" ") }) {
						t.Errorf("%s for %s: %v\n%s", index, who, err, strings.Join(plan, "\n"))
					}
				}
			}
		})
	}
}

// explaining asks for the plan that serves all parameters, as it is carried out.
func explaining(t *testing.T, url string) func(store.Statement) ([]string, error) {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	for _, setting := range []string{"ANALYZE cases", "ANALYZE standings", "ANALYZE folios", "SET ROLE selter_runtime", "SET plan_cache_mode = force_generic_plan", "SET enable_bitmapscan = off"} {
		if _, err := conn.Exec(t.Context(), setting); err != nil {
			t.Fatal(err)
		}
	}
	return func(statement store.Statement) ([]string, error) {
		// What the parameters are does not matter to such a plan.
		nothing := ""
		if n := len(statement.Args); n > 0 {
			nothing = " (" + strings.TrimSuffix(strings.Repeat("NULL, ", n), ", ") + ")"
		}
		results, err := conn.PgConn().Exec(t.Context(), "PREPARE list AS "+statement.Text+"; EXPLAIN (COSTS OFF) EXECUTE list"+nothing+"; DEALLOCATE list").ReadAll()
		if err != nil {
			return nil, err
		}
		var plan []string
		for _, row := range results[1].Rows {
			plan = append(plan, string(row[0]))
		}
		return plan, nil
	}
}
