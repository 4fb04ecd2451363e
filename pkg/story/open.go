package story

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// openRound opens the round by its first event. The story's posts become the plan's
// when the body has none of its own.
func (g *game) openRound(ctx context.Context, c call, s Step, line *Line) error {
	plan := map[string]jsontext.Value{}
	if s.With != nil {
		if err := json.Unmarshal(s.With, &plan); err != nil {
			return err
		}
	}
	if plan["posts"] == nil {
		posts := []map[string]jsontext.Value{}
		for _, post := range g.story.Posts {
			facts := map[string]jsontext.Value{}
			if err := json.Unmarshal(post.Facts, &facts); err != nil {
				return err
			}
			facts["ref"] = jsontext.Value(`"` + post.Alias + `"`)
			posts = append(posts, facts)
		}
		data, err := json.Marshal(posts, json.Deterministic(true))
		if err != nil {
			return err
		}
		plan["posts"] = data
	}
	c.path, c.in = "/v1/rounds", struct {
		Agency Agency                    `json:"agency"`
		Zone   calendar.Zone             `json:"zone"`
		Policy Policy                    `json:"policy,omitzero"`
		Plan   map[string]jsontext.Value `json:"plan"`
	}{g.story.Agency, g.story.Zone, Policy{Base: g.story.Policy.Base, Profile: g.story.Policy.Profile}, plan}
	one, err := g.send(ctx, c, OnRound)
	if err != nil {
		return err
	}
	if one.answer != nil {
		g.round = &caseRead{ID: one.answer.Case, procedure: openselection.RoundName}
		if err := g.learnTables(ctx, s.At); err != nil {
			return err
		}
	}
	return g.judge(s, line, []said{one})
}

// learnTables reads the tables under which the round runs, for their articles.
func (g *game) learnTables(ctx context.Context, opened time.Time) error {
	law := url.Values{"date": {calendar.DateOf(opened, g.story.Zone).String()}}
	for name, value := range map[string]string{"base": g.story.Policy.Base, "profile": g.story.Policy.Profile} {
		if value != "" {
			law.Set(name, value)
		}
	}
	vocabulary, err := known()
	if err != nil {
		return err
	}
	for _, name := range slices.Concat([]string{openselection.RoundName, openselection.SelectionName}, vocabulary.records) {
		table, err := get[tableRead](ctx, g.Target, reader, "/v1/procedures/"+name+"?"+law.Encode())
		if err != nil {
			return err
		}
		g.tables[name], g.result.Pack = table, table.Pack
	}
	return nil
}

// articles are the citations of the row that an event took.
func (g *game) articles(procedure string, event workflow.Event, from workflow.State) []policy.Citation {
	for _, row := range g.tables[procedure].Rows {
		if row.Event == event && slices.Contains(row.From, from) {
			return row.Citations
		}
	}
	return nil
}
