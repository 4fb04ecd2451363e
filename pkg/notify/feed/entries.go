package feed

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"selter/pkg/casework"
	"selter/workflow"
	"selter/workflow/access"
	"selter/workflow/calendar"
	"selter/workflow/glossary"
	"selter/workflow/openselection"
)

// A Writer words entries.
type Writer struct {
	Words *glossary.Glossary
	// Origin is where the server is found, without a slash at the end; empty: entries lead nowhere.
	Origin string
}

// Clocks are the entries of deadlines as somebody may read them: of cases whose deadlines are not for them there are none. Where a clock
// has been armed anew after it passed, the newest stands for it. Of as many as a calendar holds at most, one more entry says that it may be cut.
func (w Writer) Clocks(dates []Date, parts func(casework.Record) []workflow.Role) ([]Entry, error) {
	type clock struct {
		of   workflow.CaseID
		kind workflow.Event
	}
	at := make(map[clock]int)
	var entries []Entry
	for _, d := range dates {
		roles := parts(d.Record)
		if _, may := access.MayRead(access.Deadlines, d.Record.Place(), roles); !may {
			continue
		}
		_, knows := access.MayRead(access.Facts, d.Record.Place(), roles)
		entry, err := w.clock(d, knows)
		if err != nil {
			return nil, err
		}
		which := clock{d.Record.ID, d.Timer.Kind}
		if n, twice := at[which]; twice {
			if entries[n].Sequence < entry.Sequence {
				entries[n] = entry
			}
			continue
		}
		at[which] = len(entries)
		entries = append(entries, entry)
	}
	if len(dates) >= Most && len(entries) > 0 {
		entries = append(entries, cut(entries))
	}
	return entries, nil
}

// clock is the entry of one deadline; knows says that the reader may know what the case is about.
func (w Writer) clock(d Date, knows bool) (Entry, error) {
	called, t := d.Record.Ref, d.Timer
	if knows {
		title, err := titleOf(d.Record)
		if err != nil {
			return Entry{}, err
		}
		if title != "" {
			called = title
		}
	}
	entry := Entry{
		UID: uid(d.Record.ID, string(t.Kind)), Sequence: t.Generation, Stamp: d.At, First: t.Last(d.Record.Zone),
		Title: w.title(glossary.Deadline, string(t.Kind), called), Text: w.about(d.Record, t.Working(d.Record.Zone)), URL: w.url(d.Record),
	}
	switch {
	case !t.FiredAt.IsZero():
		entry.Title = "Terlampaui: " + entry.Title
	case !t.PausedAt.IsZero():
		entry.Title, entry.Tentative = "Dihentikan sementara: "+entry.Title, true
	}
	return entry, nil
}

// cut says, on the last day of a calendar, that there may be more behind it.
func cut(entries []Entry) Entry {
	last := slices.MaxFunc(entries, func(a, b Entry) int { return a.First.Compare(b.First) })
	return Entry{
		UID: "cut@selter", Stamp: last.Stamp, First: last.First, Title: "Kalender ini terpotong",
		Text: fmt.Sprintf("Paling banyak %d tenggat dimuat, yang paling awal; sesudah hari ini mungkin ada tenggat yang tidak tercantum.", Most),
	}
}

// Timetable is the plan of a round.
func (w Writer) Timetable(record casework.Record, plan openselection.Plan) []Entry {
	s := plan.Schedule
	var entries []Entry
	for _, planned := range []struct {
		name, says  string
		first, last calendar.Date
	}{
		{"applications", "Rencana pendaftaran", s.Opens, s.Closes},
		{"result", "Rencana hasil akhir", s.Result, s.Result},
		{"inauguration", "Rencana pelantikan", s.Inaugurate, s.Inaugurate},
	} {
		if planned.first.IsZero() {
			continue
		}
		entries = append(entries, Entry{
			UID: uid(record.ID, "planned-"+planned.name), Stamp: record.Zone.StartOf(planned.first), First: planned.first, Last: planned.last,
			Title: planned.says + ": " + plan.Title, Text: w.about(record, "menurut rencana pelaksanaan"), URL: w.url(record),
		})
	}
	return entries
}

// Published is what everybody may know of the days of a selection that has been announced: when applications are taken, and when what was
// published. How often the case was changed is not among it.
func (w Writer) Published(record casework.Record, facts openselection.SelectionFacts) []Entry {
	if facts.Window.Opens.IsZero() {
		return nil
	}
	address := ""
	if w.Origin != "" {
		address = w.Origin + "/v1/public/selections/" + record.ID.String()
	}
	entries := []Entry{{
		UID: uid(record.ID, "applications"), Sequence: int64(len(facts.Extensions)), Stamp: record.Zone.StartOf(facts.Window.Opens),
		First: facts.Window.Opens, Last: facts.Window.Closes, Title: "Pendaftaran: " + facts.Post.Title, Text: w.about(record, ""), URL: address,
	}}
	counts := make(map[string]int)
	for _, p := range facts.Publications {
		if p.Letter.Date.IsZero() {
			continue
		}
		name := "published-" + p.Stage
		if counts[p.Stage]++; counts[p.Stage] > 1 { // put right by a later one
			name = fmt.Sprintf("%s-%d", name, counts[p.Stage])
		}
		entries = append(entries, Entry{
			UID: uid(record.ID, name), Stamp: record.Zone.StartOf(p.Letter.Date), First: p.Letter.Date,
			Title: "Pengumuman hasil " + w.stage(p.Stage) + ": " + facts.Post.Title, Text: w.about(record, p.Where), URL: address,
		})
	}
	return entries
}

// stage is what is published: the result of a scored component, of the administrative check, or of all.
func (w Writer) stage(code string) string {
	if term, scored := w.Words.Term(glossary.Component, code); scored {
		return term.Indonesian
	}
	if code == openselection.PublicationStages()[0] {
		return "seleksi administrasi"
	}
	return "akhir"
}

func uid(id workflow.CaseID, what string) string { return id.String() + "-" + what + "@selter" }

// title is a word of the glossary with what it is about.
func (w Writer) title(kind glossary.Kind, word, of string) string {
	says := w.Words.Indonesian(kind, word)
	if first, size := utf8.DecodeRuneInString(says); size > 0 {
		says = string(unicode.ToUpper(first)) + says[size:]
	}
	return says + ": " + of
}

// about says where a case stands.
func (w Writer) about(record casework.Record, more string) string {
	text := []string{"Instansi: " + record.Agency, w.title(glossary.Procedure, record.Procedure, record.Ref)}
	if more != "" {
		text = append(text, more)
	}
	return strings.Join(text, "\n")
}

// url is where a case is read.
func (w Writer) url(record casework.Record) string {
	if w.Origin == "" {
		return ""
	}
	return w.Origin + "/v1/" + record.Procedure + "s/" + record.ID.String()
}

// titleOf is what a case is about, in the words of the plan; "" for one of another procedure.
func titleOf(record casework.Record) (string, error) {
	if len(record.Facts) == 0 {
		return "", nil
	}
	var err error
	switch record.Procedure {
	case openselection.RoundName:
		var facts openselection.RoundFacts
		err = json.Unmarshal(record.Facts, &facts)
		return facts.Plan.Title, err
	case openselection.SelectionName:
		var facts openselection.SelectionFacts
		err = json.Unmarshal(record.Facts, &facts)
		return facts.Post.Title, err
	}
	return "", nil
}
