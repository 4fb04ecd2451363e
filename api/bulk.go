package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/openselection"
)

const bulkItems = 100

// ActOnSelections lets one event happen to many selections of a round, each in a
// commit of its own.
func (s *Server) ActOnSelections(ctx context.Context, request gen.ActOnSelectionsRequestObject) (gen.ActOnSelectionsResponseObject, error) {
	round, err := caseID("path:id", request.ID)
	if err != nil {
		return nil, err
	}
	selections, err := selectionsIn(*request.Body)
	if err != nil {
		return nil, err
	}
	if _, err := s.of(ctx, round, openselection.RoundName); err != nil {
		return nil, err
	}
	members, err := s.members(ctx, round)
	if err != nil {
		return nil, err
	}
	answer := gen.BulkAnswer{Items: make([]gen.BulkResult, len(selections))}
	for i, item := range request.Body.Items {
		if !members[selections[i]] {
			err = casework.ErrNoCase
		} else {
			answer.Items[i], err = s.actOnItem(ctx, request.Event, selections[i], item)
		}
		if gone := ctx.Err(); gone != nil {
			return nil, gone // the same request with the same key goes on where this one ended
		}
		if err != nil {
			problem := s.problem(ctx, err)
			if problem.Code == "fault" {
				s.logFault(ctx, err)
			}
			answer.Items[i] = gen.BulkResult{Status: problem.Status, Problem: problem}
		}
		answer.Items[i].Selection = item.Selection
	}
	return ok(answer)
}

func (s *Server) actOnItem(ctx context.Context, event string, id workflow.CaseID, item gen.BulkItem) (gen.BulkResult, error) {
	ex := exchangeOf(ctx)
	path := "/v1/selections/" + id.String() + "/events/" + event
	mark, err := fingerprint(http.MethodPost, ex.Route.Path, path, item.Body)
	if err != nil {
		return gen.BulkResult{}, err
	}
	done, err := s.config.Desk.Handle(ctx, id, casework.Request{
		By: ex.caller(), Event: workflow.Event(event), Body: item.Body, Fingerprint: mark, Expect: item.Expect,
		Key: casework.Key{Person: ex.Key.Person, Text: itemKey(ex.Key.Text, id)},
	})
	if err != nil {
		return gen.BulkResult{}, err
	}
	return gen.BulkResult{Status: http.StatusOK, Replayed: done.Replayed, Answer: jsontext.Value(done.Body)}, nil
}

// itemKey is the idempotency key of one item. It has a space in it, which no key
// of a caller has, so that the two kinds never meet.
func itemKey(key string, id workflow.CaseID) string {
	sum := sha256.Sum256([]byte(key + " " + id.String()))
	return "bulk " + base64.RawURLEncoding.EncodeToString(sum[:])
}

// selectionsIn reads the identifiers of the items.
func selectionsIn(body gen.BulkCommand) ([]workflow.CaseID, error) {
	if len(body.Items) == 0 || len(body.Items) > bulkItems {
		return nil, reject("invalid_body", "/items", fmt.Sprintf("must have 1 to %d items", bulkItems))
	}
	seen := make(map[workflow.CaseID]bool)
	ids := make([]workflow.CaseID, len(body.Items))
	for i, item := range body.Items {
		id, err := workflow.ParseCaseID(item.Selection)
		switch {
		case err != nil:
			return nil, reject("invalid_body", fmt.Sprintf("/items/%d/selection", i), "is not an identifier")
		case seen[id]:
			return nil, reject("invalid_body", fmt.Sprintf("/items/%d/selection", i), "stands in the list twice")
		case item.Expect < 0:
			return nil, reject("invalid_body", fmt.Sprintf("/items/%d/expect", i), "must be at least 1")
		}
		seen[id], ids[i] = true, id
	}
	return ids, nil
}

// members lists the selections of a round.
func (s *Server) members(ctx context.Context, round workflow.CaseID) (map[workflow.CaseID]bool, error) {
	members := make(map[workflow.CaseID]bool)
	query := casework.Query{Procedure: openselection.SelectionName, Parent: round, Limit: pageMost}
	for {
		page, err := s.library(ctx).Cases(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, record := range page {
			members[record.ID] = true
		}
		if len(page) < pageMost {
			return members, nil
		}
		query.After = page[len(page)-1].ID
	}
}
