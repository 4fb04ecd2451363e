package store

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"selter/pkg/oversight"
	"selter/workflow"
)

// How scores lie in tables. Points are whole hundredths; what a standing does not know is NULL.

var scoresTable = table[oversight.Score]{name: "scores", columns: []column[oversight.Score]{
	{"selection", "uuid", func(s oversight.Score) any { return uuid.UUID(s.Standing.Selection) }},
	{"round", "uuid", func(s oversight.Score) any { return uuid.UUID(s.Standing.Round) }},
	{"agency", "text", func(s oversight.Score) any { return s.Standing.Agency }},
	{"rubric", "text", func(s oversight.Score) any { return s.Rubric }},
	{"pack", "text", func(s oversight.Score) any { return s.Pack }},
	{"status", "text", func(s oversight.Score) any { return string(s.Standing.Status) }},
	{"round_revision", "bigint", func(s oversight.Score) any { return s.Basis.Round }},
	{"revision", "bigint", func(s oversight.Score) any { return s.Basis.Selection }},
	{"complaints", "integer", func(s oversight.Score) any { return int64(s.Basis.Complaints) }},
	{"position", "bigint", func(s oversight.Score) any { return position(s) }},
	{"result", "text", func(s oversight.Score) any { return string(s.Result) }},
	{"at", "timestamptz", func(s oversight.Score) any { return micros(s.At) }},
}}

// renewedTable is what changes of a score whose result does not.
var renewedTable = table[oversight.Score]{name: "scores", columns: slices.DeleteFunc(slices.Clone(scoresTable.columns), func(c column[oversight.Score]) bool {
	return !slices.Contains([]string{"selection", "round_revision", "revision", "complaints", "at"}, c.name)
})}

// position is that of the newest change once the score is kept.
func position(s oversight.Score) int64 {
	if s.Change == nil {
		return s.Was
	}
	return s.Change.Position
}

var standingsTable = table[oversight.Score]{name: "standings", columns: append([]column[oversight.Score]{
	{"selection", "uuid", func(s oversight.Score) any { return uuid.UUID(s.Standing.Selection) }},
	{"round", "uuid", func(s oversight.Score) any { return uuid.UUID(s.Standing.Round) }},
	{"agency", "text", func(s oversight.Score) any { return s.Standing.Agency }},
	{"name", "text", func(s oversight.Score) any { return s.Standing.Name }},
	{"kind", "text", func(s oversight.Score) any { return s.Kind }},
	{"region", "text", func(s oversight.Score) any { return s.Region }},
	{"ref", "text", func(s oversight.Score) any { return s.Standing.Ref }},
	{"title", "text", func(s oversight.Score) any { return s.Standing.Title }},
	{"tier", "text", func(s oversight.Score) any { return string(s.Standing.Tier) }},
	{"profile", "text", func(s oversight.Score) any { return s.Standing.Profile }},
	{"year", "integer", func(s oversight.Score) any { return int64(s.Standing.Year) }},
	{"state", "text", func(s oversight.Score) any { return string(s.Standing.State) }},
	{"resumes", "text", func(s oversight.Score) any { return string(s.Standing.Resumes) }},
	{"status", "text", func(s oversight.Score) any { return string(s.Standing.Status) }},
	{"raw", "bigint", func(s oversight.Score) any { return int64(s.Standing.Raw) }},
	{"deducted", "bigint", func(s oversight.Score) any { return int64(s.Standing.Deducted) }},
	{"total", "bigint", func(s oversight.Score) any { return int64(s.Standing.Total) }},
	{"merit_index", "bigint", func(s oversight.Score) any { return int64(s.Standing.Index) }},
	{"band", "text", func(s oversight.Score) any { return s.Standing.Band }},
	{"label", "text", func(s oversight.Score) any { return s.Standing.Label }},
	{"blocked", "boolean", func(s oversight.Score) any { return s.Standing.Blocked }},
	{"norm_gap", "boolean", func(s oversight.Score) any { return s.Standing.NormGap }},
	{"late", "integer", func(s oversight.Score) any { return int64(s.Standing.Late) }},
	{"findings", "integer", func(s oversight.Score) any { return int64(s.Standing.Findings) }},
	{"complaints", "integer", func(s oversight.Score) any { return int64(s.Standing.Complaints) }},
	{"proven", "integer", func(s oversight.Score) any { return int64(s.Standing.Proven) }},
	{"early_moves", "integer", func(s oversight.Score) any { return int64(s.Standing.EarlyMoves) }},
	{"in_time", "boolean", func(s oversight.Score) any { return known(s.Standing.InTime) }},
	{"published", "boolean", func(s oversight.Score) any { return known(s.Standing.Published) }},
}, legs()...)}

// legNames are the columns of the stretches that are timed, in the order of compliance.LegNames.
var legNames = []string{
	"leg_plan", "leg_preparation", "leg_applications", "leg_screening", "leg_scoring", "leg_report", "leg_recommendation", "leg_inauguration",
}

func legs() []column[oversight.Score] {
	columns := make([]column[oversight.Score], len(legNames))
	for i, name := range legNames {
		columns[i] = column[oversight.Score]{name, "integer", func(s oversight.Score) any {
			if days := s.Standing.Legs[i]; days != nil {
				return int64(*days)
			}
			return nil
		}}
	}
	return columns
}

func known(is *bool) any {
	if is == nil {
		return nil
	}
	return *is
}

var changesTable = table[oversight.Score]{name: "score_changes", columns: []column[oversight.Score]{
	{"selection", "uuid", func(s oversight.Score) any { return uuid.UUID(s.Standing.Selection) }},
	{"position", "bigint", func(s oversight.Score) any { return s.Change.Position }},
	{"agency", "text", func(s oversight.Score) any { return s.Standing.Agency }},
	{"at", "timestamptz", func(s oversight.Score) any { return micros(s.Change.At) }},
	{"change", "text", func(s oversight.Score) any {
		text, _ := json.Marshal(s.Change) // words, numbers and times always have a JSON form
		return string(text)
	}},
}}

// idList writes identifiers for json_each.
func idList[ID workflow.CaseID | uuid.UUID](list []ID) string {
	text, _ := json.Marshal(list) // identifiers always have a JSON form
	return string(text)
}
