package bench

import (
	"time"

	"selter/workflow"
)

// An Act is one thing that somebody does to a case: an event with the person who does
// it and its body.
type Act struct {
	Event workflow.Event
	By    string
	Body  []byte
	// On names a case under the selection: "application/" with the person whose it is, or
	// "sheet/" with what the selection calls it. Empty, it is the selection or the round itself.
	On string
}

// Opening opens a round with so many posts, planned for a day: the applications open
// one day later and close 15 days later.
func Opening(planned time.Time, posts int) Act {
	return Act{By: secretariat, Body: openingOf(planned, posts, nil)}
}

// Announcing takes a round from its plan to its announcement.
func Announcing(planned time.Time) []Act { return acts(announcing(planned, nil)) }

// Playing takes a selection from the closed applications to the inauguration.
func Playing(planned time.Time) []Act { return acts(playing(planned)) }

func acts(steps []step) []Act {
	list := make([]Act, len(steps))
	for i, s := range steps {
		list[i] = Act{s.event, s.by, s.body, s.on}
	}
	return list
}
