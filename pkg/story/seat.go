package story

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"selter/workflow"
	"selter/workflow/calendar"
)

// A seat is what the house is told of somebody before a story begins: the duties of the
// cast, the birth date of who applies.
type seat struct {
	Person string          `json:"person"`
	Duties []workflow.Role `json:"duties,omitzero"`
	Born   calendar.Date   `json:"born,omitzero"`
}

const mostSeats = 100 // at once, as the API takes them

// seat gives the cast their duties, as the house would find them if decrees had done so
// before the story begins: a token says only who somebody is. The public has no duty, and
// an applicant is a person of whom the birth date is known. Who does nothing is not there.
func (g *game) seat(ctx context.Context) error {
	var seats []seat
	for _, person := range append([]Person{reader}, g.story.Cast...) {
		duties := slices.DeleteFunc(slices.Clone(person.Roles), func(r workflow.Role) bool {
			return !slices.Contains(workflow.Duties(), r)
		})
		if len(duties) > 0 {
			seats = append(seats, seat{Person: person.Alias, Duties: duties})
		}
	}
	for _, a := range g.story.Applicants {
		acts := slices.ContainsFunc(g.story.Steps, func(s Step) bool { return slices.Contains(s.By, a.Alias) || slices.Contains(s.By, a.Group) })
		if acts && !a.Born.IsZero() {
			seats = append(seats, seat{Person: a.Alias, Born: a.Born})
		}
	}
	for some := range slices.Chunk(seats, mostSeats) {
		if err := g.seatSome(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (g *game) seatSome(ctx context.Context, some []seat) error {
	in := struct {
		Agency string        `json:"agency"`
		Zone   calendar.Zone `json:"zone"`
		Cast   []seat        `json:"cast"`
	}{g.story.Agency.Code, g.story.Zone, some}
	r, err := g.Target.do(ctx, call{method: http.MethodPut, path: "/v1/demo/cast", as: reader, in: in})
	if err == nil && r.problem != nil {
		err = fmt.Errorf("%s: %s", *r.problem, r.problem.Detail)
		if r.status == http.StatusNotFound {
			err = errors.New("the server is not in demo mode")
		}
	}
	return err
}
