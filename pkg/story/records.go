package story

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/openselection"
)

// A deed is what one player does to one record, or with what one opens it.
type deed struct {
	part
	record caseRead // without ID: the event opens it
	name   string   // what the timeline calls it
	body   jsontext.Value
}

// doOnRecords lets people act on the applications, sheets and papers below selections. On
// one post they do so one second after another: who was first is of weight to the law.
func (g *game) doOnRecords(ctx context.Context, s Step, line *Line) error {
	selections, err := g.cases(ctx, s.On)
	if err != nil {
		return err
	}
	var all []said
	turns := turns(g.story.acting(s.By), selections)
	for turn, parts := range turns {
		if err := g.moveClock(ctx, s.At.Add(time.Duration(turn)*time.Second)); err != nil {
			return err
		}
		for _, part := range parts {
			deeds, err := g.deeds(ctx, s, part)
			if err != nil {
				return err
			}
			for _, d := range deeds {
				c := call{as: d.who.Person, key: fmt.Sprintf("%s-%d.%d", g.run, line.Step, len(all))}
				one, err := g.act(ctx, c, s, d)
				if err != nil {
					return err
				}
				all = append(all, one)
			}
		}
	}
	if len(all) == 0 {
		return &Unmet{Expected: "somebody of " + strings.Join(s.By, ", ") + " to act", Got: "nobody applies for these posts"}
	}
	return g.judge(s, line, all)
}

// A part is somebody with something to do on one post.
type part struct {
	who       player
	selection caseRead
}

// turns has those who are first on each post, those who are second, and so on.
func turns(who []player, selections []caseRead) [][]part {
	var turns [][]part
	for _, selection := range selections {
		turn := 0
		for _, one := range who {
			if !one.plays(selection.Ref) {
				continue
			}
			if turn == len(turns) {
				turns = append(turns, nil)
			}
			turns[turn] = append(turns[turn], part{one, selection})
			turn++
		}
	}
	return turns
}

// deeds are what a step lets somebody do on one post: applicants and scorers act on what is
// theirs, everybody else on the applications that the body picks.
func (g *game) deeds(ctx context.Context, s Step, p part) ([]deed, error) {
	who, selection := p.who, p.selection
	d := deed{part: p, name: selection.Ref + "/" + who.Alias, body: s.With}
	if g.opens(s.Of, s.Event) {
		return []deed{d}, nil
	}
	records, err := g.records(ctx, who.Person, selection, s.Of)
	if err != nil {
		return nil, err
	}
	if who.applies != nil || s.Of != openselection.ApplicationName {
		found := false
		if d.record, found, err = g.own(who, selection, s.Of, records); err == nil && !found {
			err = &Unmet{On: d.name, Expected: "a case of the procedure " + s.Of, Got: "none"}
		}
		if err == nil && s.Event == openselection.EnterScores {
			d.body, err = g.marks(ctx, selection, s.With)
		}
		return []deed{d}, err
	}
	wanted, body, err := picked(s.With)
	if err != nil {
		return nil, err
	}
	var all []deed
	for _, r := range records {
		number, err := numberOf(r)
		if err != nil {
			return nil, err
		}
		if len(wanted) == 0 || slices.Contains(wanted, number) {
			all = append(all, deed{part: p, record: r, name: selection.Ref + "/" + number, body: body})
		}
	}
	if len(all) == 0 || len(all) < len(wanted) {
		return nil, &Unmet{
			On: selection.Ref, Expected: "applications of " + strings.Join(wanted, ", "), Got: fmt.Sprintf("%d of them", len(all)),
		}
	}
	// In the order of the numbers, whatever the list's.
	slices.SortStableFunc(all, func(a, b deed) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// picked takes the participants' numbers out of a body. None means all.
func picked(with jsontext.Value) (numbers []string, body jsontext.Value, err error) {
	if with == nil {
		return nil, nil, nil
	}
	members := map[string]jsontext.Value{}
	if err := json.Unmarshal(with, &members); err != nil {
		return nil, nil, err
	}
	given := members[candidate]
	delete(members, candidate)
	if body, err = json.Marshal(members, json.Deterministic(true)); err != nil || given == nil {
		return nil, body, err
	}
	if given.Kind() == '[' {
		err = json.Unmarshal(given, &numbers)
	} else {
		numbers = []string{""}
		err = json.Unmarshal(given, &numbers[0])
	}
	return numbers, body, err
}

// act sends what a deed is.
func (g *game) act(ctx context.Context, c call, s Step, d deed) (said, error) {
	if s.Event == openselection.AttachDocument {
		return g.upload(ctx, c, d)
	}
	c.method, c.path, c.match = http.MethodPost, d.record.path()+"/events/"+string(s.Event), etag(d.record.Revision)
	if d.record.ID == "" {
		c.path, c.match = d.selection.path()+"/"+s.Of+"s", ""
	}
	switch {
	case s.Event == openselection.HandInPaper || s.Event == openselection.ReplacePaper:
		made := document(string(s.Event), d.who.Alias)
		c.file, c.media = made.data, made.media
	case s.Event == openselection.FillProfile && d.body == nil:
		c.in = d.who.applies.Facts
	case d.body != nil:
		c.in = d.body
	}
	one, err := g.send(ctx, c, d.name)
	if one.answer != nil && d.record.ID == "" {
		g.opened[one.answer.Case] = d.who.Alias
		if s.Of == openselection.PaperName {
			g.keepCode(d, one.answer.Ref)
		}
	}
	return one, err
}

func (g *game) keepCode(d deed, code string) {
	if g.codeOf[d.who.Alias] == nil {
		g.codeOf[d.who.Alias] = map[string]string{}
	}
	g.codeOf[d.who.Alias][d.selection.ID] = code
}

// upload sends a document of each kind that a body names, or of all that the selection
// asks for. The first that is refused is the answer.
func (g *game) upload(ctx context.Context, c call, d deed) (one said, err error) {
	kinds, err := kindsOf(d)
	if err != nil {
		return said{}, err
	}
	key := c.key
	for i, kind := range kinds {
		made := document(kind, d.who.Alias)
		c.method, c.path, c.match = http.MethodPut, d.record.path()+"/documents/"+kind, etag(d.record.Revision)
		c.file, c.media, c.key = made.data, made.media, fmt.Sprintf("%s.%d", key, i)
		if one, err = g.send(ctx, c, d.name); err != nil || one.problem != nil {
			break
		}
		d.record.Revision = one.answer.Revision
	}
	return one, err
}

func kindsOf(d deed) (kinds []string, err error) {
	given, err := lookUp(d.body, "/kinds")
	if err == nil && string(given) == `"all"` {
		given, err = lookUp(d.selection.Facts, "/terms/documents")
	}
	if err == nil && given.Kind() != '[' {
		return nil, &Unmet{On: d.name, Expected: "kinds: all, or a list of kinds", Got: string(given)}
	}
	if err == nil {
		err = json.Unmarshal(given, &kinds)
	}
	return kinds, err
}

// opens tells whether an event begins a case of a procedure.
func (g *game) opens(procedure string, event workflow.Event) bool {
	for _, row := range g.tables[procedure].Rows {
		if row.Event == event && slices.Contains(row.From, workflow.Unopened) {
			return true
		}
	}
	return false
}

// records are the cases of a procedure below a selection, as somebody sees them.
func (g *game) records(ctx context.Context, as Person, selection caseRead, procedure string) ([]caseRead, error) {
	all, err := list[caseRead](ctx, g.Target, selection.path()+"/"+procedure+"s?limit=100")
	for i := range all {
		all[i].procedure = procedure
	}
	return all, err
}

// own finds the record of a procedure that is about a player.
func (g *game) own(who player, selection caseRead, procedure string, records []caseRead) (caseRead, bool, error) {
	ref, err := refOf(procedure, selection, who.Alias)
	i := slices.IndexFunc(records, func(r caseRead) bool { return r.Ref == ref || g.opened[r.ID] == who.Alias })
	if err != nil || i < 0 {
		return caseRead{}, false, err
	}
	return records[i], true, nil
}

// refOf is what a selection calls somebody's record where that follows from who they are:
// not of a paper, whose code is of chance.
func refOf(procedure string, selection caseRead, person string) (string, error) {
	switch procedure {
	case openselection.ApplicationName:
		id, err := workflow.ParseCaseID(selection.ID)
		return openselection.RegistrationRef(id, person), err
	case openselection.SheetName:
		return sheetRef(selection, person)
	}
	return "-", nil
}

// candidate is the member of a body that names participants.
const candidate = "candidate"
