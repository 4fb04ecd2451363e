package house_test

import (
	"bytes"
	"log/slog"
	"strings"
	"time"

	"selter/cmd/selter/house"
	"selter/pkg/casework"
	"selter/workflow"
)

// judge opens the store once more, does what is left to do, and holds it against the
// invariants and against what the callers know.
func (s *slaughter) judge() tally {
	s.t.Helper()
	c := s.crowd
	all := tally{acked: len(c.acked), refused: len(c.refused), repeated: c.repeated, replayed: c.replayed}
	complain := func(format string, args ...any) {
		all.violations++
		if all.violations <= 20 {
			s.t.Errorf(format, args...)
		}
	}
	for _, fault := range c.faults {
		complain("%s", fault)
	}
	h, err := house.Open(s.t.Context(), s.settings.config(house.NewClock(c.now), slog.New(slog.DiscardHandler)))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			s.t.Error(err)
		}
	}()
	end := c.now.Add(time.Hour)
	if err := h.SetClock(s.t.Context(), end); err != nil {
		s.t.Fatal(err)
	}
	saw, err := h.Desk.Inspect(s.t.Context(), h.Store, end, func(v casework.Violation) { complain("%s", v) })
	if err != nil {
		s.t.Fatal(err)
	}
	all.cases, all.entries = saw.Cases, saw.Entries
	if waiting, _, err := h.Store.Depth(s.t.Context()); err != nil || waiting > 0 {
		complain("%d messages wait though nothing more is to come (%v)", waiting, err)
	}
	s.acknowledgements(h, complain, &all)
	s.census(h, complain, &all)
	s.outbox(complain)
	return all
}

// acknowledgements holds I1, and I2 from outside: what is recorded for callers is what
// they were told, all of it and nothing else.
func (s *slaughter) acknowledgements(h *house.House, complain func(string, ...any), all *tally) {
	s.t.Helper()
	recorded := make(map[string]casework.Answer)
	for after := (casework.Key{}); ; {
		page, err := h.Store.Answers(s.t.Context(), after, 100)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, answer := range page {
			after = answer.Key
			switch answer.Key.Person {
			case "outbox":
				all.effects++
			case "installation": // gave the callers their duties
			default:
				recorded[answer.Key.Text] = answer
			}
		}
	}
	for _, a := range s.crowd.acked {
		answer, found := recorded[a.key]
		if !found || !bytes.Equal(bytes.TrimSpace(a.body), bytes.TrimSpace(answer.Body)) {
			complain("I1, I2: %s with key %s was acknowledged with %s, recorded is %s", a.path, a.key, a.body, answer.Body)
		}
		delete(recorded, a.key)
		id, err := workflow.ParseCaseID(a.outline.Case)
		if err != nil {
			s.t.Fatal(err)
		}
		entry, err := h.Store.Journal(s.t.Context(), id, a.outline.Revision-1, 1)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(entry) != 1 || entry[0].Seq != a.outline.Revision || a.outline.Hash != "" && a.outline.Hash != entry[0].Hash.String() {
			complain("I1: the entry of %s with key %s, acknowledged with hash %s, is not in the journal", a.path, a.key, a.outline.Hash)
		}
	}
	for key := range recorded {
		if strings.HasPrefix(key, "prepared-") {
			continue
		}
		complain("I2: an effect of key %s that nobody was told of (refused: %q)", key, s.crowd.refused[key])
	}
}

// census counts what the kills fell on, and looks at who was told.
func (s *slaughter) census(h *house.House, complain func(string, ...any), all *tally) {
	s.t.Helper()
	for query := (casework.Query{}); ; {
		page, err := h.Store.Cases(s.t.Context(), query)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(page) == 0 {
			return
		}
		for _, record := range page {
			query.After = record.ID
			if record.State == "inaugurated" || record.State == "closed" {
				all.inaugurated++
			}
			s.notices(h, record.ID, complain, all)
			timers, err := h.Store.Timers(s.t.Context(), record.ID)
			if err != nil {
				s.t.Fatal(err)
			}
			for _, timer := range timers {
				if !timer.FiredAt.IsZero() && timer.Reminder > 0 {
					all.reminded++
				} else if !timer.FiredAt.IsZero() {
					all.fired++
				}
			}
		}
	}
}
