package policy_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"selter/workflow/policy"
)

// The file is a pack as it was stored before any duty needed a second person. It is never written again.
func TestParsePack_reads_a_pack_from_before_a_key(t *testing.T) {
	t.Parallel()
	stored, err := os.ReadFile(filepath.Join("testdata", "stored-before-duties.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.ParsePack(stored)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("with what it says itself", func(t *testing.T) {
		t.Parallel()
		if p.Hash != "59b0e72ecfb017c7981bf767745927e8b673d10ad004c49ef02061566c751b21" || len(p.Entries()) != 70 {
			t.Errorf("hash %s, %d entries", p.Hash, len(p.Entries()))
		}
		if policy.CandidatesMin.In(p).Value != 3 {
			t.Error("another minimum of candidates")
		}
	})
	t.Run("with a proposal for what it does not say", func(t *testing.T) {
		t.Parallel()
		got := policy.DutySecondPerson.In(p)
		if got.Citation.Certainty != policy.Proposal || got.Note == "" || !slices.Contains(got.Value, "admin") || slices.Contains(got.Value, "secretariat") {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("with requirements for applicants that no rank and fewer documents make", func(t *testing.T) {
		t.Parallel()
		documents := policy.ApplicationDocuments.In(p)
		if documents.Citation.Certainty != policy.Proposal || len(documents.Value) == 0 || len(documents.Value) >= len(policy.Checklist()) {
			t.Errorf("documents %+v", documents)
		}
		if policy.RankMinPratama.In(p).Value != "none" || policy.RankMinMadya.In(p).Value != "none" || policy.DisciplineHeaviest.In(p).Value != "light" {
			t.Error("another rank or sanction")
		}
	})
	t.Run("and stores it as it was", func(t *testing.T) {
		t.Parallel()
		again, err := json.MarshalIndent(p, "", "  ")
		if err != nil || !bytes.Equal(append(again, '\n'), stored) {
			t.Errorf("another document: %v", err)
		}
	})
	t.Run("and not when its content was changed", func(t *testing.T) {
		t.Parallel()
		changed := strings.Replace(string(stored), `"value": "5"`, `"value": "4"`, 1)
		if _, err := policy.ParsePack([]byte(changed)); err == nil || !strings.Contains(err.Error(), "its content has the hash") {
			t.Errorf("got %v", err)
		}
	})
}

func TestDutySecondPerson(t *testing.T) {
	t.Parallel()
	l := load(t)
	for _, q := range goldens() {
		got := policy.DutySecondPerson.In(resolve(t, l, q))
		if got.Citation.Certainty != policy.Proposal || !slices.Contains(got.Value, "committee_member") {
			t.Errorf("%+v: got %+v", q, got)
		}
	}
}
