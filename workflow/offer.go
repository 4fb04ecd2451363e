package workflow

import "slices"

// An Offer tells an actor about one event in the present state: open, or why not.
type Offer struct {
	Event Event    `json:"event"`
	Open  bool     `json:"open"`
	By    []Role   `json:"by"`
	Why   []Reason `json:"why,omitzero"`
	// Asks names the guards that judge what the actor will say.
	Asks []string `json:"asks,omitzero"`
}

// Offers lists what could be done in the present state, in the order of the
// table. Guards that need to hear the actor first are named, not asked.
func (p *Procedure[F]) Offers(c Case[F], actor Actor, at Moment) []Offer {
	var offers []Offer
	now := at.after(c.Last)
	for _, row := range p.Rows {
		if !slices.Contains(row.From, c.State) {
			continue
		}
		offer := Offer{Event: row.On, By: row.By}
		for _, guard := range row.Requires {
			if !guard.Standing {
				offer.Asks = append(offer.Asks, guard.Code)
			}
		}
		if _, may := actor.Acting(row.By); !may {
			offer.Why = []Reason{{Code: ActorMayAct, Evidence: []Evidence{Found("allowed", row.By)}, Citations: row.Cites}}
		} else {
			offer.Why = judge(row.Requires, p.question(c, actor, now, at), true)
		}
		offer.Open = len(offer.Why) == 0
		offers = append(offers, offer)
	}
	return offers
}
