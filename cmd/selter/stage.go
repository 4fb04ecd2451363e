package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/story"
	"selter/workflow/glossary"
)

// A stage is an embedded house on a scratch folder and a story clock, on which one
// story is played through the real HTTP API.
type stage struct {
	house    *house.House
	listener net.Listener
	data     string
	scratch  bool
}

// raise opens a stage. An empty data is a scratch folder that strike removes.
func raise(ctx context.Context, s *story.Story, address, data, policies string, log *slog.Logger) (_ *stage, err error) {
	st := &stage{data: data}
	if st.listener, err = listen(ctx, address); err != nil {
		return nil, err
	}
	if data == "" {
		st.scratch = true
		if st.data, err = os.MkdirTemp("", "selter-stage-"); err != nil {
			return nil, errors.Join(err, st.strike())
		}
	}
	if policies, err = storyPolicies(s, st.data, policies); err != nil {
		return nil, errors.Join(err, st.strike())
	}
	st.house, err = house.Open(ctx, house.Config{
		Settings: config.Settings{PolicyDir: policies}, Data: st.data, Scratch: true, DevIdentity: true, Clock: house.NewClock(s.Begins()), Log: log,
	})
	if err != nil {
		return nil, errors.Join(err, st.strike())
	}
	return st, nil
}

// strike closes what raise opened.
func (st *stage) strike() error {
	var err error
	if st.house != nil {
		err = st.house.Close()
	}
	err = errors.Join(err, ignoreClosed(st.listener.Close()))
	if st.scratch {
		err = errors.Join(err, os.RemoveAll(st.data))
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// play plays the story while the stage serves, and strikes nothing. Deadlines fire
// and messages arrive only as the story's clock moves, so that the order of events
// is the same on every play.
func (st *stage) play(ctx context.Context, s *story.Story, progress func(done, total int), keepGoing bool) (result story.Result, err error) {
	serving, stop := context.WithCancel(ctx)
	group, serving := errgroup.WithContext(serving)
	open, err := duplicate(st.listener)
	if err != nil {
		stop()
		return result, err
	}
	group.Go(func() error { return st.house.Serve(serving, open, false) })
	group.Go(func() error {
		defer stop()
		player := story.Player{Target: story.Target{Base: "http://" + st.listener.Addr().String()}, Progress: progress, KeepGoing: keepGoing}
		var err error
		result, err = player.Play(serving, s)
		return err
	})
	return result, group.Wait()
}

// duplicate is a listener on the same socket: the server that plays may close it,
// the one that goes on serving has its own.
func duplicate(listener net.Listener) (net.Listener, error) {
	file, err := listener.(*net.TCPListener).File()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return net.FileListener(file)
}

// progressOn draws a bar while a play lasts, on a terminal and nowhere else.
func progressOn(out io.Writer, what string) func(done, total int) {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func(int, int) {}
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(file), progressbar.OptionSetDescription(what),
				progressbar.OptionSetWidth(40), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())
		}
		_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

// indonesian finds the field's word for a code.
func indonesian(g *glossary.Glossary) func(kind, code string) string {
	return func(kind, code string) string { return g.Indonesian(glossary.Kind(kind), code) }
}

// storyPolicies puts the overlay that a story names, alone, into the folder of its
// stage, beside those that the environment names.
func storyPolicies(s *story.Story, stage, policies string) (string, error) {
	if s.Policy.File == "" {
		return policies, nil
	}
	file := s.Policy.File
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(s.File), file)
	}
	overlay, err := os.ReadFile(file)
	if err != nil {
		return "", mistake{fmt.Errorf("overlay: %w", err)}
	}
	folder := filepath.Join(stage, "policies")
	if policies != "" {
		if err := os.CopyFS(folder, os.DirFS(policies)); err != nil {
			return "", err
		}
	} else if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return "", err
	}
	return folder, errors.Join(root.WriteFile(filepath.Base(file), overlay, 0o600), root.Close())
}

func unreadable(err error) error {
	if err == nil {
		return nil
	}
	return mistake{fmt.Errorf("%w", err)}
}
