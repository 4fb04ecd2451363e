package workflow

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow/calendar"
)

// An Entry is one line of a case's journal: what happened, who did it, in which
// role, under which law. The entries are the truth; the case is their fold.
type Entry struct {
	Case      CaseID         `json:"case"`
	Seq       int64          `json:"seq"` // dense, from 1
	At        time.Time      `json:"at"`  // recorded time, UTC, microseconds
	Procedure string         `json:"procedure"`
	Version   string         `json:"version"`
	Pack      string         `json:"pack"` // hash of the policy pack
	Event     Event          `json:"event"`
	From      State          `json:"from"`
	To        State          `json:"to"`
	Person    string         `json:"person"`
	Role      Role           `json:"role"`
	Body      jsontext.Value `json:"body"` // canonical
}

// Fold rebuilds a case from its journal. It takes the rows as they are and asks
// no guard: what happened, happened. An entry that no row of the table explains
// is an error that names it.
func (p *Procedure[F]) Fold(opened Case[F], entries []Entry) (Case[F], error) {
	c := opened
	c.State, c.Resumes, c.Revision, c.Last = Unopened, "", 0, time.Time{}
	var none F
	c.Facts = none
	for _, entry := range entries {
		next, err := p.replay(c, entry)
		if err != nil {
			return c, fmt.Errorf("case %s, entry %d (%s): %w", c.ID, entry.Seq, entry.Event, err)
		}
		c = next
	}
	return c, nil
}

func (p *Procedure[F]) replay(c Case[F], entry Entry) (next Case[F], err error) {
	defer func() {
		if caught := recover(); caught != nil {
			next, err = c, fmt.Errorf("panicked: %v", caught)
		}
	}()
	row, ok := p.Row(entry.Event, c.State)
	switch {
	case entry.Case != c.ID:
		return c, fmt.Errorf("belongs to case %s", entry.Case)
	case entry.Procedure != p.Name:
		return c, fmt.Errorf("belongs to a %s", entry.Procedure)
	case !ok:
		return c, fmt.Errorf("no row leads out of %s", c.State)
	case !slices.Contains(row.By, entry.Role):
		return c, fmt.Errorf("was done by %s, whom no row allows it", entry.Role)
	case entry.Seq != c.Revision+1:
		return c, fmt.Errorf("follows entry %d", c.Revision)
	case entry.From != c.State:
		return c, fmt.Errorf("says it left %s, but the case was in %s", entry.From, c.State)
	case entry.At.Before(c.Last):
		return c, fmt.Errorf("is earlier than the entry before it")
	case entry.Pack != p.Pack.Hash:
		return c, fmt.Errorf("was decided under another policy pack")
	}
	to := row.To
	switch to {
	case Stay:
		to = c.State
	case Return:
		to = c.Resumes
	default: // the row names the state itself
	}
	if entry.To != to {
		return c, fmt.Errorf("says it reached %s, but the row leads to %s", entry.To, to)
	}
	body, err := row.Says.read(entry.Body)
	if err != nil {
		return c, err
	}
	c.Resumes = row.resumes(c.State, c.Resumes)
	actor := Actor{Person: entry.Person, Roles: []Role{entry.Role}}
	c.Facts = body.Apply(c.Facts, Occurrence{
		Event: entry.Event, Seq: entry.Seq, At: entry.At, Today: calendar.DateOf(entry.At, c.Zone), Actor: actor, Role: entry.Role, Pack: p.Pack,
	})
	c.State, c.Revision, c.Last = to, entry.Seq, entry.At
	return c, nil
}
