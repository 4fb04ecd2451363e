package house_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"selter/cmd/selter/bench"
	"selter/workflow"
	"selter/workflow/openselection"
)

// This file drives what applicants hand in through the house: profile, documents, receipt,
// links and paper, each with a canary in it.

// sends puts a file somewhere.
func (k *cage) sends(t *testing.T, method, path, text string) {
	t.Helper()
	pdf := map[string]string{"Content-Type": "application/pdf", "If-Match": "*"}
	if method == http.MethodPost {
		delete(pdf, "If-Match")
	}
	answer := k.ask(t, wish{method: method, path: path, token: "dev:" + k.kenari.id, body: onePage(text), header: pdf})
	if answer.Code != http.StatusOK && answer.Code != http.StatusCreated {
		t.Fatalf("%s: %d %s", path, answer.Code, answer.Body)
	}
	if method == http.MethodPost {
		k.paper = answer.Header().Get("Location")
	}
}

// applies lets kenari apply with all that is asked for, and be shown it.
func (k *cage) applies(t *testing.T) {
	t.Helper()
	me := "dev:" + k.kenari.id
	opened := k.want(t, http.StatusCreated, "", wish{method: http.MethodPost, path: "/v1/selections/" + k.selection + "/applications", token: me, body: `{"event":"apply","body":{}}`})
	k.application = opened.Header().Get("Location")
	profile := strings.NewReplacer(
		`"Bappeda"`, `"`+k.put("profile", "unit", "Bidang %s")+`"`, "2022", fmt.Sprint(planned.Year()-2), "2023", fmt.Sprint(planned.Year()-1),
	).Replace(profileBody)
	k.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: k.application + "/events/fill_profile", token: me, body: profile})
	k.sends(t, http.MethodPut, k.application+"/documents/curriculum_vitae", k.put("document", "curriculum vitae", "Riwayat %s"))
	k.sends(t, http.MethodPut, k.application+"/documents/integrity_pact", k.put("document", "integrity pact", "Pakta %s"))
	k.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: k.application + "/events/submit_application", token: me, body: `{}`})
	receipt := k.want(t, http.StatusOK, "", wish{path: k.application + "/receipt", token: me, may: []string{"receipt"}})
	k.keep("receipt", "signature of the receipt", field(t, receipt, "signature"))
	k.want(t, http.StatusOK, "", wish{method: http.MethodPost, path: "/v1/receipts/verify", body: receipt.Body.String()})

	for _, who := range []string{me, clerk} {
		k.holds(t, k.want(t, http.StatusOK, "", wish{path: k.application, token: who, may: []string{"profile"}}).Body.String(), "profile")
		k.want(t, http.StatusOK, "", wish{path: k.application + "/journal", token: who, may: []string{"profile"}})
		k.follows(t, who, k.application+"/documents/curriculum_vitae/link", "document")
	}
	for _, who := range []string{"dev:ppk", operator, "dev:" + k.kutilang.id} {
		for _, path := range []string{"", "/journal", "/documents/curriculum_vitae/link"} {
			k.want(t, http.StatusNotFound, "not_found", wish{path: k.application + path, token: who})
		}
	}
}

// follows follows a link of somebody's own.
func (k *cage) follows(t *testing.T, who, path, group string) {
	t.Helper()
	link := field(t, k.want(t, http.StatusOK, "", wish{path: path, token: who, may: []string{"link"}}), "url")
	k.keep("link", "link to a "+group, link[strings.LastIndex(link, "/")+1:])
	k.holds(t, k.want(t, http.StatusOK, "", wish{path: link, token: who, may: []string{group}}).Body.String(), group)
	k.want(t, http.StatusNotFound, "not_found", wish{path: link, token: operator})
}

// judged plays the selection until the health test. Kenari was the first to submit, so the
// numbers of the others are one higher than in the script, and the fourth of them fails.
func (k *cage) judged(t *testing.T, selection workflow.CaseID) {
	t.Helper()
	acts := bench.Playing(planned)
	last := slices.IndexFunc(acts, func(act bench.Act) bool { return act.Event == openselection.TestHealth })
	acts = acts[:last+1]
	fails := slices.IndexFunc(acts, func(act bench.Act) bool { return act.On == "application/pelamar-5" })
	var kenari []bench.Act
	for i, act := range acts {
		if act.On == "application/pelamar-4" {
			acts[i].Body = acts[fails].Body
		}
		if act.On == "application/pelamar-1" {
			act.On = "application/" + k.kenari.id
			kenari = append(kenari, act)
		}
	}
	var code string
	for n, act := range append(kenari, acts...) {
		if act.Event == openselection.OpenScoring && bytes.Contains(act.Body, []byte(`"paper"`)) {
			code = k.writes(t)
		}
		if code != "" && act.Event == openselection.EnterScores {
			act.Body = bytes.ReplaceAll(act.Body, []byte(openselection.PaperCode([5]byte{0, 0xfa, 0xce, 0xfa, 0xce})), []byte(code))
		}
		under, err := bench.Under(t.Context(), k.Store, selection)
		if err != nil {
			t.Fatal(err)
		}
		at := under[act.On]
		ask(t, k.House.Handler, command{path: at.Path + "/events/" + string(act.Event), key: fmt.Sprint("main-", n), match: at.Revision, act: act})
		if code != "" && act.Event == openselection.OpenScoring && bytes.Contains(act.Body, []byte(`"paper"`)) {
			k.follows(t, "dev:anggota-3", k.marked, "paper")
		}
	}
}

// writes lets kenari hand in a paper, and tells its code.
func (k *cage) writes(t *testing.T) string {
	t.Helper()
	papers := "/v1/selections/" + k.selection + "/papers"
	k.sends(t, http.MethodPost, papers, k.put("paper", "paper", "Makalah %s"))
	own := k.want(t, http.StatusOK, "", wish{path: k.paper, token: "dev:" + k.kenari.id})
	var view struct{ Case struct{ Ref string } }
	if err := json.Unmarshal(own.Body.Bytes(), &view); err != nil || view.Case.Ref == "" {
		t.Fatalf("%s (%v)", own.Body, err)
	}
	code := view.Case.Ref
	k.marked = papers + "/" + code + "/link"
	for _, who := range []string{clerk, "dev:ketua", "dev:pengawas", "dev:ppk", "dev:" + k.kutilang.id} {
		for _, path := range []string{k.paper, k.paper + "/journal", k.marked} {
			k.want(t, http.StatusNotFound, "not_found", wish{path: path, token: who})
		}
	}
	return code
}

// fileIsGone asks for what was handed in, once nobody can open it any more.
func (k *cage) fileIsGone(t *testing.T) {
	t.Helper()
	for who, path := range map[string]string{clerk: k.application + "/documents/curriculum_vitae/link", "dev:ketua": k.marked} {
		link := k.ask(t, wish{path: path, token: who, may: []string{"link"}})
		if link.Code != http.StatusOK {
			continue
		}
		k.want(t, http.StatusNotFound, "not_found", wish{path: field(t, link, "url"), token: who})
	}
}

// recordsProfile tells whether a place holds the journal, in which what somebody says of
// themself for a post is recorded with everything else.
func recordsProfile(name string) bool {
	return strings.HasPrefix(name, "file selter.db") || strings.Contains(name, "journal.") || strings.Contains(name, "cases.")
}
