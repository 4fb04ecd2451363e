package bench

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"selter/pkg/casework"
	"selter/workflow"
)

// A DeadlineReport is what came of a flood of deadlines.
type DeadlineReport struct {
	Deadlines int    `json:"deadlines"`
	Reminders int    `json:"reminders"`
	Notices   int    `json:"notices"`
	Flushes   int    `json:"flushes"`
	Kills     int    `json:"kills"`
	Took      string `json:"took"`
	Drained   string `json:"drained"` // how long after the last deadline nothing waited any more

	Missed  int `json:"missed"` // deadlines and reminders of which nothing came
	Early   int `json:"early"`
	Double  int `json:"double"`  // deadlines with several entries, notices told twice
	Untold  int `json:"untold"`  // notices that are in nobody's inbox
	Visible int `json:"visible"` // notices in inboxes
	Broken  int `json:"broken"`  // invariants that are broken

	LateP50 float64 `json:"late_p50_ms"` // of deadlines, from their instant to their entry
	LateP99 float64 `json:"late_p99_ms"`
	LateMax float64 `json:"late_max_ms"`
	ToldP50 float64 `json:"told_p50_ms"` // of notices, from their entry to the inbox
	ToldP99 float64 `json:"told_p99_ms"`
}

// Faultless tells whether all that had to happen has happened, and once.
func (r DeadlineReport) Faultless() bool {
	return r.Missed == 0 && r.Early == 0 && r.Double == 0 && r.Untold == 0 && r.Broken == 0
}

// Print writes the report as a table.
func (r DeadlineReport) Print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "deadlines\t%d\twith %d reminders and %d notices, over %s\n", r.Deadlines, r.Reminders, r.Notices, r.Took)
	fmt.Fprintf(w, "disturbed by\t%d\tflushes of Redis and %d killed workers\n", r.Flushes, r.Kills)
	fmt.Fprintf(w, "missed\t%d\tearly %d, double %d, notices told to nobody %d, broken invariants %d\n", r.Missed, r.Early, r.Double, r.Untold, r.Broken)
	fmt.Fprintf(w, "bound\t%.5f\tof the rate of faults, with 95 %% confidence (3/n)\n", 3/float64(max(r.Deadlines, 1)))
	fmt.Fprintf(w, "late\t%.0f ms\tp50; p99 %.0f ms (at most %d ms), longest %.0f ms\n", r.LateP50, r.LateP99, mostLate, r.LateMax)
	fmt.Fprintf(w, "told\t%.0f ms\tp50 from the entry to the inbox; p99 %.0f ms; all after %s\n", r.ToldP50, r.ToldP99, r.Drained)
	return w.Flush()
}

// What had to happen is counted by other statements than those of the program.
const (
	countTimers = `SELECT count(*) FILTER (WHERE reminder = 0), count(*) FILTER (WHERE reminder > 0),
		count(*) FILTER (WHERE fired_at IS NULL OR reminder = 0 AND NOT EXISTS (SELECT FROM {s}.journal AS j WHERE j.case_id = t.case_id AND j.event = t.kind)),
		count(*) FILTER (WHERE fired_at < due_at OR EXISTS (SELECT FROM {s}.journal AS j WHERE t.reminder = 0 AND j.case_id = t.case_id AND j.event = t.kind AND j.at < t.due_at))
		FROM {s}.timers AS t WHERE kind = $1`
	countDoubles = `SELECT count(*) FROM (SELECT FROM {s}.journal WHERE event = $1 GROUP BY case_id HAVING count(*) > 1) AS twice`
	// A role is told once of an entry, and once by a reminder; each role has one holder here.
	countNotices = `SELECT count(*), count(*) - count(DISTINCT (case_id, role, reminder)), count(*) FILTER (WHERE NOT EXISTS (SELECT FROM {s}.inbox AS i WHERE i.notice = o.id)),
		coalesce(sum((SELECT count(*) FROM {s}.inbox AS i WHERE i.notice = o.id)), 0) FROM {s}.outbox AS o WHERE kind = 'notice' AND event = $1`
	measureLate = `SELECT coalesce(percentile_disc(ARRAY[0.5, 0.99, 1.0]) WITHIN GROUP (ORDER BY extract(epoch FROM j.at - t.due_at) * 1000), ARRAY[0, 0, 0])::float8[]
		FROM {s}.timers AS t JOIN {s}.journal AS j ON j.case_id = t.case_id AND j.event = t.kind WHERE t.kind = $1 AND t.reminder = 0`
	measureTold = `SELECT coalesce(percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - created_at) * 1000), ARRAY[0, 0])::float8[]
		FROM {s}.outbox WHERE kind = 'notice' AND event = $1`
)

// escalated are the roles that are told when the clock of a plan has passed.
var escalated = []workflow.Role{workflow.Supervisor, workflow.AuthorisedOfficer, workflow.AppointingOfficer}

// judge holds the database against what had to happen.
func (f *flood) judge(ctx context.Context, r *DeadlineReport) error {
	err := f.site.do(ctx, func(conn *pgx.Conn) error {
		scan := func(query string, into ...any) error {
			return conn.QueryRow(ctx, strings.ReplaceAll(query, "{s}", engineSchema), string(floodKind)).Scan(into...)
		}
		var told, twice int
		var late, after []float64
		if err := scan(countTimers, &r.Deadlines, &r.Reminders, &r.Missed, &r.Early); err != nil {
			return err
		}
		if err := scan(countDoubles, &r.Double); err != nil {
			return err
		}
		if err := scan(countNotices, &r.Notices, &twice, &r.Untold, &r.Visible); err != nil {
			return err
		}
		if err := scan(measureLate, &late); err != nil {
			return err
		}
		if err := scan(measureTold, &after); err != nil {
			return err
		}
		told = r.Deadlines*len(escalated) + r.Reminders
		r.Missed += max(0, told-r.Notices)
		r.Double += twice + max(0, r.Visible-r.Notices)
		r.LateP50, r.LateP99, r.LateMax, r.ToldP50, r.ToldP99 = late[0], late[1], late[2], after[0], after[1]
		return nil
	})
	if err != nil {
		return err
	}
	now, err := f.house.Store.Ready(ctx)
	if err != nil {
		return err
	}
	_, err = f.house.Desk.Inspect(ctx, f.house.Store, now.Add(-time.Second), func(v casework.Violation) {
		if v.Invariant != casework.OneAnswer { // nobody sent what was written down, so nobody was answered
			r.Broken++
		}
	})
	return err
}
