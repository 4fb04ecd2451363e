package policy

import (
	"selter/workflow/calendar"
)

// Kind says what an instrument is, and thereby when it takes part in a pack.
type Kind string

const (
	// KindText is a legal text: part of the national base while it is in force, and a base of its own.
	KindText Kind = "text"
	// KindProfile is the practice of one supervisor: part of a pack when that profile is chosen, or is the one of the day.
	KindProfile Kind = "profile"
	// KindMission is what a project asks for: a base of its own that inherits from the texts it names; never part of another base.
	KindMission Kind = "mission"
	// KindProposal fills what no text read so far gives; every line of it is a proposal.
	KindProposal Kind = "proposal"
	// KindOverlay is what a province or an agency lays down for itself.
	KindOverlay Kind = "overlay"
)

// Scope is the territory or the agency an overlay speaks for, by code. The zero Scope is the nation. In a Query both may be set.
type Scope struct {
	Province string `json:"province,omitempty"`
	Agency   string `json:"agency,omitempty"`
}

// layer orders scopes: the narrower wins.
func (s Scope) layer() int {
	switch {
	case s.Agency != "":
		return layerAgency
	case s.Province != "":
		return layerProvince
	}
	return layerNation
}

// Instrument is one file of policy lines: a legal text, a supervision profile, the mission, our proposals, or an overlay.
type Instrument struct {
	ID       string
	Title    string // what a citation prints
	Kind     Kind
	Rank     int           // among the national instruments of one pack the higher rank wins; 0 in an overlay
	From, To calendar.Date // in force, half-open; a zero To is open. Zero in an overlay, whose lines carry their own dates
	Profile  string        // of a profile: its name; of the mission: the profile it takes unless another is chosen
	Inherits []string      // of the mission: the texts that speak where it is silent
	Scope    Scope
	Note     string
	File     string
	Lines    []Line

	at place // of the id
}

// Line is one dated value. From and To are half-open; a zero To is open.
type Line struct {
	Key       string
	Value     string
	Unit      string
	From, To  calendar.Date
	Article   string
	Certainty Certainty
	Note      string

	at place // of the key's name
}

// span is a half-open interval of days; a zero to is open.
type span struct{ from, to calendar.Date }

func (s span) holds(d calendar.Date) bool {
	return !d.Before(s.from) && (s.to.IsZero() || d.Before(s.to))
}

// nearest is the day of the span that lies closest to d.
func (s span) nearest(d calendar.Date) calendar.Date {
	switch {
	case d.Before(s.from):
		return s.from
	case s.holds(d):
		return d
	}
	return s.to.AddDays(-1)
}

func (i *Instrument) force() span { return span{i.From, i.To} }

func (l Line) span() span { return span{l.From, l.To} }

func (i *Instrument) cite(l Line) Citation { return Cite(i.Title, l.Article, l.Certainty) }

// covers reports whether t lies wholly inside s. An open end of t is bounded by s.
func (s span) covers(t span) bool {
	return s.holds(t.from) && (t.to.IsZero() || s.to.IsZero() || !s.to.Before(t.to))
}
