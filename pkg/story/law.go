package story

import (
	"strings"
	"time"
)

// Begins is a moment just before the first step: where a story's clock starts.
func (s *Story) Begins() time.Time { return s.Steps[0].At.Add(-time.Minute) }

// Under is the story under another law: another supervision profile, another base,
// or an overlay when law is the name of a YAML file. Empty words change nothing.
func (s *Story) Under(profile, law string) *Story {
	other := *s
	if profile != "" {
		other.Policy.Profile = profile
	}
	switch {
	case strings.HasSuffix(law, ".yaml"):
		other.Policy.File = law
	case law != "":
		other.Policy.Base = law
	}
	return &other
}
