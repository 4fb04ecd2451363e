package policy

import (
	"slices"
)

// check holds the files against each other; decode has already held each against itself.
func (l *Library) check(found *faults) {
	byID := map[string]*Instrument{}
	for _, i := range l.instruments {
		if other := byID[i.ID]; other != nil {
			found.add(i.at, "duplicate instrument %q, also in %s", i.ID, other.File)
		}
		byID[i.ID] = i
		for _, line := range i.Lines {
			switch {
			case i.Kind == KindProposal && line.Certainty != Proposal:
				found.add(line.at, "%s: a line of our own must be marked %s", line.Key, Proposal)
			case i.Kind != KindOverlay && !i.force().covers(line.span()):
				found.add(line.at, "%s: the line reaches outside the days on which %s is in force", line.Key, i.ID)
			}
		}
	}
	for _, i := range l.instruments {
		for _, id := range i.Inherits {
			if byID[id] == nil {
				found.add(i.at, "inherits unknown instrument %q", id)
			}
		}
	}
	for _, rivals := range l.rivals() {
		for key, lines := range byKey(rivals) {
			checkOverlaps(key, lines, found)
			if rivals[0].Kind == KindOverlay {
				checkGaps(key, lines, found)
			}
		}
	}
}

// rivals groups the instruments that have the same precedence in one pack, and between which nothing could therefore decide. Profiles are
// among them: although a pack holds one only, two of them on one day would leave open which is the profile of that day.
func (l *Library) rivals() [][]*Instrument {
	type group struct {
		kind    Kind
		rank    int
		scope   Scope
		mission string // two missions never meet in one pack
	}
	groups := map[group][]*Instrument{}
	for _, i := range l.instruments {
		g := group{kind: i.Kind, rank: i.Rank, scope: i.Scope}
		if i.Kind == KindMission {
			g.mission = i.ID
		}
		groups[g] = append(groups[g], i)
	}
	list := make([][]*Instrument, 0, len(groups))
	for _, g := range groups {
		list = append(list, g)
	}
	return list
}

func byKey(instruments []*Instrument) map[string][]Line {
	lines := map[string][]Line{}
	for _, i := range instruments {
		for _, line := range i.Lines {
			lines[line.Key] = append(lines[line.Key], line)
		}
	}
	for _, of := range lines {
		slices.SortStableFunc(of, func(a, b Line) int { return a.From.Compare(b.From) })
	}
	return lines
}

// checkOverlaps expects the lines of one key in the order of their first days.
func checkOverlaps(key string, lines []Line, found *faults) {
	for n, line := range lines {
		for _, earlier := range lines[:n] {
			if earlier.To.IsZero() || line.From.Before(earlier.To) {
				found.add(line.at, "overlap: %s on %s is also given by %s", key, line.From, earlier.at)
			}
		}
	}
}

// checkGaps refuses a hole between two lines of one scope: inside it the wider scope would speak again unnoticed.
func checkGaps(key string, lines []Line, found *faults) {
	for n := 1; n < len(lines); n++ {
		earlier, line := lines[n-1], lines[n]
		if !earlier.To.IsZero() && earlier.To.Before(line.From) {
			found.add(line.at, "gap: no %s from %s to %s, after %s", key, earlier.To, line.From, earlier.at)
		}
	}
}
