package document

import (
	"fmt"
	"sync"

	"selter/workflow/glossary"
	"selter/workflow/openselection"
)

// compose checks a document, writes it under its letterhead and ends it.
func compose(d Document, landscape bool, write func(*paper, words) error) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if err := verify(d); err != nil {
		return nil, err
	}
	w, h := terms(), d.head()
	p := newPaper(d, capital(w.document(d))+" "+h.Round, landscape)
	p.letterhead(h.Agency)
	if err := write(p, w); err != nil {
		return nil, err
	}
	return p.finish(h)
}

// words are the Indonesian terms; documents and components are called as everywhere else.
type words struct{ *glossary.Glossary }

var terms = sync.OnceValue(func() words {
	g, err := glossary.Load()
	if err != nil {
		panic("document: the built-in words cannot be read: " + err.Error())
	}
	return words{g}
})

func (w words) document(d Document) string { return w.Indonesian(glossary.Document, d.Code()) }

func (w words) component(c openselection.Component) string {
	return capital(w.Indonesian(glossary.Component, string(c)))
}

func (w words) tier(t openselection.Tier) string {
	if t == "" {
		return ""
	}
	return w.Indonesian(glossary.Tier, string(t))
}

// speaker is who issues the paper: the body of an agency, or the agency.
func (a Agency) speaker() string {
	if a.Body != "" {
		return a.Body
	}
	return a.Name
}

// weights is the table of what each scored stage counts.
func (p *paper) weights(w words, weights openselection.Weights) {
	var rows [][]string
	for i, c := range openselection.Components() {
		rows = append(rows, []string{counter(i), w.component(c), fmt.Sprintf("%d%%", weights.Of(c))})
	}
	rows = append(rows, []string{"", "Jumlah", fmt.Sprintf("%d%%", weights.Sum())})
	p.table([]column{{"No.", 1, centred}, {"Tahapan yang dinilai", 8, toLeft}, {"Bobot", 3, toRight}}, rows)
}
