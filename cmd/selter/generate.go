package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"selter/cmd/selter/house"
	"selter/migrations"
	"selter/pkg/generator"
	"selter/pkg/oversight"
	"selter/pkg/store"
	"selter/workflow/policy"
)

type generateCommand struct {
	National   bool   `required:"" help:"Make the rounds and selections of all agencies from 2020 to 2024, of people who do not exist."`
	Seed       uint64 `default:"1" help:"The same seed makes the same rounds."`
	Selections int    `default:"20427" help:"How many posts."`
	Agencies   string `help:"Write the list of the agencies to this file, for SELTER_AGENCIES_FILE." type:"path"`
	Data       string `default:"./selter-data" help:"Folder of the embedded state (ignored with Postgres and Redis)." type:"path"`
}

// Run plays the templates in a scratch folder and brings their copies into an empty store.
func (c generateCommand) Run(ctx context.Context, t *terminal) (err error) {
	if c.Selections < 1 {
		return mistake{errors.New("--selections must be above 0")}
	}
	h, err := house.Open(ctx, house.Config{Settings: t.settings, Data: c.Data, Log: t.log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	archives, err := h.Store.Archives(ctx)
	if errors.Is(err, store.ErrNotEmpty) {
		return mistake{fmt.Errorf("%w: a nation is brought into an empty one", err)}
	}
	if err != nil {
		return err
	}
	agencies := generator.Agencies()
	if c.Agencies != "" {
		if err := writeAgencies(c.Agencies, agencies); err != nil {
			return err
		}
	}
	templates, err := playTemplates(ctx, progressOn(t.err, "memutar pola"))
	if err != nil {
		return err
	}
	nation := generator.Nation{Seed: c.Seed, Selections: c.Selections, Agencies: agencies, Templates: templates}
	rounds, done, bar := 0, 0, progressOn(t.err, "menyalin")
	for archive, err := range nation.Rounds() {
		if err != nil {
			return err
		}
		if err := archives.Add(ctx, archive); err != nil {
			return err
		}
		rounds, done = rounds+1, done+generator.Selections(archive)
		bar(done, c.Selections)
	}
	_, err = fmt.Fprintf(t.out, "%d rounds with %d selections of %d agencies; \"selter verify\" checks them, \"selter rescore --all\" measures them\n", rounds, done, len(agencies))
	return err
}

// playTemplates plays the plots in a folder that is thrown away.
func playTemplates(ctx context.Context, progress func(done, total int)) (_ []*generator.Template, err error) {
	law, err := policy.Load(nil)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "selter-templates-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	clock := &generator.Clock{}
	scratch, err := store.Open(ctx, store.Config{URL: filepath.Join(folder, "scratch.db"), Scratch: true, Clock: clock.Now, Prepare: migrations.Up})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scratch.Close()) }()
	return generator.Prepare(ctx, scratch, clock, law, generator.Plots(), progress)
}

func writeAgencies(path string, agencies []oversight.Agency) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(oversight.WriteAgencies(file, agencies), file.Close())
}
