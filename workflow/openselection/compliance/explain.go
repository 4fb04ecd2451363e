package compliance

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"selter/workflow"
	"selter/workflow/glossary"
	"selter/workflow/policy"
	"selter/workflow/scoring"
)

// marks, dimensions, bands, statuses and breaches are the words of a result as it is told.
var (
	markWords = map[Mark]string{
		Met: "terpenuhi", Partly: "terpenuhi sebagian", NotMet: "tidak terpenuhi", NotApplicable: "tidak berlaku bagi seleksi ini", NotInForce: "belum atau tidak lagi berlaku",
	}
	dimensionWords = map[string]string{Preparation: "persiapan", Execution: "pelaksanaan", Reporting: "pelaporan"}
	bandWords      = map[string]string{VeryGood: "sangat baik", Good: "baik", Sufficient: "cukup", Poor: "kurang"}
	statusWords    = map[Status]string{Live: "berjalan: seandainya ditutup hari ini", Final: "final", Ended: "berakhir tanpa pelantikan: diukur dan tidak diperingkat"}
	breachWords    = map[string]string{
		InauguratedWithoutRecommendation: "dilantik tanpa rekomendasi pengawas", ChosenOutsideTheNames: "memilih di luar nama yang diusulkan",
		CommitteeNotLawful: "panitia seleksi tidak sah pada saat penetapan hasil",
	}
)

// Called is what the word of a dimension, band, label, status or breach is called; the word itself where it is none of these.
func Called(word string) string {
	for _, words := range []map[string]string{dimensionWords, bandWords, breachWords} {
		if called, known := words[word]; known {
			return called
		}
	}
	if called, known := statusWords[Status(word)]; known {
		return called
	}
	return word
}

// Explain writes a result for people: each row with its mark, its points, what was found, the
// journal entries that prove it and the articles that it rests on, and how certain those are.
func Explain(w io.Writer, words *glossary.Glossary, r Result) error {
	e := explaining{words: words, result: r}
	e.total()
	for _, d := range dimensions(r) {
		e.dimension(d)
	}
	e.breaches()
	e.deductions()
	e.policy()
	if _, err := w.Write(e.Bytes()); err != nil {
		return fmt.Errorf("compliance: %w", err)
	}
	return nil
}

type explaining struct {
	bytes.Buffer

	words  *glossary.Glossary
	result Result
}

func (e *explaining) line(format string, args ...any) { _, _ = fmt.Fprintf(e, format+"\n", args...) }

// decimal writes points as they are written in Indonesian.
func decimal(p scoring.Points) string { return strings.ReplaceAll(p.String(), ".", ",") }

// dimensions lists those of the rows, in their order, whether anything in them applies or not.
func dimensions(r Result) []string {
	var list []string
	for _, row := range r.Rows {
		if !slices.Contains(list, row.Dimension) {
			list = append(list, row.Dimension)
		}
	}
	return list
}

func (e *explaining) total() {
	r := e.result
	e.line("Skor kepatuhan %s: %s (indeks %s)", decimal(r.Total), bandWords[r.Band], decimal(r.Index))
	e.line("  nilai seleksi %s, dikurangi pengaduan terbukti %s; label %s; %s", decimal(r.Raw), decimal(r.Deducted), bandWords[r.Label], statusWords[r.Status])
	e.line("  butir versi %s, paket kebijakan %s", r.Rubric, r.Pack)
	for _, note := range Notes(r) {
		e.line("  %s", note)
	}
}

// proposed tells whether the score rests on numbers of ours.
func (r Result) proposed() bool {
	return slices.ContainsFunc(r.Weights, func(w Weight) bool { return w.Citation.Certainty == policy.Proposal })
}

func (e *explaining) dimension(id string) {
	points, weight := scoring.Points(0), scoring.Points(0)
	for _, d := range e.result.Dimensions {
		if d.ID == id {
			points, weight = d.Points, d.Weight
		}
	}
	e.line("\nDimensi %s: %s dari %s", dimensionWords[id], decimal(points), decimal(weight))
	heading := ""
	for _, row := range e.result.Rows {
		if row.Dimension != id {
			continue
		}
		if row.Indicator != heading {
			heading = row.Indicator
			at := slices.IndexFunc(Indicators(), func(i Indicator) bool { return i.ID == heading })
			e.line("\n  %s %s", number(heading), Indicators()[at].Title)
		}
		e.row(row)
	}
}

// number writes the name of a check as the catalogue prints it: P1.1.
func number(id string) string { return strings.ReplaceAll(strings.ToUpper(id), "_", ".") }

func (e *explaining) row(row Row) {
	mark := markWords[row.Mark]
	if row.Waiting {
		mark = "belum terpenuhi"
	}
	e.line("    %s %s: %s dari %s", number(row.ID), mark, decimal(row.Points), decimal(row.Weight))
	at := slices.IndexFunc(catalogue, func(c Check) bool { return string(c.ID) == row.ID })
	if at >= 0 {
		e.line("      %s", catalogue[at].Sentence)
		e.line("      (%s)", catalogue[at].English)
	}
	if row.Adopted != nil {
		e.line("      pendalaman: %s, bukan %s, karena %s [%s]", markWords[row.Adopted.Mark], markWords[row.Mark], row.Adopted.Reason, e.entry(row.Adopted.Evidence))
	}
	for _, c := range e.result.Comments {
		if c.Row == row.ID {
			e.line("      komentar: %s [%s]", c.Text, e.entry(c.Evidence))
		}
	}
	found := make([]string, len(row.Found))
	for i, f := range row.Found {
		found[i] = fmt.Sprintf("%s %v", f.Name, f.Value)
		switch f.Value.(type) {
		case int, float64: // as measured, and as read back
			found[i] += strings.TrimRight(" "+f.Unit, " ")
		}
		if f.Citation != nil {
			found[i] += " (" + e.cite(*f.Citation) + ")"
		}
	}
	if len(found) > 0 {
		e.line("      ditemukan: %s", strings.Join(found, "; "))
	}
	proof := make([]string, len(row.Evidence))
	for i, p := range row.Evidence {
		proof[i] = e.entry(p)
	}
	if len(proof) == 0 {
		proof = []string{"tidak ada"}
	}
	e.line("      bukti: %s", strings.Join(proof, "; "))
	cites := make([]string, len(row.Cites))
	for i, c := range row.Cites {
		cites[i] = e.cite(c)
	}
	e.line("      dasar: %s", strings.Join(cites, "; "))
}

// entry names a journal entry: of which case, which number, what happened.
func (e *explaining) entry(p Evidence) string {
	of := "seleksi"
	if p.Case == e.result.Round {
		of = "pelaksanaan"
	}
	return fmt.Sprintf("%s #%d %s", of, p.Seq, e.event(p.Event))
}

func (e *explaining) event(event workflow.Event) string { return e.word(glossary.Event, string(event)) }

// word is a term, or the code word itself where there is none.
func (e *explaining) word(kind glossary.Kind, code string) string {
	if term, known := e.words.Term(kind, code); known {
		return term.Indonesian
	}
	return code
}

func (e *explaining) cite(c policy.Citation) string {
	text := c.Instrument
	if c.Article != "" {
		text += ", " + c.Article
	}
	return text + " (" + e.word(glossary.Certainty, string(c.Certainty)) + ")"
}

func (e *explaining) breaches() {
	for _, b := range e.result.Breaches {
		proof := make([]string, len(b.Evidence))
		for i, p := range b.Evidence {
			proof[i] = e.entry(p)
		}
		e.line("\nPelanggaran yang menetapkan label kurang berapa pun nilainya: %s [%s]", breachWords[b.Code], strings.Join(proof, "; "))
	}
}

func (e *explaining) deductions() {
	for _, d := range e.result.Deductions {
		e.line("\nPengaduan terbukti %s (%s): dikurangi %s [%s]", d.Complaint, e.word(glossary.ComplaintClass, d.Class), decimal(d.Points), e.entry(d.Evidence))
	}
}

// policy writes the values of the pack with their certainty.
func (e *explaining) policy() {
	e.line("\nNilai kebijakan:")
	for _, w := range e.result.Weights {
		values := make([]string, len(w.Parts))
		for i, part := range w.Parts {
			values[i] = fmt.Sprintf("%s %d", part.Name, part.N)
		}
		if len(values) == 0 {
			values = []string{fmt.Sprint(w.Value)}
		}
		official := ""
		if w.Citation.Certainty == policy.Proposal {
			official = "; usulan, bukan bobot resmi"
		}
		e.line("  %s: %s [%s%s]", e.word(glossary.Policy, w.Key), strings.Join(values, ", "), e.cite(w.Citation), official)
	}
}
