package generator

import (
	"fmt"
	"iter"
	"slices"

	"selter/pkg/casework"
	"selter/pkg/oversight"
	"selter/workflow/openselection"
)

// National is how many posts the supervisor watches, as it has counted them itself.
const National = 20_427

// A Nation says what to make.
type Nation struct {
	Seed       uint64
	Selections int
	Agencies   []oversight.Agency
	Templates  []*Template
}

// Rounds are the rounds of the nation with their selections, exactly as many selections as
// asked for. The same Nation gives the same rounds. An agency without a round is possible:
// 116 of 514 regions had no open selection at a time (2017).
func (n Nation) Rounds() iter.Seq2[casework.Archive, error] {
	return func(yield func(casework.Archive, error) bool) {
		d := newDraw(n.Seed)
		for left := n.Selections; left > 0; {
			agency := n.Agencies[d.below(len(n.Agencies))]
			t := n.pick(d, agency.Kind, left)
			if t == nil {
				yield(casework.Archive{}, fmt.Errorf("no template has %d posts or fewer", left))
				return
			}
			left -= t.Selections()
			archive, err := t.of(agency, d)
			if !yield(archive, err) || err != nil {
				return
			}
		}
	}
}

// pick draws a template that an agency of this kind may have and that has no more posts than are left.
func (n Nation) pick(d draw, kind oversight.AgencyKind, left int) *Template {
	var fitting []*Template
	shares := 0
	for _, t := range n.Templates {
		if t.Selections() <= left && (t.Kinds == nil || slices.Contains(t.Kinds, kind)) {
			fitting, shares = append(fitting, t), shares+t.Share
		}
	}
	if shares == 0 {
		return nil
	}
	at := d.below(shares)
	for _, t := range fitting {
		if at -= t.Share; at < 0 {
			return t
		}
	}
	return nil
}

// Selections counts the selections of an archive.
func Selections(of casework.Archive) int {
	count := 0
	for _, record := range of.Records {
		if record.Procedure == openselection.SelectionName {
			count++
		}
	}
	return count
}
