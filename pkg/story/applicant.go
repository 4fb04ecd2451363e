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

// castable are the roles that a person of the cast can have. Clock and system are the
// house's own.
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

// applicant reads one applicant, or makes as many as are to be generated: so many in all
// who apply for the posts in "for", or so many for each of the posts in "each".
func (p *parser) applicant(alias string, n *yaml.Node, facts map[string]any, byName map[string]*yaml.Node) {
	wanted := p.wanted(n, byName)
	for _, ours := range []string{"for", "each", "generate", "seed"} {
		delete(facts, ours)
	}
	if byName["generate"] == nil {
		for _, with := range []string{"each", "seed"} {
			if byName[with] != nil {
				p.fault(byName[with], `%q goes with "generate"`, with)
			}
		}
		p.apply(n, Applicant{Alias: alias, For: wanted}, facts)
		return
	}
	count, seed := int(p.whole(byName["generate"], 1, mostGenerated)), p.whole(byName["seed"], 0, 1<<40)
	if byName["each"] == nil {
		p.generate(n, Applicant{Alias: alias, Group: alias, For: wanted}, count, rand.NewPCG(uint64(seed), uint64(count)), facts)
		return
	}
	if count*len(wanted) > mostGenerated {
		p.fault(byName["generate"], "makes more than %d applicants", mostGenerated)
		return
	}
	numbers := rand.NewPCG(uint64(seed), uint64(count))
	for _, post := range wanted {
		p.generate(n, Applicant{Alias: alias + "-" + post, Group: alias, For: []string{post}}, count, numbers, facts)
	}
}

// wanted are the posts for which an applicant is.
func (p *parser) wanted(n *yaml.Node, byName map[string]*yaml.Node) []string {
	var posts []string
	for _, post := range p.story.Posts {
		posts = append(posts, post.Alias)
	}
	given := byName["for"]
	switch each := byName["each"]; {
	case given == nil && each == nil:
		p.fault(n, `"for" is missing`)
		return nil
	case given != nil && each != nil:
		p.fault(each, `"for" names the posts already`)
	case given == nil:
		given = each
	}
	if given.Kind == yaml.ScalarNode && given.Value == OnPosts {
		return posts
	}
	wanted := p.wordList(given, "post", posts)
	if len(wanted) == 0 {
		p.fault(given, "names no post")
	}
	return wanted
}

// generate invents applicants like one, with numbers behind the alias. The generator is
// PCG, whose numbers are the same in every release of Go.
func (p *parser) generate(n *yaml.Node, like Applicant, count int, numbers *rand.PCG, facts map[string]any) {
	for i := range count {
		one := like
		one.Alias = fmt.Sprintf("%s-%d", like.Alias, i+1)
		if slices.Contains(p.aliases, one.Alias) {
			p.fault(only(n, "generate"), "the alias %q of a generated applicant is taken", one.Alias)
		}
		p.aliases = append(p.aliases, one.Alias)
		invented := invent(numbers)
		maps.Copy(invented, facts) // what the author says goes before what is invented
		p.apply(n, one, invented)
	}
}

// apply adds an applicant with the day of birth and the profile out of the facts. What a
// profile says of almost everybody does not have to be told.
func (p *parser) apply(n *yaml.Node, a Applicant, facts map[string]any) {
	profile := map[string]any{
		"unit": "Dinas Contoh", "discipline": "none", "in_process": false,
		"declarations": map[string]any{"never_convicted": true, "not_disciplined": true, "integrity_pact": true, "documents_are_own": true},
	}
	maps.Copy(profile, facts)
	if born, given := profile["born"]; given {
		text, _ := born.(string)
		date, err := calendar.ParseDate(text)
		if err != nil {
			p.fault(only(n, "born"), "must be a day such as 1970-04-01")
		}
		a.Born = date
		delete(profile, "born")
	}
	a.Facts = p.canonical(n, profile)
	p.story.Applicants = append(p.story.Applicants, a)
}

// invent makes up an applicant: an official of 45 to 54 years in 2024 with the rank, the
// schooling and the posts that are usual for a pratama post. Nobody in it exists.
func invent(numbers *rand.PCG) map[string]any {
	one := func(n uint64) int { return int(numbers.Uint64() % n) }
	return map[string]any{
		"born":             calendar.MustDate("1969-06-01").AddDays(one(3650)).String(),
		"education":        []string{"s1_d4", "s2", "s2", "s3"}[one(4)],
		"grade":            []string{"iv_a", "iv_b", "iv_b", "iv_c"}[one(4)],
		"experience_years": 10 + one(10),
		"held":             map[string]any{"post": "administrator", "years": 2 + one(6)},
	}
}
