package openselection

import "testing"

// An applicant who names members as relatives keeps them away for as long as they say
// nothing, and not against their word. What somebody has declared is never denied.
func TestClaims_of_applicants_hold_until_they_are_denied(t *testing.T) {
	t.Parallel()
	claim := Conflict{Member: "ketua", Candidate: "01", Relation: string(IsFamily), Derived: true}
	declared := Conflict{Member: "ketua", Candidate: "01", Relation: "saudara kandung"}
	for name, c := range map[string]struct {
		conflicts []Conflict
		denied    []Statement
		want      bool
	}{
		"nobody says anything":      {nil, nil, false},
		"the member says nothing":   {[]Conflict{claim}, nil, true},
		"another member denies":     {[]Conflict{claim}, []Statement{{Member: "anggota-1", Denied: []string{"01"}}}, true},
		"another claim is denied":   {[]Conflict{claim}, []Statement{{Member: "ketua", Denied: []string{"02"}}}, true},
		"the member denies":         {[]Conflict{claim}, []Statement{{Member: "ketua", Denied: []string{"02", "01"}}}, false},
		"it is declared after that": {[]Conflict{claim, declared}, []Statement{{Member: "ketua", Denied: []string{"01"}}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := SelectionFacts{Conflicts: c.conflicts, Statements: c.denied}
			if f.conflicted("ketua", "01") != c.want {
				t.Errorf("recused: %t", !c.want)
			}
		})
	}
}
