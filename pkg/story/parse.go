package story

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"selter/workflow"
	"selter/workflow/calendar"
)

// keys are the members of a story file.
var keys = []string{"story", "source", "zone", "policy", "agency", "cast", "posts", "applicants", "steps"}

// keysOf are the members of each kind of step.
var keysOf = map[string][]string{
	"do": {"at", "by", "on", "do", "with", "then", "refused"}, "fires": {"at", "fires", "on", "complaint"}, "told": {"at", "told", "about", "on"},
	"expect": {"at", "expect"}, "skip": {"at", "skip"}, "import": {"import"},
}

// Parse reads a story that imports nothing. Its error is *Unreadable and tells all that is wrong.
func Parse(name string, data []byte) (*Story, error) { return parse(nil, "", name, data) }

// Load reads a story and what it imports from a folder, at most from the folder's own
// root. Its error is *Unreadable, or that of the file that could not be read.
func Load(from fs.FS, name string) (*Story, error) { return load(from, "", name) }

// ReadFile reads a story from a file; what it imports lies in the same folder or below.
func ReadFile(file string) (*Story, error) {
	dir, name := filepath.Split(filepath.Clean(file))
	return load(os.DirFS(filepath.Clean(dir)), filepath.ToSlash(dir), name)
}

func load(from fs.FS, prefix, name string) (*Story, error) {
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, fmt.Errorf("story: %w", err)
	}
	return parse(from, prefix, name, data)
}

func parse(from fs.FS, prefix, name string, data []byte) (*Story, error) {
	vocabulary, err := known()
	if err != nil {
		return nil, fmt.Errorf("story: %w", err)
	}
	p := &parser{name: prefix + name, prefix: prefix, from: from, known: vocabulary, story: &Story{File: prefix + name, Zone: calendar.WIB}}
	if root := p.document(data); root != nil {
		p.read(root, name)
	}
	if err := unreadable(p.faults); err != nil {
		return nil, err
	}
	return p.story, nil
}

// A parser gathers faults and goes on, so that an author sees all of them at once.
type parser struct {
	name, prefix string
	from         fs.FS // nil: there is nothing to import from
	known        *words
	story        *Story
	trail, done  []string // files whose people and posts are being read, and have been
	later        []func() // applicants, once all posts are known
	aliases      []string
	last         time.Time
	values       int // of one JSON value, so far
	faults       []Fault
}

func (p *parser) read(root *yaml.Node, name string) {
	top := p.members(root, keys...)
	for _, required := range []string{"story", "zone", "agency", "steps"} {
		if top[required] == nil {
			p.fault(root, "%q is missing", required)
		}
	}
	p.story.Title, p.story.Source = p.text(top["story"]), p.text(top["source"])
	if zone := top["zone"]; zone != nil {
		if parsed, err := calendar.ParseZone(p.text(zone)); err != nil {
			p.fault(zone, "%v", err)
		} else {
			p.story.Zone = parsed
		}
	}
	if top["policy"] != nil {
		chosen := p.members(top["policy"], "base", "profile", "file")
		p.story.Policy = Policy{
			Base: p.word(chosen["base"], "base", p.known.bases), Profile: p.word(chosen["profile"], "profile", p.known.profiles),
			File: p.text(chosen["file"]),
		}
	}
	if top["agency"] != nil {
		agency := p.members(top["agency"], "code", "name", "kind", "province")
		if agency["code"] == nil {
			p.fault(top["agency"], `"code" is missing`)
		}
		kinds := []string{"ministry", "body", "province", "regency", "city"}
		p.story.Agency = Agency{
			Code: p.text(agency["code"]), Name: p.text(agency["name"]), Kind: p.word(agency["kind"], "kind", kinds), Province: p.text(agency["province"]),
		}
	}
	p.people(top, name)
	for _, add := range p.later {
		add()
	}
	for _, step := range p.items(top["steps"]) {
		p.step(step)
	}
	if len(p.story.Steps) == 0 && len(p.faults) == 0 {
		p.fault(root, "the story has no step")
	}
}

// people reads cast, posts and applicants of a file and of those that it imports.
func (p *parser) people(top map[string]*yaml.Node, name string) {
	p.trail, p.done = append(p.trail, name), append(p.done, name)
	here := p.name
	p.each(top["cast"], []string{OnRound, OnPosts, OnAll}, func(alias string, n *yaml.Node, facts map[string]any, byName map[string]*yaml.Node) {
		person := Person{Alias: alias}
		if byName["role"] == nil {
			p.fault(n, `"role" is missing`)
		} else {
			for _, role := range p.wordList(byName["role"], "role", castable()) {
				person.Roles = append(person.Roles, workflow.Role(role))
			}
		}
		delete(facts, "role")
		person.Facts = p.canonical(n, facts)
		p.story.Cast = append(p.story.Cast, person)
	})
	p.each(top["posts"], []string{OnRound, OnPosts, OnAll}, func(alias string, n *yaml.Node, facts map[string]any, byName map[string]*yaml.Node) {
		if byName["ref"] != nil {
			p.fault(byName["ref"], "the alias is the ref of the post")
		}
		p.story.Posts = append(p.story.Posts, Post{Alias: alias, Facts: p.canonical(n, facts)})
	})
	p.later = append(p.later, func() {
		back := p.name
		p.name = here
		p.each(top["applicants"], nil, p.applicant)
		p.name = back
	})
	if top["steps"] != nil && real(top["steps"]).Kind == yaml.SequenceNode {
		for _, step := range real(top["steps"]).Content {
			if file := only(real(step), "import"); file != nil {
				p.imports(file, name)
			}
		}
	}
	p.trail = p.trail[:len(p.trail)-1]
}

// each reads a mapping of aliases to facts. Facts are given once as values and once as nodes.
func (p *parser) each(n *yaml.Node, reserved []string, add func(string, *yaml.Node, map[string]any, map[string]*yaml.Node)) {
	if n == nil {
		return
	}
	for _, f := range p.fields(n) {
		switch {
		case !aliasForm.MatchString(f.name) || slices.Contains(reserved, f.name):
			p.fault(f.key, "%q cannot be an alias: 1 to 40 small letters, digits and hyphens, and not round, posts or all", f.name)
		case slices.Contains(p.aliases, f.name):
			p.fault(f.key, "the alias %q is taken", f.name)
		case f.value.Kind != yaml.MappingNode:
			p.fault(f.value, "must be a mapping of words to values")
		default:
			p.aliases, p.values = append(p.aliases, f.name), 0
			before := len(p.faults)
			facts, _ := p.value(f.value, 0).(map[string]any)
			if len(p.faults) == before {
				add(f.name, f.value, facts, p.members(f.value))
			}
		}
	}
}

func (p *parser) imports(n *yaml.Node, importer string) {
	given := p.text(n)
	file := path.Join(path.Dir(importer), given)
	switch {
	case given == "":
		return
	case p.from == nil:
		p.fault(n, "nothing can be imported here")
		return
	case path.IsAbs(given) || !fs.ValidPath(file):
		p.fault(n, "must be a path inside the story's folder")
		return
	case slices.Contains(p.trail, file):
		p.fault(n, "imports itself: %s", strings.Join(append(slices.Clone(p.trail), file), " -> "))
		return
	case slices.Contains(p.done, file):
		return
	}
	data, err := fs.ReadFile(p.from, file)
	if err != nil {
		p.fault(n, "cannot be read: %v", err)
		return
	}
	back := p.name
	p.name = p.prefix + file
	if root := p.document(data); root != nil {
		p.people(p.members(root, keys...), file)
	}
	p.name = back
}

// only is the value of a mapping's member of that name, if it has one.
func only(n *yaml.Node, name string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return real(n.Content[i+1])
		}
	}
	return nil
}
