package main

import (
	"errors"
	"fmt"
	"strings"

	"selter/cmd/selter/house"
	"selter/workflow/calendar"
	"selter/workflow/gates"
	"selter/workflow/glossary"
	"selter/workflow/policy"
)

type freezeCommand struct {
	Region string `arg:"" help:"Code of the region: two digits for a province, four for a district or city."`
	On     string `help:"The day that is asked about; without one only the windows are printed."`
	JSON   bool   `name:"json" help:"Print one JSON document."`
}

// A frozenDay is what a day means in a region.
type frozenDay struct {
	Day     calendar.Date    `json:"day"`
	Frozen  bool             `json:"frozen"`
	Article *policy.Citation `json:"article,omitzero"`
}

// Run prints the windows of both rules side by side, so that neither is taken for the other nor for a
// shortest time in a post.
func (c freezeCommand) Run(t *terminal) error {
	if !gates.IsRegion(c.Region) {
		return mistake{errors.New("a region is two digits (a province) or four (a district or city)")}
	}
	var day calendar.Date
	if c.On != "" {
		var err error
		if day, err = calendar.ParseDate(c.On); err != nil {
			return mistake{err}
		}
	}
	elections := gates.Listed()
	policies, err := house.Policies(t.settings.PolicyDir)
	if err != nil {
		return err
	}
	bound := day
	if bound.IsZero() { // the months have been the same in every pack; the law of the newest election that is known will do
		known := elections.Of(c.Region)
		if len(known) == 0 {
			return c.print(t, gates.Region{Code: c.Region, Name: elections.Name(c.Region)}, nil)
		}
		bound = known[len(known)-1].CandidatesFixed
	}
	pack, err := policies.Resolve(policy.Query{Province: c.Region[:2], Agency: c.Region, Date: bound})
	if err != nil {
		return mistake{err}
	}
	region := elections.In(c.Region, pack)
	if day.IsZero() {
		return c.print(t, region, nil)
	}
	asked := &frozenDay{Day: day}
	if _, cite, frozen := region.On(day); frozen {
		asked.Frozen, asked.Article = true, &cite
	}
	return c.print(t, region, asked)
}

func (c freezeCommand) print(t *terminal, region gates.Region, asked *frozenDay) error {
	if c.JSON {
		return printJSON(t, struct {
			Region string                 `json:"region"`
			Name   string                 `json:"name,omitzero"`
			List   []gates.FrozenElection `json:"elections"`
			On     *frozenDay             `json:"on,omitzero"`
		}{region.Code, region.Name, append([]gates.FrozenElection{}, region.Elections...), asked})
	}
	words, err := glossary.Load()
	if err != nil {
		return err
	}
	certainty := func(cite policy.Citation) string { return words.Indonesian(glossary.Certainty, string(cite.Certainty)) }
	cited := func(cite policy.Citation) string {
		return fmt.Sprintf("%s (%s)", strings.TrimSuffix(cite.Instrument+", "+cite.Article, ", "), certainty(cite))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Larangan penggantian pejabat, daerah %s\n", strings.TrimSpace(region.Code+" "+region.Name))
	if len(region.Elections) == 0 {
		fmt.Fprintln(&b, "Tidak ada pemilihan kepala daerah yang tercatat untuk daerah ini.")
	}
	for _, e := range region.Elections {
		fmt.Fprintf(&b, "\n%s\n", e.Name)
		for _, source := range e.Cites {
			fmt.Fprintf(&b, "  %-36s %-20s %s\n", dayNames[source.Day], dayOf(e.Known, source.Day).Long(), cited(source.Citation))
		}
		fmt.Fprintf(&b, "  %-57s | %s\n", cited(gates.FreezeBefore), cited(gates.FreezeAfter))
		fmt.Fprintf(&b, "  %-57s | %s\n", fmt.Sprintf("%d bulan sebelum penetapan calon sampai akhir masa jabatan", region.MonthsBefore.Value),
			fmt.Sprintf("%d bulan sejak pelantikan kepala daerah yang baru", region.MonthsAfter.Value))
		after := "belum diketahui"
		if e.After != nil {
			after = days(*e.After)
		}
		fmt.Fprintf(&b, "  %-57s | %s\n", days(e.Before), after)
		if e.Note != "" {
			fmt.Fprintf(&b, "  (%s)\n", e.Note)
		}
	}
	if asked != nil && asked.Frozen {
		fmt.Fprintf(&b, "\n%s: dilarang tanpa persetujuan tertulis Menteri Dalam Negeri menurut %s\n", asked.Day.Long(), cited(*asked.Article))
	} else if asked != nil {
		fmt.Fprintf(&b, "\n%s: di luar masa larangan yang tercatat\n", asked.Day.Long())
	}
	fmt.Fprintln(&b, "\nKeduanya bukan batas lamanya seseorang menjabat.")
	_, err = fmt.Fprint(t.out, b.String())
	return err
}

var dayNames = map[string]string{
	"candidates_fixed": "penetapan pasangan calon", "term_ends": "akhir masa jabatan", "head_inaugurated": "pelantikan kepala daerah yang baru",
}

func dayOf(e gates.Known, name string) calendar.Date {
	switch name {
	case "term_ends":
		return e.TermEnds
	case "head_inaugurated":
		return e.HeadInaugurated
	}
	return e.CandidatesFixed
}

func days(w gates.Window) string {
	if w.Until.IsZero() {
		return w.From.Long() + " sampai hari yang belum diketahui"
	}
	return w.From.Long() + " sampai " + w.Until.Long()
}
