package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"selter/pkg/story"
	"selter/workflow/glossary"
	"selter/workflow/policy"
)

type storyCommand struct {
	Files   []string `arg:"" name:"file" help:"Stories to play." type:"existingfile"`
	JSON    bool     `name:"json" help:"Print one JSON document instead of timelines."`
	Profile string   `help:"Replay under another supervision profile (kasn, bkn) and show the difference." placeholder:"NAME"`
	Policy  string   `help:"Replay under another policy base (seed, national or a legal text) or an overlay FILE, and show the difference." placeholder:"BASE|FILE"`
	Against string   `help:"Play on a running server in demo mode." placeholder:"URL"`
}

// A told story is how one file was played, and how under another law.
type told struct {
	story.Result
	Replay      *story.Result      `json:"replay,omitzero"`
	Differences []story.Difference `json:"differences,omitzero"`
}

func (c storyCommand) Run(ctx context.Context, t *terminal) error {
	var stories []*story.Story
	var unread []error
	for _, file := range c.Files {
		s, err := story.ReadFile(file)
		stories, unread = append(stories, s), append(unread, err)
	}
	if err := errors.Join(unread...); err != nil {
		return unreadable(err)
	}
	if c.Against != "" && (c.Profile != "" || c.Policy != "") {
		return mistake{errors.New("--against plays under the law of the server; it does not go with --profile or --policy")}
	}
	if err := c.knownLaw(); err != nil {
		return err
	}
	var all []told
	failed := false
	for _, s := range stories {
		one, err := c.tell(ctx, t, s)
		if _, unmet := errors.AsType[*story.Unmet](err); unmet {
			failed = true
			fmt.Fprintln(t.err, err)
		} else if err != nil {
			return err
		}
		all = append(all, one)
	}
	if c.JSON {
		if err := printJSON(t, map[string]any{"stories": all}); err != nil {
			return err
		}
	}
	if failed {
		return exit(exitFailed)
	}
	return nil
}

// knownLaw refuses a law that nobody has written: that a word is misspelt must not
// look like what the law makes of a story.
func (c storyCommand) knownLaw() error {
	library, err := policy.Load(nil)
	if err != nil {
		return err
	}
	if c.Profile != "" && !slices.Contains(library.Profiles(), c.Profile) {
		return mistake{fmt.Errorf("--profile: known are %s", strings.Join(library.Profiles(), ", "))}
	}
	if strings.HasSuffix(c.Policy, ".yaml") {
		if _, err := os.Stat(c.Policy); err != nil {
			return mistake{fmt.Errorf("--policy: %w", err)}
		}
		return nil
	}
	if c.Policy == "" {
		return nil
	}
	if !slices.Contains(library.Bases(), c.Policy) {
		return mistake{fmt.Errorf("--policy: known are %s, or the name of a .yaml file", strings.Join(library.Bases(), ", "))}
	}
	return nil
}

// tell plays one story, prints it, and replays it under another law if that was asked.
func (c storyCommand) tell(ctx context.Context, t *terminal, s *story.Story) (told, error) {
	result, err := c.play(ctx, t, s, false)
	one := told{Result: result}
	if err != nil || c.Profile == "" && c.Policy == "" {
		return one, err
	}
	law := c.Policy
	if strings.HasSuffix(law, ".yaml") {
		if law, err = filepath.Abs(law); err != nil {
			return one, err
		}
	}
	other := s.Under(c.Profile, law)
	replay, err := c.play(ctx, t, other, true)
	if _, unmet := errors.AsType[*story.Unmet](err); err != nil && !unmet {
		return one, err
	}
	one.Replay, one.Differences = &replay, story.Compare(result, replay)
	if !c.JSON {
		return one, story.PrintDifferences(t.out, result, replay, c.words(t))
	}
	return one, nil
}

func (c storyCommand) play(ctx context.Context, t *terminal, s *story.Story, keepGoing bool) (story.Result, error) {
	progress := progressOn(t.err, s.Title)
	if c.Against != "" {
		result, err := story.Player{Target: story.Target{Base: c.Against}, Progress: progress}.Play(ctx, s)
		return result, errors.Join(err, c.print(t, result))
	}
	st, err := raise(ctx, s, "127.0.0.1:0", "", t.settings.PolicyDir, t.log)
	if err != nil {
		return story.Result{}, err
	}
	result, err := st.play(ctx, s, progress, keepGoing)
	return result, errors.Join(err, c.print(t, result), st.strike())
}

func (c storyCommand) print(t *terminal, result story.Result) error {
	if c.JSON {
		return nil
	}
	return story.Print(t.out, result, c.words(t))
}

// words are the field's terms; a timeline in codes is better than none.
func (storyCommand) words(t *terminal) story.Options {
	g, err := glossary.Load()
	if err != nil {
		t.log.Error("glossary", "error", err.Error())
		return story.Options{}
	}
	return story.Options{Term: indonesian(g)}
}
