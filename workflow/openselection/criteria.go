package openselection

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"selter/workflow"
	"selter/workflow/policy"
	"selter/workflow/scoring"
	"selter/workflow/wire"
)

// Criteria are the sealed rubrics as data: of each component what is judged and with how
// much of its points. A component without any has the one criterion of OnlyCriterion.
type Criteria struct {
	TrackRecord []Criterion `json:"track_record,omitzero"`
	Assessment  []Criterion `json:"assessment,omitzero"`
	Paper       []Criterion `json:"paper,omitzero"`
	Interview   []Criterion `json:"interview,omitzero"`
}

// A Criterion is one thing that is judged, with its share of the component in percent.
type Criterion struct {
	Code    string `json:"code"`
	Title   string `json:"title"`
	Percent int    `json:"percent"`
}

// OnlyCriterion is the criterion of a component that has none: its points as a whole.
func OnlyCriterion() Criterion { return Criterion{Code: "nilai", Title: "Nilai", Percent: 100} }

// CriterionPoints are the points of one criterion.
type CriterionPoints struct {
	Code   string         `json:"code"`
	Points scoring.Points `json:"points"`
}

// Check keeps points between 0 and 100.
func (c CriterionPoints) Check() wire.Problems { return Score{Points: c.Points}.Check() }

// flawed lists the components whose criteria are not of different codes, each with a title
// and a share, that sum to 100 percent.
func (c Criteria) flawed() []Component {
	flawed := []Component{}
	for _, component := range Components() {
		list := c.given(component)
		sum, seen, whole := 0, make(map[string]bool), true
		for _, one := range list {
			sum += one.Percent
			whole = whole && isAlias(one.Code) && !seen[one.Code] && strings.TrimSpace(one.Title) != "" && one.Percent > 0
			seen[one.Code] = true
		}
		if len(list) > 0 && (sum != 100 || !whole) {
			flawed = append(flawed, component)
		}
	}
	return flawed
}

func (c Criteria) given(component Component) []Criterion {
	switch component {
	case TrackRecord:
		return c.TrackRecord
	case Assessment:
		return c.Assessment
	case Paper:
		return c.Paper
	case InterviewOf:
		return c.Interview
	}
	return nil
}

// RubricsHash is the hash under which criteria are sealed: the SHA-256 of their canonical
// JSON (RFC 8785), in hexadecimal.
func RubricsHash(c Criteria) string {
	canonical, err := wire.Canonical(c)
	if err != nil {
		return "" // no text is one that JSON cannot hold; and no hash is empty
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// criteria are those of a component.
func (t Terms) criteria(c Component) []Criterion {
	if t.Criteria != nil && len(t.Criteria.given(c)) > 0 {
		return t.Criteria.given(c)
	}
	return []Criterion{OnlyCriterion()}
}

// markOf is the mark that points by criterion give: the sum of points times percent, exact
// in ten-thousandths, rounded half up to hundredths. The rounding is our proposal, sealed
// with the instruments; no text states one.
func markOf(criteria []Criterion, given []CriterionPoints) scoring.Points {
	var sum scoring.Total
	for _, criterion := range criteria {
		for _, g := range given {
			if g.Code == criterion.Code {
				sum += scoring.Weigh(g.Points, criterion.Percent)
			}
		}
	}
	return scoring.Points((int64(sum) + 50) / 100)
}

// sealedCriteria are those that are about to be sealed, if they are given as data.
func sealedCriteria(q roundQuestion) (Criteria, bool) {
	if q.After.Sealed == nil || q.After.Sealed.Instruments.Criteria == nil {
		return Criteria{}, false
	}
	return *q.After.Sealed.Instruments.Criteria, true
}

var criteriaSumTo100 = roundGuard{
	Code: "criteria_sum_to_100", Cites: []policy.Citation{procedure2019},
	Check: func(q roundQuestion) workflow.Verdict {
		criteria, _ := sealedCriteria(q)
		flawed := criteria.flawed()
		return workflow.Require(len(flawed) == 0, workflow.FoundIn("/criteria", "flawed", flawed))
	},
}

// Rubrics that are given as data are those whose hash is sealed.
var rubricsAreTheCriteria = roundGuard{
	Code: "rubrics_are_the_criteria", Cites: []policy.Citation{procedure2019, openRecord},
	Check: func(q roundQuestion) workflow.Verdict {
		criteria, given := sealedCriteria(q)
		if !given {
			return workflow.Require(true)
		}
		sealed := q.After.Sealed.Instruments.Rubrics
		return workflow.Require(sealed == RubricsHash(criteria), workflow.FoundIn("/rubrics", "sealed", sealed), workflow.Found("of_the_criteria", RubricsHash(criteria)))
	},
}
