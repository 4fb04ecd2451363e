package openselection

import (
	"slices"

	"selter/workflow"
	"selter/workflow/scoring"
)

// A Shown line is what the public is told of one participant in one stage.
type Shown struct {
	Candidate string `json:"candidate"`
	// Passed is told of the screening alone.
	Passed *bool `json:"passed,omitzero"`
	// Points are told of a scored stage; none of whoever is out or has no mark that counts.
	Points *scoring.Points `json:"points,omitzero"`
	// Out is how the participant had left the contest by the end of the stage.
	Out string `json:"out,omitzero"`
}

// Showing is what there is to tell of a stage as things stand, in the order of the
// participants' numbers in the files. Whoever leaves later keeps the points of this stage.
func (f SelectionFacts) Showing(stage string) []Shown {
	shown := []Shown{}
	component := Component(stage)
	for _, file := range f.Files {
		line := Shown{Candidate: file.Candidate}
		switch {
		case stage == "screening":
			line.Passed = &file.Passed
		case !file.Passed || !slices.Contains(Components(), component):
			continue
		default:
			line.Out = f.outBy(component, file.Candidate)
			at := slices.IndexFunc(f.sheet(component), func(s Score) bool { return s.Candidate == file.Candidate })
			if line.Out == "" && at >= 0 {
				line.Points = &f.sheet(component)[at].Points
			}
		}
		shown = append(shown, line)
	}
	return shown
}

// outBy is how a candidate had left by the end of a component; empty for one who had not.
func (f SelectionFacts) outBy(c Component, candidate string) string {
	for _, out := range f.Out {
		if out.Candidate == candidate && slices.Index(Components(), out.Component) <= slices.Index(Components(), c) {
			return out.Kind
		}
	}
	return ""
}

// A Changed line is a score of a stage that was published and is another one since. No
// points is what is told of whoever is out or has no mark that counts.
type Changed struct {
	Candidate string
	Was, Now  *scoring.Points
}

// Changes are all changes of what was published of a stage, in their order: from each
// publication to the next, and from the last one to how things stand. What was recorded as
// published is compared, so it does not matter why it came to be another.
func (f SelectionFacts) Changes(stage string) []Changed {
	var changes []Changed
	var before []Shown
	compare := func(after []Shown) {
		for _, was := range before {
			now := Shown{}
			if at := slices.IndexFunc(after, func(s Shown) bool { return s.Candidate == was.Candidate }); at >= 0 {
				now = after[at]
			}
			if !samePoints(was.Points, now.Points) {
				changes = append(changes, Changed{was.Candidate, was.Points, now.Points})
			}
		}
		before = after
	}
	for _, publication := range f.Publications {
		if publication.Stage == stage {
			compare(publication.Shown)
		}
	}
	compare(f.Showing(stage))
	return changes
}

func samePoints(a, b *scoring.Points) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// gatherShown completes a publication with what it shows.
func gatherShown(q selectionQuestion, said PublishBody) (PublishedBody, error) {
	return PublishedBody{said.Stage, said.Letter, said.Where, q.Case.Facts.Showing(said.Stage)}, nil
}

// Apply keeps the publication.
func (b PublishedBody) Apply(f SelectionFacts, on workflow.Occurrence) SelectionFacts {
	f.Publications = append(slices.Clone(f.Publications), Publication{b.Stage, b.Letter, b.Where, b.Shown, on.Seq})
	return f
}
