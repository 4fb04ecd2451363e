package notice

import (
	"fmt"
	"strings"
	"text/template"
	"time"
	"unicode"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/glossary"
)

// An About is what a letter is about. The zero members are not known.
type About struct {
	Procedure string
	Event     workflow.Event
	Role      workflow.Role // who is told
	Reminder  bool          // the deadline is still ahead
	Case      workflow.CaseID
	Ref       string // what the case is called by: of a file, the person
	Agency    string // its name, or else its code
	Round     string // the title of the round
	Post      string // the title of the post
	Zone      calendar.Zone
	Due       time.Time      // when the deadline has passed
	Count     calendar.Count // how its day was found
}

// A Letter is what a notice says, in Indonesian with English beside.
type Letter struct {
	Subject string // one line
	Text    string // Indonesian
	English string
	// Path leads to the case at this server.
	Path string
	Due  time.Time // of the deadline that it is about; zero if it is about none
}

// occasion is why somebody is told.
type occasion string

const (
	told     occasion = "told"     // something was done
	reminded occasion = "reminded" // a deadline is ahead
	passed   occasion = "passed"   // a deadline has passed
)

func (a About) occasion() occasion {
	switch {
	case a.Reminder:
		return reminded
	case isClock(a.Event):
		return passed
	}
	return told
}

// isClock tells whether an event is sent by the clock: deadlines are named by what is due.
func isClock(event workflow.Event) bool { return strings.HasSuffix(string(event), "_due") }

// words are what the templates say. Where something is not known they say less, never something empty.
type words struct {
	Where   string // "seleksi Kepala Dinas X pada Pemerintah Provinsi Y"
	WhereEN string
	Post    string
	Agency  string
	Act     string // the event, as the glossary has it
	ActEN   string
	Clock   string // the deadline, as the glossary has it
	ClockEN string
	Day     string // the last day: "27 Juli 2024"
	DayEN   string // 2024-07-27
	Working string // how the day was found, to be checked by hand
	Length  string // of the time: "15 hari kalender"
}

// Compose writes a letter. An event for which there is no text, as an old case may still send, is told in the words of the glossary.
func Compose(terms *glossary.Glossary, a About) (Letter, error) {
	book, err := texts()
	if err != nil {
		return Letter{}, err
	}
	t := book.of(a)
	w := a.words(terms)
	letter := Letter{Path: a.path(), Due: a.Due}
	for _, part := range []struct {
		into *string
		from *template.Template
	}{{&letter.Subject, t.subject}, {&letter.Text, t.indonesian}, {&letter.English, t.english}} {
		var b strings.Builder
		if err := part.from.Execute(&b, w); err != nil {
			return Letter{}, fmt.Errorf("letter on %s: %w", a.Event, err)
		}
		*part.into = capital(strings.TrimSpace(b.String()))
	}
	letter.Subject = oneLine(letter.Subject)
	return letter, nil
}

func (a About) words(terms *glossary.Glossary) words {
	w := words{Post: oneLine(a.Post), Agency: oneLine(a.Agency)}
	w.Act, w.ActEN = sentence(terms, glossary.Event, a.Event)
	if clock, counts := Clock(a.Procedure, a.Event); counts {
		w.Clock, w.ClockEN = sentence(terms, glossary.Deadline, clock)
		if !a.Due.IsZero() {
			w.count(a)
		}
	}
	w.Where, w.WhereEN = a.where(terms)
	return w
}

// count tells the last day and how it was found; an old timer does not say that.
func (w *words) count(a About) {
	last := a.Count.Last
	if last.IsZero() {
		last = calendar.DateOf(a.Due.Add(-time.Microsecond), a.Zone)
	} else {
		w.Working, w.Length = a.Count.Working(), a.Count.Days.String()
	}
	w.Day, w.DayEN = last.Long(), last.String()
}

// where names the place by what is known of it: the post, or else the round, or else the agency.
func (a About) where(terms *glossary.Glossary) (indonesian, english string) {
	agency, post, round := oneLine(a.Agency), oneLine(a.Post), oneLine(a.Round)
	switch {
	case post != "":
		indonesian, english = "seleksi "+post, "the selection for "+post
	case round != "":
		indonesian, english = "seleksi \""+round+"\"", "the round \""+round+"\""
	case a.Procedure == complaint:
		return terms.Indonesian(glossary.Procedure, complaint) + " tentang " + agency, "a complaint about " + agency
	default:
		indonesian, english = terms.Indonesian(glossary.Procedure, a.Procedure), "a "+a.Procedure
	}
	if agency != "" && agency != workflow.Nation {
		indonesian, english = indonesian+" pada "+agency, english+" at "+agency
	}
	if a.Procedure == complaint {
		indonesian, english = terms.Indonesian(glossary.Procedure, complaint)+" tentang "+indonesian, "a complaint about "+english
	}
	return indonesian, english
}

// complaint is the procedure whose letters name what it is about, not what it is.
const complaint = "complaint"

func sentence(terms *glossary.Glossary, kind glossary.Kind, code workflow.Event) (indonesian, english string) {
	if term, ok := terms.Term(kind, string(code)); ok {
		return term.Indonesian, term.Gloss
	}
	return string(code), string(code)
}

// oneLine keeps a title, which a person has written, from becoming anything else in a letter: neither does it end its line nor
// does it turn the direction of what follows.
func oneLine(s string) string {
	shown := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(shown), " ")
}

// path leads to the case. The file on a person is found by the person.
func (a About) path() string {
	if a.Procedure == "person" {
		return "/v1/persons/" + a.Ref
	}
	return "/v1/" + a.Procedure + "s/" + a.Case.String()
}
