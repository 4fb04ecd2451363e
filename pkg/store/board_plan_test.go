package store_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"selter/migrations"
	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/pkg/store"
	"selter/workflow"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The plans of the board's statements, as far as they say what is read and by which index. A page of the list is
// never read from the beginning of the table, and sorted only among those of one agency and year; only who counts everything reads all folios.
func TestBoardPlans(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": file(t), "postgres": postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, store.Config{URL: url, Prepare: migrations.Up})
			_, standings := some(t, 200)
			kept(t, s, standings)
			explain := func(statement store.Statement) ([]string, error) { return store.Explain(s, statement) }
			if err := store.Fill(s, multiplied[name]...); err != nil {
				t.Fatal(err)
			}
			if name == "postgres" {
				explain = explaining(t, url)
			}
			officer := casework.Caller{Person: "ppk", Duties: []workflow.Duty{{Role: workflow.AppointingOfficer, Scope: workflow.Scope{Agency: "kl.001"}}}}
			own := oversight.Reach{Wall: officer.Wall(), Agencies: []string{"kl.001"}}
			statements := map[string]store.Statement{
				"folios of everybody":       store.BoardFolios(s, everything(), 0),
				"folios of a year":          store.BoardFolios(s, everything(), 2022),
				"folios of an agency":       store.BoardFolios(s, own, 0),
				"list of everybody":         store.BoardLines(s, everything(), oversight.Filter{}),
				"list of an agency":         store.BoardLines(s, own, oversight.Filter{}),
				"list of a state":           store.BoardLines(s, everything(), oversight.Filter{State: "screened"}),
				"list of an agency's state": store.BoardLines(s, own, oversight.Filter{State: "screened", Year: 2022}),
			}
			var text strings.Builder
			for _, what := range slices.Sorted(maps.Keys(statements)) {
				plan, err := explain(statements[what])
				if err != nil {
					t.Fatalf("%s: %s", what, err)
				}
				fmt.Fprintf(&text, "%s\n", what)
				for _, line := range plan {
					if step := reading.FindString(line); step != "" {
						fmt.Fprintf(&text, "    %s\n", strings.TrimSpace(step))
					}
				}
			}
			path := filepath.Join("testdata", "board."+name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil || string(want) != text.String() {
				t.Errorf("%v: the plans are\n%s\nwant\n%s", err, text.String(), want)
			}
		})
	}
}

// reading finds what a line of a plan says of reading and sorting, in both databases' words.
var reading = regexp.MustCompile(`(Parallel )?(Seq Scan|Index (Only )?Scan using \w+|Bitmap Heap Scan) on \w+|Sort$|(SEARCH|SCAN) \w+( USING( COVERING)? (INDEX \w+|PRIMARY KEY))?|USE TEMP B-TREE.*`)

// multiplied makes a hundred times as many standings and folios, in the database itself.
var multiplied = map[string][]string{
	"postgres": {
		"SELECT set_config('selter.agencies', '*', false)",
		`INSERT INTO standings SELECT (r).* FROM (SELECT jsonb_populate_record(s, jsonb_build_object('selection', gen_random_uuid(), 'agency', s.agency || '-' || n)) AS r
			FROM standings AS s, generate_series(1, 100) AS n) AS copies`,
		"INSERT INTO folios SELECT agency || '-' || n, year, name, posts, stamp, sheet FROM folios, generate_series(1, 100) AS n",
		"SELECT set_config('selter.agencies', '', false)",
	},
	"sqlite": {
		"CREATE TEMP TABLE copies AS WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 100) SELECT s.*, n FROM standings AS s, many",
		"UPDATE copies SET selection = lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), agency = agency || '-' || n",
		"ALTER TABLE copies DROP COLUMN n",
		"INSERT INTO standings SELECT * FROM copies",
		"ANALYZE",
	},
}
