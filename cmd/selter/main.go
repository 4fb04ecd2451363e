// Selter runs open selections for senior civil-service posts in the open.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"selter/cmd/selter/house"
	"selter/pkg/config"
	"selter/pkg/telemetry"
)

// garbage is how much may be allocated before it is collected, in percent of what is
// alive. That is little, a few dozen megabytes, and nearly all that a request
// allocates dies with it: collecting less often saves a sixth of its processor time.
const garbage = 400

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// The exit codes.
const (
	exitDone    = 0
	exitFailed  = 1 // something did not hold or went wrong
	exitMistake = 2 // the call, a setting or a file cannot be used
)

type commands struct {
	Demo      demoCommand      `cmd:"" help:"Play a whole round on a story clock through the real API, then keep serving it."`
	Serve     serveCommand     `cmd:"" help:"Start the API, the worker and the sweep."`
	Worker    workerCommand    `cmd:"" help:"Start the worker and the sweep alone (with Postgres and Redis)."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the schema of the database to this program's, or look at it."`
	Story     storyCommand     `cmd:"" help:"Play stories, each a whole selection written as a file."`
	Bench     benchCommand     `cmd:"" help:"Measure transitions over HTTP against a raw SQL baseline."`
	Verify    verifyCommand    `cmd:"" help:"Check every journal and compare its fold with what is stored."`
	Deadlines deadlinesCommand `cmd:"" help:"List what is due, why, since when, and how the day was counted."`
	Freeze    freezeCommand    `cmd:"" help:"Print the windows of the election freeze in a region, those of both rules side by side."`
	Score     scoreCommand     `cmd:"" help:"Print the compliance score of a selection, and what it rests on."`
	Rescore   rescoreCommand   `cmd:"" help:"Measure the compliance scores of all selections anew; a measuring that was ended goes on."`
	Recount   recountCommand   `cmd:"" help:"Count the rankings of exported selections again, by a second implementation, and name every difference."`
	Generate  generateCommand  `cmd:"" help:"Make a nation of made-up rounds to measure with, in an empty store."`
	Keys      keysCommand      `cmd:"" help:"Make, look at, rotate or prune the keys under which what is known about people is kept."`

	Admin   adminCommand   `cmd:"" help:"Enrol those who enrol everybody else; begin an account anew, close or open it."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// A terminal is what a command may write to and know of its surroundings.
type terminal struct {
	out, err io.Writer
	settings config.Settings
	log      *slog.Logger
}

// mistake marks an error of the caller.
type mistake struct{ error }

func (m mistake) Unwrap() error { return m.error }

// run is the program without the process around it.
func run(ctx context.Context, args, environ []string, out, errs io.Writer) int {
	fail := func(err error) int {
		fmt.Fprintln(errs, "selter:", err)
		if _, mine := errors.AsType[mistake](err); mine || house.IsMistake(err) {
			return exitMistake
		}
		return exitFailed
	}
	settings, err := config.FromEnviron(environ)
	if err != nil {
		return fail(err)
	}
	var cli commands
	ended := -1
	parser, err := kong.New(&cli, kong.Name("selter"), kong.Writers(out, errs), kong.UsageOnError(),
		kong.Description("The engine for open selections of senior civil-service posts."),
		kong.Exit(func(code int) { ended = code }))
	if err != nil {
		return fail(err)
	}
	called, err := parser.Parse(args)
	if ended >= 0 {
		return ended // help was asked for
	}
	if err != nil {
		return fail(mistake{err})
	}
	level := slog.LevelWarn
	if command := called.Command(); command == "serve" || command == "worker" {
		level = slog.LevelInfo // who runs a server reads its log; who plays a story reads its timeline
	}
	if settings.LogLevel != "" {
		if err := level.UnmarshalText([]byte(settings.LogLevel)); err != nil {
			return fail(mistake{err})
		}
	}
	t := &terminal{out: out, err: errs, settings: settings, log: telemetry.NewLog(errs, level)}
	called.BindTo(ctx, (*context.Context)(nil))
	if err := called.Run(t); err != nil {
		if code, done := errors.AsType[exit](err); done {
			return int(code)
		}
		return fail(err)
	}
	return exitDone
}

// exit ends a command that has said already what there is to say.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

type versionCommand struct{}

func (versionCommand) Run(t *terminal) error {
	_, err := fmt.Fprintln(t.out, "selter", house.Version())
	return err
}
