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

// A seat is the duties that somebody of the cast is given.
type seat struct {
	Person string          `json:"person"`
	Duties []workflow.Role `json:"duties"`
}

// seat gives the cast their duties, as the house would find them if decrees had done so
// before the story begins: a token says only who somebody is. The public has no duty.
func (g *game) seat(ctx context.Context) error {
	in := struct {
		Agency string        `json:"agency"`
		Zone   calendar.Zone `json:"zone"`
		Cast   []seat        `json:"cast"`
	}{Agency: g.story.Agency.Code, Zone: g.story.Zone}
	for _, person := range append([]Person{reader}, g.story.Cast...) {
		duties := slices.DeleteFunc(slices.Clone(person.Roles), func(r workflow.Role) bool {
			return !slices.Contains(workflow.Duties(), r)
		})
		if len(duties) > 0 {
			in.Cast = append(in.Cast, seat{person.Alias, duties})
		}
	}
	r, err := g.Target.do(ctx, call{method: http.MethodPut, path: "/v1/demo/cast", as: reader, in: in})
	if err == nil && r.problem != nil {
		err = fmt.Errorf("%s: %s", *r.problem, r.problem.Detail)
		if r.status == http.StatusNotFound {
			err = errors.New("the server is not in demo mode")
		}
	}
	return err
}
