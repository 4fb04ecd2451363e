package story

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/workflow"
	"selter/workflow/complaint"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// A deed is what one actor does to one record, or with what one opens it.
type deed struct {
	part
	record  caseRead // none when the event opens it
	name    string   // what the timeline calls it
	body    jsontext.Value
	receipt string // with which it is done, to one's own complaint
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
				if d.receipt != "" {
					c.as, c.receipt = Person{}, d.receipt
				}
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
	who       actor
	selection caseRead
}

// turns has those who are first on each post, those who are second, and so on.
func turns(who []actor, selections []caseRead) [][]part {
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
	if s.Of == complaint.Name {
		return g.onComplaints(ctx, s, d)
	}
	if g.opens(s.Of, s.Event) || s.Of == openselection.PaperName {
		return []deed{d}, nil
	}
	records, err := g.records(ctx, who.Person, selection, s.Of)
	if err != nil {
		return nil, err
	}
	if who.applies != nil || s.Of != openselection.ApplicationName {
		found := false
		if d.record, found, err = own(who, selection, s.Of, records); err == nil && !found {
			err = &Unmet{On: d.name, Expected: "a case of the procedure " + s.Of, Got: "none"}
		}
		if err == nil && s.Event == openselection.EnterScores {
			d.body, err = g.marks(ctx, selection, s.With)
		}
		return []deed{d}, err
	}
	wanted, body, err := picked(s.With, "candidate")
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

// naming is a body that names the complaints of some.
func naming(by []string) jsontext.Value {
	named, _ := json.Marshal(map[string][]string{"complaint": by}) // words have a form
	return named
}

// picked takes the words that a member names, one or a list, out of a body.
func picked(with jsontext.Value, member string) (words []string, body jsontext.Value, err error) {
	if with == nil {
		return nil, nil, nil
	}
	members := map[string]jsontext.Value{}
	if err := json.Unmarshal(with, &members); err != nil {
		return nil, nil, err
	}
	given := members[member]
	delete(members, member)
	if body, err = json.Marshal(members, json.Deterministic(true)); err != nil || given == nil {
		return nil, body, err
	}
	if given.Kind() == '[' {
		err = json.Unmarshal(given, &words)
	} else {
		words = []string{""}
		err = json.Unmarshal(given, &words[0])
	}
	return words, body, err
}

// act sends what a deed is.
func (g *game) act(ctx context.Context, c call, s Step, d deed) (said, error) {
	switch {
	case s.Event == openselection.AttachDocument:
		return g.upload(ctx, c, d)
	case s.Of == openselection.PaperName:
		return g.handIn(ctx, c, d)
	case s.Event == complaint.FileComplaint:
		return g.file(ctx, c, d)
	case s.Event == complaint.AttachToComplaint:
		return g.attach(ctx, c, d)
	case g.opens(s.Of, s.Event):
		return g.open(ctx, c, s, d)
	}
	c.method, c.path, c.match = http.MethodPost, d.record.path()+"/events/"+string(s.Event), etag(d.record.Revision)
	if d.body != nil {
		c.in = d.body
	} else if s.Event == openselection.FillProfile && d.who.applies != nil {
		c.in = d.who.applies.Facts
	}
	return g.send(ctx, c, d.name)
}

// open opens a record: one's own, or that of the person whom the body names.
func (g *game) open(ctx context.Context, c call, s Step, d deed) (said, error) {
	person, body, err := picked(d.body, "person")
	if err != nil {
		return said{}, err
	}
	c.method, c.path, c.in = http.MethodPost, d.selection.path()+"/"+s.Of+"s", struct {
		Event  workflow.Event `json:"event"`
		Person string         `json:"person,omitzero"`
		Body   jsontext.Value `json:"body,omitzero"`
	}{s.Event, strings.Join(person, ""), body}
	return g.send(ctx, c, d.name)
}

// handIn hands in a paper, or another in its place, and keeps the code that it is given.
func (g *game) handIn(ctx context.Context, c call, d deed) (said, error) {
	made := document("makalah", d.who.Alias)
	c.method, c.path, c.file, c.media = http.MethodPost, d.selection.path()+"/papers", made.data, made.media
	one, err := g.send(ctx, c, d.name)
	if one.answer != nil {
		g.keepCode(d, one.answer.Ref)
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
	kinds, err := g.kindsOf(ctx, d)
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

// kindsOf are the kinds that a body names. All of them are those of the announcement or,
// where it lists none, of the policy.
func (g *game) kindsOf(ctx context.Context, d deed) (kinds []string, err error) {
	given, err := lookUp(d.body, "/kinds")
	if err != nil {
		return nil, err
	}
	if string(given) == `"all"` {
		if given, err = lookUp(d.selection.Facts, "/terms/documents"); err != nil {
			return nil, err
		}
		if given.Kind() != '[' {
			return g.asked(ctx, d.selection)
		}
	}
	if given.Kind() != '[' {
		return nil, &Unmet{On: d.name, Expected: "kinds: all, or a list of kinds", Got: string(given)}
	}
	if err = json.Unmarshal(given, &kinds); err == nil && len(kinds) == 0 {
		err = &Unmet{On: d.name, Expected: "kinds of documents", Got: "none"}
	}
	return kinds, err
}

// asked are the documents for which the policy of a selection asks.
func (g *game) asked(ctx context.Context, selection caseRead) ([]string, error) {
	pack, err := get[struct {
		Entries []struct {
			Key   string `json:"key"`
			Value string `json:"value"`
		} `json:"entries"`
	}](ctx, g.Target, reader, "/v1/policy/packs/"+selection.Pack)
	for _, entry := range pack.Entries {
		if entry.Key == policy.ApplicationDocuments.Name() {
			return strings.Split(entry.Value, ","), err
		}
	}
	return nil, errors.Join(err, errors.New("the policy asks for no documents"))
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
	at := selection.path() + "/" + procedure + "s?limit=100"
	if procedure == complaint.Name { // they are listed for the whole house
		at = "/v1/complaints?limit=100&selection=" + selection.ID
	}
	all, err := list[caseRead](ctx, g.Target, as, at)
	for i := range all {
		all[i].procedure = procedure
	}
	return all, err
}

// own finds the record of a procedure that is about an actor: of sheets the one of the
// component that is being scored.
func own(who actor, selection caseRead, procedure string, records []caseRead) (caseRead, bool, error) {
	ref := ""
	if procedure == openselection.SheetName {
		var err error
		if ref, err = sheetRef(selection, who.Alias); err != nil {
			return caseRead{}, false, err
		}
	}
	i := slices.IndexFunc(records, func(r caseRead) bool { return r.Subject == who.Alias && (ref == "" || r.Ref == ref) })
	if i < 0 {
		return caseRead{}, false, nil
	}
	return records[i], true, nil
}
