package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/glossary"
	"selter/workflow/policy"
)

type deadlinesCommand struct {
	Data   string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
	Agency string `help:"Only the deadlines of this agency."`
	Case   string `help:"Only the deadlines of this case, those that rest too."`
	Until  string `help:"Only what is due by the end of this day."`
	JSON   bool   `name:"json" help:"Print one JSON document."`
}

// A dueLine is one open deadline as it is printed.
type dueLine struct {
	Case      string            `json:"case"`
	Procedure string            `json:"procedure"`
	Ref       string            `json:"ref,omitzero"`
	Agency    string            `json:"agency"`
	State     workflow.State    `json:"state"`
	Kind      workflow.Event    `json:"kind"`
	LastDay   calendar.Date     `json:"last_day"`
	Due       time.Time         `json:"due"`
	Resting   bool              `json:"resting"`
	Since     time.Time         `json:"since"`
	StartedBy workflow.Event    `json:"started_by"`
	Working   string            `json:"working"`
	OwedBy    []workflow.Role   `json:"owed_by"`
	ThenTold  []workflow.Role   `json:"then_told"`
	Citations []policy.Citation `json:"citations"`
	// overdue says that it has passed and the sweep has not come to it.
	overdue bool
	zone    calendar.Zone
}

// agencyCode is what the code of an agency looks like.
var agencyCode = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$`)

// Run lists what is due, why, since when, and how the day was counted.
func (c deadlinesCommand) Run(ctx context.Context, t *terminal) (err error) {
	query := casework.RunningQuery{Agency: c.Agency}
	if c.Case != "" {
		if query.Case, err = workflow.ParseCaseID(c.Case); err != nil {
			return mistake{err}
		}
	}
	if c.Agency != "" && !agencyCode.MatchString(c.Agency) {
		return mistake{errors.New("the agency is not a code such as 53 or kl.001")}
	}
	if c.Until != "" {
		day, err := calendar.ParseDate(c.Until)
		if err != nil {
			return mistake{err}
		}
		query.Until = calendar.WIB.EndOf(day).Add(time.Microsecond) // of the three zones the western day ends last
	}
	if err := existing(t, c.Data); err != nil {
		return err
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	now, err := h.Store.Ready(ctx)
	if err != nil {
		return err
	}
	if c.Case != "" {
		_, err := h.Store.Load(ctx, casework.Everywhere(), query.Case, casework.Key{})
		if errors.Is(err, casework.ErrNoCase) {
			return mistake{errors.New("there is no such case")}
		}
		if err != nil {
			return err
		}
	}
	lines := []dueLine{}
	for {
		clocks, err := h.Store.Running(ctx, query)
		if err != nil {
			return err
		}
		for _, clock := range clocks {
			basis, err := h.Desk.Basis(ctx, clock.Record, clock.Timer.Kind)
			if err != nil {
				return err
			}
			record, timer := clock.Record, clock.Timer
			lines = append(lines, dueLine{
				Case: record.ID.String(), Procedure: record.Procedure, Ref: record.Ref, Agency: record.Agency, State: record.State, Kind: timer.Kind,
				LastDay: timer.Last(record.Zone), Due: timer.Due.UTC(), Resting: !timer.PausedAt.IsZero(), Since: clock.At.UTC(), StartedBy: clock.Since,
				Working: timer.Working(record.Zone), OwedBy: basis.Tells, ThenTold: basis.Next, Citations: basis.Citations,
				overdue: timer.PausedAt.IsZero() && !timer.Due.After(now), zone: record.Zone,
			})
			query.After = casework.Mark{Due: timer.Due, Timer: timer.ID}
		}
		if len(clocks) == 0 {
			break
		}
	}
	if c.JSON {
		return printJSON(t, map[string]any{"deadlines": lines})
	}
	return printDue(t, h.Glossary, lines)
}

func printDue(t *terminal, words *glossary.Glossary, lines []dueLine) error {
	var b strings.Builder
	for _, line := range lines {
		note := ""
		switch {
		case line.Resting:
			note = ", sedang terhenti"
		case line.overdue:
			note = ", sudah lewat"
		}
		place := strings.TrimSpace(words.Indonesian(glossary.Procedure, line.Procedure) + " " + line.Ref)
		fmt.Fprintf(&b, "%s  %s%s\n", line.LastDay, words.Indonesian(glossary.Event, string(line.Kind)), note)
		fmt.Fprintf(&b, "            %s, instansi %s, %s (%s)\n", place, line.Agency, words.Indonesian(glossary.State, string(line.State)), line.Case)
		fmt.Fprintf(&b, "            sejak %s oleh %s\n", calendar.DateOf(line.Since, line.zone).Long(), words.Indonesian(glossary.Event, string(line.StartedBy)))
		fmt.Fprintf(&b, "            %s\n", line.Working)
		fmt.Fprintf(&b, "            kewajiban %s; bila lewat diberitahukan juga kepada %s\n", roleNames(words, line.OwedBy), roleNames(words, line.ThenTold))
		for _, cite := range line.Citations {
			fmt.Fprintf(&b, "            %s (%s)\n", strings.TrimSuffix(cite.Instrument+", "+cite.Article, ", "), words.Indonesian(glossary.Certainty, string(cite.Certainty)))
		}
	}
	fmt.Fprintf(&b, "%d tenggat berjalan\n", len(lines))
	_, err := fmt.Fprint(t.out, b.String())
	return err
}

func roleNames(words *glossary.Glossary, roles []workflow.Role) string {
	if len(roles) == 0 {
		return "tidak ada"
	}
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = words.Indonesian(glossary.Role, string(role))
	}
	return strings.Join(names, ", ")
}
