package openselection

import "embed"

// Stories are whole selections as files: tests, rehearsals and the demonstration.
//
//go:embed testdata/story/*.yaml
var Stories embed.FS

// DemoStory is the story that the demonstration plays.
const DemoStory = "testdata/story/province-fifteen-posts.yaml"
