package policy

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"selter/workflow/calendar"
)

// The two bases besides the single instruments.
const (
	// BaseSeed is the default: what the mission asks, then PermenPANRB 15/2019 and the laws where it is silent, for any date.
	BaseSeed = "seed"
	// BaseNational is the texts that are in force on the date.
	BaseNational = "national"
)

// Precedence between scopes; the narrower wins. A text that is named as the base stands above all other national instruments.
const (
	layerNation = iota
	layerBase
	layerProvince
	layerAgency
)

// Query says which pack is wanted. An empty Base is BaseSeed; an empty Profile is the mission's own under BaseSeed, and the
// profile of the day under each other base. Province and Agency select overlays by their codes; an agency does not imply its province.
type Query struct {
	Base     string
	Profile  string
	Province string
	Agency   string
	Date     calendar.Date
}

// source is an instrument that takes part in a pack, with the day on which it is read.
type source struct {
	*Instrument
	layer int
	day   calendar.Date
}

// Resolve makes the pack for a query: exactly one value for each key, from the instrument with the highest precedence that gives one.
// A key that nothing gives on the date is a gap; a key that two instruments of the same precedence give is an overlap; values that leave
// no way to hold a selection are a contradiction; each is an error.
func (l *Library) Resolve(q Query) (*Pack, error) {
	if q.Date.IsZero() {
		return nil, errors.New("policy: a pack needs a date")
	}
	q.Base = cmp.Or(q.Base, BaseSeed)
	profile, err := l.profile(q)
	if err != nil {
		return nil, err
	}
	q.Profile = profile.Profile
	sources, err := l.sources(q, profile)
	if err != nil {
		return nil, err
	}
	keys := Keys()
	entries := make([]Entry, 0, len(keys))
	var errs []error
	for _, key := range keys {
		entry, err := pick(key.Name(), sources, q)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		entries = append(entries, entry)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	p := newPack(q, entries)
	if err := contradictions(p); err != nil {
		return nil, err
	}
	return p, nil
}

// profile finds the supervision profile of a query.
func (l *Library) profile(q Query) (*Instrument, error) {
	name := q.Profile
	if name == "" && q.Base == BaseSeed {
		seed, err := l.instrument(BaseSeed)
		if err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		name = seed.Profile
	}
	for _, i := range l.instruments {
		if i.Kind == KindProfile && (i.Profile == name || name == "" && i.force().holds(q.Date)) {
			return i, nil
		}
	}
	if name == "" {
		return nil, fmt.Errorf("policy: no supervision profile in force on %s in base %s", q.Date, q.Base)
	}
	return nil, fmt.Errorf("policy: unknown profile %q, expected %s", name, either(l.Profiles()))
}

// sources lists who takes part. A text of the national base is read on the asked day. The base itself, what the mission inherits and a
// chosen profile hold whatever the date: they are read on the nearest day on which they were in force.
func (l *Library) sources(q Query, profile *Instrument) ([]source, error) {
	var pinned *Instrument
	if q.Base != BaseNational {
		base, err := l.instrument(q.Base)
		if err != nil || base.Kind != KindText && base.Kind != KindMission {
			return nil, fmt.Errorf("policy: unknown base %q, expected %s", q.Base, either(l.Bases()))
		}
		pinned = base
	}
	inherited := map[string]bool{}
	if pinned != nil {
		for _, id := range pinned.Inherits {
			inherited[id] = true
		}
	}
	var list []source
	for _, i := range l.instruments {
		lasting := source{i, layerNation, i.force().nearest(q.Date)}
		switch {
		case i == pinned:
			lasting.layer = layerBase
			list = append(list, lasting)
		case i == profile, inherited[i.ID]:
			list = append(list, lasting)
		case i.Kind == KindOverlay:
			if i.Scope == (Scope{Province: q.Province}) || i.Scope == (Scope{Agency: q.Agency}) {
				list = append(list, source{i, i.Scope.layer(), q.Date})
			}
		case i.Kind == KindText || i.Kind == KindProposal:
			// The mission names its texts itself; a base that names none stands on those in force, whose lines hold the day.
			if len(inherited) == 0 {
				list = append(list, source{i, layerNation, q.Date})
			}
		}
	}
	return list, nil
}

// pick finds the one line that gives a key.
func pick(key string, sources []source, q Query) (Entry, error) {
	type candidate struct {
		source
		Line
	}
	var best []candidate
	for _, s := range sources {
		for _, line := range s.Lines {
			if line.Key != key || !line.span().holds(s.day) {
				continue
			}
			order := 1
			if len(best) > 0 {
				order = cmp.Or(cmp.Compare(s.layer, best[0].layer), cmp.Compare(s.Rank, best[0].Rank))
			}
			switch {
			case order > 0:
				best = []candidate{{s, line}}
			case order == 0:
				best = append(best, candidate{s, line})
			}
		}
	}
	switch len(best) {
	case 0:
		return Entry{}, fmt.Errorf("policy: gap: no instrument gives %s on %s in base %s with profile %s", key, q.Date, q.Base, q.Profile)
	case 1:
		won := best[0]
		return Entry{
			Key: key, Value: won.Value, Unit: won.Unit, From: won.From, To: won.To,
			Citation: won.cite(won.Line), Note: won.Note, Instrument: won.ID,
		}, nil
	}
	places := make([]string, len(best))
	for n, c := range best {
		places[n] = fmt.Sprintf("%s (%s)", c.ID, c.at)
	}
	return Entry{}, fmt.Errorf("policy: overlap: %s on %s in base %s is given by %s", key, q.Date, q.Base, strings.Join(places, " and "))
}
