package compliance

import (
	"slices"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// P3.2: methods, weights, rubrics and the rule of publication were sealed before anybody could
// apply, stand in the announcement, and are those by which the post was scored.
func instruments() Check {
	return Check{
		ID: "p3_2", Indicator: "p3", Dimension: Preparation,
		Sentence: "Bobot, rubrik, dan aturan publikasi dibekukan sebelum pendaftaran, dan isi pengumuman lengkap.",
		English:  "Weights, rubrics and the rule of publication are sealed before applications open, and the announcement tells all it has to.",
		Cites:    []policy.Citation{procedure2019},
		Touches:  []workflow.Event{openselection.SealInstruments, openselection.Announce},
		measure: func(q *inquiry) {
			sealed, there := q.rely(q.round, openselection.SealInstruments)
			announced, opened := q.rely(q.round, openselection.Announce)
			if !there || !opened || q.plan.Sealed == nil || q.plan.Announced == nil {
				q.waiting = true
				return
			}
			terms := q.plan.Sealed.Instruments
			q.must(sealed.Seq < announced.Seq, workflow.Found("sealed_on", q.day(sealed)), workflow.Found("announced_on", q.day(announced)))
			q.must(openselection.WeightsAdmitted(q.pack, terms.Weights), workflow.Found("weights", terms.Weights))
			q.must(terms.Weights == q.facts.Terms.Weights && terms.Rubrics == q.facts.Terms.Rubrics, workflow.Found("scored_by_the_sealed", terms.Weights == q.facts.Terms.Weights && terms.Rubrics == q.facts.Terms.Rubrics))
			q.must(terms.Rubrics != "" && terms.Publication != "" && len(terms.Tie) > 0, workflow.Found("rubrics", terms.Rubrics != ""), workflow.Found("publication", terms.Publication != ""))
			missing := []string{}
			for _, content := range openselection.AnnouncementContents() {
				if !slices.Contains(q.plan.Announced.Contents, content) {
					missing = append(missing, content)
				}
			}
			q.should(len(missing) == 0, workflow.Found("missing_in_the_announcement", missing))
		},
	}
}
