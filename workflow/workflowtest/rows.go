package workflowtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"selter/workflow"
	"selter/workflow/policy"
)

// inspectRows looks at each row by itself.
func inspectRows[F any](p *workflow.Procedure[F]) []Finding {
	var findings []Finding
	taken := make(map[string]bool)
	for _, row := range p.Rows {
		name := rowName(row)
		for _, from := range row.From {
			pair := fmt.Sprintf("%s in %s", row.On, from)
			if taken[pair] {
				findings = append(findings, Finding{"no_duplicate_rows", pair, "has two rows"})
			}
			taken[pair] = true
			if p.Standing(from) == workflow.Final && row.To != workflow.Stay {
				findings = append(findings, Finding{"final_states_are_final", pair, "leaves a final state"})
			}
		}
		if len(row.Cites) == 0 {
			findings = append(findings, Finding{"every_row_cites", name, "cites nothing"})
		}
		for _, cite := range row.Cites {
			if problem := uncertain(cite); problem != "" {
				findings = append(findings, Finding{"every_row_cites", name, problem})
			}
		}
		known := workflow.Roles()
		for _, role := range row.By {
			if !slices.Contains(known, role) {
				findings = append(findings, Finding{"roles_are_known", name, fmt.Sprintf("role %q is not known", role)})
			}
		}
	}
	return findings
}

func uncertain(cite policy.Citation) string {
	if cite.Instrument == "" || !cite.Certainty.Valid() {
		return fmt.Sprintf("citation %q has no instrument or no certainty", cite)
	}
	return ""
}

// inspectGuards holds that a guard's code is its name: it means the same in every
// row, by the same check or at least by the same law, and is asked once a row.
func inspectGuards[F any](p *workflow.Procedure[F]) []Finding {
	var findings []Finding
	type meaning struct {
		check uintptr
		cites string
		row   string
	}
	first := make(map[string]meaning)
	for _, row := range p.Rows {
		asked := make(map[string]bool)
		for _, guard := range row.Requires {
			if asked[guard.Code] {
				findings = append(findings, Finding{"guards_are_asked_once", rowName(row), guard.Code + " stands twice"})
			}
			asked[guard.Code] = true
			for _, cite := range guard.Cites {
				if problem := uncertain(cite); problem != "" {
					findings = append(findings, Finding{"every_guard_cites", guard.Code, problem})
				}
			}
			cites, _ := json.Marshal(guard.Cites)
			this := meaning{reflect.ValueOf(guard.Check).Pointer(), string(cites), rowName(row)}
			if was, again := first[guard.Code]; !again {
				first[guard.Code] = this
			} else if was.check != this.check && was.cites != this.cites {
				findings = append(findings, Finding{
					"guards_mean_one_thing", guard.Code, fmt.Sprintf("is one check in %s and another in %s", was.row, this.row),
				})
			}
		}
	}
	return findings
}
