package story

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"selter/workflow"
	"selter/workflow/openselection"
	"selter/workflow/policy"
)

// The kinds of words that an Options.Term is asked for.
const (
	TermState     = "state"
	TermEvent     = "event" // deadlines are events
	TermRole      = "role"
	TermGuard     = "guard" // and the other codes of reasons
	TermProcedure = "procedure"
	TermCertainty = "certainty"
)

// Options say how results are printed.
type Options struct {
	// Term is the Indonesian word for a code, "" when there is none; then the code stands for itself.
	Term func(kind, code string) string
}

func (o Options) term(kind, code string) string {
	if o.Term != nil {
		if word := o.Term(kind, code); word != "" {
			return word
		}
	}
	own := map[string]string{string(policy.Seen): "terbaca", string(policy.Known): "diketahui", string(policy.Proposal): "usulan"}
	if word := own[code]; kind == TermCertainty && word != "" {
		return word
	}
	return code
}

// Print writes a result for people: a line for each step, how the cases ended, and
// whether all that was expected came true.
func Print(w io.Writer, r Result, o Options) error {
	out := &strings.Builder{}
	fmt.Fprintln(out, plain(r.Story))
	for _, line := range [][2]string{{"Sumber", r.Source}, {"Instansi", strings.TrimSpace(r.Agency.Name + " (" + r.Agency.Code + ")")}, {"Kebijakan", r.Pack}} {
		if line[1] != "" {
			fmt.Fprintf(out, "%s: %s\n", line[0], plain(line[1]))
		}
	}
	fmt.Fprintln(out)
	rows := [][]string{{"Hari ke-", "Waktu (" + r.Zone + ")", "Siapa", "Apa", "Pada", "Jawaban", "Dasar"}}
	for _, line := range r.Timeline {
		rows = append(rows, o.rows(line)...)
	}
	fmt.Fprintln(out, columns(rows))
	for _, group := range grouped(r.Cases) {
		fmt.Fprintf(out, "%s: %s\n", o.term(TermState, string(group.state)), o.on(group.on, len(group.on)))
	}
	fmt.Fprintf(out, "Jurnal: %d catatan dalam %d berkas.\n", r.Journal, len(r.Cases))
	switch {
	case len(r.Unmet) > 0:
		for _, u := range r.Unmet {
			on := ""
			if u.On != "" {
				on = " (" + u.On + ")"
			}
			fmt.Fprintf(out, "Tidak sesuai: %s:%d:%d, langkah %d%s: diharapkan %s, didapat %s.\n",
				plain(u.File), u.Line, u.Column, u.Step, on, plain(u.Expected), plain(u.Got))
		}
	case r.Met:
		fmt.Fprintln(out, "Semua harapan terpenuhi.")
	default:
		fmt.Fprintln(out, "Cerita tidak selesai dimainkan.")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// rows are what a line of the timeline looks like: each different answer begins a
// row, and so does each further reason, clock and article.
func (o Options) rows(l Line) [][]string {
	who := l.By
	if roles := o.roles(l.Roles); who == "" {
		who = roles
	} else if roles != "" {
		who += " (" + roles + ")"
	}
	what := o.term(TermEvent, string(l.Event))
	switch l.Verb {
	case Fires:
		what = "tenggat lewat: " + what
	case Told:
		what = "diberi tahu: " + what
	case Expect:
		what = "diperiksa"
	case Skip:
		what = "dilewati"
	}
	head := []string{fmt.Sprint(l.Day), l.At.Format("02-01-2006 15.04"), who, what}
	if len(l.Answers) == 0 {
		return [][]string{append(head, o.on(l.On, 3), l.Reason)}
	}
	var rows [][]string
	for _, a := range l.Answers {
		on, says, cites := o.on(a.On, 3), o.answer(a, l.At.Location()), o.articles(a.Articles)
		for i := range max(len(says), len(cites)) {
			rows = append(rows, slices.Concat(head, []string{on, at(says, i), at(cites, i)}))
			head, on = []string{"", "", "", ""}, ""
		}
	}
	return rows
}

// at is the cell in row i of a column, empty below its end.
func at(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

func (o Options) roles(roles []workflow.Role) string {
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = o.term(TermRole, string(role))
	}
	return strings.Join(words, ", ")
}

// on names the round or up to most posts; more are counted.
func (o Options) on(on []string, most int) string {
	if slices.Equal(on, []string{OnRound}) {
		return o.term(TermProcedure, openselection.RoundName)
	}
	if len(on) > most {
		return fmt.Sprintf("%d jabatan", len(on))
	}
	return strings.Join(on, ", ")
}

func (o Options) answer(a Answer, zone *time.Location) []string {
	switch {
	case len(a.Refused) > 0:
		var says []string
		for _, code := range codesOf(a.Refused) {
			says = append(says, "DITOLAK: "+o.term(TermGuard, code))
		}
		return says
	case a.Problem != "":
		return []string{"DITOLAK: " + a.Problem}
	}
	says := []string{o.term(TermState, string(a.State))}
	for _, d := range a.Deadlines {
		says = append(says, o.term(TermEvent, string(d.Kind))+" s.d. "+lastDay(d, zone))
	}
	return says
}

func (o Options) articles(citations []policy.Citation) []string {
	cites := make([]string, len(citations))
	for i, c := range citations {
		cites[i] = cite(c) + " (" + o.term(TermCertainty, string(c.Certainty)) + ")"
	}
	return cites
}

// columns puts the cells of rows under each other, two spaces apart.
func columns(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	text := &strings.Builder{}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += plain(cell) + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		}
		fmt.Fprintln(text, strings.TrimRight(line, " "))
	}
	return text.String()
}

// plain leaves out what would steer a terminal or upset the columns.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}

type endedAlike struct {
	state workflow.State
	on    []string
}

func grouped(cases []Outcome) []endedAlike {
	var groups []endedAlike
	for i, c := range cases {
		at := slices.IndexFunc(groups, func(g endedAlike) bool { return g.state == c.State && g.on[0] != OnRound })
		if at < 0 || i == 0 {
			groups = append(groups, endedAlike{c.State, []string{c.On}})
			continue
		}
		groups[at].on = append(groups[at].on, c.On)
	}
	return groups
}
