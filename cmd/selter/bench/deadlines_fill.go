package bench

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
	"selter/workflow/wire"
)

// floodKind is the clock that falls due: a plan lies with the supervisor, and nothing comes.
const floodKind = openselection.PlanRecommendedDue

// roundsPerCommit is how many rounds are written down at once.
const roundsPerCommit = 50

// fill writes down rounds whose plan has been submitted, each with its clock and a reminder before it at random instants of
// the run. Nothing is due before all are there: their days are moved on at the end.
func (f *flood) fill(ctx context.Context, now time.Time) error {
	today := calendar.DateOf(now, calendar.WITA)
	pack, err := f.house.Desk.Resolve(policy.Query{Date: today})
	if err != nil {
		return err
	}
	plan, submission, err := planned(now)
	if err != nil {
		return err
	}
	count, err := calendar.National().Provisional().Count(today, policy.PlanRecommendationWithin.In(pack).Value, false)
	if err != nil {
		return err
	}
	tables := newChronicles(pack)
	base := now.AddDate(10, 0, 0) // until they are moved
	change := casework.Change{At: now, Pack: pack}
	for n := range f.options.Deadlines {
		opened := casework.Record{Procedure: openselection.RoundName, Pack: pack.Hash, Opened: now}
		opened.ID, opened.Agency, opened.Zone, opened.State = workflow.CaseID(uuid.Must(uuid.NewV7())), Agency, calendar.WITA, workflow.Unopened
		opened.Round = opened.ID
		round, err := tables.of(opened, nil)
		if err != nil {
			return err
		}
		if err := round.take(now, openselection.DraftPlan, secretariat, plan); err != nil {
			return err
		}
		if err := round.take(now, openselection.SubmitPlan, authorised, submission); err != nil {
			return err
		}
		record, entries, err := round.fold()
		if err != nil {
			return err
		}
		change.Opened, change.Entries = append(change.Opened, record), append(change.Entries, entries...)
		change.Armed = append(change.Armed, f.clock(record, base, count)...)
		if len(change.Opened) == roundsPerCommit || n == f.options.Deadlines-1 {
			if err := f.house.Store.Commit(ctx, change); err != nil {
				return err
			}
			change = casework.Change{At: now, Pack: pack}
		}
	}
	return f.site.exec(ctx, "UPDATE "+engineSchema+".timers SET due_at = due_at - interval '10 years' + (now() - '"+now.UTC().Format(time.RFC3339Nano)+"'::timestamptz);"+
		"ANALYZE "+engineSchema+".timers; ANALYZE "+engineSchema+".cases; ANALYZE "+engineSchema+".journal")
}

// planned is a plan and its submission, as the first entries of each round.
func planned(now time.Time) (plan openselection.PlanBody, submission openselection.SubmitPlanBody, err error) {
	var opening struct {
		Plan jsontext.Value `json:"plan"`
	}
	if err := json.Unmarshal(openingOf(now, 1, nil), &opening); err != nil {
		return plan, submission, err
	}
	if plan, err = wire.Decode[openselection.PlanBody](opening.Plan); err != nil {
		return plan, submission, err
	}
	submission, err = wire.Decode[openselection.SubmitPlanBody](announcing(now, nil)[0].body)
	return plan, submission, err
}

// clock is a deadline at a random instant and a reminder at an earlier one.
func (f *flood) clock(record casework.Record, base time.Time, count calendar.Count) []casework.Timer {
	at := func() time.Time {
		return base.Add(lead + time.Duration(f.random.Int64N(int64(f.options.Over)))).Truncate(time.Microsecond)
	}
	due, reminded := at(), at()
	if reminded.After(due) {
		due, reminded = reminded, due
	}
	deadline := casework.Timer{ID: uuid.Must(uuid.NewV7()), Case: record.ID, Kind: floodKind, Generation: record.Revision, Due: due, Count: count}
	reminder := deadline
	reminder.ID, reminder.Reminder, reminder.Due, reminder.Tells = uuid.Must(uuid.NewV7()), 1, reminded, []workflow.Role{workflow.Supervisor}
	return []casework.Timer{deadline, reminder}
}
