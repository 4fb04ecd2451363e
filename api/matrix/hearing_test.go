package matrix_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"selter/workflow"
)

// This file turns answers into words.

// hearOffers tells which events are offered, and which of them to somebody else: what is
// offered is what may be done.
func hearOffers(a *answer) string {
	if said := hearCase(a); said != "ok" && said != "ok facts" {
		return said
	}
	var list struct {
		Items []struct {
			Event string
			Why   []struct{ Code string }
		}
	}
	if err := json.Unmarshal(a.body.Bytes(), &list); err != nil {
		return err.Error()
	}
	var said []string
	for _, offer := range list.Items {
		for _, why := range offer.Why {
			if why.Code == workflow.ActorMayAct {
				offer.Event += "(not_you)"
			}
		}
		said = append(said, offer.Event)
	}
	slices.Sort(said)
	return "ok " + strings.Join(said, " ")
}

// hearVeiled tells also whether an answer shows how often a case was saved.
func hearVeiled(a *answer) string {
	said := hearCase(a)
	if a.header.Get("ETag") != "" || bytes.Contains(a.body.Bytes(), []byte(`"revision":`)) {
		said += " revision"
	}
	return said
}

// hearCase tells what of a case an answer shows.
func hearCase(a *answer) string {
	said := a.code()
	if said != "ok" {
		if bytes.Contains(a.body.Bytes(), []byte(canary)) {
			said += " and facts"
		}
		return said
	}
	body := a.body.Bytes()
	journal := bytes.Contains(body, []byte(`"made_up"`)) && bytes.Contains(body, []byte(`"from":`))
	if bytes.Contains(body, []byte(`"available_events":[`)) {
		said += " offers"
	}
	facts := bytes.Contains(body, []byte(`"facts":{`))
	if facts {
		said += " facts"
	}
	hashes := bytes.Contains(body, []byte(`"head":"`)) || bytes.Contains(body, []byte(`"hash":"`)) || bytes.Contains(body, []byte(`"previous":"`))
	spoken := journal && bytes.Contains(body, []byte(canary))
	switch {
	case journal && spoken != hashes:
		said += " half of the bodies"
	case hashes:
		said += " bodies"
	}
	if bytes.Contains(body, []byte(finding)) {
		said += " findings"
	}
	if !journal && !facts && bytes.Contains(body, []byte(canary)) {
		said += " what facts repeat"
	}
	return said
}
