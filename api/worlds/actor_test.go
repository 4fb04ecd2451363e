package worlds_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"selter/cmd/selter/bench"
	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/mandate"
	"selter/workflow/openselection"
)

// An actor does by HTTP what the plot demands, and wants it done.
type actor struct {
	handler http.Handler
	prefix  string // of its idempotency keys
	keys    int
}

// byHouse opens a case of the house's own.
func byHouse(procedure string, event workflow.Event, ref string) casework.Opening {
	key := casework.Key{Person: "dunia", Text: procedure + "-" + ref}
	return casework.Opening{
		Request: casework.Request{
			Procedure: procedure, By: casework.House("dunia"), Event: event, Key: key, Fingerprint: sha256.Sum256([]byte(key.Text)),
		},
		Agency: workflow.Nation, Ref: ref, Subject: ref, Zone: calendar.WIB,
	}
}

func (a *actor) send(ctx context.Context, method, path, as string, body []byte) ([]byte, error) {
	a.keys++
	r := httptest.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer dev:"+as)
	switch {
	case bytes.HasPrefix(body, []byte("%PDF")):
		r.Header.Set("Content-Type", "application/pdf")
	case len(body) > 0:
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		r.Header.Set("Idempotency-Key", fmt.Sprintf("%s-%d", a.prefix, a.keys))
		r.Header.Set("If-Match", "*")
	}
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	if w.Code >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s %s by %s: %d %s", method, path, as, w.Code, w.Body)
	}
	return w.Body.Bytes(), nil
}

func (a *actor) openRound(ctx context.Context, agency string) (workflow.CaseID, error) {
	open := bench.Opening(planned, 3)
	body := strings.Replace(string(recast(agency, open.Body)), `"code":"`+bench.Agency+`"`, `"code":"`+agency+`"`, 1)
	return a.opened(ctx, "/v1/rounds", inAgency(agency, open.By), body)
}

func (a *actor) opened(ctx context.Context, path, as, body string) (workflow.CaseID, error) {
	answer, err := a.send(ctx, http.MethodPost, path, as, []byte(body))
	if err != nil {
		return workflow.CaseID{}, err
	}
	outline, err := decode[struct{ Case string }](answer)
	if err != nil {
		return workflow.CaseID{}, err
	}
	return workflow.ParseCaseID(outline.Case)
}

func (a *actor) act(ctx context.Context, path, agency string, act bench.Act) error {
	_, err := a.send(ctx, http.MethodPost, path+"/events/"+string(act.Event), inAgency(agency, act.By), recast(agency, act.Body))
	return err
}

// recast has the people of the other agency in a body of the script.
func recast(agency string, body []byte) []byte {
	text := string(body)
	if agency == elsewhere {
		for _, who := range scripts {
			text = strings.ReplaceAll(text, fmt.Sprintf("%q", who), fmt.Sprintf("%q", who+"-lain"))
		}
	}
	return []byte(text)
}

// selections lists those of a round, as its supervisor sees them.
func (a *actor) selections(ctx context.Context, round workflow.CaseID) ([]workflow.CaseID, error) {
	answer, err := a.send(ctx, http.MethodGet, "/v1/selections?round="+round.String(), "pengawas", nil)
	if err != nil {
		return nil, err
	}
	page, err := decode[struct {
		Items []struct{ ID workflow.CaseID }
	}](answer)
	if err != nil {
		return nil, err
	}
	ids := make([]workflow.CaseID, len(page.Items))
	for i, item := range page.Items {
		ids[i] = item.ID
	}
	return ids, nil
}

// mandates finds the mandate of each person; in the agency that asks when there are two.
func mandates(ctx context.Context, h *house.House) (map[string]workflow.CaseID, error) {
	found := make(map[string]workflow.CaseID)
	query := casework.Query{Procedure: mandate.Name, Limit: 100}
	records, err := h.Store.Cases(ctx, query)
	for _, record := range records {
		if _, known := found[record.Ref]; !known || record.Agency == here {
			found[record.Ref] = record.ID
		}
	}
	return found, err
}

// scripted is the body that the script has for an event, or an empty one.
func scripted(event workflow.Event) string {
	for _, act := range append(bench.Announcing(planned), bench.Playing(planned)...) {
		if act.Event == event && event != openselection.Announce {
			return string(act.Body)
		}
	}
	return "{}"
}
