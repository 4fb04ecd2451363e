package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"selter/api"
	"selter/pkg/casework"
	"selter/workflow/calendar"
	"selter/workflow/catalog"
	"selter/workflow/openselection"
)

// endless are shelves with a clock each second, none of which is for the caller, and which remember how they were asked.
type endless struct {
	casework.Shelves

	asked *[]casework.RunningQuery
}

func (e endless) Within(wall casework.Wall) casework.Library {
	return endlessLibrary{e.Shelves.Within(wall), e.asked}
}

type endlessLibrary struct {
	casework.Library

	asked *[]casework.RunningQuery
}

func (l endlessLibrary) Running(_ context.Context, query casework.RunningQuery) ([]casework.OpenClock, error) {
	*l.asked = append(*l.asked, query)
	clocks, from := make([]casework.OpenClock, query.Limit), query.After.Due
	if from.IsZero() {
		from = time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC)
	}
	for i := range clocks {
		clocks[i] = casework.OpenClock{
			Record: casework.Record{Procedure: openselection.RoundName, Case: catalog.Case{Agency: "54", Zone: calendar.WIB, State: openselection.PlanSubmitted}},
			Timer:  casework.Timer{ID: uuid.New(), Due: from.Add(time.Duration(i+1) * time.Second)},
		}
	}
	return clocks, nil
}

// Who may read none of what is due costs a bounded number of looks, each at many clocks, and learns nothing from the mark
// by which the next request goes on where this one stopped.
func TestDeadlines_that_are_hidden_cost_little(t *testing.T) {
	t.Parallel()
	var asked []casework.RunningQuery
	h := open(t, people(t), func(c *api.Config) { c.Shelves = endless{c.Shelves, &asked} })
	var page struct {
		Items []any
		Next  string
	}
	read(t, h.do(t, call{path: "/v1/deadlines?limit=1", as: applicant}), &page)
	if len(asked) != 20 || asked[0].Limit != 100 || len(page.Items) != 0 || page.Next == "" {
		t.Fatalf("%d looks at %d, %d clocks, next %q", len(asked), asked[0].Limit, len(page.Items), page.Next)
	}
	last := asked[19].After.Due.Add(100 * time.Second)
	if strings.ContainsAny(page.Next, ".") || strings.Contains(page.Next, "-0000-") {
		t.Errorf("the mark is open: %s", page.Next)
	}
	if w := h.do(t, call{path: "/v1/deadlines?limit=1&after=" + page.Next, as: applicant}); w.Code != http.StatusOK || len(asked) != 40 || !asked[20].After.Due.Equal(last) {
		t.Fatalf("%d: %d looks, want the 21st after %s", w.Code, len(asked), last)
	}
	if w := h.do(t, call{path: "/v1/deadlines?after=" + strings.Repeat("A", 64), as: applicant}); w.Code != http.StatusBadRequest {
		t.Errorf("a made up mark: %d", w.Code)
	}
}
