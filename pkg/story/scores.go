package story

import (
	"context"
	"fmt"

	"go.yaml.in/yaml/v3"

	"selter/workflow/openselection"
	"selter/workflow/openselection/compliance"
	"selter/workflow/scoring"
)

// A Score is what the compliance score of a post must be. Zero members are not looked at.
type Score struct {
	Total *scoring.Points
	Band  string
}

func (s Score) String() string {
	text := ""
	if s.Total != nil {
		text = " " + s.Total.String()
	}
	if s.Band != "" {
		text += " " + s.Band
	}
	return "a score of" + text
}

// scoreRead is what a story looks at of a score.
type scoreRead struct {
	Total scoring.Points `json:"total"`
	Band  string         `json:"band"`
}

// score reads {total: 87.5, band: good}. A round has none: each of its posts has one.
func (p *parser) score(n *yaml.Node, procedure string) *Score {
	if n == nil {
		return nil
	}
	if procedure != openselection.SelectionName {
		p.fault(n, "only posts have a score")
	}
	m := p.members(n, "total", "band")
	var score Score
	if total := m["total"]; total != nil {
		score.Total = new(scoring.Points)
		if score.Total.UnmarshalJSON([]byte(total.Value)) != nil || !score.Total.Valid() {
			p.fault(total, "must be a plain number from 0 to 100 with at most 2 decimals")
		}
	}
	score.Band = p.word(m["band"], "band", []string{compliance.VeryGood, compliance.Good, compliance.Sufficient, compliance.Poor})
	if len(m) == 0 {
		p.fault(n, "expects nothing")
	}
	return &score
}

// scored holds that a post has a compliance score, as it is measured now.
func (g *game) scored(ctx context.Context, c caseRead, want *Score) error {
	if want == nil {
		return nil
	}
	got, err := get[scoreRead](ctx, g.Target, reader, c.path()+"/compliance")
	if err != nil {
		return err
	}
	if want.Total != nil && *want.Total != got.Total || want.Band != "" && want.Band != got.Band {
		return &Unmet{On: c.name(), Expected: want.String(), Got: fmt.Sprintf("%s %s", got.Total, got.Band)}
	}
	return nil
}
