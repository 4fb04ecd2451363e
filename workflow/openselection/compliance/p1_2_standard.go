package compliance

import (
	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// P1.2: what the post demands was fixed before anybody was invited.
func standard() Check {
	return Check{
		ID: "p1_2", Indicator: "p1", Dimension: Preparation,
		Sentence: "Standar kompetensi dan persyaratan jabatan ditetapkan sebelum pengumuman.",
		English:  "The competency standard and the requirements of the post are fixed before the announcement.",
		Cites:    []policy.Citation{requirements, procedure2019},
		Touches:  []workflow.Event{openselection.OpenSelection, openselection.ChangePost, openselection.Announce},
		measure: func(q *inquiry) {
			q.rely(q.selection, openselection.OpenSelection, openselection.ChangePost)
			announced, there := q.rely(q.round, openselection.Announce)
			if !there {
				return
			}
			day, post := q.day(announced), q.facts.Post
			q.must(dated(&post.Standard, day), workflow.Found("standard_of", post.Standard.Date), workflow.Found("announced_on", day))
			q.must(dated(&post.Requirements, day), workflow.Found("requirements_of", post.Requirements.Date))
		},
	}
}
