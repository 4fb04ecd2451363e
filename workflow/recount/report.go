package recount

import "strings"

// A Report is what counting again has found.
type Report struct {
	// Determined tells whether there is a published result at all. Before that only the
	// points of the stages are compared.
	Determined bool `json:"determined"`
	// Standings is the recounted ranking, the best first; before there is a result it is
	// empty, as is what the committee knows.
	Standings []Standing `json:"standings,omitempty"`
	// Differences are where the published record says otherwise than its marks.
	Differences []Difference `json:"differences,omitempty"`
}

// Agrees tells that there is no difference.
func (r Report) Agrees() bool { return len(r.Differences) == 0 }

// A Standing is one candidate's place with the working.
type Standing struct {
	Rank      int    `json:"rank"`
	Candidate string `json:"candidate"` // participant number
	Total     string `json:"total"`     // exact decimal
	Parts     []Part `json:"parts"`     // in the order of the stages
}

// A Part is what one component adds to a total.
type Part struct {
	Component string `json:"component"`
	Points    string `json:"points,omitempty"` // exact decimal; empty where nothing counts
	Weight    string `json:"weight"`           // percent
	// Marks is how many marks count; none where an earlier assessment is used again.
	Marks int `json:"marks"`
}

// A Code says in what the published record and its marks differ.
type Code string

// The codes.
const (
	// BadWeights: the weights do not sum to 100 percent.
	BadWeights Code = "weights"
	// BadOrder: the sealed order of the tie-break does not name every component once.
	BadOrder Code = "tie_break"
	// BadMark: a mark, or the points of an earlier assessment, is not between 0 and 100 in hundredths.
	BadMark Code = "mark"
	// OtherMark: the points of a mark, as they were given, are not what those of its criteria
	// make under the sealed rubrics.
	OtherMark Code = "criteria"
	// OtherCorrection: the points of a mark, or of an earlier assessment, are not what the
	// corrections by two persons without a conflict make of what was given.
	OtherCorrection Code = "correction"
	// MarkTwice: somebody marked a candidate twice in a component, and both count.
	MarkTwice Code = "mark_twice"
	// MarkOfConflict: a mark of a member who has a conflict with the candidate is not void.
	MarkOfConflict Code = "mark_of_conflict"
	// NoMark: an eligible candidate has a component in which nothing counts.
	NoMark Code = "no_mark"
	// OtherPoints: the published points of a component are not the mean of its marks.
	OtherPoints Code = "points"
	// OtherTotal: a published total is not the weighted sum of the points.
	OtherTotal Code = "total"
	// OtherRank: a published rank is not the one that total and tie-break give.
	OtherRank Code = "rank"
	// NotRanked: an eligible candidate is left out of the published ranking.
	NotRanked Code = "not_ranked"
	// RankedInVain: the published ranking has somebody who is not eligible.
	RankedInVain Code = "ranked_in_vain"
	// NotTheBest: a proposed name stands in the place of a better one.
	NotTheBest Code = "proposed"
	// OtherNumber: other than three names are proposed though more are eligible, or
	// fewer without a reason.
	OtherNumber Code = "proposed_number"
)

// A Difference is one place where the published record says otherwise than its marks.
type Difference struct {
	Code      Code   `json:"code"`
	Component string `json:"component,omitempty"`
	Candidate string `json:"candidate,omitempty"` // participant number
	By        string `json:"by,omitempty"`        // who gave the mark
	Published string `json:"published,omitempty"`
	Recounted string `json:"recounted,omitempty"`
}

func (d Difference) String() string {
	var line strings.Builder
	line.WriteString(string(d.Code))
	for _, part := range []struct{ name, said string }{
		{"component", d.Component}, {"candidate", d.Candidate}, {"by", d.By}, {"published", d.Published}, {"recounted", d.Recounted},
	} {
		if part.said != "" {
			line.WriteString(" " + part.name + "=" + part.said)
		}
	}
	return line.String()
}
