package compliance

import (
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"selter/workflow"
	"selter/workflow/calendar"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// AppendJSON appends a result as json.Marshal would write it, byte for byte, in a fraction of the time:
// measuring everything anew writes the result of every selection, if only to see that it is what is
// kept. It fails for what has no JSON form, such as a text that is not UTF-8.
func (r Result) AppendJSON(to []byte) ([]byte, error) {
	w := writer{to: to}
	w.member(`{"round":`).id(r.Round)
	w.member(`,"selection":`).id(r.Selection)
	w.member(`,"rubric":`).text(r.Rubric)
	w.member(`,"pack":`).text(r.Pack)
	w.member(`,"status":`).text(string(r.Status))
	w.member(`,"dimensions":`)
	list(&w, r.Dimensions, w.dimension)
	w.member(`,"rows":`)
	list(&w, r.Rows, w.row)
	if r.Breaches != nil {
		w.member(`,"breaches":`)
		list(&w, r.Breaches, w.breach)
	}
	if r.Deductions != nil {
		w.member(`,"deductions":`)
		list(&w, r.Deductions, w.deduction)
	}
	w.member(`,"raw":`).points(r.Raw)
	w.member(`,"deducted":`).points(r.Deducted)
	w.member(`,"total":`).points(r.Total)
	w.member(`,"index":`).points(r.Index)
	w.member(`,"band":`).text(r.Band)
	w.member(`,"label":`).text(r.Label)
	w.member(`,"norm_gap":`).truth(r.NormGap)
	w.member(`,"weights":`)
	list(&w, r.Weights, w.weight)
	if r.Comments != nil {
		w.member(`,"comments":`)
		list(&w, r.Comments, w.comment)
	}
	w.member(`}`)
	return w.to, w.err
}

// A writer appends JSON; the first error stands.
type writer struct {
	to  []byte
	err error
	// Of the few cases that a result names, the one that was written last.
	last   workflow.CaseID
	spelt  [36]byte
	spells bool
}

// member appends what is JSON already.
func (w *writer) member(text string) *writer {
	w.to = append(w.to, text...)
	return w
}

func (w *writer) text(s string) {
	quoted, err := jsontext.AppendQuote(w.to, s)
	if err != nil {
		w.fail(err)
		return
	}
	w.to = quoted
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *writer) id(id workflow.CaseID) {
	if !w.spells || id != w.last {
		copy(w.spelt[:], uuid.UUID(id).String())
		w.last, w.spells = id, true
	}
	w.to = append(append(append(w.to, '"'), w.spelt[:]...), '"')
}

func (w *writer) number(n int64)          { w.to = strconv.AppendInt(w.to, n, 10) }
func (w *writer) truth(is bool)           { w.to = strconv.AppendBool(w.to, is) }
func (w *writer) points(p scoring.Points) { w.member(p.String()) }

// list appends a list; none is an empty one.
func list[T any](w *writer, of []T, each func(*T)) {
	w.member("[")
	for i := range of {
		if i > 0 {
			w.member(",")
		}
		each(&of[i])
	}
	w.member("]")
}

func (w *writer) dimension(d *Dimension) {
	w.member(`{"id":`).text(d.ID)
	w.member(`,"weight":`).points(d.Weight)
	w.member(`,"points":`).points(d.Points)
	w.member(`}`)
}

func (w *writer) row(r *Row) {
	w.member(`{"id":`).text(r.ID)
	w.member(`,"indicator":`).text(r.Indicator)
	w.member(`,"dimension":`).text(r.Dimension)
	w.member(`,"weight":`).points(r.Weight)
	w.member(`,"mark":`).text(string(r.Mark))
	if r.Waiting {
		w.member(`,"waiting":true`)
	}
	if r.Adopted != nil {
		w.member(`,"adopted":{"mark":`).text(string(r.Adopted.Mark))
		w.member(`,"reason":`).text(r.Adopted.Reason)
		w.member(`,"evidence":`).evidence(&r.Adopted.Evidence)
		w.member(`}`)
	}
	w.member(`,"points":`).points(r.Points)
	if r.Found != nil {
		w.member(`,"found":`)
		list(w, r.Found, w.found)
	}
	w.member(`,"evidence":`)
	list(w, r.Evidence, w.evidence)
	w.member(`,"cites":`)
	list(w, r.Cites, w.citation)
	w.member(`}`)
}

func (w *writer) found(f *workflow.Evidence) {
	w.member(`{"name":`).text(f.Name)
	w.member(`,"value":`).value(f.Value)
	if f.Unit != "" {
		w.member(`,"unit":`).text(f.Unit)
	}
	if f.Citation != nil {
		w.member(`,"citation":`).citation(f.Citation)
	}
	if f.Field != "" {
		w.member(`,"field":`).text(f.Field)
	}
	w.member(`}`)
}

// value appends what a check found: nearly always one of the first four.
func (w *writer) value(v any) {
	switch v := v.(type) {
	case int:
		w.number(int64(v))
	case bool:
		w.truth(v)
	case string:
		w.text(v)
	case calendar.Date:
		day, err := v.MarshalText()
		if err != nil {
			w.fail(err)
		}
		w.text(string(day))
	default:
		text, err := json.Marshal(v, json.Deterministic(true))
		if err != nil {
			w.fail(err)
			return
		}
		w.to = append(w.to, text...)
	}
}

func (w *writer) evidence(e *Evidence) {
	w.member(`{"case":`).id(e.Case)
	w.member(`,"seq":`).number(e.Seq)
	w.member(`,"event":`).text(string(e.Event))
	w.member(`}`)
}

func (w *writer) citation(c *policy.Citation) {
	w.member(`{"instrument":`).text(c.Instrument)
	w.member(`,"article":`).text(c.Article)
	w.member(`,"certainty":`).text(string(c.Certainty))
	w.member(`}`)
}

func (w *writer) breach(b *Breach) {
	w.member(`{"code":`).text(b.Code)
	w.member(`,"evidence":`)
	list(w, b.Evidence, w.evidence)
	w.member(`,"cites":`)
	list(w, b.Cites, w.citation)
	w.member(`}`)
}

func (w *writer) deduction(d *Deduction) {
	w.member(`{"complaint":`).text(d.Complaint)
	w.member(`,"class":`).text(d.Class)
	w.member(`,"points":`).points(d.Points)
	w.member(`,"evidence":`).evidence(&d.Evidence)
	w.member(`}`)
}

func (w *writer) weight(v *Weight) {
	w.member(`{"key":`).text(v.Key)
	if v.Value != 0 {
		w.member(`,"value":`).number(int64(v.Value))
	}
	if v.Parts != nil {
		w.member(`,"parts":`)
		list(w, v.Parts, w.part)
	}
	w.member(`,"unit":`).text(v.Unit)
	w.member(`,"citation":`).citation(&v.Citation)
	w.member(`}`)
}

func (w *writer) part(p *policy.Part) {
	w.member(`{"name":`).text(p.Name)
	w.member(`,"n":`).number(int64(p.N))
	w.member(`}`)
}

func (w *writer) comment(c *Comment) {
	w.member(`{"row":`).text(c.Row)
	w.member(`,"text":`).text(c.Text)
	w.member(`,"evidence":`).evidence(&c.Evidence)
	w.member(`}`)
}
