package story

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/wire"
)

// cases reads the cases that a step is about, as they are now. What is not there is unmet.
func (g *game) cases(ctx context.Context, on []string) ([]caseRead, error) {
	if g.round == nil {
		return nil, &Unmet{Expected: "an open round", Got: "no round yet: draft_plan opens it"}
	}
	if on[0] == OnRound {
		view, err := get[struct {
			Case caseRead `json:"case"`
		}](ctx, g.Target, reader, g.round.path())
		view.Case.procedure = openselection.RoundName
		return []caseRead{view.Case}, err
	}
	all, err := list[caseRead](ctx, g.Target, reader, "/v1/selections?round="+g.round.ID+"&limit=100")
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].procedure = openselection.SelectionName
	}
	// In the order of the story, which is the order of its readers.
	slices.SortStableFunc(all, func(a, b caseRead) int { return g.place(a.Ref) - g.place(b.Ref) })
	if on[0] == OnAll || on[0] == OnPosts {
		if on[0] == OnPosts {
			all = slices.DeleteFunc(all, func(c caseRead) bool { return g.ended(c.State) })
		}
		if len(all) == 0 {
			return nil, &Unmet{Expected: "a post whose selection goes on", Got: "none"}
		}
		return all, nil
	}
	var named []caseRead
	for _, ref := range on {
		i := slices.IndexFunc(all, func(c caseRead) bool { return c.Ref == ref })
		if i < 0 {
			return nil, &Unmet{On: ref, Expected: "a selection", Got: "the round has none for this post"}
		}
		named = append(named, all[i])
	}
	return named, nil
}

func (g *game) place(ref string) int {
	return slices.IndexFunc(g.story.Posts, func(p Post) bool { return p.Alias == ref })
}

func (g *game) ended(state workflow.State) bool {
	for _, s := range g.tables[openselection.SelectionName].States {
		if s.Name == state {
			return s.Standing == workflow.Final
		}
	}
	return false
}

// fires holds that a deadline has passed, once: one entry of the clock that no step
// has accounted for, one fired timer for each entry, none before its time.
func (g *game) fires(ctx context.Context, s Step, line *Line) error {
	line.Roles = []workflow.Role{workflow.Clock}
	cases, err := g.looked(ctx, s)
	if err != nil {
		return err
	}
	for _, c := range cases {
		deadlines, err := g.deadlines(ctx, c)
		if err != nil {
			return err
		}
		journal, err := g.journal(ctx, c)
		if err != nil {
			return err
		}
		unmet := &Unmet{On: c.name(), Expected: fmt.Sprintf("%s fired once", s.Event)}
		fired, open := 0, "is not set"
		for _, d := range deadlines {
			if d.Kind != s.Event {
				continue
			}
			due := d.Due.In(g.story.Zone.Location()).Format("2006-01-02T15:04")
			switch {
			case d.Status != "fired":
				open = "is " + d.Status + ", due at " + due
			case d.FiredAt.Before(d.Due):
				unmet.Got = fmt.Sprintf("fired at %s, before it was due at %s", d.FiredAt.In(g.story.Zone.Location()).Format("2006-01-02T15:04"), due)
				return unmet
			default:
				fired++
			}
		}
		entries := slices.DeleteFunc(journal, func(e entryRead) bool { return e.Event != s.Event || e.Role != workflow.Clock })
		if len(entries) != fired {
			unmet.Got = fmt.Sprintf("%d fired and %d entries of it in the journal", fired, len(entries))
			return unmet
		}
		fresh := slices.DeleteFunc(entries, func(e entryRead) bool { return g.claimed[claim{c.ID, e.Seq}] })
		if len(fresh) == 0 {
			unmet.Got = "it " + open
			return unmet
		}
		if len(fresh) > 1 {
			unmet.Got = fmt.Sprintf("fired %d times since a step last told of it", len(fresh))
			return unmet
		}
		g.claimed[claim{c.ID, fresh[0].Seq}] = true
		line.Answers = append(line.Answers, g.passed(c, fresh[0]))
	}
	line.Answers = joined(line.Answers)
	return nil
}

func (g *game) passed(c caseRead, e entryRead) Answer {
	return Answer{On: []string{c.name()}, State: e.To, Articles: g.articles(c.procedure, e.Event, e.From)}
}

// deadlines of a case, without the reminders before them.
func (g *game) deadlines(ctx context.Context, c caseRead) ([]deadlineRead, error) {
	all, err := get[page[deadlineRead]](ctx, g.Target, reader, c.path()+"/deadlines")
	return slices.DeleteFunc(all.Items, func(d deadlineRead) bool { return d.Reminder != 0 }), err
}

func (g *game) journal(ctx context.Context, c caseRead) ([]entryRead, error) {
	return list[entryRead](ctx, g.Target, reader, c.path()+"/journal?limit=100")
}

// told holds that a notice to one of the person's roles has gone out, about each of
// the cases named, or about any case of the round when none is named.
func (g *game) told(ctx context.Context, s Step, line *Line) error {
	on, anywhere := s.On, len(s.On) == 0
	if anywhere {
		on = []string{OnRound}
	}
	cases, err := g.cases(ctx, on)
	if err == nil && anywhere {
		var posts []caseRead
		posts, err = g.cases(ctx, []string{OnAll})
		cases = append(cases, posts...)
	}
	if err != nil {
		return err
	}
	heard := []string{} // roles that were told
	var about []string
	for _, c := range cases {
		notices, err := get[page[noticeRead]](ctx, g.Target, reader, c.path()+"/notices")
		if err != nil {
			return err
		}
		found := false
		for _, n := range notices.Items {
			if n.About != s.Event || !n.Delivered {
				continue
			}
			found = found || slices.Contains(line.Roles, n.Role)
			if !slices.Contains(heard, string(n.Role)) {
				heard = append(heard, string(n.Role))
			}
		}
		if found {
			about = append(about, c.name())
		} else if !anywhere {
			return g.untold(s, c.name(), heard)
		}
	}
	line.On = about
	if len(about) == 0 {
		return g.untold(s, "", heard)
	}
	return nil
}

func (g *game) untold(s Step, on string, heard []string) error {
	got := "nobody was"
	if len(heard) > 0 {
		got = "only " + strings.Join(heard, ", ")
	}
	return &Unmet{On: on, Expected: fmt.Sprintf("%s told about %s", strings.Join(s.By, ", "), s.Event), Got: got}
}

func (g *game) expect(ctx context.Context, s Step, line *Line) error {
	cases, err := g.looked(ctx, s)
	if err != nil {
		return err
	}
	for _, c := range cases {
		line.Answers = append(line.Answers, Answer{On: []string{c.name()}, State: c.State})
		if err := g.holds(ctx, c, s.Holds); err != nil {
			return err
		}
	}
	line.Answers = joined(line.Answers)
	return nil
}

func (g *game) holds(ctx context.Context, c caseRead, h Holding) error {
	if h.State != "" && h.State != c.State {
		return &Unmet{On: c.name(), Expected: "state " + string(h.State), Got: "state " + string(c.State)}
	}
	if h.Revision != 0 && h.Revision != c.Revision {
		return &Unmet{On: c.name(), Expected: "revision " + strconv.FormatInt(h.Revision, 10), Got: strconv.FormatInt(c.Revision, 10)}
	}
	if h.Deadlines != nil {
		all, err := g.deadlines(ctx, c)
		if err != nil {
			return err
		}
		var open []workflow.Event
		for _, d := range all {
			if d.Status == "open" {
				open = append(open, d.Kind)
			}
		}
		if want, have := sorted(h.Deadlines), sorted(open); want != have {
			return &Unmet{On: c.name(), Expected: "open deadlines [" + want + "]", Got: "[" + have + "]"}
		}
	}
	for _, fact := range h.Facts {
		got, err := lookUp(c.Facts, jsontext.Pointer(fact.Pointer))
		if err != nil {
			return err
		}
		if string(got) != string(fact.Value) {
			return &Unmet{On: c.name(), Expected: fact.Pointer + " to be " + string(fact.Value), Got: string(got)}
		}
	}
	return g.scored(ctx, c, h.Score)
}

func sorted(kinds []workflow.Event) string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = string(kind)
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// lookUp is the canonical value at a place of a document; null when there is none.
func lookUp(document jsontext.Value, at jsontext.Pointer) (jsontext.Value, error) {
	var value any
	if len(document) > 0 {
		if err := json.Unmarshal(document, &value); err != nil {
			return nil, fmt.Errorf("facts: %w", err)
		}
	}
	for token := range at.Tokens() {
		switch inside := value.(type) {
		case map[string]any:
			value = inside[token]
		case []any:
			value = nil
			if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(inside) && strconv.Itoa(i) == token {
				value = inside[i]
			}
		default:
			value = nil
		}
	}
	return wire.Canonical(value)
}
