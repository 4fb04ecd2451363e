package recount

import (
	"math/big"
	"strconv"
)

// components are the scored ones, in the order of the stages.
var components = []string{"track_record", "assessment", "paper", "interview"}

// A record is what of a published selection bears on its ranking.
type record struct {
	weights map[string]*big.Rat // of components, in percent
	order   []string            // components that tell equal totals apart
	shares  map[string]shares   // of the sealed criteria of components, as parts of one
	passed  []string            // participant numbers, as the files stand
	out     map[string]bool     // who was absent or disqualified
	fit     map[string]bool
	marks   []mark
	refused map[pair]bool                  // who has a conflict with whom
	reused  map[string]earlier             // assessments made elsewhere, by candidate
	scores  map[string]map[string]*big.Rat // published: component, candidate, points
	result  *result
}

// A pair is a member of the committee and a candidate.
type pair struct{ member, candidate string }

// Shares are numbers by the code of a criterion.
type shares map[string]*big.Rat

// A mark is what one person gave one candidate in one component.
type mark struct {
	component, candidate, by string
	points                   *big.Rat // as they count: see corrections
	published                *big.Rat // as the record says that they count
	given                    *big.Rat // as they were before a correction
	criteria                 shares   // the points of each criterion, as they were given
	void                     bool
}

// An earlier assessment stands in place of marks.
type earlier struct{ points, published *big.Rat }

// A correction is a change of a mark, or of an earlier assessment where nobody is its scorer.
type correction struct {
	at         giver
	now        *big.Rat
	by, second string
	void       bool
}

// A giver is whose points of whom they are.
type giver struct {
	part
	by string
}

// A result is the published one.
type result struct {
	ranking  []ranked
	proposed []string
	reasoned bool // a reason is given why fewer are proposed
}

type ranked struct {
	candidate   string
	total, rank *big.Rat
}

// A Flaw is why a record cannot be counted: where (an RFC 6901 pointer into the record)
// and what. It never repeats what stands there.
type Flaw struct{ Field, Problem string }

func (f *Flaw) Error() string { return f.Field + " " + f.Problem }

// read takes a record from the canonical JSON of a selection's facts. What else stands
// there has no part in a ranking and is passed over.
func read(facts value) (record, error) {
	var r reader
	r.kind(facts, "", isObject)
	rec := record{
		weights: make(map[string]*big.Rat), shares: make(map[string]shares), out: make(map[string]bool), fit: make(map[string]bool), refused: make(map[pair]bool),
		reused: make(map[string]earlier), scores: make(map[string]map[string]*big.Rat),
	}
	r.terms(facts, &rec)
	r.people(facts, &rec)
	r.points(facts, &rec)
	if published, there := facts.get("result"); there {
		rec.result = r.result(published, "/result")
	}
	if r.flaw != nil {
		return record{}, r.flaw
	}
	return rec, nil
}

func (r *reader) terms(facts value, rec *record) {
	terms := r.member(facts, "", "terms", isObject)
	weights := r.member(terms, "/terms", "weights", isObject)
	for _, component := range components {
		rec.weights[component] = r.number(weights, "/terms/weights", component)
	}
	for i, one := range r.member(terms, "/terms", "tie_break", isList).items {
		rec.order = append(rec.order, r.component(one, "/terms/tie_break/"+strconv.Itoa(i)))
	}
	criteria, _ := terms.get("criteria")
	for _, component := range components {
		sealed := r.shares(criteria, "/terms/criteria", component, "percent")
		for _, percent := range sealed {
			percent.Quo(percent, hundred)
		}
		if len(sealed) == 0 {
			sealed = shares{wholly: big.NewRat(1, 1)}
		}
		rec.shares[component] = sealed
	}
}

// wholly is the one criterion of a component of which none are sealed as data.
const wholly = "nilai"

// shares reads a list of codes, each once, with a number.
func (r *reader) shares(of value, at, list, number string) shares {
	found := make(shares)
	r.each(of, at, list, func(one value, at string) {
		code := r.text(one, at, "code")
		if found[code] != nil {
			r.fail(at, "is of a criterion that was there before")
		}
		found[code] = r.number(one, at, number)
	})
	return found
}

func (r *reader) people(facts value, rec *record) {
	seen := make(map[string]bool)
	r.each(facts, "", "files", func(file value, at string) {
		candidate := r.text(file, at, "candidate")
		r.once(seen, candidate, at)
		if r.member(file, at, "passed", isTruth).truth {
			rec.passed = append(rec.passed, candidate)
		}
	})
	r.each(facts, "", "out", func(one value, at string) { rec.out[r.text(one, at, "candidate")] = true })
	clear(seen)
	r.each(facts, "", "health", func(one value, at string) {
		candidate := r.text(one, at, "candidate")
		r.once(seen, candidate, at)
		rec.fit[candidate] = r.member(one, at, "fit", isTruth).truth
	})
	r.each(facts, "", "conflicts", func(one value, at string) {
		rec.refused[pair{r.text(one, at, "member"), r.text(one, at, "candidate")}] = true
	})
}

func (r *reader) points(facts value, rec *record) {
	corrections := r.corrections(facts)
	r.each(facts, "", "marks", func(one value, at string) {
		m := mark{
			component: r.component(r.member(one, at, "component", isText), at+"/component"),
			candidate: r.text(one, at, "candidate"), by: r.text(one, at, "by"), published: r.number(one, at, "points"),
			criteria: r.shares(one, at, "criteria", "points"),
		}
		m.given = r.given(one, at, m.published)
		m.points = rec.corrected(corrections, giver{part{m.candidate, m.component}, m.by}, m.given)
		if _, voided := one.get("void"); voided {
			r.member(one, at, "void", isObject)
			m.void = true
		}
		rec.marks = append(rec.marks, m)
	})
	r.each(facts, "", "reused", func(one value, at string) {
		candidate, by, published := r.text(one, at, "candidate"), r.text(one, at, "by"), r.number(one, at, "points")
		points := rec.corrected(corrections, giver{part{candidate, "assessment"}, ""}, r.given(one, at, published))
		if _, confirmed := one.get("confirmed_by"); !confirmed {
			return // which nobody else has read
		}
		second := r.text(one, at, "confirmed_by")
		if _, twice := rec.reused[candidate]; twice {
			r.fail(at, "is a second one that counts")
		}
		if second != by && !rec.refused[pair{by, candidate}] && !rec.refused[pair{second, candidate}] {
			rec.reused[candidate] = earlier{points, published}
		}
	})
	r.each(facts, "", "scores", func(sheet value, at string) {
		component := r.component(r.member(sheet, at, "component", isText), at+"/component")
		if rec.scores[component] != nil {
			r.fail(at, "is of a component that was there before")
		}
		rec.scores[component] = make(map[string]*big.Rat)
		seen := make(map[string]bool)
		r.each(sheet, at, "scores", func(one value, at string) {
			candidate := r.text(one, at, "candidate")
			r.once(seen, candidate, at)
			rec.scores[component][candidate] = r.number(one, at, "points")
		})
	})
}

// given is what stood there before a correction.
func (r *reader) given(one value, at string, points *big.Rat) *big.Rat {
	if _, corrected := one.get("was"); corrected {
		return r.number(one, at, "was")
	}
	return points
}

func (r *reader) corrections(facts value) []correction {
	var list []correction
	r.each(facts, "", "corrections", func(one value, at string) {
		c := correction{now: r.number(one, at, "now"), by: r.text(one, at, "by"), second: r.text(one, at, "second")}
		c.at.component = r.component(r.member(one, at, "component", isText), at+"/component")
		c.at.candidate = r.text(one, at, "candidate")
		if _, ofMark := one.get("scorer"); ofMark {
			c.at.by = r.text(one, at, "scorer")
		}
		_, c.void = one.get("void")
		list = append(list, c)
	})
	return list
}

// corrected is what points come to: the newest correction of them that stands, or what was
// given. None stands of one person alone, of the scorer's own second word, or of anybody
// who has a conflict with the candidate.
func (rec *record) corrected(corrections []correction, at giver, given *big.Rat) *big.Rat {
	now := given
	for _, c := range corrections {
		refused := rec.refused[pair{c.by, at.candidate}] || rec.refused[pair{c.second, at.candidate}]
		if c.at == at && !c.void && !refused && c.by != c.second && c.second != at.by {
			now = c.now
		}
	}
	return now
}

func (r *reader) result(published value, at string) *result {
	var found result
	seen := make(map[string]bool)
	r.kind(published, at, isObject)
	r.each(published, at, "ranking", func(one value, at string) {
		candidate := r.text(one, at, "candidate")
		r.once(seen, candidate, at)
		found.ranking = append(found.ranking, ranked{candidate, r.number(one, at, "total"), r.number(one, at, "rank")})
	})
	r.each(published, at, "proposed", func(one value, at string) {
		r.kind(one, at, isText)
		found.proposed = append(found.proposed, one.written)
	})
	if reason, there := published.get("fewer_reason"); there {
		r.kind(reason, at+"/fewer_reason", isText)
		found.reasoned = !blank(reason.written)
	}
	return &found
}
