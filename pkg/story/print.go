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
	TermEvent     = "event"
	TermDeadline  = "deadline" // a clock that runs; when it passes it is an event
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
	fmt.Fprintf(out, "%-8s  %-16s  Siapa, apa, dan jawabannya\n", "Hari ke-", "Waktu ("+r.Zone+")")
	for _, line := range r.Timeline {
		for i, text := range o.lines(line) {
			day, at := fmt.Sprint(line.Day), line.At.Format("02-01-2006 15.04")
			if i > 0 {
				day, at, text = "", "", "  "+text
			}
			fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%8s  %-16s  %s", day, at, plain(text)), " "))
		}
	}
	fmt.Fprintln(out)
	for _, group := range grouped(r.Cases) {
		fmt.Fprintf(out, "%s: %s\n", o.term(TermState, string(group.state)), o.on(group.on, len(group.on)))
	}
	files := len(r.Cases)
	for _, t := range r.Records {
		fmt.Fprintf(out, "%s: %d %s\n", o.term(TermProcedure, t.Procedure), t.Cases, o.term(TermState, string(t.State)))
		files += t.Cases
	}
	fmt.Fprintf(out, "Jurnal: %d catatan dalam %d berkas.\n", r.Journal, files)
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

// lines are what a step looks like: who did what, and below it each different
// answer with its reasons, its clocks and its articles.
func (o Options) lines(l Line) []string {
	who := l.By
	if roles := o.roles(l.Roles); who == "" {
		who = roles
	} else if roles != "" {
		who += " (" + roles + ")"
	}
	what := o.term(TermEvent, string(l.Event))
	switch l.Verb {
	case Do:
	case Fires:
		who, what = "", "tenggat lewat: "+what
	case Told:
		what = "diberi tahu: " + what
	case Expect:
		what = "diperiksa"
	case Skip:
		what = "dilewati: " + l.Reason
	}
	if who != "" {
		what = who + ": " + what
	}
	if on := o.on(l.On, 3); on != "" {
		what += " [" + on + "]"
	}
	lines := []string{what}
	for _, a := range l.Answers {
		only := ""
		if len(l.Answers) > 1 {
			only = o.on(a.On, 3) + ": "
		}
		lines = append(lines, prefixed("-> "+only, o.answer(a, l.At.Location()))...)
		if cites := o.articles(a.Articles); len(cites) > 0 {
			lines = append(lines, "   dasar: "+strings.Join(cites, "; "))
		}
	}
	return lines
}

func prefixed(prefix string, lines []string) []string {
	for i := range lines {
		lines[i] = prefix + lines[i]
	}
	return lines
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
	if slices.Equal(on, []string{OnPosts}) || slices.Equal(on, []string{OnAll}) {
		return "semua jabatan"
	}
	if len(on) > most {
		what := "jabatan"
		if slices.ContainsFunc(on, func(name string) bool { return strings.Contains(name, "/") }) {
			what = "berkas" // below the posts
		}
		return fmt.Sprintf("%d %s", len(on), what)
	}
	return strings.Join(on, ", ")
}

func (o Options) answer(a Answer, zone *time.Location) []string {
	switch {
	case len(a.Refused) > 0:
		var says []string
		for _, reason := range a.Refused {
			sentence := reason.Says
			if sentence == "" {
				sentence = o.term(TermGuard, reason.Code)
			}
			if !slices.Contains(says, "DITOLAK: "+sentence) {
				says = append(says, "DITOLAK: "+sentence)
			}
		}
		return says
	case a.Problem != "":
		return []string{"DITOLAK: " + a.Problem}
	}
	says := []string{o.term(TermState, string(a.State))}
	for _, d := range a.Deadlines {
		says = append(says, fmt.Sprintf("%s: %s, s.d. %s", o.term(TermDeadline, string(d.Kind)), d.Count.Days, lastDay(d, zone)))
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
		line := &strings.Builder{}
		for i, cell := range row {
			line.WriteString(plain(cell) + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		fmt.Fprintln(text, strings.TrimRight(line.String(), " "))
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
