package main

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"selter/cmd/selter/house"
	"selter/pkg/story"
	"selter/workflow/openselection"
)

type demoCommand struct {
	NoServe bool   `help:"Exit after the play."`
	JSON    bool   `name:"json" help:"Print one JSON document instead of the timeline."`
	Listen  string `default:"127.0.0.1:8080" help:"Address to answer on."`
	Data    string `help:"Keep the state in this new folder; default is a scratch folder." type:"path"`
}

func (c demoCommand) Run(ctx context.Context, t *terminal) error {
	s, err := story.Load(openselection.Stories, openselection.DemoStory)
	if err != nil {
		return unreadable(err)
	}
	if c.Data != "" && house.Keeps(c.Data) {
		return mistake{fmt.Errorf("--data: %s is in use already, and a play needs a new folder", c.Data)}
	}
	address := c.Listen
	if c.NoServe {
		address = "127.0.0.1:0" // nobody will look: any free port does
	}
	st, err := raise(ctx, s, address, c.Data, t.settings.PolicyDir, t.log)
	if err != nil {
		return err
	}
	defer func() {
		if err := st.strike(); err != nil {
			t.log.Error("closing the stage", "error", err.Error())
		}
	}()
	result, err := st.play(ctx, s, progressOn(t.err, "memutar"), false)
	if err := c.show(t, st, result); err != nil {
		return err
	}
	if err != nil || c.NoServe {
		return err
	}
	fmt.Fprintf(t.err, "\nserving the result on http://%s (docs at /docs); for example:\n"+
		"  curl -H 'Authorization: Bearer dev:pengawas' http://%[1]s/v1/selections\nend with Ctrl-C\n", st.listener.Addr())
	return st.house.Serve(ctx, st.listener, true)
}

func (c demoCommand) show(t *terminal, st *stage, result story.Result) error {
	if c.JSON {
		return printJSON(t, result)
	}
	return story.Print(t.out, result, story.Options{Term: indonesian(st.house.Glossary)})
}

func printJSON(t *terminal, v any) error {
	if err := json.MarshalWrite(t.out, v, json.Deterministic(true), jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.out)
	return err
}
