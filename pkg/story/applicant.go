package story

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"go.yaml.in/yaml/v3"

	"selter/workflow"
	"selter/workflow/calendar"
)

// castable are the roles that a person can have. Clock and system are the house's own.
func castable() []string {
	var roles []string
	for _, role := range workflow.Roles() {
		if role != workflow.Clock && role != workflow.System {
			roles = append(roles, string(role))
		}
	}
	return roles
}

const mostGenerated = 1000

// applicant reads one applicant, or makes as many as are to be generated.
func (p *parser) applicant(alias string, n *yaml.Node, facts map[string]any, byName map[string]*yaml.Node) {
	var posts []string
	for _, post := range p.story.Posts {
		posts = append(posts, post.Alias)
	}
	var wanted []string
	if byName["for"] == nil {
		p.fault(n, `"for" is missing`)
	} else if wanted = p.wordList(byName["for"], "post", posts); len(wanted) == 0 {
		p.fault(byName["for"], "names no post")
	}
	delete(facts, "for")
	if byName["generate"] == nil {
		if byName["seed"] != nil {
			p.fault(byName["seed"], `"seed" goes with "generate"`)
		}
		p.story.Applicants = append(p.story.Applicants, Applicant{Alias: alias, For: wanted, Facts: p.canonical(n, facts)})
		return
	}
	count, seed := p.whole(byName["generate"], 1, mostGenerated), p.whole(byName["seed"], 0, 1<<40)
	delete(facts, "generate")
	delete(facts, "seed")
	// The generator is PCG, whose numbers are the same in every release of Go.
	numbers := rand.NewPCG(uint64(seed), uint64(count))
	for i := range count {
		invented := invent(numbers)
		maps.Copy(invented, facts) // what the author says goes before what is invented
		name := fmt.Sprintf("%s-%d", alias, i+1)
		if slices.Contains(p.aliases, name) {
			p.fault(byName["generate"], "the alias %q of a generated applicant is taken", name)
		}
		p.story.Applicants = append(p.story.Applicants, Applicant{Alias: name, For: wanted, Facts: p.canonical(n, invented)})
	}
}

// invent makes up an applicant: an official of 45 to 55 years in 2024 with ranks and
// schooling as they are usual for pratama posts. Nobody in it exists.
func invent(numbers *rand.PCG) map[string]any {
	one := func(n uint64) int { return int(numbers.Uint64() % n) }
	return map[string]any{
		"born":      calendar.MustDate("1969-01-01").AddDays(one(3650)).String(),
		"education": []string{"S1", "S2", "S2", "S3"}[one(4)],
		"grade":     []string{"IV/a", "IV/b", "IV/b", "IV/c"}[one(4)],
		"served":    18 + one(10), // years
	}
}
