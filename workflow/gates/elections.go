package gates

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"selter/workflow/calendar"
	"selter/workflow/policy"
)

// A Known is an election of which something has been read, with what each of its days rests on.
type Known struct {
	Election
	Name string `json:"name"`
	Note string `json:"note,omitzero"`
	// Cites has the source of each day that is set.
	Cites []DayCitation `json:"cites"`
}

// A DayCitation says where a day of an election has been read.
type DayCitation struct {
	Day      string          `json:"day"` // candidates_fixed, term_ends or head_inaugurated
	Citation policy.Citation `json:"citation"`
}

// Elections are the elections of heads of region that are known. They are immutable; nil knows of none.
type Elections struct {
	regions    map[string][]Known
	names      map[string]string
	everywhere []nationwide
}

type nationwide struct {
	Known
	except []string
}

// Of lists the elections of a region, the earliest first. A region is called by the code of
// its agency; a ministry has none.
func (e *Elections) Of(region string) []Known {
	if e == nil {
		return nil
	}
	known := slices.Clone(e.regions[region])
	if IsRegion(region) {
		for _, n := range e.everywhere {
			if !slices.Contains(n.except, region) {
				known = append(known, n.Known)
			}
		}
	}
	slices.SortFunc(known, func(a, b Known) int { return a.CandidatesFixed.Compare(b.CandidatesFixed) })
	return known
}

// Name is what a region is called, where the list says so; otherwise empty.
func (e *Elections) Name(region string) string {
	if e == nil {
		return ""
	}
	return e.names[region]
}

// Windows lists the windows of all elections of a region. See Freeze.
func (e *Elections) Windows(region string, monthsBefore, monthsAfter int) []Window {
	var windows []Window
	for _, known := range e.Of(region) {
		windows = append(windows, Freeze(known.Election, monthsBefore, monthsAfter)...)
	}
	return windows
}

// IsRegion tells whether a code is that of a province (two digits) or of a district or city
// (four), as the Ministry of Home Affairs numbers them.
func IsRegion(code string) bool {
	return (len(code) == 2 || len(code) == 4) && !slices.ContainsFunc([]byte(code), func(c byte) bool { return c < '0' || c > '9' })
}

//go:embed elections.yaml
var electionsFile []byte

var listed = sync.OnceValue(func() *Elections {
	e, err := ParseElections(electionsFile)
	if err != nil {
		panic("gates: the embedded elections are broken: " + err.Error())
	}
	return e
})

// Listed are the elections that ship with the program.
func Listed() *Elections { return listed() }

// The file as it is written.
type (
	electionDays struct {
		CandidatesFixed *electionDay `yaml:"candidates_fixed"`
		TermEnds        *electionDay `yaml:"term_ends"`
		HeadInaugurated *electionDay `yaml:"head_inaugurated"`
	}
	electionDay struct {
		Day       string           `yaml:"day"`
		Source    string           `yaml:"source"`
		Certainty policy.Certainty `yaml:"certainty"`
	}
	electionEntry struct {
		Name         string `yaml:"name"`
		Note         string `yaml:"note"`
		electionDays `yaml:",inline"`
		Everywhere   bool     `yaml:"everywhere"`
		Except       []string `yaml:"except"`
		Regions      []struct {
			Code         string `yaml:"code"`
			Name         string `yaml:"name"`
			electionDays `yaml:",inline"`
		} `yaml:"regions"`
	}
)

// ParseElections reads a list of elections. An unknown member, a day without its source, days out
// of order, a region that is listed twice in one election or an election of no region is an error.
func ParseElections(data []byte) (*Elections, error) {
	var file struct {
		Elections []electionEntry `yaml:"elections"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("elections: %w", err)
	}
	e := &Elections{regions: make(map[string][]Known), names: make(map[string]string)}
	for _, entry := range file.Elections {
		if err := e.add(entry); err != nil {
			return nil, fmt.Errorf("election %q: %w", entry.Name, err)
		}
	}
	return e, nil
}

func (e *Elections) add(entry electionEntry) error {
	switch {
	case entry.Name == "":
		return errors.New("has no name")
	case entry.Everywhere == (len(entry.Regions) > 0):
		return errors.New("names its regions, or is held everywhere")
	case len(entry.Except) > 0 && !entry.Everywhere:
		return errors.New("excepts regions of a list that is its own")
	}
	if entry.Everywhere {
		known, err := entry.known(electionDays{})
		e.everywhere = append(e.everywhere, nationwide{known, entry.Except})
		return err
	}
	seen := make(map[string]bool)
	for _, region := range entry.Regions {
		if !IsRegion(region.Code) || region.Name == "" || seen[region.Code] {
			return fmt.Errorf("region %q has no code, no name, or stands twice", region.Code)
		}
		seen[region.Code] = true
		known, err := entry.known(region.electionDays)
		if err != nil {
			return fmt.Errorf("region %s: %w", region.Code, err)
		}
		e.regions[region.Code], e.names[region.Code] = append(e.regions[region.Code], known), region.Name
	}
	return nil
}

// known is the election of one region: its own days come before those of the election.
func (entry electionEntry) known(own electionDays) (Known, error) {
	k := Known{Name: entry.Name, Note: entry.Note}
	for _, part := range []struct {
		name     string
		own, all *electionDay
		into     *calendar.Date
	}{
		{"candidates_fixed", own.CandidatesFixed, entry.CandidatesFixed, &k.CandidatesFixed},
		{"term_ends", own.TermEnds, entry.TermEnds, &k.TermEnds},
		{"head_inaugurated", own.HeadInaugurated, entry.HeadInaugurated, &k.HeadInaugurated},
	} {
		given := part.own
		if given == nil {
			given = part.all
		}
		if given == nil {
			continue
		}
		day, err := calendar.ParseDate(given.Day)
		if err != nil || given.Source == "" || !given.Certainty.Valid() {
			return k, fmt.Errorf("%s needs a day, a source and a certainty", part.name)
		}
		*part.into = day
		k.Cites = append(k.Cites, DayCitation{Day: part.name, Citation: policy.Cite(given.Source, "", given.Certainty)})
	}
	late := func(d calendar.Date) bool { return !d.IsZero() && d.Before(k.CandidatesFixed) }
	if k.CandidatesFixed.IsZero() || late(k.TermEnds) || late(k.HeadInaugurated) {
		return k, errors.New("the candidates are fixed first, and that day is known")
	}
	return k, nil
}
